"""When a build keeps what it has: seldom enough to be quick, often enough to lose little."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["Pace"]

_LEAST_SECONDS = 2.0
_MOST_RECORDS = 20_000
"""What a batch of records and all that follows from it takes is memory."""


class Pace:
    """Tells when to keep a batch.

    A batch is kept when some seconds went by since the last one, and no less time than keeping
    that one took, so that at most half of the time is spent on keeping what is small; but no
    later than at 20,000 records.

    >>> seconds = iter([0.0, 1.0, 2.5])
    >>> pace = Pace(clock=lambda: next(seconds))
    >>> pace.is_due(100), pace.is_due(100)
    (False, True)
    """

    def __init__(
        self,
        *,
        least_seconds: float = _LEAST_SECONDS,
        most_seconds: float = float("inf"),
        most_records: int = _MOST_RECORDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin now.

        Args:
            least_seconds: a batch always waits as long.
            most_seconds: a batch never waits longer, however long the last one took to keep.
            most_records: a batch is never larger.
            clock: gives seconds.
        """
        self._least_seconds = least_seconds
        self._most_seconds = most_seconds
        self._most_records = most_records
        self._clock = clock
        self._kept = clock()
        self._wait = min(least_seconds, most_seconds)

    def is_due(self, records: int) -> bool:
        """Tell whether so many records are to be kept now; never when there are none."""
        if records == 0:
            return False
        return records >= self._most_records or self._clock() - self._kept >= self._wait

    @contextmanager
    def keeping(self) -> Iterator[None]:
        """Keep a batch in this block; the next one waits from its end."""
        began = self._clock()
        yield
        self._kept = self._clock()
        self._wait = min(max(self._least_seconds, self._kept - began), self._most_seconds)
