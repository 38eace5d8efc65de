"""Where the records of a JSON document begin and end, told by brackets and quotation marks."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TypeAlias

__all__ = ["DEPTH_LIMIT", "RECORD_LIMIT", "ListPath", "Piece", "Splitter"]

ListPath: TypeAlias = tuple[str, ...]
"""The keys that lead from a document's object to its list of records."""

RECORD_LIMIT = 16 * 1024 * 1024
"""The most bytes that a record may have."""
DEPTH_LIMIT = 200
"""How deep the brackets of a record may be nested."""

_KEY_LIMIT = 200
_STRING = rb'"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+["\n]'
_NUMBERS = rb"\[\s*+-?\d[\d\s,.eE+\-]*+\]"
_TO_BRACKET = re.compile(
    rb'[^"{}\[\]]*+(?:(?:' + _STRING + rb"|" + _NUMBERS + rb')[^"{}\[\]]*+)*+(?P<mark>[{}\[\]"])',
    re.DOTALL,
)
"""Passes over whole strings and lists of numbers.

It ends at a bracket, or at a string that the chunk does not end.
"""
_TO_STRING_END = re.compile(_STRING[1:], re.DOTALL)
_KEY = re.compile(rb'"([^"\\]{1,60})"\s*:\s*\Z')
_BETWEEN_DOCUMENTS = b" \t\r\n,\x1e\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Piece:
    """The bytes of a record.

    Attributes:
        raw: from bracket to bracket; cut or empty when there is a problem.
        problem: why it cannot be taken, in words; None when nothing is wrong with its brackets.
    """

    raw: bytes
    problem: str | None = None


class Splitter:
    """Takes a document chunk by chunk and gives its records as soon as they end.

    What it keeps is bounded: one record up to its limit, and the chunk.

    >>> splitter = Splitter([("results",)])
    >>> [piece.raw for piece in splitter.feed(b'{"meta": {}, "results": [{"a": 1}, {"b"')]
    [b'{"a": 1}']
    >>> [piece.raw for piece in (*splitter.feed(b': "}"}]}'), *splitter.end())]
    [b'{"b": "}"}']
    """

    def __init__(self, lists: Collection[ListPath]) -> None:
        self._lists = frozenset(lists)
        self._longest = max(map(len, lists), default=0)
        self._depth = 0
        self._listing: int | None = None
        """How deep the brackets are inside the list of records; None outside of one."""
        self._left: int | None = None
        """How deep the brackets are around a list of records that is over."""
        self._path: list[bytes] = []
        self._base: int | None = None
        """How deep the record's first bracket stands; None outside of a record."""
        self._parts: list[bytes] = []
        self._size = 0
        self._problem: str | None = None
        self._told = False
        self._in_string = False
        self._escaped = False
        self._before = b""
        self._passed = 0
        self._stray: int | None = None
        self._resumed = False
        self.position = 0
        """Where in the chunk the record given last ends."""

    def feed(self, chunk: bytes) -> Iterator[Piece]:
        """Give the records that end in the next chunk of the document."""
        position = start = 0
        if self._in_string:
            position = self._leave_string(chunk, 0)
        while position < len(chunk):
            match = _TO_BRACKET.match(chunk, position)
            at = match.start("mark") if match else len(chunk)
            if self._depth == 0:
                self._note_stray(chunk[position:at], position)
            if match is None:
                break
            mark = match["mark"]
            position = at + 1
            if mark == b'"':
                self._in_string = True
                position = self._leave_string(chunk, position)
            elif mark in b"{[":
                if self._open(mark, chunk, at):
                    start = at
                yield from self._dropped(position)
            elif self._close(mark):
                yield from self._ended(chunk[start:position], position)
        if self._base is not None:
            self._keep(chunk[start:])
            yield from self._dropped(len(chunk))
        self._before = (self._before + chunk)[-_KEY_LIMIT:]
        self._passed += len(chunk)

    @property
    def is_lost(self) -> bool:
        """Whether it passes over the rest of a record that cannot be taken."""
        return self._base is not None and self._told

    def resume(self, onward: int) -> None:
        """Start again at a record in a list, after a damaged one left the brackets in disorder.

        Args:
            onward: how far behind the bytes that were fed whole the next chunk begins; negative
                when it begins before their end.
        """
        self._passed += onward
        self._depth = self._listing = 1
        self._base = self._left = None
        self._in_string = self._escaped = False
        self._parts, self._path, self._before = [], [], b""
        self._resumed = True

    def end(self) -> Iterator[Piece]:
        """Give what is to say when the document is over: that it was cut, or is no JSON."""
        self.position = 0
        if self.is_lost:
            return
        if self._depth or self._in_string:
            what = "record" if self._base is not None else "list"
            problem = (
                f"the file ends inside this {what}, after {self._passed:,} bytes, or a bracket or "
                "quotation mark is missing; what stands before was taken; export it again"
            )
            yield Piece(b"".join(self._parts), self._problem or problem)
        elif self._stray is not None:
            problem = f"byte {self._stray + 1:,} of the file is no JSON; export the file again"
            yield Piece(b"", problem)

    def _leave_string(self, chunk: bytes, position: int) -> int:
        """Give where the string that is open ends; the end of the chunk when it does not."""
        if self._escaped:
            position += 1
            self._escaped = False
        match = _TO_STRING_END.match(chunk, position)
        if match is not None:
            self._in_string = False
            return match.end()
        rest = chunk[position:]
        self._escaped = (len(rest) - len(rest.rstrip(b"\\"))) % 2 == 1
        return len(chunk)

    def _open(self, mark: bytes, chunk: bytes, at: int) -> bool:
        """Go one bracket deeper; True when a record begins with it."""
        depth = self._depth
        self._depth += 1
        if self._base is not None and self._depth - self._base > DEPTH_LIMIT:
            self._drop(f"its brackets are nested more than {DEPTH_LIMIT} deep")
        if self._listing is not None:
            if depth != self._listing or mark != b"{":
                return False
            return self._begin(depth)
        if depth == 0:
            self._path = []
            self._left = None
            if mark == b"{":
                return self._begin(0)
            self._listing = 1
        elif depth <= self._longest:
            return self._look_for_list(mark, chunk, at, depth)
        return False

    def _begin(self, depth: int) -> bool:
        if self._base is None:
            self._base, self._size, self._parts = depth, 0, []
            self._problem, self._told = None, False
            return True
        return False

    def _look_for_list(self, mark: bytes, chunk: bytes, at: int, depth: int) -> bool:
        """Note the key of a value; True for a record that stands behind its list."""
        tail = chunk[max(0, at - _KEY_LIMIT) : at]
        if len(tail) < _KEY_LIMIT:
            tail = self._before[len(tail) - _KEY_LIMIT :] + tail
        key = _KEY.search(tail)
        self._path[depth - 1 :] = [key[1] if key else b""]
        if mark == b"[" and self._here() in self._lists:
            self._listing = depth + 1
            self._base = None
            self._parts = []
        astray = mark == b"{" and depth == self._left and tail.rstrip().endswith(b",")
        return astray and self._begin(depth)

    def _here(self) -> ListPath:
        return tuple(key.decode("utf-8", "replace") for key in self._path)

    def _close(self, mark: bytes) -> bool:
        """Come out of a bracket; True when the record ends with it."""
        in_list = self._base is None and self._depth == self._listing
        if self._depth == 0 or (in_list and mark == b"}"):
            self._note_stray(mark, 0)
            return False
        self._depth -= 1
        if self._listing is not None and self._depth < self._listing:
            self._listing = None
            self._left = self._depth
        return self._depth == self._base

    def _keep(self, part: bytes) -> None:
        self._size += len(part)
        if self._size > RECORD_LIMIT:
            self._drop(f"it has more than {RECORD_LIMIT:,} bytes")
        if self._problem is None:
            self._parts.append(part)

    def _drop(self, reason: str) -> None:
        self._problem = self._problem or f"the record cannot be taken: {reason}"
        self._parts = []

    def _dropped(self, position: int) -> Iterator[Piece]:
        """Say once, as soon as it is known, that the record cannot be taken."""
        if self._problem is not None and self._base is not None and not self._told:
            self._told = True
            self.position = position
            yield Piece(b"", self._problem)

    def _ended(self, part: bytes, position: int) -> Iterator[Piece]:
        self._keep(part)
        yield from self._dropped(position)
        raw = b"".join(self._parts)
        self._parts = []
        self._base = None
        if not self._told:
            self.position = position
            yield Piece(raw)

    def _note_stray(self, between: bytes, position: int) -> None:
        if self._stray is None and not self._resumed and between.strip(_BETWEEN_DOCUMENTS):
            self._stray = self._passed + position
