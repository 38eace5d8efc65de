"""Papers some citations away from a paper, and how many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import strawberry

from citeweave.server.cursors import Cut, Place
from citeweave.server.selecting import Below
from citeweave.server.types.connections import Connection, Feed, Info, Mark, marked
from citeweave.server.types.declaring import field, graph_type
from citeweave.server.types.nodes import at_hand, loaded
from citeweave.server.types.papers import Paper
from citeweave_graph import Hop, Page, Reached

__all__ = ["PaperWithinConnection", "PaperWithinEdge", "within_feed"]


@graph_type
class PaperWithinEdge:
    """A paper some citations away."""

    answer: strawberry.Private[Reached]
    mark: strawberry.Private[Mark]

    @field
    def cursor(self) -> str:
        """The place of this edge in its connection; good for one graph version."""
        return self.mark.cursor

    @field
    def distance(self) -> int:
        """The least number of citations on the way to it."""
        return self.answer.distance

    @field
    def node(self, info: Info) -> Paper:
        """The paper that is reached."""
        return cast("Paper", at_hand(info, self.answer.node))

    async def reached(self, info: Info) -> Paper:
        """See `node`."""
        return cast("Paper", await loaded(info, self.answer.node))


@graph_type
class PaperWithinConnection(Connection[Paper, PaperWithinEdge]):
    """Papers some citations away, the nearest first, ties by id."""


async def within_feed(
    info: Info, paper: str, hop: Hop, steps: int, cut: Cut
) -> Feed[PaperWithinEdge]:
    """Give what lies within some steps of a hop from a paper as a connection reads it.

    Raises:
        RefusedError: a size out of its range.
        CursorError: a cursor that does not fit, or of another graph version.
    """
    place = Place("within", paper, hop, steps, state=await info.context.state())
    window = cut.window(place)
    loaders = info.context.loaders

    def made(answer: Reached, mark: Mark) -> PaperWithinEdge:
        return PaperWithinEdge(answer=answer, mark=mark)

    async def page() -> Page[PaperWithinEdge]:
        return marked((await loaders.within(paper, hop, steps, window))[0], place, made)

    async def total() -> int:
        return (await loaders.within(paper, hop, steps, window))[1]

    return Feed(place, page, total, ahead=_ahead)


async def _ahead(info: Info, edges: Sequence[PaperWithinEdge], below: Below) -> None:
    """Ask for the papers."""
    if "node" in below:
        await info.context.loaders.nodes.load_all(one.answer.node for one in edges)
