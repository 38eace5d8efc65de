"""The nodes and edges of the graph as flat attributes, the same in every format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import quote

from citeweave_graph.exports.flat import (
    ColumnKind,
    Columns,
    FlatEdge,
    FlatNode,
    Scalar,
    flattened,
)
from citeweave_schema.edges import Edge
from citeweave_schema.ids import Identifier, Scheme
from citeweave_schema.nodes import ConceptNode, Node, PaperNode

__all__ = [
    "EDGE_COLUMNS",
    "NODE_COLUMNS",
    "address_of",
    "edge_attributes",
    "flat_edge",
    "flat_node",
    "node_attributes",
]

_TEXT, _NUMBER = (ColumnKind.TEXT,), (ColumnKind.NUMBER,)
_FRACTION, _TRUTH = (ColumnKind.FRACTION,), (ColumnKind.TRUTH,)

NODE_COLUMNS: Columns = {
    "label": _TEXT,
    "kind": _TEXT,
    "concept_kind": _TEXT,
    "strongest_key": _TEXT,
    "identifiers": _TEXT,
    "url": _TEXT,
    "year": _NUMBER,
    "date": _TEXT,
    "venue": _TEXT,
    "language": _TEXT,
    "abstract": _TEXT,
    "stub": _TRUTH,
    "retracted": _TRUTH,
    "author_count": _NUMBER,
    "references_stated": _NUMBER,
    "missing": _TEXT,
    "sources": _TEXT,
    "aliases": _TEXT,
    "document_frequency": _NUMBER,
    "paper_count": _NUMBER,
    "first_year": _NUMBER,
    "listed_broader": _TEXT,
    "outside_ids": _TEXT,
}
"""The attributes of nodes, in the order of columns."""

EDGE_COLUMNS: Columns = {
    "kind": _TEXT,
    "role": _TEXT,
    "confidence": _FRACTION,
    "support": _NUMBER,
    "mentions": _NUMBER,
    "sentence": _TEXT,
    "position": _NUMBER,
    "printed": _TEXT,
    "sources": _TEXT,
    "judgement": _TEXT,
}
"""The attributes of edges, in the order of columns."""

_PAGES: Mapping[Scheme, str] = {
    Scheme.DOI: "https://doi.org/{}",
    Scheme.ARXIV: "https://arxiv.org/abs/{}",
    Scheme.ACL: "https://aclanthology.org/{}",
    Scheme.OPENALEX: "https://openalex.org/{}",
    Scheme.S2: "https://www.semanticscholar.org/paper/{}",
    Scheme.PUBMED: "https://pubmed.ncbi.nlm.nih.gov/{}",
    Scheme.PMC: "https://www.ncbi.nlm.nih.gov/pmc/articles/{}",
    Scheme.SCOPUS: "https://www.scopus.com/record.uri?eid={}",
    Scheme.LENS: "https://www.lens.org/{}",
    Scheme.DIMENSIONS: "https://app.dimensions.ai/details/publication/{}",
    Scheme.ORCID: "https://orcid.org/{}",
    Scheme.ROR: "https://ror.org/{}",
}
_S2_HASH = 40


def address_of(identifier: Identifier) -> str | None:
    """Give the page of what an identifier names; None where its scheme has no pages.

    Upper case is given back where a site's addresses have it.

    >>> address_of(Identifier.parse("acl", "p19-1001"))
    'https://aclanthology.org/P19-1001'
    >>> address_of(Identifier.parse("s2", "12345")) is None
    True
    """
    scheme, value = identifier.scheme, identifier.value
    if scheme not in _PAGES or (scheme is Scheme.S2 and len(value) != _S2_HASH):
        return None
    if scheme in (Scheme.OPENALEX, Scheme.PMC) or (scheme is Scheme.ACL and value[0].isalpha()):
        value = value.upper()
    return _PAGES[scheme].format(quote(value, safe="/:;()"))


def node_attributes(node: Node) -> dict[str, Scalar]:
    """Give what is known of a node by the names of `NODE_COLUMNS`; lists are joined."""
    found = {name: flattened(value) for name, value in _of_node(node)}
    return {name: found[name] for name in NODE_COLUMNS if _worth(found.get(name))}  # type: ignore[misc]  # None is not worth


def _worth(value: Scalar | None) -> bool:
    return value is not None and value != ""


def _of_node(node: Node) -> Iterator[tuple[str, object]]:
    identifiers: tuple[Identifier, ...] = getattr(node, "identifiers", ())
    yield "label", node.name
    yield "kind", node.kind
    yield "strongest_key", node.key
    yield "identifiers", [str(one) for one in identifiers]
    yield "url", next((page for one in identifiers if (page := address_of(one))), None)
    if isinstance(node, PaperNode):
        yield from _of_paper(node)
    else:
        yield "aliases", [one.name for one in node.aliases]
    if isinstance(node, ConceptNode):
        for name in ("concept_kind", "document_frequency", "paper_count", "first_year"):
            yield name, getattr(node, name)
        yield "listed_broader", node.listed_broader
        yield "outside_ids", node.outside_ids


def _of_paper(paper: PaperNode) -> Iterator[tuple[str, object]]:
    for name in (
        *("year", "venue", "language", "stub", "retracted", "author_count"),
        *("references_stated", "missing", "sources"),
    ):
        yield name, getattr(paper, name)
    yield "date", None if paper.date is None else str(paper.date)
    yield "abstract", paper.abstract_readable or paper.abstract


def edge_attributes(edge: Edge, sentence: str | None = None) -> dict[str, Scalar]:
    """Give what is known of an edge by the names of `EDGE_COLUMNS`.

    Args:
        edge: the edge.
        sentence: that of the strongest evidence it stands on; None where it stands on none.
    """
    found = {
        "kind": edge.kind,
        "role": edge.role,
        "confidence": edge.confidence,
        "support": edge.support,
        "mentions": None if edge.role is None else edge.support,
        "sentence": sentence,
        "position": edge.position,
        "printed": edge.printed,
        "sources": edge.sources,
        "judgement": edge.judgement,
    }
    flat = {name: flattened(value) for name, value in found.items()}
    return {name: value for name, value in flat.items() if value is not None and value != ""}


def flat_node(node: Node) -> FlatNode:
    """Give a node as formats take it."""
    return FlatNode(node.id, node_attributes(node))


def flat_edge(edge: Edge, sentence: str | None = None) -> FlatEdge:
    """Give an edge as formats take it; its key is its kind."""
    return FlatEdge(
        edge.source,
        edge.target,
        edge_attributes(edge, sentence),
        key=edge.kind.value,
        id=edge.id,
    )
