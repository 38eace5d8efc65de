"""How records are read from JSON: for each kind a function, made once out of its fields.

Nearly all that is read, we wrote. The function made for a kind takes an object only where all of
it is as we write it; what reads field by field has the last word, and says what is wrong.
"""

from __future__ import annotations

import dataclasses
import functools
import types
import typing
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any

from citeweave_schema.dates import PartialDate
from citeweave_schema.errors import RecordError
from citeweave_schema.ids import Identifier

__all__ = ["reader"]

_Decoder = Callable[[Any, str], Any]
"""Reads the JSON value of a field; the text is the field's name, for what is said of errors."""
_NONE = type(None)

# As we write them

_LEAVE = "return _carefully(row)"


@functools.cache
def reader(kind: Any) -> Callable[[Any], Any]:  # noqa: ANN401  # any record of ours
    """Give what reads a record of a kind from a JSON object; it raises RecordError."""
    hints = typing.get_type_hints(kind)
    names: dict[str, Any] = {"_kind": kind, "_carefully": functools.partial(_read, kind)}
    lines = ["def read(row):", f" if type(row) is not dict: {_LEAVE}", " values = {}"]
    for field in dataclasses.fields(kind):
        lines.append(f" if {field.name!r} in row:")
        lines.append(f"  x = row[{field.name!r}]")
        lines += ["  " + one for one in _as_written(hints[field.name], names)]
        lines.append(f"  values[{field.name!r}] = x")
        if field.default is dataclasses.MISSING:
            lines.append(f" else: {_LEAVE}")
    lines += [f" if len(values) != len(row): {_LEAVE}", " return _kind(**values)"]
    exec("\n".join(lines), names)  # noqa: S102  # from our own fields, as dataclasses does it
    function: Callable[[Any], Any] = names["read"]
    return function


def _as_written(hint: Any, names: dict[str, Any]) -> list[str]:  # noqa: ANN401  # the type of any field
    """Give the lines that make the value of a field of x, or leave it to the careful way."""
    origin = typing.get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        inner = _within(hint)
        return ["if x is not None:", *(" " + one for one in _as_written(inner, names))]
    if origin is tuple:
        form, made = _one_as_written(typing.get_args(hint)[0], "one", names)
        return [
            f"if type(x) is not list: {_LEAVE}",
            "for one in x:",
            f" if type(one) is not {form}: {_LEAVE}",
            "x = tuple(x)" if made == "one" else f"x = tuple([{made} for one in x])",
        ]
    form, made = _one_as_written(hint, "x", names)
    lines = [f"if type(x) is not {form}: {_LEAVE}"]
    if made != "x":
        lines.append(f"x = {made}")
    if isinstance(hint, type) and issubclass(hint, Enum):
        lines.append(f"if x is None: {_LEAVE}")
    return lines


def _one_as_written(hint: Any, x: str, names: dict[str, Any]) -> tuple[str, str]:  # noqa: ANN401  # as above
    """Give the JSON type of a value and the expression that makes of it what a field holds."""
    if hint is PartialDate or hint is Identifier:
        parse = PartialDate.parse if hint is PartialDate else Identifier.from_key
        return "str", f"{_named(parse, names)}({x})"
    if dataclasses.is_dataclass(hint):
        return "dict", f"{_named(reader(typing.cast('Any', hint)), names)}({x})"
    if issubclass(hint, Enum):
        members = {member.value: member for member in hint}
        return "str", f"{_named(members.get, names)}({x})"
    return hint.__name__, x


def _named(value: object, names: dict[str, Any]) -> str:
    name = f"_named{len(names)}"
    names[name] = value
    return name


def _within(hint: Any) -> Any:  # noqa: ANN401  # as above
    return next(one for one in typing.get_args(hint) if one is not _NONE)


# As others may write them


def _read(kind: Any, row: object) -> Any:  # noqa: ANN401  # any record of ours
    if not isinstance(row, Mapping):
        raise RecordError(f"expected a JSON object, found {type(row).__name__}")
    decoders = _field_decoders(kind)
    try:
        values = {name: decoders[name](value, name) for name, value in row.items()}
    except KeyError:
        unknown = sorted(map(repr, row.keys() - decoders.keys()))
        raise RecordError(f"a {kind.__name__} has no {', '.join(unknown)}") from None
    try:
        return kind(**values)
    except TypeError as problem:
        raise RecordError(f"not a {kind.__name__}: {problem}") from problem


@functools.cache
def _field_decoders(kind: Any) -> dict[str, _Decoder]:  # noqa: ANN401  # any record of ours
    hints = typing.get_type_hints(kind)
    return {field.name: _decoder(hints[field.name]) for field in dataclasses.fields(kind)}


@functools.cache
def _decoder(hint: Any) -> _Decoder:  # noqa: ANN401  # the type of any field
    origin = typing.get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        return _or_none(_decoder(_within(hint)))
    if origin is tuple:
        return _list_of(_decoder(typing.get_args(hint)[0]))
    if hint is PartialDate:
        return _from_text(PartialDate.parse)
    if hint is Identifier:
        return _from_text(Identifier.from_key)
    if dataclasses.is_dataclass(hint):
        return _record_of(hint)
    return _simple(origin or hint)


def _simple(hint: type) -> _Decoder:
    if issubclass(hint, Enum):
        return _member_of(hint)
    if hint is float:
        return _number
    return _truth if hint is bool else _just(hint)


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


def _record_of(kind: Any) -> _Decoder:  # noqa: ANN401  # as above
    read = reader(kind)

    def decode(value: object, name: str) -> object:
        if not isinstance(value, Mapping):
            raise RecordError(f"{name} must be a {kind.__name__}, not {type(value).__name__}")
        return read(value)

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
