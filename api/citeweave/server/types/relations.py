"""Relations between concepts, and the sentences of papers that say so."""

from __future__ import annotations

from typing import cast

import strawberry

from citeweave.server.cursors import checked_size
from citeweave.server.types import declaring
from citeweave.server.types.concepts import Concept
from citeweave.server.types.connections import Connection, Info, Mark
from citeweave.server.types.declaring import field, graph_type
from citeweave.server.types.enums import RelationKind
from citeweave.server.types.nodes import at_hand, loaded
from citeweave.server.types.papers import Paper
from citeweave_graph import Direction, Window
from citeweave_graph.orders import far_end
from citeweave_schema import SYMMETRIC, Edge, Field
from citeweave_schema import RelationEvidence as RelationRecord

__all__ = ["RelationConnection", "RelationEdge", "RelationEvidence"]


@graph_type
class RelationEvidence:
    """A sentence that relates two concepts: where it names the one stood on, and the other."""

    source: strawberry.Private[str]
    sentence: str = strawberry.field(description="The sentence, verbatim.")
    sentence_start: int = strawberry.field(description="Where the sentence starts in the field.")
    field: Field
    start: int = strawberry.field(
        description="First character of the mention of the concept one stands on, in code points "
        "of the field as given."
    )
    end: int = strawberry.field(description="One past the last character of that mention.")
    surface: str = strawberry.field(description="The characters from start to end, verbatim.")
    other_start: int = strawberry.field(
        description="First character of the mention of the other concept."
    )
    other_end: int = strawberry.field(description="One past the last character of that mention.")
    other_surface: str = strawberry.field(
        description="The characters from otherStart to otherEnd, verbatim."
    )
    confidence: float = strawberry.field(
        description="How sure the extractor is that the sentence says so, 0 to 1."
    )
    extractor: str = strawberry.field(description="Name and version of what extracted it.")

    @declaring.field  # `field` is a field here
    async def paper(self, info: Info) -> Paper:
        """The paper whose text it is."""
        return cast("Paper", await loaded(info, self.source))


def _shown(record: RelationRecord, here: str) -> RelationEvidence:
    """Give a sentence as it is seen from one of its concepts."""
    spans = [
        (record.source_start, record.source_end, record.source_surface),
        (record.target_start, record.target_end, record.target_surface),
    ]
    if record.source != here:
        spans.reverse()
    (start, end, surface), (other_start, other_end, other_surface) = spans
    return RelationEvidence(
        source=record.paper,
        sentence=record.sentence,
        sentence_start=record.sentence_start,
        field=record.field,
        start=start,
        end=end,
        surface=surface,
        other_start=other_start,
        other_end=other_end,
        other_surface=other_surface,
        confidence=record.confidence,
        extractor=record.extractor,
    )


@graph_type
class RelationEdge:
    """A relation between the concept one stands on and another one."""

    record: strawberry.Private[Edge]
    here: strawberry.Private[str]
    mark: strawberry.Private[Mark]

    @field
    def id(self) -> strawberry.ID:
        """Id of the edge, equal on every store."""
        return strawberry.ID(self.record.id)

    @field
    def cursor(self) -> str:
        """The place of this edge in its connection."""
        return self.mark.cursor

    @field
    def kind(self) -> RelationKind:
        """What it says."""
        return RelationKind(self.record.kind)

    @field
    def direction(self) -> Direction:
        """OUT when it is said of the concept one stands on, IN of the other, BOTH of both."""
        if self.record.kind in SYMMETRIC:
            return Direction.BOTH
        return Direction.OUT if self.record.source == self.here else Direction.IN

    @field
    def support(self) -> int:
        """How many papers say so."""
        return self.record.support

    @field
    def confidence(self) -> float:
        """How sure the extractor is of the clearest of them, 0 to 1."""
        return self.record.confidence or 0.0

    @field
    def node(self, info: Info) -> Concept:
        """The other concept."""
        return cast("Concept", at_hand(info, far_end(self.record, self.here)))

    async def reached(self, info: Info) -> Concept:
        """See `node`."""
        return cast("Concept", await loaded(info, far_end(self.record, self.here)))

    @field
    async def evidence(self, info: Info, first: int = 5) -> list[RelationEvidence]:
        """A sentence of each paper that says so, the clearest first; first is 1 to 100."""
        window = Window(size=checked_size("first", first))
        relation = self.record.source, self.record.kind, self.record.target
        page = await info.context.loaders.relation_evidence(relation, window)
        return [_shown(one, self.here) for one in page.items]


@graph_type
class RelationConnection(Connection[Concept, RelationEdge]):
    """Relations of a concept: what most papers say first, then the clearest, ties by id."""
