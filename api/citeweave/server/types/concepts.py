"""Concepts: methods, datasets, tasks and metrics, and the traversals that begin at one."""

from __future__ import annotations

from typing import cast

from citeweave.server.cursors import Cut
from citeweave.server.types.connections import Connection, Facet, HopConnection, Info, facets_of
from citeweave.server.types.declaring import field, graph_type
from citeweave.server.types.enums import ConceptFacet
from citeweave.server.types.nodes import LinkEdge, Node, NodeEdge, RankedEdge, shown_as
from citeweave.server.types.papers import PaperLinkConnection, PaperLinkEdge
from citeweave.server.types.walking import YearRange, about, hop_feed, ranked_feed
from citeweave_graph import Direction, EdgeOrder
from citeweave_schema import ConceptKind, ConceptNode, NodeKind, Role

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
        """Every other surface seen, the most frequent first."""
        return [one.name for one in self.concept.aliases]

    @field
    def alias_counts(self) -> list[AliasCount]:
        """The aliases with counts of mentions."""
        return [AliasCount(name=one.name, count=one.count) for one in self.concept.aliases]

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
