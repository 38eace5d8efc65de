"""A user's own term list: names that are known, of which kind, and under which other names.

What the list names always wins over what the model says. A term is found as whole words, whatever
the case, hyphens or a plural "s"; a short name all in capitals ("BERT", "IR") only in capitals.
Of two terms that overlap the longer one is taken.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from citeweave_nlp.tokenizer import split_tokens
from citeweave_schema.errors import ExtractorError
from citeweave_schema.kinds import EntityType
from citeweave_schema.names import digest, normal_form

__all__ = ["Term", "TermList", "TermMatch", "load_terms", "looked_up"]

_HYPHENS = frozenset("-\u2010\u2011\u2013\u2014")
_SHORT = 6
_KINDS = ", ".join(kind.value for kind in EntityType)


@dataclass(frozen=True, slots=True)
class Term:
    """One concept of the list.

    Attributes:
        name: the name under which it is kept; its normal form is the key of what is found.
        kind: what it is.
        aliases: other names for the same thing.
    """

    name: str
    kind: EntityType
    aliases: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The name under which papers share it."""
        return normal_form(self.name)


@dataclass(frozen=True, slots=True)
class TermMatch:
    """One place where a term stands in a text, in characters."""

    start: int
    end: int
    term: Term


@dataclass(frozen=True, slots=True)
class _Pattern:
    words: tuple[str, ...]
    exact: tuple[str, ...] | None
    term: Term


@dataclass(frozen=True)
class TermList:
    """The terms in order, ready to be looked up in texts.

    Raises:
        ExtractorError: one name stands for two kinds, or a name has no word in it.
    """

    terms: tuple[Term, ...]
    _by_first: dict[str, list[_Pattern]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the terms by their first word, longest first."""
        index: dict[str, list[_Pattern]] = {}
        kinds: dict[tuple[str, ...], Term] = {}
        for term in self.terms:
            for surface in dict.fromkeys((term.name, *term.aliases)):
                pattern = _pattern(surface, term)
                other = kinds.setdefault(pattern.exact or pattern.words, term)
                if other.kind is not term.kind or other.key != term.key:
                    raise ExtractorError(
                        f"term list: {surface!r} stands for {other.name!r} ({other.kind.value}) "
                        f"and for {term.name!r} ({term.kind.value}); a name can stand for one "
                        "thing only: take it out of one of them"
                    )
                index.setdefault(pattern.words[0], []).append(pattern)
        for patterns in index.values():
            patterns.sort(key=lambda one: (-len(one.words), one.exact is None))
        object.__setattr__(self, "_by_first", index)

    @property
    def digest(self) -> str:
        """What tells this list from every other: 64 hexadecimal digits, the same for the same."""
        return digest("terms", self.to_json())

    def to_json(self) -> str:
        """Give the list as one JSON text, from which `from_json` makes an equal one."""
        rows = [
            {"name": one.name, "kind": one.kind.value, "aliases": list(one.aliases)}
            for one in self.terms
        ]
        return json.dumps(rows, ensure_ascii=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> TermList:
        """Read what `to_json` gave.

        Raises:
            ExtractorError: it is something else.
        """
        try:
            rows = json.loads(text)
        except ValueError as problem:
            raise ExtractorError(f"not a term list: {problem}") from problem
        if not isinstance(rows, list):
            raise ExtractorError("not a term list: expected a JSON array of terms")
        return cls(tuple(_term(row, f"term {n}") for n, row in enumerate(rows, start=1)))

    def matches(self, text: str) -> list[TermMatch]:
        """Find the terms in a text, in order, none overlapping another.

        >>> terms = TermList((Term("retrieval-augmented generation", EntityType.METHOD, ("RAG",)),))
        >>> text = "RAG, i.e. Retrieval Augmented Generation, is no rag."
        >>> [text[one.start:one.end] for one in terms.matches(text)]
        ['RAG', 'Retrieval Augmented Generation']
        """
        words, spans = _words_of(text)
        low = [_fold(word) for word in words]
        found: list[TermMatch] = []
        at = 0
        while at < len(words):
            for pattern in self._by_first.get(low[at], ()):
                end = at + len(pattern.words)
                if tuple(low[at:end]) == pattern.words and (
                    pattern.exact is None
                    or tuple(_singular(word) for word in words[at:end]) == pattern.exact
                ):
                    found.append(TermMatch(spans[at][0], spans[end - 1][1], pattern.term))
                    at = end - 1
                    break
            at += 1
        return found


def _singular(word: str) -> str:
    # "LLMs" is "LLM" in the plural; "loss" and "GPS" are no plurals.
    return word[:-1] if len(word) > 2 and word[-1] == "s" and word[-2:] != "ss" else word


def _fold(word: str) -> str:
    return _singular(word.lower()) if len(word) > 3 else word.lower()


def _words_of(text: str) -> tuple[list[str], list[tuple[int, int]]]:
    """Give the words of a text without hyphens and gaps, and where they stand."""
    words: list[str] = []
    spans: list[tuple[int, int]] = []
    at = 0
    tokens, blanks = split_tokens(text)
    for token, blank in zip(tokens, blanks, strict=True):
        if not token.isspace() and token not in _HYPHENS:
            words.append(token)
            spans.append((at, at + len(token)))
        at += len(token) + blank
    return words, spans


def looked_up(surface: str) -> tuple[str, ...]:
    """Give the words as which a surface is looked up; equal ones cannot be told apart.

    >>> looked_up("Graph-Networks") == looked_up("graph network")
    True
    """
    words = _words_of(surface)[0]
    return tuple(map(_singular if _in_capitals(surface) else _fold, words))


def _in_capitals(surface: str) -> bool:
    return len(surface) <= _SHORT and surface.upper() == surface and surface.lower() != surface


def _pattern(surface: str, term: Term) -> _Pattern:
    words = _words_of(surface)[0]
    if not words:
        raise ExtractorError(f"term list: {surface!r} has no word in it; take it out")
    exact = looked_up(surface) if _in_capitals(surface) else None
    return _Pattern(tuple(_fold(word) for word in words), exact, term)


def load_terms(path: str | Path) -> TermList:
    """Read a term list: JSON lines, or a table with a header (CSV, TSV).

    A line of JSON is `{"name": "…", "kind": "METHOD", "aliases": ["…"]}`; a table has the columns
    name, kind and, if wanted, aliases, several of them separated by "|".

    Raises:
        ExtractorError: the file cannot be read, or a line is no term; the message names file and
            line and says what to do.
    """
    try:
        text = Path(path).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise ExtractorError(
            f"cannot read the term list {path}: {problem}; expected UTF-8 text"
        ) from problem
    rows = _table_rows(path, text) if _is_table(Path(path), text) else _json_rows(path, text)
    terms = tuple(_term(row, f"{path}, line {number}") for number, row in rows)
    try:
        return TermList(terms)
    except ExtractorError as problem:
        raise ExtractorError(f"{path}: {problem}") from problem


def _is_table(path: Path, text: str) -> bool:
    if path.suffix.lower() in (".csv", ".tsv"):
        return True
    return path.suffix.lower() not in (".jsonl", ".json", ".ndjson") and text.lstrip()[:1] != "{"


def _json_rows(path: str | Path, text: str) -> Iterator[tuple[int, object]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            yield number, json.loads(line)
        except ValueError as problem:
            raise ExtractorError(
                f'{path}, line {number}: not JSON ({problem}); write {{"name": "…", "kind": '
                '"METHOD", "aliases": []} on a line of its own'
            ) from problem


def _table_rows(path: str | Path, text: str) -> Iterator[tuple[int, object]]:
    lines = text.splitlines()
    header = lines[0] if lines else ""
    reader = csv.DictReader(lines, delimiter="\t" if "\t" in header else ",", strict=True)
    columns = [column.strip().lower() for column in reader.fieldnames or ()]
    if "name" not in columns or "kind" not in columns:
        raise ExtractorError(
            f"{path}, line 1: expected a header with the columns name, kind and aliases, "
            f"got {header!r}"
        )
    reader.fieldnames = columns
    try:
        for row in reader:
            if None in row:
                raise ExtractorError(
                    f"{path}, line {reader.line_num}: more cells than the header has; put a cell "
                    "with a comma in quotes, and separate aliases by '|'"
                )
            aliases = [one.strip() for one in (row.get("aliases") or "").split("|")]
            yield reader.line_num, {**row, "aliases": [one for one in aliases if one]}
    except csv.Error as problem:
        raise ExtractorError(f"{path}, line {reader.line_num}: {problem}") from problem


def _term(row: object, where: str) -> Term:
    if not isinstance(row, Mapping):
        raise ExtractorError(f"{where}: expected an object with name, kind and aliases")
    name, kind = row.get("name"), row.get("kind")
    aliases = row.get("aliases") or ()
    if not isinstance(name, str) or not normal_form(name):
        raise ExtractorError(f"{where}: the term has no name; fill in the column or key 'name'")
    if not isinstance(kind, str) or kind.strip().upper() not in EntityType.__members__:
        raise ExtractorError(f"{where}: {kind!r} is no kind; write one of {_KINDS}")
    if isinstance(aliases, str) or not _all_text(aliases):
        raise ExtractorError(f"{where}: aliases must be a list of names")
    return Term(
        name.strip(),
        EntityType(kind.strip().upper()),
        tuple(dict.fromkeys(one.strip() for one in aliases if one.strip())),
    )


def _all_text(values: object) -> bool:
    return isinstance(values, Iterable) and all(isinstance(one, str) for one in values)
