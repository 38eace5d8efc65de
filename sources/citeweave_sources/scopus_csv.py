"""Scopus: the CSV export, as it was until 2022 and as it is since.

The columns are those that one ticks when exporting; Title, Source title and EID must be there.
Of the two forms, the older one separates authors by commas and has their addresses as "Braun, R.,
Beckman Institute, ..."; the newer separates them by semicolons and has a column with full names
and Scopus's author numbers, "Braun, Rosemary (7402220509)". The numbers are no scheme of ours.

Addresses are matched to authors by their order and names. References are taken as
`citeweave_sources.scopus_references` tells; the number of them is that of the cell's items.

Where a paper has several funding texts, Scopus writes each into a cell of its own, and has only
one column for them in the header: such a row is longer, and what is too much behind that column
is passed over. A row whose year is not a year is refused.

There is no published description; the older form is that of a real file, the newer one is built
from what programs that read it expect, since no export of that form was at hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from citeweave_schema import Affiliation, AuthorName, Identifier, Paper, Scheme
from citeweave_schema.errors import RecordError
from citeweave_sources.drafts import Draft, clean
from citeweave_sources.languages import language_code
from citeweave_sources.printed_dates import printed_date
from citeweave_sources.reading import Input, Reading
from citeweave_sources.scopus_references import references
from citeweave_sources.stated_ids import doi_in, eid_in, identifier, issns, of_address
from citeweave_sources.tables import Columns, Row, has_columns, items, read_table

__all__ = ["matches", "read"]

_COLUMNS: Columns = (frozenset({"title", "source title", "eid"}),)
_NUMBER = re.compile(r"\s*\(\d+\)\s*$")
_NAMES_PARTED = re.compile(r"(?<=\.),\s+")
_YEAR = re.compile(r"\d{4}")
_PAIRS_LIMIT = 10_000_000
_PLACES_LIMIT = 200
_NO_AUTHORS = "[No author name available]"


def matches(name: str, head: str) -> bool:
    """Tell whether a file is in this format, by its columns."""
    del name
    return has_columns(head, _COLUMNS)


def read(source: Input) -> Reading:
    """Read papers row by row; one that cannot be taken is refused.

    Raises:
        FormatError: no header with the columns of the format is found.
    """
    return read_table(source, _COLUMNS, _paper)


def _paper(row: Row) -> Paper:
    row = row.without_inserted(after="funding text 1")
    year = row.first("year")
    if year is not None and not _YEAR.fullmatch(year):
        raise RecordError(f"the cells are out of place: the year is {year[:40]!r}")
    cited = items(row.first("references"))
    return Draft(
        title=row.first("title"),
        abstract=_abstract(row.first("abstract")),
        identifiers=list(_identifiers(row)),
        date=printed_date(year),
        authors=_authors(row),
        venue=row.first("source title"),
        venue_identifiers=issns(row.first("issn")),
        language=language_code(row.first("language of original document")),
        references=list(references(cited)),
        references_stated=len(cited) or None,
        retracted=(row.first("document type") or "").casefold() == "retracted",
    ).paper()


def _abstract(text: str | None) -> str | None:
    return None if text == "[No abstract available]" else text


def _identifiers(row: Row) -> Iterator[Identifier]:
    yield from doi_in(row.first("doi"))
    yield from identifier(Scheme.PUBMED, row.first("pubmed id"))
    yield from eid_in(row.first("eid"))
    yield from of_address(row.first("link"))


def _authors(row: Row) -> list[AuthorName]:
    listed = row.first("authors") or ""
    if listed in ("", _NO_AUTHORS):
        return []
    short = items(listed) if ";" in listed else [*filter(None, map(clean, _parted(listed)))]
    full = [_NUMBER.sub("", one) for one in items(row.first("author full names"))]
    names = full if len(full) == len(short) else short
    addressed = items(row.first("authors with affiliations"))
    known = items(row.first("affiliations"))
    if len(addressed) != len(short) or len(known) * len(short) > _PAIRS_LIMIT:
        return [AuthorName(name=name) for name in names]
    return [
        AuthorName(name=name, affiliations=_places(_address(entry, (name, written)), known))
        for name, written, entry in zip(names, short, addressed, strict=True)
    ]


def _parted(listed: str) -> list[str]:
    return _NAMES_PARTED.split(listed)


def _address(entry: str, names: tuple[str, ...]) -> str:
    """Take the author off the front of an address; empty when another stands there.

    >>> _address("Phillips, J.C., Beckman Institute, Urbana", ("Phillips J.C.",))
    'Beckman Institute, Urbana'
    """
    wanted = {_bare(name) for name in names}
    parts = entry.split(", ")
    for taken in (1, 2, 3):
        if _bare(" ".join(parts[:taken])) in wanted:
            return ", ".join(parts[taken:])
    return ""


def _bare(name: str) -> str:
    return "".join(name.replace(",", " ").casefold().split())


def _places(address: str, known: list[str]) -> tuple[Affiliation, ...]:
    """Give the affiliations in an address: those of the paper that stand in it, else it whole."""
    if not address:
        return ()
    found = [one for one in known if one in address]
    if not 0 < len(found) <= _PLACES_LIMIT:
        found = [address]
    return tuple(Affiliation(name=one) for one in dict.fromkeys(found))
