"""What lies some steps away from a node: written once on the look-ups of a view.

As in `citeweave_graph.questions`, a store may answer by a query of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from citeweave_graph.answers import Reached
from citeweave_graph.windows import Page, Window, cut
from citeweave_schema.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    from citeweave_graph.hops import Hop
    from citeweave_graph.view import View

__all__ = ["MOST_STEPS", "checked_start", "within"]

MOST_STEPS = 4
"""How far `View.within` goes: beyond that nearly all that hangs together is reached."""


def within(
    view: View, start: str, hop: Hop, steps: int, window: Window
) -> tuple[Page[Reached], int]:
    """See `View.within`."""
    home = checked_start(view, start, steps)
    distance = {home: 0}
    layer = {home}
    for step in range(1, steps + 1):
        ends = (
            end
            for edge in view.touching(layer, hop.kinds)
            for end in (
                (edge.source, edge.target, edge.kind in hop.outward),
                (edge.target, edge.source, edge.kind in hop.inward),
            )
        )
        layer = {far for near, far, goes in ends if goes and near in layer and far not in distance}
        distance.update(dict.fromkeys(layer, step))
    del distance[home]
    found = [Reached(node=one, distance=far) for one, far in distance.items()]
    return cut(found, lambda one: (one.distance, one.node), window), len(found)


def checked_start(view: View, start: str, steps: int) -> str:
    """Give the id of the node that `View.within` starts from, one that was merged away followed.

    Raises:
        NotFoundError: the graph has no such node.
        UsageError: a number of steps out of its range.
    """
    if not 1 <= steps <= MOST_STEPS:
        raise UsageError(f"steps are 1 to {MOST_STEPS}, not {steps}")
    node = view.nodes([start])[0]
    if node is None:
        raise NotFoundError(f"the graph has no node {start!r}")
    return node.id
