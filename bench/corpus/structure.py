"""Who wrote what with whom, and what cites what: the numbers behind a made-up literature."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from corpus.words import Numbers, Zipf

__all__ = ["Part", "parts"]

_AT_ONCE = 4_000
_FIRST_YEAR, _YEARS, _GROWTH = 1990, 36, 0.07
_AUTHORS, _MOST_AUTHORS = 4.2, 60
_TEAMMATES, _NEWCOMERS = 0.55, 0.27
_REFERENCES, _MOST_REFERENCES = 11.5, 150
_BY_CITATIONS, _OUTSIDE = 0.5, 0.08
_VENUES_PER_PAPER = 0.003


@dataclass(frozen=True, slots=True)
class Part:
    """Some papers in a row.

    Attributes:
        first: number of the first.
        years: when each appeared.
        authors: of each, the numbers of its authors.
        cited: of each, the numbers of the papers cited; those of no paper here are negative.
        venues: where each appeared.
    """

    first: int
    years: list[int]
    authors: list[list[int]]
    cited: list[list[int]]
    venues: list[int]


class _Growing:
    """Numbers that are added to and drawn from."""

    def __init__(self, size: int) -> None:
        self._numbers = np.empty(size, np.int64)
        self.count = 0

    def add(self, numbers: Numbers) -> None:
        needed = self.count + len(numbers)
        if needed > len(self._numbers):
            more = np.empty(max(needed, 2 * len(self._numbers)), np.int64)
            more[: self.count] = self._numbers[: self.count]
            self._numbers = more
        self._numbers[self.count : needed] = numbers
        self.count = needed

    def draw(self, chance: np.random.Generator, count: int) -> Numbers:
        return self._numbers[chance.integers(0, self.count, count)]

    def at(self, places: Numbers) -> Numbers:
        return self._numbers[places]


def parts(size: int, seed: int) -> Iterator[Part]:
    """Give papers in order of their years.

    Authors are newcomers, team-mates of a recent paper's, or drawn by how much they wrote so far
    (Yule's process: few write much). Papers cited are drawn by how often they were cited so far
    (Barabasi and Albert, 1999) or from the recent ones; some are no papers of this literature.
    """
    chance = np.random.Generator(np.random.PCG64(seed))
    years = _years(chance, size)
    venues = Zipf(max(20, int(size * _VENUES_PER_PAPER)), 0.9)
    team = _Teams(size)
    cited = _Citations(size)
    for first in range(0, size, _AT_ONCE):
        count = min(_AT_ONCE, size - first)
        yield Part(
            first,
            years[first : first + count].tolist(),
            team.draw(chance, first, count),
            cited.draw(chance, first, count),
            venues.draw(chance, count).tolist(),
        )


def _years(chance: np.random.Generator, size: int) -> Numbers:
    weights = np.exp(_GROWTH * np.arange(_YEARS))
    found = chance.choice(_YEARS, size, p=weights / weights.sum())
    return np.sort(found) + _FIRST_YEAR


class _Teams:
    """The authors of each paper, kept in one row of numbers."""

    def __init__(self, size: int) -> None:
        self._places = _Growing(int(size * (_AUTHORS + 1)) + 1_000)
        self._starts = np.zeros(size + 1, np.int64)
        self._known = 0

    def draw(self, chance: np.random.Generator, first: int, count: int) -> list[list[int]]:
        sizes = np.minimum(chance.geometric(1 / _AUTHORS, count), _MOST_AUTHORS)
        paper = np.repeat(np.arange(count), sizes)
        ends = np.cumsum(sizes)
        found = np.empty(len(paper), np.int64)
        ways = chance.random(len(paper))
        fresh = (ways < _NEWCOMERS) if first else np.ones(len(paper), bool)
        new = int(fresh.sum())
        found[fresh] = np.arange(self._known, self._known + new)
        self._known += new
        if first:
            found[~fresh] = self._places.draw(chance, len(paper) - new)
            mates = ~fresh & (ways < _NEWCOMERS + _TEAMMATES)
            order = np.arange(len(paper)) - (ends - sizes)[paper]
            found[mates] = self._mates(chance, first, count, paper[mates], order[mates])
        self._starts[first + 1 : first + count + 1] = self._places.count + ends
        self._places.add(found)
        return [list(dict.fromkeys(one.tolist())) for one in np.split(found, ends[:-1])]

    def _mates(
        self, chance: np.random.Generator, first: int, count: int, paper: Numbers, order: Numbers
    ) -> Numbers:
        """Give for places on papers the authors of one earlier paper each."""
        earlier = _recent(chance, first, count)[paper]
        start, end = self._starts[earlier], self._starts[earlier + 1]
        return self._places.at(start + order % (end - start))


class _Citations:
    """What each paper cites."""

    def __init__(self, size: int) -> None:
        self._cited = _Growing(int(size * (_REFERENCES + 1)) + 1_000)
        self._size = size

    def draw(self, chance: np.random.Generator, first: int, count: int) -> list[list[int]]:
        sizes = chance.geometric(1 / _REFERENCES, count)
        sizes = np.minimum(sizes, _MOST_REFERENCES) if first else np.zeros(count, np.int64)
        total = int(sizes.sum())
        found = _recent(chance, first, total) if first else np.zeros(0, np.int64)
        if self._cited.count:
            often = chance.random(total) < _BY_CITATIONS
            found[often] = self._cited.draw(chance, int(often.sum()))
        self._cited.add(found)
        outside = chance.random(total) < _OUTSIDE
        found = np.where(outside, -1 - found % max(1, self._size // 2), found)
        return [sorted(set(one.tolist())) for one in np.split(found, np.cumsum(sizes)[:-1])]


def _recent(chance: np.random.Generator, first: int, count: int) -> Numbers:
    """Give papers before the first, the more recent the likelier."""
    back = 1 + chance.exponential(first / 4 + 1, count).astype(np.int64)
    return (first - back) % first
