"""Hops on arrays: which edges of a node a hop follows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from citeweave_graph.arrays.codes import (
    CONCEPT_KINDS,
    EDGE_KINDS,
    GROUPS,
    NO_RANK,
    NO_YEAR,
    NODE_KINDS,
    RANKS,
    STEP,
    level_of,
)
from citeweave_graph.arrays.graph import Graph
from citeweave_graph.arrays.kept import Array
from citeweave_graph.arrays.links import Links, Many
from citeweave_graph.hops import Hop, Years
from citeweave_schema.edges import ENDS
from citeweave_schema.kinds import EdgeKind, NodeKind, Role

__all__ = [
    "Check",
    "Found",
    "Levels",
    "Way",
    "answerable",
    "follow",
    "levels_of",
    "ways",
    "within_years",
]

Check = Callable[[], None]
"""Ends a question whose time is over by an error."""


def answerable(least: float) -> bool:
    """Tell whether the arrays know what passes a least confidence: not one beyond certainty."""
    return least <= 1


class Levels:
    """Which strengths pass a choice of roles and a least confidence, as few stretches."""

    def __init__(self, roles: Collection[Role] | None, least: float) -> None:
        """Choose; roles of None are any, and none at all too."""
        passing = [k / 1000 >= least for k in range(1001)]
        doubts = np.array(passing[::-1])
        ranks = [*range(len(RANKS)), NO_RANK] if roles is None else [one.rank for one in roles]
        chosen = np.zeros(level_of(NO_RANK, 1000) + 2, dtype=bool)
        for rank in ranks:
            chosen[level_of(rank, 0) : level_of(rank, 1000) + 1] = doubts
        if roles is None and doubts.all():
            self._stretches: list[tuple[int, int]] | None = None
            return
        edges = np.flatnonzero(np.diff(chosen.astype(np.int8), prepend=0))
        self._stretches = list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))

    @property
    def every(self) -> bool:
        """Whether all of them pass."""
        return self._stretches is None

    def mask(self, strength: Array) -> Array | None:
        """Tell which strengths pass; None for all."""
        if self._stretches is None:
            return None
        found = np.zeros(len(strength), dtype=bool)
        for number, (first, last) in enumerate(self._stretches):
            passing = strength < last * STEP
            if first:
                passing &= strength >= first * STEP
            found = found | passing if number else passing
        return found


@lru_cache(maxsize=256)
def levels_of(roles: frozenset[Role] | None, least: float) -> Levels:
    """Give the levels of a choice; questions make few different ones."""
    return Levels(roles, least)


class Found(NamedTuple):
    """Edges that a hop follows, and whether the near nodes are their targets."""

    edges: Many
    inward: bool


def within_years(years: Array, wanted: Years) -> Array:
    """Tell which years are in a range; an unknown one is in none."""
    found: Array = years != NO_YEAR
    if wanted.first is not None:
        found &= years >= wanted.first
    if wanted.last is not None:
        found &= years <= wanted.last
    return found


@dataclass(frozen=True, slots=True)
class Way:
    """The edges of one group that a hop follows in one direction."""

    group: str
    outward: bool
    kinds: frozenset[EdgeKind]
    far_kinds: frozenset[NodeKind]

    def links(self, graph: Graph) -> Links:
        """Give those edges and others of the group."""
        return graph.links(self.group, outward=self.outward)


def ways(hop: Hop) -> list[Way]:
    """Give the groups that have edges of a hop, each way."""
    found = []
    for kinds, outward in ((hop.outward, True), (hop.inward, False)):
        for group, members in GROUPS.items():
            chosen = kinds & members
            if not chosen:
                continue
            far = {end for kind in chosen for end in _far_kinds(kind, outward=outward)}
            if hop.far is None or hop.far in far:
                found.append(Way(group, outward, frozenset(chosen), frozenset(far)))
    return found


def _far_kinds(kind: EdgeKind, *, outward: bool) -> Collection[NodeKind]:
    source, targets = ENDS[kind]
    return targets if outward else (source,)


def follow(graph: Graph, nodes: Array, hop: Hop, check: Check) -> Iterator[Found]:
    """Give the edges of a hop from nodes, given by number, a part at a time.

    Args:
        graph: where.
        nodes: from which.
        hop: `answerable` with its least confidence.
        check: called between parts.
    """
    levels = levels_of(hop.roles, hop.min_confidence)
    for way in ways(hop):
        for many in way.links(graph).of_many(nodes):
            check()
            passing = _passing(graph, way, hop, levels, many)
            yield Found(many if passing is None else many.some(passing), inward=not way.outward)


def _passing(graph: Graph, way: Way, hop: Hop, levels: Levels, many: Many) -> Array | None:
    """Tell which edges of a way are of a hop; None for all."""
    masks = [] if levels.every else [levels.mask(many.strength)]
    if way.kinds != GROUPS[way.group]:
        codes = [EDGE_KINDS.index(one) for one in way.kinds]
        masks.append(np.isin(many.kind, codes))
    if hop.far is not None and way.far_kinds != {hop.far}:
        masks.append(graph.take("kind", many.far) == NODE_KINDS.index(hop.far))
    if hop.concept_kinds is not None:
        wanted = [CONCEPT_KINDS.index(one) for one in hop.concept_kinds]
        masks.append(np.isin(graph.take("concept_kind", many.far), wanted))
    if not hop.years.everything:
        masks.append(within_years(graph.take("year", many.far), hop.years))
    chosen = [one for one in masks if one is not None]
    if not chosen:
        return None
    found = chosen[0]
    for one in chosen[1:]:
        found = found & one
    return found
