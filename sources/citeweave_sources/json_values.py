"""Values of JSON of any type, taken for what they should be.

What a key holds is never what its documentation says for all of a hundred million records: a
number is a text, a list is null, an object is a list. Each function here takes any value and
gives what it is asked for, or None; so that one odd field costs a paper that field only.
"""

from __future__ import annotations

import re

from citeweave_schema import TITLE_LIMIT, PartialDate
from citeweave_schema.errors import RecordError
from citeweave_sources.json_objects import Row
from citeweave_sources.markup import without_markup

__all__ = [
    "AUTHORS_LIMIT",
    "REFERENCES_LIMIT",
    "date_of",
    "date_of_parts",
    "full_name",
    "language_code",
    "number",
    "on_one_line",
    "printed",
    "row",
    "rows",
    "text",
    "texts",
]

AUTHORS_LIMIT = 10_000
"""The most authors that a record may have."""
REFERENCES_LIMIT = 100_000
"""The most references that a record may have."""

_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")
_DATE = re.compile(r"\s*(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?(?!\d)")
_LANGUAGES = {
    "ar": "ara arabic",
    "de": "deu ger german deutsch",
    "en": "eng english",
    "es": "spa spanish español",
    "fr": "fra fre french français",
    "it": "ita italian",
    "ja": "jpn japanese",
    "ko": "kor korean",
    "nl": "nld dut dutch",
    "pl": "pol polish",
    "pt": "por portuguese português",
    "ru": "rus russian",
    "tr": "tur turkish",
    "zh": "zho chi chinese",
}
_CODES = {name: code for code, names in _LANGUAGES.items() for name in names.split()}


def text(value: object) -> str | None:
    """Give a text; None when the value is none, or blank. What no store can keep is U+FFFD."""
    if not isinstance(value, str) or not value.strip():
        return None
    return _UNSTORABLE.sub("\ufffd", value)


def on_one_line(value: object) -> str | None:
    """Give a text with each run of white space as one space; None when there is none."""
    given = text(value)
    return " ".join(given.split()) if given else None


def printed(value: object) -> str | None:
    """Give a name on one line, without tags, its entities as characters; None without one.

    One longer than a title may be is none.

    >>> printed("Colloid &amp; <i>Polymer</i> Science")
    'Colloid & Polymer Science'
    """
    given = text(value)
    if given is None or len(given) > TITLE_LIMIT:
        return None
    return " ".join(without_markup(given).split()) or None


def texts(value: object) -> list[str]:
    """Give the texts in a list; a text alone is a list of one."""
    given = value if isinstance(value, list) else [value]
    return [one for one in map(text, given) if one]


def row(value: object) -> Row:
    """Give an object; an empty one when the value is none."""
    return value if isinstance(value, dict) else {}


def rows(value: object, what: str = "entries", limit: int = REFERENCES_LIMIT) -> list[Row]:
    """Give the objects in a list.

    Raises:
        RecordError: there are more than the limit.
    """
    given = value if isinstance(value, list) else []
    if len(given) > limit:
        raise RecordError(f"the record has {len(given):,} {what}; at most {limit:,} are taken")
    return [one for one in given if isinstance(one, dict)]


def number(value: object, most: int = 1_000_000_000) -> int | None:
    """Give a whole number from 0 up; None for everything else.

    >>> number("2020"), number(7.0), number(True), number(-1)
    (2020, None, None, None)
    """
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 10:
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most:
        return value
    return None


def date_of(*values: object) -> PartialDate | None:
    """Give the first date among texts like ``2022-12-24T…`` and years; None when there is none.

    >>> str(date_of(None, "2022-12-24T10:00:00Z")), str(date_of("2022-13-01")), date_of("soon")
    ('2022-12-24', '2022', None)
    """
    for value in values:
        match = _DATE.match(value) if isinstance(value, str) else None
        parts = match.groups() if match else (value,)
        found = date_of_parts(parts)
        if found is not None:
            return found
    return None


def date_of_parts(parts: object) -> PartialDate | None:
    """Give the date of a list of year, month and day, as far as a calendar has it."""
    if not isinstance(parts, list | tuple):
        return None
    known: list[int] = []
    for part in parts[:3]:
        value = number(part, 9999)
        if not value:
            break
        known.append(value)
    while known:
        try:
            return PartialDate(*known)
        except RecordError:
            known.pop()
    return None


def full_name(given: object, family: object, *, particle: object = None) -> str | None:
    """Give a name as printed, the given name first; None when both are missing.

    >>> full_name("Ludwig", "Beethoven", particle="van")
    'Ludwig van Beethoven'
    """
    parts = (printed(part) for part in (given, particle, family))
    return " ".join(part for part in parts if part) or None


def language_code(value: object) -> str | None:
    """Give the ISO 639-1 code of a language given by code, name or locale; None when unknown.

    >>> language_code("en-US"), language_code("ger"), language_code("Dutch"), language_code("x")
    ('en', 'de', 'nl', None)
    """
    given = (text(value) or "").strip().lower()
    base = re.split(r"[-_]", given, maxsplit=1)[0]
    if re.fullmatch(r"[a-z]{2}", base):
        return base
    return _CODES.get(given) or _CODES.get(base)
