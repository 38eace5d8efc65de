"""What may go wrong with one request, and what follows from it."""

from __future__ import annotations

from citeweave_schema.errors import UsageError

__all__ = ["DamagedError", "RefusedRequestError", "TryAgainError"]


class DamagedError(ValueError):
    """An answer that is not what the service writes: cut, garbled, or of another form."""


class TryAgainError(Exception):
    """A request that may do better later: busy, timed out, cut.

    Attributes:
        after: how many seconds the service asks to wait; None when it does not say.
    """

    def __init__(self, reason: str, after: float | None = None) -> None:
        super().__init__(reason)
        self.after = after


class RefusedRequestError(UsageError):
    """A request that the service will not answer however often it is asked."""
