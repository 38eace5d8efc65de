"""Join papers that have no identifier in common, the surest pair first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from citeweave_graph.identity.agreement import LOOKED_AT_FROM, Agreement, agreement
from citeweave_graph.identity.facts import (
    Facts,
    authors_differ,
    contradicting_ids,
    contradiction,
    merged,
    titles_differ,
)
from citeweave_graph.identity.joining import Judged, Partition
from citeweave_schema.judgements import Decision, Verdict
from citeweave_schema.kinds import NodeKind

__all__ = ["Matching", "Part", "doubt"]

_COMPARED_ALL = 30
"""Up to how many papers of one block are compared all with all."""
_NEIGHBOURS = 15
"""Of a larger block each is compared with so many that follow it in order of title and author."""
_AS_GOOD = 0.009
"""By how much a second choice must be less likely to count as a worse one."""
_EQUAL_TITLES = 0.98

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Records that are one paper for sure.

    Attributes:
        hashes: of its records, in order.
        key: the strongest of them.
        keys: all under which judgements know them.
        blocks: under which they meet others.
        facts: what they state together.
    """

    hashes: tuple[str, ...]
    key: str
    keys: frozenset[str]
    blocks: frozenset[str]
    facts: Facts


class Matching:
    """Joins parts in a partition; what it decides on the way is given by `run`."""

    def __init__(self, partition: Partition[str], parts: list[Part], judged: Judged) -> None:
        """Begin.

        Args:
            partition: of the hashes of all records; parts are together in it already.
            parts: in order of their first hash.
            judged: what people decided.
        """
        self._partition = partition
        self._parts = parts
        self._apart = judged.different
        self._facts = [part.facts for part in parts]
        self._members = [[number] for number in range(len(parts))]
        self._together = list(self._facts)
        self._decisions: list[Decision] = []

    def run(self) -> list[Decision]:
        """Join what is to be joined, and give the decisions."""
        found = {pair: self._compare(pair) for pair in self._pairs()}
        joining = {pair: one for pair, one in found.items() if one.joins}
        for pair, one in found.items():
            if pair not in joining:
                self._note_miss(pair, one)
        unclear = self._unclear(joining)
        for pair in sorted(joining, key=lambda pair: (-joining[pair].score, pair)):
            one = joining[pair]
            if pair in unclear:
                self._decide(pair, one, Verdict.UNSURE, f"{one.reason}; {unclear[pair]}")
            else:
                self._join(pair, one)
        return self._decisions

    def _pairs(self) -> Iterator[Pair]:
        """Give the pairs of parts that meet under a key and are not one yet."""
        holders: dict[str, list[int]] = {}
        for number, part in enumerate(self._parts):
            for block in part.blocks:
                holders.setdefault(block, []).append(number)
        pairs: set[Pair] = set()
        for numbers in holders.values():
            if len(numbers) <= _COMPARED_ALL:
                pairs.update(combinations(numbers, 2))
                continue
            near = sorted(numbers, key=self._place)
            for place, number in enumerate(near):
                following = near[place + 1 : place + 1 + _NEIGHBOURS]
                pairs.update((min(number, one), max(number, one)) for one in following)
        for left, right in sorted(pairs):
            if not self._partition.together(*self._ends((left, right))):
                yield left, right

    def _place(self, number: int) -> tuple[str, str, int, int]:
        """Give where a part stands in order of title, first author and year."""
        facts = self._facts[number]
        titles = min(title.squashed for group in facts.titles for title in group)
        first = min((one.surname for one in facts.firsts), default="")
        return titles, first, min(facts.years, default=0), number

    def _ends(self, pair: Pair) -> tuple[str, str]:
        return self._parts[pair[0]].hashes[0], self._parts[pair[1]].hashes[0]

    def _compare(self, pair: Pair) -> Agreement:
        return agreement(self._facts[pair[0]], self._facts[pair[1]])

    def _unclear(self, joining: dict[Pair, Agreement]) -> dict[Pair, str]:
        """Give the pairs that must not be joined since one end agrees as well with another paper.

        Of a paper of which nothing but the title is known every other choice is as good.
        """
        choices: dict[int, list[tuple[float, int]]] = {}
        for (left, right), one in joining.items():
            choices.setdefault(left, []).append((one.score, right))
            choices.setdefault(right, []).append((one.score, left))
        found: dict[Pair, str] = {}
        for number, chosen in choices.items():
            if len(chosen) < 2:
                continue
            least = 0.0 if self._facts[number].bare else max(chosen)[0] - _AS_GOOD
            ranked = sorted(chosen, key=lambda choice: (-choice[0], choice[1]))
            near = [other for score, other in ranked if score >= least]
            against = self._first_conflict(near[:_COMPARED_ALL])
            if against is None:
                continue
            for other in near:
                pair = (min(number, other), max(number, other))
                found[pair] = f"but it agrees with papers that differ in {against}"
        return found

    def _first_conflict(self, numbers: list[int]) -> str | None:
        """Tell why some of these cannot be one paper; None when all can."""
        for left, right in combinations(sorted(numbers), 2):
            if self._partition.together(*self._ends((left, right))):
                continue
            if self._held_apart(left, right):
                return "what a person decided"
            against = contradiction(self._facts[left], self._facts[right])
            if against is not None:
                return against
        return None

    def _held_apart(self, left: int, right: int) -> bool:
        if not self._apart:
            return False
        mine, theirs = self._parts[left].keys, self._parts[right].keys
        return any(
            (one in mine and other in theirs) or (one in theirs and other in mine)
            for one, other in self._apart
        )

    def _join(self, pair: Pair, one: Agreement) -> None:
        first, second = (self._members[number] for number in pair)
        if first is second:
            return
        mine, theirs = (self._together[number] for number in pair)
        against = contradiction(mine, theirs)
        if against is not None:
            reason = f"{one.reason}; but what is joined to them differs in {against}"
            self._decide(pair, one, Verdict.UNSURE, reason)
        elif self._partition.join(*self._ends(pair)):
            self._decide(pair, one, Verdict.SAME, one.reason)
            together = merged(mine, theirs)
            first.extend(second)
            for number in first:
                self._members[number] = first
                self._together[number] = together

    def _note_miss(self, pair: Pair, one: Agreement) -> None:
        if one.contradicted:
            if one.title >= _EQUAL_TITLES:
                self._decide(pair, one, Verdict.DIFFERENT, one.reason)
        elif one.score >= LOOKED_AT_FROM:
            self._decide(pair, one, Verdict.UNSURE, one.reason)

    def _decide(self, pair: Pair, one: Agreement, verdict: Verdict, reason: str) -> None:
        left, right = (self._parts[number].key for number in pair)
        if left != right:
            self._decisions.append(
                Decision(
                    kind=NodeKind.PAPER,
                    left=left,
                    right=right,
                    verdict=verdict,
                    score=one.score,
                    rule="title",
                    reason=reason,
                )
            )


def doubt(left: str, one: Facts, right: str, other: Facts) -> Decision | None:
    """Give the doubt about two records that share an identifier and have different titles.

    None when there is none: neither their authors nor another identifier tell them apart too.
    """
    if not titles_differ(one, other):
        return None
    told = ["title"]
    if authors_differ(one, other):
        told.append("authors")
    told += [
        f"{scheme.value} {min(mine)} and {min(theirs)}"
        for scheme, mine, theirs in contradicting_ids(one, other)
    ]
    if len(told) == 1:
        return None
    return Decision(
        kind=NodeKind.PAPER,
        left=left,
        right=right,
        verdict=Verdict.UNSURE,
        score=0.5,
        rule="identifier",
        reason=f"an identifier in common, but they differ in {', '.join(told)}",
    )
