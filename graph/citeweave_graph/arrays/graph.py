"""A graph in arrays: a snapshot, and over it what committed batches changed since."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from citeweave_graph.arrays.codes import EDGE_KINDS, GROUP_OF, GROUPS
from citeweave_graph.arrays.kept import Array, DamagedError
from citeweave_graph.arrays.links import Change, Ends, Links
from citeweave_graph.arrays.snapshot import (
    COLUMNS,
    STUB,
    Edges,
    GroupedEdges,
    Nodes,
    Snapshot,
    make_snapshot,
)
from citeweave_schema.ids import is_node_id

__all__ = ["Changes", "Graph", "numbers_of"]

_FEW = 20_000
_ABSENT = -1


@dataclass(frozen=True, slots=True)
class Changes:
    """What is different from a snapshot now.

    Attributes:
        nodes: the nodes whose rows changed or are new, as they are now.
        gone: ids of nodes that are no more.
        sources: ids of nodes of which an edge leaving them changed, gone ones too.
        edges: all edges that leave those now: ids of source and target, and as in `Edges`.
    """

    nodes: Nodes
    gone: Collection[str]
    sources: Collection[str]
    edges: tuple[Array, Array, Array, Array]


class Graph:
    """The nodes and edges of a graph as numbers; what changed since its snapshot lies over it.

    A node has a number: its place in the snapshot, or behind all of those if it is new. It may
    be used from several threads.
    """

    def __init__(self, snapshot: Snapshot, changes: Changes | None = None) -> None:
        """Lay changes over a snapshot.

        Raises:
            DamagedError: the snapshot is damaged, or the changes do not fit it.
        """
        self.snapshot = snapshot
        self._ids = snapshot.arrays["ids"]
        self._new = np.zeros(0, dtype="S17")
        self._gone = np.zeros(0, dtype=np.int64)
        self._patched = np.zeros(0, dtype=np.int64)
        self._patches: Mapping[str, Array] = {}
        self._texts: dict[str, list[str]] = {"venues": [], "languages": []}
        self._changes = changes
        if changes is not None:
            self._lay(changes)
        self._links: dict[tuple[str, bool], Links] = {}

    def _lay(self, changes: Changes) -> None:
        gone = numbers_of(self._ids, changes.gone)
        self._gone = np.sort(gone[gone >= 0])
        old = _places(self._ids, changes.nodes.ids)
        self._new = changes.nodes.ids[old < 0]
        numbers = np.where(old < 0, 0, old)
        numbers[old < 0] = len(self._ids) + np.arange(len(self._new))
        order = np.argsort(numbers, kind="stable")
        self._patched = numbers[order]
        columns = dict(changes.nodes.columns)
        for name, column in (("venues", "venue"), ("languages", "language")):
            columns[column] = self._renumbered(name, changes, columns[column])
        self._patches = {name: columns[name][order] for name in COLUMNS}

    def _renumbered(self, name: str, changes: Changes, column: Array) -> Array:
        """Give a column of texts' numbers in the numbers of this graph; new texts come last."""
        texts = changes.nodes.venues if name == "venues" else changes.nodes.languages
        own, known = self._texts[name], len(self.snapshot.arrays[f"{name}.at"]) - 1
        numbers = []
        for text in texts:
            number = self._kept_text(name, text)
            if number is None:
                number = known + len(own)
                own.append(text)
            numbers.append(number)
        return np.array([*numbers, -1], dtype="<i4")[column]

    # Nodes

    @property
    def size(self) -> int:
        """How many numbers there are; those of nodes that are gone are not used any more."""
        return len(self._ids) + len(self._new)

    @property
    def changed(self) -> int:
        """How many nodes are different from the snapshot."""
        return len(self._patched) + len(self._gone)

    @cached_property
    def papers(self) -> int:
        """How many papers have text, the N of the sharing score."""
        old = np.concatenate([self._patched[self._patched < len(self._ids)], self._gone])
        arrays = self.snapshot.arrays
        before = _with_text(arrays["kind"][old], arrays["flags"][old])
        now = _with_text(self._patches["kind"], self._patches["flags"]) if self._patches else 0
        return int(self.snapshot.about["papers"]) - before + now

    def find(self, ids: Sequence[str]) -> Array:
        """Give the number of each id; -1 where there is no such node."""
        found = numbers_of(self._ids, ids)
        if len(self._gone):
            found[np.isin(found, self._gone)] = _ABSENT
        if len(self._new):
            new = numbers_of(self._new, ids)
            found = np.where(new >= 0, new + len(self._ids), found)
        return found

    def ids(self, numbers: Array) -> list[str]:
        """Give the ids of numbers."""
        known = len(self._ids)
        if not len(self._new):
            raw = self._ids[numbers]
        else:
            old = self._ids[np.minimum(numbers, max(known - 1, 0))] if known else self._new[:0]
            new = self._new[np.maximum(numbers.astype(np.int64) - known, 0)]
            raw = np.where(numbers < known, old, new) if known else new
        return [one.decode() for one in raw.tolist()]

    @cached_property
    def _ranks(self) -> Array | None:
        if not len(self._new):
            return None
        before = np.searchsorted(self._ids, self._new)
        ranks = np.empty(self.size, dtype="<i8")
        ahead = np.zeros(len(self._ids) + 1, dtype="<i8")
        np.add.at(ahead, before, 1)
        ranks[: len(self._ids)] = np.arange(len(self._ids)) + np.cumsum(ahead)[:-1]
        ranks[len(self._ids) :] = before + np.arange(len(self._new))
        return ranks

    def ranks(self, numbers: Array) -> Array:
        """Give the places of nodes in the order of ids."""
        return numbers.astype(np.int64) if self._ranks is None else self._ranks[numbers]

    def rank_of(self, one: str) -> tuple[int, bool]:
        """Give the place of an id in the order of ids, or that it would have, and if it is one."""
        raw = one.encode("utf-8", "surrogatepass")
        place = _place(self._ids, raw)
        if len(self._new):
            place += _place(self._new, raw)
        number = int(self.find([one])[0])
        return place, number >= 0

    def take(self, column: str, numbers: Array) -> Array:
        """Give what a column says of nodes."""
        if not len(self._patched):
            return self.snapshot.arrays[column][numbers]
        if len(numbers) > _FEW:
            return self.column(column)[numbers]
        kept = self.snapshot.arrays[column]
        known = np.minimum(numbers, max(len(kept) - 1, 0))
        found = kept[known] if len(kept) else np.zeros(len(numbers), dtype=kept.dtype)
        places = np.minimum(np.searchsorted(self._patched, numbers), len(self._patched) - 1)
        changed = self._patched[places] == numbers
        return np.where(changed, self._patches[column][places], found)

    def column(self, column: str) -> Array:
        """Give a whole column, by number; of nodes that are gone it says what it said."""
        if not len(self._patched):
            return self.snapshot.arrays[column]
        return self._columns.setdefault(column, self._patched_column(column))

    @cached_property
    def _columns(self) -> dict[str, Array]:
        return {}

    def _patched_column(self, column: str) -> Array:
        if column in self._columns:
            return self._columns[column]
        kept = self.snapshot.arrays[column]
        found = np.concatenate([kept, np.zeros(len(self._new), dtype=kept.dtype)])
        found[self._patched] = self._patches[column]
        return found

    @cached_property
    def alive(self) -> Array:
        """Which numbers are of nodes that are there."""
        found = np.ones(self.size, dtype=bool)
        found[self._gone] = False
        return found

    # Texts

    def text(self, name: str, number: int) -> str | None:
        """Give a text of "venues" or "languages" by its number; None for -1."""
        if number < 0:
            return None
        places = self.snapshot.arrays[f"{name}.at"]
        known = len(places) - 1
        if number >= known:
            return self._texts[name][number - known]
        raw = self.snapshot.arrays[name][int(places[number]) : int(places[number + 1])]
        return raw.tobytes().decode("utf-8", "surrogatepass")

    def text_number(self, name: str, text: str) -> int | None:
        """Give the number of a text of "venues" or "languages"; None where none is it."""
        number = self._kept_text(name, text)
        if number is None and text in self._texts[name]:
            return len(self.snapshot.arrays[f"{name}.at"]) - 1 + self._texts[name].index(text)
        return number

    def _kept_text(self, name: str, text: str) -> int | None:
        places, raw = self.snapshot.arrays[f"{name}.at"], self.snapshot.arrays[name]
        wanted = text.encode("utf-8", "surrogatepass")
        low, high = 0, len(places) - 1
        while low < high:
            middle = (low + high) // 2
            here = raw[int(places[middle]) : int(places[middle + 1])].tobytes()
            if here == wanted:
                return middle
            low, high = (middle + 1, high) if here < wanted else (low, middle)
        return None

    # Edges

    def links(self, group: str, *, outward: bool) -> Links:
        """Give the edges of a group, by source or by target.

        Raises:
            DamagedError: the snapshot is damaged.
        """
        place = group, outward
        found = self._links.get(place)
        if found is None:
            found = self._links[place] = self._linked(group, outward=outward)
        return found

    def is_simple(self, group: str) -> bool:
        """Whether no two edges of a group join the same nodes in the same direction."""
        if not self.snapshot.about["groups"][group]["simple"]:
            return False
        change = self.links(group, outward=True).change
        if change is None:
            return True
        near, far = change.near, change.ends.far  # sorted by both
        return not ((near[1:] == near[:-1]) & (far[1:] == far[:-1])).any()

    def _kept_links(self, group: str, *, outward: bool) -> Links:
        way = "out" if outward else "in"
        arrays, name = self.snapshot.arrays, f"{group}.{way}"
        ends = Ends(arrays[f"{name}.far"], arrays[f"{name}.kind"], arrays[f"{name}.strength"])
        first = int(self.snapshot.about["groups"][group][way])
        return Links(arrays[f"{name}.at"], first, ends, outward)

    def _linked(self, group: str, *, outward: bool) -> Links:
        links = self._kept_links(group, outward=outward)
        if self._changes is None or not len(self._replaced):
            return links
        added = self._added
        codes = [code for code, kind in enumerate(EDGE_KINDS) if GROUP_OF[kind] == group]
        chosen = np.flatnonzero(np.isin(added.kind, codes))
        near, far = added.source[chosen], added.target[chosen]
        if not outward:
            near, far = far, near
        order = np.lexsort((far, near))
        ends = Ends(
            far[order].astype("<u4"), added.kind[chosen][order], added.strength[chosen][order]
        )
        affected = near[:0]
        if not outward:
            kept = self._kept_links(group, outward=True)
            lost = [many.far for many in kept.of_many(self._replaced)]
            affected = np.unique(np.concatenate([near, *lost]).astype(np.int64))
        links.change = Change(self._replaced, near[order], ends, affected)
        return links

    @cached_property
    def _replaced(self) -> Array:
        """The numbers of the nodes whose leaving edges are those of the changes, ascending."""
        assert self._changes is not None  # noqa: S101  # asked by those who looked
        sources = list(self._changes.sources)
        old = numbers_of(self._ids, sources)
        new = numbers_of(self._new, sources)
        return np.sort(np.where(new >= 0, new + len(self._ids), old)[(new >= 0) | (old >= 0)])

    @cached_property
    def _added(self) -> Edges:
        assert self._changes is not None  # noqa: S101  # asked by those who looked
        sources, targets, kinds, strengths = self._changes.edges
        ends = [self._numbered(one) for one in (sources, targets)]
        return Edges(ends[0], ends[1], kinds, strengths)

    def _numbered(self, raw: Array) -> Array:
        old, new = _places(self._ids, raw), _places(self._new, raw)
        found = np.where(new >= 0, new + len(self._ids), old)
        if len(found) and int(found.min()) < 0:
            raise DamagedError("an edge leads to a node that neither snapshot nor changes have")
        return found

    # Anew

    def renewed(self, about: Mapping[str, object]) -> Snapshot:
        """Make a snapshot of the graph as it is, without the changes over it.

        Args:
            about: what to say about it.
        """
        kept = np.flatnonzero(self.alive)
        kept = kept[np.argsort(self.ranks(kept), kind="stable")]
        numbers = np.full(self.size, _ABSENT, dtype=np.int64)
        numbers[kept] = np.arange(len(kept))
        columns = {name: self.column(name)[kept] for name in COLUMNS}
        texts = {}
        for name, column in (("venues", "venue"), ("languages", "language")):
            texts[name], columns[column] = self._own_texts(name, columns[column])
        ids = np.concatenate([self._ids, self._new])[kept]
        nodes = Nodes(ids, columns, texts["venues"], texts["languages"])
        edges = GroupedEdges()
        for group in GROUPS:
            for many in self.links(group, outward=True).of_many(np.arange(self.size)):
                ends = numbers[many.owner], numbers[many.far]
                edges.add(Edges(*ends, many.kind, many.strength))
        return make_snapshot(nodes, edges, about)

    def _own_texts(self, name: str, column: Array) -> tuple[list[str], Array]:
        """Give the texts that a column refers to, sorted, and the column in their numbers."""
        used = np.unique(column[column >= 0])
        texts = [self.text(name, number) or "" for number in used.tolist()]
        order = sorted(
            range(len(texts)), key=lambda one: texts[one].encode("utf-8", "surrogatepass")
        )
        numbers = np.full(int(used[-1]) + 2 if len(used) else 1, -1, dtype="<i4")
        numbers[used[order]] = np.arange(len(order))
        return [texts[one] for one in order], numbers[column]


def _with_text(kind: Array, flags: Array) -> int:
    return int(np.count_nonzero((kind == 0) & (flags & STUB == 0)))


def numbers_of(ids: Array, wanted: Collection[str]) -> Array:
    """Give the place of each id among sorted ids; -1 where it is not there."""
    raw = np.array([one if is_node_id(one) else "" for one in wanted], dtype="S17")
    return _places(ids, raw)


def _places(ids: Array, raw: Array) -> Array:
    if not len(ids):
        return np.full(len(raw), _ABSENT, dtype=np.int64)
    places = np.minimum(np.searchsorted(ids, raw), len(ids) - 1)
    return np.where(ids[places] == raw, places, _ABSENT)


def _place(ids: Array, raw: bytes) -> int:
    """Give how many of sorted ids come before a text."""
    low, high = 0, len(ids)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if bytes(ids[middle]) < raw else (low, middle)
    return low
