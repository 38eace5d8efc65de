"""Put together the slots that share blocks: ids first, then the surest evidence first."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from citeweave_graph.identity.author_profiles import Profile, name_weight
from citeweave_graph.identity.author_score import (
    agreement,
    chance,
    companion_score,
    hopeless,
    name_prior,
    reason,
    said,
    score,
)
from citeweave_graph.identity.author_slots import Slot
from citeweave_graph.identity.joining import Judged, Partition
from citeweave_graph.identity.name_agreement import Agreement
from citeweave_graph.identity.person_names import PersonName
from citeweave_schema.ids import Scheme
from citeweave_schema.judgements import Decision, Verdict
from citeweave_schema.kinds import NodeKind

__all__ = ["Component", "by_identifier", "rank"]

_STRONG = 4.5
"""The least weight of a co-author's name that joins two slots at once: one of which the table makes
expect a hundredth of a bearer. Those of common names wait for more evidence."""
_RARE = 7.0
"""The least prior of a name that joins two slots at once: with it, nothing that two papers lack in
common would keep them apart."""
_UNSURE = 2.0
"""How far below even odds, in log-odds, a pair is still worth a person's look."""
_CROWD = 64
"""How many authors with one co-author in common are too many to compare each with each at once."""
_ROUND = 32
"""How many of a crowd are compared with each other in one round."""
_CURATED = (Scheme.ORCID, Scheme.ACL_PERSON)
"""Ids that people give themselves or others check, before those that a program gave."""
_RANK = {
    scheme: rank
    for rank, scheme in enumerate((*_CURATED, *(one for one in Scheme if one not in _CURATED)))
}


def rank(identifier: str) -> int:
    """Give the place of an identifier's scheme among all by which authors are joined, from 0.

    >>> rank("orcid:0000-0002-1825-0097") < rank("openalex:a5003442464")
    True
    """
    return _RANK[Scheme(identifier.partition(":")[0])]


def by_identifier(left: str, right: str, identifier: str) -> Decision:
    """Give the decision that slots, given by key, are one author, since both have an identifier."""
    return Decision(
        kind=NodeKind.AUTHOR,
        left=left,
        right=right,
        verdict=Verdict.SAME,
        score=1.0,
        rule="identifier",
        reason=f"both have {identifier}",
    )


_Names = frozenset[PersonName]
_Pair = tuple[float, int, int]


@dataclass(slots=True, eq=False)
class _Author:
    """The slots that are together so far."""

    slots: list[Slot]
    members: list[int]
    names: _Names
    papers: set[str]
    identifiers: dict[Scheme, set[str]] = field(default_factory=dict)
    _profile: Profile | None = None

    @property
    def profile(self) -> Profile:
        if self._profile is None:
            self._profile = Profile.of(self.slots)
        return self._profile

    def take(self, other: _Author) -> None:
        """Take the slots of another over."""
        self.slots += other.slots
        self.members += other.members
        self.names |= other.names
        self.papers |= other.papers
        for scheme, values in other.identifiers.items():
            self.identifiers.setdefault(scheme, set()).update(values)
        self._profile = None

    def differs(self, other: _Author) -> bool:
        """Tell whether a paper has both, or the strongest scheme known of both tells two."""
        if not self.papers.isdisjoint(other.papers):
            return True
        common = self.identifiers.keys() & other.identifiers.keys()
        if not common:
            return False
        strongest = min(common, key=_RANK.__getitem__)
        return self.identifiers[strongest].isdisjoint(other.identifiers[strongest])


def _author(slots: Sequence[Slot], numbers: Sequence[int]) -> _Author:
    found = [slots[number] for number in numbers]
    identifiers: dict[Scheme, set[str]] = {}
    for slot in found:
        for one in slot.author.identifiers:
            identifiers.setdefault(one.scheme, set()).add(one.value)
    return _Author(
        found,
        list(numbers),
        frozenset(slot.name for slot in found),
        {slot.paper for slot in found},
        identifiers,
    )


class Component:
    """Slots in order, and which of them are one author so far."""

    def __init__(self, slots: Sequence[Slot], judged: Judged) -> None:
        """Begin with each slot alone, but for what a person joined.

        Args:
            slots: all slots that blocks join, in order of paper and position.
            judged: what people decided about them.
        """
        self.decisions: list[Decision] = []
        self._slots = slots
        self._judged = judged
        self._parts = Partition({number: slot.keys for number, slot in enumerate(slots)}, judged)
        self._of: dict[int, _Author] = {}
        self._agreements: dict[tuple[_Names, _Names], Agreement] = {}
        self._priors: dict[tuple[_Names, _Names], float] = {}
        for group in self._parts.groups():
            author = _author(slots, group)
            self._of.update(dict.fromkeys(group, author))

    def groups(self) -> list[tuple[Slot, ...]]:
        """Give the authors, slots and authors in the order of the slots."""
        return [tuple(self._slots[number] for number in group) for group in self._parts.groups()]

    def join_identifiers(self) -> None:
        """Join slots with a common identifier, those of stronger schemes first."""
        holders: dict[tuple[int, str], list[int]] = {}
        for number, slot in enumerate(self._slots):
            for one in slot.author.identifiers:
                holders.setdefault((_RANK[one.scheme], str(one)), []).append(number)
        for (_, identifier), numbers in sorted(holders.items()):
            for number in numbers[1:]:
                first, second = self._of[numbers[0]], self._of[number]
                if not first.differs(second) and self._join(first, second):
                    keys = self._slots[numbers[0]].key, self._slots[number].key
                    self.decisions.append(by_identifier(*keys, identifier))

    @property
    def is_decided(self) -> bool:
        """Whether ids alone tell all authors apart, so that nothing else could join any two.

        So it is where all have one of a scheme and no two have one in common, as in OpenAlex.
        """
        authors = self._authors(range(len(self._slots)))
        common = set.intersection(*(set(one.identifiers) for one in authors))
        if not common:
            return False
        seen: set[tuple[Scheme, str]] = set()
        for one in authors:
            mine = {(scheme, value) for scheme, some in one.identifiers.items() for value in some}
            if not seen.isdisjoint(mine):
                return False
            seen |= mine
        return True

    def join_rare_names(self) -> None:
        """Join slots of a name written out that hardly two people have."""
        heads: list[int] = []
        for number in range(len(self._slots)):
            for head in heads:
                first, second = self._of[head], self._of[number]
                if first is second:
                    break
                names = self._agreement(first.names, second.names)
                prior = self._prior(first.names, second.names)
                if names < Agreement.PART or prior < _RARE or first.differs(second):
                    continue
                if self._join(first, second):
                    self._say(
                        head, number, chance(prior), "rare name", f"{said(names)}, a rare one"
                    )
                    break
            else:
                mine = self._of[number].names
                if self._prior(mine, mine) >= _RARE:
                    heads.append(number)

    def join_companions(self) -> None:
        """Join slots of names written out that have a co-author of a rare name in common."""
        holders: dict[str, list[int]] = {}
        for number, slot in enumerate(self._slots):
            for name in slot.companions:
                holders.setdefault(name, []).append(number)
        strong = [
            (-name_weight(name), name, numbers)
            for name, numbers in holders.items()
            if len(numbers) > 1 and name_weight(name) >= _STRONG
        ]
        for _, name, numbers in sorted(strong):
            self._join_company(name, numbers)

    def join_crowds(self) -> None:
        """Join the authors that share a co-author of a common name with very many others.

        To compare each with each would take the square of their number. They are compared some at
        a time, in the order of their slots, and so are those that are left, as long as that joins
        any; nothing is decided here of pairs that stay apart.
        """
        holders: dict[str, set[int]] = {}
        for number, slot in enumerate(self._slots):
            for name in slot.companions:
                holders.setdefault(name, set()).add(number)
        crowds = [(-len(some), name) for name, some in holders.items() if len(some) > _CROWD]
        for _, name in sorted(crowds):
            before = len(self._slots) + 1
            while _CROWD < len(crowd := self._authors(sorted(holders[name]))) < before:
                before = len(crowd)
                for first in range(0, before, _ROUND):
                    self._join_surest(crowd[first : first + _ROUND])

    def join_profiles(self) -> None:
        """Join the two authors for whom most speaks, until nothing speaks for any two.

        Pairs for whom nearly enough speaks are left as decisions to be unsure.
        """
        for value, one, other in self._join_surest(self._authors(range(len(self._slots)))):
            self._doubt(one, other, value)

    def _join_surest(self, some: Iterable[_Author]) -> Iterator[tuple[float, _Author, _Author]]:
        """Join those of some authors for whom most speaks; give the pairs left in doubt."""
        authors: dict[int, _Author] = {}
        named: dict[_Names, list[int]] = {}
        heap: list[_Pair] = []
        for number, author in enumerate(some):
            heap += self._pairs(authors, named, number, author)
        heapq.heapify(heap)
        fresh = len(authors)
        while heap and heap[0][0] < 0:
            value, left, right = heapq.heappop(heap)
            if left not in authors or right not in authors:
                continue
            decided = self._decide(authors[left], authors[right], -value, Verdict.SAME)
            joined = self._join(authors[left], authors[right])
            if joined is None:
                continue
            self.decisions.append(decided)
            del authors[left], authors[right]
            for pair in self._pairs(authors, named, fresh, joined):
                heapq.heappush(heap, pair)
            fresh += 1
        return (
            (-value, authors[left], authors[right])
            for value, left, right in sorted(heap)
            if left in authors and right in authors
        )

    def _authors(self, numbers: Iterable[int]) -> list[_Author]:
        """Give the authors of some slots, in the order of these."""
        return list(dict.fromkeys(self._of[number] for number in numbers))

    def _pairs(
        self,
        authors: dict[int, _Author],
        named: dict[_Names, list[int]],
        number: int,
        one: _Author,
    ) -> list[_Pair]:
        """Add an author; give its pairs with others for whom at least nearly enough speaks."""
        found = []
        for names, numbers in named.items():
            if not self._agreement(one.names, names):
                continue
            prior = self._prior(one.names, names)
            numbers[:] = [left for left in numbers if left in authors]
            for left in numbers:
                other = authors[left]
                if one.differs(other):
                    continue
                if not hopeless(one.profile, other.profile, prior, -_UNSURE):
                    value, _ = score(one.profile, other.profile, prior)
                    if value > -_UNSURE:
                        found.append((-value, left, number))
        authors[number] = one
        named.setdefault(one.names, []).append(number)
        return found

    def _join_company(self, name: str, numbers: Iterable[int]) -> None:
        """Join the slots that have one co-author, each with the first that it can join."""
        heads: list[int] = []
        for number in numbers:
            for head in heads:
                first, second = self._of[head], self._of[number]
                if first is second:
                    break
                names = self._agreement(first.names, second.names)
                if names < Agreement.PART or first.differs(second):
                    continue
                prior = self._prior(first.names, second.names)
                value = chance(companion_score(name, prior))
                if self._join(first, second):
                    why = f"{said(names)}; co-author {name.title()} in common"
                    self._say(head, number, value, "co-authors", why)
                    break
            else:
                heads.append(number)

    def _join(self, one: _Author, other: _Author) -> _Author | None:
        """Make one author of two; None when a person holds them apart."""
        if one is other or not self._parts.join(one.members[0], other.members[0]):
            return None
        if len(one.members) < len(other.members):
            one, other = other, one
        one.take(other)
        self._of.update(dict.fromkeys(other.members, one))
        return one

    def _agreement(self, one: _Names, other: _Names) -> Agreement:
        key = (one, other)
        found = self._agreements.get(key)
        if found is None:
            found = self._agreements[key] = agreement(*key)
        return found

    def _prior(self, one: _Names, other: _Names) -> float:
        key = (one, other)
        found = self._priors.get(key)
        if found is None:
            found = self._priors[key] = name_prior(*key)
        return found

    def _doubt(self, one: _Author, other: _Author, value: float) -> None:
        """Leave a pair for a person to look at, unless one has."""
        left = {key for slot in one.slots for key in slot.keys}
        right = {key for slot in other.slots for key in slot.keys}
        if not any(
            (a in left and b in right) or (a in right and b in left)
            for a, b in self._judged.different
        ):
            self.decisions.append(self._decide(one, other, value, Verdict.UNSURE))

    def _decide(self, one: _Author, other: _Author, value: float, verdict: Verdict) -> Decision:
        names = self._agreement(one.names, other.names)
        _, found = score(one.profile, other.profile, 0.0)
        return Decision(
            kind=NodeKind.AUTHOR,
            left=self._slots[min(one.members)].key,
            right=self._slots[min(other.members)].key,
            verdict=verdict,
            score=chance(value),
            rule="co-authors" if found.companions else "evidence",
            reason=reason(one.profile, other.profile, found, names),
        )

    def _say(self, left: int, right: int, value: float, rule: str, why: str) -> None:
        self.decisions.append(
            Decision(
                kind=NodeKind.AUTHOR,
                left=self._slots[left].key,
                right=self._slots[right].key,
                verdict=Verdict.SAME,
                score=value,
                rule=rule,
                reason=why,
            )
        )
