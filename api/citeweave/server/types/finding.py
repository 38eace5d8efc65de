"""Finding nodes by words, and the ways between two of them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import strawberry

from citeweave.server.cursors import Cut, Place, checked_size
from citeweave.server.types.connections import Connection, Feed, Info, Mark, marked
from citeweave.server.types.declaring import field, graph_type
from citeweave.server.types.nodes import Node, loaded, node_of
from citeweave.server.types.sharing import MILLIONTHS, PlainFact
from citeweave_graph import Hit, Page
from citeweave_graph import Path as PathRecord
from citeweave_schema import EdgeKind, NodeKind

__all__ = ["Path", "SearchConnection", "SearchEdge", "paths_between", "search_feed"]


@graph_type
class SearchEdge:
    """A node that a search found."""

    hit: strawberry.Private[Hit]
    mark: strawberry.Private[Mark]

    @field
    def cursor(self) -> str:
        """The place of this edge in its connection; good for one graph version."""
        return self.mark.cursor

    @field
    def score(self) -> float:
        """BM25; comparable only within one answer."""
        return self.hit.score / MILLIONTHS

    @field
    def node(self) -> Node:
        """What was found."""
        return node_of(self.hit.node)

    async def reached(self, _info: Info) -> Node:
        """See `node`."""
        return node_of(self.hit.node)


@graph_type
class SearchConnection(Connection[Node, SearchEdge]):
    """What a search found, best first, ties by id."""


async def search_feed(
    info: Info, query: str, kinds: Iterable[NodeKind] | None, cut: Cut
) -> Feed[SearchEdge]:
    """Give what a search finds as a connection reads it.

    Raises:
        RefusedError: a size out of its range.
        CursorError: a cursor that does not fit, or of another graph version.
    """
    wanted = frozenset(NodeKind if kinds is None else kinds)
    place = Place("search", query, wanted, state=await info.context.state())
    window = cut.window(place)
    answer: asyncio.Future[tuple[Page[Hit], int]] | None = None

    def answered() -> asyncio.Future[tuple[Page[Hit], int]]:
        nonlocal answer
        if answer is None:
            asked = info.context.ask(lambda view: view.search(query, wanted, window))
            answer = asyncio.ensure_future(asked)
        return answer

    def made(hit: Hit, mark: Mark) -> SearchEdge:
        return SearchEdge(hit=hit, mark=mark)

    async def page() -> Page[SearchEdge]:
        return marked((await answered())[0], place, made)

    async def total() -> int:
        return (await answered())[1]

    return Feed(place, page, total)


@graph_type
class Path:
    """A shortest path between two nodes; its edges, with their evidence, are the reason."""

    answer: strawberry.Private[PathRecord]

    @field
    def length(self) -> int:
        """How many edges it has."""
        return len(self.answer.edges)

    @field
    async def nodes(self, info: Info) -> list[Node]:
        """The nodes on it, both ends included."""
        await info.context.loaders.nodes.load_all(self.answer.nodes)
        return [await loaded(info, one) for one in self.answer.nodes]

    @field
    def edges(self) -> list[PlainFact]:
        """The edges between the nodes, in order, each as it points."""
        return [PlainFact(record=one) for one in self.answer.edges]


async def paths_between(
    info: Info,
    ends: tuple[str, str],
    through: Iterable[EdgeKind] | None,
    max_length: int,
    first: int,
) -> list[Path]:
    """Give all shortest paths between two nodes, at most `first` of them.

    Raises:
        NotFoundError: an end is not in the graph.
        UsageError: a length out of its range.
    """
    kinds = frozenset(EdgeKind if through is None else through)
    most = checked_size("first", first)
    found = await info.context.ask(
        lambda view: view.paths(*ends, through=kinds, max_length=max_length, most=most)
    )
    return [Path(answer=one) for one in found]
