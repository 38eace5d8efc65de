"""Lists of all nodes of a kind: filtered, ordered and cut by the store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from citeweave.server.cursors import Cut, Place
from citeweave.server.types.compiling import compiled
from citeweave.server.types.connections import Feed, Info, Mark, marked
from citeweave.server.types.declaring import input_type
from citeweave.server.types.enums import (
    ConceptOrderField,
    NameOrderField,
    OrderDirection,
    PaperOrderField,
)
from citeweave_graph import FacetCount, Order, OrderField, Page
from citeweave_schema import Node as NodeRecord
from citeweave_schema import NodeKind

if TYPE_CHECKING:
    from citeweave.server.types.nodes import NodeEdge

__all__ = [
    "BY_NAME",
    "BY_PAPERS",
    "BY_YEAR",
    "ConceptOrder",
    "NameOrder",
    "PaperOrder",
    "list_feed",
    "ordered",
]

EdgeT = TypeVar("EdgeT", bound="NodeEdge[Any]")


@input_type
class PaperOrder:
    """How papers are ordered; unknown years last in both directions, ties by id."""

    field: PaperOrderField
    direction: OrderDirection = OrderDirection.ASC


@input_type
class ConceptOrder:
    """How concepts are ordered; unknown years last in both directions, ties by id."""

    field: ConceptOrderField
    direction: OrderDirection = OrderDirection.ASC


@input_type
class NameOrder:
    """How authors, organisations and venues are ordered; ties by id."""

    field: NameOrderField
    direction: OrderDirection = OrderDirection.ASC


BY_YEAR = Order(field=OrderField.YEAR, descending=True)
"""Newest papers first, where no order is asked for."""
BY_PAPERS = Order(field=OrderField.PAPERS, descending=True)
"""Concepts of most papers first, where no order is asked for."""
BY_NAME = Order(field=OrderField.NAME)
"""Others by name, where no order is asked for."""


def ordered(given: PaperOrder | ConceptOrder | NameOrder | None, default: Order) -> Order:
    """Give the order that was asked for, else the default one."""
    if given is None:
        return default
    return Order(field=given.field.value, descending=given.direction is OrderDirection.DESC)


def list_feed(
    info: Info,
    edge_type: type[EdgeT],
    kind: NodeKind,
    where: object,
    order: Order,
    *,
    cut: Cut,
) -> Feed[EdgeT]:
    """Give the nodes of a kind that pass a filter as a connection reads them.

    Raises:
        RefusedError: a size out of its range, or a filter that is too large.
        CursorError: a cursor that does not fit.
    """
    wanted = compiled(where)
    place = Place("list", kind, wanted, order)
    window = cut.window(place)
    ask = info.context.ask

    def made(record: NodeRecord, mark: Mark) -> EdgeT:
        return edge_type(record=record, mark=mark)

    async def page() -> Page[EdgeT]:
        return marked(await ask(lambda view: view.page(kind, wanted, order, window)), place, made)

    async def total() -> int:
        return await ask(lambda view: view.count(kind, wanted))

    async def facets(facet: str) -> list[FacetCount]:
        return await ask(lambda view: view.facets(kind, wanted, facet))

    return Feed(place, page, total, facets)
