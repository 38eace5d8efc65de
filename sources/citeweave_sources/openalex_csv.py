"""OpenAlex: both CSV exports of works that its site has had.

*From specification, not yet from real exports.* The first export had columns such as
``author_names`` and ``primary_location_display_name``, as written by
https://github.com/ourresearch/openalex-formatter; the later one has a column for each field of a
work's JSON, named by its path, such as ``authorships.author.display_name``, as
https://docs.openalex.org/api-entities/works/work-object describes the fields. In both, items of a
list are parted by bars.

ORCIDs and author ids are given to authors only where there are as many as names. Which author is
at which institution cannot be told from either; with one author they are theirs, else the paper's
as a whole. All referenced works are kept, with their OpenAlex ids.
"""

from __future__ import annotations

from collections.abc import Iterator

from citeweave_schema import Affiliation, AuthorName, Identifier, Paper, Reference, Scheme
from citeweave_sources.drafts import Draft, count_of
from citeweave_sources.languages import language_code
from citeweave_sources.printed_dates import printed_date
from citeweave_sources.reading import Input, Reading
from citeweave_sources.stated_ids import doi_in, identifier, issns, orcid, unique
from citeweave_sources.tables import Columns, Row, has_columns, items, read_table

__all__ = ["matches", "read"]

_NAMES = ("authorships.author.display_name", "authorships.raw_author_name", "author_names")
_COLUMNS: Columns = tuple(
    frozenset({"id", title, names}) for title in ("display_name", "title") for names in _NAMES
)
_INSTITUTIONS = ("authorships.institutions.display_name", "author_institution_names")


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
    authors = _authors(row)
    institutions = list(dict.fromkeys(items(row.first(*_INSTITUTIONS), "|")))
    if len(authors) == 1:
        places = tuple(Affiliation(name=name) for name in institutions)
        (one,) = authors
        authors = [AuthorName(name=one.name, identifiers=one.identifiers, affiliations=places)]
        institutions = []
    cited = items(row.first("referenced_works"), "|")
    stated = count_of(row.first("referenced_works_count"))
    return Draft(
        title=row.first("title", "display_name"),
        abstract=row.first("abstract"),
        identifiers=list(_identifiers(row)),
        date=printed_date(row.first("publication_date", "publication_year")),
        authors=authors,
        organizations=institutions,
        venue=row.first("primary_location.source.display_name", "primary_location_display_name"),
        venue_identifiers=_venue_identifiers(row),
        language=language_code(row.first("language")),
        references=[
            Reference(identifiers=found)
            for one in cited
            if (found := identifier(Scheme.OPENALEX, one))
        ],
        references_stated=stated if stated is not None else len(cited) or None,
        retracted=(row.first("is_retracted") or "").casefold() == "true",
    ).paper()


def _identifiers(row: Row) -> Iterator[Identifier]:
    for found in identifier(Scheme.OPENALEX, row.first("id", "ids.openalex")):
        if found.value.startswith("w"):
            yield found
    yield from doi_in(row.first("doi", "ids.doi"))
    yield from identifier(Scheme.PUBMED, _last_part(row.first("pmid", "ids.pmid")))
    yield from identifier(Scheme.PMC, row.first("pmcid", "ids.pmcid"))


def _last_part(address: str | None) -> str:
    """Give the end of ``https://pubmed.ncbi.nlm.nih.gov/12653513``."""
    return (address or "").rstrip("/").rpartition("/")[2]


def _venue_identifiers(row: Row) -> tuple[Identifier, ...]:
    numbers = " ".join(
        row.first(*names) or ""
        for names in (
            ("primary_location.source.issn_l", "primary_location_issn_l"),
            ("primary_location.source.issn", "primary_location_issns"),
        )
    )
    own = identifier(
        Scheme.OPENALEX, row.first("primary_location.source.id", "primary_location_id")
    )
    return unique((*issns(numbers.replace("|", " ")), *own))


def _authors(row: Row) -> list[AuthorName]:
    names = items(row.first(*_NAMES), "|")
    numbers = _aligned(row.first("authorships.author.id", "author_ids"), len(names))
    orcids = _aligned(row.first("authorships.author.orcid", "author_orcids"), len(names))
    return [
        AuthorName(
            name=name, identifiers=(*orcid(orcids[at]), *identifier(Scheme.OPENALEX, numbers[at]))
        )
        for at, name in enumerate(names)
    ]


def _aligned(text: str | None, count: int) -> list[str]:
    """Give the items of a cell when there are as many as names; else as many empty ones."""
    found = [part.strip() for part in (text or "").split("|")]
    return found if len(found) == count else [""] * count
