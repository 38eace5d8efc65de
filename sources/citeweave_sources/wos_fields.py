"""What a Web of Science record holds several of: authors, addresses, cited references."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from msgspec.structs import replace

from citeweave_schema import (
    Affiliation,
    AuthorName,
    Identifier,
    Reference,
    Scheme,
    normal_person,
)
from citeweave_schema.errors import RecordError
from citeweave_sources.drafts import clean
from citeweave_sources.stated_ids import doi_in, identifier, orcid
from citeweave_sources.tagged import Record

__all__ = ["accession", "addressed", "authors", "references"]

_ADDRESSES_LIMIT = 200
_GROUP = re.compile(r"\[([^\[\]]*)\]\s*([^\[\]]+)")
_DOI = re.compile(r"\bDOI\s+(.+)")
_ARXIV = re.compile(r"\barXiv:\s?([\w.\-/]+)", re.IGNORECASE)
_YEAR = re.compile(r"[12]\d{3}")


def accession(number: str | None, pubmed: str | None) -> tuple[Identifier, ...]:
    """Give the identifiers in UT and PM; UT may be of another database of the platform.

    >>> [str(one) for one in accession("ISI:000238592600006", None)]
    ['wos:000238592600006']
    >>> [str(one) for one in accession("MEDLINE:16842170", None)]
    ['pubmed:16842170']
    """
    database, _, value = (number or "").partition(":")
    found = identifier(Scheme.PUBMED, pubmed)
    if database.upper() in ("WOS", "ISI"):
        return identifier(Scheme.WOS, value) + found
    return identifier(Scheme.PUBMED, value) + found if database.upper() == "MEDLINE" else found


def authors(record: Record) -> list[AuthorName]:
    """Give the authors with their ORCIDs: full names where there are as many, and groups."""
    short, full = _names(record, "AU"), _names(record, "AF")
    names = full if len(full) >= len(short) else short
    other = short if len(short) == len(names) else names
    known = _orcids(record)
    found = [
        AuthorName(name=name, identifiers=_orcid_of((name, abbreviated), known))
        for name, abbreviated in zip(names, other, strict=True)
    ]
    return [*found, *(AuthorName(name=name) for name in _names(record, "CA"))]


def _names(record: Record, tag: str) -> list[str]:
    lines = record.lines_of(tag)
    return [name for line in lines for part in line.split(";") if (name := clean(part))]


def _orcids(record: Record) -> dict[str, tuple[Identifier, ...]]:
    """Read ``Law, Christopher/0000-0002-1825-0097; ...``; ResearcherIDs are no scheme of ours."""
    known: dict[str, tuple[Identifier, ...]] = {}
    for text in record.texts("OI", "RI"):
        for part in text.split(";"):
            name, _, number = part.rpartition("/")
            found = orcid(number) if name else ()
            if found:
                known.setdefault(normal_person(name), found)
    return known


def _orcid_of(
    names: Sequence[str], known: dict[str, tuple[Identifier, ...]]
) -> tuple[Identifier, ...]:
    for name in names:
        if normal_person(name) in known:
            return known[normal_person(name)]
    return ()


def addressed(printed: list[AuthorName], record: Record) -> tuple[list[AuthorName], list[str]]:
    """Give the authors with the addresses of C1, and the addresses that name no author."""
    text = " ".join(record.texts("C1"))
    groups = [(match[1].split(";"), match[2].strip(" .;")) for match in _GROUP.finditer(text)]
    if not groups:
        loose = [one for one in _loose(record) if not _begins_with_author(one, printed)]
        if len(printed) == 1:
            return [_at(printed[0], loose)], []
        return printed, loose
    of_person: dict[str, dict[str, None]] = {}
    for people, address in groups:
        for person in people if address else ():
            of_person.setdefault(normal_person(person), {})[address] = None
    short = [normal_person(name) for name in _names(record, "AU")]
    return [
        _at(one, of_person.get(normal_person(one.name)) or _by_short(place, short, of_person))
        for place, one in enumerate(printed)
    ], []


def _by_short(
    place: int, short: list[str], of_person: dict[str, dict[str, None]]
) -> Collection[str]:
    return of_person.get(short[place], ()) if place < len(short) else ()


def _at(author: AuthorName, addresses: Collection[str]) -> AuthorName:
    if len(addresses) > _ADDRESSES_LIMIT:
        raise RecordError(
            f"an author has {len(addresses):,} addresses; at most {_ADDRESSES_LIMIT} are taken"
        )
    places = tuple(Affiliation(name=name) for name in dict.fromkeys(addresses))
    return replace(author, affiliations=places)


def _loose(record: Record) -> list[str]:
    """Give addresses without authors; one that was broken into lines ends with a full stop."""
    found: list[str] = []
    parts: list[str] = []
    for line in record.lines_of("C1"):
        parts.append(line)
        if line.endswith("."):
            found.append(" ".join(parts))
            parts = []
    return [one for text in (*found, " ".join(parts)) if (one := text.strip(" ."))]


def _begins_with_author(address: str, printed: list[AuthorName]) -> bool:
    """Tell whether names stand before the address without brackets, as INSPEC has it."""
    return bool(printed) and address.startswith(printed[0].name)


def references(lines: list[str]) -> Iterator[Reference]:
    """Give the cited references that tell which paper they mean.

    >>> lines = ["LEE J, 1989, J BACTERIOL, V171, DOI 10.1128/jb.171.6.3391", "X, 1990"]
    >>> (one,) = references(lines)
    >>> one.first_author, one.year, str(one.identifiers[0])
    ('LEE J', 1989, 'doi:10.1128/jb.171.6.3391')
    """
    for line in lines:
        found = _identifiers(line)
        if not found:
            continue
        parts = [part.strip() for part in line.split(",")]
        year = next((int(part) for part in parts[1:3] if _YEAR.fullmatch(part)), None)
        try:
            yield Reference(
                identifiers=found, year=year, first_author=clean(parts[0]), raw=clean(line)
            )
        except RecordError:
            continue


def _identifiers(line: str) -> tuple[Identifier, ...]:
    stated = _DOI.search(line)
    if stated and (found := doi_in(stated[1])):
        return found
    preprint = _ARXIV.search(line)
    return identifier(Scheme.ARXIV, preprint[1]) if preprint else ()
