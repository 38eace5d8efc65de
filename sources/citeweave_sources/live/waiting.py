"""When to ask, and when to ask again."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from random import Random

from citeweave_sources.live.clock import Clock

__all__ = ["LONGEST", "Pacer", "backoff", "retry_after"]

LONGEST = 300.0
"""The longest that a service is waited for, in seconds."""

_FIRST, _MOST = 1.0, 60.0
_SECONDS = re.compile(r"(\d{1,6})\s*s?")
_WHOLE = re.compile(r"\d{1,9}")
_HALF = 0.5


def backoff(attempt: int, chance: Random) -> float:
    """Give how long to wait after an attempt that failed: twice as long each time, by chance less.

    >>> 0.5 <= backoff(1, Random(1)) <= 1.0
    True
    """
    longest: float = min(_MOST, _FIRST * 2 ** (attempt - 1))
    return longest * (_HALF + _HALF * chance.random())


def retry_after(value: str | None, now: float) -> float | None:
    """Give how many seconds a Retry-After header asks to wait.

    Either form of RFC 9110, section 10.2.3: seconds, or a date. None when there is no header or
    it has neither form.

    >>> retry_after("120", now=0.0)
    120.0
    >>> retry_after("Thu, 01 Jan 1970 00:01:00 GMT", now=20.0)
    40.0
    """
    if value is None:
        return None
    text = value.strip()
    if _WHOLE.fullmatch(text):
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, moment.timestamp() - now)


class Pacer:
    """Keeps requests apart, as far as the service's documentation and its answers ask for."""

    def __init__(self, interval: float, clock: Clock, idle: float = math.inf) -> None:
        """Keep requests apart by a number of seconds, more when an answer asks for it.

        Args:
            interval: the number of seconds.
            clock: what time it is.
            idle: how long ago the last request was.
        """
        self._interval = interval
        self._clock = clock
        self._last = clock.monotonic() - max(0.0, idle)
        self._free = -math.inf

    def left(self) -> float:
        """Give how many seconds to wait before the next request."""
        return max(0.0, self._last + self._interval - self._clock.monotonic(), self._held())

    def sent(self) -> None:
        """Note that a request is being sent."""
        self._last = self._clock.monotonic()

    def learn(self, headers: Mapping[str, str]) -> None:
        """Take what an answer says about how often to ask.

        ``x-rate-limit-limit`` and ``x-rate-limit-interval``, as Crossref sends them: so many
        requests in so many seconds. ``x-ratelimit-remaining`` and ``x-ratelimit-reset``: when none
        is left, the seconds until some are.
        """
        most = _whole(headers.get("x-rate-limit-limit"))
        within = _SECONDS.fullmatch(headers.get("x-rate-limit-interval", "").strip())
        if most and within:
            self._interval = max(self._interval, min(LONGEST, int(within[1]) / most))
        reset = _whole(headers.get("x-ratelimit-reset"))
        if _whole(headers.get("x-ratelimit-remaining")) == 0 and reset and reset <= LONGEST:
            self._free = self._clock.monotonic() + reset

    def _held(self) -> float:
        return self._free - self._clock.monotonic()


def _whole(text: str | None) -> int | None:
    return int(text) if text and _WHOLE.fullmatch(text.strip()) else None
