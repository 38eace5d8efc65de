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


def test_an_outage_is_told_in_time_and_passes(neo4j: Neo4jServer, served: TestClient) -> None:
    before = _ask(served)
    assert before["data"]["papers"]["totalCount"] > 0
    assert served.get("/readyz").status_code == 200

    neo4j.kill()
    began = time.monotonic()
    away = _ask(served)
    assert time.monotonic() - began < SECONDS + SLACK
    assert [one["extensions"]["code"] for one in away["errors"]] == ["STORE_UNAVAILABLE"]
    assert not (away.get("data") or {}).get("papers")
    answer = served.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"status": "unavailable"})
    assert served.get("/healthz").status_code == 200

    neo4j.start()
    assert _ask(served) == before
    assert served.get("/readyz").status_code == 200
