"""Dimensions: CSV exports of publications, the full one and that for bibliometric mapping.

*From specification, not yet from real exports.* Dimensions publishes none; the columns are those
that https://aurelien-goutsmedt.com/post/extracting-biblio-data-2/ describes and that programs
reading the exports look for. Publication ID and Title must be there. Above the header stands a line
"About the data: ...".

Authors are "Last, First; Last, First"; the column with raw affiliations repeats them, each with
addresses in brackets. Cited references, in the export for bibliometric mapping, are items in
square brackets whose parts are divided by bars: authors, their ids, source, year, volume, issue,
page, DOI, publication id, times cited. They have no title: those with a DOI or publication id are
kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from citeweave_schema import Affiliation, AuthorName, Identifier, Paper, Reference, Scheme
from citeweave_schema.errors import RecordError
from citeweave_sources.drafts import Draft, clean
from citeweave_sources.printed_dates import printed_date
from citeweave_sources.reading import Input, Reading
from citeweave_sources.stated_ids import doi_in, identifier, issns, of_address, unique
from citeweave_sources.tables import Columns, Row, has_columns, items, read_table

__all__ = ["matches", "read"]

_COLUMNS: Columns = (
    frozenset({"publication id", "title", "pubyear"}),
    frozenset({"publication id", "title", "dimensions url"}),
)
_PUBLICATION = re.compile(r"pub\.\d{5,15}")
_YEAR = re.compile(r"[12]\d{3}")


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
    cited = _cited(row.first("cited references"))
    return Draft(
        title=row.first("title"),
        abstract=row.first("abstract"),
        identifiers=list(_identifiers(row)),
        date=printed_date(
            row.first("pubyear"),
            _of_year(row.first("publication date"), row),
            _of_year(row.first("publication date (online)"), row),
        )
        or printed_date(row.first("publication date")),
        authors=_authors(row),
        venue=row.first("source title", "source title/anthology title", "anthology title"),
        venue_identifiers=issns(row.first("issn")),
        references=list(_references(cited)),
        references_stated=len(cited) or None,
    ).paper()


def _of_year(text: str | None, row: Row) -> str | None:
    """Give a date of the year that the paper is said to be of: others are of other versions."""
    year = row.first("pubyear")
    return text if text and year and year in text else None


def _identifiers(row: Row) -> Iterator[Identifier]:
    yield from doi_in(row.first("doi"))
    yield from identifier(Scheme.PUBMED, row.first("pmid"))
    yield from identifier(Scheme.PMC, row.first("pmcid"))
    yield from identifier(Scheme.ARXIV, row.first("arxiv id"))
    yield from identifier(Scheme.DIMENSIONS, row.first("publication id"))
    yield from of_address(row.first("dimensions url"))


def _authors(row: Row) -> list[AuthorName]:
    names = items(row.first("authors"))
    with_places = list(_bracketed(row.first("authors (raw affiliation)") or ""))
    if not names:
        names = [name for name, _ in with_places]
    if len(names) != len(with_places):
        return [AuthorName(name=name) for name in names]
    return [
        AuthorName(
            name=name, affiliations=tuple(Affiliation(name=one) for one in dict.fromkeys(places))
        )
        for name, (_, places) in zip(names, with_places, strict=True)
    ]


def _bracketed(text: str) -> Iterator[tuple[str, list[str]]]:
    """Give names with what stands in the brackets behind each.

    >>> list(_bracketed("Doe, Jane (A (B); C); Roe, Max ()"))
    [('Doe, Jane', ['A (B)', 'C']), ('Roe, Max', [])]
    """
    depth = start = 0
    for match in re.finditer(r"[();]", text):
        depth += {"(": 1, ")": -1}.get(match[0], 0)
        if match[0] == ";" and depth <= 0:
            yield from _one(text[start : match.start()])
            start, depth = match.end(), 0
    yield from _one(text[start:])


def _one(text: str) -> Iterator[tuple[str, list[str]]]:
    name, _, places = text.partition("(")
    if printed := clean(name):
        inside = places.strip()
        yield printed, items(inside.removesuffix(")"))


def _cited(text: str | None) -> list[str]:
    return [one for one in re.split(r"\]\s*;\s*\[", (text or "").strip(" []")) if "|" in one]


def _references(cited: list[str]) -> Iterator[Reference]:
    for one in cited:
        parts = [part.strip() for part in one.split("|")]
        dois = (found for part in parts for found in doi_in(part))
        own = (found[0] for part in parts if (found := _PUBLICATION.fullmatch(part)))
        identifiers = unique(
            [*dois, *(each for text in own for each in identifier(Scheme.DIMENSIONS, text))]
        )
        year = next((int(part) for part in parts[2:5] if _YEAR.fullmatch(part)), None)
        first = next(iter(items(parts[0].strip("[]"))), None)
        try:
            yield Reference(identifiers=identifiers, year=year, first_author=first, raw=clean(one))
        except RecordError:
            continue
