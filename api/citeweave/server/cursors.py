"""Cursors: an item's key in its order, bound to the question that it belongs to.

A cursor is the base64 of a JSON list: a fingerprint of the field with its arguments and node, the
key, the graph state for ranked answers, and a checksum that finds a cursor cut short or altered by
accident. It holds nothing secret, so it is not signed: who forges one only sees another part of
the same answer.
"""

from __future__ import annotations

import base64
import binascii
import dataclasses
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from citeweave.server.failures import Code, RefusedError
from citeweave_graph import PAGE_LIMIT, Key, Window
from citeweave_schema import digest
from citeweave_schema.errors import CursorError

__all__ = ["DEFAULT_SIZE", "Cut", "Place", "checked_size", "fingerprint"]

DEFAULT_SIZE = 20
"""How many items a connection gives when neither `first` nor `last` is said."""

_TOO_LARGE = 2**63

_MISFIT = "the cursor does not belong to this field with these arguments; start without it"
_BROKEN = "this is no cursor that an answer gave; start without it"


def fingerprint(field: str, *arguments: object) -> str:
    """Give a short digest of a field and what its answer depends on, equal in every process."""
    return digest(field, *(json.dumps(_plain(one)) for one in arguments))[:12]


def _plain(value: object) -> object:
    """Give a value as JSON, sets in order, so that equal values are equal texts."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (frozenset, set)):
        return sorted(str(_plain(one)) for one in value)
    if dataclasses.is_dataclass(value):
        parts = {part.name: getattr(value, part.name) for part in dataclasses.fields(value)}
        return [type(value).__name__, _plain(parts)]
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value


class Place:
    """The answer that a cursor belongs to; its fingerprint is taken when a cursor is needed.

    Attributes:
        state: of a ranked answer, the graph state it was ranked in; None otherwise.
    """

    __slots__ = ("_arguments", "_field", "_question", "state")

    def __init__(self, field: str, *arguments: object, state: str | None = None) -> None:
        """Name the field and what its answer depends on: its arguments and its node."""
        self.state = state
        self._field = field
        self._arguments = arguments
        self._question: str | None = None

    @property
    def question(self) -> str:
        """Fingerprint of the field, its arguments and its node."""
        if self._question is None:
            self._question = fingerprint(self._field, *self._arguments)
        return self._question

    def cursor(self, key: Key) -> str:
        """Give the cursor of a key."""
        row = [self.question, list(key), self.state]
        packed = json.dumps([*row, _checksum(row)], ensure_ascii=False, separators=(",", ":"))
        return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")

    def key(self, cursor: str) -> Key:
        """Read a cursor back.

        Raises:
            CursorError: altered, of another question, or of another graph version.
        """
        question, key, state = _unpacked(cursor)
        if question != self.question:
            raise CursorError(_MISFIT)
        if state != self.state:
            raise CursorError(
                "the graph has changed since this ranked answer was given, and with it the "
                "ranks: this cursor belongs to another graph version; start without it"
            )
        return key


def _unpacked(cursor: str) -> tuple[object, Key, object]:
    padded = cursor + "=" * (-len(cursor) % 4)
    try:
        raw = base64.b64decode(padded, altchars=b"-_", validate=True)
        question, key, state, checksum = json.loads(raw.decode())
    except (binascii.Error, ValueError, TypeError, RecursionError):
        raise CursorError(_BROKEN) from None
    if not _is_key(key) or checksum != _checksum([question, key, state]):
        raise CursorError(_BROKEN)
    return question, tuple(key), state


def _is_key(key: object) -> bool:
    """Whether a value can be a key: texts, and numbers that every store can hold."""
    return (
        isinstance(key, list)
        and bool(key)
        and all(type(one) is str or (type(one) is int and abs(one) < _TOO_LARGE) for one in key)
    )


def _checksum(row: Sequence[object]) -> str:
    return digest("cursor", json.dumps(row))[:8]


@dataclass(frozen=True, slots=True)
class Cut:
    """Which part of a connection was asked for: its four arguments as given."""

    first: int | None = None
    last: int | None = None
    after: str | None = None
    before: str | None = None

    def window(self, place: Place) -> Window:
        """Give the window on the answer at a place.

        Raises:
            RefusedError: BAD_INPUT for a size out of range, or both `first` and `last`.
            CursorError: a cursor that does not fit.
        """
        if self.first is not None and self.last is not None:
            raise RefusedError(Code.BAD_INPUT, "give first or last, not both")
        backward = self.last is not None
        name, asked = ("last", self.last) if backward else ("first", self.first)
        return Window(
            size=DEFAULT_SIZE if asked is None else checked_size(name, asked),
            after=None if self.after is None else place.key(self.after),
            before=None if self.before is None else place.key(self.before),
            backward=backward,
        )


def checked_size(name: str, size: int) -> int:
    """Give a page size back when a page can have it.

    Raises:
        RefusedError: BAD_INPUT when it is not within 1 to 100.
    """
    if not 1 <= size <= PAGE_LIMIT:
        raise RefusedError(Code.BAD_INPUT, f"{name} takes 1 to {PAGE_LIMIT}, not {size}")
    return size
