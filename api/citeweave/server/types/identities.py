"""Why a node is one thing, which pairs rules were unsure about, and deciding about both."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

import strawberry

from citeweave.server.cursors import Cut, Place, checked_size
from citeweave.server.failures import Code, RefusedError
from citeweave.server.types.connections import Connection, Feed, Info, Mark, marked
from citeweave.server.types.declaring import field, graph_type
from citeweave.server.types.facts import JudgementOfEdge, judgement_of
from citeweave.server.types.nodes import Node, loaded, node_of
from citeweave.server.types.papers import Paper
from citeweave_graph import Decided, Judge, Judging, Member, Page
from citeweave_graph import Identity as IdentityRecord
from citeweave_schema import Judgement as JudgementRecord
from citeweave_schema import Node as NodeRecord
from citeweave_schema import NodeKind, PaperNode, Verdict

__all__ = [
    "CandidateConnection",
    "Identity",
    "IdentityChange",
    "Withdrawn",
    "candidate_feed",
    "judge_of",
    "withdrawn",
]

_REASON_LIMIT = 2_000


@graph_type
class IdentityMember:
    """One of the things that were put together in a node."""

    member: strawberry.Private[Member]

    @field
    def handle(self) -> str:
        """What names it among the members of its node, as `split` takes it."""
        return self.member.handle

    @field
    def keys(self) -> list[str]:
        """What judgements know it by, the strongest first."""
        return list(self.member.keys)

    @field
    def name(self) -> str:
        """A title, or a name as printed."""
        return self.member.name

    @field
    def year(self) -> int | None:
        """Of a record of a paper; null when not known."""
        return self.member.year

    @field
    async def paper(self, info: Info) -> Paper | None:
        """Of an author's place, the paper."""
        if self.member.paper is None:
            return None
        return cast("Paper", await loaded(info, self.member.paper))

    @field
    def sources(self) -> list[str]:
        """Of a record of a paper, the sources that have it."""
        return list(self.member.sources)

    @field
    def reference(self) -> bool:
        """Whether it is a record that only refers to the paper."""
        return self.member.reference


@graph_type
class IdentityDecision:
    """What a rule decided about two records, and why."""

    decided: strawberry.Private[Decided]

    @field
    def verdict(self) -> Verdict:
        """SAME, DIFFERENT or UNSURE: then a person may look at it."""
        return self.decided.decision.verdict

    @field
    def score(self) -> float:
        """How much speaks for one thing, 0 to 1."""
        return self.decided.decision.score

    @field
    def rule(self) -> str:
        """The rule that decided."""
        return self.decided.decision.rule

    @field
    def reason(self) -> str:
        """What it saw, in words."""
        return self.decided.decision.reason

    @field
    def left_key(self) -> str:
        """Key of the one record."""
        return self.decided.decision.left

    @field
    def right_key(self) -> str:
        """Key of the other record."""
        return self.decided.decision.right

    @field
    async def left(self, info: Info) -> Node | None:
        """The node that the one record is in; null for a name that no paper uses alone."""
        return await _node(info, self.decided.left)

    @field
    async def right(self, info: Info) -> Node | None:
        """The node that the other record is in; it may be the same."""
        return await _node(info, self.decided.right)


async def _node(info: Info, one: str) -> Node | None:
    record = await info.context.loaders.node(one)
    return None if record is None else node_of(record)


@graph_type
class PairJudgement:
    """What somebody decided about two records; kept through rebuilds."""

    id: strawberry.ID
    verdict: Verdict
    left_key: str
    right_key: str
    reason: str
    by: str
    at: str


def _pair(record: JudgementRecord) -> PairJudgement:
    return PairJudgement(
        id=strawberry.ID(record.id),
        verdict=record.verdict,
        left_key=record.left_key or "",
        right_key=record.right_key or "",
        reason=record.reason,
        by=record.by,
        at=record.at,
    )


@graph_type
class Identity:
    """Why a node is one thing."""

    record: strawberry.Private[IdentityRecord]

    @field
    def node(self) -> Node:
        """The node."""
        return node_of(self.record.node)

    @field
    def member_count(self) -> int:
        """How many records, places or names were put together in it."""
        return len(self.record.members)

    @field
    def members(self, first: int = 20) -> list[IdentityMember]:
        """What was put together in it; first is 1 to 100."""
        some = self.record.members[: checked_size("first", first)]
        return [IdentityMember(member=one) for one in some]

    @field
    def decisions(self, first: int = 20) -> list[IdentityDecision]:
        """What rules decided about its members, the surest first; first is 1 to 100."""
        some = self.record.decisions[: checked_size("first", first)]
        return [IdentityDecision(decided=one) for one in some]

    @field
    def judgements(self, first: int = 20) -> list[PairJudgement]:
        """What people decided about its members; first is 1 to 100."""
        return [_pair(one) for one in self.record.judgements[: checked_size("first", first)]]


@graph_type
class CandidateEdge:
    """A pair that rules were unsure about and nobody has judged."""

    record: strawberry.Private[Decided]
    mark: strawberry.Private[Mark]

    @field
    def cursor(self) -> str:
        """The place of this edge in its connection."""
        return self.mark.cursor

    @field
    def node(self) -> IdentityDecision:
        """The pair."""
        return IdentityDecision(decided=self.record)

    async def reached(self, _info: Info) -> IdentityDecision:
        """See `node`."""
        return IdentityDecision(decided=self.record)


@graph_type
class CandidateConnection(Connection[IdentityDecision, CandidateEdge]):
    """Pairs to look at, the likeliest to be one thing first."""


def candidate_feed(info: Info, kind: NodeKind | None, cut: Cut) -> Feed[CandidateEdge]:
    """Give the pairs that rules were unsure about as a connection reads them.

    Raises:
        RefusedError: a size out of its range.
        CursorError: a cursor that does not fit.
    """
    place = Place("candidates", kind)
    window = cut.window(place)
    ask = info.context.ask

    def made(one: Decided, mark: Mark) -> CandidateEdge:
        return CandidateEdge(record=one, mark=mark)

    async def page() -> Page[CandidateEdge]:
        return marked(await ask(lambda view: view.candidates(kind, window)), place, made)

    async def total() -> int:
        return await ask(lambda view: view.candidate_count(kind))

    return Feed(place, page, total)


@graph_type
class IdentityChange:
    """What a merge or split did, or holding two nodes apart."""

    change: strawberry.Private[Judging]

    @field
    async def nodes(self, info: Info) -> list[Node]:
        """The nodes that what was asked about is in now."""
        return [await loaded(info, one) for one in self.change.nodes]

    @field
    def made(self) -> list[PairJudgement]:
        """The judgements that were made."""
        return [_pair(one) for one in self.change.made]

    @field
    def withdrawn(self) -> list[PairJudgement]:
        """The judgements that were taken back, which said the opposite."""
        return [_pair(one) for one in self.change.withdrawn]


@graph_type
class Withdrawn:
    """A judgement that was taken back, and what it was about as it is now."""

    record: strawberry.Private[JudgementRecord]
    found: strawberry.Private[list[NodeRecord]]

    @field
    def nodes(self) -> list[Node]:
        """The nodes that it was about, each once; without those that the graph has no more."""
        return [node_of(one) for one in self.found]

    @field
    def paper(self) -> Paper | None:
        """Of a judgement about an edge, the paper; null when the graph has it no more."""
        papers = [one for one in self.found if isinstance(one, PaperNode)]
        if self.record.left_key is not None or not papers:
            return None
        return cast("Paper", node_of(papers[0]))

    @field
    def judgement(self) -> JudgementOfEdge | None:
        """What was decided about an edge; null when it was about two nodes."""
        return judgement_of(self.record) if self.record.left_key is None else None

    @field
    def pair(self) -> PairJudgement | None:
        """What was decided about two records; null when it was about an edge."""
        return _pair(self.record) if self.record.left_key is not None else None


async def withdrawn(info: Info, record: JudgementRecord) -> Withdrawn:
    """Give a judgement that was taken back as the schema has it."""
    loaders = info.context.loaders
    ends = [await loaders.node(one) for one in (record.left, record.right)]
    found = {one.id: one for one in ends if one is not None}
    return Withdrawn(record=record, found=list(found.values()))


def judge_of(info: Info, reason: str) -> Judge:
    """Give who decides: the client at hand, now.

    Raises:
        RefusedError: BAD_INPUT for a reason that is too long.
    """
    if len(reason) > _REASON_LIMIT or "\x00" in reason:
        raise RefusedError(
            Code.BAD_INPUT, f"reason takes at most {_REASON_LIMIT:,} characters, none NUL"
        )
    at = datetime.now(UTC).isoformat(timespec="seconds")
    return Judge(by=info.context.client.name, at=at, reason=reason)
