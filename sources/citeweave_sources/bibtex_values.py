r"""Values of BibTeX fields: what is written, defined, put together and inherited.

A value is text in braces or quotes, a number, or the name of an ``@string``; several are put
together with ``#``. LaTeX in it stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from citeweave_schema.errors import RecordError

__all__ = ["VALUE_LIMIT", "Definitions", "without_braces"]

VALUE_LIMIT = 1_000_000
"""The most characters that a value may have, definitions filled in."""

_DEFINITIONS_LIMIT = 100_000
_TOTAL_LIMIT = 32 * 1024 * 1024
_BARE = re.compile(r"[^\s#{}\"]+")
_BRACE = re.compile(r"(?<!\\)[{}]")
_BRACE_OR_QUOTE = re.compile(r"(?<!\\)[{}\"]")


@dataclass(slots=True)
class Definitions:
    r"""The ``@string`` definitions so far: later ones may use earlier ones.

    >>> known = Definitions()
    >>> known.define("acl", '"Meeting of the " # {ACL}')
    >>> known.value("acl # { 2020}")
    'Meeting of the ACL 2020'
    >>> known.value("{On {Q}}"), known.value('"a {"} b"'), known.value("mar"), known.value("2020")
    ('On {Q}', 'a {"} b', 'mar', '2020')
    """

    values: dict[str, str] = field(default_factory=dict)
    size: int = 0

    def define(self, name: str, raw: str) -> None:
        """Keep a definition.

        Raises:
            RecordError: there are too many, or it grows beyond what a value may have.
        """
        value = self.value(raw)
        self.size += len(value)
        if len(self.values) >= _DEFINITIONS_LIMIT or self.size > _TOTAL_LIMIT:
            raise RecordError(
                f"the file has more than {_DEFINITIONS_LIMIT:,} @string definitions, or more "
                f"than {_TOTAL_LIMIT:,} characters in them; {name!r} is not kept"
            )
        self.values[name.lower()] = value

    def value(self, raw: str) -> str:
        """Give the text of a value as it is written; a name that is not defined stands as it is.

        Raises:
            RecordError: it has more characters than `VALUE_LIMIT`.
        """
        parts: list[str] = []
        size = 0
        for part in _parts(raw, self.values):
            size += len(part)
            if size > VALUE_LIMIT:
                raise RecordError(f"a field has more than {VALUE_LIMIT:,} characters")
            parts.append(part)
        return "".join(parts)


def _parts(raw: str, values: Mapping[str, str]) -> Iterator[str]:
    at = 0
    while at < len(raw):
        character = raw[at]
        if character == "{":
            end = _closing(raw, at)
            yield raw[at + 1 : end]
            at = end + 1
        elif character == '"':
            end = _closing_quote(raw, at)
            yield raw[at + 1 : end]
            at = end + 1
        elif found := _BARE.match(raw, at):
            yield values.get(found[0].lower(), found[0])
            at = found.end()
        else:
            at += 1


def _closing(text: str, start: int) -> int:
    """Give the place of the brace that closes the one at `start`; the end when none does."""
    depth = 0
    for match in _BRACE.finditer(text, start):
        depth += 1 if match[0] == "{" else -1
        if depth == 0:
            return match.start()
    return len(text)


def _closing_quote(text: str, start: int) -> int:
    depth = 0
    for match in _BRACE_OR_QUOTE.finditer(text, start + 1):
        if match[0] == '"' and depth == 0:
            return match.start()
        depth += {"{": 1, "}": -1}.get(match[0], 0)
    return len(text)


def without_braces(text: str) -> str:
    """Take off the braces around a whole text, as often as there are.

    >>> without_braces("{{On {Q}}}"), without_braces("{A} and {B}")
    ('On {Q}', '{A} and {B}')
    """
    plain = text.strip()
    opened = 0
    while plain[opened : opened + 1] == "{" and plain[-1 - opened] == "}":
        opened += 1
    # The braces that close where the text ends may not be those that open where it begins.
    depth = lowest = opened
    for match in _BRACE.finditer(plain, opened, len(plain) - opened):
        depth += 1 if match[0] == "{" else -1
        lowest = min(lowest, depth)
    taken = max(0, min(opened, lowest)) if depth == opened else 0
    return plain[taken : len(plain) - taken].strip()
