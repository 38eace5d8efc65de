"""Counts, facets and windows of the edges of a node, however many it has."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from citeweave_graph.arrays.codes import (
    CONCEPT_KINDS,
    EDGE_KINDS,
    NO_RANK,
    NO_YEAR,
    NODE_KINDS,
    RANKS,
    STEP,
    level_of,
)
from citeweave_graph.arrays.following import Check, follow, ways
from citeweave_graph.arrays.graph import Graph
from citeweave_graph.arrays.kept import Array
from citeweave_graph.arrays.links import Many
from citeweave_graph.arrays.ranking import cut_out, ranked
from citeweave_graph.hops import EdgeOrder, Hop
from citeweave_graph.orders import UNKNOWN
from citeweave_graph.windows import Key, Window
from citeweave_schema.kinds import EdgeKind

__all__ = ["EdgePage", "degrees", "edge_counts", "edge_facet", "edge_page", "spread"]

Value = str | int | None
Ends = tuple[str, str, EdgeKind]
"""Which edge: ids of source and target, and its kind."""

_DENSE = 1 << 16


@dataclass(frozen=True, slots=True)
class EdgePage:
    """The edges of a window: their ends, their keys, and whether others precede or follow."""

    edges: list[Ends]
    keys: list[Key]
    has_previous: bool
    has_next: bool


def degrees(graph: Graph, nodes: Array, hop: Hop) -> Array:
    """Give how many edges of the groups of a hop each node has, or had: no less than of the hop."""
    found = np.zeros(len(nodes), dtype=np.int64)
    for way in ways(hop):
        found += way.links(graph).degrees(nodes)
    return found


def edge_counts(graph: Graph, nodes: Array, hop: Hop, check: Check) -> list[int]:
    """Give how many edges a hop has from each node."""
    found = np.zeros(len(nodes), dtype=np.int64)
    for some in follow(graph, nodes, hop, check):
        if len(nodes) == 1:
            found += len(some.edges)
        else:
            found += np.bincount(some.edges.owner, minlength=len(nodes))
    return [int(one) for one in found.tolist()]


def edge_facet(graph: Graph, node: int, hop: Hop, facet: str, check: Check) -> dict[Value, int]:
    """Count the edges of a hop from a node by "role", "kind" or "year"."""
    counts: dict[Value, int] = {}
    for some in follow(graph, np.array([node]), hop, check):
        for value, count in _valued(graph, some.edges, facet).items():
            counts[value] = counts.get(value, 0) + count
    return counts


def _valued(graph: Graph, some: Many, facet: str) -> dict[Value, int]:
    if facet == "role":
        ranks = spread(some.strength // (STEP * level_of(1, 0)))
        return {None if one == NO_RANK else RANKS[one].value: n for one, n in ranks.items()}
    if facet == "year":
        years = spread(graph.take("year", some.far))
        return {None if one == NO_YEAR else one: count for one, count in years.items()}
    kinds = graph.take("kind", some.far).astype(np.int32) * len(CONCEPT_KINDS)
    return {
        _kind(*divmod(code, len(CONCEPT_KINDS))): count
        for code, count in spread(kinds + graph.take("concept_kind", some.far)).items()
    }


def _kind(kind: int, concept: int) -> str:
    of_concept = CONCEPT_KINDS[concept]
    return of_concept.value if of_concept else NODE_KINDS[kind].value


def spread(values: Array) -> dict[int, int]:
    """Count whole numbers by value."""
    if not len(values):
        return {}
    known = values[values != NO_YEAR]
    found = {NO_YEAR: len(values) - len(known)} if len(known) < len(values) else {}
    if not len(known):
        return found
    least, most = int(known.min()), int(known.max())
    if most - least > _DENSE:
        every, counts = np.unique(known, return_counts=True)
    else:
        counts = np.bincount(known.astype(np.int64) - least)
        every = np.flatnonzero(counts)
        counts, every = counts[every], every + least
    found.update(zip(every.tolist(), counts.tolist(), strict=True))
    return found


def edge_page(graph: Graph, node: int, hop: Hop, window: Window, check: Check) -> EdgePage:
    """Cut a window out of the edges of a hop from a node, ordered by strength or newest first."""
    parts = list(follow(graph, np.array([node]), hop, check))
    if not parts:
        return EdgePage([], [], has_previous=False, has_next=False)
    far = _joined([one.edges.far for one in parts])
    kind = _joined([one.edges.kind for one in parts]).astype(np.int8)
    inward = _joined([np.full(len(one.edges), one.inward, dtype=np.int8) for one in parts])
    keys = [_joined([one.edges.strength for one in parts]), graph.ranks(far), kind, inward]
    if hop.order is EdgeOrder.NEWEST:
        years = graph.take("year", far)
        keys.insert(0, np.where(years == NO_YEAR, UNKNOWN, -years))
    check()
    after = None if window.after is None else _place(graph, window.after, before=False)
    before = None if window.before is None else _place(graph, window.before, before=True)
    cut = cut_out(keys, window, after, before)
    here = graph.ids(np.array([node]))[0]
    ends = graph.ids(far[cut.places])
    edges: list[Ends] = []
    places: list[Key] = []
    for place, other in zip(cut.places.tolist(), ends, strict=True):
        code, against = int(kind[place]), int(inward[place])
        edges.append((*((other, here) if against else (here, other)), EDGE_KINDS[code]))
        first = [int(key[place]) for key in keys[:-3]]
        places.append((*first, other, EDGE_KINDS[code].value, against))
    return EdgePage(edges, places, cut.has_previous, cut.has_next)


def _joined(parts: list[Array]) -> Array:
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _place(graph: Graph, key: Key, *, before: bool) -> list[int | str]:
    """Give the key of a window in the numbers that edges are ordered by here."""
    *first, far, kind, inward = key
    known = [one.value for one in EDGE_KINDS]
    rank = ranked(graph, far, before=before)
    if not graph.rank_of(str(far))[1] or kind not in known:
        return [*first, rank, *((-1, -1) if before else (99, 99))]
    return [*first, rank, known.index(str(kind)), inward]
