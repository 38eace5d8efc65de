"""Works of OpenAlex: answers of its API, single works, and the JSON lines of its snapshot.

Read in the form of 2022, with ``host_venue``, and in the present one, with ``primary_location``.
The abstract, given as the places of each word, is put together again: a place that no word has is
left out, and where two words have one place the first is taken. Of an affiliation the
institutions that OpenAlex found are taken, each with its ROR id; the printed line only where it
found none. Numbers of the Microsoft Academic Graph are no identifiers here.

The format: https://docs.openalex.org/api-entities/works/work-object.
"""

from __future__ import annotations

from collections.abc import Iterator

from citeweave_schema import Affiliation, AuthorName, Identifier, Paper, Reference, VenueName
from citeweave_schema.errors import RecordError
from citeweave_sources.json_objects import Row, parse_json
from citeweave_sources.json_records import (
    authors_of,
    described,
    identifier,
    identifiers,
    read_records,
    venue,
    work_identifiers,
)
from citeweave_sources.json_shape import shape_of
from citeweave_sources.json_values import (
    REFERENCES_LIMIT,
    date_of,
    language_code,
    number,
    printed,
    row,
    rows,
    text,
    texts,
)
from citeweave_sources.reading import Input, Reading

__all__ = ["matches", "read"]

_LISTS = (("results",), ("group_by",))
_OWN_KEYS = (
    *("authorships", "abstract_inverted_index", "referenced_works", "host_venue"),
    *("primary_location", "cited_by_count", "display_name"),
)
_WORK = "https://openalex.org/W"
_POSITIONS_LIMIT = 100_000
_ENTITIES = {
    "a": "an author",
    "i": "an institution",
    "s": "a source",
    "v": "a venue",
    "c": "a concept",
    "t": "a topic",
    "p": "a publisher",
    "f": "a funder",
    "k": "a keyword",
}


def matches(name: str, head: str) -> bool:  # noqa: ARG001  # the content says it all
    """Tell whether a file holds works of OpenAlex, or an answer of its API that has none."""
    shape = shape_of(head)
    if shape.has_any("results.abstract_inverted_index", "abstract_inverted_index"):
        return True
    if shape.starts("results.id", "https://openalex.org/") or shape.has("meta", "group_by"):
        return True
    return shape.starts("id", _WORK) and shape.has_any(*_OWN_KEYS)


def read(source: Input) -> Reading:
    """Read works one by one; what is no work is refused."""
    return read_records(source, _LISTS, _papers)


def _papers(work: Row) -> Iterator[Paper]:
    _check_kind(work)
    ids = row(work.get("ids"))
    cited = _cited(work.get("referenced_works"))
    yield described(
        title=text(work.get("title")) or text(work.get("display_name")),
        abstract=_abstract(work.get("abstract_inverted_index")) or text(work.get("abstract")),
        identifiers=work_identifiers(
            ("doi", work.get("doi") or ids.get("doi")),
            ("openalex", work.get("id") or ids.get("openalex")),
            ("pubmed", ids.get("pmid")),
            ("pmc", ids.get("pmcid")),
            *(("arxiv", address) for address in _arxiv_addresses(work)),
        ),
        date=date_of(work.get("publication_date"), work.get("publication_year")),
        authors=authors_of(work.get("authorships"), _author),
        venue=_venue(work),
        language=language_code(work.get("language")),
        references=cited,
        references_stated=number(work.get("referenced_works_count")),
        retracted=work.get("is_retracted") is True,
    )


def _check_kind(work: Row) -> None:
    found = identifier("openalex", work.get("id"))
    if found is not None and not found.value.startswith("w"):
        what = _ENTITIES.get(found.value[0], "something else")
        raise RecordError(f"{found.value.upper()} is {what} of OpenAlex, not a work; ask /works")
    if "key" in work and "count" in work:
        raise RecordError("a group of a count, not a work; ask /works without group_by")


def _abstract(index: object) -> str | None:
    """Put an abstract together from the places of its words.

    Early snapshots have the index as a text of JSON, within another object.
    """
    if isinstance(index, str):
        try:
            index = row(parse_json(index)).get("InvertedIndex")
        except RecordError:
            return None
    placed: dict[int, str] = {}
    for word, places in row(index).items():
        for place in places if isinstance(places, list) else ():
            if isinstance(place, int) and 0 <= place < _POSITIONS_LIMIT:
                placed.setdefault(place, word)
    return text(" ".join(placed[place] for place in sorted(placed)))


def _arxiv_addresses(work: Row) -> Iterator[str]:
    """Give the addresses at arXiv among the places where a work can be read."""
    for place in (row(work.get("primary_location")), *rows(work.get("locations"))):
        address = text(place.get("landing_page_url")) or ""
        if "arxiv.org/abs/" in address:
            yield address


def _author(authorship: Row) -> AuthorName | None:
    author = row(authorship.get("author"))
    name = printed(author.get("display_name"))
    name = name or printed(authorship.get("raw_author_name"))
    if name is None:
        return None
    return AuthorName(
        name=name,
        identifiers=identifiers(("orcid", author.get("orcid")), ("openalex", author.get("id"))),
        affiliations=_affiliations(authorship),
    )


def _affiliations(authorship: Row) -> tuple[Affiliation, ...]:
    found = [
        Affiliation(
            name=name,
            identifiers=identifiers(("ror", one.get("ror")), ("openalex", one.get("id"))),
        )
        for one in rows(authorship.get("institutions"))
        if (name := printed(one.get("display_name")))
    ]
    if not found:
        lines = texts(authorship.get("raw_affiliation_strings"))
        lines = lines or texts(authorship.get("raw_affiliation_string"))
        found = [Affiliation(name=printed(one) or one) for one in lines]
    return tuple(dict.fromkeys(found))


def _venue(work: Row) -> VenueName | None:
    place = row(work.get("primary_location"))
    source = row(place.get("source")) or row(work.get("host_venue"))
    issns = [source.get("issn_l"), *texts(source.get("issn"))]
    return venue(
        source.get("display_name") or place.get("raw_source_name"),
        *(("issn", issn) for issn in issns),
        ("openalex", source.get("id")),
    )


def _cited(given: object) -> tuple[Reference, ...]:
    cited = given if isinstance(given, list) else []
    if len(cited) > REFERENCES_LIMIT:
        raise RecordError(
            f"the record has {len(cited):,} references; at most {REFERENCES_LIMIT:,} are taken"
        )
    found: dict[Identifier, None] = {}
    for address in cited:
        one = identifier("openalex", address)
        if one is not None and one.value.startswith("w"):
            found[one] = None
    return tuple(Reference(identifiers=(one,)) for one in found)
