r"""BibTeX of papers, in UTF-8, as it comes.

The format: *BibTeXing* (Oren Patashnik, https://ctan.org/pkg/bibtex), with the fields that
BibLaTeX adds for eprints. Texts are those that people read, with what LaTeX would act upon
escaped; a title stands in two pairs of braces, so that no style changes its capitals. The
identifiers are in doi, eprint, pmid, pmcid, unique-id (Web of Science), and the page of one more
each in url and ee; further ones have no place. The key of an entry is the first author, the
year, and the id of the node, so that it stays the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from citeweave_graph.exports.bibliography import Author, Entry
from citeweave_graph.exports.flat import Counts
from citeweave_graph.exports.texts import on_one_line
from citeweave_graph.identity.person_names import folded_parts
from citeweave_schema.ids import Scheme

__all__ = ["write"]

_TYPES = {"journal": "article", "meeting": "inproceedings", "preprint": "misc", "other": "misc"}
_VENUES = {"journal": "journal", "meeting": "booktitle"}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ESCAPES = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "`": r"\textasciigrave{}",
    **{one: "\\" + one for one in "{}%&#_$"},
}
_SPECIAL = re.compile(r"[\\~^`{}%&#_$]")
_BRACES = {"{": r"\textbraceleft{}", "}": r"\textbraceright{}"}
_AND = re.compile(r"\band\b", re.IGNORECASE)
_IN_FIELDS = frozenset({Scheme.DOI, Scheme.ARXIV, Scheme.PUBMED, Scheme.PMC})
_RAW = re.compile(r"[{}\\\s]")


def write(entries: Iterable[Entry], target: Path) -> Counts:
    """Write papers to a new file."""
    count = 0
    with target.open("w", encoding="utf-8", newline="\n") as file:
        for entry in entries:
            file.write(_block(entry))
            count += 1
    return Counts(count)


def _block(entry: Entry) -> str:
    fields = "".join(f"  {name} = {value},\n" for name, value in _fields(entry))
    return f"@{_TYPES[entry.sort]}{{{_key(entry)},\n{fields}}}\n\n"


def _key(entry: Entry) -> str:
    first = entry.authors[0] if entry.authors else None
    family = "".join(folded_parts(first.family or first.printed)) if first else ""
    plain = "".join(one for one in family if one.isascii() and one.isalnum())[:30]
    return f"{plain or 'anonymous'}{entry.paper.year or ''}_{entry.paper.id}"


def _fields(entry: Entry) -> Iterator[tuple[str, str]]:
    paper = entry.paper
    yield "title", f"{{{{{_escaped(paper.name)}}}}}"
    if entry.authors:
        yield "author", "{" + " and ".join(map(_name, entry.authors)) + "}"
    if paper.venue is not None:
        yield _VENUES[entry.sort], _braced(paper.venue)
    if paper.date is not None and paper.date.year is not None:
        yield "year", f"{{{paper.date.year}}}"
        if paper.date.month is not None:
            yield "month", _MONTHS[paper.date.month - 1]
        if paper.date.day is not None:
            yield "day", f"{{{paper.date.day}}}"
    yield from _identifiers(entry)
    if entry.issn is not None:
        yield "issn", f"{{{entry.issn}}}"
    if paper.language is not None:
        yield "language", _braced(paper.language)
    if paper.retracted:
        yield "note", "{Retracted}"
    abstract = paper.abstract_readable or paper.abstract
    if abstract is not None:
        yield "abstract", _braced(abstract)


def _identifiers(entry: Entry) -> Iterator[tuple[str, str]]:
    doi = entry.first(Scheme.DOI)
    if doi is not None and not _RAW.search(doi):
        yield "doi", f"{{{doi}}}"
    arxiv = entry.first(Scheme.ARXIV)
    if arxiv is not None:
        yield "eprint", f"{{{arxiv}}}"
        yield "archiveprefix", "{arXiv}"
    for name, scheme in (("pmid", Scheme.PUBMED), ("pmcid", Scheme.PMC)):
        if value := entry.first(scheme):
            yield name, f"{{{value.upper()}}}"
    if value := entry.first(Scheme.WOS):
        yield "unique-id", f"{{WOS:{value.upper()}}}"
    others = [page for one, page in entry.pages() if one.scheme not in _IN_FIELDS]
    for name, page in zip(("url", "ee"), others, strict=False):
        yield name, f"{{{page}}}"


def _name(author: Author) -> str:
    """Give a name; one that BibTeX would part otherwise stands in braces as a whole."""
    if not author.family or not author.given or _AND.search(author.printed):
        return f"{{{_escaped(author.printed)}}}"
    return f"{_escaped(author.family)}, {_escaped(author.given)}"


def _braced(text: str) -> str:
    return f"{{{_escaped(text)}}}"


def _escaped(text: str) -> str:
    """Give a text that LaTeX prints as it is.

    BibTeX counts escaped braces too, so that those without their other half have another form.
    """
    line = on_one_line(text)
    escapes = _ESCAPES if _balanced(line) else {**_ESCAPES, **_BRACES}
    return _SPECIAL.sub(lambda match: escapes[match[0]], line)


def _balanced(text: str) -> bool:
    depth = 0
    for one in text:
        depth += {"{": 1, "}": -1}.get(one, 0)
        if depth < 0:
            return False
    return depth == 0
