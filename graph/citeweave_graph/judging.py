"""What people decide about who is one with whom: joining nodes, and taking them apart."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from citeweave_graph.derivation.judged import places_of
from citeweave_graph.derivation.update import Change
from citeweave_graph.identity.joining import base_key
from citeweave_graph.identity.members import (
    Member,
    joined_names,
    members_of,
    named_key,
    pair_judgements,
)
from citeweave_graph.tables import Tables
from citeweave_schema.codec import to_line
from citeweave_schema.errors import NotFoundError, UsageError
from citeweave_schema.ids import kind_of_id, node_id
from citeweave_schema.judgements import Judgement, Verdict
from citeweave_schema.kinds import NodeKind

__all__ = ["Judge", "Judging", "hold_apart", "judge_pairs", "merge", "pair_change", "split"]

_MOST_PAIRS = 50_000
"""How many pairs of members one split may hold apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Who decides, when and why; what is decided follows from what is asked for.

    Attributes:
        by: who decides.
        at: when, ISO 8601 in UTC.
        reason: why, in words; empty when nobody says.
        score: how sure, 0 to 1; None when nobody says.
    """

    by: str
    at: str
    reason: str = ""
    score: float | None = None

    def pair(self, verdict: Verdict, kind: NodeKind, left: str, right: str) -> Judgement:
        """Give the judgement about the records of two keys."""
        return Judgement(
            verdict=verdict,
            left=node_id(kind, _own(kind, left)),
            right=node_id(kind, _own(kind, right)),
            by=self.by,
            at=self.at,
            reason=self.reason,
            score=self.score,
            left_key=left,
            right_key=right,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """What a merge or split did, or holding two nodes apart.

    Attributes:
        nodes: the nodes that what was asked about is in now, in the order asked; a name that
            no paper uses by itself is in none.
        made: the judgements that were made.
        withdrawn: the judgements that were taken back, which said the opposite.
    """

    nodes: tuple[str, ...]
    made: tuple[Judgement, ...] = ()
    withdrawn: tuple[Judgement, ...] = ()


Derive = Callable[[Change], None]


def _own(kind: NodeKind, key: str) -> str:
    """Give the key of a node by the key that judgements know it by."""
    return key.removeprefix(named_key(kind, ""))


def merge(tables: Tables, derive: Derive, ids: Sequence[str], who: Judge) -> Judging:
    """Make two nodes one; the second goes into the first where their keys leave a choice.

    Raises:
        UsageError: they are of different kinds, or one already.
        NotFoundError: the graph has no such node.
    """
    left, right = ids
    kind = _same_kind(tables, left, right)
    ours, theirs = members_of(tables.select, left), members_of(tables.select, right)
    opposed = _between(tables, ours, theirs, Verdict.DIFFERENT)
    keys = _node_key(tables, kind, left), _node_key(tables, kind, right)
    _withdraw(tables, opposed)
    _carry(tables, derive, kind, opposed)
    made: tuple[Judgement, ...] = ()
    if not opposed or _home(tables, left) != _home(tables, right):
        made = (who.pair(Verdict.SAME, kind, *keys),)
        judge_pairs(tables, made)
        _carry(tables, derive, kind, made)
        made += _stragglers(tables, derive, kind, (*ours, *theirs), keys[0], who)
    return Judging(nodes=(_home(tables, left),), made=made, withdrawn=tuple(opposed))


def _stragglers(  # noqa: PLR0917  # what every step of a judgement needs
    tables: Tables,
    derive: Derive,
    kind: NodeKind,
    members: Collection[Member],
    key: str,
    who: Judge,
) -> tuple[Judgement, ...]:
    """Join the members that a rule took away because they do not fit what was joined."""
    home = _home(tables, node_id(kind, _own(kind, key)))
    left_out = [one for one in members if _member_home(tables, kind, one) != home]
    made = tuple(who.pair(Verdict.SAME, kind, key, one.keys[-1]) for one in left_out)
    if made:
        judge_pairs(tables, made)
        _carry(tables, derive, kind, made)
    return made


def split(
    tables: Tables, derive: Derive, node: str, handles: Collection[str], who: Judge
) -> Judging:
    """Take members out of a node, so that they are one with each other and not with the rest.

    Judgements that joined them are taken back; where rules join them too, they are held apart.

    Raises:
        NotFoundError: the graph has no such node, or the node no such member.
        UsageError: nothing would be left, or nothing taken out, or the members have the same
            keys in everything that tells things apart.
    """
    kind = kind_of_id(node)
    members = members_of(tables.select, node)
    out = _chosen(node, members, handles)
    taken = set(out)
    rest = [one for one in members if one not in taken]
    if not rest:
        raise UsageError(f"all members of {node} would be taken out; leave at least one in it")
    joined = _of_one_act(tables, members, _between(tables, out, rest, Verdict.SAME))
    _withdraw(tables, joined)
    _carry(tables, derive, kind, joined)
    made: tuple[Judgement, ...] = ()
    if _together(tables, kind, out, rest):
        made = tuple(who.pair(Verdict.DIFFERENT, kind, *pair) for pair in _pairs(out, rest))
        judge_pairs(tables, made)
        _carry(tables, derive, kind, made)
        if _together(tables, kind, out, rest):
            raise UsageError(f"the members of {node} cannot be told apart: all their keys are one")
    homes = dict.fromkeys(_member_home(tables, kind, one) for one in (*out, *rest))
    known = {row["id"] for row in tables.select("node", "id", homes.keys())}
    nodes = tuple(one for one in homes if one in known)
    return Judging(nodes=nodes, made=made, withdrawn=tuple(joined))


def hold_apart(tables: Tables, derive: Derive, ids: Sequence[str], who: Judge) -> Judging:
    """Decide that two nodes are not one: no rule may join them, and none asks about them.

    The judgement is about the very records that rules were unsure of; where they never asked,
    about the strongest key of each node.

    Raises:
        UsageError: they are of different kinds, or one already.
        NotFoundError: the graph has no such node.
    """
    left, right = ids
    kind = _same_kind(tables, left, right)
    for one in ids:
        members_of(tables.select, one)
    asked = [
        (row["one"], row["other"])
        for row in tables.select("decision", "one_node", ids)
        if row["verdict"] == Verdict.UNSURE and {row["one_node"], row["other_node"]} == set(ids)
    ]
    keys = sorted((_node_key(tables, kind, left), _node_key(tables, kind, right)))
    made = tuple(
        who.pair(Verdict.DIFFERENT, kind, *pair) for pair in sorted(asked) or [(keys[0], keys[1])]
    )
    judge_pairs(tables, made)
    _carry(tables, derive, kind, made)
    return Judging(nodes=(_home(tables, left), _home(tables, right)), made=made)


def judge_pairs(tables: Tables, judgements: Collection[Judgement]) -> None:
    """Keep judgements about pairs, each in the place of an earlier one about the same pair."""
    tables.insert(
        "judgement",
        [
            {
                "id": one.id,
                "subject": base_key(one.left_key or ""),
                "object": base_key(one.right_key or ""),
                "payload": to_line(one),
            }
            for one in judgements
        ],
    )


def pair_change(tables: Tables, kind: NodeKind, judgements: Collection[Judgement]) -> Change:
    """Give what has to be derived anew when judgements about pairs come or go."""
    keys = {key for one in judgements for key in (one.left_key, one.right_key) if key is not None}
    if kind is NodeKind.PAPER:
        return Change(blocks={base_key(key) for key in keys} | keys, judged=True)
    if kind is NodeKind.AUTHOR:
        return Change(places=places_of(tables, keys), judged=True)
    names = set().union(*(joined_names(tables.select, key) for key in keys))
    return Change(names=names, judged=True)


def _carry(
    tables: Tables, derive: Derive, kind: NodeKind, judgements: Collection[Judgement]
) -> None:
    if judgements:
        derive(pair_change(tables, kind, judgements))


def _withdraw(tables: Tables, judgements: Collection[Judgement]) -> None:
    tables.delete("judgement", "id", [one.id for one in judgements])


def _same_kind(tables: Tables, left: str, right: str) -> NodeKind:
    kind = kind_of_id(left)
    if kind_of_id(right) is not kind:
        other = kind_of_id(right)
        raise UsageError(f"a {kind.value} and a {other.value} cannot be one thing")
    if left == right:
        raise UsageError(f"{left} and {right} are one node already")
    if kind is NodeKind.CONCEPT:
        rows = {
            row["id"]: row["concept_kind"] for row in tables.select("node", "id", (left, right))
        }
        if len(set(rows.values())) > 1:
            raise UsageError(
                f"a {rows[left]} and a {rows[right]} cannot be one concept; correct the type of "
                "the edges that lead to the wrong one"
            )
    return kind


def _node_key(tables: Tables, kind: NodeKind, node: str) -> str:
    key: str = tables.select("node", "id", [node])[0]["key"]
    return key if kind in (NodeKind.PAPER, NodeKind.AUTHOR) else named_key(kind, key)


def _between(
    tables: Tables, ours: Collection[Member], theirs: Collection[Member], verdict: Verdict
) -> list[Judgement]:
    """Give the judgements of a verdict between any two members of two groups."""
    left = {key for one in ours for key in one.keys}
    right = {key for one in theirs for key in one.keys}
    return [
        one
        for one in pair_judgements(tables.select, left)
        if one.verdict is verdict
        and (
            (one.left_key in left and one.right_key in right)
            or (one.left_key in right and one.right_key in left)
        )
    ]


def _of_one_act(
    tables: Tables, members: Collection[Member], some: Sequence[Judgement]
) -> list[Judgement]:
    """Give judgements, and those that joined further members in the same act."""
    acts = {(one.left_key, one.by, one.at, one.reason) for one in some}
    keys = {key for one in members for key in one.keys}
    return [
        one
        for one in pair_judgements(tables.select, keys)
        if one.verdict is Verdict.SAME and (one.left_key, one.by, one.at, one.reason) in acts
    ]


def _chosen(node: str, members: Sequence[Member], handles: Collection[str]) -> list[Member]:
    if not handles:
        raise UsageError("name the members to take out; `citeweave identity explain` lists them")
    named: dict[str, list[Member]] = {}
    for one in members:
        for name in {one.handle, *one.keys}:
            named.setdefault(name, []).append(one)
    chosen: dict[Member, None] = {}
    for handle in handles:
        if handle not in named:
            raise NotFoundError(
                f"{node} has no member {handle!r}; `citeweave identity explain` lists those it has"
            )
        chosen.update(dict.fromkeys(named[handle]))
    return list(chosen)


def _pairs(out: Collection[Member], rest: Collection[Member]) -> list[tuple[str, str]]:
    """Give, for each member on the one side and each on the other, keys that tell them apart."""
    if len(out) * len(rest) > _MOST_PAIRS:
        raise UsageError(
            f"{len(out)} members cannot be held apart from {len(rest)} at once; "
            f"take fewer out: at most {_MOST_PAIRS:,} pairs"
        )
    left, right = _telling(out, rest), _telling(rest, out)
    pairs = itertools.product(left, right)
    return list(dict.fromkeys((min(pair), max(pair)) for pair in pairs))


def _telling(members: Collection[Member], others: Collection[Member]) -> list[str]:
    """Give for each member a key that none of the others has."""
    taken = {key for one in others for key in one.keys}
    found = []
    for member in members:
        key = next((key for key in member.keys if key not in taken), None)
        if key is None:
            raise UsageError(
                f"{member.name!r} cannot be told apart from what stays: it has the same "
                "identifiers, title, year and first author; take out all that are alike"
            )
        found.append(key)
    return found


def _together(
    tables: Tables, kind: NodeKind, out: Collection[Member], rest: Collection[Member]
) -> bool:
    ours = {_member_home(tables, kind, one) for one in out}
    return any(_member_home(tables, kind, one) in ours for one in rest)


def _member_home(tables: Tables, kind: NodeKind, member: Member) -> str:
    """Give the node that a member is in."""
    if kind is NodeKind.PAPER:
        return str(tables.select("member", "hash", [member.record])[0]["paper"])
    if kind is NodeKind.AUTHOR:
        rows = tables.select("slot", "key", [member.handle])
        return str(rows[0]["author"])
    return _home(tables, node_id(kind, _own(kind, member.handle)))


def _home(tables: Tables, node: str) -> str:
    if tables.select("node", "id", [node]):
        return node
    rows = tables.select("redirect", "id", [node])
    return str(rows[0]["target"]) if rows else node
