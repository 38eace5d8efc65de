"""The edges of the graph, and the evidence that extracted ones stand on."""

from __future__ import annotations

from msgspec.structs import force_setattr

from citeweave_schema.errors import RecordError
from citeweave_schema.ids import kind_of_id
from citeweave_schema.kinds import RELATION_KINDS, SYMMETRIC, EdgeKind, Field, NodeKind, Role
from citeweave_schema.mentions import checked_confidence
from citeweave_schema.names import digest
from citeweave_schema.records import Stated

__all__ = ["ENDS", "EXTRACTED", "Edge", "Evidence", "RelationEvidence", "edge_id"]

_PAPER, _CONCEPT = NodeKind.PAPER, NodeKind.CONCEPT

ENDS: dict[EdgeKind, tuple[NodeKind, frozenset[NodeKind]]] = {
    EdgeKind.PROPOSES: (_PAPER, frozenset({_CONCEPT})),
    EdgeKind.USES: (_PAPER, frozenset({_CONCEPT})),
    EdgeKind.COMPARES_WITH: (_PAPER, frozenset({_CONCEPT})),
    EdgeKind.MENTIONS: (_PAPER, frozenset({_CONCEPT})),
    EdgeKind.ADDRESSES: (_PAPER, frozenset({_CONCEPT})),
    EdgeKind.REPORTS: (_PAPER, frozenset({_CONCEPT})),
    EdgeKind.NAMES: (_PAPER, frozenset({NodeKind.ORGANIZATION, NodeKind.PERSON})),
    EdgeKind.CITES: (_PAPER, frozenset({_PAPER})),
    EdgeKind.AUTHORED: (NodeKind.AUTHOR, frozenset({_PAPER})),
    EdgeKind.AFFILIATED_WITH: (NodeKind.AUTHOR, frozenset({NodeKind.ORGANIZATION})),
    EdgeKind.PUBLISHED_IN: (_PAPER, frozenset({NodeKind.VENUE})),
    EdgeKind.BROADER: (_CONCEPT, frozenset({_CONCEPT})),
    EdgeKind.USED_FOR: (_CONCEPT, frozenset({_CONCEPT})),
    EdgeKind.EVALUATED_ON: (_CONCEPT, frozenset({_CONCEPT})),
    EdgeKind.PART_OF: (_CONCEPT, frozenset({_CONCEPT})),
    EdgeKind.COMPARED_WITH: (_CONCEPT, frozenset({_CONCEPT})),
}
"""For each kind of edge, what it starts from and what it may lead to."""

EXTRACTED: frozenset[EdgeKind] = frozenset(
    {
        EdgeKind.PROPOSES,
        EdgeKind.USES,
        EdgeKind.COMPARES_WITH,
        EdgeKind.MENTIONS,
        EdgeKind.ADDRESSES,
        EdgeKind.REPORTS,
    }
)
"""The kinds of edges that only a text gives: each must show at least one mention."""


def edge_id(kind: EdgeKind, source: str, target: str) -> str:
    """Give the id that an edge of a kind between two nodes has on every store."""
    return "E" + digest(kind.value, source, target)[:20]


class Edge(Stated, frozen=True, kw_only=True):
    """One edge; a source has at most one edge to a target in each group of kinds.

    Attributes:
        kind: what it says.
        source: id of the node it starts from.
        target: id of the node it leads to.
        role: of an extracted edge, what the target is to the paper; None otherwise.
        confidence: of an extracted edge or a relation, how sure it is, 0 to 1 in thousandths;
            None for an edge that a source states as metadata.
        support: of an extracted edge, the number of mentions; otherwise of papers or records.
        position: of AUTHORED, the place among the authors, from 1; None otherwise.
        printed: of AUTHORED, the name as printed; of CITES, the raw reference; None otherwise.
        sources: of metadata edges, the sources that say so, in alphabetical order.
        judgement: id of the judgement that corrected it; None when nobody did.

    Raises:
        RecordError: ends of the wrong kind, or an extracted edge without its facts.
    """

    kind: EdgeKind
    source: str
    target: str
    role: Role | None = None
    confidence: float | None = None
    support: int = 1
    position: int | None = None
    printed: str | None = None
    sources: tuple[str, ...] = ()
    judgement: str | None = None

    def __post_init__(self) -> None:
        """Refuse an edge between things it cannot join."""
        first, last = ENDS[self.kind]
        if kind_of_id(self.source) is not first or kind_of_id(self.target) not in last:
            raise RecordError(f"{self.kind.value} cannot join {self.source} and {self.target}")
        if self.confidence is not None:
            force_setattr(self, "confidence", checked_confidence(self.confidence))
        if self.kind in EXTRACTED and (self.role is None or self.confidence is None):
            raise RecordError(f"{self.kind.value} needs a role and a confidence")

    @property
    def id(self) -> str:
        """Deterministic id of the edge, equal on every store."""
        return edge_id(self.kind, self.source, self.target)


class Evidence(Stated, frozen=True, kw_only=True, order=True):
    """A mention that an edge stands on, with the sentence around it.

    Attributes:
        paper: id of the paper whose text it is.
        target: id of the concept, organisation or person that it names.
        field: title or abstract.
        start: first character of the surface, in code points of the field as given.
        end: one past its last character.
        surface: the characters between, verbatim.
        sentence: the sentence around it, verbatim.
        sentence_start: where the sentence starts in the field.
        confidence: how sure the extractor is of this mention, 0 to 1 in thousandths.
        extractor: name and version of what extracted it.
        cue: the words that decided the role; None when position decided.
    """

    paper: str
    target: str
    field: Field
    start: int
    end: int
    surface: str
    sentence: str
    sentence_start: int
    confidence: float
    extractor: str
    cue: str | None = None

    def __post_init__(self) -> None:
        """Refuse a surface that the sentence does not hold in its place."""
        _check_place(self.surface, self.start, self.end, self.sentence, self.sentence_start)


class RelationEvidence(Stated, frozen=True, kw_only=True, order=True):
    """The sentence of a paper that a relation between two concepts stands on.

    A paper gives at most one for each relation, the most confident of those that it has.

    Attributes:
        paper: id of the paper whose text it is.
        kind: one of `RELATION_KINDS`.
        source: id of the concept that the relation starts from.
        target: id of the concept that it leads to; of a symmetric kind, the greater id.
        field: title or abstract.
        sentence: the sentence, verbatim.
        sentence_start: where the sentence starts in the field.
        source_start: first character of the source's mention, in code points of the field.
        source_end: one past its last character.
        source_surface: the characters between, verbatim.
        target_start: first character of the target's mention, likewise.
        target_end: one past its last character.
        target_surface: the characters between, verbatim.
        confidence: how sure the extractor is that the sentence says so, 0 to 1 in thousandths.
        extractor: name and version of what extracted it.

    Raises:
        RecordError: a relation that cannot be, or a surface that the sentence does not hold in
            its place.
    """

    paper: str
    kind: EdgeKind
    source: str
    target: str
    field: Field
    sentence: str
    sentence_start: int
    source_start: int
    source_end: int
    source_surface: str
    target_start: int
    target_end: int
    target_surface: str
    confidence: float
    extractor: str

    def __post_init__(self) -> None:
        """Refuse what no sentence can show."""
        force_setattr(self, "confidence", checked_confidence(self.confidence))
        ends = self.source, self.target
        if self.kind not in RELATION_KINDS or {kind_of_id(one) for one in ends} != {_CONCEPT}:
            raise RecordError(f"{self.kind.value} cannot relate {self.source} and {self.target}")
        if self.source == self.target or (self.kind in SYMMETRIC and self.source > self.target):
            raise RecordError(f"{self.kind.value} does not go from {self.source} to {self.target}")
        for surface, start, end in (
            (self.source_surface, self.source_start, self.source_end),
            (self.target_surface, self.target_start, self.target_end),
        ):
            _check_place(surface, start, end, self.sentence, self.sentence_start)

    @property
    def edge(self) -> str:
        """Id of the edge that stands on it."""
        return edge_id(self.kind, self.source, self.target)


def _check_place(surface: str, start: int, end: int, sentence: str, sentence_start: int) -> None:
    first = start - sentence_start
    if sentence[first : first + end - start] != surface or first < 0:
        raise RecordError(f"{surface!r} does not stand at {start} in {sentence!r}")
