"""The shortest paths between two nodes, searched from both ends at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

import numpy as np

from citeweave_graph.arrays.codes import GROUP_OF
from citeweave_graph.arrays.following import Check, follow
from citeweave_graph.arrays.graph import Graph
from citeweave_graph.arrays.kept import Array
from citeweave_graph.hops import Direction, Hop
from citeweave_schema.kinds import EdgeKind

__all__ = ["Layers", "reached_within", "shortest"]


@dataclass(frozen=True, slots=True)
class Layers:
    """The nodes on all shortest paths, by their distance from the first.

    Attributes:
        graph: where they are.
        nodes: for each distance the numbers of the nodes there, ascending by id.
        hop: the edges that paths take.
        check: ends the question when its time is over.
    """

    graph: Graph
    nodes: list[Array]
    hop: Hop
    check: Check
    _known: dict[tuple[int, int], list[int]] = field(default_factory=dict)

    def __iter__(self) -> Iterator[tuple[int, ...]]:
        """Give the paths, each as the numbers of its nodes, in the order of the ids on them."""
        if self.nodes:
            yield from self._onward((int(self.nodes[0][0]),))

    def _onward(self, path: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        if len(path) == len(self.nodes):
            yield path
            return
        for node in self._steps(path[-1], len(path)):
            yield from self._onward((*path, node))

    def _steps(self, node: int, distance: int) -> list[int]:
        found = self._known.get((node, distance))
        if found is None:
            layer = self.nodes[distance]
            chosen = np.zeros(len(layer), dtype=bool)
            for some in follow(self.graph, np.array([node]), self.hop, self.check):
                chosen |= _among(layer, some.edges.far)
            found = self._known[node, distance] = [int(one) for one in layer[chosen].tolist()]
        return found


def _among(layer: Array, far: Array) -> Array:
    """Tell which nodes of a layer are among ascending numbers."""
    if not len(far) or len(layer) > len(far):
        return np.isin(layer, far)
    places = np.minimum(np.searchsorted(far, layer), len(far) - 1)
    found: Array = far[places] == layer
    return found


def reached_within(graph: Graph, start: int, hop: Hop, steps: int, check: Check) -> list[Array]:
    """Give the nodes that are one step of a hop away, those that are two, and so on.

    Args:
        graph: where.
        start: number of a node.
        hop: the edges that a step may take.
        steps: the most of them.
        check: called now and then.
    """
    side = _Side(graph, start)
    while len(side.layers) <= steps and len(side.layers[-1]):
        side.advance(graph, hop, check)
    return side.layers[1:]


class _Side:
    """What was reached from one end."""

    def __init__(self, graph: Graph, end: int) -> None:
        """Begin at an end."""
        self.layers = [np.array([end])]
        self.seen = np.zeros(graph.size, dtype=bool)
        self.seen[end] = True

    def advance(self, graph: Graph, hop: Hop, check: Check) -> None:
        """Reach one edge further."""
        new = _beyond(graph, self.layers[-1], hop, check)
        new &= ~self.seen
        self.seen |= new
        self.layers.append(np.flatnonzero(new))


def _beyond(graph: Graph, nodes: Array, hop: Hop, check: Check) -> Array:
    """Tell which nodes are one edge away from some."""
    found = np.zeros(graph.size, dtype=bool)
    for some in follow(graph, nodes, hop, check):
        found[some.edges.far] = True
    return found


def shortest(
    graph: Graph,
    ends: tuple[int, int],
    through: Collection[EdgeKind],
    max_length: int,
    check: Check,
) -> Layers:
    """Find the shortest paths between two different nodes, given by number.

    Args:
        graph: where.
        ends: from which node to which.
        through: kinds of edges; they are taken either way.
        max_length: the most edges.
        check: called now and then.
    """
    hop = Hop(kinds=frozenset(through), direction=Direction.BOTH)
    first, last = (_Side(graph, end) for end in ends)
    length, met = 0, np.zeros(0, dtype=np.int64)
    while length < max_length and not len(met):
        side = min(first, last, key=lambda one: _cost(graph, one.layers[-1], hop))
        if not len(side.layers[-1]):
            break
        side.advance(graph, hop, check)
        length += 1
        other = last if side is first else first
        met = side.layers[-1][other.seen[side.layers[-1]]]
    if not len(met):
        return Layers(graph, [], hop, check)
    ahead = _narrowed(graph, first.layers[:-1], met, hop, check)
    behind = _narrowed(graph, last.layers[:-1], met, hop, check)
    nodes = [*ahead[::-1], met, *behind]
    return Layers(graph, [one[np.argsort(graph.ranks(one))] for one in nodes], hop, check)


def _cost(graph: Graph, nodes: Array, hop: Hop) -> int:
    """Give how many edges have to be looked at to get beyond some nodes."""
    total = 0
    for group in _groups(hop):
        for outward in (True, False):
            total += int(graph.links(group, outward=outward).degrees(nodes).sum())
    return total


def _groups(hop: Hop) -> set[str]:
    return {GROUP_OF[kind] for kind in hop.kinds}


def _narrowed(graph: Graph, layers: list[Array], met: Array, hop: Hop, check: Check) -> list[Array]:
    """Give those nodes of layers that lead to where both sides met, the nearest first."""
    found = []
    for layer in reversed(layers):
        reached = _beyond(graph, met, hop, check)
        met = layer[reached[layer]]
        found.append(met)
    return found
