"""The graph itself: version, sources, how much is in it, what is missing; and what asking costs."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum

import strawberry

from citeweave.server.types.connections import Info
from citeweave.server.types.declaring import field, graph_type
from citeweave.server.types.walking import about
from citeweave_graph import (
    AUTHORS,
    REFERENCES,
    AllOf,
    Filter,
    Linked,
    Not,
    Operator,
    Quantifier,
    Test,
)
from citeweave_schema import Manifest, NodeKind

__all__ = ["Completeness", "Counts", "Graph", "RateLimit", "Source", "rate_limit_of"]


@graph_type
class Source:
    """A source as it was built."""

    uri: str
    format: str
    sha256: str
    records: int
    refused: int
    complete: bool


@graph_type
class NamedCount:
    """How many there are of a kind of node, concept or edge."""

    name: str
    count: int


@graph_type
class Counts:
    """How much is in the graph, as counted when this version was made."""

    papers: int
    stubs: int
    authors: int
    organizations: int
    venues: int
    people: int
    concepts: int
    methods: int
    datasets: int
    tasks: int
    metrics: int
    mentions: int
    judgements: int
    all: list[NamedCount] = strawberry.field(
        description="Every count: nodes, concepts and edges by kind, mentions, judgements."
    )


def counts_of(counts: dict[str, int]) -> Counts:
    """Give the counts of a manifest as the schema has them."""

    def count(name: str) -> int:
        return counts.get(name, 0)

    return Counts(
        papers=count("Paper"),
        stubs=count("Stub"),
        authors=count("Author"),
        organizations=count("Organization"),
        venues=count("Venue"),
        people=count("Person"),
        concepts=count("Concept"),
        methods=count("METHOD"),
        datasets=count("DATASET"),
        tasks=count("TASK"),
        metrics=count("METRIC"),
        mentions=count("mentions"),
        judgements=count("judgements"),
        all=[NamedCount(name=name, count=value) for name, value in sorted(counts.items())],
    )


_FULL: Filter = Test(field="stub", operator=Operator.EQ, value=False)


def _with_field(name: str) -> Filter:
    return AllOf(parts=(_FULL, Test(field=name, operator=Operator.IS_NULL, value=False)))


_SOME = Quantifier.SOME
_WITH_AUTHORS = AllOf(parts=(_FULL, Linked(hop=AUTHORS, quantifier=_SOME, where=AllOf(parts=()))))
_WITH_REFERENCES = AllOf(
    parts=(_FULL, Linked(hop=REFERENCES, quantifier=_SOME, where=AllOf(parts=())))
)
_WITH_CONCEPTS = AllOf(
    parts=(_FULL, Linked(hop=about(None), quantifier=_SOME, where=AllOf(parts=())))
)


@graph_type
class Completeness:
    """Of how many papers, stubs left out, each thing is known; counted when asked for."""

    @field
    async def papers(self, info: Info) -> int:
        """Papers that are not stubs."""
        return await _count(info, _FULL)

    @field
    async def stubs(self, info: Info) -> int:
        """Papers known only because another cites them."""
        return await _count(info, Not(part=_FULL))

    @field
    async def with_abstract(self, info: Info) -> int:
        """Papers with an abstract."""
        return await _count(info, _with_field("abstract"))

    @field
    async def with_year(self, info: Info) -> int:
        """Papers whose year is known."""
        return await _count(info, _with_field("year"))

    @field
    async def with_venue(self, info: Info) -> int:
        """Papers whose venue is known."""
        return await _count(info, _with_field("venue"))

    @field
    async def with_authors(self, info: Info) -> int:
        """Papers with at least one author."""
        return await _count(info, _WITH_AUTHORS)

    @field
    async def with_references(self, info: Info) -> int:
        """Papers with at least one reference."""
        return await _count(info, _WITH_REFERENCES)

    @field
    async def with_concepts(self, info: Info) -> int:
        """Papers in whose text at least one concept was found."""
        return await _count(info, _WITH_CONCEPTS)


async def _count(info: Info, where: Filter) -> int:
    return await info.context.ask(lambda view: view.count(NodeKind.PAPER, where))


@strawberry.type(
    name="Coverage", description="What is known of the papers of one source or year; no stubs."
)
class CoverageOf:
    """What is known of the papers of one source or year; stubs are left out."""

    value: str | None = strawberry.field(
        description="Path of the source, or the year; null for unknown years."
    )
    papers: int = strawberry.field(
        description="How many there are; a paper of two sources counts with both."
    )
    without_abstract: int
    without_authors: int
    without_identifiers: int
    without_venue: int
    without_year: int
    references_known: int = strawberry.field(
        description="References that lead to a paper or stub of the graph."
    )
    references_stated: int = strawberry.field(
        description="References that sources say there are, of the papers that say so."
    )
    stating: int = strawberry.field(description="How many papers say so.")
    known_of_stating: int = strawberry.field(description="References known of those papers.")


class CoverageBy(StrEnum):
    """What papers are grouped by."""

    SOURCE = "source"
    YEAR = "year"


strawberry.enum(CoverageBy, description="What papers are grouped by.")


@graph_type
class Graph:
    """The graph as this request sees it."""

    manifest: strawberry.Private[Manifest]

    @field
    def version(self) -> int:
        """Grows by one with each run that changed something."""
        return self.manifest.version

    @field
    async def state(self, info: Info) -> str:
        """Names the content exactly; cursors into ranked answers are bound to it."""
        return await info.context.state()

    @field
    def at(self) -> str | None:
        """When this version was made, ISO 8601 in UTC; null for an empty graph."""
        return self.manifest.at or None

    @field
    def extractor(self) -> str | None:
        """Name and version of what extracted; null when nothing was."""
        return self.manifest.extractor or None

    @field
    def sources(self) -> list[Source]:
        """The sources in it, by path."""
        return [
            Source(
                uri=one.uri,
                format=one.format,
                sha256=one.sha256,
                records=one.records,
                refused=one.refused,
                complete=one.complete,
            )
            for one in self.manifest.sources
        ]

    @field
    def counts(self) -> Counts:
        """How much is in it."""
        return counts_of(self.manifest.counts)

    @field
    async def coverage(self, info: Info, by: CoverageBy = CoverageBy.SOURCE) -> list[CoverageOf]:
        """What is missing of the papers of each source or year."""
        found = await info.context.ask(lambda view: view.coverage(by.value))
        return [CoverageOf(**asdict(one)) for one in found]

    @field
    def completeness(self) -> Completeness:
        """Of how many papers each thing is known."""
        return Completeness()


@graph_type
class RateLimit:
    """What this request takes of what the client may ask for in a minute."""

    cost: int = strawberry.field(description="Points that this request took.")
    limit: int | None = strawberry.field(
        description="Points that a client has when unused; null where nobody is counted."
    )
    remaining: int | None = strawberry.field(
        description="Points left after this request; null where nobody is counted."
    )
    reset_at: str | None = strawberry.field(
        description="When all points are back, ISO 8601 in UTC; null where nobody is counted."
    )
    node_count: int = strawberry.field(
        description="Nodes that this request could touch, as estimated before it ran."
    )


def rate_limit_of(info: Info) -> RateLimit:
    """Give what the request at hand takes."""
    session = info.context
    return RateLimit(
        cost=session.allowance.cost,
        limit=session.allowance.limit,
        remaining=session.allowance.remaining,
        reset_at=session.allowance.reset_at,
        node_count=session.load.nodes,
    )
