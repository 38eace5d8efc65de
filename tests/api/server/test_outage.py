"""A server whose Neo4j goes away says so in time, and answers again when it is back."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
import worlds_served
from neo4j_server import Neo4jServer
from starlette.testclient import TestClient

from citeweave.server import Limits, Settings, create_app

SECONDS = 6.0
SLACK = 3.0
"""A busy machine needs a while to notice that a time is over."""
TRIES = 3
"""It may even need more now and then; what is always late is late each time."""
PATIENCE = 60.0

QUERY = "{ papers(first: 3) { totalCount nodes { title methods { totalCount } } } }"


@pytest.fixture
def served(neo4j: Neo4jServer) -> Iterator[TestClient]:
    """A client of a server that opened its graph by its URL."""
    worlds_served.relating(neo4j.url).close()
    app = create_app(neo4j.url, Settings(limits=Limits(seconds=SECONDS)))
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:
        yield client


def _ask(client: TestClient) -> Any:
    return client.post("/graphql", json={"query": QUERY}).json()


def _codes(answer: Any) -> list[str]:
    return [one["extensions"]["code"] for one in answer.get("errors", ())]


def _answered(client: TestClient) -> Any:
    """Ask until there is an answer: a server that has just started takes long to make its plans."""
    until = time.monotonic() + PATIENCE
    while _codes(answer := _ask(client)):
        assert set(_codes(answer)) <= {"TIMEOUT", "STORE_UNAVAILABLE"}
        assert time.monotonic() < until, answer
    return answer


def _told(client: TestClient) -> bool:
    """Ask a server whose Neo4j is away; say whether it tells so, and in time."""
    began = time.monotonic()
    away = _ask(client)
    seconds = time.monotonic() - began
    assert not (away.get("data") or {}).get("papers")
    assert set(_codes(away)) <= {"TIMEOUT", "STORE_UNAVAILABLE"}
    return _codes(away) == ["STORE_UNAVAILABLE"] and seconds < SECONDS + SLACK


def test_an_outage_is_told_in_time_and_passes(neo4j: Neo4jServer, served: TestClient) -> None:
    before = _answered(served)
    assert before["data"]["papers"]["totalCount"] > 0
    assert served.get("/readyz").status_code == 200

    neo4j.kill()
    assert any(_told(served) for _ in range(TRIES))
    answer = served.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"status": "unavailable"})
    assert served.get("/healthz").status_code == 200

    neo4j.start()
    assert _answered(served) == before
    assert served.get("/readyz").status_code == 200
