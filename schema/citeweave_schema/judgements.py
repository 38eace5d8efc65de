"""What a person, or a rule, decided about an edge or about who is one with whom."""

from __future__ import annotations

from enum import StrEnum

from msgspec.structs import force_setattr

from citeweave_schema.errors import RecordError
from citeweave_schema.ids import is_node_id
from citeweave_schema.kinds import EntityType, NodeKind, Role
from citeweave_schema.mentions import checked_confidence
from citeweave_schema.names import digest
from citeweave_schema.records import Stated

__all__ = ["Decision", "Judgement", "Verdict"]


class Verdict(StrEnum):
    """What was decided."""

    REJECT_EDGE = "reject_edge"
    CORRECT_EDGE = "correct_edge"
    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


class Judgement(Stated, frozen=True, kw_only=True):
    """One decision: data like any other, kept through every rebuild, undone by taking it out.

    Attributes:
        verdict: what was decided.
        left: id of the paper of an edge, or of the first node of a pair.
        right: id of the concept, organisation or person of an edge, or of the second node.
        role: of a correction, the right role; None to keep the one found.
        type: of a correction, the right type; None to keep the one found.
        name: of a correction, the right name; None to keep the one found.
        by: who decided.
        at: when, ISO 8601 in UTC.
        reason: why, in words; empty when nobody said.
        score: how sure it is, 0 to 1; None when nobody said.
        left_key: of a pair, the key of a record on the left, so that the decision stands
            whatever else that record is put together with; None of an edge.
        right_key: likewise on the right.

    Raises:
        RecordError: something other than two node ids, a correction of nothing, or a decision
            to be unsure, which is a rule's alone.
    """

    verdict: Verdict
    left: str
    right: str
    by: str
    at: str
    reason: str = ""
    role: Role | None = None
    type: EntityType | None = None
    name: str | None = None
    score: float | None = None
    left_key: str | None = None
    right_key: str | None = None

    def __post_init__(self) -> None:
        """Refuse a decision about nothing."""
        if self.verdict is Verdict.UNSURE:
            raise RecordError("a judgement decides; leave it out when unsure")
        if not is_node_id(self.left) or not is_node_id(self.right):
            raise RecordError(f"a judgement joins two node ids, not {self.left!r}, {self.right!r}")
        corrects = self.role or self.type or self.name
        if self.verdict is Verdict.CORRECT_EDGE and not corrects:
            raise RecordError("a correction needs a role, a type or a name")

    @property
    def id(self) -> str:
        """Deterministic id: of the same two things only one judgement of a sort can stand."""
        about = "edge" if self.verdict in (Verdict.REJECT_EDGE, Verdict.CORRECT_EDGE) else "pair"
        return "J" + digest(about, self.left, self.right)[:20]


class Decision(Stated, frozen=True, kw_only=True, order=True):
    """What a rule decided about two records, and why: follows from them, and is stored to be read.

    Attributes:
        kind: what the records are of: papers, authors, organisations, concepts.
        left: key of the one; the lesser of the two.
        right: key of the other.
        verdict: same, different, or unsure: a person may look at it.
        score: how much speaks for one thing, 0 to 1 in thousandths.
        rule: the rule that decided, a word or two: "identifier", "title", "co-authors".
        reason: what it saw, in words.

    Raises:
        RecordError: a verdict about an edge, or a score outside its range.
    """

    kind: NodeKind
    left: str
    right: str
    verdict: Verdict
    score: float
    rule: str
    reason: str

    def __post_init__(self) -> None:
        """Put the ends in order."""
        if self.verdict in (Verdict.REJECT_EDGE, Verdict.CORRECT_EDGE):
            raise RecordError(f"{self.verdict.value} is no decision about who is who")
        force_setattr(self, "score", checked_confidence(self.score))
        if self.left > self.right:
            left, right = self.right, self.left
            force_setattr(self, "left", left)
            force_setattr(self, "right", right)
