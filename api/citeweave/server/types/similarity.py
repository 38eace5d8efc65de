"""Papers that are similar to a paper, and what each part adds to their scores."""

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
from citeweave.server.types.sharing import MILLIONTHS, SharedConcept
from citeweave_graph import Page, Similar, SimilarityKind, SimilarityQuestion
from citeweave_graph import SimilarityPart as PartRecord

__all__ = ["SimilarConnection", "SimilarEdge", "SimilarityPart", "similar_feed"]


@graph_type
class SimilarityPart:
    """What two papers have in common in one respect."""

    answer: strawberry.Private[PartRecord]

    @field
    def kind(self) -> SimilarityKind:
        """In which respect."""
        return self.answer.kind

    @field
    def value(self) -> float:
        """How much, from 0 to 1."""
        return self.answer.value / MILLIONTHS

    @field
    def share(self) -> float:
        """What it makes of the score, from 0 to 1."""
        return self.answer.share / MILLIONTHS

    @field
    def count(self) -> int:
        """How many concepts are shared, or how many papers connect the two; 0 for text."""
        return self.answer.count

    @field
    def shared(self) -> list[SharedConcept]:
        """For methods, datasets and tasks, all that is shared, the heaviest first."""
        return [SharedConcept(answer=one) for one in self.answer.shared]

    @field
    def papers(self, info: Info) -> list[Paper]:
        """Of the papers that cite both, or that both cite, the first ten by id."""
        return [cast("Paper", at_hand(info, one)) for one in self.answer.papers]


@graph_type
class SimilarEdge:
    """Another paper that is similar to the one asked about."""

    answer: strawberry.Private[Similar]
    mark: strawberry.Private[Mark]

    @field
    def cursor(self) -> str:
        """The place of this edge in its connection; good for one graph version."""
        return self.mark.cursor

    @field
    def score(self) -> float:
        """The mean of all parts by their weights, from 0 to 1."""
        return self.answer.score / MILLIONTHS

    @field
    def parts(self) -> list[SimilarityPart]:
        """The parts that are more than nothing, what adds most to the score first."""
        return [SimilarityPart(answer=one) for one in self.answer.parts]

    @field
    def node(self, info: Info) -> Paper:
        """The other paper."""
        return cast("Paper", at_hand(info, self.answer.paper))

    async def reached(self, info: Info) -> Paper:
        """See `node`."""
        return cast("Paper", await loaded(info, self.answer.paper))


@graph_type
class SimilarConnection(Connection[Paper, SimilarEdge]):
    """Similar papers, best first, ties by id."""


async def similar_feed(
    info: Info, paper: str, question: SimilarityQuestion, cut: Cut
) -> Feed[SimilarEdge]:
    """Give the papers that are similar to a paper as a connection reads them.

    Raises:
        RefusedError: a size out of its range.
        CursorError: a cursor that does not fit, or of another graph version.
    """
    place = Place("similar", paper, question, state=await info.context.state())
    window = cut.window(place)
    loaders = info.context.loaders

    def made(answer: Similar, mark: Mark) -> SimilarEdge:
        return SimilarEdge(answer=answer, mark=mark)

    async def page() -> Page[SimilarEdge]:
        return marked((await loaders.similar(paper, question, window))[0], place, made)

    async def total() -> int:
        return (await loaders.similar(paper, question, window))[1]

    return Feed(place, page, total, ahead=_ahead)


async def _ahead(info: Info, edges: Sequence[SimilarEdge], below: Below) -> None:
    """Ask for the papers, for what they share, and for what connects them."""
    ids = [one.answer.paper for one in edges] if "node" in below else []
    parts = [part for one in edges for part in one.answer.parts]
    if "concept" in below.of("parts").of("shared"):
        ids += [shared.concept for part in parts for shared in part.shared]
    if "papers" in below.of("parts"):
        ids += [paper for part in parts for paper in part.papers]
    await info.context.loaders.nodes.load_all(ids)
