"""Time, so that whoever waits can be given another one."""

from __future__ import annotations

import time

__all__ = ["Clock"]


class Clock:
    """The machine's clock; tests put one in its place that does not really wait."""

    def monotonic(self) -> float:
        """Give seconds that never go back, for measuring how long something takes."""
        return time.monotonic()

    def time(self) -> float:
        """Give seconds since 1970, for what is kept from run to run."""
        return time.time()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)
