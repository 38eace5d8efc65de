"""Concepts: methods, datasets, tasks and metrics, and the traversals that begin at one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, cast

import strawberry

from citeweave.server.cursors import Cut
from citeweave.server.types.connections import Connection, Facet, HopConnection, Info, facets_of
from citeweave.server.types.declaring import field, graph_type
from citeweave.server.types.enums import ConceptFacet, RelationKind
from citeweave.server.types.nodes import LinkEdge, Node, NodeEdge, RankedEdge, shown_as
from citeweave.server.types.papers import PaperLinkConnection, PaperLinkEdge
from citeweave.server.types.walking import YearRange, about, hop_feed, ranked_feed, relating
from citeweave.server.types.years import YearCount, year_counts
from citeweave_graph import Direction, EdgeOrder, Hop
from citeweave_schema import ConceptKind, ConceptNode, NodeKind, Role

if TYPE_CHECKING:
    from citeweave.server.types.relations import RelationConnection

__all__ = [
    "AliasCount",
    "Concept",
    "ConceptConnection",
    "ConceptEdge",
    "ConceptLinkConnection",
    "ConceptLinkEdge",
    "ConceptRankedConnection",
    "ConceptRankedEdge",
]

_RELATIONS = strawberry.lazy("citeweave.server.types.relations")


@graph_type
class AliasCount:
    """A name that was seen for a node, and how often."""

    name: str
    count: int


@graph_type
class Concept(Node):
    """A method, dataset, task or metric."""

    @property
    def concept(self) -> ConceptNode:
        """The record."""
        return cast("ConceptNode", self.record)

    @field
    def kind(self) -> ConceptKind:
        """Which of the four kinds; a name is unique only within its kind."""
        return self.concept.concept_kind

    @field
    def aliases(self) -> list[str]:
        """Every other surface seen, the most frequent first; then names that open lists give."""
        return [one.name for one in self.concept.aliases]

    @field
    def alias_counts(self) -> list[AliasCount]:
        """The aliases with counts of mentions; 0 for one that only an open list gives."""
        return [AliasCount(name=one.name, count=one.count) for one in self.concept.aliases]

    @field
    def listed_broader(self) -> list[str]:
        """What open lists of names say it belongs under, by name."""
        return list(self.concept.listed_broader)

    @field
    def outside_ids(self) -> list[str]:
        """What it is called elsewhere, "scheme:value", as open lists of names say."""
        return list(self.concept.outside_ids)

    @field
    def paper_count(self) -> int:
        """Papers with an edge to it in any role."""
        return self.concept.paper_count

    @field
    def document_frequency(self) -> int:
        """Papers with an edge to it in the default roles of its kind: df of the sharing score."""
        return self.concept.document_frequency

    @field
    def first_year(self) -> int | None:
        """Earliest known year of a paper with an edge to it."""
        return self.concept.first_year

    @field
    def papers(
        self,
        info: Info,
        *,
        roles: list[Role] | None = None,
        years: YearRange | None = None,
        min_confidence: float = 0.0,
        order_by: EdgeOrder = EdgeOrder.STRENGTH,
        first: int | None = None,
        last: int | None = None,
        after: str | None = None,
        before: str | None = None,
    ) -> PaperLinkConnection:
        """The papers with an edge to it: who proposes, uses, compares with or mentions it."""
        hop = about(
            None, roles, min_confidence, direction=Direction.IN, years=years, order=order_by
        )
        cut = Cut(first, last, after, before)
        return PaperLinkConnection(
            feed=hop_feed(info, PaperLinkEdge, "papers", self.concept.id, hop, cut=cut)
        )

    @field
    async def trend(
        self, info: Info, *, roles: list[Role] | None = None, min_confidence: float = 0.0
    ) -> list[YearCount]:
        """How many papers have it in the roles given (any by default), year by year, without gaps.

        Papers of unknown year are left out.
        """
        hop = about(None, roles, min_confidence, direction=Direction.IN)
        return year_counts(await info.context.loaders.edge_facets(self.concept.id, hop, "year"))

    @field
    async def co_used(
        self,
        info: Info,
        *,
        kinds: list[ConceptKind] | None = None,
        roles: list[Role] | None = None,
        first: int | None = None,
        last: int | None = None,
        after: str | None = None,
        before: str | None = None,
    ) -> ConceptRankedConnection:
        """Concepts of the same papers, by how many papers have both in the roles given."""
        hops = about(None, roles, direction=Direction.IN), about(kinds, roles)
        cut = Cut(first, last, after, before)
        return ConceptRankedConnection(
            feed=await ranked_feed(
                info, ConceptRankedEdge, "coUsed", self.concept.id, hops, cut=cut
            )
        )

    @field
    def used_for(
        self,
        info: Info,
        *,
        min_confidence: float = 0.0,
        first: int | None = None,
        last: int | None = None,
        after: str | None = None,
        before: str | None = None,
    ) -> Annotated[RelationConnection, _RELATIONS]:
        """What papers say it is used for."""
        hop = relating([RelationKind.USED_FOR], Direction.OUT, min_confidence)
        return self._related(info, "usedFor", hop, Cut(first, last, after, before))

    @field
    def evaluated_on(
        self,
        info: Info,
        *,
        min_confidence: float = 0.0,
        first: int | None = None,
        last: int | None = None,
        after: str | None = None,
        before: str | None = None,
    ) -> Annotated[RelationConnection, _RELATIONS]:
        """What papers say it is evaluated on."""
        hop = relating([RelationKind.EVALUATED_ON], Direction.OUT, min_confidence)
        return self._related(info, "evaluatedOn", hop, Cut(first, last, after, before))

    @field
    def broader(
        self,
        info: Info,
        *,
        min_confidence: float = 0.0,
        first: int | None = None,
        last: int | None = None,
        after: str | None = None,
        before: str | None = None,
    ) -> Annotated[RelationConnection, _RELATIONS]:
        """The concepts that papers say it is a kind of."""
        hop = relating([RelationKind.BROADER], Direction.OUT, min_confidence)
        return self._related(info, "broader", hop, Cut(first, last, after, before))

    @field
    def narrower(
        self,
        info: Info,
        *,
        min_confidence: float = 0.0,
        first: int | None = None,
        last: int | None = None,
        after: str | None = None,
        before: str | None = None,
    ) -> Annotated[RelationConnection, _RELATIONS]:
        """The concepts that papers say are a kind of it."""
        hop = relating([RelationKind.BROADER], Direction.IN, min_confidence)
        return self._related(info, "narrower", hop, Cut(first, last, after, before))

    @field
    def related(
        self,
        info: Info,
        *,
        kinds: list[RelationKind] | None = None,
        direction: Direction = Direction.BOTH,
        min_confidence: float = 0.0,
        first: int | None = None,
        last: int | None = None,
        after: str | None = None,
        before: str | None = None,
    ) -> Annotated[RelationConnection, _RELATIONS]:
        """All that papers say of it and another concept, or some kinds of it.

        A direction leaves out what is said the other way; COMPARED_WITH goes both ways.
        """
        hop = relating(kinds, direction, min_confidence)
        return self._related(info, "related", hop, Cut(first, last, after, before))

    def _related(self, info: Info, name: str, hop: Hop, cut: Cut) -> RelationConnection:
        from citeweave.server.types.relations import (  # noqa: PLC0415  # it imports this module
            RelationConnection,
            RelationEdge,
        )

        return RelationConnection(
            feed=hop_feed(info, RelationEdge, name, self.concept.id, hop, cut=cut)
        )


shown_as[NodeKind.CONCEPT] = Concept


@graph_type
class ConceptEdge(NodeEdge[Concept]):
    """A concept in a list."""


@graph_type
class ConceptConnection(Connection[Concept, ConceptEdge]):
    """A page of concepts."""

    @field
    async def facets(self, by: ConceptFacet) -> list[Facet]:
        """How the concepts of the whole list spread over a field; at most 100 values."""
        return facets_of(await self.feed.facets(by.value))


@graph_type
class ConceptLinkEdge(LinkEdge[Concept]):
    """An edge between a paper and a concept."""


@graph_type
class ConceptLinkConnection(HopConnection[Concept, ConceptLinkEdge]):
    """A page of edges between a paper and concepts."""


@graph_type
class ConceptRankedEdge(RankedEdge[Concept]):
    """A concept reached over papers, and over how many."""


@graph_type
class ConceptRankedConnection(Connection[Concept, ConceptRankedEdge]):
    """Concepts reached over papers, most often first."""
