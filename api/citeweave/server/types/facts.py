"""What the graph's edges say, with the evidence they stand on and the judgements about them."""

from __future__ import annotations

from typing import cast

import strawberry

from citeweave.server.cursors import checked_size
from citeweave.server.loading import Pair
from citeweave.server.types.connections import Info
from citeweave.server.types.declaring import field, graph_interface
from citeweave_graph import Window
from citeweave_schema import (
    EXTRACTED,
    RELATION_KINDS,
    Edge,
    EdgeKind,
    EntityType,
    Field,
    Role,
    Verdict,
)
from citeweave_schema import Evidence as EvidenceRecord
from citeweave_schema import Judgement as JudgementRecord
from citeweave_schema import RelationEvidence as RelationRecord

__all__ = [
    "FIRST_MENTIONS",
    "EvidenceSpan",
    "Fact",
    "JudgementOfEdge",
    "judgement_of",
    "span_of",
    "stated",
]

FIRST_MENTIONS = 5
"""How many mentions an edge shows when `first` is not said."""

_STATED = EXTRACTED | {EdgeKind.NAMES}
"""The kinds of edges that a text may give."""


@strawberry.type(
    name="Evidence", description="A mention that an edge stands on, with the sentence around it."
)
class EvidenceSpan:
    """A mention that an edge stands on, with the sentence around it."""

    sentence: str = strawberry.field(description="The sentence around it, verbatim.")
    sentence_start: int = strawberry.field(description="Where the sentence starts in the field.")
    field: Field
    start: int = strawberry.field(
        description="First character of the surface, in code points of the field as given."
    )
    end: int = strawberry.field(description="One past the last character of the surface.")
    surface: str = strawberry.field(description="The characters from start to end, verbatim.")
    confidence: float = strawberry.field(description="How sure the extractor is, 0 to 1.")
    extractor: str = strawberry.field(description="Name and version of what extracted it.")
    cue: str | None = strawberry.field(
        description="The words that decided the role; null when position decided."
    )


def span_of(record: EvidenceRecord) -> EvidenceSpan:
    """Give a mention as the schema has it."""
    return EvidenceSpan(
        sentence=record.sentence,
        sentence_start=record.sentence_start,
        field=record.field,
        start=record.start,
        end=record.end,
        surface=record.surface,
        confidence=record.confidence,
        extractor=record.extractor,
        cue=record.cue,
    )


def span_of_relation(record: RelationRecord) -> EvidenceSpan:
    """Give the source's mention in the sentence that a relation stands on."""
    return EvidenceSpan(
        sentence=record.sentence,
        sentence_start=record.sentence_start,
        field=record.field,
        start=record.source_start,
        end=record.source_end,
        surface=record.source_surface,
        confidence=record.confidence,
        extractor=record.extractor,
        cue=None,
    )


def stated(record: Edge) -> Pair | None:
    """Give the paper and target of an edge that mentions may stand under; None for others."""
    return (record.source, record.target) if record.kind in _STATED else None


async def _spans(info: Info, record: Edge, window: Window) -> list[EvidenceSpan]:
    """Give what an edge stands on."""
    loaders, pair = info.context.loaders, stated(record)
    if pair is not None:
        return [span_of(one) for one in (await loaders.evidence(pair, window)).items]
    if record.kind not in RELATION_KINDS:
        return []
    relation = record.source, record.kind, record.target
    return [
        span_of_relation(one) for one in (await loaders.relation_evidence(relation, window)).items
    ]


@strawberry.type(
    name="Judgement", description="What somebody decided about an edge; kept through rebuilds."
)
class JudgementOfEdge:
    """What somebody decided about an edge; kept through rebuilds."""

    id: strawberry.ID
    verdict: Verdict
    paper: strawberry.ID
    target: strawberry.ID
    role: Role | None
    type: EntityType | None
    name: str | None
    reason: str
    by: str
    at: str


def judgement_of(record: JudgementRecord) -> JudgementOfEdge:
    """Give a judgement as the schema has it."""
    return JudgementOfEdge(
        id=strawberry.ID(record.id),
        verdict=record.verdict,
        paper=strawberry.ID(record.left),
        target=strawberry.ID(record.right),
        role=record.role,
        type=record.type,
        name=record.name,
        reason=record.reason,
        by=record.by,
        at=record.at,
    )


@graph_interface
class Fact:
    """What one edge of the graph says, and what it stands on."""

    record: strawberry.Private[Edge]

    @field
    def id(self) -> strawberry.ID:
        """Id of the edge, equal on every store."""
        return strawberry.ID(self.record.id)

    @field
    def kind(self) -> EdgeKind:
        """What the edge says."""
        return self.record.kind

    @field
    def role(self) -> Role | None:
        """What the target is to the paper; null for edges that a source states as metadata."""
        return self.record.role

    @field
    def confidence(self) -> float | None:
        """How sure it is, 0 to 1; null for edges that a source states as metadata."""
        return self.record.confidence

    @field
    def support(self) -> int:
        """How many mentions, papers or records it stands on."""
        return self.record.support

    @field
    def sources(self) -> list[str]:
        """The sources that state it, for metadata edges."""
        return list(self.record.sources)

    @field
    def position(self) -> int | None:
        """Of authorship, the place among the authors, from 1; null otherwise."""
        return self.record.position

    @field
    def printed(self) -> str | None:
        """Of authorship, the name as printed; of a citation, the raw reference; else null."""
        return self.record.printed

    @field
    def evidence(self, info: Info, first: int = FIRST_MENTIONS) -> list[EvidenceSpan]:
        """The mentions it stands on, in the order of the text, title first; first is 1 to 100.

        Of a relation between concepts, the source's mention in a sentence of each paper.
        """
        window = Window(size=checked_size("first", first))
        pair = stated(self.record)
        known = info.context.loaders.mentions(window).known
        if pair in known:
            return [span_of(mention) for mention in known[pair].items]
        return cast("list[EvidenceSpan]", _spans(info, self.record, window))

    @field
    async def judgement(self, info: Info) -> JudgementOfEdge | None:
        """The judgement that corrected it; null when nobody did."""
        if self.record.judgement is None:
            return None
        found = await info.context.loaders.judgements(self.record.source)
        return next((judgement_of(one) for one in found if one.id == self.record.judgement), None)
