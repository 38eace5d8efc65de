"""Papers: their facts, and the traversals that begin at one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, cast

import strawberry

from citeweave.server.cursors import Cut
from citeweave.server.types.comparing import ComparedPaper
from citeweave.server.types.connections import (
    Connection,
    Facet,
    HopConnection,
    Info,
    facets_of,
)
from citeweave.server.types.declaring import field, graph_type
from citeweave.server.types.enums import PaperFacet
from citeweave.server.types.facts import JudgementOfEdge, judgement_of
from citeweave.server.types.nodes import LinkEdge, NodeEdge, RankedEdge, loaded, shown_as
from citeweave.server.types.walking import (
    ORGANIZATIONS_NAMED,
    PEOPLE_NAMED,
    PUBLISHED_IN,
    YearRange,
    about,
    chosen,
    confidence,
    hop_feed,
    ranked_feed,
    years_of,
)
from citeweave_graph import AUTHORS, CITATIONS, REFERENCES, Direction, Hop, SharingQuestion, Window
from citeweave_schema import ConceptKind, NodeKind, Role

if TYPE_CHECKING:
    from citeweave.server.types.concepts import ConceptLinkConnection
    from citeweave.server.types.people import (
        AuthorLinkConnection,
        OrganizationLinkConnection,
        PersonLinkConnection,
        Venue,
    )
    from citeweave.server.types.sharing import SharingConnection
    from citeweave.server.types.within import PaperWithinConnection

__all__ = [
    "Paper",
    "PaperConnection",
    "PaperEdge",
    "PaperLinkConnection",
    "PaperLinkEdge",
    "PaperRankedConnection",
    "PaperRankedEdge",
]

_CONCEPTS = strawberry.lazy("citeweave.server.types.concepts")
_PEOPLE = strawberry.lazy("citeweave.server.types.people")
_SHARING = strawberry.lazy("citeweave.server.types.sharing")
_WITHIN = strawberry.lazy("citeweave.server.types.within")


@graph_type
class Paper(ComparedPaper):
    """A paper: what its records say together."""

    @field
    async def venue(self, info: Info) -> Annotated[Venue, _PEOPLE] | None:
        """Where it appeared; null when not known."""
        page = await info.context.loaders.edges(self.paper.id, PUBLISHED_IN, Window(size=1))
        if not page.items:
            return None
        return cast("Venue", await loaded(info, page.items[0].target))

    @field
    async def judgements(self, info: Info) -> list[JudgementOfEdge]:
        """The judgements that stand about its edges, by id."""
        found = await info.context.loaders.judgements(self.paper.id)
        return [judgement_of(one) for one in found]

    @field
    def methods(
        self,
        info: Info,
        *,
        roles: list[Role] | None = None,
        min_confidence: float = 0.0,
        first: int | None = None,
        last: int | None = None,
        after: str | None = None,
        before: str | None = None,
    ) -> Annotated[ConceptLinkConnection, _CONCEPTS]:
        """Methods it proposes, uses, compares with or mentions, strongest role first."""
        hop = about([ConceptKind.METHOD], roles, min_confidence)
        return self._concepts(info, "methods", hop, Cut(first, last, after, before))

    @field
    def datasets(
        self,
        info: Info,
        *,
        roles: list[Role] | None = None,
        min_confidence: float = 0.0,
        first: int | None = None,
        last: int | None = None,
        after: str | None = None,
        before: str | None = None,
    ) -> Annotated[ConceptLinkConnection, _CONCEPTS]:
        """Datasets and resources, strongest role first."""
        hop = about([ConceptKind.DATASET], roles, min_confidence)
        return self._concepts(info, "datasets", hop, Cut(first, last, after, before))

    @field
    def tasks(
        self,
        info: Info,
        *,
        roles: list[Role] | None = None,
        min_confidence: float = 0.0,
        first: int | None = None,
        last: int | None = None,
        after: str | None = None,
        before: str | None = None,
    ) -> Annotated[ConceptLinkConnection, _CONCEPTS]:
        """Tasks it addresses or mentions."""
        hop = about([ConceptKind.TASK], roles, min_confidence)
        return self._concepts(info, "tasks", hop, Cut(first, last, after, before))

    @field
    def metrics(
        self,
        info: Info,
        *,
        roles: list[Role] | None = None,
        min_confidence: float = 0.0,
        first: int | None = None,
        last: int | None = None,
        after: str | None = None,
        before: str | None = None,
    ) -> Annotated[ConceptLinkConnection, _CONCEPTS]:
        """Metrics it reports."""
        hop = about([ConceptKind.METRIC], roles, min_confidence)
        return self._concepts(info, "metrics", hop, Cut(first, last, after, before))

    def _concepts(self, info: Info, name: str, hop: Hop, cut: Cut) -> ConceptLinkConnection:
        from citeweave.server.types.concepts import (  # noqa: PLC0415  # they import this module
            ConceptLinkConnection,
            ConceptLinkEdge,
        )

        return ConceptLinkConnection(
            feed=hop_feed(info, ConceptLinkEdge, name, self.paper.id, hop, cut=cut)
        )

    @field
    def organizations(
        self,
        info: Info,
        *,
        first: int | None = None,
        last: int | None = None,
        after: str | None = None,
        before: str | None = None,
    ) -> Annotated[OrganizationLinkConnection, _PEOPLE]:
        """Organisations that a source gives for it or that its text names."""
        from citeweave.server.types.people import (  # noqa: PLC0415  # it imports this module
            OrganizationLinkConnection,
            OrganizationLinkEdge,
        )

        cut = Cut(first, last, after, before)
        return OrganizationLinkConnection(
            feed=hop_feed(
                info,
                OrganizationLinkEdge,
                "organizations",
                self.paper.id,
                ORGANIZATIONS_NAMED,
                cut=cut,
            )
        )

    @field
    def people(
        self,
        info: Info,
        *,
        first: int | None = None,
        last: int | None = None,
        after: str | None = None,
        before: str | None = None,
    ) -> Annotated[PersonLinkConnection, _PEOPLE]:
        """Persons that its text names."""
        from citeweave.server.types.people import (  # noqa: PLC0415  # it imports this module
            PersonLinkConnection,
            PersonLinkEdge,
        )

        cut = Cut(first, last, after, before)
        return PersonLinkConnection(
            feed=hop_feed(info, PersonLinkEdge, "people", self.paper.id, PEOPLE_NAMED, cut=cut)
        )

    @field
    def authors(
        self,
        info: Info,
        *,
        first: int | None = None,
        last: int | None = None,
        after: str | None = None,
        before: str | None = None,
    ) -> Annotated[AuthorLinkConnection, _PEOPLE]:
        """Its authors, in printed order."""
        from citeweave.server.types.people import (  # noqa: PLC0415  # it imports this module
            AuthorLinkConnection,
            AuthorLinkEdge,
        )

        cut = Cut(first, last, after, before)
        return AuthorLinkConnection(
            feed=hop_feed(info, AuthorLinkEdge, "authors", self.paper.id, AUTHORS, cut=cut)
        )

    @field
    def references(
        self,
        info: Info,
        *,
        first: int | None = None,
        last: int | None = None,
        after: str | None = None,
        before: str | None = None,
    ) -> PaperLinkConnection:
        """The papers that it cites."""
        cut = Cut(first, last, after, before)
        return PaperLinkConnection(
            feed=hop_feed(info, PaperLinkEdge, "references", self.paper.id, REFERENCES, cut=cut)
        )

    @field
    def citations(
        self,
        info: Info,
        *,
        first: int | None = None,
        last: int | None = None,
        after: str | None = None,
        before: str | None = None,
    ) -> PaperLinkConnection:
        """The papers that cite it."""
        cut = Cut(first, last, after, before)
        return PaperLinkConnection(
            feed=hop_feed(info, PaperLinkEdge, "citations", self.paper.id, CITATIONS, cut=cut)
        )

    @field
    async def co_cited(
        self,
        info: Info,
        *,
        first: int | None = None,
        last: int | None = None,
        after: str | None = None,
        before: str | None = None,
    ) -> PaperRankedConnection:
        """Papers cited together with it, by how many papers cite both."""
        cut, hops = Cut(first, last, after, before), (CITATIONS, REFERENCES)
        return PaperRankedConnection(
            feed=await ranked_feed(info, PaperRankedEdge, "co_cited", self.paper.id, hops, cut=cut)
        )

    @field
    async def coupled(
        self,
        info: Info,
        *,
        first: int | None = None,
        last: int | None = None,
        after: str | None = None,
        before: str | None = None,
    ) -> PaperRankedConnection:
        """Papers that cite what it cites, by how many references they have in common."""
        cut, hops = Cut(first, last, after, before), (REFERENCES, CITATIONS)
        return PaperRankedConnection(
            feed=await ranked_feed(info, PaperRankedEdge, "coupled", self.paper.id, hops, cut=cut)
        )

    @field
    async def within(
        self,
        info: Info,
        *,
        steps: int = 2,
        direction: Direction = Direction.BOTH,
        first: int | None = None,
        last: int | None = None,
        after: str | None = None,
        before: str | None = None,
    ) -> Annotated[PaperWithinConnection, _WITHIN]:
        """Papers at most so many citations away (1 to 4), the nearest first.

        With direction OUT what it cites, what that cites, and so on; with IN what cites it.
        """
        from citeweave.server.types.within import (  # noqa: PLC0415  # it imports this module
            PaperWithinConnection,
            within_feed,
        )

        cut, hop = Cut(first, last, after, before), replace(REFERENCES, direction=direction)
        return PaperWithinConnection(feed=await within_feed(info, self.paper.id, hop, steps, cut))

    @field
    async def sharing(
        self,
        info: Info,
        *,
        kinds: list[ConceptKind] | None = None,
        roles: list[Role] | None = None,
        their_roles: list[Role] | None = None,
        min_confidence: float = 0.0,
        years: YearRange | None = None,
        venue: str | None = None,
        first: int | None = None,
        last: int | None = None,
        after: str | None = None,
        before: str | None = None,
    ) -> Annotated[SharingConnection, _SHARING]:
        """Papers that share concepts with it, best first, ties by id.

        By default methods, and on both sides the roles proposes and uses (addresses for tasks,
        mentions for metrics).
        """
        from citeweave.server.types.sharing import (  # noqa: PLC0415  # it imports this module
            SharingConnection,
            sharing_feed,
        )

        question = SharingQuestion(
            kinds=chosen(kinds) or frozenset({ConceptKind.METHOD}),
            roles=chosen(roles),
            their_roles=chosen(their_roles),
            min_confidence=confidence(min_confidence),
            years=years_of(years),
            venue=venue,
        )
        cut = Cut(first, last, after, before)
        return SharingConnection(feed=await sharing_feed(info, self.paper.id, question, cut))


shown_as[NodeKind.PAPER] = Paper


@graph_type
class PaperEdge(NodeEdge[Paper]):
    """A paper in a list."""


@graph_type
class PaperConnection(Connection[Paper, PaperEdge]):
    """A page of papers."""

    @field
    async def facets(self, by: PaperFacet) -> list[Facet]:
        """How the papers of the whole list spread over a field; at most 100 values."""
        return facets_of(await self.feed.facets(by.value))


@graph_type
class PaperLinkEdge(LinkEdge[Paper]):
    """An edge between a node and a paper."""


@graph_type
class PaperLinkConnection(HopConnection[Paper, PaperLinkEdge]):
    """A page of edges between a node and papers."""


@graph_type
class PaperRankedEdge(RankedEdge[Paper]):
    """A paper reached over other papers, and over how many."""


@graph_type
class PaperRankedConnection(Connection[Paper, PaperRankedEdge]):
    """Papers reached over others, most often first."""
