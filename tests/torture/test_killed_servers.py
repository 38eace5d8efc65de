"""`build` into a Neo4j server that is killed at random moments, twenty times.

Each time a graph is built from nothing. Where the server comes back soon, the build goes on by
itself; where it stays away, the build gives up, and a later one finishes what it began.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from building import digest_of
from neo4j_server import Neo4jServer

from citeweave import build
from citeweave_graph import open_store
from citeweave_graph.neo4j.store import Neo4jStore
from citeweave_graph.neo4j.tables import PATIENCE, Neo4jTables
from citeweave_schema.errors import StoreUnavailableError

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT / "tests" / "sources" / "real"
SOURCES = [
    ROOT / "examples" / "listings" / "000_1e249762e100398d.txt",
    *(REAL / "acl" / f"{name}.xml" for name in ("2018.ijclclp", "2020.amta", "2020.sigtyp")),
    REAL / "unarxive" / "papers.jsonl",
    REAL / "ris" / "RisImporterTest1.ris",
]
KILLS = 2 if os.environ.get("CITEWEAVE_TORTURE") == "short" else 20
SEED = 20261121
MOST_TRIES = 2
"""Builds for each kill: on a machine that is suddenly faster, one may end before its kill."""

pytestmark = [pytest.mark.torture, pytest.mark.timeout(3600)]


class Kill:
    """Kills a server once, some seconds after the next writer began to write."""

    def __init__(self, server: Neo4jServer, seconds: float, *, returns: bool) -> None:
        self.landed = False
        """Whether the writer was at work then."""
        self._server = server
        self._returns = returns
        self._timer = threading.Timer(seconds, self._strike)
        self._lock = threading.Lock()
        self._is_over = False

    def began(self) -> None:
        self._timer.start()

    def ended(self) -> None:
        """Let the server live, unless it was killed; wait until it is back if it is to be."""
        with self._lock:
            self._is_over = True
        self._timer.cancel()
        if self._timer.ident is not None:
            self._timer.join()

    def _strike(self) -> None:
        with self._lock:
            if self._is_over:
                return
            self.landed = True
            self._server.kill()
        if self._returns:
            self._server.start()


@pytest.fixture(scope="module")
def server(neo4j_server: Any) -> Neo4jServer:
    return neo4j_server()


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """What is in this list is told when a build begins and ends to write."""
    plain_tables, plain_close = Neo4jStore.tables, Neo4jTables.close
    told: list[Any] = []

    def tables(self: Neo4jStore) -> Neo4jTables:
        found = plain_tables(self)
        for one in told:
            one.began()
        return found

    def close(self: Neo4jTables) -> None:
        for one in told:
            one.ended()
        plain_close(self)

    monkeypatch.setattr(Neo4jStore, "tables", tables)
    monkeypatch.setattr(Neo4jTables, "close", close)
    yield told
    for one in told:
        one.ended()


class Stopwatch:
    """How long a build writes."""

    seconds = 0.0

    def began(self) -> None:
        self.seconds = -time.monotonic()

    def ended(self) -> None:
        self.seconds += time.monotonic()


def sound_digest(server: Neo4jServer) -> str:
    """Give the digest; fails when a promise of the graph is broken."""
    with open_store(server.url) as store:
        return digest_of(store)


def undisturbed(server: Neo4jServer, written: list[Any]) -> tuple[str, float]:
    """Give the digest of a build in peace, and the seconds it writes."""
    clock = Stopwatch()
    with open_store("memory:") as store:
        build(SOURCES, store, pipeline="light")
        expected = digest_of(store)
    server.reset()
    written[:] = [clock]
    build(SOURCES, server.url, pipeline="light")
    written.clear()
    assert sound_digest(server) == expected
    return expected, clock.seconds


def test_builds_whose_server_is_killed(
    server: Neo4jServer, written: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected, seconds = undisturbed(server, written)
    chance = random.Random(SEED)
    landed = gave_up = 0
    for number in range(MOST_TRIES * KILLS):
        if landed == KILLS:
            break
        returns = landed % 2 == 0
        monkeypatch.setenv(PATIENCE, "120" if returns else "0")
        server.reset()
        kill = Kill(server, chance.uniform(0.02, 0.95) * seconds, returns=returns)
        clock = Stopwatch()
        written[:] = [clock, kill]
        try:
            build(SOURCES, server.url, pipeline="light")
        except StoreUnavailableError:
            assert kill.landed
            assert not returns, "a build that may wait goes on by itself"
            gave_up += 1
        written.clear()
        landed += kill.landed
        if not kill.landed:
            seconds = clock.seconds  # the machine became faster
        if kill.landed and not returns:
            server.start()
            sound_digest(server)
            build(SOURCES, server.url, pipeline="light")
        assert sound_digest(server) == expected, f"build {number}"
    assert landed == KILLS
    assert gave_up == KILLS // 2
