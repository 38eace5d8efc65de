"""How records are written as JSON: for each kind a function, made once out of its fields.

A graph of a million papers is a hundred million records written, so that what a field is must not
be asked for each of them. The functions are source text made from the names of our own fields.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import json.encoder
import math
import types
import typing
from collections.abc import Callable
from enum import Enum
from typing import Any

from citeweave_schema.dates import PartialDate
from citeweave_schema.ids import Identifier

__all__ = ["encode", "line_writer", "row_writer"]

_NONE = type(None)
_JSON = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"))


def _line_encoder() -> Callable[[Any], str]:
    """Give what writes JSON: CPython's own encoder, made once and not for each line."""
    make = getattr(json.encoder, "c_make_encoder", None)
    text = getattr(json.encoder, "encode_basestring", None)
    if make is None or text is None:
        return _JSON.encode
    parts = make(None, _JSON.default, text, None, ":", ",", False, False, True)
    return lambda row: "".join(parts(row, 0))


encode = _line_encoder()
"""Writes any JSON value."""

_text: Callable[[str], str] = getattr(json.encoder, "encode_basestring", _JSON.encode)


def _number(value: Any) -> str:  # noqa: ANN401  # also what a typed program would not give
    if type(value) is int or (type(value) is float and math.isfinite(value)):
        return repr(value)
    return encode(value)


@functools.cache
def row_writer(kind: Any) -> Callable[[Any], dict[str, Any]]:  # noqa: ANN401  # any record of ours
    """Give what makes a JSON object of a record of a kind."""
    names: dict[str, Any] = {}
    lines = ["def write(record):", " row = {}"]
    for field, hint, skipped in _fields(kind, names):
        value = _row_value(hint, names)
        lines.append(f" x = record.{field}")
        lines.append(f" {skipped}row[{field!r}] = {value}")
    return _made([*lines, " return row"], names)


@functools.cache
def line_writer(kind: Any) -> Callable[[Any], str]:  # noqa: ANN401  # any record of ours
    """Give what writes a record of a kind as a line; the same as `encode` of its JSON object.

    It raises TypeError for a value that the field's type does not allow.
    """
    names: dict[str, Any] = {"_text": _text, "_number": _number, "_encode": encode}
    lines = ["def write(record):", " parts = []", " add = parts.append"]
    for field, hint, skipped in _fields(kind, names):
        lines.append(f" x = record.{field}")
        lines.append(f" {skipped}add({f',{_JSON.encode(field)}:'!r} + {_line_value(hint, names)})")
    return _made([*lines, ' return "{" + "".join(parts)[1:] + "}"'], names)


def _made(lines: list[str], names: dict[str, Any]) -> Callable[[Any], Any]:
    exec("\n".join(lines), names)  # noqa: S102  # our own fields, as dataclasses does it
    function: Callable[[Any], Any] = names["write"]
    return function


def _fields(kind: Any, names: dict[str, Any]) -> list[tuple[str, Any, str]]:  # noqa: ANN401  # as above
    """Give name and type of each field, and the condition under which it is written."""
    hints = typing.get_type_hints(kind)
    found = []
    for number, field in enumerate(dataclasses.fields(kind)):
        skipped = ""
        if field.default is None:
            skipped = "if x is not None: "
        elif field.default is not dataclasses.MISSING:
            names[f"_default{number}"] = field.default
            skipped = f"if x is not _default{number} and x != _default{number}: "
        found.append((field.name, hints[field.name], skipped))
    return found


def _parts(hint: Any) -> tuple[str, Any]:  # noqa: ANN401  # the type of any field
    """Give whether a type is optional, a list, or neither, and the type within."""
    origin = typing.get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        return "optional", next(one for one in typing.get_args(hint) if one is not _NONE)
    return ("list", typing.get_args(hint)[0]) if origin is tuple else ("", hint)


def _named(value: object, names: dict[str, Any]) -> str:
    name = f"_named{len(names)}"
    names[name] = value
    return name


def _row_value(hint: Any, names: dict[str, Any]) -> str:  # noqa: ANN401  # the type of any field
    """Give the expression that makes JSON of the value x."""
    form, inner = _parts(hint)
    if form == "optional":
        made = _row_value(inner, names)
        return made if made == "x" else f"None if x is None else {made}"
    if form == "list":
        made = _row_value(inner, names)
        return "list(x)" if made == "x" else f"[{made} for x in x]"
    if hint is PartialDate or hint is Identifier:
        return "str(x)"
    if dataclasses.is_dataclass(hint):
        return f"{_named(row_writer(typing.cast('Any', hint)), names)}(x)"
    return "x.value" if isinstance(hint, type) and issubclass(hint, Enum) else "x"


_WRITTEN = {
    str: "_text(x)",
    int: "_number(x)",
    float: "_number(x)",
    PartialDate: "_text(str(x))",
    Identifier: "_text(str(x))",
}


def _line_value(hint: Any, names: dict[str, Any]) -> str:  # noqa: ANN401  # the type of any field
    """Give the expression that writes the value x."""
    form, inner = _parts(hint)
    if form == "optional":
        return f'("null" if x is None else {_line_value(inner, names)})'
    if form == "list":
        return f'"[" + ",".join([{_line_value(inner, names)} for x in x]) + "]"'
    if hint in _WRITTEN:
        return _WRITTEN[hint]
    if dataclasses.is_dataclass(hint):
        return f"{_named(line_writer(typing.cast('Any', hint)), names)}(x)"
    if isinstance(hint, type) and issubclass(hint, Enum):
        written = {member: encode(member.value) for member in hint}
        return f"{_named(written, names)}[x]"
    return "_encode(x)"
