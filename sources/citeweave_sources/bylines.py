"""The lines below an abstract on a daily-papers page: how many authors, or who; and when."""

from __future__ import annotations

import re
from dataclasses import dataclass

from citeweave_schema import PartialDate
from citeweave_schema.errors import RecordError

__all__ = ["Byline", "author_count_of", "date_of", "is_date", "organization_of"]

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DATE = re.compile(rf"({'|'.join(_MONTHS)}) (\d{{1,2}})(?:, (\d{{4}}))?(?: \d+)?")
_CUT_DATE = re.compile(rf"({'|'.join(_MONTHS)})(?: (\d{{2}})?.*)?")
_AUTHORS = re.compile(r"•\s*(\d{1,6}) authors?\b.*")
_SLUG = re.compile(r"[A-Za-z0-9][\w.-]*", re.ASCII)
_SHARED = 3


@dataclass(slots=True)
class Byline:
    """What a daily-papers page says below an abstract, as far as it is there."""

    author_count: int | None = None
    organization: str | None = None
    date: PartialDate | None = None


def author_count_of(text: str) -> int | None:
    """Give the number in a line of authors; None when the line has another form.

    >>> author_count_of("• 8 authors"), author_count_of("• 8 au")
    (8, None)
    """
    match = _AUTHORS.fullmatch(text)
    return int(match[1]) if match else None


def is_date(text: str) -> bool:
    """Tell whether a line has the form of a date, with or without year and comment count."""
    return _DATE.fullmatch(text) is not None


def date_of(text: str, *, ended: bool = True) -> PartialDate | None:
    """Give the date of a line; a number of comments after it is left out.

    Args:
        text: the line.
        ended: False when the page was cut in this line: a last digit may then be missing, so
            only what is certain is taken.

    Returns:
        None when the line has another form, or no calendar has the day.

    >>> str(date_of("Dec 24, 2022 1")), str(date_of("Apr 7 2"))
    ('2022-12-24', '--04-07')
    >>> str(date_of("Dec 2", ended=False)), str(date_of("Dec 24, 20", ended=False))
    ('--12', '--12-24')
    """
    match = _DATE.fullmatch(text)
    if match is None or not (ended or match[3]):
        match = None if ended else _CUT_DATE.fullmatch(text)
        year = None
    else:
        year = match[3]
    if match is None:
        return None
    day = int(match[2]) if match[2] else None
    try:
        return PartialDate(int(year) if year else None, _MONTHS.index(match[1]) + 1, day)
    except RecordError:
        return None


def organization_of(text: str) -> str:
    """Give the display name of an organisation from its line.

    The line has the organisation's short name in addresses, a space, and its display name. The
    short name is taken off when it belongs to what follows: they share letters, or it begins
    with the initials. Otherwise the line is the name.

    >>> organization_of("ByteDance-Seed ByteDance Seed")
    'ByteDance Seed'
    >>> organization_of("SJTU Shanghai Jiao Tong University")
    'Shanghai Jiao Tong University'
    >>> organization_of("Tsinghua University")
    'Tsinghua University'
    """
    slug, _, name = text.partition(" ")
    name = name.strip()
    if not name or not _SLUG.fullmatch(slug):
        return text
    return name if _belongs(slug, name) else text


def _belongs(slug: str, name: str) -> bool:
    short, long = (re.sub(r"[\W_]+", "", part).casefold() for part in (slug, name))
    width = min(_SHARED, len(short), len(long))
    if width == 0:
        return False
    initials = "".join(word[0] for word in re.findall(r"\w+", name)).casefold()
    if len(initials) > 1 and short.startswith(initials):
        return True
    return any(short[i : i + width] in long for i in range(len(short) - width + 1))
