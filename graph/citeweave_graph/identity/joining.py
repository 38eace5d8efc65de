"""Join records into things, one pair at a time, with a person's judgements above all rules."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from citeweave_schema.judgements import Judgement, Verdict

__all__ = ["NOTHING", "Judged", "Partition", "base_key"]

Thing = TypeVar("Thing")

_FINE = re.compile(r"#[0-9a-f]{16}$")


@dataclass(frozen=True, slots=True)
class Judged:
    """What people decided about pairs of records, by the records' keys.

    Attributes:
        same: pairs that are one.
        different: pairs that are not.
    """

    same: frozenset[tuple[str, str]] = frozenset()
    different: frozenset[tuple[str, str]] = frozenset()

    @classmethod
    def of(cls, judgements: Iterable[Judgement]) -> Judged:
        """Give what judgements say about pairs; those about edges say nothing."""
        pairs: dict[Verdict, set[tuple[str, str]]] = {Verdict.SAME: set(), Verdict.DIFFERENT: set()}
        for one in judgements:
            if one.verdict in pairs and one.left_key is not None and one.right_key is not None:
                pairs[one.verdict].add((one.left_key, one.right_key))
        return cls(frozenset(pairs[Verdict.SAME]), frozenset(pairs[Verdict.DIFFERENT]))


NOTHING = Judged()
"""What people decided where nobody decided anything."""


@dataclass(slots=True)
class _Group(Generic[Thing]):
    members: list[Thing]
    keys: set[str]
    apart: set[str] = field(default_factory=set)


def base_key(key: str) -> str:
    """Give the part of a fine key that several records may have in common.

    >>> base_key("doi:10.1/a#0123456789abcdef"), base_key("METHOD:c#")
    ('doi:10.1/a', 'METHOD:c#')
    """
    return _FINE.sub("", key)


class Partition(Generic[Thing]):
    """Things in groups that grow by joining; what a person holds apart never joins.

    What a person joined is joined from the start. The result depends on the order of `join`, so
    give the pairs in an order that follows from the things alone: the surest first.

    >>> judged = Judged(different=frozenset({("doi:10.1/a", "doi:10.1/b")}))
    >>> parts = Partition({1: ["doi:10.1/a"], 2: ["doi:10.1/b"], 3: ["title:x"]}, judged)
    >>> parts.join(1, 3), parts.join(2, 3), parts.groups()
    (True, False, [(1, 3), (2,)])
    """

    def __init__(self, keys: Mapping[Thing, Collection[str]], judged: Judged = NOTHING) -> None:
        """Begin with each thing alone, but for what a person joined.

        Args:
            keys: the keys of each thing, under which judgements know it; in the order in which
                `groups` gives them.
            judged: what people decided.
        """
        self._order = {thing: number for number, thing in enumerate(keys)}
        self._of = {thing: _Group([thing], set(some)) for thing, some in keys.items()}
        if judged.different:
            self._hold_apart(judged.different)
        if judged.same:
            self._join_judged(judged.same)

    def together(self, one: Thing, other: Thing) -> bool:
        """Tell whether two things are in one group."""
        return self._of[one] is self._of[other]

    def members(self, one: Thing) -> Collection[Thing]:
        """Give the group that a thing is in."""
        return self._of[one].members

    def join(self, one: Thing, other: Thing) -> bool:
        """Put the groups of two things together; False when a person holds them apart."""
        first, second = self._of[one], self._of[other]
        if first is second:
            return True
        if not first.apart.isdisjoint(second.keys) or not second.apart.isdisjoint(first.keys):
            return False
        if len(first.members) < len(second.members):
            first, second = second, first
        first.members.extend(second.members)
        first.keys |= second.keys
        first.apart |= second.apart
        for thing in second.members:
            self._of[thing] = first
        return True

    def join_holders(self, keys: Mapping[Thing, Collection[str]]) -> None:
        """Join the things that hold a key in common, in their order.

        One that a person holds apart from the first holder joins the next that it may.
        """
        holders: dict[str, list[Thing]] = {}
        for thing, some in keys.items():
            for key in some:
                known = holders.setdefault(key, [])
                if not any(self.join(one, thing) for one in known):
                    known.append(thing)

    def groups(self) -> list[tuple[Thing, ...]]:
        """Give the groups, members and groups in the order of the things."""
        found = {id(group): group for group in self._of.values()}
        ordered = (sorted(group.members, key=self._order.__getitem__) for group in found.values())
        return sorted(map(tuple, ordered), key=lambda group: self._order[group[0]])

    def _hold_apart(self, pairs: Iterable[tuple[str, str]]) -> None:
        apart: dict[str, set[str]] = {}
        for left, right in pairs:
            apart.setdefault(left, set()).add(right)
            apart.setdefault(right, set()).add(left)
        for group in self._of.values():
            group.apart = {other for key in group.keys for other in apart.get(key, ())}

    def _join_judged(self, pairs: Iterable[tuple[str, str]]) -> None:
        holders: dict[str, list[Thing]] = {}
        for thing, group in self._of.items():
            for key in group.keys:
                holders.setdefault(key, []).append(thing)
        for left, right in sorted(pairs):
            for one in holders.get(left, ()):
                for other in holders.get(right, ()):
                    self.join(one, other)
