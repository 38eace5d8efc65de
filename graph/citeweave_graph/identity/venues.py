"""Names of venues without what changes from year to year."""

from __future__ import annotations

import functools
import re

from citeweave_schema.names import normal_title

__all__ = ["venue_series"]

_OF_ONE_YEAR = re.compile(
    r"\b(?:\w*\d\w*|\w+teenth|\w+ieth|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth"
    r"|tenth|eleventh|twelfth|proceedings"
    r"|of|the|on|at|in|annual|meeting|volume|long|short|main|papers?|january|february|march|april"
    r"|may|june|july|august|september|october|november|december)\b"
)


@functools.lru_cache(maxsize=50_000)
def venue_series(name: str) -> str:
    """Give the words of a venue's name without numbers, months and what all proceedings say.

    >>> venue_series("Proceedings of the 58th Annual Meeting of the ACL, Volume 1: Long Papers")
    'acl'
    """
    return " ".join(_OF_ONE_YEAR.sub(" ", normal_title(name)).split())
