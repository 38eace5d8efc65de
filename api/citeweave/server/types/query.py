"""The root fields: where a query begins."""

from __future__ import annotations

from typing import Annotated, cast

import strawberry

from citeweave.server.cursors import Cut
from citeweave.server.failures import Code, RefusedError
from citeweave.server.types.concepts import Concept, ConceptConnection, ConceptEdge
from citeweave.server.types.connections import Info
from citeweave.server.types.declaring import field, graph_type
from citeweave.server.types.finding import (
    Path,
    SearchConnection,
    paths_between,
    search_connection,
    suggestions,
)
from citeweave.server.types.graph_info import Graph, RateLimit, rate_limit_of
from citeweave.server.types.identities import (
    CandidateConnection,
    Identity,
    candidate_feed,
)
from citeweave.server.types.listings import (
    BY_NAME,
    BY_PAPERS,
    BY_YEAR,
    ConceptOrder,
    NameOrder,
    PaperOrder,
    list_feed,
    ordered,
)
from citeweave.server.types.lookups import NameBy, PaperBy, concept_named, node_named, paper_by
from citeweave.server.types.nodes import Node, node_of
from citeweave.server.types.papers import Paper, PaperConnection, PaperEdge
from citeweave.server.types.people import (
    Author,
    AuthorConnection,
    AuthorEdge,
    Organization,
    OrganizationConnection,
    OrganizationEdge,
    Person,
    Venue,
    VenueConnection,
    VenueEdge,
)
from citeweave.server.types.trends import Trend, trends_of
from citeweave.server.types.walking import YearRange, chosen, confidence, years_of
from citeweave.server.types.where import (
    AuthorWhere,
    ConceptWhere,
    OrganizationWhere,
    PaperWhere,
    VenueWhere,
)
from citeweave_graph.analysis import ConceptQuestion
from citeweave_schema import ConceptKind, EdgeKind, NodeKind, Role
from citeweave_schema import Node as NodeRecord

__all__ = ["MOST_IDS", "Query"]

MOST_IDS = 100
"""The most ids that `nodes` takes."""


def _shown(record: NodeRecord | None) -> Node | None:
    return None if record is None else node_of(record)


@graph_type
class Query:
    """Where a query begins."""

    @field
    async def node(self, info: Info, id: strawberry.ID) -> Node | None:  # noqa: A002  # Relay's name
        """The node of an id; null when there is none. Ids that were merged away still lead."""
        return _shown(await info.context.loaders.node(id))

    @field
    async def nodes(self, info: Info, ids: list[strawberry.ID]) -> list[Node | None]:
        """The node of each of at most 100 ids, in the order given; null where there is none."""
        if len(ids) > MOST_IDS:
            raise RefusedError(
                Code.BAD_INPUT, f"nodes takes at most {MOST_IDS} ids, not {len(ids)}"
            )
        nodes = info.context.loaders.nodes
        await nodes.load_all(ids)
        return [_shown(nodes.known[one]) for one in ids]

    @field
    async def paper(self, info: Info, by: PaperBy) -> Paper | None:
        """The paper that an id, identifier or title names; null when there is none."""
        return cast("Paper | None", _shown(await paper_by(info, by)))

    @field
    async def concept(
        self, info: Info, by: NameBy, kind: ConceptKind | None = None
    ) -> Concept | None:
        """The concept of an id or name (or alias), of one kind or any; null when there is none."""
        return cast("Concept | None", _shown(await concept_named(info, by, kind)))

    @field
    async def author(self, info: Info, by: NameBy) -> Author | None:
        """The author of an id or name; null when there is none."""
        return cast("Author | None", _shown(await node_named(info, by, NodeKind.AUTHOR)))

    @field
    async def organization(self, info: Info, by: NameBy) -> Organization | None:
        """The organisation of an id or name; null when there is none."""
        found = await node_named(info, by, NodeKind.ORGANIZATION)
        return cast("Organization | None", _shown(found))

    @field
    async def venue(self, info: Info, by: NameBy) -> Venue | None:
        """The venue of an id or name; null when there is none."""
        return cast("Venue | None", _shown(await node_named(info, by, NodeKind.VENUE)))

    @field
    async def person(self, info: Info, by: NameBy) -> Person | None:
        """The person named in texts, by id or name; null when there is none."""
        return cast("Person | None", _shown(await node_named(info, by, NodeKind.PERSON)))

    @field
    def papers(
        self,
        info: Info,
        *,
        where: PaperWhere | None = None,
        order_by: PaperOrder | None = None,
        first: int | None = None,
        last: int | None = None,
        after: str | None = None,
        before: str | None = None,
    ) -> PaperConnection:
        """Papers that pass a filter, newest first unless ordered otherwise."""
        cut = Cut(first, last, after, before)
        feed = list_feed(
            info, PaperEdge, NodeKind.PAPER, where, ordered(order_by, BY_YEAR), cut=cut
        )
        return PaperConnection(feed=feed)

    @field
    def concepts(
        self,
        info: Info,
        *,
        where: ConceptWhere | None = None,
        order_by: ConceptOrder | None = None,
        first: int | None = None,
        last: int | None = None,
        after: str | None = None,
        before: str | None = None,
    ) -> ConceptConnection:
        """Concepts that pass a filter, those of most papers first unless ordered otherwise."""
        cut = Cut(first, last, after, before)
        feed = list_feed(
            info, ConceptEdge, NodeKind.CONCEPT, where, ordered(order_by, BY_PAPERS), cut=cut
        )
        return ConceptConnection(feed=feed)

    @field
    def authors(
        self,
        info: Info,
        *,
        where: AuthorWhere | None = None,
        order_by: NameOrder | None = None,
        first: int | None = None,
        last: int | None = None,
        after: str | None = None,
        before: str | None = None,
    ) -> AuthorConnection:
        """Authors that pass a filter, by name unless ordered otherwise."""
        cut = Cut(first, last, after, before)
        feed = list_feed(
            info, AuthorEdge, NodeKind.AUTHOR, where, ordered(order_by, BY_NAME), cut=cut
        )
        return AuthorConnection(feed=feed)

    @field
    def organizations(
        self,
        info: Info,
        *,
        where: OrganizationWhere | None = None,
        order_by: NameOrder | None = None,
        first: int | None = None,
        last: int | None = None,
        after: str | None = None,
        before: str | None = None,
    ) -> OrganizationConnection:
        """Organisations that pass a filter, by name unless ordered otherwise."""
        cut = Cut(first, last, after, before)
        feed = list_feed(
            info,
            OrganizationEdge,
            NodeKind.ORGANIZATION,
            where,
            ordered(order_by, BY_NAME),
            cut=cut,
        )
        return OrganizationConnection(feed=feed)

    @field
    def venues(
        self,
        info: Info,
        *,
        where: VenueWhere | None = None,
        order_by: NameOrder | None = None,
        first: int | None = None,
        last: int | None = None,
        after: str | None = None,
        before: str | None = None,
    ) -> VenueConnection:
        """Venues that pass a filter, by name unless ordered otherwise."""
        cut = Cut(first, last, after, before)
        feed = list_feed(
            info, VenueEdge, NodeKind.VENUE, where, ordered(order_by, BY_NAME), cut=cut
        )
        return VenueConnection(feed=feed)

    @field
    async def search(
        self,
        info: Info,
        *,
        query: str,
        kinds: list[NodeKind] | None = None,
        first: int | None = None,
        last: int | None = None,
        after: str | None = None,
        before: str | None = None,
    ) -> SearchConnection:
        """What holds every word in its title, abstract, name or aliases, best first.

        The last word may be the beginning of one.
        """
        return await search_connection(info, query, kinds, Cut(first, last, after, before))

    @field
    async def suggest(
        self, info: Info, *, query: str, kinds: list[NodeKind] | None = None, first: int = 10
    ) -> list[Node]:
        """What has every word in its title or names, for a search box: those of most papers first.

        The last word may be the beginning of one. At most `first` of them, 1 to 100.
        """
        return await suggestions(info, query, kinds, first)

    @field
    async def identity(
        self,
        info: Info,
        id: strawberry.ID,  # noqa: A002  # the name that clients write
    ) -> Identity | None:
        """Why a node is one thing: its members and what was decided; null when there is none."""
        if await info.context.loaders.node(id) is None:
            return None
        return Identity(record=await info.context.ask(lambda view: view.identity(id)))

    @field
    def candidates(
        self,
        info: Info,
        *,
        kind: NodeKind | None = None,
        first: int | None = None,
        last: int | None = None,
        after: str | None = None,
        before: str | None = None,
    ) -> CandidateConnection:
        """Pairs that rules were unsure about and nobody has judged, the likeliest first."""
        cut = Cut(first, last, after, before)
        return CandidateConnection(feed=candidate_feed(info, kind, cut))

    @field
    async def path(
        self,
        info: Info,
        *,
        from_: Annotated[strawberry.ID, strawberry.argument(name="from")],
        to: strawberry.ID,
        through: list[EdgeKind] | None = None,
        max_length: int = 4,
        first: int = 10,
    ) -> list[Path]:
        """All shortest paths of at most maxLength (1 to 8) edges, whichever way they point.

        At most `first` of them, in the order of the ids on them.
        """
        return await paths_between(info, (from_, to), through, max_length, first)

    @field
    async def trends(
        self,
        info: Info,
        *,
        kinds: list[ConceptKind] | None = None,
        roles: list[Role] | None = None,
        min_confidence: float = 0.0,
        years: YearRange | None = None,
        window: int = 3,
        min_papers: int = 5,
        emerging: bool = False,
        first: int = 20,
    ) -> list[Trend]:
        """What grew most surely: the last years compared with as many before; first is 1 to 100.

        Methods by default, in the default roles of their kind; `emerging` takes only what was
        first seen in the last window.
        """
        question = ConceptQuestion(
            kinds=chosen(kinds) or frozenset({ConceptKind.METHOD}),
            roles=chosen(roles),
            min_confidence=confidence(min_confidence),
            years=years_of(years),
        )
        return await trends_of(
            info, question, window=window, min_papers=min_papers, emerging=emerging, first=first
        )

    @field
    async def graph(self, info: Info) -> Graph:
        """The graph itself: version, sources, counts, completeness."""
        return Graph(manifest=await info.context.ask(lambda view: view.manifest()))

    @field
    def rate_limit(self, info: Info) -> RateLimit:
        """What this request takes of what the client may ask for."""
        return rate_limit_of(info)
