"""Records to JSON and back: one line a record, keys in a fixed order, defaults left out."""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Mapping
from enum import Enum
from typing import Any, TypeVar

from citeweave_schema.dates import PartialDate
from citeweave_schema.errors import RecordError
from citeweave_schema.ids import Identifier

__all__ = ["FORMAT_VERSION", "from_json", "from_line", "to_json", "to_line"]

FORMAT_VERSION = 1
"""The version of the JSON-lines form; a line may state it as ``"citeweave": 1``."""

_Record = TypeVar("_Record")
_AS_TEXT: tuple[type, ...] = (PartialDate, Identifier)


def to_json(record: object) -> dict[str, Any]:
    """Give a record as a JSON object; fields that have their default value are left out."""
    row: dict[str, Any] = {}
    for field in dataclasses.fields(record):  # type: ignore[arg-type]  # any record of ours
        value = getattr(record, field.name)
        if value != field.default:
            row[field.name] = _encode(value)
    return row


def to_line(record: object) -> str:
    """Give a record as one line of JSON without the line's end."""
    return json.dumps(to_json(record), ensure_ascii=False, separators=(",", ":"))


def from_json(kind: type[_Record], row: Mapping[str, Any]) -> _Record:
    """Read a record of a kind from a JSON object.

    Raises:
        RecordError: a key that the record does not have, a missing one, or a wrong value.
    """
    if not isinstance(row, Mapping):
        raise RecordError(f"expected a JSON object, found {type(row).__name__}")
    hints = _hints(kind)
    unknown = row.keys() - hints.keys()
    if unknown:
        raise RecordError(f"a {kind.__name__} has no {', '.join(sorted(map(repr, unknown)))}")
    try:
        values = {name: _decode(hints[name], value, name) for name, value in row.items()}
        return kind(**values)
    except TypeError as problem:
        raise RecordError(f"not a {kind.__name__}: {problem}") from problem


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


def _encode(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, _AS_TEXT):
        return str(value)
    if isinstance(value, tuple):
        return [_encode(one) for one in value]
    if dataclasses.is_dataclass(value):
        return to_json(value)
    return value


_HINTS: dict[type[Any], dict[str, Any]] = {}


def _hints(kind: type[Any]) -> dict[str, Any]:
    found = _HINTS.get(kind)
    if found is None:
        hints = typing.get_type_hints(kind)
        found = {field.name: hints[field.name] for field in dataclasses.fields(kind)}
        _HINTS[kind] = found
    return found


def _decode(hint: Any, value: object, name: str) -> Any:  # noqa: ANN401  # any field of a record
    origin = typing.get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        if value is None:
            return None
        hint = next(arg for arg in typing.get_args(hint) if arg is not type(None))
        origin = typing.get_origin(hint)
    if origin is tuple:
        if not isinstance(value, list):
            raise RecordError(f"{name} must be a list, not {type(value).__name__}")
        inner, *rest = typing.get_args(hint)
        if rest and rest[0] is not Ellipsis:
            pairs = zip((inner, *rest), value, strict=False)
            return tuple(_decode(part, one, name) for part, one in pairs)
        return tuple(_decode(inner, one, name) for one in value)
    return _decode_plain(hint, value, name)


def _decode_plain(hint: Any, value: object, name: str) -> Any:  # noqa: ANN401  # as above
    if hint is PartialDate and isinstance(value, str):
        return PartialDate.parse(value)
    if hint is Identifier and isinstance(value, str):
        return Identifier.from_key(value)
    if dataclasses.is_dataclass(hint) and isinstance(value, Mapping):
        return from_json(typing.cast("type[Any]", hint), value)
    if isinstance(hint, type) and issubclass(hint, Enum):
        try:
            return hint(value)
        except ValueError as problem:
            raise RecordError(f"{name}: {problem}") from problem
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if hint in (str, float, int) and (type(value) is not hint):
        raise RecordError(f"{name} must be a {hint.__name__}, not {type(value).__name__}")
    if hint is bool and not isinstance(value, bool):
        raise RecordError(f"{name} must be true or false, not {value!r}")
    if isinstance(hint, type) and not isinstance(value, hint):
        raise RecordError(f"{name} must be a {hint.__name__}, not {type(value).__name__}")
    return value
