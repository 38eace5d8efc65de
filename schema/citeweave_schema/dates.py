"""Dates as sources print them: the year, the month or the day may be unknown."""

from __future__ import annotations

import calendar
import re

from citeweave_schema.errors import RecordError
from citeweave_schema.records import Printed

__all__ = ["PartialDate"]

_FORM = re.compile(r"(?:(\d{4})|-)(?:-(\d{2})(?:-(\d{2}))?)?")
_LEAP_YEAR = 2000


class PartialDate(Printed):
    """A date whose unknown parts are None.

    Written as ISO 8601 writes it, with a hyphen in the place of an unknown year, so that
    "27 April of an unknown year" is ``--04-27`` (the form of XML Schema's gMonthDay).

    Raises:
        RecordError: a part out of its range, or a day without a month.

    >>> str(PartialDate(2022, 12, 24)), str(PartialDate(None, 4, 27)), str(PartialDate(2019))
    ('2022-12-24', '--04-27', '2019')
    >>> PartialDate.parse("--04-27").precision
    'month and day, year unknown'
    """

    __slots__ = ("year", "month", "day")  # noqa: RUF023  # in the order in which they are given

    year: int | None
    month: int | None
    day: int | None

    def __init__(
        self, year: int | None = None, month: int | None = None, day: int | None = None
    ) -> None:
        """Take the parts that are known; refuse what no calendar holds."""
        object.__setattr__(self, "year", year)
        object.__setattr__(self, "month", month)
        object.__setattr__(self, "day", day)
        if self.year is None and self.month is None:
            raise RecordError("a date without year and month says nothing; leave it out instead")
        if self.year is not None and not 1 <= self.year <= 9999:
            raise RecordError(f"year {self.year} is not between 1 and 9999")
        if self.month is None:
            if self.day is not None:
                raise RecordError(f"day {self.day} without a month")
            return
        if not 1 <= self.month <= 12:
            raise RecordError(f"month {self.month} is not between 1 and 12")
        last = calendar.monthrange(self.year or _LEAP_YEAR, self.month)[1]
        if self.day is not None and not 1 <= self.day <= last:
            raise RecordError(f"day {self.day} is not in month {self.month}")

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read the form that `str` writes.

        Raises:
            RecordError: the text has another form, or is no date.
        """
        match = _FORM.fullmatch(text)
        if match is None:
            raise RecordError(f"{text!r} is not a date like 2022-12-24, 2022-12, 2022 or --12-24")
        year, month, day = (int(part) if part else None for part in match.groups())
        return cls(year, month, day)

    @property
    def precision(self) -> str:
        """Which parts are known, in words."""
        known = "day" if self.day else "month" if self.month else "year"
        if self.year is None:
            return "month and day, year unknown" if self.day else "month, year unknown"
        return known

    def __str__(self) -> str:
        text = "-" if self.year is None else f"{self.year:04d}"
        if self.month is not None:
            text += f"-{self.month:02d}"
        if self.day is not None:
            text += f"-{self.day:02d}"
        return text
