"""What records state of a paper, as far as it tells papers apart, and what contradicts it."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from citeweave_graph.identity.bylines import Byline, byline, one_person, shared
from citeweave_graph.identity.titles import Title, fold, folded_title, likeness
from citeweave_schema.ids import Identifier, Scheme
from citeweave_schema.papers import Paper

__all__ = [
    "Authorship",
    "Facts",
    "authors_differ",
    "authorship",
    "contradicting_ids",
    "contradiction",
    "facts_of",
    "implied",
    "merged",
    "titles_differ",
    "years_between",
]

_PREPRINT_DOI = re.compile(
    r"10\.(?:48550|2139|21203|20944|31234|31219|31235|31222|26434|36227|22541|32942|35542|33774)/"
    r"|10\.1101/(?:\d{6}|\d{4}\.\d\d)"
)
"""Prefixes under which preprint servers register; bioRxiv shares 10.1101 with journals."""
_PREPRINT_VENUE = re.compile(
    r"\b(?:\w{0,8}r?xiv(?:\.org)?|corr|ssrn|research square|preprints?|authorea|osf)\b"
)
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.(.+)")
_ACL_DOI = re.compile(r"10\.(?:18653|3115)/v1/(.+)")

_ONE_EACH = frozenset({Scheme.ARXIV, Scheme.ACL})
"""A paper has one id of these, preprint or not."""
_ONE_WHEN_PUBLISHED = frozenset(
    {Scheme.DOI, Scheme.PUBMED, Scheme.PMC, Scheme.WOS, Scheme.SCOPUS, Scheme.DIMENSIONS}
)
"""A published paper has one id of these; a preprint may have one of its own beside it."""

_PLACE = re.compile(r"[^\W_]{2,}")

_YEARS_APART = 1
_YEARS_APART_UNPLACED = 2
_YEARS_APART_PREPRINT = 3
_HALF = 0.5
_TITLES_LIMIT = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the records of a paper state together.

    Attributes:
        titles: for each record, or each group of records known to be one, its titles.
        years: when it appeared, as its records say; as references say where there is no record.
        placed: the years of those records that name a place other than a preprint server.
        firsts: its first author, as printed here and there.
        surnames: of all authors that are named.
        listed: True when more authors than the first are named.
        ids: the identifiers of which a paper has one, by scheme.
        databases: ids of databases that may hold one paper twice.
        venues: where it appeared.
        preprint: True when a record is that of a preprint.
        published: True when a record is that of a published version.
        stub: True when only references name it.
    """

    titles: frozenset[frozenset[Title]]
    years: frozenset[int]
    placed: frozenset[int]
    firsts: frozenset[Byline]
    surnames: frozenset[str]
    listed: bool
    ids: Mapping[Scheme, frozenset[str]]
    databases: Mapping[Scheme, frozenset[str]]
    venues: frozenset[str]
    preprint: bool
    published: bool
    stub: bool

    @property
    def bare(self) -> bool:
        """Whether nothing but a title, and perhaps identifiers, is known."""
        return not self.years and not self.firsts


def implied(identifiers: Iterable[Identifier]) -> list[Identifier]:
    """Give the identifiers that others contain: arXiv and the ACL make DOIs out of their ids.

    >>> [str(one) for one in implied([Identifier.parse("doi", "10.48550/arXiv.2005.11401")])]
    ['arxiv:2005.11401']
    """
    found = []
    for one in identifiers:
        if one.scheme is not Scheme.DOI:
            continue
        for pattern, scheme in ((_ARXIV_DOI, Scheme.ARXIV), (_ACL_DOI, Scheme.ACL)):
            match = pattern.fullmatch(one.value)
            if match:
                found.extend(_parsed(scheme, match[1]))
    return found


def _parsed(scheme: Scheme, value: str) -> list[Identifier]:
    try:
        return [Identifier.parse(scheme, value)]
    except ValueError:
        return []


def facts_of(papers: Iterable[Paper], *, stub: bool) -> Facts:
    """Give what records of one paper state together."""
    records = list(papers)
    identifiers = [one for record in records for one in record.identifiers]
    identifiers.extend(implied(identifiers))
    ids: dict[Scheme, set[str]] = {}
    databases: dict[Scheme, set[str]] = {}
    preprint = published = False
    for one in identifiers:
        if one.scheme is Scheme.ARXIV or _of_preprint(one):
            preprint = True
            if one.scheme is Scheme.DOI:
                continue
        elif one.scheme in _ONE_WHEN_PUBLISHED or one.scheme is Scheme.ACL:
            published = True
        kind = ids if one.scheme in _ONE_EACH or one.scheme in _ONE_WHEN_PUBLISHED else databases
        kind.setdefault(one.scheme, set()).add(one.value)
    venues = {fold(record.venue.name) for record in records if record.venue}
    servers = {venue for venue in venues if _PREPRINT_VENUE.search(venue)}
    bylines = [[byline(author.name) for author in record.authors] for record in records]
    named = [[one for one in printed if one.surname] for printed in bylines]
    return Facts(
        titles=frozenset(
            {frozenset(folded_title(one.title_readable or one.title) for one in records)}
        ),
        years=frozenset(one.date.year for one in records if one.date and one.date.year),
        placed=frozenset(
            one.date.year
            for one in records
            if one.date and one.date.year and one.venue and fold(one.venue.name) not in servers
        ),
        firsts=frozenset(printed[0] for printed in named if printed),
        surnames=frozenset(one.surname for printed in named for one in printed),
        listed=any(len(printed) > 1 for printed in named),
        ids={scheme: frozenset(values) for scheme, values in ids.items()},
        databases={scheme: frozenset(values) for scheme, values in databases.items()},
        venues=frozenset(venues - servers),
        preprint=preprint or bool(servers),
        published=published or bool(venues - servers),
        stub=stub,
    )


def _of_preprint(one: Identifier) -> bool:
    return one.scheme is Scheme.DOI and _PREPRINT_DOI.match(one.value) is not None


def merged(one: Facts, other: Facts) -> Facts:
    """Give what two groups of records state together; references only fill what records leave."""
    if one.stub is other.stub:
        years = one.years | other.years
    else:
        record, reference = (other, one) if one.stub else (one, other)
        years = record.years or reference.years
    return Facts(
        titles=one.titles | other.titles,
        years=years,
        placed=one.placed | other.placed,
        firsts=one.firsts | other.firsts,
        surnames=one.surnames | other.surnames,
        listed=one.listed or other.listed,
        ids=_union(one.ids, other.ids),
        databases=_union(one.databases, other.databases),
        venues=one.venues | other.venues,
        preprint=one.preprint or other.preprint,
        published=one.published or other.published,
        stub=one.stub and other.stub,
    )


def _union(
    one: Mapping[Scheme, frozenset[str]], other: Mapping[Scheme, frozenset[str]]
) -> Mapping[Scheme, frozenset[str]]:
    none: frozenset[str] = frozenset()
    return {key: one.get(key, none) | other.get(key, none) for key in one.keys() | other.keys()}


@dataclass(frozen=True, slots=True)
class Authorship:
    """How the authors of two papers compare: how much is lost by it, and in words."""

    loss: float
    how: str


_UNKNOWN = Authorship(0.05, "author unknown")
_SAME = Authorship(0.0, "first author equal")
_MOVED = Authorship(0.06, "authors in another order")
_OTHERS_DIFFER = Authorship(0.08, "first author equal, the others differ")
_DIFFERENT = Authorship(1.0, "first authors differ")


def authorship(one: Facts, other: Facts) -> Authorship:
    """Compare who wrote two papers."""
    if not one.firsts or not other.firsts:
        return _UNKNOWN
    common = shared(one.surnames, other.surnames)
    if any(_one_person(mine, theirs) for mine, theirs in product(one.firsts, other.firsts)):
        both = one.listed and other.listed and min(len(one.surnames), len(other.surnames)) > 2
        return _OTHERS_DIFFER if both and common < _HALF else _SAME
    if one.listed and other.listed and common > _HALF:
        return _MOVED
    return _DIFFERENT


@functools.lru_cache(maxsize=20_000)
def _one_person(one: Byline, other: Byline) -> bool:
    return one_person(one, other)


def contradiction(one: Facts, other: Facts) -> str | None:
    """Tell in words why two papers cannot be one; None when nothing speaks against it."""
    for scheme, mine, theirs in contradicting_ids(one, other):
        return f"{scheme.value} {min(mine)} and {min(theirs)}"
    if years_between(one, other) > _years_allowed(one, other) or _places_differ(one, other):
        return f"years {_listed(one.years)} and {_listed(other.years)}"
    if authors_differ(one, other):
        return _DIFFERENT.how
    return "titles" if titles_differ(one, other) else None


def contradicting_ids(
    one: Facts, other: Facts
) -> Iterator[tuple[Scheme, frozenset[str], frozenset[str]]]:
    """Give the schemes in which two papers have identifiers that one paper does not have both."""
    for scheme in sorted(one.ids.keys() & other.ids.keys()):
        mine, theirs = one.ids[scheme], other.ids[scheme]
        apart = mine.isdisjoint(theirs)
        if apart and (scheme in _ONE_EACH or _published_twice(scheme, one, other)):
            yield scheme, mine, theirs


def authors_differ(one: Facts, other: Facts) -> bool:
    """Tell whether two papers are known to be written by different people."""
    return authorship(one, other) is _DIFFERENT


def titles_differ(one: Facts, other: Facts) -> bool:
    """Tell whether a record of the one has a title that no title of a record of the other is like.

    So many titles that they cannot all be compared are taken to differ.
    """
    if len(one.titles) * len(other.titles) > _TITLES_LIMIT**2:
        return True
    return not all(
        any(likeness(left, right).score for left, right in product(mine, theirs))
        for mine, theirs in product(one.titles, other.titles)
    )


def _published_twice(scheme: Scheme, one: Facts, other: Facts) -> bool:
    """Whether two ids of a scheme are of published papers; of DOIs only such are kept."""
    return scheme is Scheme.DOI or not (one.preprint or other.preprint)


def years_between(one: Facts, other: Facts) -> int:
    """Give how many years lie between two papers at the most; 0 where a year is unknown."""
    if not one.years or not other.years:
        return 0
    return max(max(one.years) - min(other.years), max(other.years) - min(one.years))


def _years_allowed(one: Facts, other: Facts) -> int:
    """Give how many years may lie between two prints of one paper.

    A preprint may precede what is published of it. A record that names no place may be that of a
    preprint; all its authors must then agree. Two records of one place may differ by the year
    that an article waits for its issue; two places of two years are two publications.
    """
    if one.preprint or other.preprint:
        return _YEARS_APART_PREPRINT
    if one.published and other.published:
        return _YEARS_APART if _one_place(one.venues, other.venues) else 0
    if one.listed and other.listed and one.surnames == other.surnames:
        return _YEARS_APART_UNPLACED
    return _YEARS_APART


def _places_differ(one: Facts, other: Facts) -> bool:
    """Whether both were published, in other years and places; a preprint is no bridge between."""
    if not one.placed or not other.placed or one.placed == other.placed:
        return False
    between = max(max(one.placed) - min(other.placed), max(other.placed) - min(one.placed))
    return between > _YEARS_APART or not _one_place(one.venues, other.venues)


def _one_place(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether two venues may be one: where both are known, all words and numbers agree."""
    if not mine or not theirs:
        return True
    return any(
        set(_PLACE.findall(one)) == set(_PLACE.findall(other))
        for one, other in product(mine, theirs)
    )


def _listed(years: Iterable[int]) -> str:
    return " ".join(map(str, sorted(years)))
