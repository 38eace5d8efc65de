"""Answers to requests, from the cache where it has them, else from the service."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from citeweave_sources.live.cache import Cache
from citeweave_sources.live.client import Client
from citeweave_sources.live.service import Request
from citeweave_sources.live.settings import Settings
from citeweave_sources.live.trouble import DamagedError

__all__ = ["Answers"]

Read = TypeVar("Read")


class Answers:
    """Gives answers; see `citeweave_sources.live.service.Ask`.

    Attributes:
        kept: how many came from the cache.
        fetched: how many came from the service.
    """

    def __init__(self, client: Client, settings: Settings, cache: Cache | None) -> None:
        """Answer from a cache and a service; without a cache, from the service alone."""
        self._client = client
        self._base = settings.base
        self._cache = cache
        self.kept = 0
        self.fetched = 0

    def __call__(self, request: Request, read: Callable[[bytes], Read]) -> Read | None:
        """Give what `read` makes of the answer; see `Ask`."""
        key = request.key(self._base)
        body = self._cache.get(key) if self._cache else None
        if body is not None:
            try:
                value = read(body)
            except DamagedError:
                pass
            else:
                self.kept += 1
                return value
        try:
            got = self._client.fetch(request, read)
        finally:
            if self._cache:
                self._cache.note_asked(self._base)
        self.fetched += 1
        if got is None:
            return None
        if self._cache:
            self._cache.put(key, got.body)
        return got.value

    def start_over(self) -> None:
        """Ask the service again for all that the cache has by now."""
        self.kept = 0
        if self._cache:
            self._cache.start_over()
