"""How much other papers have in common with one, part by part, added up over its lists.

The lists of a paper's concepts, of what cites it and of what it cites are walked once; what
nothing leads to is never looked at.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from citeweave_graph.answers import SharingQuestion
from citeweave_graph.arrays.following import Check, within_years
from citeweave_graph.arrays.graph import Graph
from citeweave_graph.arrays.kept import Array
from citeweave_graph.arrays.listing import degrees, edge_counts
from citeweave_graph.arrays.sharing import Sharers
from citeweave_graph.arrays.together import reached_together
from citeweave_graph.hops import Hop
from citeweave_graph.similarity import (
    CONCEPT_PARTS,
    CONNECTING,
    NAMED,
    WHOLE,
    SimilarityKind,
    SimilarityQuestion,
    cosine,
)

__all__ = ["Likeness", "connections", "cosines"]

_MANY = 50
"""One in fifty of all nodes: to find that many among all is quicker than to sort them."""
_CLOSE = 1e-4
_HALF = 32

Part = tuple[Array, Array]
"""Papers by number, ascending, and how much each has in millionths."""


class _Sums:
    """Adds amounts up by node, time after time in the same place."""

    def __init__(self, size: int) -> None:
        self._sums = np.zeros(size, dtype=np.int64)
        self._seen: list[Array] = []

    def add(self, nodes: Array, amounts: Array | int) -> None:
        """Add to the sums of different nodes."""
        self._sums[nodes] += amounts
        self._seen.append(nodes)

    def cancel(self, node: int) -> None:
        """Let a node have nothing."""
        self._sums[node] = 0

    def taken(self) -> tuple[Array, Array]:
        """Give the nodes that have more than nothing, ascending, and begin anew."""
        seen, self._seen = self._seen, []
        if sum(map(len, seen)) * _MANY > len(self._sums):
            nodes = np.flatnonzero(self._sums)
            sums = self._sums[nodes]
            self._sums.fill(0)
        else:
            every = np.concatenate([np.zeros(0, dtype=np.int64), *seen])
            nodes = np.unique(every)
            sums = self._sums[nodes]
            self._sums[nodes] = 0
        if len(sums) and sums.min() > 0:
            return nodes, sums
        kept = sums > 0
        return nodes[kept], sums[kept]


class Likeness:
    """The papers that are similar to a paper."""

    def __init__(
        self,
        graph: Graph,
        here: int,
        question: SimilarityQuestion,
        texts: Mapping[str, int],
        check: Check,
    ) -> None:
        """Compare a paper, given by its number, with others.

        Args:
            graph: where.
            here: the paper.
            question: what counts.
            texts: how well the texts of papers fit, by id; they stay as they are.
            check: called between parts.
        """
        self._graph = graph
        self._here = here
        self._question = question
        self._check = check
        self._sums = _Sums(graph.size)
        self.concepts: dict[SimilarityKind, list[tuple[int, int]]] = {}
        self._parts: dict[SimilarityKind, Part] = {}
        for kind in question.weights.chosen:
            if kind in CONCEPT_PARTS:
                self._parts[kind] = self._by_concepts(kind)
            elif kind in CONNECTING:
                self._parts[kind] = self._by_citations(*CONNECTING[kind])
            else:
                self._parts[kind] = self._by_texts(texts)
        self.papers, self.scores = self._added()

    def _by_concepts(self, kind: SimilarityKind) -> Part:
        wanted = SharingQuestion(kinds=frozenset({CONCEPT_PARTS[kind]}))
        sharers = Sharers(self._graph, self._here, wanted, self._check)
        self.concepts[kind] = sharers.concepts
        whole = sum(weight for _, weight in sharers.concepts)
        if whole <= 0:
            return _NOTHING
        for papers, weight in sharers.added():
            self._sums.add(papers, weight)
        papers, sums = self._sums.taken()
        return papers, np.minimum(sums * WHOLE // whole, WHOLE)

    def _by_citations(self, out: Hop, back: Hop) -> Part:
        graph, here = self._graph, np.array([self._here])
        found = reached_together(graph, self._here, out, back, self._check)
        (own,) = edge_counts(graph, here, out, self._check)
        simple = graph.links("cites", outward=not out.inward).change is None
        if simple:
            others = degrees(graph, found.nodes, out)
        else:
            others = np.array(edge_counts(graph, found.nodes, out, self._check), dtype=np.int64)
        return found.nodes, cosines(found.counts, own, others)

    def _by_texts(self, texts: Mapping[str, int]) -> Part:
        numbers = self._graph.find(list(texts))
        values = np.fromiter(texts.values(), dtype=np.int64, count=len(texts))
        order = np.argsort(numbers, kind="stable")
        known = order[numbers[order] >= 0]
        return numbers[known], values[known]

    def _added(self) -> Part:
        """Give all papers that have anything, and their scores."""
        weights = self._question.weights
        for kind, (papers, values) in self._parts.items():
            self._check()
            self._sums.add(papers, weights.chosen[kind] * values)
        self._sums.cancel(self._here)
        papers, sums = self._sums.taken()
        if self._question.years.everything and self._question.venue is None:
            return papers, sums // weights.total
        kept = np.ones(len(papers), dtype=bool)
        question = self._question
        if question.venue is not None:
            number = self._graph.text_number("venues", question.venue)
            if number is None:
                return _NOTHING
            kept &= self._graph.take("venue", papers) == number
        if not question.years.everything:
            kept &= within_years(self._graph.take("year", papers), question.years)
        return papers[kept], sums[kept] // weights.total

    def values(self, paper: int) -> dict[SimilarityKind, int]:
        """Give how much a paper has of each part; nothing that is 0."""
        found = {}
        for kind, (papers, values) in self._parts.items():
            place = int(np.searchsorted(papers, paper))
            if place < len(papers) and int(papers[place]) == paper and values[place]:
                found[kind] = int(values[place])
        return found


_NOTHING: Part = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)


def cosines(both: Array, one: int, others: Array) -> Array:
    """Give what `similarity.cosine` gives, of many sets compared with one.

    What floating point numbers could round the wrong way is worked out in whole numbers.

    >>> cosines(np.array([1, 3]), 3, np.array([2, 3])).tolist()
    [408248, 1000000]
    """
    if not one or not len(both):
        return np.zeros(len(both), dtype=np.int64)
    found = WHOLE * both / np.sqrt(others.astype(np.float64) * one)
    values: Array = np.floor(found).astype(np.int64)
    places = np.flatnonzero(np.abs(found - np.rint(found)) < _CLOSE)
    pairs, which = np.unique(both[places] << _HALF | others[places], return_inverse=True)
    exact = [cosine(pair >> _HALF, one, pair & ((1 << _HALF) - 1)) for pair in pairs.tolist()]
    values[places] = np.array(exact, dtype=np.int64)[which]
    return values


def connections(
    graph: Graph, here: int, papers: Array, hop: Hop, check: Check
) -> list[tuple[int, tuple[str, ...]]]:
    """Give for each of some papers how many a hop leads to from it and from one, and the first.

    Args:
        graph: where they are.
        here: the one paper, by number.
        papers: the others.
        hop: of citations.
        check: called between them.
    """
    links = graph.links("cites", outward=not hop.inward)
    ours, found = links.of(here).far, []
    for paper in papers.tolist():
        check()
        common = _common(ours, links.of(paper).far)
        first = common[np.argsort(graph.ranks(common), kind="stable")[:NAMED]]
        found.append((len(common), tuple(graph.ids(first))))
    return found


def _common(one: Array, other: Array) -> Array:
    """Give the numbers that two ascending lists have in common, ascending."""
    few, many = sorted((one, other), key=len)
    if not len(few):
        return few
    places = np.minimum(np.searchsorted(many, few), len(many) - 1)
    found: Array = few[many[places] == few]
    return found
