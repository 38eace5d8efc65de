"""CSL-JSON of papers, as it comes.

The format: CSL 1.0.2, https://github.com/citation-style-language/schema, csl-data.json. DOI,
PMID and PMCID have fields of their own; every other identifier is a line of `note`, as Zotero
keeps what CSL has no field for ("arXiv: 2005.11401"), and the first page is the URL.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from citeweave_graph.exports.bibliography import Author, Entry
from citeweave_graph.exports.flat import Counts
from citeweave_graph.exports.json_lists import write_list
from citeweave_graph.exports.texts import on_one_line
from citeweave_schema.dates import PartialDate
from citeweave_schema.ids import Scheme

__all__ = ["write"]

_TYPES = {
    "journal": "article-journal",
    "meeting": "paper-conference",
    "preprint": "article",
    "other": "document",
}
_FIELDS = {Scheme.DOI: "DOI", Scheme.PUBMED: "PMID", Scheme.PMC: "PMCID"}
_NOTED = {
    Scheme.ARXIV: "arXiv",
    Scheme.ACL: "ACL",
    Scheme.OPENALEX: "OpenAlex",
    Scheme.S2: "S2",
    Scheme.WOS: "WOS",
    Scheme.SCOPUS: "Scopus",
    Scheme.LENS: "Lens",
    Scheme.DIMENSIONS: "Dimensions",
}


def write(entries: Iterable[Entry], target: Path) -> Counts:
    """Write papers to a new file."""
    with target.open("w", encoding="utf-8", newline="\n") as file:
        count = write_list(file, map(_item, entries))
        file.write("\n")
    return Counts(count)


def _item(entry: Entry) -> Mapping[str, Any]:
    return {name: value for name, value in _fields(entry) if value}


def _fields(entry: Entry) -> Iterator[tuple[str, Any]]:
    paper = entry.paper
    yield "id", paper.id
    yield "type", _TYPES[entry.sort]
    yield "title", on_one_line(paper.name)
    yield "author", [_name(one) for one in entry.authors]
    if paper.date is not None and paper.date.year is not None:
        yield "issued", {"date-parts": [_parts(paper.date)]}
    yield "container-title", on_one_line(paper.venue or "")
    yield "ISSN", entry.issn
    for scheme, name in _FIELDS.items():
        value = entry.first(scheme)
        yield name, value.upper() if value and scheme is Scheme.PMC else value
    yield "URL", next((page for _, page in entry.pages()), None)
    yield "language", paper.language
    yield "note", "\n".join(_notes(entry))
    yield "abstract", on_one_line(paper.abstract_readable or paper.abstract or "")


def _notes(entry: Entry) -> Iterator[str]:
    if entry.paper.retracted:
        yield "Retracted"
    for one in entry.paper.identifiers:
        if one.scheme in _NOTED:
            yield f"{_NOTED[one.scheme]}: {one.value}"


def _name(author: Author) -> Mapping[str, str]:
    if not author.family or not author.given:
        return {"literal": on_one_line(author.printed)}
    return {"family": on_one_line(author.family), "given": on_one_line(author.given)}


def _parts(date: PartialDate) -> list[int]:
    return [one for one in (date.year, date.month, date.day) if one is not None]
