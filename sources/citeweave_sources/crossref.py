"""Works of Crossref: answers of its API, single works, lists, and JSON lines.

A title is kept as given, with the tags of HTML and MathML in it; its first subtitle stands behind
it. An abstract, in JATS, is given as its text. A reference is kept when it has a DOI or the title
of an article or volume; all are counted. A notice that retracts another work says nothing of
itself; a work that a notice retracts is marked. A preprint and what it became stay two records,
each with a link to the other: `what` is "preprint" or "published".

The format: https://github.com/CrossRef/rest-api-doc/blob/master/api_format.md.
"""

from __future__ import annotations

import re
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
    date_of_parts,
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

_LISTS = (("message", "items"), ("items",))
_OWN_KEYS = (
    *("reference-count", "references-count", "is-referenced-by-count", "deposited", "indexed"),
    *("member", "prefix", "content-domain"),
)
_DATES = (
    *("published", "issued", "published-print", "published-online", "published-other"),
    *("posted", "approved", "accepted"),
)
_NO_PAPERS = {
    "journal": "a journal",
    "journal-issue": "an issue",
    "journal-volume": "a volume",
    "component": "a part of a work",
    "dataset": "a dataset",
    "database": "a database",
    "grant": "a grant",
    "book-series": "a series",
    "book-set": "a set of books",
    "report-series": "a series",
    "proceedings-series": "a series",
}
_RELATED = {"has-preprint": "preprint", "is-preprint-of": "published"}
_YEAR = re.compile(r"\s*[\[(]?(?:c|ca\.?\s*)?(\d{4})(?!\d)")


def matches(name: str, head: str) -> bool:  # noqa: ARG001  # the content says it all
    """Tell whether a file holds works of Crossref, or an answer of its API that has none."""
    shape = shape_of(head)
    if shape.has("message-type") and shape.has_any("message", "status"):
        return True
    bare = shape.has("DOI") and shape.has_any(*_OWN_KEYS)
    listed = (f"items.{key}" for key in _OWN_KEYS)
    return bare or (shape.has("items.DOI") and shape.has_any(*listed))


def read(source: Input) -> Reading:
    """Read works one by one; journals, issues, grants and the like are refused."""
    return read_records(source, _LISTS, _papers)


def _papers(found: Row) -> Iterator[Paper]:
    work = row(found.get("message")) or found
    _check_kind(work)
    listed = rows(work.get("reference"), "references")
    references = (_reference(one) for one in listed)
    abstract = text(work.get("abstract"))
    stated = number(work.get("reference-count"))
    yield described(
        title=_title(work),
        abstract=text(text_of(abstract)) if abstract else None,
        identifiers=work_identifiers(("doi", work.get("DOI"))),
        date=_date(work),
        authors=authors_of(work.get("author"), _author),
        venue=_venue(work),
        language=language_code(work.get("language")),
        links=tuple(_related(work)),
        references=tuple(dict.fromkeys(one for one in references if one)),
        references_stated=stated if stated is not None else len(listed) or None,
        retracted=any(
            one.get("type") in ("retraction", "withdrawal", "removal")
            for one in rows(work.get("updated-by"))
        ),
    )


def _check_kind(work: Row) -> None:
    kind = text(work.get("type"))
    if kind in _NO_PAPERS:
        raise RecordError(f"{_NO_PAPERS[kind]} of Crossref (its type is {kind!r}), not a paper")
    if "counts" in work or not ("DOI" in work or "title" in work):
        raise RecordError("a journal, member or error of Crossref, not a work; ask for /works")


def _title(work: Row) -> str | None:
    titles, subtitles = texts(work.get("title")), texts(work.get("subtitle"))
    if not titles:
        return None
    if subtitles and subtitles[0].casefold() not in titles[0].casefold():
        return f"{titles[0]}: {subtitles[0]}"
    return titles[0]


def _date(work: Row) -> PartialDate | None:
    for key in _DATES:
        parts = row(work.get(key)).get("date-parts")
        found = date_of_parts(parts[0]) if isinstance(parts, list) and parts else None
        if found is not None:
            return found
    return None


def _author(author: Row) -> AuthorName | None:
    name = full_name(author.get("given"), author.get("family")) or printed(author.get("name"))
    if name is None:
        return None
    suffix = printed(author.get("suffix"))
    return AuthorName(
        name=f"{name} {suffix}" if suffix else name,
        identifiers=identifiers(("orcid", author.get("ORCID"))),
        affiliations=tuple(_affiliations(author)),
    )


def _affiliations(author: Row) -> Iterator[Affiliation]:
    for one in rows(author.get("affiliation")):
        name = printed(one.get("name"))
        if name:
            ids = (("ror", given.get("id")) for given in rows(one.get("id")))
            yield Affiliation(name=name, identifiers=identifiers(*ids))


def _venue(work: Row) -> VenueName | None:
    names = texts(work.get("container-title")) or texts(work.get("group-title"))
    issns = (("issn", issn) for issn in texts(work.get("ISSN")))
    return venue(names[0], *issns) if names else None


def _reference(cited: Row) -> Reference | None:
    year = _YEAR.match(text(cited.get("year")) or "")
    return reference(
        ("doi", cited.get("DOI")),
        title=cited.get("article-title") or cited.get("volume-title"),
        year=year[1] if year else None,
        first_author=cited.get("author"),
        raw=cited.get("unstructured"),
    )


def _related(work: Row) -> Iterator[Link]:
    relations = row(work.get("relation"))
    for kind, what in _RELATED.items():
        for one in rows(relations.get(kind)):
            doi = identifier("doi", one.get("id"))
            if doi is not None:
                yield Link(what=what, address=f"https://doi.org/{doi.value}")
