"""A BibTeX file as a stream of blocks: entries and definitions, one after the other.

The file is cut where a line begins with an at sign, a word and a brace, which is also where
bibtexparser gives up a block that was not closed. So each piece can be given to it by itself: what
is wrong with one loses only that one, and only one is in memory.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bibtexparser.exceptions import BlockAbortedException, ParserStateException
from bibtexparser.model import (
    Block,
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    Entry,
    ParsingFailedBlock,
    String,
)
from bibtexparser.splitter import Splitter

from citeweave_sources.drafts import RECORD_LIMIT
from citeweave_sources.lines import read_lines
from citeweave_sources.reading import Input, Refusal

__all__ = ["Definition", "RawEntry", "blocks_of", "pieces"]

_START = re.compile(r"\s*@\w*[ \t]*[{(]")
_NO_PAPER = re.compile(r"\s*@(?:comment|preamble)\b", re.IGNORECASE)
_KEY = re.compile(r"\s*@\w*\s*[{(]\s*([^\s,{}()=]{1,200})")
_GAPS = re.compile(r"[ \t]{2,}")

# It warns of each block that it gives up; that is told by a refusal, with its place.
logging.getLogger("bibtexparser.splitter").setLevel(logging.CRITICAL)


@dataclass(slots=True)
class Piece:
    """A part of a file with, as a rule, one block.

    Attributes:
        line: where it begins.
        text: its lines.
        problems: the lines that cannot be taken, and why; they stand in `text` as far as they
            can be read, so that the blocks around them have their ends.
    """

    line: int
    text: str = ""
    problems: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RawEntry:
    """An entry with its values as they are written, delimiters included."""

    line: int
    kind: str
    key: str
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class Definition:
    """What an ``@string`` defines, the value as it is written."""

    name: str
    value: str


def pieces(source: Input) -> Iterator[Piece]:
    """Cut a file where blocks begin; text before the first is a piece too."""
    piece = Piece(1)
    parts: list[str] = []
    size = 0
    for line in read_lines(source):
        if _START.match(line.shape):
            piece.text = "\n".join(parts)
            yield piece
            piece, parts, size = Piece(line.number), [], 0
        size += len(line.shape) + 1
        if size > RECORD_LIMIT:
            piece.problems = {line.number: f"the entry has more than {RECORD_LIMIT:,} characters"}
            continue
        if line.problem is not None:
            piece.problems[line.number] = line.problem
        # White space says nothing in BibTeX, and bibtexparser slows down in long runs of it.
        gaps = "  " in line.shape or "\t" in line.shape
        parts.append(_GAPS.sub(" ", line.shape) if gaps else line.shape)
    piece.text = "\n".join(parts)
    yield piece


def blocks_of(piece: Piece, source: Input) -> Iterator[RawEntry | Definition | Refusal]:
    """Give the entries and definitions of a piece and, refused, what is not whole.

    Comments, preambles and text between the entries are passed over.
    """
    if "@" not in piece.text:
        return
    try:
        found = Splitter(piece.text).split().blocks
    except ParserStateException as problem:
        yield Refusal(place=source.place(piece.line), reason=f"the entry cannot be read: {problem}")
        return
    for block in found:
        one = _plain(block)
        line = piece.line + (one.start_line or 0)
        raw = one.raw or ""
        if _NO_PAPER.match(raw):
            continue
        reason = _reason(one, piece, range(line, line + raw.count("\n") + 1))
        if reason is not None:
            key = _KEY.match(raw)
            name = f"the entry {key[1]!r}" if key else "an entry without key"
            yield Refusal(place=source.place(line), reason=f"{name}{reason}")
        elif isinstance(one, Entry):
            fields: dict[str, str] = {}
            for each in one.fields:
                fields.setdefault(each.key.lower(), each.value)
            yield RawEntry(line, one.entry_type, one.key, fields)
        elif isinstance(one, String):
            yield Definition(one.key.lower(), one.value)


def _reason(block: Block, piece: Piece, lines: range) -> str | None:
    """Say why a block cannot be taken; None when it can, or is text between the entries."""
    failed = isinstance(block, ParsingFailedBlock)
    if not failed and not isinstance(block, Entry | String):
        return None
    bad = [line for line in piece.problems if line in lines or (failed and line >= lines.start)]
    if bad:
        return f": line {bad[0]}: {piece.problems[bad[0]]}"
    if not isinstance(block, ParsingFailedBlock):
        return None
    error = block.error
    reason = error.abort_reason if isinstance(error, BlockAbortedException) else str(error)
    return f" is not whole: {reason.strip().rstrip('.')}; check its braces, quotes and commas"


def _plain(block: Block) -> Block:
    """Take off what bibtexparser puts around a block in which a key stands twice."""
    while isinstance(block, DuplicateFieldKeyBlock | DuplicateBlockKeyBlock):
        inside = block.ignore_error_block
        if inside is None:
            break
        block = inside
    return block
