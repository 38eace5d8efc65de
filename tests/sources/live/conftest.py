"""What the tests of the live sources share; `support/` holds the server that replays."""

from __future__ import annotations

import io
import ssl
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest

sys.path.insert(0, str(Path(__file__).parent / "support"))

from replaying import FakeClock, Replay

from citeweave_sources.live import (
    SERVICES,
    Answers,
    Cache,
    Client,
    Saved,
    Search,
    Settings,
    Wanted,
    save,
    told_apart,
)
from citeweave_sources.live.bodies import Limits

TLS = ssl.create_default_context()
"""Made once: it takes longer than a test."""

TODAY = date(2024, 6, 30)


@pytest.fixture
def server() -> Iterator[Replay]:
    replay = Replay()
    yield replay
    replay.close()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@dataclass
class Run:
    """What one run wrote."""

    text: str
    saved: Saved
    kept: int
    fetched: int

    @property
    def lines(self) -> list[str]:
        return self.text.split("\n")[:-1]


@pytest.fixture
def small() -> Limits:
    limits = Limits()
    limits.sent, limits.unpacked = 200_000, 400_000
    return limits


@pytest.fixture
def run(server: Replay, clock: FakeClock, small: Limits, tmp_path: Path) -> Callable[..., Run]:
    """Fetch from the server that replays, with a cache that all runs of a test share."""

    def fetch(
        name: str,
        *query: str,
        environment: dict[str, str] | None = None,
        cached: bool = True,
        advance: Callable[[int], None] | None = None,
        client: dict[str, Any] | None = None,
        **search: Any,
    ) -> Run:
        service = SERVICES[name]
        url = {f"CITEWEAVE_{name.upper()}_URL": server.url}
        settings = Settings.read(service, {**url, **(environment or {})}, "citeweave/0")
        ids, words = told_apart(query)
        wanted = Wanted(
            ids=tuple(ids),
            search=replace(Search(words=words, most=1000, today=TODAY), **search),
        )
        cache = Cache(tmp_path / "cache", max_age=86_400, clock=clock) if cached else None
        options = {
            "transport": httpx.HTTPTransport(verify=TLS),
            "clock": clock,
            "chance": Random(7),
            "patience": 5.0,
            "limits": small,
            **(client or {}),
        }
        with Client(service, settings, **options) as asking:
            answers = Answers(asking, settings, cache)
            out = io.StringIO()
            saved = save(service, wanted, answers, out, advance=advance)
        return Run(out.getvalue(), saved, answers.kept, answers.fetched)

    return fetch
