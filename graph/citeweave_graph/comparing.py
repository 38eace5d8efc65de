"""Papers similar to one, on the look-ups of any view: the reference, and what stores share.

A store finds out in its own way how much of each part other papers have, which `Measures` holds,
and may know a quicker way to name the papers that connect two; ranking and explaining is the
same everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from citeweave_graph.answers import SharedConcept
from citeweave_graph.hops import ABOUT, DEFAULT_ROLES, Direction, Hop
from citeweave_graph.orders import far_end
from citeweave_graph.questions import every_edge, paper_home, rarity
from citeweave_graph.similarity import (
    CHAMPIONS,
    CONCEPT_PARTS,
    CONNECTING,
    NAMED,
    Similar,
    SimilarityKind,
    SimilarityPart,
    SimilarityQuestion,
    SimilarityWeights,
    combined,
    cosine,
    fraction,
    parts_of,
    title_words,
)
from citeweave_graph.windows import Page, Window, cut
from citeweave_schema.edges import Edge
from citeweave_schema.kinds import ConceptKind, NodeKind
from citeweave_schema.nodes import ConceptNode, PaperNode

if TYPE_CHECKING:
    from citeweave_graph.view import View

__all__ = [
    "Concepts",
    "Connected",
    "Fitting",
    "Measures",
    "concepts_of",
    "explained",
    "fits",
    "paged",
    "similar",
    "texts",
]

Values = dict[SimilarityKind, int]
"""How much another paper has of each part, in millionths; nothing that is 0."""

Connected = Callable[[Sequence[str], Hop, Hop], list[tuple[int, tuple[str, ...]]]]
"""Gives, for each of some papers, how many papers connect it and which are the first by id."""

Fitting = Callable[[str], Iterable[tuple[str, int]]]
"""Gives the papers that fit a word best, the first `CHAMPIONS`, with their search scores."""


@dataclass(frozen=True, slots=True)
class Concepts:
    """The concepts of a paper that others may share.

    Attributes:
        weights: of each concept, by its id, in millionths.
        kinds: of each concept.
        edges: from the paper to each.
    """

    weights: Mapping[str, int]
    kinds: Mapping[str, ConceptKind]
    edges: Mapping[str, Edge]

    def total(self, kind: ConceptKind) -> int:
        """Give what all concepts of a kind are worth together."""
        return sum(weight for one, weight in self.weights.items() if self.kinds[one] is kind)


@dataclass(slots=True)
class Measures:
    """How much other papers have of each part, by their ids."""

    values: dict[str, Values] = field(default_factory=dict)

    def add(self, kind: SimilarityKind, some: Mapping[str, int]) -> None:
        """Put one part in."""
        for paper, value in some.items():
            if value:
                self.values.setdefault(paper, {})[kind] = value

    def page(self, weights: SimilarityWeights, window: Window) -> Page[tuple[str, Values]]:
        """Give a window of the papers in the order of their scores."""
        chosen = weights.chosen
        scores = {one: combined(values, chosen) for one, values in self.values.items()}
        return cut(self.values.items(), lambda item: (-scores[item[0]], item[0]), window)


def similar(
    view: View, paper: str, question: SimilarityQuestion, window: Window
) -> tuple[Page[Similar], int]:
    """See `View.similar`."""
    here = paper_home(view, paper)
    weights = question.weights
    concepts = concepts_of(view, here, weights)
    measures = Measures()
    for kind in weights.chosen:
        measures.add(kind, _measured(view, here, kind, concepts))
    nodes = zip(measures.values, view.nodes(list(measures.values)), strict=True)
    fitting = {one for one, node in nodes if isinstance(node, PaperNode) and fits(node, question)}
    kept = Measures({one: measures.values[one] for one in fitting - {here}})
    page = kept.page(weights, window)

    def connected(papers: Sequence[str], hop: Hop, _: Hop) -> list[tuple[int, tuple[str, ...]]]:
        ours, *theirs = _ends(view, [here, *papers], hop)
        return [(len(ours & one), tuple(sorted(ours & one)[:NAMED])) for one in theirs]

    items = explained(view, page.items, weights, concepts, connected)
    return paged(page, items), len(kept.values)


def paged(page: Page[Any], items: Iterable[Similar]) -> Page[Similar]:
    """Give the same page with these items."""
    return Page(
        items=tuple(items),
        keys=page.keys,
        has_next=page.has_next,
        has_previous=page.has_previous,
    )


def fits(node: PaperNode, question: SimilarityQuestion) -> bool:
    """Tell whether a question is about a paper, as far as its year and venue say."""
    return node.year in question.years and question.venue in (None, node.venue)


# Parts


def concepts_of(view: View, here: str, weights: SimilarityWeights) -> Concepts:
    """Give the concepts of a paper that count."""
    (edges,) = _about(view, [here], weights)
    mine = {edge.target: edge for edge in edges}
    found = dict(zip(mine, view.nodes(list(mine)), strict=True))
    nodes = {one: node for one, node in found.items() if isinstance(node, ConceptNode)}
    fitting = {
        one: node
        for one, node in nodes.items()
        if mine[one].role in DEFAULT_ROLES[node.concept_kind]
    }
    papers = view.text_papers() if fitting else 0
    return Concepts(
        {one: rarity(papers, node.document_frequency) for one, node in fitting.items()},
        {one: node.concept_kind for one, node in fitting.items()},
        {one: mine[one] for one in fitting},
    )


def _about(view: View, ids: Sequence[str], weights: SimilarityWeights) -> list[list[Edge]]:
    """Give the edges from papers to concepts of the kinds that count, in any default role."""
    kinds = frozenset(CONCEPT_PARTS[one] for one in weights.chosen if one in CONCEPT_PARTS)
    if not kinds:
        return [[] for _ in ids]
    roles = frozenset(role for kind in kinds for role in DEFAULT_ROLES[kind])
    return every_edge(view, ids, Hop(kinds=ABOUT, concept_kinds=kinds, roles=roles))


def _measured(view: View, here: str, kind: SimilarityKind, concepts: Concepts) -> dict[str, int]:
    if kind in CONCEPT_PARTS:
        return _by_concepts(view, CONCEPT_PARTS[kind], concepts)
    if kind in CONNECTING:
        return _by_citations(view, here, *CONNECTING[kind])
    return texts(view, here)


def _by_concepts(view: View, kind: ConceptKind, concepts: Concepts) -> dict[str, int]:
    some = [one for one, of in concepts.kinds.items() if of is kind]
    hop = Hop(kinds=ABOUT, direction=Direction.IN, roles=DEFAULT_ROLES[kind])
    sums: dict[str, int] = {}
    for edges in every_edge(view, some, hop):
        for edge in edges:
            sums[edge.source] = sums.get(edge.source, 0) + concepts.weights[edge.target]
    total = concepts.total(kind)
    return {paper: fraction(weight, total) for paper, weight in sums.items()}


def _by_citations(view: View, here: str, out: Hop, back: Hop) -> dict[str, int]:
    (middles,) = _ends(view, [here], out)
    counts: dict[str, int] = {}
    for papers in _ends(view, sorted(middles), back):
        for one in papers:
            counts[one] = counts.get(one, 0) + 1
    degrees = view.edge_counts(list(counts), out) if counts else []
    return {
        one: cosine(both, len(middles), degree)
        for (one, both), degree in zip(counts.items(), degrees, strict=True)
    }


def _ends(view: View, ids: Sequence[str], hop: Hop) -> list[set[str]]:
    found = zip(ids, every_edge(view, ids, hop), strict=True)
    return [{far_end(edge, here) for edge in edges} for here, edges in found]


def texts(view: View, here: str, search: Fitting | None = None) -> dict[str, int]:
    """Give how well papers fit the title of one, and that one too, by id, in millionths.

    Args:
        view: where they are.
        here: the one paper.
        search: gives the ids and scores of the best for a word; None for the view's own search.
    """
    (node,) = view.nodes([here])
    sums: dict[str, int] = {}
    for word in title_words(node.name if node else ""):
        for one, points in search(word) if search else _best(view, word):
            sums[one] = sums.get(one, 0) + points
    best = max(sums.values(), default=0)
    return {paper: fraction(points, best) for paper, points in sums.items()}


def _best(view: View, word: str) -> list[tuple[str, int]]:
    found, _ = view.search(word, [NodeKind.PAPER], Window(size=CHAMPIONS))
    return [(hit.node.id, hit.score) for hit in found.items]


# Why


def explained(
    view: View,
    found: Sequence[tuple[str, Values]],
    weights: SimilarityWeights,
    concepts: Concepts,
    connected: Connected,
) -> tuple[Similar, ...]:
    """Give papers with what their scores are made of.

    Args:
        view: where they are.
        found: their ids, and how much they have of each part.
        weights: of the parts.
        concepts: of the paper asked about.
        connected: names the papers that connect some with it.
    """
    chosen = weights.chosen
    papers = [one for one, _ in found]
    shared = _shared(view, papers, weights, concepts)
    links = {
        kind: dict(zip(some, connected(some, *hops), strict=True))
        for kind, hops in CONNECTING.items()
        if (some := [one for one, values in found if kind in values])
    }

    def filled(paper: str, part: SimilarityPart) -> SimilarityPart:
        if part.kind in CONCEPT_PARTS:
            some = shared[paper].get(CONCEPT_PARTS[part.kind], ())
            return replace(part, shared=tuple(some), count=len(some))
        if part.kind in links:
            count, first = links[part.kind][paper]
            return replace(part, count=count, papers=first)
        return part

    return tuple(
        Similar(
            paper=paper,
            score=combined(values, chosen),
            parts=tuple(filled(paper, part) for part in parts_of(values, chosen)),
        )
        for paper, values in found
    )


def _shared(
    view: View, papers: Sequence[str], weights: SimilarityWeights, concepts: Concepts
) -> dict[str, dict[ConceptKind, list[SharedConcept]]]:
    """Give what each of some papers shares, by kind, the heaviest first."""
    found: dict[str, dict[ConceptKind, list[SharedConcept]]] = {one: {} for one in papers}
    if not concepts.weights or not papers:
        return found
    for paper, edges in zip(papers, _about(view, papers, weights), strict=True):
        some = [
            SharedConcept(
                concept=edge.target,
                weight=concepts.weights[edge.target],
                ours=concepts.edges[edge.target],
                theirs=edge,
            )
            for edge in edges
            if edge.target in concepts.weights
            and edge.role in DEFAULT_ROLES[concepts.kinds[edge.target]]
        ]
        for one in sorted(some, key=lambda part: (-part.weight, part.concept)):
            found[paper].setdefault(concepts.kinds[one.concept], []).append(one)
    return found
