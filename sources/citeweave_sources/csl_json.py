"""CSL-JSON, the form in which Zotero, Mendeley, Pandoc and citation.js exchange references.

One array of items, or one item a line; the ``items`` of Zotero's API likewise. An arXiv id is
taken from the address and from the notes in which Zotero keeps what CSL has no field for; other
identifiers from lines of the notes such as "PMID: 12653513" and "ACL: 2020.acl-main.1". Each
item is a record, whatever its type, as long as it has a title.

The format: CSL 1.0.2, https://github.com/citation-style-language/schema, csl-data.json.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from citeweave_schema import AuthorName, Paper, PartialDate
from citeweave_sources.json_objects import Row
from citeweave_sources.json_records import (
    authors_of,
    described,
    identifiers,
    read_records,
    venue,
    work_identifiers,
)
from citeweave_sources.json_shape import shape_of
from citeweave_sources.json_values import (
    date_of,
    date_of_parts,
    full_name,
    language_code,
    printed,
    row,
    text,
    texts,
)
from citeweave_sources.markup import text_of
from citeweave_sources.reading import Input, Reading

__all__ = ["matches", "read"]

_LISTS = (("items",),)
_OWN_KEYS = (
    *("issued", "container-title", "citation-key", "author.family", "author.literal", "DOI"),
    *("publisher-place", "page", "accessed", "editor.family"),
)
_TYPE = re.compile(
    r"article(?:-journal|-magazine|-newspaper)?|paper-conference|chapter|book|thesis|report"
    r"|manuscript|dataset|webpage|post(?:-weblog)?|speech|entry(?:-\w+)?|review(?:-book)?|software"
    r"|standard|patent|bill|legal_case|legislation|regulation|treaty|hearing|broadcast|classic"
    r"|collection|document|event|figure|graphic|interview|map|motion_picture|musical_score"
    r"|pamphlet|performance|periodical|personal_communication|song"
)
_ARXIV = re.compile(
    r"arxiv(?:\.org/(?:abs|pdf)/|\s*:\s*)([a-z.-]+/\d{7}|\d{4}\.\d{4,5})", re.IGNORECASE
)
_SCHEMES = {
    "PMID": "pubmed",
    "PMCID": "pmc",
    "DOI": "doi",
    "ACL": "acl",
    "OPENALEX": "openalex",
    "S2": "s2",
    "WOS": "wos",
    "SCOPUS": "scopus",
    "LENS": "lens",
    "DIMENSIONS": "dimensions",
}
"""What lines of notes call an identifier, and its scheme."""
_NOTED = re.compile(rf"^\s*({'|'.join(_SCHEMES)})\s*:\s*(\S+)\s*$", re.IGNORECASE | re.MULTILINE)


def matches(name: str, head: str) -> bool:  # noqa: ARG001  # the content says it all
    """Tell whether a file is CSL-JSON: its items have a type and a key as CSL spells them."""
    shape = shape_of(head)
    for before in ("", "items."):
        kind = shape.texts.get(f"{before}type", "")
        if _TYPE.fullmatch(kind) and shape.has_any(*(before + key for key in _OWN_KEYS)):
            return not shape.has_any(f"{before}is-referenced-by-count", f"{before}citeweave")
    return False


def read(source: Input) -> Reading:
    """Read items one by one."""
    return read_records(source, _LISTS, _papers)


def _papers(item: Row) -> Iterator[Paper]:
    abstract = text(item.get("abstract"))
    container = item.get("container-title")
    issns = re.split(r"[\s,;]+", " ".join(texts(item.get("ISSN"))))
    titles = texts(item.get("title"))
    yield described(
        title=titles[0] if titles else None,
        abstract=text(text_of(abstract)) if abstract and "<" in abstract else abstract,
        identifiers=work_identifiers(*_identifiers(item)),
        date=_date(row(item.get("issued"))),
        authors=authors_of(item.get("author"), _author),
        venue=venue(next(iter(texts(container)), None), *(("issn", issn) for issn in issns)),
        language=language_code(item.get("language")),
    )


def _identifiers(item: Row) -> Iterator[tuple[str, object]]:
    for key in ("DOI", "PMID", "PMCID"):
        yield _SCHEMES[key], item.get(key)
    note = (text(item.get("note")) or "")[:10_000]
    for match in _NOTED.finditer(note):
        yield _SCHEMES[match[1].upper()], match[2]
    for place in (item.get("URL"), item.get("number"), note):
        found = _ARXIV.search(text(place) or "")
        if found:
            yield "arxiv", found[1]


def _date(issued: Row) -> PartialDate | None:
    parts = issued.get("date-parts")
    found = date_of_parts(parts[0]) if isinstance(parts, list) and parts else None
    return found or date_of(issued.get("raw"), issued.get("literal"))


def _author(author: Row) -> AuthorName | None:
    particles = (author.get("dropping-particle"), author.get("non-dropping-particle"))
    name = full_name(
        author.get("given"), author.get("family"), particle=full_name(*particles)
    ) or printed(author.get("literal"))
    if name is None:
        return None
    suffix = printed(author.get("suffix"))
    return AuthorName(
        name=f"{name} {suffix}" if suffix else name,
        identifiers=identifiers(("orcid", author.get("ORCID") or author.get("orcid"))),
    )
