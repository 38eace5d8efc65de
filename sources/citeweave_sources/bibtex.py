r"""BibTeX and BibLaTeX.

Entries are read with `bibtexparser <https://bibtexparser.readthedocs.io>`_, one by one: one that
is not closed, or that has no title, is refused with its key, and the others are kept. What is no
paper is passed over: ``@comment``, ``@preamble``, ``@string``, BibLaTeX's ``@xdata`` and ``@set``,
and text between the entries.

``@string`` definitions hold for what comes after them. An entry with ``crossref`` or ``xdata``
takes the fields it lacks from the entry named, which may stand before or after it: all of them
from ``xdata``, those of the volume from ``crossref`` (its title as `booktitle`, its year, ISSN,
language), never what belongs to the volume alone: title, identifiers, abstract.

The title is the field as written without the braces or quotes around it, with a subtitle put
behind it; `title_readable` is without braces and LaTeX. Authors are named in the order in which
names are spoken: ``van Beethoven, Ludwig`` is "Ludwig van Beethoven". Identifiers are taken from
doi, url, eprint, pmid, pmcid, unique-id, and from where arXiv ids are usually put: journal,
volume, note, howpublished, eid. References are read from what Web of Science (cited-references)
and Scopus (references) export, as `citeweave_sources.wos_fields` and
`citeweave_sources.scopus_references` tell.

The formats are described in *BibTeXing* (Oren Patashnik, https://ctan.org/pkg/bibtex) and in the
manual of BibLaTeX (https://ctan.org/pkg/biblatex).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from citeweave_schema.errors import RecordError
from citeweave_sources.bibtex_blocks import Definition, RawEntry, blocks_of, pieces
from citeweave_sources.bibtex_papers import FIELDS, paper_of
from citeweave_sources.bibtex_values import Definitions
from citeweave_sources.reading import Input, Reading, Refusal

__all__ = ["matches", "read"]

_EXTENSIONS = (".bib", ".bibtex", ".biblatex")
_BLOCK = re.compile(r"^[ \t]*@[A-Za-z]+[ \t]*[{(]", re.MULTILINE)
_FIRST = re.compile(r"(?:%[^\n]*\n|\s)*@[A-Za-z]+\s*[{(]")
_NO_PAPER = frozenset({"", "xdata", "set", "control", "ieeetranbstctl"})
_POINTER = re.compile(r"\b(?:crossref|xdata)\s*=\s*[{\"]([^{}\"]{1,2000})", re.IGNORECASE)
_PARENTS_LIMIT = 100_000
_PARENTS_SIZE = 64 * 1024 * 1024
_ABOVE_LIMIT = 20
_OF_VOLUME = ("date", "year", "month", "issn", "langid", "language", "journal", "journaltitle")
_WHOLE_BOOKS = ("book", "mvbook")
_PARTS_OF_BOOKS = ("inbook", "bookinbook", "suppbook")

Fields = dict[str, str]


def matches(name: str, head: str) -> bool:
    """Tell whether a file is in this format: it is named so and has a block, or begins with one."""
    if name.lower().endswith(_EXTENSIONS):
        return _BLOCK.search(head) is not None
    return _FIRST.match(head) is not None


def read(source: Input) -> Reading:
    """Read papers entry by entry; one that cannot be taken is refused."""
    parents = _Parents.of(source)
    known = Definitions()
    for piece in pieces(source):
        for block in blocks_of(piece, source):
            if isinstance(block, Refusal):
                yield block
            elif isinstance(block, Definition):
                try:
                    known.define(block.name, block.value)
                except RecordError as problem:
                    yield Refusal(place=source.place(piece.line), reason=str(problem))
            elif block.kind not in _NO_PAPER:
                try:
                    yield paper_of(parents.completed(block, _values(block, known)))
                except RecordError as problem:
                    name = f"the entry {block.key[:100]!r}" if block.key else "an entry without key"
                    yield Refusal(place=source.place(block.line), reason=f"{name}: {problem}")


def _values(entry: RawEntry, known: Definitions) -> Fields:
    given = {name: known.value(raw) for name, raw in entry.fields.items() if name in FIELDS}
    return {name: value for name, value in given.items() if value.strip()}


@dataclass(slots=True)
class _Parents:
    """The entries that others of the file point to, by key in lower case: kind and fields."""

    entries: dict[str, tuple[str, Fields]] = field(default_factory=dict)

    @classmethod
    def of(cls, source: Input) -> _Parents:
        """Find them: what is pointed to, and then, if there is anything, the entries."""
        wanted: set[str] = set()
        for piece in pieces(source):
            for match in _POINTER.finditer(piece.text):
                if len(wanted) < _PARENTS_LIMIT:
                    wanted |= set(_keys(match[1]))
        parents = cls()
        if wanted:
            parents._gather(source, wanted)
        return parents

    def _gather(self, source: Input, wanted: set[str]) -> None:
        known = Definitions()
        size = 0
        for piece in pieces(source):
            for block in blocks_of(piece, source):
                try:
                    if isinstance(block, Definition):
                        known.define(block.name, block.value)
                    elif isinstance(block, RawEntry) and block.key.lower() in wanted:
                        fields = _values(block, known)
                        size += sum(len(value) for value in fields.values())
                        if size <= _PARENTS_SIZE:
                            self.entries.setdefault(block.key.lower(), (block.kind, fields))
                except RecordError:
                    continue  # told when the entries are read

    def completed(self, entry: RawEntry, own: Fields) -> Fields:
        """Give the fields of an entry with those it takes from others."""
        return self._completed(entry.kind, own, {entry.key.lower()})

    def _completed(self, kind: str, own: Fields, seen: set[str]) -> Fields:
        """Complete fields; each parent is looked at once, and no more than a few in all."""
        fields = dict(own)
        for pointer in ("xdata", "crossref"):
            for key in _keys(own.get(pointer, "")):
                if key in self.entries and key not in seen and len(seen) <= _ABOVE_LIMIT:
                    seen.add(key)
                    above_kind, above = self.entries[key]
                    above = self._completed(above_kind, above, seen)
                    taken = above if pointer == "xdata" else _of_volume(kind, above_kind, above)
                    fields = {**taken, **fields}
        return fields


def _keys(text: str) -> list[str]:
    return [key.strip().lower() for key in text.split(",")[:_ABOVE_LIMIT] if key.strip()]


def _of_volume(kind: str, above_kind: str, above: Mapping[str, str]) -> Fields:
    """Give what a part takes from its volume, as BibLaTeX's default inheritance has it."""
    taken = {name: above[name] for name in _OF_VOLUME if name in above}
    if above_kind == "periodical" and "title" in above:
        taken.setdefault("journaltitle", above["title"])
    elif "booktitle" in above or "title" in above:
        taken["booktitle"] = above.get("booktitle") or above["title"]
        if "booktitle" not in above and "subtitle" in above:
            taken["booksubtitle"] = above["subtitle"]
    if above_kind in _WHOLE_BOOKS and kind in _PARTS_OF_BOOKS and "author" in above:
        taken["author"] = above["author"]
    return taken
