"""Records of DataCite: answers of its REST API, in JSON:API, and the JSON lines of its data file.

From the published description, not yet from a real export: the attributes are those of the
metadata schema 4, https://datacite-metadata-schema.readthedocs.io/, in the form of
https://support.datacite.org/docs/api-get-doi. Only texts are papers; a dataset, a piece of
software or an image is refused. What a record cites is what it relates to by Cites or References.
"""

from __future__ import annotations

from collections.abc import Iterator

from citeweave_schema import Affiliation, AuthorName, Link, Paper, PartialDate, Reference, VenueName
from citeweave_schema.errors import RecordError
from citeweave_sources.json_objects import Row
from citeweave_sources.json_records import (
    authors_of,
    described,
    identifier,
    identifiers,
    read_records,
    reference,
    venue,
    work_identifiers,
)
from citeweave_sources.json_shape import shape_of
from citeweave_sources.json_values import (
    date_of,
    full_name,
    language_code,
    number,
    printed,
    row,
    rows,
    text,
    texts,
)
from citeweave_sources.markup import text_of
from citeweave_sources.reading import Input, Reading

__all__ = ["matches", "read"]

_LISTS = (("data",),)
_TEXTS = frozenset(
    {
        *("Text", "JournalArticle", "ConferencePaper", "ConferenceProceeding", "Preprint"),
        *("Report", "Dissertation", "Book", "BookChapter", "DataPaper", "PeerReview"),
    }
)
_CITES = frozenset({"Cites", "References"})
_SCHEMES = {"DOI": "doi", "arXiv": "arxiv", "PMID": "pubmed", "PMCID": "pmc"}
_DATES = ("Issued", "Available", "Submitted", "Created")


def matches(name: str, head: str) -> bool:  # noqa: ARG001  # the content says it all
    """Tell whether a file holds records of DataCite."""
    shape = shape_of(head)
    for before in ("data.attributes.", "attributes.", ""):
        if shape.has(f"{before}doi", f"{before}titles") or shape.has(f"{before}titles.title"):
            return shape.has_any(f"{before}creators", f"{before}types", f"{before}publicationYear")
    return False


def read(source: Input) -> Reading:
    """Read records one by one; what is no text is refused."""
    return read_records(source, _LISTS, _papers)


def _papers(found: Row) -> Iterator[Paper]:
    record = row(found.get("data")) or found
    given = row(record.get("attributes")) or record
    _check_kind(given)
    related = rows(given.get("relatedIdentifiers"), "related identifiers")
    references = (_reference(one) for one in related if one.get("relationType") in _CITES)
    yield described(
        title=_title(given),
        abstract=_abstract(given),
        identifiers=work_identifiers(
            ("doi", given.get("doi") or record.get("id")), *_other_identifiers(given)
        ),
        date=_date(given),
        authors=authors_of(given.get("creators"), _author),
        venue=_venue(row(given.get("container"))),
        language=language_code(given.get("language")),
        links=tuple(_published(given, related)),
        references=tuple(dict.fromkeys(one for one in references if one)),
        references_stated=number(given.get("referenceCount")),
    )


def _check_kind(given: Row) -> None:
    kind = text(row(given.get("types")).get("resourceTypeGeneral"))
    if kind is not None and kind not in _TEXTS:
        raise RecordError(f"a record of DataCite of the type {kind}, which is no paper")


def _title(given: Row) -> str | None:
    titles = rows(given.get("titles"))
    main = next((one for one in titles if not one.get("titleType")), titles[0] if titles else {})
    title = text(main.get("title"))
    subtitles = (text(one.get("title")) for one in titles if one.get("titleType") == "Subtitle")
    subtitle = next(subtitles, None)
    return f"{title}: {subtitle}" if title and subtitle and main.get("titleType") is None else title


def _abstract(given: Row) -> str | None:
    for one in rows(given.get("descriptions")):
        found = text(one.get("description"))
        if found and one.get("descriptionType") == "Abstract":
            return text(text_of(found)) if "<" in found else found
    return None


def _other_identifiers(given: Row) -> Iterator[tuple[str, object]]:
    for one in rows(given.get("identifiers")):
        yield _SCHEMES.get(str(one.get("identifierType")), ""), one.get("identifier")
    for one in rows(given.get("alternateIdentifiers")):
        scheme = _SCHEMES.get(str(one.get("alternateIdentifierType")), "")
        yield scheme, one.get("alternateIdentifier")


def _date(given: Row) -> PartialDate | None:
    dates = rows(given.get("dates"))
    by_kind = {str(one.get("dateType")): one.get("date") for one in reversed(dates)}
    issued = date_of(by_kind.get("Issued"))
    year = date_of(given.get("publicationYear"))
    if issued or year:
        return issued or year
    return date_of(*(by_kind.get(kind) for kind in _DATES))


def _author(creator: Row) -> AuthorName | None:
    name = full_name(creator.get("givenName"), creator.get("familyName"))
    whole = printed(creator.get("name"))
    if not (creator.get("givenName") and creator.get("familyName")):
        name = whole or name
    if name is None:
        return None
    ids = (
        (_scheme(one), one.get("nameIdentifier")) for one in rows(creator.get("nameIdentifiers"))
    )
    return AuthorName(
        name=name,
        identifiers=identifiers(*(pair for pair in ids if pair[0] == "orcid")),
        affiliations=tuple(_affiliations(creator.get("affiliation"))),
    )


def _scheme(named: Row) -> str:
    return str(named.get("nameIdentifierScheme")).lower()


def _affiliations(given: object) -> Iterator[Affiliation]:
    for one in given if isinstance(given, list) else [given]:
        known = row(one)
        for name in texts(one if isinstance(one, str) else known.get("name")):
            ids = identifiers(("ror", known.get("affiliationIdentifier")))
            yield Affiliation(name=printed(name) or name, identifiers=ids)


def _venue(container: Row) -> VenueName | None:
    issn = container.get("identifier") if container.get("identifierType") == "ISSN" else None
    return venue(container.get("title"), ("issn", issn))


def _published(given: Row, related: list[Row]) -> Iterator[Link]:
    """Give the published form of a preprint of arXiv, which names it as what it is a version of."""
    if not str(given.get("doi")).lower().startswith("10.48550/arxiv."):
        return
    for one in related:
        doi = identifier("doi", one.get("relatedIdentifier"))
        if doi is not None and one.get("relationType") == "IsVersionOf":
            yield Link(what="published", address=f"https://doi.org/{doi.value}")


def _reference(related: Row) -> Reference | None:
    scheme = _SCHEMES.get(str(related.get("relatedIdentifierType")), "")
    return reference((scheme, related.get("relatedIdentifier")))
