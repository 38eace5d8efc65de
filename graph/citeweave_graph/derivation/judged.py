"""What people decided about pairs, looked up for the records at hand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec.structs import replace

from citeweave_graph.identity.author_slots import Slot
from citeweave_graph.identity.joining import NOTHING, Judged, base_key
from citeweave_graph.identity.members import pair_judgements
from citeweave_graph.tables import Row, Tables
from citeweave_schema.ids import kind_of_id, node_id
from citeweave_schema.judgements import Decision, Judgement, Verdict
from citeweave_schema.kinds import NodeKind

__all__ = [
    "JudgedAuthors",
    "decision_rows",
    "forget_decisions",
    "joined_keys",
    "judged_pairs",
    "places_of",
    "undecided",
]

_SLOT = "slot:"


def judged_pairs(tables: Tables, keys: Collection[str]) -> Judged:
    """Give what judgements say of records of these keys."""
    found = pair_judgements(tables.select, keys)
    return Judged.of(found) if found else NOTHING


def joined_keys(tables: Tables, keys: Collection[str]) -> set[str]:
    """Give the keys that judgements join to one of these."""
    found: set[str] = set()
    for one in pair_judgements(tables.select, keys):
        if one.verdict is Verdict.SAME:
            keys_judged = {key for key in (one.left_key, one.right_key) if key is not None}
            found |= keys_judged | set(map(base_key, keys_judged))  # records meet under the base
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
            "rule": one.rule,
            "reason": one.reason,
        }
        for one in decisions
    ]


Place = tuple[str, int]
"""An author's place: the paper and the position on it."""


class JudgedAuthors:
    """What people decided about authors' places, as those are known now.

    A place is known by the key of its paper, which changes when the paper is given a stronger
    identifier: then it is found by the paper's former id and the author's name.
    """

    def __init__(
        self,
        tables: Tables,
        judgements: Sequence[Judgement],
        slots: Mapping[Place, Slot],
    ) -> None:
        """Look up the places that judgements name.

        Args:
            tables: the store, without the slots at hand.
            judgements: what people decided about pairs of any kind.
            slots: the slots at hand.
        """
        about = [one for one in judgements if kind_of_id(one.left) is NodeKind.AUTHOR]
        self._places: dict[str, set[Place]] = {}
        self.judged = NOTHING
        if not about:
            return
        keys = {key for one in about for key in (one.left_key, one.right_key) if key}
        known = _known_places(tables, keys, slots)
        now = {key: _current(tables, key, known, slots) for key in keys}
        self.judged = Judged.of(
            replace(one, left_key=now[one.left_key or ""], right_key=now[one.right_key or ""])
            for one in about
        )
        for left, right in self.judged.same:
            both = known.get(left, set()) | known.get(right, set())
            for key in (left, right):
                self._places.setdefault(key, set()).update(both)
        self._keys: dict[Place, set[str]] = {}
        for key, places in known.items():
            for place in places:
                self._keys.setdefault(place, set()).add(key)

    def joined(self, places: Collection[Place]) -> set[Place]:
        """Give the places that people joined to any of these, from place to place."""
        if not self._places:
            return set()
        found: set[Place] = set()
        new = set(places)
        while new:
            keys = {key for place in new for key in self._keys.get(place, ())}
            new = {place for key in keys for place in self._places.get(key, ())} - found
            found |= new
        return found


def places_of(tables: Tables, keys: Collection[str]) -> set[Place]:
    """Give the authors' places that judgements know by some keys, also where the keys changed."""
    known = _known_places(tables, keys, {})
    for key in keys:
        _current(tables, key, known, {})
    return set().union(*known.values())


def _known_places(
    tables: Tables, keys: Collection[str], slots: Mapping[Place, Slot]
) -> dict[str, set[Place]]:
    """Give the places that have each key: as their own, or as an identifier of the author."""
    found: dict[str, set[Place]] = {}
    for row in tables.select("slot", "key", keys):
        found.setdefault(row["key"], set()).add((row["paper"], row["position"]))
    for row in tables.select("slot_block", "block", keys):
        found.setdefault(row["block"], set()).add((row["paper"], row["position"]))
    for place, slot in slots.items():
        for key in slot.keys:
            if key in keys:
                found.setdefault(key, set()).add(place)
    return found


def _current(
    tables: Tables, key: str, known: dict[str, set[Place]], slots: Mapping[Place, Slot]
) -> str:
    """Give the key that a place has now; the key itself where it is gone, or no place's."""
    if key in known or not key.startswith(_SLOT):
        return key
    paper_key, position, name = key.removeprefix(_SLOT).rsplit(":", 2)
    former = node_id(NodeKind.PAPER, paper_key)
    rows = tables.select("redirect", "id", [former])
    paper = rows[0]["target"] if rows else former
    there: dict[Place, str] = {
        (row["paper"], row["position"]): row["key"]
        for row in tables.select("slot", "paper", [paper])
    }
    there |= {place: slot.key for place, slot in slots.items() if place[0] == paper}
    same = [place for place, own in there.items() if own.rpartition(":")[2] == name]
    if not same:
        return key
    place = min(same, key=lambda one: (one[1] != int(position), one[1]))
    known.setdefault(there[place], set()).add(place)
    return there[place]
