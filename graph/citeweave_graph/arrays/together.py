"""What is reached from nodes over one hop and then another, counted by middle nodes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from citeweave_graph.arrays.following import Check, follow, ways
from citeweave_graph.arrays.graph import Graph
from citeweave_graph.arrays.kept import Array
from citeweave_graph.hops import Hop

__all__ = ["Reached", "reached_together"]

_DENSE = 50_000


class Reached(NamedTuple):
    """Nodes by number, ascending, and over how many middle nodes each is reached."""

    nodes: Array
    counts: Array


def reached_together(graph: Graph, here: int, first: Hop, second: Hop, check: Check) -> Reached:
    """Count by middle nodes what two hops reach from a node; the node itself is left out."""
    start = np.array([here])
    parts = [some.edges.far for some in follow(graph, start, first, check)]
    middles = np.unique(np.concatenate([start[:0], *parts])).astype(np.int64)
    single = _joins_once(graph, second)
    counts = np.zeros(graph.size, dtype=np.int64) if len(middles) > _DENSE else None
    pairs: list[Array] = []
    for some in follow(graph, middles, second, check):
        if single and counts is not None:
            found = np.bincount(some.edges.far)
            counts[: len(found)] += found
        else:
            pairs.append(some.edges.owner.astype(np.uint64) << np.uint64(32) | some.edges.far)
    if counts is None:
        nodes, found = _counted(pairs, single=single)
    else:
        nodes, more = _counted(pairs, single=single)
        counts[nodes] += more
        nodes = np.flatnonzero(counts)
        found = counts[nodes]
    kept = nodes != here
    return Reached(nodes[kept], found[kept])


def _joins_once(graph: Graph, hop: Hop) -> bool:
    """Whether no middle node has two edges of a hop to one node."""
    found = ways(hop)
    return len(found) == 1 and graph.is_simple(found[0].group)


def _counted(pairs: list[Array], *, single: bool) -> tuple[Array, Array]:
    """Count the different first numbers by the second of packed pairs."""
    every = np.concatenate([np.zeros(0, dtype=np.uint64), *pairs])
    if not single:
        every = np.unique(every)
    far = (every & np.uint64(0xFFFFFFFF)).astype(np.int64)
    nodes, counts = np.unique(far, return_counts=True)
    return nodes, counts
