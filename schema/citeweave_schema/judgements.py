"""What a person, or a rule, decided about an edge or about who is one with whom."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from citeweave_schema.errors import RecordError
from citeweave_schema.ids import is_node_id
from citeweave_schema.kinds import EntityType, Role
from citeweave_schema.names import digest

__all__ = ["Judgement", "Verdict"]


class Verdict(StrEnum):
    """What was decided."""

    REJECT_EDGE = "reject_edge"
    CORRECT_EDGE = "correct_edge"
    SAME = "same"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
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
        score: of a rule's decision, how sure it was, 0 to 1; None for a person's.

    Raises:
        RecordError: something other than two node ids, or a correction of nothing.
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

    def __post_init__(self) -> None:
        """Refuse a decision about nothing."""
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
