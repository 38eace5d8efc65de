"""The Lens: CSV exports of scholarly works.

*From specification, not yet from real exports.* The columns are named after the fields described
at https://support.lens.org/knowledge-base/scholar-field-definition/; Lens ID and Title must be
there. Items of a list are parted by semicolons. References are Lens ids, and all of them are kept.
"""

from __future__ import annotations

from collections.abc import Iterator

from citeweave_schema import AuthorName, Identifier, Paper, Reference, Scheme
from citeweave_sources.drafts import Draft, count_of
from citeweave_sources.languages import language_code
from citeweave_sources.printed_dates import printed_date
from citeweave_sources.reading import Input, Reading
from citeweave_sources.stated_ids import doi_in, identifier, issns, of_address
from citeweave_sources.tables import Columns, Row, has_columns, items, read_table

__all__ = ["matches", "read"]

_COLUMNS: Columns = (frozenset({"lens id", "title"}),)


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
    cited = items(row.first("references"))
    stated = count_of(row.first("references count", "reference count"))
    return Draft(
        title=row.first("title"),
        abstract=row.first("abstract"),
        identifiers=list(_identifiers(row)),
        date=printed_date(row.first("date published"))
        or printed_date(row.first("publication year", "year published")),
        authors=[AuthorName(name=name) for name in items(row.first("author/s", "authors"))],
        venue=row.first("source title"),
        venue_identifiers=issns(row.first("issns", "issn")),
        language=language_code(row.first("language", "languages")),
        references=[
            Reference(identifiers=found) for one in cited if (found := identifier(Scheme.LENS, one))
        ],
        references_stated=stated if stated is not None else len(cited) or None,
        retracted=(row.first("is retracted") or "").casefold() == "true",
    ).paper()


def _identifiers(row: Row) -> Iterator[Identifier]:
    yield from identifier(Scheme.LENS, row.first("lens id"))
    yield from doi_in(row.first("doi"))
    yield from identifier(Scheme.PUBMED, row.first("pmid"))
    yield from identifier(Scheme.PMC, row.first("pmcid"))
    for address in items(row.first("source urls")):
        yield from of_address(address)
