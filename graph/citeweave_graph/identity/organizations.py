"""Which printed affiliations and names of organisations are one organisation.

A pure function of a set of mentions: the order in which they came does not matter. Mentions that
share an identifier are one organisation, and so are those whose names have one key. A name
without identifier that others give with one joins them as long as they agree: all of them, or at
least nine in ten. Where they differ more it stays apart from each, since a wrong merge is worse
than a missed one. What a person decided comes before all of this.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from citeweave_graph.identity.joining import NOTHING, Judged, Partition
from citeweave_graph.identity.organization_forms import is_known
from citeweave_graph.identity.organization_keys import (
    country_of,
    name_key,
    near_key,
    organization_blocks,
    organization_key,
    owner_name,
    record_key,
    words_of_key,
)
from citeweave_graph.identity.organization_names import organization_name
from citeweave_schema.ids import Identifier, Scheme, strongest
from citeweave_schema.judgements import Decision, Verdict
from citeweave_schema.kinds import NodeKind

__all__ = [
    "OrganizationMention",
    "Organizations",
    "cluster",
    "organization_blocks",
    "organization_key",
    "organization_name",
    "owner_name",
    "record_key",
]

_AGREEING, _OF = 9, 10
"""How many of the identified mentions of a name must agree for it to be theirs, of how many."""
_NEAR_LIMIT = 20
"""How many names that are alike are compared with one another."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class OrganizationMention:
    """A place where an organisation is named.

    Attributes:
        key: key of the record that names it; equal keys are one record.
        name: as printed, with whatever else the affiliation says.
        identifiers: as given there.
    """

    key: str
    name: str
    identifiers: tuple[Identifier, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Organizations:
    """What mentions make.

    Attributes:
        groups: the organisations, each as its mentions, by key; in the order of their first.
        keys: for each of them the key that its id follows from: its strongest identifier, else
            the least key of a record. No two are the same.
        decisions: why records of different keys are one, and which pairs a person may look at.
    """

    groups: tuple[tuple[OrganizationMention, ...], ...]
    keys: tuple[str, ...]
    decisions: tuple[Decision, ...]


def cluster(mentions: Iterable[OrganizationMention], judged: Judged = NOTHING) -> Organizations:
    """Give the organisations that mentions make, and what was decided on the way.

    >>> oxford = OrganizationMention(key="a", name="University of Oxford, UK")
    >>> other = OrganizationMention(key="b", name="Oxford University")
    >>> [[one.key for one in group] for group in cluster([other, oxford]).groups]
    [['a', 'b']]
    >>> judged = Judged(different=frozenset({("a", "b")}))
    >>> len(cluster([oxford, other], judged).groups)
    2
    """
    work = _Work(sorted(mentions), judged)
    work.join_identified()
    work.join_named()
    work.find_near()
    return work.result()


class _Work:
    """The state of one clustering."""

    def __init__(self, mentions: list[OrganizationMention], judged: Judged) -> None:
        self._by_record: dict[str, list[OrganizationMention]] = {}
        for one in mentions:
            self._by_record.setdefault(one.key, []).append(one)
        self._parts = Partition({key: [key] for key in self._by_record}, judged)
        self._decisions: list[Decision] = []

    def join_identified(self) -> None:
        """Join records that share an identifier."""
        first: dict[Identifier, str] = {}
        for key, mentions in self._by_record.items():
            for one in sorted(_usable(mentions)):
                other = first.setdefault(one, key)
                self._join(other, key, 1.0, "identifier", f"both have {one}")

    def join_named(self) -> None:
        """Join records of one name, those that say to be in different countries apart."""
        by_name: dict[str, list[str]] = {}
        for key, mentions in self._by_record.items():
            for name in sorted({name_key(one.name) for one in mentions}):
                by_name.setdefault(name, []).append(key)
        for name, keys in sorted(by_name.items()):
            if len(keys) > 1:
                self._join_countries(name, self._by_country(name, keys))

    def _by_country(self, name: str, keys: list[str]) -> dict[str, list[str]]:
        """Give the records of a name by the country that they state, "" for none.

        Of a name that our table knows there is only one, in however many countries.
        """
        found: dict[str, list[str]] = {}
        for key in keys:
            stated = {
                country_of(one.name) for one in self._by_record[key] if name_key(one.name) == name
            }
            known = sorted(stated - {""})
            country = known[0] if len(known) == 1 and not is_known(words_of_key(name)) else ""
            found.setdefault(country, []).append(key)
        return found

    def _join_countries(self, name: str, found: dict[str, list[str]]) -> None:
        countries = sorted(set(found) - {""})
        if len(countries) <= 1:
            self._join_one(name, [key for keys in found.values() for key in keys])
            return
        for country in countries:
            self._join_one(name, found[country])
        silent = found.get("", [])
        if silent:
            self._join_one(name, silent)
        votes = Counter({country: len(found[country]) for country in countries})
        usual = min(countries, key=lambda one: (-votes[one], one))
        share = votes[usual] / votes.total()
        said = f"{votes[usual]} of {votes.total()} records of {words_of_key(name)!r} are in {usual}"
        for key in silent[:1]:
            if _OF * votes[usual] >= _AGREEING * votes.total():
                self._join(found[usual][0], key, 0.95 * share, "country", said)
            else:
                self._unsure(found[usual][0], key, share, "country", said)
        for country in countries:
            if country != usual:
                reason = f"both name {words_of_key(name)!r}, one in {usual}, one in {country}"
                self._unsure(found[usual][0], found[country][0], 0.4, "country", reason)

    def _join_one(self, name: str, keys: list[str]) -> None:
        """Join records of one name: those without identifier, and those with one that agree."""
        bare = [key for key in keys if not _usable(self._by_record[key])]
        known = [key for key in keys if _usable(self._by_record[key])]
        for one, other in itertools.pairwise(bare):
            self._join(one, other, 0.97, "name", f"both name {words_of_key(name)!r}")
        if known:
            self._join_known(name, bare, known)

    def _join_known(self, name: str, bare: list[str], known: list[str]) -> None:
        """Join a name without identifiers to what those with identifiers mean by it."""
        votes = self._votes(name, known)
        leads = list(votes)
        if not self._differ(leads):
            for one, other in itertools.pairwise(leads):
                self._join(one, other, 0.95, "name", f"both name {words_of_key(name)!r}, ids agree")
            votes = self._votes(name, known)
        ranked = sorted(votes, key=lambda lead: (-votes[lead], lead))
        usual, total = ranked[0], votes.total()
        said = (
            f"{votes[usual]} of {total} identified mentions of {words_of_key(name)!r} are this one"
        )
        if bare and _OF * votes[usual] >= _AGREEING * total:
            self._join(usual, bare[0], 0.97 * votes[usual] / total, "name", said)
        elif bare:
            for lead in ranked[:_NEAR_LIMIT]:
                reason = f"{votes[lead]} of {total} identified mentions are this one"
                self._unsure(lead, bare[0], votes[lead] / total, "name", reason)
        for lead in ranked[1:_NEAR_LIMIT]:
            reason = f"both name {words_of_key(name)!r}, but their identifiers differ"
            self._unsure(usual, lead, 0.3, "identifiers differ", reason)

    def _votes(self, name: str, known: list[str]) -> Counter[str]:
        """Count the mentions of a name by the group they are in."""
        votes = Counter[str]()
        for key in known:
            said = sum(name_key(one.name) == name for one in self._by_record[key])
            votes[self._lead(key)] += said
        return votes

    def _lead(self, key: str) -> str:
        """Give the record that stands for the group which a record is in now."""
        return next(iter(self._parts.members(key)))

    def _differ(self, keys: list[str]) -> bool:
        """Tell whether groups have different identifiers of one scheme."""
        values: dict[Scheme, set[frozenset[str]]] = {}
        for key in keys:
            own: dict[Scheme, set[str]] = {}
            for record in self._parts.members(key):
                for one in _usable(self._by_record[record]):
                    own.setdefault(one.scheme, set()).add(one.value)
            for scheme, some in own.items():
                values.setdefault(scheme, set()).add(frozenset(some))
        return any(len(some) > 1 for some in values.values())

    def find_near(self) -> None:
        """Note names that are alike but for a word such as "Hospital"."""
        by_near: dict[str, dict[str, str]] = {}
        for key, mentions in self._by_record.items():
            for one in mentions:
                by_near.setdefault(near_key(one.name), {}).setdefault(name_key(one.name), key)
        for _, names in sorted(by_near.items()):
            first, *others = sorted(names)[:_NEAR_LIMIT]
            for name in others:
                reason = f"{words_of_key(first)!r} and {words_of_key(name)!r} are alike"
                self._unsure(names[first], names[name], _likeness(first, name), "alike", reason)

    def _join(self, one: str, other: str, score: float, rule: str, reason: str) -> None:
        if not self._parts.together(one, other) and self._parts.join(one, other):
            self._decide(Verdict.SAME, (one, other), score, rule, reason)

    def _unsure(self, one: str, other: str, score: float, rule: str, reason: str) -> None:
        if not self._parts.together(one, other):
            self._decide(Verdict.UNSURE, (one, other), score, rule, reason)

    def _decide(
        self, verdict: Verdict, pair: tuple[str, str], score: float, rule: str, reason: str
    ) -> None:
        self._decisions.append(
            Decision(
                kind=NodeKind.ORGANIZATION,
                left=pair[0],
                right=pair[1],
                verdict=verdict,
                score=round(score, 3),
                rule=rule,
                reason=reason,
            )
        )

    def result(self) -> Organizations:
        """Give the groups and decisions."""
        parts = self._parts.groups()
        groups = tuple(tuple(one for key in part for one in self._by_record[key]) for part in parts)
        return Organizations(
            groups=groups, keys=_keys(groups), decisions=tuple(sorted(set(self._decisions)))
        )


def _keys(groups: Iterable[tuple[OrganizationMention, ...]]) -> tuple[str, ...]:
    """Give each group a key that no group before it has.

    Two groups have one identifier only where a person parted them.
    """
    taken: dict[str, None] = {}
    for group in groups:
        usable = _usable(group)
        wanted = [str(one) for one in sorted(usable) if one == strongest(usable)]
        wanted += sorted({one.key for one in group})
        wanted.append(f"{wanted[-1]}, apart {len(taken)}")
        taken[next(key for key in wanted if key not in taken)] = None
    return tuple(taken)


def _usable(mentions: Iterable[OrganizationMention]) -> frozenset[Identifier]:
    """Give the identifiers of a record but for schemes of which it has several."""
    found = {one for mention in mentions for one in mention.identifiers}
    counts = Counter(one.scheme for one in found)
    return frozenset(one for one in found if counts[one.scheme] == 1)


def _likeness(one: str, other: str) -> float:
    """Give how many of the words of two names are common to both."""
    first, second = set(words_of_key(one).split()), set(words_of_key(other).split())
    return len(first & second) / len(first | second)
