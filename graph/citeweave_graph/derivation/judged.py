"""What people decided about pairs, looked up for the records at hand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from citeweave_graph.identity.joining import NOTHING, Judged, base_key
from citeweave_graph.identity.members import pair_judgements
from citeweave_graph.tables import Row, Tables
from citeweave_schema.codec import to_line
from citeweave_schema.judgements import Decision, Verdict
from citeweave_schema.kinds import NodeKind

__all__ = [
    "decision_rows",
    "forget_decisions",
    "joined_keys",
    "judged_pairs",
    "undecided",
]


def judged_pairs(tables: Tables, keys: Collection[str]) -> Judged:
    """Give what judgements say of records of these keys."""
    found = pair_judgements(tables.select, keys)
    return Judged.of(found) if found else NOTHING


def joined_keys(tables: Tables, keys: Collection[str]) -> set[str]:
    """Give the keys that judgements join to one of these."""
    found: set[str] = set()
    for one in pair_judgements(tables.select, keys):
        if one.verdict is Verdict.SAME:
            found |= {key for key in (one.left_key, one.right_key) if key is not None}
    return found


def undecided(
    decisions: Iterable[Decision], judged: Judged, keys_of: Mapping[str, Collection[str]]
) -> list[Decision]:
    """Leave out what the rules say of pairs that a person has decided about.

    Args:
        decisions: what the rules decided.
        judged: what people did.
        keys_of: for each key in a decision, all keys of the record that it names.
    """
    pairs = judged.same | judged.different
    if not pairs:
        return list(decisions)
    return [
        one
        for one in decisions
        if not any(
            (left, right) in pairs or (right, left) in pairs
            for left in keys_of.get(one.left, (one.left,))
            for right in keys_of.get(one.right, (one.right,))
        )
    ]


def forget_decisions(tables: Tables, keys: Collection[str]) -> None:
    """Forget what was decided about the records of these keys."""
    for column in ("one_base", "other_base"):
        tables.delete("decision", column, keys)


def decision_rows(
    kind: NodeKind, decisions: Iterable[Decision], node_of: Mapping[str, str]
) -> list[Row]:
    """Give the rows of decisions about records of a kind.

    Args:
        kind: what the records are of.
        decisions: what was decided.
        node_of: for each key in a decision, the id of the node that its record is in.
    """
    return [
        {
            "kind": kind.value,
            "one": one.left,
            "other": one.right,
            "one_base": base_key(one.left),
            "other_base": base_key(one.right),
            "verdict": one.verdict.value,
            "score": round(1000 * one.score),
            "one_node": node_of[one.left],
            "other_node": node_of[one.right],
            "payload": to_line(one),
        }
        for one in decisions
    ]
