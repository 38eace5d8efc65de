"""How much each client may ask in a minute: a bucket of points that refills all the time."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from citeweave.server.failures import Code, RefusedError
from citeweave.server.processes import Buckets, OwnBuckets

__all__ = ["Allowance", "Rates", "points_of"]

_NODES_A_POINT = 100


def points_of(nodes: int) -> int:
    """Give the price of a request that may touch so many nodes: 1, and 1 for each 100 more."""
    return 1 + nodes // _NODES_A_POINT


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a client has left.

    Attributes:
        cost: points that this request took.
        limit: points that a full bucket holds; None where nobody is counted.
        remaining: whole points that are left; None as above.
        reset_at: when the bucket is full again, ISO 8601 in UTC; None as above.
    """

    cost: int
    limit: int | None = None
    remaining: int | None = None
    reset_at: str | None = None


class Rates:
    """What each client has left; those that are forgotten have a full bucket again."""

    def __init__(
        self,
        points: int,
        clock: Callable[[], float] = time.monotonic,
        buckets: Buckets | None = None,
    ) -> None:
        """Give each client so many points a minute, of this process unless buckets are shared."""
        self._points = points
        self._clock = clock
        self._buckets = buckets or OwnBuckets()

    def take(self, client: str, cost: int) -> Allowance:
        """Take the price of a request out of a client's bucket.

        Raises:
            RefusedError: RATE_LIMITED when it does not hold so much; nothing is taken then.
        """
        now = self._clock()
        with self._buckets.held(client) as bucket:
            left, since = bucket.value or (float(self._points), now)
            left = min(self._points, left + (now - since) * self._points / 60)
            fits = cost <= left
            bucket.value = (left - cost if fits else left, now)
        if not fits:
            wait = math.ceil((cost - left) * 60 / self._points)
            raise RefusedError(
                Code.RATE_LIMITED,
                f"this request costs {cost} of {self._points} points a minute and "
                f"{math.floor(left)} are left; try again in {wait} s",
                retryAfter=wait,
            )
        return self._allowance(cost, left - cost)

    def _allowance(self, cost: int, left: float) -> Allowance:
        full = datetime.now(UTC) + timedelta(seconds=(self._points - left) * 60 / self._points)
        return Allowance(
            cost=cost,
            limit=self._points,
            remaining=math.floor(left),
            reset_at=full.isoformat(timespec="seconds"),
        )
