"""Records to JSON and back: one line a record, keys in a fixed order, defaults left out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from citeweave_schema.decoding import reader
from citeweave_schema.encoding import encode, line_writer, row_writer
from citeweave_schema.errors import RecordError

__all__ = ["FORMAT_VERSION", "from_json", "from_line", "to_json", "to_line"]

FORMAT_VERSION = 1
"""The version of the JSON-lines form; a line may state it as ``"citeweave": 1``."""

_Record = TypeVar("_Record")


def to_json(record: object) -> dict[str, Any]:
    """Give a record as a JSON object; fields that have their default value are left out."""
    kind: Any = type(record)
    return row_writer(kind)(record)


def to_line(record: object) -> str:
    """Give a record as one line of JSON without the line's end."""
    kind: Any = type(record)
    try:
        return line_writer(kind)(record)
    except (KeyError, TypeError):  # a value that the type of its field does not allow
        return encode(to_json(record))


def from_json(kind: type[_Record], row: Mapping[str, Any]) -> _Record:
    """Read a record of a kind from a JSON object.

    Raises:
        RecordError: a key that the record does not have, a missing one, or a wrong value.
    """
    known: Any = kind
    found: _Record = reader(known)(row)
    return found


def from_line(kind: type[_Record], line: str) -> _Record:
    """Read a record of a kind from a line of JSON.

    Raises:
        RecordError: the line is no JSON, or no such record.
    """
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as problem:
        raise RecordError(f"not a line of JSON: {problem}") from problem
    return from_json(kind, row)
