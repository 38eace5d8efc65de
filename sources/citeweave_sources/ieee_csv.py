"""IEEE Xplore: the CSV export of search results.

Document Title, Authors and Publication Title must be among the columns. Authors and their
affiliations are parted by semicolons, and belong together where there are as many of the one as of
the other. There is no published description; the columns are those of real files.
"""

from __future__ import annotations

from citeweave_schema import Affiliation, AuthorName, Paper
from citeweave_sources.drafts import Draft, count_of
from citeweave_sources.printed_dates import printed_date
from citeweave_sources.reading import Input, Reading
from citeweave_sources.stated_ids import doi_in, issns
from citeweave_sources.tables import Columns, Row, has_columns, items, read_table

__all__ = ["matches", "read"]

_COLUMNS: Columns = (frozenset({"document title", "authors", "publication title"}),)
_NONE = ("", "NA")


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
    year = row.first("publication year")
    online = row.first("online date")
    return Draft(
        title=row.first("document title"),
        abstract=row.first("abstract"),
        identifiers=list(doi_in(row.first("doi"))),
        date=printed_date(
            year,
            row.first("issue date"),
            online if online and year and online.endswith(year) else None,
        ),
        authors=_authors(row),
        venue=row.first("publication title"),
        venue_identifiers=issns(row.first("issn")),
        references_stated=count_of(row.first("reference count")),
    ).paper()


def _authors(row: Row) -> list[AuthorName]:
    names = items(row.first("authors"))
    places = [part.strip() for part in (row.first("author affiliations") or "").split(";")]
    if len(places) != len(names):
        places = [""] * len(names)
    return [
        AuthorName(name=name, affiliations=(Affiliation(name=place),) if place not in _NONE else ())
        for name, place in zip(names, places, strict=True)
    ]
