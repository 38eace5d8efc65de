"""The lines of a file of text, read in bounded memory, each with what is wrong with it."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from citeweave_sources.reading import Input

__all__ = ["LINE_LIMIT", "Line", "read_lines"]

LINE_LIMIT = 16 * 1024 * 1024
"""The most bytes that a line may have."""

_SKIP = 1 << 20


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file.

    Attributes:
        number: counted from 1.
        text: without its end; empty when there is a problem.
        ended: False for a last line without a line feed, which may have been cut.
        problem: why the line cannot be taken, in words; None when it can.
        lossy: of a line that is not UTF-8, what can be read, with U+FFFD for the rest: never to
            be kept, but it shows where a record begins and ends.
    """

    number: int
    text: str
    ended: bool = True
    problem: str | None = None
    lossy: str = ""

    @property
    def shape(self) -> str:
        """The text, or what of it can be read."""
        return self.text or self.lossy


def read_lines(source: Input) -> Iterator[Line]:
    """Give the lines of a file in UTF-8, with or without byte order mark.

    A character cut in two by the end of the file is left out.

    Raises:
        OSError: the file cannot be read.
        SourceError: it is compressed and damaged, or holds more than may be read.
    """
    with source.open() as file:
        number = 0
        while raw := file.readline(LINE_LIMIT + 1):
            number += 1
            if number == 1:
                raw = raw.removeprefix(codecs.BOM_UTF8)
            if len(raw) > LINE_LIMIT and not raw.endswith(b"\n"):
                length, ended = _skip_line(file, len(raw))
                problem = f"the line has {length:,} bytes; at most {LINE_LIMIT:,} are taken"
                yield Line(number, "", ended, problem)
            else:
                yield _decoded(number, raw)


def _decoded(number: int, raw: bytes) -> Line:
    ended = raw.endswith(b"\n")
    body = raw.rstrip(b"\r\n") if ended else raw
    try:
        text, _ = codecs.utf_8_decode(body, "strict", ended)
    except UnicodeDecodeError as problem:
        return Line(
            number,
            "",
            ended,
            f"byte {problem.start + 1} of the line (0x{body[problem.start]:02X}) is not UTF-8; "
            "if the file is in Latin-1, re-encode it: iconv -f ISO-8859-1 -t UTF-8 OLD > NEW",
            body.decode("utf-8", "replace"),
        )
    return Line(number, text, ended)


def _skip_line(file: BinaryIO, length: int) -> tuple[int, bool]:
    while chunk := file.readline(_SKIP):
        length += len(chunk)
        if chunk.endswith(b"\n"):
            return length, True
    return length, False
