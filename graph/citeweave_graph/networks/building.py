"""Networks of a graph, as networkx knows them.

Node attributes, of every network:

| attribute | meaning |
|---|---|
| `kind`, `name` | Paper, Author, Organization or Concept; title or name |
| `occurrences` | in how many papers (or reference lists, or concepts) it occurs |
| `stub`, `year`, `venue` | of papers; year and venue where known |
| `concept_kind`, `papers`, `first_year` | of concepts; the year where known |
| `bipartite` | of two-mode networks: 0 for papers or authors, 1 for concepts |

Edge attributes: `weight`, as counted and normalised, and `count`, in how many places the two
occur together (1 for a citation). In the paper-concept network also `role` and `confidence`.
Graph attributes: `network`, `graph_version`, `graph_state`, and the parameters of the question.
No attribute is ever None.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import networkx as nx

from citeweave_graph.networks.asking import (
    Attribute,
    Counting,
    NetworkKind,
    NetworkQuestion,
    Normalisation,
)
from citeweave_graph.networks.projecting import (
    Links,
    Occurrences,
    check_size,
    occurrences,
    through,
    together,
)
from citeweave_graph.networks.reading import (
    Facts,
    Pair,
    Use,
    authorship,
    citations,
    facts,
    organisations,
    uses,
)
from citeweave_schema.errors import UsageError
from citeweave_schema.kinds import NodeKind

if TYPE_CHECKING:
    from citeweave_graph.view import View

__all__ = ["build_network"]

_WITHOUT_MEETING = frozenset(
    {NetworkKind.CITATION, NetworkKind.PAPER_CONCEPT, NetworkKind.AUTHOR_CONCEPT}
)
_ENDS: dict[NetworkKind, tuple[NodeKind, ...]] = {
    NetworkKind.CO_AUTHORSHIP: (NodeKind.PAPER, NodeKind.AUTHOR),
    NetworkKind.ORGANISATIONS: (NodeKind.PAPER, NodeKind.ORGANIZATION),
    NetworkKind.CO_USE: (NodeKind.PAPER, NodeKind.CONCEPT),
    NetworkKind.SHARED_CONCEPTS: (NodeKind.PAPER, NodeKind.CONCEPT),
    NetworkKind.PAPER_CONCEPT: (NodeKind.PAPER, NodeKind.CONCEPT),
    NetworkKind.AUTHOR_CONCEPT: (NodeKind.PAPER, NodeKind.AUTHOR, NodeKind.CONCEPT),
}


def build_network(
    view: View, kind: NetworkKind, question: NetworkQuestion | None = None
) -> nx.Graph[str]:
    """Build a network of a graph; the attributes are those that this module's text lists.

    Every node that occurs is in the network, with or without links. Nodes are in the order of
    their ids, and so are links.

    Args:
        view: of any store.
        kind: which network.
        question: how it is counted and what is kept; None for the defaults.

    Raises:
        UsageError: normalisation of a network in which nothing meets, or too many links.

    >>> from citeweave_graph import open_store
    >>> with open_store("memory:") as store, store.view() as view:
    ...     build_network(view, NetworkKind.CO_CITATION).graph["network"]
    'co-citation'
    """
    asked = question or NetworkQuestion()
    if kind in _WITHOUT_MEETING and asked.normalisation is not Normalisation.NONE:
        raise UsageError(f"weights of the {kind.value} network are not normalised; leave it out")
    known = facts(view, _ENDS.get(kind, (NodeKind.PAPER,)))
    graph: nx.Graph[str]
    match kind:
        case NetworkKind.CITATION:
            graph = _citation(known, citations(view, known, asked.years), asked)
        case NetworkKind.PAPER_CONCEPT:
            graph = _paper_concept(known, uses(view, known, asked), asked)
        case NetworkKind.AUTHOR_CONCEPT:
            graph = _author_concept(view, known, asked)
        case _:
            graph = _meeting(known, occurrences(_pairs(view, kind, known, asked)), asked)
    graph.graph |= {
        "network": kind.value,
        "graph_version": view.manifest().version,
        "graph_state": view.state,
        **asked.described(),
    }
    return graph


def _pairs(view: View, kind: NetworkKind, known: Facts, asked: NetworkQuestion) -> Iterable[Pair]:
    """Give what occurs where, in the networks in which nodes of one kind meet in something."""
    match kind:
        case NetworkKind.CO_CITATION:
            return ((cited, citing) for citing, cited in citations(view, known, asked.years))
        case NetworkKind.COUPLING:
            return citations(view, known, asked.years)
        case NetworkKind.CO_AUTHORSHIP:
            return authorship(view, known, asked.years)
        case NetworkKind.ORGANISATIONS:
            return organisations(view, known, asked)
        case NetworkKind.SHARED_CONCEPTS:
            return ((one.paper, one.concept) for one in uses(view, known, asked))
        case _:
            return ((one.concept, one.paper) for one in uses(view, known, asked))


def _meeting(known: Facts, found: Occurrences, asked: NetworkQuestion) -> nx.Graph[str]:
    graph: nx.Graph[str] = nx.Graph()
    chosen = found.largest(asked.most_nodes)
    units = [found.units[number] for number in chosen.tolist()]
    counts: list[int] = found.counts[chosen].tolist()
    _put_nodes(graph, known, zip(units, counts, strict=True))
    _put_links(graph, units, units, together(found, chosen, asked))
    return graph


def _citation(known: Facts, pairs: Iterable[Pair], asked: NetworkQuestion) -> nx.DiGraph[str]:
    """Weigh a citation one, or counted fractionally, one over the number of references."""
    found = sorted(set(pairs))
    references = Counter(citing for citing, _ in found)
    cited = Counter(cited for _, cited in found)
    occurring = {one: cited[one] for one in {*references, *cited}}
    graph: nx.DiGraph[str] = nx.DiGraph()
    chosen = _most(occurring, asked.most_nodes)
    _put_nodes(graph, known, sorted(chosen.items()))
    fractional = asked.counting is Counting.FRACTIONAL
    links = [
        (citing, cited, {"weight": weight, "count": 1})
        for citing, cited in found
        if citing in chosen
        and cited in chosen
        and (weight := 1 / references[citing] if fractional else 1.0) >= asked.min_weight
        and asked.min_count == 1
    ]
    check_size(len(links), asked)
    graph.add_edges_from(links)
    return graph


def _paper_concept(known: Facts, found: Iterable[Use], asked: NetworkQuestion) -> nx.Graph[str]:
    """Weigh a use one, or counted fractionally, one over the number of the paper's concepts."""
    every = sorted(found, key=lambda one: (one.paper, one.concept))
    having = Counter(one.paper for one in every)
    used = Counter(one.concept for one in every)
    papers, concepts = _most(having, asked.most_nodes), _most(used, asked.most_nodes)
    graph: nx.Graph[str] = nx.Graph()
    _put_nodes(graph, known, sorted(papers.items()), bipartite=0)
    _put_nodes(graph, known, sorted(concepts.items()), bipartite=1)
    for one in every:
        weight = 1 / having[one.paper] if asked.counting is Counting.FRACTIONAL else 1.0
        kept = one.paper in papers and one.concept in concepts and weight >= asked.min_weight
        if kept and asked.min_count == 1:
            graph.add_edge(
                one.paper,
                one.concept,
                weight=weight,
                count=1,
                role=one.role,
                confidence=one.confidence / 1000,
            )
    check_size(graph.number_of_edges(), asked)
    return graph


def _author_concept(view: View, known: Facts, asked: NetworkQuestion) -> nx.Graph[str]:
    """Weigh by papers, or counted fractionally, by the author's part in each of them."""
    authors = occurrences(authorship(view, known, asked.years))
    concepts = occurrences((one.concept, one.paper) for one in uses(view, known, asked))
    few = [one.only(one.largest(asked.most_nodes)) for one in (authors, concepts)]
    graph: nx.Graph[str] = nx.Graph()
    for number, one in enumerate(few):
        counts: list[int] = one.counts.tolist()
        _put_nodes(graph, known, zip(one.units, counts, strict=True), bipartite=number)
    links = through(few[0], few[1], authors.sizes, asked)
    _put_links(graph, few[0].units, few[1].units, links)
    return graph


def _most(counts: dict[str, int], most: int | None) -> dict[str, int]:
    order = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return dict(order[:most])


def _put_nodes(
    graph: nx.Graph[str],
    known: Facts,
    counts: Iterable[tuple[str, int]],
    **more: Attribute,
) -> None:
    for one, count in counts:
        graph.add_node(one, **known.attributes[one], occurrences=count, **more)


def _put_links(
    graph: nx.Graph[str], here: Sequence[str], there: Sequence[str], links: Links
) -> None:
    first: list[int] = links.first.tolist()
    second: list[int] = links.second.tolist()
    count: list[int] = links.count.tolist()
    weight: list[float] = links.weight.tolist()
    graph.add_edges_from(
        (here[one], there[other], {"weight": value, "count": number})
        for one, other, number, value in zip(first, second, count, weight, strict=True)
    )
