"""Mutations: what a person decided, about an edge or about who is who; kept through rebuilds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

import strawberry

from citeweave.server.failures import Code, RefusedError
from citeweave.server.types.connections import Info
from citeweave.server.types.declaring import field, graph_type
from citeweave.server.types.facts import JudgementOfEdge, judgement_of
from citeweave.server.types.identities import IdentityChange, Withdrawn, judge_of, withdrawn
from citeweave.server.types.nodes import node_of
from citeweave.server.types.papers import Paper
from citeweave_schema import EntityType, Judgement, PaperNode, Role, Verdict, is_node_id
from citeweave_schema.errors import NotFoundError

__all__ = ["Judged", "Mutation"]

_NAME_LIMIT = 500
_REASON_LIMIT = 2_000


@graph_type
class Judged:
    """A judgement and the paper as it is now; null when the graph has the paper no more."""

    paper: Paper | None
    judgement: JudgementOfEdge


@graph_type
class Mutation:
    """What can be changed; every field needs a token with the scope write."""

    @field
    async def reject_edge(
        self, info: Info, paper: strawberry.ID, target: strawberry.ID, reason: str = ""
    ) -> Judged:
        """Decide that an extracted edge is wrong: it leaves the graph and does not come back."""
        return await _judged(info, Verdict.REJECT_EDGE, paper, target, reason)

    @field
    async def correct_edge(
        self,
        info: Info,
        *,
        paper: strawberry.ID,
        target: strawberry.ID,
        role: Role | None = None,
        type: EntityType | None = None,  # noqa: A002  # the name that clients write
        name: str | None = None,
        reason: str = "",
    ) -> Judged:
        """Correct the role, type or name of what an extracted edge leads to; give at least one."""
        if name is not None and not name.strip():
            raise RefusedError(Code.BAD_INPUT, "a name cannot be empty")
        _check_length("name", name or "", _NAME_LIMIT)
        return await _judged(
            info, Verdict.CORRECT_EDGE, paper, target, reason, role=role, type_=type, name=name
        )

    @field
    async def merge(
        self, info: Info, left: strawberry.ID, right: strawberry.ID, reason: str = ""
    ) -> IdentityChange:
        """Make two nodes of a kind one; of two names the left one stands for both."""
        _check_ids(left, right)
        judge = judge_of(info, reason)
        done = await info.context.write(lambda writer: writer.merge(left, right, judge))
        return IdentityChange(change=done)

    @field
    async def split(
        self, info: Info, node: strawberry.ID, members: list[str], reason: str = ""
    ) -> IdentityChange:
        """Take members, by their handles, out of a node: one with each other, not with the rest."""
        _check_ids(node)
        judge = judge_of(info, reason)
        done = await info.context.write(lambda writer: writer.split(node, members, judge))
        return IdentityChange(change=done)

    @field
    async def hold_apart(
        self, info: Info, left: strawberry.ID, right: strawberry.ID, reason: str = ""
    ) -> IdentityChange:
        """Decide that two nodes are not one: no rule may join them, and they are no candidates."""
        _check_ids(left, right)
        judge = judge_of(info, reason)
        done = await info.context.write(lambda writer: writer.hold_apart(left, right, judge))
        return IdentityChange(change=done)

    @field
    async def withdraw_judgement(self, info: Info, id: strawberry.ID) -> Withdrawn:  # noqa: A002  # as above
        """Take a judgement back: the graph is as if it had never been."""
        record = await info.context.write(lambda writer: writer.withdraw(id))
        return await withdrawn(info, record)


async def _judged(
    info: Info,
    verdict: Verdict,
    paper: str,
    target: str,
    reason: str,
    *,
    role: Role | None = None,
    type_: EntityType | None = None,
    name: str | None = None,
) -> Judged:
    session = info.context
    _check_ids(paper, target)
    _check_length("reason", reason, _REASON_LIMIT)
    judgement = Judgement(
        verdict=verdict,
        left=paper,
        right=target,
        by=session.client.name,
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        reason=reason,
        role=role,
        type=type_,
        name=name,
    )
    return await _after(info, await session.write(lambda writer: writer.judge(judgement)))


def _check_length(what: str, text: str, limit: int) -> None:
    if len(text) > limit or "\x00" in text:
        raise RefusedError(Code.BAD_INPUT, f"{what} takes at most {limit:,} characters, none NUL")


def _check_ids(*ids: str) -> None:
    """Refuse what is no id; whether there is such an edge the writer knows, which sees all."""
    for one in ids:
        if not is_node_id(one):
            raise NotFoundError(f"the graph has no node {one!r}")


async def _after(info: Info, record: Judgement) -> Judged:
    found = await info.context.loaders.node(record.left)
    paper = cast("Paper", node_of(found)) if isinstance(found, PaperNode) else None
    return Judged(paper=paper, judgement=judgement_of(record))
