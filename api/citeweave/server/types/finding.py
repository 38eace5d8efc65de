"""Finding nodes by words, and the ways between two of them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable

import strawberry

from citeweave.server.cursors import Cut, Place, checked_size
from citeweave.server.types.connections import Connection, Feed, Info, Mark, marked
from citeweave.server.types.declaring import field, graph_type
from citeweave.server.types.nodes import Node, loaded, node_of
from citeweave.server.types.sharing import MILLIONTHS, PlainFact
from citeweave_graph import Hit, Hits, Page, SearchField, Term, highlights, snippet
from citeweave_graph import Path as PathRecord
from citeweave_schema import EdgeKind, NodeKind

__all__ = [
    "Correction",
    "Highlight",
    "Path",
    "SearchConnection",
    "SearchEdge",
    "paths_between",
    "search_connection",
    "suggestions",
]

Answered = Callable[[], Awaitable[tuple[Hits, int]]]


@graph_type
class Correction:
    """A word of the query that no text has, and the words that were taken instead; they count half.

    It stands for any of the words in `to`, which are of names.
    """

    from_: str = strawberry.field(name="from")
    to: list[str]


@graph_type
class Highlight:
    """A word that the query matched: start and end are code points of the text shown.

    `alias` is the place of the alias among those of the node, from 0; null in other fields.
    """

    field: SearchField
    alias: int | None
    start: int
    end: int


@graph_type
class SearchEdge:
    """A node that a search found."""

    hit: strawberry.Private[Hit]
    query: strawberry.Private[tuple[Term, ...]]
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

    @field
    def highlights(self) -> list[Highlight]:
        """The words that the query matched, in the order of the texts; at most 200."""
        return [
            Highlight(field=one.field, alias=one.alias, start=one.start, end=one.end)
            for one in highlights(self.hit.node, self.query)
        ]

    @field
    def snippet(self) -> str | None:
        """The piece of the readable abstract that matches best; null without an abstract."""
        found = snippet(self.hit.node, self.query)
        return found.text if found else None

    @field
    def snippet_start(self) -> int | None:
        """Where the snippet begins in the readable abstract, in code points."""
        found = snippet(self.hit.node, self.query)
        return found.start if found else None

    async def reached(self, _info: Info) -> Node:
        """See `node`."""
        return node_of(self.hit.node)


@graph_type
class SearchConnection(Connection[Node, SearchEdge]):
    """What a search found: what has the query as its name, then the best first, ties by id."""

    answered: strawberry.Private[Answered]

    @field
    async def corrections(self) -> list[Correction]:
        """The words of the query that no text has, and what was looked for instead."""
        page, _ = await self.answered()
        return [Correction(from_=one.word, to=list(one.instead)) for one in page.corrections]


async def search_connection(
    info: Info, query: str, kinds: Iterable[NodeKind] | None, cut: Cut
) -> SearchConnection:
    """Give what a search finds.

    Raises:
        RefusedError: a size out of its range.
        CursorError: a cursor that does not fit, or of another graph version.
    """
    wanted = frozenset(NodeKind if kinds is None else kinds)
    place = Place("search, names first", query, wanted, state=await info.context.state())
    window = cut.window(place)
    answer: asyncio.Future[tuple[Hits, int]] | None = None

    def answered() -> asyncio.Future[tuple[Hits, int]]:
        nonlocal answer
        if answer is None:
            asked = info.context.ask(lambda view: view.search(query, wanted, window))
            answer = asyncio.ensure_future(asked)
        return answer

    async def page() -> Page[SearchEdge]:
        found, _ = await answered()
        return marked(
            found, place, lambda hit, mark: SearchEdge(hit=hit, mark=mark, query=found.query)
        )

    async def total() -> int:
        return (await answered())[1]

    return SearchConnection(feed=Feed(place, page, total), answered=answered)


async def suggestions(
    info: Info, query: str, kinds: Iterable[NodeKind] | None, first: int
) -> list[Node]:
    """Give the first nodes whose names complete a query.

    Raises:
        RefusedError: a number out of its range.
    """
    wanted, most = frozenset(NodeKind if kinds is None else kinds), checked_size("first", first)
    found = await info.context.ask(lambda view: view.suggest(query, wanted, most))
    return list(map(node_of, found))


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
