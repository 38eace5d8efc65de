"""Nodes: what all kinds have, and the edges over which connections lead to them."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Generic, TypeVar, cast

import strawberry

from citeweave.server.cursors import Cut
from citeweave.server.types.connections import HopConnection, Info, Mark
from citeweave.server.types.declaring import field, graph_interface, graph_type
from citeweave.server.types.facts import Fact
from citeweave.server.types.walking import hop_feed
from citeweave_graph import Direction, Hop, Together
from citeweave_graph.orders import far_end
from citeweave_schema import EdgeKind, NodeKind
from citeweave_schema import Node as NodeRecord

__all__ = [
    "LinkEdge",
    "NeighbourConnection",
    "NeighbourEdge",
    "Node",
    "NodeEdge",
    "RankedEdge",
    "at_hand",
    "loaded",
    "node_of",
    "shown_as",
]

NodeT = TypeVar("NodeT")


@graph_interface
class Node:
    """Anything in the graph that has an id."""

    record: strawberry.Private[NodeRecord]

    @field
    def id(self) -> strawberry.ID:
        """Opaque id, the same on every machine and store."""
        return strawberry.ID(self.record.id)

    @field
    def name(self) -> str:
        """The name, or the title in its readable form."""
        return self.record.name

    @field
    def neighbours(
        self,
        info: Info,
        *,
        kinds: list[EdgeKind] | None = None,
        first: int | None = None,
        last: int | None = None,
        after: str | None = None,
        before: str | None = None,
    ) -> NeighbourConnection:
        """All edges that touch the node, or those of some kinds, whichever way they point."""
        hop = Hop(kinds=frozenset(EdgeKind if kinds is None else kinds), direction=Direction.BOTH)
        cut = Cut(first, last, after, before)
        return NeighbourConnection(
            feed=hop_feed(info, NeighbourEdge, "neighbours", self.record.id, hop, cut=cut)
        )


shown_as: dict[NodeKind, type[Node]] = {}
"""The object type of each kind of node; the module of each type adds its own."""


def node_of(record: NodeRecord) -> Node:
    """Give a node as the schema has it."""
    return shown_as[record.kind](record=record)


async def loaded(info: Info, one: str) -> Node:
    """Give the node of an id that an edge or answer named."""
    return _found(await info.context.loaders.node(one))


def at_hand(info: Info, one: str) -> Node | Awaitable[Node]:
    """Give the node of an id at once where it has been loaded, else what it can be awaited by."""
    known = info.context.loaders.nodes.known
    return _found(known[one]) if one in known else loaded(info, one)


def _found(record: NodeRecord | None) -> Node:
    if record is None:
        raise RuntimeError("an answer names a node that the graph does not have")
    return node_of(record)


@graph_type
class LinkEdge(Fact, Generic[NodeT]):
    """An edge of the graph, on the way from one node to another."""

    here: strawberry.Private[str]
    mark: strawberry.Private[Mark]

    @field
    def cursor(self) -> str:
        """The place of this edge in its connection."""
        return self.mark.cursor

    @field
    def node(self, info: Info) -> NodeT:
        """The node it leads to from where one stands."""
        return cast("NodeT", at_hand(info, far_end(self.record, self.here)))

    async def reached(self, info: Info) -> NodeT:
        """See `node`."""
        return cast("NodeT", await loaded(info, far_end(self.record, self.here)))


@graph_type
class RankedEdge(Generic[NodeT]):
    """A node reached over others, and over how many."""

    answer: strawberry.Private[Together]
    mark: strawberry.Private[Mark]

    @field
    def cursor(self) -> str:
        """The place of this edge in its connection; good for one graph version."""
        return self.mark.cursor

    @field
    def count(self) -> int:
        """Over how many different nodes in between it is reached."""
        return self.answer.count

    @field
    def node(self, info: Info) -> NodeT:
        """The node that is reached."""
        return cast("NodeT", at_hand(info, self.answer.node))

    async def reached(self, info: Info) -> NodeT:
        """See `node`."""
        return cast("NodeT", await loaded(info, self.answer.node))


@graph_type
class NodeEdge(Generic[NodeT]):
    """A node in a list."""

    record: strawberry.Private[NodeRecord]
    mark: strawberry.Private[Mark]

    @field
    def cursor(self) -> str:
        """The place of the node in the list."""
        return self.mark.cursor

    @field
    def node(self) -> NodeT:
        """The node."""
        return cast("NodeT", node_of(self.record))

    async def reached(self, _info: Info) -> NodeT:
        """See `node`."""
        return cast("NodeT", node_of(self.record))


@graph_type
class NeighbourEdge(LinkEdge[Node]):
    """An edge of any kind between a node and another."""

    @field
    def outward(self) -> bool:
        """Whether it leads away from the node one stands on."""
        return self.record.source == self.here


@graph_type
class NeighbourConnection(HopConnection[Node, NeighbourEdge]):
    """Edges of any kind between a node and others."""
