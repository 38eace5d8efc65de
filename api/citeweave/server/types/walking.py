"""Traversals: from the node one stands on over one hop, or over two."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from citeweave.server.cursors import Cut, Place
from citeweave.server.failures import Code, RefusedError
from citeweave.server.types.ahead import Link, links_ahead, ranked_ahead
from citeweave.server.types.connections import Feed, Info, Mark, marked
from citeweave.server.types.declaring import input_type
from citeweave.server.types.enums import RelationKind
from citeweave_graph import (
    ABOUT,
    RELATIONS,
    Direction,
    EdgeOrder,
    FacetCount,
    Hop,
    Page,
    Together,
    Years,
)
from citeweave_schema import RELATION_KINDS, ConceptKind, Edge, EdgeKind, NodeKind, Role

if TYPE_CHECKING:
    from citeweave.server.types.nodes import RankedEdge

__all__ = [
    "AFFILIATED",
    "AFFILIATIONS",
    "AUTHORED",
    "NAMED_IN",
    "ORGANIZATIONS_NAMED",
    "PAPERS_THERE",
    "PEOPLE_NAMED",
    "PUBLISHED_IN",
    "YearRange",
    "about",
    "chosen",
    "confidence",
    "hop_feed",
    "ranked_feed",
    "relating",
    "years_of",
]

PUBLISHED_IN = Hop(kinds=frozenset({EdgeKind.PUBLISHED_IN}))
"""From a paper to its venue."""
ORGANIZATIONS_NAMED = Hop(kinds=frozenset({EdgeKind.NAMES}), far=NodeKind.ORGANIZATION)
"""From a paper to the organisations that it names or a source gives for it."""
PEOPLE_NAMED = Hop(kinds=frozenset({EdgeKind.NAMES}), far=NodeKind.PERSON)
"""From a paper to the persons that its text names."""
NAMED_IN = Hop(kinds=frozenset({EdgeKind.NAMES}), direction=Direction.IN, far=NodeKind.PAPER)
"""From an organisation or person to the papers that name it."""
PAPERS_THERE = Hop(kinds=frozenset({EdgeKind.PUBLISHED_IN}), direction=Direction.IN)
"""From a venue to the papers that appeared there."""
AUTHORED = Hop(kinds=frozenset({EdgeKind.AUTHORED}))
"""From an author to the papers."""
AFFILIATIONS = Hop(kinds=frozenset({EdgeKind.AFFILIATED_WITH}))
"""From an author to the organisations."""
AFFILIATED = Hop(kinds=frozenset({EdgeKind.AFFILIATED_WITH}), direction=Direction.IN)
"""From an organisation to its authors."""

LinkT = TypeVar("LinkT", bound=Link)
LinkT_co = TypeVar("LinkT_co", covariant=True)
RankedT = TypeVar("RankedT", bound="RankedEdge[Any]")
Choice = TypeVar("Choice")


class MakesLink(Protocol[LinkT_co]):
    """A type of edge: it makes one out of an edge of the graph and where one stands."""

    @abstractmethod
    def __call__(self, *, record: Edge, here: str, mark: Mark) -> LinkT_co:
        """Make the edge."""


@input_type
class YearRange:
    """A range of years, both ends included; leave one out to keep that end open."""

    gte: int | None = None
    lte: int | None = None


def years_of(given: YearRange | None) -> Years:
    """Give the range that was asked for; everything when none was."""
    return Years(first=given.gte, last=given.lte) if given else Years()


def chosen(given: Iterable[Choice] | None) -> frozenset[Choice] | None:
    """Give a set of choices; None when none was made."""
    return None if given is None else frozenset(given)


def confidence(given: float) -> float:
    """Give a least confidence back when it is one.

    Raises:
        RefusedError: BAD_INPUT when it is not within 0 to 1.
    """
    if not 0 <= given <= 1:
        raise RefusedError(Code.BAD_INPUT, f"minConfidence takes 0 to 1, not {given}")
    return given


def about(
    kinds: Iterable[ConceptKind] | None,
    roles: Iterable[Role] | None = None,
    min_confidence: float = 0.0,
    *,
    direction: Direction = Direction.OUT,
    years: YearRange | None = None,
    order: EdgeOrder = EdgeOrder.STRENGTH,
) -> Hop:
    """Give the hop from a paper to concepts, or back with direction IN.

    Raises:
        RefusedError: BAD_INPUT for a confidence out of its range.
    """
    return Hop(
        kinds=ABOUT,
        direction=direction,
        concept_kinds=chosen(kinds),
        roles=chosen(roles),
        min_confidence=confidence(min_confidence),
        years=years_of(years),
        order=order,
    )


def relating(
    kinds: Iterable[RelationKind] | None, direction: Direction, min_confidence: float
) -> Hop:
    """Give the hop from a concept to those it is related to; every kind for None.

    Raises:
        RefusedError: BAD_INPUT for a confidence out of its range.
    """
    return replace(
        RELATIONS,
        kinds=RELATION_KINDS if kinds is None else frozenset(kind.value for kind in kinds),
        direction=direction,
        min_confidence=confidence(min_confidence),
    )


def hop_feed(
    info: Info, edge_type: MakesLink[LinkT], field: str, here: str, hop: Hop, *, cut: Cut
) -> Feed[LinkT]:
    """Give the edges of a hop from a node as a connection reads them.

    Raises:
        RefusedError: a size out of its range.
        CursorError: a cursor that does not fit.
    """
    place = Place(field, here, hop)
    window = cut.window(place)
    loaders = info.context.loaders

    def made(edge: Edge, mark: Mark) -> LinkT:
        return edge_type(record=edge, here=here, mark=mark)

    async def page() -> Page[LinkT]:
        return marked(await loaders.edges(here, hop, window), place, made)

    async def total() -> int:
        return await loaders.edge_count(here, hop)

    async def facets(facet: str) -> list[FacetCount]:
        return await loaders.edge_facets(here, hop, facet)

    return Feed(place, page, total, facets, ahead=links_ahead)


async def ranked_feed(
    info: Info, edge_type: type[RankedT], field: str, here: str, hops: tuple[Hop, Hop], *, cut: Cut
) -> Feed[RankedT]:
    """Give what is reached from a node over two hops, most often first, for a connection.

    Raises:
        RefusedError: a size out of its range.
        CursorError: a cursor that does not fit, or of another graph version.
    """
    place = Place(field, here, hops, state=await info.context.state())
    window = cut.window(place)
    loaders = info.context.loaders

    def made(answer: Together, mark: Mark) -> RankedT:
        return edge_type(answer=answer, mark=mark)

    async def page() -> Page[RankedT]:
        return marked((await loaders.together(here, *hops, window))[0], place, made)

    async def total() -> int:
        return (await loaders.together(here, *hops, window))[1]

    return Feed(place, page, total, ahead=ranked_ahead)
