"""RIS of papers, as it comes.

The format: Research Information Systems' description of 2001, kept at
https://web.archive.org/web/20110930172154/http://www.refman.com/support/risformat_intro.asp.
The DOI is in DO, Web of Science's number in AN, and the pages of all other identifiers in UR, one
each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from citeweave_graph.exports.bibliography import Entry
from citeweave_graph.exports.flat import Counts
from citeweave_graph.exports.texts import on_one_line
from citeweave_schema.dates import PartialDate
from citeweave_schema.ids import Scheme

__all__ = ["write"]

_TYPES = {"journal": "JOUR", "meeting": "CONF", "preprint": "UNPB", "other": "GEN"}


def write(entries: Iterable[Entry], target: Path) -> Counts:
    """Write papers to a new file."""
    count = 0
    with target.open("w", encoding="utf-8", newline="\n") as file:
        for entry in entries:
            lines = (f"{tag}  - {on_one_line(text)}".rstrip() for tag, text in _fields(entry))
            file.write("\n".join(lines) + "\nER  - \n\n")
            count += 1
    return Counts(count)


def _fields(entry: Entry) -> Iterator[tuple[str, str]]:
    paper = entry.paper
    yield "TY", _TYPES[entry.sort]
    yield "ID", paper.id
    yield "TI", paper.name
    for author in entry.authors:
        yield "AU", author.inverted.replace(";", " ")
    if paper.date is not None and paper.date.year is not None:
        yield "PY", f"{paper.date.year:04d}"
        yield "DA", _date(paper.date)
    yield from _identifiers(entry)
    others = (
        ("JF" if entry.sort == "journal" else "T2", paper.venue),
        ("SN", entry.issn),
        ("LA", paper.language),
        ("N1", "Retracted" if paper.retracted else None),
        ("AB", paper.abstract_readable or paper.abstract),
    )
    yield from ((tag, text) for tag, text in others if text is not None)


def _identifiers(entry: Entry) -> Iterator[tuple[str, str]]:
    for doi in entry.all_of(Scheme.DOI):
        yield "DO", doi
    for number in entry.all_of(Scheme.WOS):
        yield "AN", f"WOS:{number.upper()}"
    for one, page in entry.pages():
        if one.scheme is not Scheme.DOI:
            yield "UR", page


def _date(date: PartialDate) -> str:
    parts = (date.month, date.day)
    return "/".join(
        [f"{date.year:04d}", *("" if one is None else f"{one:02d}" for one in parts), ""]
    )
