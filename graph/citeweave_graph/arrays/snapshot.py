"""A snapshot: the nodes and edges of a graph, at one of its batches, as arrays.

| array | what |
|---|---|
| ids | the ids of all nodes, sorted; the place of an id is the node's *number* |
| kind, concept_kind | codes, see `codes` |
| year, venue, language | of papers: the year or `NO_YEAR`; numbers of texts, -1 for none |
| flags | 1 for a stub, 2 for a retracted paper |
| frequency | of concepts: the document frequency |
| venues, venues.at | all venues one after the other in UTF-8, sorted by bytes; their places |
| languages, languages.at | all languages likewise |
| GROUP.out.at, GROUP.out.far, … | edges by their source |
| GROUP.in.at, GROUP.in.far, … | the same edges by their target |

Of texts, ``at`` says where each begins and the last ends. For each group of kinds of edges and each
way, ``at`` says for the nodes from a first number on, which `Snapshot.about` has, where their edges
begin and the last end; ``far`` is the number of the node at the other end, ascending for each node;
``kind`` a code; ``strength`` the place in the order STRENGTH, which tells role and confidence too
(`rows.strength`).
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from citeweave_graph.arrays.codes import EDGE_KINDS, GROUP_OF, GROUPS
from citeweave_graph.arrays.kept import Array

__all__ = [
    "COLUMNS",
    "FORMAT",
    "KIND",
    "Edges",
    "GroupedEdges",
    "Nodes",
    "Snapshot",
    "arrays_of",
    "make_snapshot",
    "packed",
]

_Said = TypeVar("_Said")

KIND = "arrays"
FORMAT = 1

COLUMNS: dict[str, str] = {
    "kind": "<u1",
    "concept_kind": "<u1",
    "year": "<i4",
    "venue": "<i4",
    "language": "<i4",
    "flags": "<u1",
    "frequency": "<i4",
}
"""The columns of nodes and their types."""

STUB, RETRACTED = 1, 2


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The arrays of a graph.

    Attributes:
        about: of which batch they are, how many papers have text, and for each group of edges
            the first node of each way and whether no two of its edges join the same nodes.
        arrays: by name; those of a file are mapped, and checked when first used.
    """

    about: Mapping[str, Any]
    arrays: Mapping[str, Array]

    @property
    def nodes(self) -> int:
        """How many nodes there are."""
        return int(self.about["nodes"])


@dataclass(frozen=True, slots=True)
class Nodes:
    """Nodes, sorted by id: the ids, the columns of `COLUMNS`, and the texts they refer to."""

    ids: Array
    columns: Mapping[str, Array]
    venues: Sequence[str]
    languages: Sequence[str]


@dataclass(frozen=True, slots=True)
class Edges:
    """Edges in any order: the numbers of their ends, codes of their kinds, and strengths."""

    source: Array
    target: Array
    kind: Array
    strength: Array


class GroupedEdges:
    """Edges that are gathered in parts, and given out once, group by group.

    There are so many that they are hardly ever in memory twice.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._parts: dict[str, dict[str, list[Array]]] = {
            group: {name: [np.zeros(0, dtype=type_)] for name, type_ in _EDGE_TYPES.items()}
            for group in GROUPS
        }

    def add(self, edges: Edges) -> None:
        """Put some more in."""
        which = _GROUP_CODES[edges.kind]
        for number, group in enumerate(GROUPS):
            chosen = np.flatnonzero(which == number)
            if len(chosen):
                for name, type_ in _EDGE_TYPES.items():
                    some = getattr(edges, name)[chosen].astype(type_)
                    self._parts[group][name].append(some)

    def take(self, group: str) -> Edges:
        """Give the edges of a group, and let go of them."""
        parts = self._parts.pop(group)
        return Edges(**{name: np.concatenate(parts.pop(name)) for name in _EDGE_TYPES})


_EDGE_TYPES = {"source": "<u4", "target": "<u4", "kind": "<u1", "strength": "<i4"}
_GROUP_CODES = np.array([list(GROUPS).index(GROUP_OF[kind]) for kind in EDGE_KINDS], dtype="u1")


def make_snapshot(nodes: Nodes, edges: GroupedEdges, about: Mapping[str, Any]) -> Snapshot:
    """Make the arrays of a graph, in memory.

    Args:
        nodes: all of them.
        edges: all of them, which are given out.
        about: what else to say about the snapshot.
    """
    said = dict(about)
    arrays = dict(arrays_of(nodes, edges, said))
    return Snapshot(said, arrays)


def arrays_of(
    nodes: Nodes, edges: GroupedEdges, about: dict[str, Any]
) -> Iterator[tuple[str, Array]]:
    """Make the arrays of a graph, one after the other, with their names.

    Args:
        nodes: all of them.
        edges: all of them, which are given out.
        about: takes what the snapshot says about itself; whole after the last array.
    """
    papers = (nodes.columns["kind"] == 0) & (nodes.columns["flags"] & STUB == 0)
    about |= {"format": FORMAT, "nodes": len(nodes.ids), "papers": int(np.count_nonzero(papers))}
    yield "ids", nodes.ids
    for name, type_ in COLUMNS.items():
        yield name, nodes.columns[name].astype(type_)
    for name, texts in (("venues", nodes.venues), ("languages", nodes.languages)):
        together, places = packed(texts)
        yield name, together
        yield f"{name}.at", places
    about["groups"] = {}
    for group in GROUPS:
        about["groups"][group] = yield from _group(group, edges.take(group))


def packed(texts: Sequence[str]) -> tuple[Array, Array]:
    """Give texts one after the other in UTF-8, and where each begins and the last ends."""
    raw = [text.encode("utf-8", "surrogatepass") for text in texts]
    places = np.zeros(len(raw) + 1, dtype="<i8")
    np.cumsum([len(one) for one in raw], out=places[1:])
    return np.frombuffer(b"".join(raw), dtype="u1"), places


_Arrays = Generator[tuple[str, Array], None, _Said]
"""Arrays with their names; what it returns is to be said about them."""


def _group(name: str, edges: Edges) -> _Arrays[dict[str, Any]]:
    """Make the arrays of a group of edges."""
    out, simple = yield from _way(f"{name}.out", edges.source, edges.target, edges)
    into, _ = yield from _way(f"{name}.in", edges.target, edges.source, edges)
    return {"out": out, "in": into, "simple": simple}


def _way(name: str, near: Array, far: Array, edges: Edges) -> _Arrays[tuple[int, bool]]:
    """Make the arrays of one way; say the first node, and whether no two edges join the same."""
    pairs = near.astype("u8") << np.uint64(32) | far.astype("u8")
    order = np.argsort(pairs, kind="stable")
    pairs = pairs[order]
    simple = bool((pairs[1:] != pairs[:-1]).all())
    del pairs
    first, last = (int(near.min()), int(near.max())) if len(near) else (0, -1)
    at = np.zeros(last - first + 2, dtype="<i8")
    np.cumsum(np.bincount(near - first, minlength=last - first + 1), out=at[1:])
    yield f"{name}.at", at if at[-1] >> 32 else at.astype("<u4")
    yield f"{name}.far", far[order].astype("<u4")
    yield f"{name}.kind", edges.kind[order].astype("<u1")
    yield f"{name}.strength", edges.strength[order].astype("<i4")
    return first, simple
