"""Search over several indexes of words that together have every node once, scored all at once.

Nothing is left out for speed: every node that has all terms is scored, in arrays, and the window
is cut out of them without sorting what lies beyond it.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field

import numpy as np

from citeweave_graph import searching
from citeweave_graph.guessing import guessed, nearest
from citeweave_graph.searching import Statistics, Term
from citeweave_graph.windows import Key, Page, Window
from citeweave_graph.words.index import Array, Index, Postings
from citeweave_schema.errors import StoreTimeoutError
from citeweave_schema.kinds import NodeKind

__all__ = ["Found", "Words"]

_FEW = 32
"""Where one list is so many times longer than the other, the shorter one is looked up in it."""

_NOT_PAPERS = frozenset(NodeKind) - {NodeKind.PAPER}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search found: ids in a window with their places and scores, and how many in all."""

    query: tuple[Term, ...]
    page: Page[str]
    scores: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True)
class _Scored:
    """Documents of an index, ascending, with their scores."""

    index: Index
    docs: Array
    points: Array

    def where(self, chosen: Array) -> _Scored:
        """Give those at some places, or where it is true."""
        return _Scored(self.index, self.docs[chosen], self.points[chosen])


@dataclass(slots=True)
class _Cut:
    """What lies ahead of a window, inside and behind it, and the nearest of what is inside."""

    ahead: int = 0
    inside: int = 0
    behind: int = 0
    best: list[tuple[Key, int]] = dataclass_field(default_factory=list)

    def add(self, ahead: int, inside: int, behind: int, best: list[tuple[Key, int]]) -> None:
        """Add what another index has."""
        self.ahead += ahead
        self.inside += inside
        self.behind += behind
        self.best += best


class Words:
    """The words of a graph at one state."""

    def __init__(self, indexes: Sequence[Index], deadline: float | None = None) -> None:
        """Search indexes that have no node together, until a `time.monotonic` time."""
        self._indexes = indexes
        self._deadline = deadline

    def until(self, deadline: float | None) -> Words:
        """Give the same with another deadline."""
        return Words(self._indexes, deadline)

    def search(
        self,
        query: Sequence[Term],
        kinds: Collection[NodeKind],
        namesakes: Mapping[str, int],
        window: Window,
    ) -> Found:
        """Give a window of what has all terms of a query, as `View.search` orders it.

        Raises:
            StoreTimeoutError: the deadline has passed.
        """
        documents = sum(one.documents(kinds) for one in self._indexes)
        if not documents:
            return Found(query=(), page=Page(), scores=(), total=0)
        lists = [self._having(term, kinds) for term in query]
        meant = guessed(query, [_size(one) for one in lists], self._near)
        lists = [
            self._having(term, kinds) if term.instead else have
            for term, have in zip(meant, lists, strict=True)
        ]
        known = Statistics(
            documents=documents,
            total_length=sum(one.total_length(kinds) for one in self._indexes),
            having=tuple(map(_size, lists)),
        )
        rarities = searching.rarities(meant, known)
        cut = _Cut()
        for index, have in zip(self._indexes, zip(*lists, strict=True), strict=True):
            self._check_deadline()
            docs, counts = _together(have, index.size)
            norms = searching.norms(index.lengths(docs), known)
            scored = _Scored(index, docs, searching.scores(rarities, counts, norms))
            _add(cut, scored, namesakes, window)
        return _found(meant, cut, window)

    def suggest(self, query: Sequence[Term], kinds: Collection[NodeKind], first: int) -> list[str]:
        """Give nodes among which the first suggestions are, in any order.

        Raises:
            StoreTimeoutError: the deadline has passed.
        """
        found: list[str] = []
        for index in self._indexes:
            self._check_deadline()
            docs = sorted((index.named(term, kinds) for term in query), key=len)
            common = docs[0]
            for others in docs[1:]:
                common = common[_is_among(common, others, index.size)]
            found += index.first_of(common, first)
        return found

    def _having(self, term: Term, kinds: Collection[NodeKind]) -> list[Postings]:
        self._check_deadline()
        return [index.having(term, kinds) for index in self._indexes]

    def _near(self, word: str) -> tuple[str, ...]:
        names = {
            one: sum(
                len(index.named(Term(one, prefix=False), _NOT_PAPERS)) for index in self._indexes
            )
            for one in {near for index in self._indexes for near in index.near(word)}
        }
        return nearest(word, {one: count for one, count in names.items() if count})

    def _check_deadline(self) -> None:
        if self._deadline is not None and time.monotonic() > self._deadline:
            raise StoreTimeoutError("the time budget of this question ran out; ask for less")


def _size(have: Sequence[Postings]) -> int:
    return sum(len(one.docs) for one in have)


def _is_among(docs: Array, others: Array, size: int) -> Array:
    """Tell of documents whether they are among others, both ascending."""
    if len(docs) * _FEW < len(others):
        places = np.minimum(np.searchsorted(others, docs), len(others) - 1)
        found: Array = others[places] == docs
        return found
    seen = np.zeros(size, np.bool_)
    seen[others] = True
    marked: Array = seen[docs]
    return marked


def _together(have: Sequence[Postings], size: int) -> tuple[Array, list[Array]]:
    """Give the documents that all lists have, and their counts in each."""
    order = sorted(range(len(have)), key=lambda place: len(have[place].docs))
    docs = have[order[0]].docs
    counts: dict[int, Array] = {order[0]: have[order[0]].counts}
    for place in order[1:]:
        inside, found = _counts_of(docs, have[place], size)
        docs = docs[inside]
        counts = {one: some[inside] for one, some in counts.items()}
        counts[place] = found
    return docs, [counts[place] for place in range(len(have))]


def _counts_of(docs: Array, other: Postings, size: int) -> tuple[Array, Array]:
    """Tell of documents whether a list has them, and give the counts of those that it has."""
    if not len(other.docs):
        return np.zeros(len(docs), np.bool_), other.counts
    if len(docs) * _FEW < len(other.docs):
        places = np.minimum(np.searchsorted(other.docs, docs), len(other.docs) - 1)
        inside = other.docs[places] == docs
        return inside, other.counts[places[inside]]
    counts = np.zeros(size, other.counts.dtype)
    counts[other.docs] = other.counts
    found = counts[docs]
    return found > 0, found[found > 0]


def _add(cut: _Cut, found: _Scored, namesakes: Mapping[str, int], window: Window) -> None:
    """Add to what a window is cut from: the namesakes of an index, and the rest."""
    first = found.index.numbers(namesakes)
    first = first[np.isin(first, found.docs)]
    if len(first):
        places = np.searchsorted(found.docs, first)
        for doc, points in zip(first.tolist(), found.points[places].tolist(), strict=True):
            _add_one(cut, found.index.id_of(doc), points, namesakes, window)
        rest = np.ones(len(found.docs), np.bool_)
        rest[places] = False
        found = found.where(rest)
    _add_rest(cut, found, window)


def _add_one(
    cut: _Cut, one: str, points: int, namesakes: Mapping[str, int], window: Window
) -> None:
    place = searching.place(one, points, namesakes)
    ahead = window.after is not None and place <= window.after
    behind = window.before is not None and place >= window.before
    inside = not (ahead or behind)
    cut.add(int(ahead), int(inside), int(behind), [(place, points)] if inside else [])


def _add_rest(cut: _Cut, found: _Scored, window: Window) -> None:
    ahead = behind = 0
    inside = found
    if window.after is not None:
        kept = ~_precede(inside, window.after, at=True)
        ahead, inside = len(inside.docs) - int(kept.sum()), inside.where(kept)
    if window.before is not None:
        kept = _precede(inside, window.before, at=False)
        behind, inside = len(inside.docs) - int(kept.sum()), inside.where(kept)
    places = _nearest(inside.points, window.size, last=window.backward)
    best: list[tuple[Key, int]] = []
    chosen = inside.where(places)
    for doc, points in zip(chosen.docs.tolist(), chosen.points.tolist(), strict=True):
        best.append((searching.place(found.index.id_of(doc), points, {}), points))
    cut.add(ahead, len(inside.docs), behind, best)


def _precede(found: _Scored, bound: Key, *, at: bool) -> Array:
    """Tell which of what was found, namesakes left out, lies ahead of a key, or at it."""
    group, points, one = bound
    if group != searching.OTHER:
        return np.full(len(found.docs), int(group) > searching.OTHER)
    below, upto = found.index.ahead(str(one))
    higher = found.points > -int(points)
    equal = found.points == -int(points)
    marked: Array = higher | (equal & (found.docs < (upto if at else below)))
    return marked


def _nearest(scores: Array, size: int, *, last: bool) -> Array:
    """Give the places of the first scores, or the last: the highest first, ties as they stand."""
    if len(scores) <= size:
        return np.arange(len(scores))
    worth = -scores if last else scores
    least = np.partition(worth, len(worth) - size)[len(worth) - size]
    better = np.flatnonzero(worth > least)
    equal = np.flatnonzero(worth == least)
    missing = size - len(better)
    return np.concatenate([better, equal[-missing:] if last else equal[:missing]])


def _found(query: tuple[Term, ...], cut: _Cut, window: Window) -> Found:
    """Give the window of what was cut from all indexes."""
    ordered = sorted(cut.best)
    chosen = ordered[-window.size :] if window.backward else ordered[: window.size]
    total = cut.ahead + cut.inside + cut.behind
    if not chosen:
        return Found(query=query, page=Page(), scores=(), total=total)
    more = cut.inside > len(chosen)
    page = Page(
        items=tuple(str(place[-1]) for place, _ in chosen),
        keys=tuple(place for place, _ in chosen),
        has_next=cut.behind > 0 or (more and not window.backward),
        has_previous=cut.ahead > 0 or (more and window.backward),
    )
    return Found(query=query, page=page, scores=tuple(one for _, one in chosen), total=total)
