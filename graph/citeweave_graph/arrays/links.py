"""The edges of one group, seen from one end: those of a snapshot, and what changed since."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import NamedTuple

import numpy as np

from citeweave_graph.arrays.kept import Array

__all__ = ["Change", "Ends", "Links", "Many", "slices"]

_AT_ONCE = 1 << 20
"""Edges that are handed out together, so that memory is bounded and deadlines are seen."""


_MERGED = 256
"""Nodes whose changed edges are kept at hand."""


class Ends(NamedTuple):
    """Edges of one node: the number at the far end, ascending; code of the kind; strength."""

    far: Array
    kind: Array
    strength: Array

    def some(self, chosen: Array) -> Ends:
        """Give those of a mask or of places."""
        return Ends(self.far[chosen], self.kind[chosen], self.strength[chosen])


class Many:
    """Edges of many nodes; what nobody looks at is not gathered."""

    def __init__(self, ends: Ends, places: Array | None, owner: Callable[[], Array]) -> None:
        """Take those of `ends` at some places, or all; `owner` tells whose they are."""
        self._ends = ends
        self._places = places
        self._owner = owner

    @cached_property
    def owner(self) -> Array:
        """For each edge the place of its node among those asked for."""
        return self._owner()

    @cached_property
    def far(self) -> Array:
        """The numbers at the far ends."""
        return self._gathered(self._ends.far)

    @cached_property
    def kind(self) -> Array:
        """The codes of the kinds."""
        return self._gathered(self._ends.kind)

    @cached_property
    def strength(self) -> Array:
        """The strengths."""
        return self._gathered(self._ends.strength)

    def _gathered(self, column: Array) -> Array:
        return column if self._places is None else column[self._places]

    def __len__(self) -> int:
        return len(self._ends.far if self._places is None else self._places)

    def some(self, mask: Array) -> Many:
        """Give those of a mask."""
        places = np.flatnonzero(mask) if self._places is None else self._places[mask]
        return Many(self._ends, places, lambda: self.owner[mask])


@dataclass(frozen=True, slots=True)
class Change:
    """What changed of the links since the snapshot.

    Attributes:
        replaced: numbers of the sources whose edges are all in `near` and what is beside it.
        near: numbers of the nodes of added edges, ascending.
        ends: the added edges, those of a node by far end.
        affected: of links by target, the nodes that lost or got any edge, ascending.
    """

    replaced: Array
    near: Array
    ends: Ends
    affected: Array


@dataclass
class Links:
    """The edges of one group, by the nodes at one of their ends.

    Attributes:
        at: see `snapshot`.
        first: the number of the node that `at` begins with.
        ends: all edges of the snapshot, by node.
        outward: whether they are by source.
        change: what changed since; None for nothing.
    """

    at: Array
    first: int
    ends: Ends
    outward: bool
    change: Change | None = None
    _merged: dict[int, Ends] = field(default_factory=dict)

    def of(self, node: int) -> Ends:
        """Give the edges of one node."""
        if self.change is None:
            return self._kept(node)
        change = self.change
        if not _among(node, change.replaced if self.outward else change.affected):
            return self._kept(node) if not self.outward else self._of_source(node)
        if self.outward:
            return self._added(node)
        found = self._merged.get(node)
        if found is None:
            found = self._merge(node)
            while len(self._merged) >= _MERGED:
                self._merged.pop(next(iter(self._merged)), None)
            self._merged[node] = found
        return found

    def _of_source(self, node: int) -> Ends:
        kept = self._kept(node)
        return kept if len(kept.far) else self._added(node)

    def _kept(self, node: int) -> Ends:
        place = node - self.first
        if not 0 <= place < len(self.at) - 1:
            return self.ends.some(slice(0, 0))  # type: ignore[arg-type]  # a slice is a choice too
        return _cut(self.ends, int(self.at[place]), int(self.at[place + 1]))

    def _added(self, node: int) -> Ends:
        assert self.change is not None  # noqa: S101  # asked by those who looked
        first, last = np.searchsorted(self.change.near, [node, node + 1])
        return _cut(self.change.ends, int(first), int(last))

    def _merge(self, node: int) -> Ends:
        assert self.change is not None  # noqa: S101  # asked by those who looked
        kept, added = self._kept(node), self._added(node)
        lost = _places(kept.far, self.change.replaced)
        parts = (np.delete(one, lost) for one in kept)
        far, *rest = parts
        where = np.searchsorted(far, added.far)
        return Ends(
            np.insert(far, where, added.far),
            *(np.insert(one, where, new) for one, new in zip(rest, added[1:], strict=True)),
        )

    # Many nodes

    def degrees(self, nodes: Array) -> Array:
        """Give how many edges each node has; sources that changed count as in the snapshot."""
        _, lengths = self._spans(nodes)
        if self.change is not None:
            left = np.searchsorted(self.change.near, nodes, side="left")
            lengths = lengths + np.searchsorted(self.change.near, nodes, side="right") - left
        return lengths

    def of_many(self, nodes: Array) -> Iterator[Many]:
        """Give the edges of nodes, a part at a time."""
        if self.change is None:
            yield from self._all_kept(nodes, np.arange(len(nodes)))
            return
        special = _isin(nodes, self.change.replaced if self.outward else self.change.affected)
        plain = np.flatnonzero(~special)
        yield from self._all_kept(nodes[plain], plain)
        if self.outward:
            first = np.searchsorted(self.change.near, nodes, side="left")
            last = np.searchsorted(self.change.near, nodes, side="right")
            yield from _handed(self.change.ends, first, last - first, np.arange(len(nodes)))
            return
        for place in np.flatnonzero(special).tolist():
            ends = self.of(int(nodes[place]))
            if len(ends.far):
                yield Many(ends, None, partial(_all_of, place, len(ends.far)))

    def _all_kept(self, nodes: Array, owners: Array) -> Iterator[Many]:
        starts, lengths = self._spans(nodes)
        return _handed(self.ends, starts, lengths, owners)

    def _spans(self, nodes: Array) -> tuple[Array, Array]:
        place = nodes.astype(np.int64) - self.first
        inside = (place >= 0) & (place < len(self.at) - 1)
        place[~inside] = 0
        if not inside.any():
            return place, np.zeros(len(place), dtype=np.int64)
        starts = self.at[place].astype(np.int64)
        return starts, np.where(inside, self.at[place + 1] - starts, 0)

    @cached_property
    def count(self) -> int:
        """How many edges the snapshot has."""
        return len(self.ends.far)


def _cut(ends: Ends, first: int, last: int) -> Ends:
    return Ends(ends.far[first:last], ends.kind[first:last], ends.strength[first:last])


def _among(node: int, numbers: Array) -> bool:
    place = int(np.searchsorted(numbers, node))
    return place < len(numbers) and int(numbers[place]) == node


def _isin(nodes: Array, numbers: Array) -> Array:
    """Tell which nodes are among ascending numbers."""
    if not len(numbers):
        return np.zeros(len(nodes), dtype=bool)
    places = np.minimum(np.searchsorted(numbers, nodes), len(numbers) - 1)
    found: Array = numbers[places] == nodes
    return found


def _places(far: Array, numbers: Array) -> Array:
    """Give the places in ascending numbers of far ends that are among others."""
    left = np.searchsorted(far, numbers, side="left")
    right = np.searchsorted(far, numbers, side="right")
    return slices(left, right - left)


def slices(starts: Array, lengths: Array) -> Array:
    """Give all places of stretches, given by where each starts and its length.

    >>> slices(np.array([5, 0]), np.array([2, 3])).tolist()
    [5, 6, 0, 1, 2]
    """
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    places: Array = np.arange(total) + np.repeat(starts - (ends - lengths), lengths)
    return places


def _all_of(owner: int, count: int) -> Array:
    return np.broadcast_to(np.int64(owner), (count,))


def _handed(ends: Ends, starts: Array, lengths: Array, owners: Array) -> Iterator[Many]:
    """Hand out stretches of edges, so many nodes at a time that memory stays bounded."""
    sums = np.cumsum(lengths)
    first = 0
    while first < len(lengths):
        before = int(sums[first - 1]) if first else 0
        last = max(int(np.searchsorted(sums, before + _AT_ONCE, side="right")), first + 1)
        if last == first + 1:
            start, length = int(starts[first]), int(lengths[first])
            if length:
                cut = _cut(ends, start, start + length)
                yield Many(cut, None, partial(_all_of, owners[first], length))
            first = last
            continue
        some = slice(first, last)
        places = slices(starts[some], lengths[some])
        if len(places):
            yield Many(ends, places, partial(np.repeat, owners[some], lengths[some]))
        first = last
