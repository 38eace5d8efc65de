"""Looking ahead: what is selected below a page of edges is asked for when the page is there.

A field that is reached one edge at a time costs a coroutine for each of them, even when one
question answers all. What has been asked for before is given at once.
"""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Coroutine, Sequence
from typing import Any, Protocol

from citeweave.server.selecting import Below
from citeweave.server.types.connections import Info
from citeweave.server.types.facts import FIRST_MENTIONS, stated
from citeweave_graph import PAGE_LIMIT, Together, Window
from citeweave_graph.orders import far_end
from citeweave_schema import Edge

__all__ = ["links_ahead", "ranked_ahead"]


class Link(Protocol):
    """An edge of the graph, and where one stands."""

    @property
    @abstractmethod
    def record(self) -> Edge:
        """The edge."""

    @property
    @abstractmethod
    def here(self) -> str:
        """Id of the node one stands on."""


class Ranked(Protocol):
    """A node reached over others."""

    @property
    @abstractmethod
    def answer(self) -> Together:
        """What is reached."""


async def links_ahead(info: Info, edges: Sequence[Link], below: Below) -> None:
    """Ask for the nodes at the ends of edges, and for the mentions that these stand on."""
    loaders, asked = info.context.loaders, list[Coroutine[Any, Any, None]]()
    if "node" in below:
        asked.append(loaders.nodes.load_all(far_end(one.record, one.here) for one in edges))
    for size in set(below.values("evidence", "first", FIRST_MENTIONS)):
        if isinstance(size, int) and 1 <= size <= PAGE_LIMIT:
            pairs = [pair for one in edges if (pair := stated(one.record)) is not None]
            asked.append(loaders.mentions(Window(size=size)).load_all(pairs))
    if len(asked) == 1:
        await asked[0]
    elif asked:
        await asyncio.gather(*asked)


async def ranked_ahead(info: Info, edges: Sequence[Ranked], below: Below) -> None:
    """Ask for the nodes that are reached."""
    if "node" in below:
        await info.context.loaders.nodes.load_all(one.answer.node for one in edges)
