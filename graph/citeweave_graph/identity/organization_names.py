"""The organisation in a printed affiliation.

An affiliation is cut where it is punctuated; in each part, the words that head a unit
("University", "Department", "Klinikum") are found and each is given the words that belong to it.
What is left are candidates of different rank: a university comes before a hospital, a hospital
before an institute, and a department is never one. Among equals the first is taken.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from citeweave_graph.identity.organization_forms import (
    campuses,
    contained,
    form,
    is_known,
    unshortened,
)
from citeweave_graph.identity.organization_tables import (
    Word,
    folded,
    places,
    plain_text,
    tokens,
    word,
)
from citeweave_graph.identity.organization_units import (
    NEVER,
    RANKS,
    Token,
    is_proper,
    rank,
    tokens_of,
    units_of,
)

__all__ = ["AFFILIATION_LIMIT", "Named", "organization_in", "organization_name"]

AFFILIATION_LIMIT = 2_000
"""How many characters of an affiliation are read."""

_NOISE = re.compile(
    r"https?://\S+|www\.\S+|\bORCID\S*(?:\s*[\dX-]{19})?|[\dX]{4}(?:-[\dX]{4}){3}"
    r"|\be-?mails?\b:?|\btel\b\.?:?|\bfax\b\.?:?",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\S+@\S+")
_FOOTNOTE = re.compile(r"(?:^|(?<=[,;] ))\W*\d{1,2}\s?(?=[^\W\d_]{2})|^\s*[a-z]\s+(?=[A-Z])")
_OF_U = re.compile(r"\bU\. of\b")
_ABBREVIATION = re.compile(r"\b(Univ|Dept|Dep|Inst|Hosp|Acad|Natl|Technol|Coll)\.\s*")
_WIDE = re.compile(r"(?<=\w) {2,}(?=[^\W\d_a-z])")
_GLUED = re.compile(
    r"(?<=[a-zà-ÿ])(?=(?:University|Department|Institute|Hospital|School|Faculty|College)\b)"
)
_GLUED_TOWN = re.compile(r"(?<=[a-zà-ÿ]{3})(?=[A-Z][a-zà-ÿ])")
_ONE_IN_BRACKETS = re.compile(r"\(\s*[^\s()]+\s*\)")
_CUT = re.compile(
    r"[,;:|•·()\[\]{}§†‡∥*/]|\s[-\u2010-\u2015─]+\s|[\u2013-\u2015─](?=[A-Z])"
    r"|(?<=[^\W\d_]{4})\.\s+(?=[A-Z])|\b[Aa]ffiliated (?:to|with)\b"
)
_JOINING = ("of", "and", "article")
_SMALL = ("unit", "school", "college", "centre", "laboratory")
_OF_INSTITUTES = frozenset({"cas", "ras", "cnr", "csic"})
_BY_COUNTRY = ("government", "institute", "academy", "museum", "body", "centre", "company")
_COUNTRIES, _STATES, _PREFIXES = places("country"), places("state"), places("prefix")


@dataclass(frozen=True, slots=True)
class Named:
    """What an affiliation says.

    Attributes:
        name: the organisation, as printed.
        country: the country behind it, in English; None where none stands there.
    """

    name: str
    country: str | None


def organization_name(affiliation: str) -> str:
    """Give the organisation in a printed affiliation, as printed there.

    A place is added where the name without it is that of several organisations, and left out
    otherwise. Of a text without any organisation the first part that is neither a department nor
    a place is given, else the text.

    >>> organization_name("Department of Physics, University of Oxford, Oxford OX1 3PU, UK")
    'University of Oxford'
    >>> organization_name("Dept. of Genetics Stanford Univ. Stanford California USA")
    'Stanford Univ'
    >>> organization_name("Department of Chemistry, University of California, Irvine, CA 92697")
    'University of California, Irvine'
    >>> organization_name("Acme Robotics GmbH, Ulm, Germany")
    'Acme Robotics GmbH'
    """
    return organization_in(affiliation).name


@functools.lru_cache(maxsize=65_536)
def organization_in(affiliation: str) -> Named:
    """Give the organisation in a printed affiliation, and the country that it says it is in.

    >>> organization_in("Institut für Physik, Universität zu Köln, D-50923 Köln, Deutschland")
    Named(name='Universität zu Köln', country='Germany')
    """
    text = _cleaned(affiliation[:AFFILIATION_LIMIT])
    bare = _ONE_IN_BRACKETS.sub(",", text) if "(" in text else text
    parts = [part for part in (one.strip(" -'").lstrip(". ") for one in _CUT.split(bare)) if part]
    read = [_part(part) for part in parts]
    found = [(one.rank, place) for place, part in enumerate(read) for one in part.found[:1]]
    if not found:
        name = next((text for text, part in zip(parts, read, strict=True) if part.may_be), None)
        return Named(name or affiliation.strip(), _country(read))
    place = min(found)[1]
    best, country = read[place].found[0], _country(read[place:])
    if not best.proper and not is_known(form(best.name), country):
        return Named(_told_apart(best, country, parts, place), country)
    return Named(_with_campus(_under(best, read[: place + 1]), text), country)


class _Found(NamedTuple):
    """A candidate.

    Attributes:
        rank: the less, the likelier it is the organisation.
        name: as printed.
        sort: the class of its head.
        proper: whether the name has words that are its own; "Technical University" has none.
    """

    rank: int
    name: str
    sort: str
    proper: bool


class _Part(NamedTuple):
    """What one part of an affiliation says.

    Attributes:
        found: the organisations that it may name, the likeliest first.
        country: the country that it ends with; None for none.
        may_be: whether it may be an organisation though no word says so.
    """

    found: tuple[_Found, ...]
    country: str | None
    may_be: bool


@functools.lru_cache(maxsize=65_536)
def _part(text: str) -> _Part:
    """Read a part of an affiliation; many are in thousands of them."""
    words = tokens_of(text)
    found = tuple(sorted(_candidates(text, words), key=lambda one: one.rank))
    said = [one.word for one in words]
    sort = all(one.field for one in said) or any(one.kind == "unit" for one in said)
    place = " ".join(one.text for one in said) in _COUNTRIES
    may_be = not sort and not place and not any(one.number for one in said)
    return _Part(found, _country_at_end([one for one in said if not one.number]), may_be)


def _cleaned(text: str) -> str:
    text = plain_text(text)
    if "@" in text:
        text = _ADDRESS.sub(",", text)
    text = _FOOTNOTE.sub("", _NOISE.sub(",", text))
    if "." in text:
        text = _ABBREVIATION.sub(r"\1 ", _OF_U.sub("University of", text))
    if "  " in text and len(text) > 50:
        text = _WIDE.sub(_wide, text)
    text, glued = _GLUED.subn(" ", text)
    return " ".join((_GLUED_TOWN.sub(" ", text) if glued else text).split())


def _wide(match: re.Match[str]) -> str:
    """Take a wide gap for a comma, unless a name goes on over it."""
    before = folded(match.string[: match.start()].rsplit(None, 1)[-1])
    goes_on = before in _PREFIXES or word(before).kind in _JOINING
    return " " if goes_on else ", "


def _candidates(text: str, words: Sequence[Token]) -> Iterator[_Found]:
    """Give the organisations that one part of an affiliation may name."""
    known = contained({one.word.english for one in words})
    if known is not None:
        yield _Found(0, known, "alias", proper=True)
        return
    small = True
    for unit in units_of(words):
        kind = words[unit.first].word.kind
        small = small and kind in _SMALL
        found = rank(words, unit)
        if found < NEVER:
            name = text[words[unit.begin].start : words[unit.end - 1].end]
            yield _Found(found, name, kind, any(map(is_proper, unit.beside(words))))
    if small:
        yield from _short_forms(text, words)


def _short_forms(text: str, words: Sequence[Token]) -> Iterator[_Found]:
    """Give the organisations that stand in a part as "MIT", "UC Davis"."""
    for at, one in enumerate(words):
        after = words[at + 1] if at + 1 < len(words) else None
        end = one.end if unshortened(one.word.text) else 0
        if after and unshortened(f"{one.word.text} {after.word.text}"):
            end = after.end
        if end and sum(map(str.isupper, text[one.start : one.end])) > 1:
            name = text[one.start : end]
            sort = "academy" if folded(name) in _OF_INSTITUTES else "alias"
            yield _Found(RANKS[sort], name, sort, proper=True)


def _under(best: _Found, parts: Sequence[_Part]) -> str:
    """Give the name, of an academy behind the institute of it that stands before."""
    if best.sort != "academy":
        return best.name
    for part in parts:
        for one in part.found:
            if one.sort == "institute" and not one.proper:
                return f"{one.name}, {unshortened(folded(best.name)) or best.name}"
    return best.name


def _with_campus(name: str, text: str) -> str:
    """Give a name with its campus where one of several stands in the text."""
    short = unshortened(" ".join(one for one, _, _ in tokens(name)))
    several = campuses(short or name)
    if several is None:
        return name
    own = {one for one, _, _ in tokens(name)}
    campus = several.found_in([one for one, _, _ in tokens(text) if one not in own])
    return name if campus in (None, several.usual) else f"{short or name}, {campus}"


def _told_apart(best: _Found, country: str | None, parts: Sequence[str], place: int) -> str:
    """Give a name that is no more than a sort, with the town or country it stands with."""
    if best.sort in _BY_COUNTRY:
        return f"{best.name}, {country}" if country else best.name
    for part in parts[place + 1 :]:
        said = [one.word for one in tokens_of(part)]
        town = " ".join(one for one in part.split() if not any(map(str.isdigit, one)))
        unit = any(one.kind == "unit" or one.field for one in said)
        if town and not unit and " ".join(one.text for one in said) not in _COUNTRIES:
            return f"{best.name}, {town}"
    return ", ".join(parts)


def _country(parts: Sequence[_Part]) -> str | None:
    """Give the first country that one of some parts ends with."""
    return next((one.country for one in parts if one.country), None)


def _country_at_end(words: Sequence[Word]) -> str | None:
    """Give the country that words end with; the name of a state is none."""
    for size in range(min(4, len(words)), 0, -1):
        end = " ".join(one.text for one in words[-size:])
        if end in _STATES:
            return None
        if end in _COUNTRIES and (size == len(words) or words[-size - 1].kind != "of"):
            return _COUNTRIES[end]
    return None
