"""Records to JSON and back: one line a record, keys in a fixed order, defaults left out."""

from __future__ import annotations

import functools
from collections.abc import Callable, Hashable, Mapping
from typing import Any, TypeVar, cast

import msgspec

from citeweave_schema.dates import PartialDate
from citeweave_schema.errors import RecordError
from citeweave_schema.ids import Identifier

__all__ = ["FORMAT_VERSION", "encode", "from_json", "from_line", "to_json", "to_line"]

FORMAT_VERSION = 1
"""The version of the JSON-lines form; a line may state it as ``"citeweave": 1``."""

_Record = TypeVar("_Record")

_READ: dict[Any, Callable[[str], object]] = {
    Identifier: Identifier.from_key,
    PartialDate: PartialDate.parse,
}
"""What is a text in JSON and more than that in a record."""


def _written(value: object) -> str:
    if type(value) in _READ:
        return str(value)
    raise NotImplementedError(f"a {type(value).__name__} has no form in JSON")


def _read(kind: type, value: object) -> object:
    if not isinstance(value, str):
        raise RecordError(f"expected a text, not {value!r:.40}")
    return _READ[kind](value)


_ENCODER = msgspec.json.Encoder(enc_hook=_written)


def encode(value: object) -> str:
    """Write records, or JSON values that hold them, without a blank between."""
    return _ENCODER.encode(value).decode()


def to_json(record: object) -> dict[str, Any]:
    """Give a record as a JSON object; fields that have their default value are left out."""
    row: dict[str, Any] = msgspec.to_builtins(record, enc_hook=_written, str_keys=True)
    return row


def to_line(record: object) -> str:
    """Give a record as one line of JSON without the line's end."""
    return _ENCODER.encode(record).decode()


def from_json(kind: type[_Record], row: Mapping[str, Any]) -> _Record:
    """Read a record of a kind from a JSON object.

    Raises:
        RecordError: a key that the record does not have, a missing one, or a wrong value.
    """
    try:
        return msgspec.convert(row, kind, dec_hook=_read)
    except (msgspec.ValidationError, RecursionError) as problem:
        raise _refusal(kind, problem) from problem


def from_line(kind: type[_Record], line: str) -> _Record:
    """Read a record of a kind from a line of JSON.

    Raises:
        RecordError: the line is no JSON, or no such record.
    """
    try:
        found: _Record = _decoder(cast("Hashable", kind)).decode(line)
    except msgspec.ValidationError as problem:
        raise _refusal(kind, problem) from problem
    except (ValueError, RecursionError) as problem:
        raise RecordError(f"not a line of JSON: {problem}") from problem
    return found


@functools.cache
def _decoder(kind: Hashable) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(cast("type[Any]", kind), dec_hook=_read)


def _refusal(kind: type, problem: Exception) -> RecordError:
    """Say what is wrong with a record, and where in it."""
    return RecordError(f"not a {kind.__name__}: {problem}")
