r"""The objects in a file of JSON, one after another, each with its place.

Exports and answers come in five shapes, and this reads all of them in bounded memory: one object
a line; one array; one object that holds its records in a list under a known key; several
documents one after another, pretty-printed or not; and one record alone.

Where a record begins and ends is found by its brackets; only then is it parsed, by itself. So a
record that is damaged inside is refused and the next one read, which no parser of whole
documents does: ijson, over yajl, stops at the first bad byte and at NaN, keeps a string of any
length in memory, and its 3.6.0 ends the process at an integer of more than 4,300 digits. A
string ends at its line's end, since JSON has none that go on, so that a lost quotation mark
spoils one line of a document and not the rest of it.

JSON is RFC 8259, https://www.rfc-editor.org/rfc/rfc8259.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeAlias

from citeweave_schema.errors import RecordError
from citeweave_sources.json_splitting import RECORD_LIMIT, ListPath, Piece, Splitter
from citeweave_sources.lines import LINE_LIMIT, read_lines
from citeweave_sources.reading import Input

__all__ = ["Found", "ListPath", "Row", "parse_json", "read_objects"]

Row: TypeAlias = dict[str, Any]
"""A JSON object."""

_LINES_LOOKED_AT = 8
_CHUNK = 1 << 18
_BEGINNING = 60
_KEYS_LIMIT = 30
_REREAD_LIMIT = 32 * RECORD_LIMIT
"""How many bytes are looked through, in one file, for what follows damaged records."""
_FIRST_KEY = re.compile(rb'\{\s*"[^"\\]{1,40}"\s*:\s*')


@dataclass(frozen=True, slots=True)
class Found:
    """What stands in one place of a file.

    Attributes:
        place: as `Refusal.place`.
        row: the object; None when it cannot be taken.
        problem: why it cannot be taken, in words; None when it can.
    """

    place: str
    row: Row | None
    problem: str | None = None


def read_objects(source: Input, lists: Collection[ListPath]) -> Iterator[Found]:
    """Give the objects of a file, whichever of the shapes it has, in order.

    Args:
        source: the file.
        lists: where an object that is no record may hold its records: ``("message", "items")``
            is the list ``items`` in the object ``message``.

    Raises:
        OSError: the file cannot be read.
        SourceError: it is compressed and damaged, or holds more than may be read.
    """
    found = _by_line(source) if _is_one_a_line(source, lists) else _by_brackets(source, lists)
    for one in found:
        inner = None if one.row is None else _listed(one.row, lists)
        if inner is None:
            yield one
        else:
            yield from (Found(one.place, row) for row in inner)


def parse_json(text: str) -> object:
    """Give the value of a JSON text; NaN and infinities, which JSON does not have, are None.

    Of a key that stands twice in an object the last is taken. An integer of more digits than
    Python reads is None.

    Raises:
        RecordError: the text is no JSON, or nested deeper than Python's stack.

    >>> parse_json('{"a": NaN, "b": [1]}')
    {'a': None, 'b': [1]}
    """
    try:
        return _decoded(text)
    except json.JSONDecodeError as problem:
        raise RecordError(f"not JSON: {problem.msg} at character {problem.pos + 1}") from problem
    except RecursionError as problem:
        raise RecordError("the JSON is nested too deeply to be a record") from problem


def _decoded(text: str) -> object:
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError:
        raise
    except ValueError:  # an integer of thousands of digits
        return _CAREFUL_DECODER.decode(text)


def _nothing(_constant: str) -> None:
    return None


def _short_integer(digits: str) -> int | None:
    return int(digits) if len(digits) <= 18 else None


_DECODER = json.JSONDecoder(parse_constant=_nothing)
_CAREFUL_DECODER = json.JSONDecoder(parse_constant=_nothing, parse_int=_short_integer)


def _is_one_a_line(source: Input, lists: Collection[ListPath]) -> bool:
    """Tell whether each line is a record; one that begins a longer document says that none is."""
    with source.open() as file:
        lines = (line for _ in range(100) if (line := file.readline(LINE_LIMIT + 1)))
        bare = (line.removeprefix(codecs.BOM_UTF8).strip() for line in lines)
        for line in islice((line for line in bare if line), _LINES_LOOKED_AT):
            if line.startswith(b"[") or line.endswith((b"{", b"[", b",")):
                return False
            try:
                row = parse_json(line.decode())
            except (RecordError, UnicodeDecodeError):
                continue
            if isinstance(row, dict):
                return _listed(row, lists) is None
    return False


def _by_line(source: Input) -> Iterator[Found]:
    for line in read_lines(source):
        if line.problem is None and not line.text.strip():
            continue
        place = source.place(line.number)
        yield Found(place, None, line.problem) if line.problem else _taken(place, line.text)


def _by_brackets(source: Input, lists: Collection[ListPath]) -> Iterator[Found]:
    splitter = Splitter(lists)
    beginnings = _Beginnings()
    number = 0
    with source.open() as file:
        data = file.read(_CHUNK)
        while True:
            again = b""
            for piece in splitter.feed(data) if data else splitter.end():
                number += 1
                found = _from_piece(source.record(number), piece)
                yield found
                if found.problem is None:
                    beginnings.learn(piece.raw)
                    continue
                again = beginnings.after(piece.raw, data[splitter.position :])
                if again:
                    break
            if again:
                splitter.resume(len(data) - len(again))
            elif not data:
                return
            data = again or file.read(_CHUNK)
            if splitter.is_lost and (again := beginnings.after(b"", data)):
                splitter.resume(len(data) - len(again))
                data = again


class _Beginnings:
    """What the records of a document begin with: few different keys, and what follows them."""

    def __init__(self) -> None:
        self._first: dict[bytes, bytes] = {}
        self._alike: dict[bytes, bytes] = {}
        self._allowance = _REREAD_LIMIT

    def learn(self, raw: bytes) -> None:
        """Learn from a record that is whole."""
        key, start = _first_key(raw), raw[:_BEGINNING]
        first = self._first.get(key)
        if first is not None:
            pairs = enumerate(zip(first, start, strict=False))
            end = next((at for at, (one, other) in pairs if one != other), len(first))
            self._first[key] = first[:end]
            # A number may differ in any of its digits.
            self._alike[key] = max(first[:end].rstrip(b"0123456789"), key, key=len)
        elif key and len(self._first) < _KEYS_LIMIT:
            self._first[key] = start
            self._alike[key] = key

    def after(self, damaged: bytes, rest: bytes) -> bytes:
        """Give what is unread from the record on that follows a damaged one.

        Nothing when it follows at once, so that no bracket is in disorder, or cannot be told.
        """
        starts = set(self._alike.values()) or {_first_key(damaged)} - {b""}
        if not starts or self._allowance <= 0:
            return b""
        any_of = b"|".join(map(re.escape, sorted(starts)))
        form = re.compile(rb"[,\n\[}]\s*(" + any_of + rb")")
        match = form.search(damaged, 1)
        if match is not None:
            found = damaged[match.start(1) :] + rest
        else:
            match = form.search(rest)
            at = match.start(1) if match else len(rest)
            found = rest[at:] if rest[:at].strip(b", \t\r\n") else b""
        self._allowance -= len(damaged) + len(rest)
        return found


def _first_key(raw: bytes) -> bytes:
    match = _FIRST_KEY.match(raw)
    return match[0] if match else b""


def _from_piece(place: str, piece: Piece) -> Found:
    if piece.problem is not None:
        return Found(place, None, piece.problem)
    try:
        text = piece.raw.decode()
    except UnicodeDecodeError as wrong:
        reason = (
            f"byte {wrong.start + 1} of the record (0x{piece.raw[wrong.start]:02X}) is not UTF-8; "
            "re-encode the file, or export it again"
        )
        return Found(place, None, reason)
    return _taken(place, text)


def _taken(place: str, text: str) -> Found:
    try:
        value = parse_json(text)
    except RecordError as problem:
        return Found(place, None, f"{problem}; export it again, or mend it by hand")
    if not isinstance(value, dict):
        return Found(place, None, f"expected a JSON object, found {text[:40]!r}")
    return Found(place, value)


def _listed(row: Row, lists: Collection[ListPath]) -> list[Row] | None:
    """Give the records that an object holds in a list; None when it holds none so."""
    for path in lists:
        value: object = row
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
        if isinstance(value, list):
            return [one for one in value if isinstance(one, dict)]
    return None
