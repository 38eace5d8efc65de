"""Papers that share concepts with a paper: why, with weights, and the evidence on both sides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import strawberry

from citeweave.server.cursors import Cut, Place
from citeweave.server.selecting import Below
from citeweave.server.types.concepts import Concept
from citeweave.server.types.connections import Connection, Feed, Info, Mark, marked
from citeweave.server.types.declaring import field, graph_type
from citeweave.server.types.facts import Fact
from citeweave.server.types.nodes import at_hand, loaded
from citeweave.server.types.papers import Paper
from citeweave_graph import Page, SharingQuestion
from citeweave_graph import SharedConcept as SharedRecord
from citeweave_graph import Sharing as SharingRecord
from citeweave_schema import Edge

__all__ = ["MILLIONTHS", "PlainFact", "SharedConcept", "SharingConnection", "SharingEdge",
           "sharing_feed"]  # fmt: skip

MILLIONTHS = 1_000_000
"""Scores are whole millionths inside, so that sums are exact; clients get them as numbers."""


@graph_type
class PlainFact(Fact):
    """An edge of the graph, named outside a traversal."""

    @field
    def source(self) -> strawberry.ID:
        """Id of the node that the edge starts from."""
        return strawberry.ID(self.record.source)

    @field
    def target(self) -> strawberry.ID:
        """Id of the node that the edge leads to."""
        return strawberry.ID(self.record.target)


@graph_type
class SharedConcept:
    """A concept that two papers share, and what it adds to their score."""

    answer: strawberry.Private[SharedRecord]

    @field
    def weight(self) -> float:
        """ln((N + 1) / (df + 1)), the rarer the heavier; 0 for one that every paper has."""
        return self.answer.weight / MILLIONTHS

    @field
    def concept(self, info: Info) -> Concept:
        """What is shared."""
        return cast("Concept", at_hand(info, self.answer.concept))

    @field
    def ours(self) -> PlainFact:
        """The edge from the paper asked about."""
        return _fact(self.answer.ours)

    @field
    def theirs(self) -> PlainFact:
        """The edge from the other paper."""
        return _fact(self.answer.theirs)


def _fact(record: Edge) -> PlainFact:
    return PlainFact(record=record)


@graph_type
class SharingEdge:
    """Another paper that shares concepts with the one asked about."""

    answer: strawberry.Private[SharingRecord]
    mark: strawberry.Private[Mark]

    @field
    def cursor(self) -> str:
        """The place of this edge in its connection; good for one graph version."""
        return self.mark.cursor

    @field
    def score(self) -> float:
        """Sum of the weights of what is shared."""
        return self.answer.score / MILLIONTHS

    @field
    def shared(self) -> list[SharedConcept]:
        """All that is shared, the heaviest first."""
        return [SharedConcept(answer=one) for one in self.answer.shared]

    @field
    def node(self, info: Info) -> Paper:
        """The other paper."""
        return cast("Paper", at_hand(info, self.answer.paper))

    async def reached(self, info: Info) -> Paper:
        """See `node`."""
        return cast("Paper", await loaded(info, self.answer.paper))


@graph_type
class SharingConnection(Connection[Paper, SharingEdge]):
    """Papers that share concepts, best first, ties by id."""


async def sharing_feed(
    info: Info, paper: str, question: SharingQuestion, cut: Cut
) -> Feed[SharingEdge]:
    """Give the papers that share concepts with a paper as a connection reads them.

    Raises:
        RefusedError: a size out of its range.
        CursorError: a cursor that does not fit, or of another graph version.
    """
    place = Place("sharing", paper, question, state=await info.context.state())
    window = cut.window(place)
    loaders = info.context.loaders

    def made(answer: SharingRecord, mark: Mark) -> SharingEdge:
        return SharingEdge(answer=answer, mark=mark)

    async def page() -> Page[SharingEdge]:
        return marked(await loaders.sharing(paper, question, window), place, made)

    async def total() -> int:
        return await loaders.sharing_total(paper, question, window)

    return Feed(place, page, total, ahead=_ahead)


async def _ahead(info: Info, edges: Sequence[SharingEdge], below: Below) -> None:
    """Ask for the papers and for what they share."""
    ids = [one.answer.paper for one in edges] if "node" in below else []
    if "concept" in below.of("shared"):
        ids += [shared.concept for one in edges for shared in one.answer.shared]
    await info.context.loaders.nodes.load_all(ids)
