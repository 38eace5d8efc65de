"""Dates as exports print them."""

from __future__ import annotations

import re

from citeweave_schema import PartialDate
from citeweave_schema.errors import RecordError

__all__ = ["month_of", "printed_date"]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_OTHER_MONTHS = {
    "m\u00e4r": 3, "mrz": 3, "mai": 5, "okt": 10, "dez": 12, "fev": 2, "f\u00e9v": 2, "avr": 4,
    "ago": 8, "dic": 12, "ene": 1, "abr": 4, "set": 9, "out": 10,
}  # fmt: skip
_LONGEST = 200
_NUMBERS = re.compile(r"(\d{4})(?:\s*[/\-.\s]\s*(\d{1,2})(?:\s*[/\-.\s]\s*(\d{1,2}))?)?(?!\d)")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_BACKWARDS = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
_YEAR = re.compile(r"(?<!\d)(1[4-9]\d{2}|20\d{2})(?!\d)")
_WORD = re.compile(r"[^\W\d_]{3,}")
_DAY = re.compile(r"(?<![\d-])(\d{1,2})(?![\d-])(?:st|nd|rd|th)?")


def month_of(text: str | None) -> int | None:
    """Give the number of the first month that a text names; None when it names none.

    >>> month_of("JUN-JUL"), month_of("1~december"), month_of("10"), month_of("Winter")
    (6, 12, 10, None)
    """
    plain = (text or "")[:_LONGEST].strip().casefold()
    if plain.isascii() and plain.isdigit():
        return int(plain) if 1 <= int(plain) <= 12 else None
    for word in _WORD.findall(plain):
        if word[:3] in _MONTHS:
            return _MONTHS.index(word[:3]) + 1
        if word[:3] in _OTHER_MONTHS:
            return _OTHER_MONTHS[word[:3]]
    return None


def printed_date(text: str | None, *more: str | None) -> PartialDate | None:
    """Give the date of a text, its month and day from further texts where it has none.

    Of a range, the beginning. A part that no calendar has is left out; None without a year.

    >>> [str(printed_date(text)) for text in ("2005/07/15", "2013 06 10", "20100520")]
    ['2005-07-15', '2013-06-10', '2010-05-20']
    >>> str(printed_date("2006", "JUN 14")), str(printed_date("1 Jan.-Feb. 2019"))
    ('2006-06-14', '2019-01-01')
    >>> str(printed_date("2016/2017")), str(printed_date("{c. 1981}")), printed_date("to appear")
    ('2016', '1981', None)
    """
    year, month, day = _parts((text or "")[:_LONGEST])
    if year is None:
        return None
    for other in more:
        if month is None and other:
            plain = other[:_LONGEST].replace("~", " ")
            _, month, day = _parts(plain)
            month = month or month_of(plain)
            day = day or _day_of(plain)
    return _date(year, month, day)


def _parts(text: str) -> tuple[int | None, int | None, int | None]:
    plain = text.strip()
    compact = _COMPACT.fullmatch(plain)
    backwards = _BACKWARDS.fullmatch(plain)
    match = compact or _NUMBERS.match(plain)
    if backwards:
        return int(backwards[3]), None, None  # day or month first: no one can tell
    if match and (match[2] or plain == match[1]):
        return int(match[1]), int(match[2]) if match[2] else None, int(match[3] or 0) or None
    found = _YEAR.search(plain)
    if found is None:
        return None, None, None
    rest = (plain[: found.start()] + " " + plain[found.end() :]).strip()
    month = None if _YEAR.search(rest) else month_of(rest)
    return int(found[1]), month, _day_of(rest) if month else None


def _day_of(text: str) -> int | None:
    found = _DAY.search(text)
    return int(found[1]) if found and month_of(text) and not text.strip().isdigit() else None


def _date(year: int, month: int | None, day: int | None) -> PartialDate | None:
    parts = (year, month, day if month else None)
    for known in (3, 2, 1):
        try:
            return PartialDate(*parts[:known])
        except RecordError:
            continue
    return None
