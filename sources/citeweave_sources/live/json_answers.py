"""Answers in JSON: taken apart with care, and written as lines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, NoReturn, TypeVar

from citeweave_sources.live.trouble import DamagedError

__all__ = ["chunks", "line", "parse", "parse_list", "parse_object", "records"]

Item = TypeVar("Item")


def parse(body: bytes) -> object:
    """Read a body as JSON.

    Raises:
        DamagedError: it is none, is not UTF-8, or is nested too deeply.

    >>> parse(b'[1, 2]')
    [1, 2]
    """
    try:
        value: object = json.loads(body, parse_constant=_refuse_constant)
    except RecursionError as problem:
        raise DamagedError("the answer is JSON nested too deeply") from problem
    except ValueError as problem:
        raise DamagedError(f"the answer is not JSON: {problem}") from problem
    return value


def parse_object(body: bytes) -> dict[str, Any]:
    """Read a body as a JSON object.

    Raises:
        DamagedError: it is none.
    """
    value = parse(body)
    if not isinstance(value, dict):
        raise DamagedError("the answer is JSON, but no object")
    return value


def parse_list(body: bytes) -> list[Any]:
    """Read a body as a JSON list.

    Raises:
        DamagedError: it is none.
    """
    value = parse(body)
    if not isinstance(value, list):
        raise DamagedError("the answer is JSON, but no list")
    return value


def records(value: object) -> list[dict[str, Any]]:
    """Give the objects of a list of records.

    Raises:
        DamagedError: it is no list.

    >>> records([{"id": 1}, None])
    [{'id': 1}]
    """
    if not isinstance(value, list):
        raise DamagedError("the answer has no list of records")
    return [one for one in value if isinstance(one, dict)]


def line(record: object) -> str:
    r"""Give a record as a line of JSON, which any reader of UTF-8 can read.

    >>> line({"title": "Über Q"})
    '{"title":"Über Q"}\n'
    """
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    try:
        text.encode()
    except UnicodeEncodeError:
        text = json.dumps(record, separators=(",", ":"))
    return text + "\n"


def chunks(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """Cut a sequence into pieces of a size; the last may be shorter.

    >>> list(chunks("abcde", 2))
    ['ab', 'cd', 'e']
    """
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _refuse_constant(name: str) -> NoReturn:
    raise DamagedError(f"the answer has {name}, which is not JSON")
