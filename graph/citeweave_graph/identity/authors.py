"""Which author slots are one author.

A pure function of a set of slots (an author's place on a paper) and of what people judged. Slots
meet by identifier, or by surname and first initial (`slot_blocks`); what is decided about some
follows from those alone that a chain of these leads to. In order:

1. what a person joined is one, what a person held apart is not;
2. slots with a common ORCID or other id are one; ids that differ in the strongest scheme that both
   have tell two; so does one paper that has both;
3. slots of names that agree and are written out are one when a co-author of a rare name is common
   to both, or the name itself is so rare that hardly two people have it;
4. what is left is joined by a score of names, co-authors, title words, venues, years, citations,
   affiliations and concepts (`author_score`), the surest pair first, until the odds are even.
   Rare names join by little, common ones need much; pairs short of enough stay apart and are
   given as decisions to be unsure. Where very many share one co-author of a common name, the
   surest pair is first sought among some of them at a time.

>>> from citeweave_schema.papers import AuthorName
>>> ada = AuthorName(name="Ada Lovelace")
>>> slots = [Slot(paper=f"P{n}", paper_key=f"doi:10.1/{n}", position=1, author=ada,
...               companions=frozenset({"charles babbage"})) for n in (1, 2)]
>>> found = cluster(slots)
>>> len(found.groups), found.decisions[0].reason
(1, 'same name; co-author Charles Babbage in common')
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from citeweave_graph.identity.author_component import Component
from citeweave_graph.identity.author_slots import Slot, slot_blocks
from citeweave_graph.identity.joining import Judged
from citeweave_schema.ids import Identifier, Scheme, strongest
from citeweave_schema.judgements import Decision

__all__ = ["Clustering", "Slot", "author_key", "cluster", "components", "slot_blocks"]

_NOTHING = Judged()
_SCHEMES = tuple(Scheme)


@dataclass(frozen=True, slots=True)
class Clustering:
    """Who is one author, and why.

    Attributes:
        groups: the authors, each as its slots in order of paper and position.
        keys: of each author in the same order, all keys that are its alone: first the one that
            its id follows from (the strongest identifier, else the least slot).
        decisions: what joined slots, and the pairs that a person may look at, by their keys.
        namesakes: the names whose bearers ids alone tell apart, as blocks, each with a scheme of
            which all have an id.
    """

    groups: tuple[tuple[Slot, ...], ...]
    keys: tuple[tuple[str, ...], ...]
    decisions: tuple[Decision, ...]
    namesakes: tuple[tuple[str, str], ...] = ()


def cluster(slots: Iterable[Slot], judged: Judged = _NOTHING) -> Clustering:
    """Give the authors that slots make.

    Args:
        slots: in any order; all that their blocks, and pairs that were judged the same, reach.
        judged: what people decided about pairs of slots, by any of `Slot.keys`.
    """
    ordered = sorted(slots, key=lambda one: (one.paper, one.position))
    groups: list[tuple[Slot, ...]] = []
    decisions: list[Decision] = []
    namesakes: list[tuple[str, str]] = []
    for members, about in _components(ordered, judged):
        if len(members) == 1:
            groups.append((members[0],))
            namesakes += _told_apart(members)
            continue
        component = Component(members, about)
        component.join_identifiers()
        if component.is_decided:
            namesakes += _told_apart(members)
        else:
            component.join_companions()
            component.join_rare_names()
            component.join_crowds()
            component.join_profiles()
        groups += component.groups()
        decisions += component.decisions
    groups.sort(key=lambda group: (group[0].paper, group[0].position))
    return Clustering(
        tuple(groups), _keys(groups), tuple(sorted(decisions, key=_place)), tuple(namesakes)
    )


def components(slots: Iterable[Slot]) -> Iterator[list[Slot]]:
    """Give the slots that blocks join together; those of two such lists never meet."""
    for members, _ in _components(list(slots), _NOTHING):
        yield members


def _told_apart(members: Sequence[Slot]) -> list[tuple[str, str]]:
    """Give the names of slots that blocks join, where all of them have an id of one scheme.

    Of several schemes not ORCID, of which most authors have none: so the next may have one too.
    """
    common = set.intersection(
        *({identifier.scheme for identifier in one.author.identifiers} for one in members)
    )
    if not common:
        return []
    scheme = min(common, key=lambda one: (one is Scheme.ORCID, one))
    return [(name, scheme) for name in {slot_blocks(one.author)[-1] for one in members}]


def author_key(group: Iterable[Slot]) -> str:
    """Give the key that an author's id follows from: the strongest id, else the least slot.

    Where two authors share an id (a person held them apart, or one paper has both), only one can
    have it as its key: `Clustering.keys` tells which.
    """
    slots = list(group)
    best = strongest(one for slot in slots for one in slot.author.identifiers)
    return str(best) if best is not None else min(slot.key for slot in slots)


def _components(ordered: Sequence[Slot], judged: Judged) -> list[tuple[list[Slot], Judged]]:
    """Give the slots that blocks and judgements join, each time with the judgements about them."""
    told = {key for pair in judged.same | judged.different for key in pair}
    joined = _Components()
    for number, slot in enumerate(ordered):
        for block in slot_blocks(slot.author):
            joined.link(number, block)
        for key in told.intersection(slot.keys) if told else ():
            joined.link(number, _Judged(key))
    for left, right in judged.same:
        joined.link(_Judged(left), _Judged(right))
    about: dict[object, tuple[set[tuple[str, str]], set[tuple[str, str]]]] = {}
    for verdict, pairs in enumerate((judged.same, judged.different)):
        for pair in pairs:
            root = joined.root(_Judged(pair[0]))
            if root == joined.root(_Judged(pair[1])):
                about.setdefault(root, (set(), set()))[verdict].add(pair)
    found: dict[object, list[Slot]] = {}
    for number, slot in enumerate(ordered):
        found.setdefault(joined.root(number), []).append(slot)
    return [
        (members, Judged(*map(frozenset, about[root])) if root in about else _NOTHING)
        for root, members in found.items()
    ]


@dataclass(frozen=True, slots=True)
class _Judged:
    """A key that a judgement names, which is no block."""

    key: str


class _Components:
    """Numbers of slots, blocks and judged keys, linked to each other (union-find)."""

    def __init__(self) -> None:
        self._above: dict[object, object] = {}

    def root(self, one: object) -> object:
        above = self._above
        while (parent := above.setdefault(one, one)) != one:
            above[one] = above[parent]
            one = parent
        return one

    def link(self, one: object, other: object) -> None:
        self._above[self.root(one)] = self.root(other)


def _keys(groups: Sequence[tuple[Slot, ...]]) -> tuple[tuple[str, ...], ...]:
    """Give each group its keys: one that several hold belongs to that with the most slots of it."""
    holders: dict[Identifier, Counter[int]] = {}
    for number, group in enumerate(groups):
        for slot in group:
            for one in slot.author.identifiers:
                holders.setdefault(one, Counter())[number] += 1
    owned: dict[int, list[Identifier]] = {}
    for one, counts in holders.items():
        owner = min(counts, key=lambda number: (-counts[number], number))
        owned.setdefault(owner, []).append(one)
    return tuple(
        (
            *map(str, sorted(owned.get(number, ()), key=_rank)),
            *sorted(slot.key for slot in group),
        )
        for number, group in enumerate(groups)
    )


def _place(one: Decision) -> tuple[str, str, str]:
    return one.left, one.right, one.verdict


def _rank(one: Identifier) -> tuple[int, str]:
    return _SCHEMES.index(one.scheme), one.value
