"""The papers that share concepts with one, best first: exact, without walking common concepts.

Concepts are taken rarest first. Once as many papers as are wanted have a score that all the
concepts still to come could not give a new one together, no further paper is looked at; those at
hand are looked up in the lists of the common concepts (MaxScore: H. Turtle and J. Flood, Query
evaluation: strategies and optimizations, 1995).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from citeweave_graph.answers import SharingQuestion
from citeweave_graph.arrays.following import Check, Levels, follow, levels_of, within_years
from citeweave_graph.arrays.graph import Graph
from citeweave_graph.arrays.kept import Array
from citeweave_graph.arrays.links import Ends
from citeweave_graph.arrays.ranking import behind, cut_out, first_places, ranked
from citeweave_graph.hops import ABOUT, DEFAULT_ROLES, Hop
from citeweave_graph.questions import rarity
from citeweave_graph.windows import Key, Window

__all__ = ["Ranked", "Sharers"]

_DEEP = 4_000
"""Papers: to get further behind the best, adding up all scores is as quick."""
_FURTHER = 6

_NO_VENUE = -2
"""Stands for a venue that no paper has; -1 is that of papers without one."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """Papers in the order of a ranked answer, by number, with their scores in millionths."""

    papers: Array
    scores: Array
    has_previous: bool
    has_next: bool


@dataclass
class _Posting:
    """The papers that have a concept of the paper asked about.

    Attributes:
        concept: its number.
        weight: what it is worth, in millionths.
        ends: its edges to papers, by paper.
        levels: which of them count.
    """

    concept: int
    weight: int
    ends: Ends
    levels: Levels

    @cached_property
    def papers(self) -> Array:
        """The papers that count, ascending."""
        passing = self.levels.mask(self.ends.strength)
        return self.ends.far if passing is None else self.ends.far[passing]

    def holds(self, papers: Array) -> Array:
        """Tell which of some papers count."""
        far = self.ends.far
        if not len(far):
            return np.zeros(len(papers), dtype=bool)
        places = np.minimum(np.searchsorted(far, papers), len(far) - 1)
        found: Array = far[places] == papers
        passing = self.levels.mask(self.ends.strength[places])
        return found if passing is None else found & passing


class Sharers:
    """The papers that share concepts with a paper."""

    def __init__(self, graph: Graph, here: int, question: SharingQuestion, check: Check) -> None:
        """Look at the concepts of a paper, given by its number."""
        self._graph = graph
        self.here = here
        self._question = question
        self._check = check
        number = None if question.venue is None else graph.text_number("venues", question.venue)
        self._venue = _NO_VENUE if number is None else number
        self._postings = sorted(self._looked_up(), key=lambda one: -one.weight)

    def _looked_up(self) -> list[_Posting]:
        graph, question, found = self._graph, self._question, []
        links = graph.links("about", outward=False)
        for kind in sorted(question.kinds):
            hop = Hop(
                kinds=ABOUT,
                concept_kinds=frozenset({kind}),
                roles=question.roles or DEFAULT_ROLES[kind],
                min_confidence=question.min_confidence,
            )
            levels = levels_of(question.their_roles or DEFAULT_ROLES[kind], question.min_confidence)
            for some in follow(graph, np.array([self.here]), hop, self._check):
                far = some.edges.far
                having = graph.take("frequency", far)
                for concept, count in zip(far.tolist(), having.tolist(), strict=True):
                    weight = rarity(graph.papers, count)
                    found.append(_Posting(concept, weight, links.of(concept), levels))
        return found

    @property
    def concepts(self) -> list[tuple[int, int]]:
        """The concepts that can be shared, by number, with their weights."""
        return [(one.concept, one.weight) for one in self._postings]

    def shared(self, papers: Array) -> Array:
        """Tell for each paper, a row, which of `concepts` it shares."""
        rows = [one.holds(papers) for one in self._postings]
        return np.array(rows, dtype=bool).reshape(len(self._postings), len(papers)).T

    def added(self) -> Iterator[tuple[Array, int]]:
        """Give the papers of each concept, whatever their years and venues, and its weight."""
        for one in self._postings:
            self._check()
            yield one.papers, one.weight

    def count(self) -> int:
        """Count the papers that share anything."""
        return int(np.count_nonzero(self._all()))

    def page(self, window: Window) -> Ranked:
        """Give the papers of a window, the keys of which are (-score, id)."""
        onward = window.before is None and not window.backward
        if onward and all(one.weight >= 0 for one in self._postings):
            found = self._onward(window)
            if found is not None:
                return found
        papers = np.flatnonzero(self._all())
        scores = np.zeros(self._graph.size, dtype=np.int64)
        for some, weight in self.added():
            scores[some] += weight
        return self._cut(papers, scores[papers], window)

    # All of them

    def _all(self) -> Array:
        """Tell by number which nodes are papers that share anything."""
        graph, question = self._graph, self._question
        seen = np.zeros(graph.size, dtype=bool)
        for one in self._postings:
            self._check()
            seen[one.papers] = True
        seen[self.here] = False
        if question.venue is not None:
            seen &= graph.column("venue") == self._venue
        if not question.years.everything:
            seen &= within_years(graph.column("year"), question.years)
        return seen

    def _others(self, papers: Array) -> Array:
        """Give those of ascending papers that the question is about."""
        if self._question.venue is not None or not self._question.years.everything:
            return papers[self._eligible(papers)]
        place = int(np.searchsorted(papers, self.here))
        there = place < len(papers) and papers[place] == self.here
        return np.delete(papers, place) if there else papers

    def _eligible(self, papers: Array) -> Array:
        """Tell which papers the question is about."""
        found: Array = papers != self.here
        if self._question.venue is not None:
            found &= self._graph.take("venue", papers) == self._venue
        if not self._question.years.everything:
            found &= within_years(self._graph.take("year", papers), self._question.years)
        return found

    def _cut(self, papers: Array, scores: Array, window: Window) -> Ranked:
        if not len(papers):
            return Ranked(papers, scores, has_previous=False, has_next=False)
        after, before = (
            None if key is None else self._place(key, before=before)
            for key, before in ((window.after, False), (window.before, True))
        )
        cut = cut_out(self._keys(papers, scores), window, after, before)
        return Ranked(papers[cut.places], scores[cut.places], cut.has_previous, cut.has_next)

    def _keys(self, papers: Array, scores: Array) -> list[Array]:
        return [-scores, self._graph.ranks(papers)]

    def _place(self, key: Key, *, before: bool) -> list[int | str]:
        return [key[0], ranked(self._graph, key[1], before=before)]

    # The best of them

    def _onward(self, window: Window) -> Ranked | None:
        """Give a window that begins not too far behind the best; None where it does."""
        after = None if window.after is None else self._place(window.after, before=False)
        most = window.size
        while most <= _DEEP:
            best = self._best(most)
            behind_it = (
                None if after is None else behind(self._keys(best.papers, best.scores), after)
            )
            first = 0 if behind_it is None else int(np.count_nonzero(~behind_it))
            rest = len(best.papers) - first
            if rest >= window.size or not best.has_next:
                some = slice(first, first + window.size)
                return Ranked(
                    best.papers[some],
                    best.scores[some],
                    has_previous=first > 0 and rest > 0,
                    has_next=best.has_next or rest > window.size,
                )
            most *= _FURTHER
        return None

    def _best(self, size: int) -> Ranked:
        wanted = size + 1
        papers = np.zeros(0, dtype="<u4")
        scores = np.zeros(0, dtype=np.int64)
        rest = _sums_from([one.weight for one in self._postings])
        number, least = 0, -1
        for one in self._postings:
            if len(papers) >= wanted:
                least = _least_of_best(scores, wanted)
                if rest[number] < least:
                    break
            self._check()
            papers, scores = _united(papers, scores, self._others(one.papers), one.weight)
            number += 1
        for later in range(number, len(self._postings)):
            self._check()
            kept = scores + rest[later] >= least
            papers, scores = papers[kept], scores[kept]
            one = self._postings[later]
            scores += one.weight * one.holds(papers)
            least = _least_of_best(scores, wanted)
        places = first_places(self._keys(papers, scores), wanted)
        chosen = places[:size]
        return Ranked(
            papers[chosen], scores[chosen], has_previous=False, has_next=len(places) > size
        )


def _sums_from(weights: list[int]) -> list[int]:
    """Give what the weights from each place on are worth together, and nothing at the end."""
    sums = [0]
    for weight in reversed(weights):
        sums.append(sums[-1] + weight)
    return sums[::-1]


def _least_of_best(scores: Array, wanted: int) -> int:
    return int(np.partition(scores, len(scores) - wanted)[len(scores) - wanted])


def _united(papers: Array, scores: Array, new: Array, weight: int) -> tuple[Array, Array]:
    """Add the weight of a concept to the scores of the papers that have it; all ascending."""
    if not len(papers):
        return new, np.full(len(new), weight, dtype=np.int64)
    if len(papers) < len(new):
        places = np.minimum(np.searchsorted(new, papers), len(new) - 1)
        known = new[places] == papers
        scores = scores + weight * known
        others = np.delete(new, places[known])
    else:
        places = np.minimum(np.searchsorted(papers, new), len(papers) - 1)
        known = papers[places] == new
        scores[places[known]] += weight
        others = new[~known]
    where = np.searchsorted(papers, others)
    return np.insert(papers, where, others), np.insert(scores, where, weight)
