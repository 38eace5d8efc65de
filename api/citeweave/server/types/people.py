"""Those who write papers and where: authors, organisations, venues, and persons named in texts."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from citeweave.server.cursors import Cut
from citeweave.server.types.concepts import ConceptRankedConnection, ConceptRankedEdge
from citeweave.server.types.connections import Connection, HopConnection, Info
from citeweave.server.types.declaring import field, graph_type
from citeweave.server.types.nodes import LinkEdge, Node, NodeEdge, RankedEdge, shown_as
from citeweave.server.types.paper_details import PaperIdentifier, identifier_of
from citeweave.server.types.papers import PaperLinkConnection, PaperLinkEdge
from citeweave.server.types.walking import (
    AFFILIATED,
    AFFILIATIONS,
    AUTHORED,
    NAMED_IN,
    PAPERS_THERE,
    YearRange,
    about,
    hop_feed,
    ranked_feed,
    years_of,
)
from citeweave_graph import AUTHORS, EdgeOrder
from citeweave_schema import (
    AuthorNode,
    ConceptKind,
    NodeKind,
    OrganizationNode,
    PersonNode,
    Role,
    VenueNode,
)

__all__ = [
    "Author",
    "AuthorConnection",
    "AuthorEdge",
    "AuthorLinkConnection",
    "AuthorLinkEdge",
    "Organization",
    "OrganizationConnection",
    "OrganizationEdge",
    "OrganizationLinkConnection",
    "OrganizationLinkEdge",
    "Person",
    "PersonLinkConnection",
    "PersonLinkEdge",
    "Venue",
    "VenueConnection",
    "VenueEdge",
]


@graph_type
class Author(Node):
    """An author of papers; never somebody merely named in a text."""

    @property
    def named(self) -> AuthorNode:
        """The record."""
        return cast("AuthorNode", self.record)

    @field
    def aliases(self) -> list[str]:
        """Other forms of the name, the most frequent first."""
        return [one.name for one in self.named.aliases]

    @field
    def identifiers(self) -> list[PaperIdentifier]:
        """Its identifiers, such as ORCID, ROR or ISSN."""
        return [identifier_of(one) for one in self.named.identifiers]

    @field
    def papers(
        self,
        info: Info,
        *,
        years: YearRange | None = None,
        order_by: EdgeOrder = EdgeOrder.STRENGTH,
        first: int | None = None,
        last: int | None = None,
        after: str | None = None,
        before: str | None = None,
    ) -> PaperLinkConnection:
        """The papers, with the place among their authors."""
        hop = replace(AUTHORED, years=years_of(years), order=order_by)
        cut = Cut(first, last, after, before)
        return PaperLinkConnection(
            feed=hop_feed(info, PaperLinkEdge, "papers", self.named.id, hop, cut=cut)
        )

    @field
    async def co_authors(
        self,
        info: Info,
        *,
        first: int | None = None,
        last: int | None = None,
        after: str | None = None,
        before: str | None = None,
    ) -> AuthorRankedConnection:
        """Who wrote papers together with this author, by how many papers."""
        hops = AUTHORED, AUTHORS
        cut = Cut(first, last, after, before)
        return AuthorRankedConnection(
            feed=await ranked_feed(
                info, AuthorRankedEdge, "co_authors", self.named.id, hops, cut=cut
            )
        )

    @field
    async def methods(
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
        """Concepts of the author's papers, by default methods, by how many papers have them."""
        hops = AUTHORED, about(kinds or [ConceptKind.METHOD], roles)
        cut = Cut(first, last, after, before)
        return ConceptRankedConnection(
            feed=await ranked_feed(info, ConceptRankedEdge, "methods", self.named.id, hops, cut=cut)
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
    ) -> OrganizationLinkConnection:
        """Where the author says to work."""
        cut = Cut(first, last, after, before)
        return OrganizationLinkConnection(
            feed=hop_feed(
                info, OrganizationLinkEdge, "organizations", self.named.id, AFFILIATIONS, cut=cut
            )
        )


shown_as[NodeKind.AUTHOR] = Author


@graph_type
class Organization(Node):
    """An organisation, from affiliations, a source's own line, or texts."""

    @property
    def named(self) -> OrganizationNode:
        """The record."""
        return cast("OrganizationNode", self.record)

    @field
    def aliases(self) -> list[str]:
        """Other forms of the name, the most frequent first."""
        return [one.name for one in self.named.aliases]

    @field
    def identifiers(self) -> list[PaperIdentifier]:
        """Its identifiers, such as ORCID, ROR or ISSN."""
        return [identifier_of(one) for one in self.named.identifiers]

    @field
    def papers(
        self,
        info: Info,
        *,
        years: YearRange | None = None,
        order_by: EdgeOrder = EdgeOrder.STRENGTH,
        first: int | None = None,
        last: int | None = None,
        after: str | None = None,
        before: str | None = None,
    ) -> PaperLinkConnection:
        """The papers that name it, or that a source gives it for."""
        hop = replace(NAMED_IN, years=years_of(years), order=order_by)
        cut = Cut(first, last, after, before)
        return PaperLinkConnection(
            feed=hop_feed(info, PaperLinkEdge, "papers", self.named.id, hop, cut=cut)
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
    ) -> AuthorLinkConnection:
        """The authors who say to work there."""
        cut = Cut(first, last, after, before)
        return AuthorLinkConnection(
            feed=hop_feed(info, AuthorLinkEdge, "authors", self.named.id, AFFILIATED, cut=cut)
        )

    @field
    async def methods(
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
        """Concepts of the papers that name it, by default methods, by how many papers."""
        hops = NAMED_IN, about(kinds or [ConceptKind.METHOD], roles)
        cut = Cut(first, last, after, before)
        return ConceptRankedConnection(
            feed=await ranked_feed(info, ConceptRankedEdge, "methods", self.named.id, hops, cut=cut)
        )


shown_as[NodeKind.ORGANIZATION] = Organization


@graph_type
class Venue(Node):
    """A journal, conference or series."""

    @property
    def named(self) -> VenueNode:
        """The record."""
        return cast("VenueNode", self.record)

    @field
    def aliases(self) -> list[str]:
        """Other forms of the name, the most frequent first."""
        return [one.name for one in self.named.aliases]

    @field
    def identifiers(self) -> list[PaperIdentifier]:
        """Its identifiers, such as ORCID, ROR or ISSN."""
        return [identifier_of(one) for one in self.named.identifiers]

    @field
    def papers(
        self,
        info: Info,
        *,
        years: YearRange | None = None,
        order_by: EdgeOrder = EdgeOrder.STRENGTH,
        first: int | None = None,
        last: int | None = None,
        after: str | None = None,
        before: str | None = None,
    ) -> PaperLinkConnection:
        """The papers that appeared there."""
        hop = replace(PAPERS_THERE, years=years_of(years), order=order_by)
        cut = Cut(first, last, after, before)
        return PaperLinkConnection(
            feed=hop_feed(info, PaperLinkEdge, "papers", self.named.id, hop, cut=cut)
        )


shown_as[NodeKind.VENUE] = Venue


@graph_type
class Person(Node):
    """Somebody named in texts; never an author by name alone."""

    @property
    def named(self) -> PersonNode:
        """The record."""
        return cast("PersonNode", self.record)

    @field
    def aliases(self) -> list[str]:
        """Other forms of the name, the most frequent first."""
        return [one.name for one in self.named.aliases]

    @field
    def papers(
        self,
        info: Info,
        *,
        first: int | None = None,
        last: int | None = None,
        after: str | None = None,
        before: str | None = None,
    ) -> PaperLinkConnection:
        """The papers whose text names the person."""
        cut = Cut(first, last, after, before)
        return PaperLinkConnection(
            feed=hop_feed(info, PaperLinkEdge, "papers", self.named.id, NAMED_IN, cut=cut)
        )


shown_as[NodeKind.PERSON] = Person


@graph_type
class AuthorEdge(NodeEdge[Author]):
    """An author in a list."""


@graph_type
class AuthorConnection(Connection[Author, AuthorEdge]):
    """A page of authors."""


@graph_type
class AuthorLinkEdge(LinkEdge[Author]):
    """An edge between a node and an author."""


@graph_type
class AuthorLinkConnection(HopConnection[Author, AuthorLinkEdge]):
    """A page of edges between a node and authors."""


@graph_type
class AuthorRankedEdge(RankedEdge[Author]):
    """An author reached over papers, and over how many."""


@graph_type
class AuthorRankedConnection(Connection[Author, AuthorRankedEdge]):
    """Authors reached over papers, most often first."""


@graph_type
class OrganizationEdge(NodeEdge[Organization]):
    """An organisation in a list."""


@graph_type
class OrganizationConnection(Connection[Organization, OrganizationEdge]):
    """A page of organisations."""


@graph_type
class OrganizationLinkEdge(LinkEdge[Organization]):
    """An edge between a node and an organisation."""


@graph_type
class OrganizationLinkConnection(HopConnection[Organization, OrganizationLinkEdge]):
    """A page of edges between a node and organisations."""


@graph_type
class VenueEdge(NodeEdge[Venue]):
    """A venue in a list."""


@graph_type
class VenueConnection(Connection[Venue, VenueEdge]):
    """A page of venues."""


@graph_type
class PersonLinkEdge(LinkEdge[Person]):
    """An edge between a node and a person."""


@graph_type
class PersonLinkConnection(HopConnection[Person, PersonLinkEdge]):
    """A page of edges between a node and persons."""
