"""RIS: what reference managers and most databases export, in their dialects.

A record is lines of a tag of two characters, two spaces, a hyphen and a value, from ``TY`` to
``ER``::

    TY  - JOUR
    AU  - Shannon, Claude E.
    PY  - 1948/07//
    TI  - A Mathematical Theory of Communication
    JF  - Bell System Technical Journal
    ER  -

The lines are given to `rispy <https://github.com/MrTango/rispy>`_ record by record, so that what
is wrong in one of them costs that one. Taken as well: files with a byte order mark or text
between the records, tags in lower case or without their spaces, values over several lines, a
missing ``ER``, unknown tags. Of the fields with several names, the first is taken that has
something: TI, T1, CT, BT, ST for the title; AB, N2; JF, JO, T2, JA, J2, J1 for the venue; PY, Y1
and DA together give the date. Addresses (AD) belong to the author where there is one, else to the
paper as a whole. References are read from the notes (N1) of Scopus. Identifiers are looked for in
DO, UR, L1 to L4, M3, N1, AN, C2 and U1 to U5.

The description that all dialects go back to is Research Information Systems' of 2001, kept at
https://web.archive.org/web/20110930172154/http://www.refman.com/support/risformat_intro.asp.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rispy import RisParser  # type: ignore[import-untyped]  # it has no types

from citeweave_schema import (
    Affiliation,
    AuthorName,
    Identifier,
    Paper,
    PartialDate,
    Reference,
    Scheme,
)
from citeweave_schema.errors import RecordError
from citeweave_sources.drafts import Draft, clean, count_of
from citeweave_sources.languages import language_code
from citeweave_sources.lines import read_lines
from citeweave_sources.printed_dates import printed_date
from citeweave_sources.reading import Input, Reading
from citeweave_sources.scopus_references import references
from citeweave_sources.stated_ids import doi_in, eid_in, identifier, issns, of_address
from citeweave_sources.tables import items
from citeweave_sources.tagged import Record

__all__ = ["matches", "read"]

_LINE = re.compile(r"\s*([A-Za-z][A-Za-z0-9])\s{0,4}-(?:\s(.*)|)")
_FIRST = re.compile(r"\s{0,4}TY  ?-(?:\s|$)")
_COUNTED = re.compile(r"\s*(?:\d+\.|Record #.*|Provider:.*|Content:.*)\s*")
_TITLES = ("title", "primary_title", "CT", "BT", "short_title")
_VENUES = (
    "alternate_title3",
    "journal_name",
    "secondary_title",
    "alternate_title2",
    "alternate_title1",
    "J1",
)
_DATES = ("year", "publication_year", "date")
_ADDRESSES = ("urls", "file_attachments1", "file_attachments2", "L3", "figure")
_USER_FIELDS = ("U1", "U2", "U3", "U4", "U5")
_NOTED_DOI = re.compile(r"\s*(?:doi:?\s*|https?://(?:dx\.)?doi\.org/)?10\.\d{4,9}/", re.IGNORECASE)
_NOTED_REFERENCES = "References:"
_NOTED_COUNT = re.compile(r"Cited Reference Count:\s*(\d{1,6})")
_IN_BRACKETS = re.compile(r"(?P<id>\S+?)\s*\[(?P<kind>pmid|pmcid|doi)\]", re.IGNORECASE)
_OF_KIND = {"pmid": Scheme.PUBMED, "pmcid": Scheme.PMC, "doi": Scheme.DOI}
_MEDICAL = re.compile(r"pubmed|medline", re.IGNORECASE)

Fields = dict[str, list[str]]


def matches(name: str, head: str) -> bool:
    """Tell whether a file is in this format: it begins with ``TY  -``, or is named so."""
    lines = [line for line in head.split("\n") if line.strip()]
    if name.lower().endswith(".ris"):
        return sum(_LINE.fullmatch(line) is not None for line in lines) > 1
    first = next((line for line in lines if not _COUNTED.fullmatch(line)), "")
    return _FIRST.match(first.replace("\ufeff", "")) is not None


def read(source: Input) -> Reading:
    """Read papers record by record; one that cannot be taken is refused."""
    for record in _records(source):
        if record.problem is not None:
            yield record.refusal(source, f"line {record.problem[0]}: {record.problem[1]}")
            continue
        try:
            yield _paper(_parsed(record))
        except RecordError as problem:
            yield record.refusal(source, str(problem))


def _records(source: Input) -> Iterator[Record]:
    """Divide the lines into records: TY begins one, ER ends it; between them may be other text."""
    record: Record | None = None
    for line in read_lines(source):
        found = _LINE.fullmatch(line.shape.replace("\ufeff", ""))
        tag = found[1].upper() if found else None
        begun = record is not None and any(one.tag != "TY" for one in record.fields)
        if record is not None and (tag == "ER" or (tag == "TY" and begun)):
            yield record
            record = None
        if tag == "ER" or (record is None and tag is None and line.problem is None):
            continue
        record = record or Record(line.number)
        record.add(line, tag, (found[2] or "") if found else line.text)
    if record is not None:
        yield record


def _parsed(record: Record) -> Fields:
    """Have rispy name the fields; each has its values as a list, unknown ones under their tag."""
    lines = [f"{one.tag}  - {one.text}" for one in record.fields if one.tag != "TY"]
    parser = RisParser(delimiter_tags_mapping={}, enforce_list_tags=False)
    (found,) = parser.parse("\n".join(("TY  - ", *lines, "ER  - ")))
    known = found | found.pop("unknown_tag", {})
    return {
        name: [
            text for one in (value if isinstance(value, list) else [value]) if (text := clean(one))
        ]
        for name, value in known.items()
    }


def _texts(fields: Fields, *names: str) -> Iterator[str]:
    for name in names:
        yield from fields.get(name, ())


def _first(fields: Fields, *names: str) -> str | None:
    return next(_texts(fields, *names), None)


def _paper(fields: Fields) -> Paper:
    authors = [
        AuthorName(name=name)
        for text in _texts(fields, "authors", "first_authors")
        for part in text.split(";")
        if (name := clean(part))
    ]
    addresses = [one.rstrip(" .") for one in _texts(fields, "author_address") if one.strip(" .")]
    if len(authors) == 1 and addresses:
        places = tuple(Affiliation(name=name) for name in addresses)
        authors = [AuthorName(name=authors[0].name, affiliations=places)]
        addresses = []
    cited, count = _references(fields)
    return Draft(
        title=_first(fields, *_TITLES),
        abstract=_first(fields, "abstract", "notes_abstract"),
        identifiers=list(_identifiers(fields)),
        date=_date(fields),
        authors=authors,
        organizations=addresses,
        venue=_first(fields, *_VENUES),
        venue_identifiers=issns(" ".join(_texts(fields, "issn"))),
        language=language_code(_first(fields, "language")),
        references=cited,
        references_stated=count,
    ).paper()


def _references(fields: Fields) -> tuple[list[Reference], int | None]:
    """Read the notes in which Scopus lists the references and Web of Science counts them."""
    for note in _texts(fields, "notes"):
        if note.startswith(_NOTED_REFERENCES):
            listed = items(note.removeprefix(_NOTED_REFERENCES))
            return list(references(listed)), len(listed) or None
        if found := _NOTED_COUNT.search(note):
            return [], count_of(found[1])
    return [], None


def _date(fields: Fields) -> PartialDate | None:
    """Give the first date, or a more precise one of the same year."""
    found = [one for text in _texts(fields, *_DATES) if (one := printed_date(text))]
    same_year = [one for one in found if one.year == found[0].year]
    return max(
        same_year, key=lambda one: (one.month is not None) + (one.day is not None), default=None
    )


def _identifiers(fields: Fields) -> Iterator[Identifier]:
    for text in _texts(fields, "doi", "DI"):
        yield from doi_in(text)
    for text in _texts(fields, *_ADDRESSES):
        yield from of_address(text)
    for text in _texts(fields, "type_of_work", "notes"):
        if _NOTED_DOI.match(text):
            yield from doi_in(text)
    for text in _texts(fields, *_USER_FIELDS):
        if found := _IN_BRACKETS.fullmatch(text):
            yield from identifier(_OF_KIND[found["kind"].lower()], found["id"])
    databases = " ".join(_texts(fields, "name_of_database", "database_provider"))
    for text in _texts(fields, "accession_number", "custom2"):
        yield from _accession(text, databases)


def _accession(text: str, databases: str) -> Iterator[Identifier]:
    plain = text.lower()
    if plain.startswith(("wos:", "isi:")):
        yield from identifier(Scheme.WOS, text)
    elif plain.startswith("pmc"):
        yield from identifier(Scheme.PMC, text)
    elif plain.startswith(("pmid", "pubmed")) or _MEDICAL.search(databases):
        yield from identifier(Scheme.PUBMED, text)
    else:
        yield from eid_in(text)
