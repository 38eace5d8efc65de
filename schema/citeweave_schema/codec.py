"""Records to JSON and back: one line a record, keys in a fixed order, defaults left out."""

from __future__ import annotations

import dataclasses
import functools
import json
import operator
import types
import typing
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, TypeVar

from citeweave_schema.dates import PartialDate
from citeweave_schema.errors import RecordError
from citeweave_schema.ids import Identifier

__all__ = ["FORMAT_VERSION", "from_json", "from_line", "to_json", "to_line"]

FORMAT_VERSION = 1
"""The version of the JSON-lines form; a line may state it as ``"citeweave": 1``."""

_Record = TypeVar("_Record")
_Decoder = Callable[[Any, str], Any]
"""Reads the JSON value of a field; the text is the field's name, for what is said of errors."""
_Encoder = Callable[[Any], Any]
"""Makes the JSON value of a field that is not None."""


def to_json(record: object) -> dict[str, Any]:
    """Give a record as a JSON object; fields that have their default value are left out."""
    values, fields = _field_encoders(typing.cast("Any", type(record)))
    row: dict[str, Any] = {}
    for value, (name, default, by_identity, encode) in zip(values(record), fields, strict=True):
        if value is default or (not by_identity and value == default):
            continue
        row[name] = value if encode is None or value is None else encode(value)
    return row


def to_line(record: object) -> str:
    """Give a record as one line of JSON without the line's end."""
    return _encode(to_json(record))


def from_json(kind: type[_Record], row: Mapping[str, Any]) -> _Record:
    """Read a record of a kind from a JSON object.

    Raises:
        RecordError: a key that the record does not have, a missing one, or a wrong value.
    """
    if not isinstance(row, Mapping):
        raise RecordError(f"expected a JSON object, found {type(row).__name__}")
    decoders = _field_decoders(typing.cast("Any", kind))
    try:
        values = {name: decoders[name](value, name) for name, value in row.items()}
    except KeyError:
        unknown = sorted(map(repr, row.keys() - decoders.keys()))
        raise RecordError(f"a {kind.__name__} has no {', '.join(unknown)}") from None
    try:
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


_JSON = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"))


def _line_encoder() -> Callable[[Any], str]:
    """Give what writes JSON: CPython's own encoder, made once and not for each line."""
    make = getattr(json.encoder, "c_make_encoder", None)
    text = getattr(json.encoder, "encode_basestring", None)
    if make is None or text is None:
        return _JSON.encode
    parts = make(None, _JSON.default, text, None, ":", ",", False, False, True)
    return lambda row: "".join(parts(row, 0))


_encode = _line_encoder()

# How the fields of a record are written and read is worked out once for each kind of record.

_Fields = list[tuple[str, object, bool, _Encoder | None]]
"""Name, default, whether only the default itself equals it, and encoder of each field."""


@functools.cache
def _field_encoders(kind: Any) -> tuple[Callable[[object], tuple[Any, ...]], _Fields]:  # noqa: ANN401  # any record of ours
    hints = typing.get_type_hints(kind)
    names = [field.name for field in dataclasses.fields(kind)]
    fields: _Fields = [
        (
            field.name,
            field.default,
            field.default in (None, (), dataclasses.MISSING),
            _encoder(hints[field.name]),
        )
        for field in dataclasses.fields(kind)
    ]
    if len(names) == 1:
        only = operator.attrgetter(names[0])
        return lambda record: (only(record),), fields
    return operator.attrgetter(*names), fields


@functools.cache
def _encoder(hint: Any) -> _Encoder | None:  # noqa: ANN401  # the type of any field
    """Give what makes JSON of a value; None for a value that is JSON already."""
    origin = typing.get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        return _encoder(next(one for one in typing.get_args(hint) if one is not _NONE))
    if origin is tuple:
        return _list_encoder(_encoder(typing.get_args(hint)[0]))
    if hint is PartialDate or hint is Identifier:
        return str
    if dataclasses.is_dataclass(hint):
        return to_json
    return _value_of if isinstance(hint, type) and issubclass(hint, Enum) else None


def _list_encoder(inner: _Encoder | None) -> _Encoder:
    if inner is None:
        return list
    return lambda values: [inner(one) for one in values]


def _value_of(member: Enum) -> object:
    return member.value


@functools.cache
def _field_decoders(kind: Any) -> dict[str, _Decoder]:  # noqa: ANN401  # any record of ours
    hints = typing.get_type_hints(kind)
    return {field.name: _decoder(hints[field.name]) for field in dataclasses.fields(kind)}


@functools.cache
def _decoder(hint: Any) -> _Decoder:  # noqa: ANN401  # the type of any field
    origin = typing.get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        return _or_none(_decoder(next(one for one in typing.get_args(hint) if one is not _NONE)))
    if origin is tuple:
        return _list_of(_decoder(typing.get_args(hint)[0]))
    if hint is PartialDate:
        return _from_text(PartialDate.parse)
    if hint is Identifier:
        return _from_text(Identifier.from_key)
    if dataclasses.is_dataclass(hint):
        return _record_of(typing.cast("type[Any]", hint))
    return _simple(origin or hint)


def _simple(hint: type) -> _Decoder:
    if issubclass(hint, Enum):
        return _member_of(hint)
    if hint is float:
        return _number
    return _truth if hint is bool else _just(hint)


_NONE = type(None)


def _or_none(inner: _Decoder) -> _Decoder:
    return lambda value, name: None if value is None else inner(value, name)


def _list_of(inner: _Decoder) -> _Decoder:
    def decode(value: object, name: str) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise RecordError(f"{name} must be a list, not {type(value).__name__}")
        return tuple(inner(one, name) for one in value)

    return decode


def _from_text(parse: Callable[[str], object]) -> _Decoder:
    def decode(value: object, name: str) -> object:
        if not isinstance(value, str):
            raise RecordError(f"{name} must be a text, not {type(value).__name__}")
        return parse(value)

    return decode


def _record_of(kind: type[Any]) -> _Decoder:
    def decode(value: object, name: str) -> object:
        if not isinstance(value, Mapping):
            raise RecordError(f"{name} must be a {kind.__name__}, not {type(value).__name__}")
        return from_json(kind, value)

    return decode


def _member_of(kind: type[Enum]) -> _Decoder:
    members = {member.value: member for member in kind}

    def decode(value: object, name: str) -> Enum:
        known = members.get(value) if isinstance(value, str) else None
        if known is not None:
            return known
        try:
            return kind(value)
        except ValueError as problem:
            raise RecordError(f"{name}: {problem}") from problem

    return decode


def _number(value: object, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise RecordError(f"{name} must be a number, not {type(value).__name__}")
    return float(value)


def _truth(value: object, name: str) -> bool:
    if not isinstance(value, bool):
        raise RecordError(f"{name} must be true or false, not {value!r}")
    return value


def _just(kind: type) -> _Decoder:
    def decode(value: object, name: str) -> object:
        if type(value) is not kind:
            raise RecordError(f"{name} must be a {kind.__name__}, not {type(value).__name__}")
        return value

    return decode
