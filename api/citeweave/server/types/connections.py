"""Connections: pages of edges with cursors; totals and facets are asked for only when selected."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar, cast

import strawberry

from citeweave.server.cursors import Place
from citeweave.server.selecting import Below
from citeweave.server.session import Session
from citeweave.server.types.declaring import field, graph_type
from citeweave.server.types.enums import EdgeFacet
from citeweave_graph import FacetCount, Key, Page

__all__ = [
    "ENDS",
    "Connection",
    "Facet",
    "Feed",
    "HopConnection",
    "Info",
    "LooksAhead",
    "Mark",
    "PageInfo",
    "below",
    "facets_of",
    "marked",
]

Info = strawberry.Info[Session, None]

ENDS = Below.names("node")
"""What is needed of edges by whoever wants the nodes at their ends alone."""

NodeT = TypeVar("NodeT")
NodeT_co = TypeVar("NodeT_co", covariant=True)
Item = TypeVar("Item")
Made = TypeVar("Made")


class Reaching(Protocol[NodeT_co]):
    """An edge of a connection: it leads to a node."""

    @abstractmethod
    async def reached(self, info: Info) -> NodeT_co:
        """Give the node at its end."""


EdgeT = TypeVar("EdgeT")
EdgeT_contra = TypeVar("EdgeT_contra", contravariant=True)


class LooksAhead(Protocol[EdgeT_contra]):
    """Asks for what is selected below the edges of a page, all of it at once."""

    @abstractmethod
    async def __call__(self, info: Info, edges: Sequence[EdgeT_contra], below: Below) -> None:
        """Have it known when the fields below are reached."""


async def _nothing(info: Info, edges: Sequence[object], below: Below) -> None:
    """Look at nothing ahead."""


def below(info: Info) -> Below:
    """Give what is selected below the field that is being resolved."""
    return info.context.selections.below(info)


@dataclass(frozen=True, slots=True)
class Mark:
    """Where an edge stands in its answer."""

    place: Place
    key: Key

    @property
    def cursor(self) -> str:
        """The place as a cursor."""
        return self.place.cursor(self.key)


def marked(page: Page[Item], place: Place, make: Callable[[Item, Mark], Made]) -> Page[Made]:
    """Give a page with each item made into an edge that knows its place."""
    pairs = zip(page.items, page.keys, strict=True)
    return Page(
        items=tuple(make(item, Mark(place, key)) for item, key in pairs),
        keys=page.keys,
        has_next=page.has_next,
        has_previous=page.has_previous,
    )


class Feed(Generic[EdgeT]):
    """What a connection gives when asked; the page is read once for all fields that need it."""

    def __init__(
        self,
        place: Place,
        page: Callable[[], Awaitable[Page[EdgeT]]],
        total: Callable[[], Awaitable[int]],
        facets: Callable[[str], Awaitable[list[FacetCount]]] | None = None,
        *,
        ahead: LooksAhead[EdgeT] | None = None,
    ) -> None:
        """Hold the questions; none is put before it is needed."""
        self.place = place
        self.total = total
        self._facets = facets
        self._read = page
        self._page: asyncio.Future[Page[EdgeT]] | None = None
        self.ahead: LooksAhead[EdgeT] = ahead or _nothing

    async def page(self) -> Page[EdgeT]:
        """Give the page of edges."""
        if self._page is None:
            self._page = asyncio.ensure_future(self._read())
        return await self._page

    async def facets(self, facet: str) -> list[FacetCount]:
        """Give a facet; nothing where the answer has none."""
        return await self._facets(facet) if self._facets else []


@graph_type
class PageInfo:
    """Whether there is more on either side of a page, and the cursors to go on from."""

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@graph_type
class Facet:
    """A value and how many items have it; null for those without one."""

    value: str | None
    count: int


def facets_of(found: list[FacetCount]) -> list[Facet]:
    """Give facets as the schema has them."""
    return [Facet(value=one.value, count=one.count) for one in found]


@graph_type
class Connection(Generic[NodeT, EdgeT]):
    """A page of a list."""

    feed: strawberry.Private[Feed[EdgeT]]

    @field
    async def edges(self, info: Info) -> list[EdgeT]:
        """The edges of the page, in order."""
        edges = (await self.feed.page()).items
        await self.feed.ahead(info, edges, below(info))
        return list(edges)

    @field
    async def nodes(self, info: Info) -> list[NodeT]:
        """The nodes at the ends of the edges, for those who need nothing of the edges."""
        edges = (await self.feed.page()).items
        await self.feed.ahead(info, edges, ENDS)
        # strawberry cannot read a type variable with a bound that names another one
        reaching = cast("tuple[Reaching[NodeT], ...]", edges)
        return [await edge.reached(info) for edge in reaching]

    @field
    async def page_info(self) -> PageInfo:
        """Whether there is more, and the cursors to go on from."""
        page = await self.feed.page()
        cursors = [self.feed.place.cursor(key) for key in (*page.keys[:1], *page.keys[-1:])]
        return PageInfo(
            has_next_page=page.has_next,
            has_previous_page=page.has_previous,
            start_cursor=cursors[0] if cursors else None,
            end_cursor=cursors[-1] if cursors else None,
        )

    @field
    async def total_count(self) -> int:
        """How many items the whole list has; counted only when asked for."""
        return await self.feed.total()


@graph_type
class HopConnection(Connection[NodeT, EdgeT]):
    """A page of the edges of one traversal."""

    @field
    async def facets(self, by: EdgeFacet) -> list[Facet]:
        """How all edges of the traversal spread over roles, kinds or years; at most 100 values."""
        return facets_of(await self.feed.facets(by.value))
