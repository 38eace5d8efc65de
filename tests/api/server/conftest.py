"""What the server's tests share: graphs in memory, a way to ask them, and HTTP clients."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from citeweave.server import Limits, Settings, TokenStore, create_app, execute
from citeweave_graph import Store

_HERE = Path(__file__).parent
sys.path[:0] = [str(_HERE / "support"), str(_HERE.parents[1] / "graph" / "support")]

import worlds_served  # noqa: E402  # found by the line above
from counting import CountingStore  # noqa: E402
from neo4j_server import Neo4jServer  # noqa: E402

Ask = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def sample() -> Store:
    return worlds_served.sample()


Server = Callable[[], Neo4jServer]


@pytest.fixture(scope="module")
def stores(
    sample: Store, tmp_path_factory: pytest.TempPathFactory, neo4j_server: Server
) -> Iterator[dict[str, Store]]:
    """The sample graph on each store."""
    path = tmp_path_factory.mktemp("stores") / "sample.db"
    with (
        worlds_served.sample(f"sqlite:{path}") as sqlite,
        worlds_served.sample(emptied(neo4j_server())) as neo4j,
    ):
        yield {"memory": sample, "sqlite": sqlite, "neo4j": neo4j}


def emptied(server: Neo4jServer) -> str:
    """Give the URL of a server whose database has been emptied."""
    server.reset(graph=True)
    return server.url


@pytest.fixture
def fresh() -> Store:
    """A graph of one test alone, to be written to."""
    return worlds_served.sample()


@pytest.fixture(scope="session")
def many() -> Store:
    return worlds_served.many()


@pytest.fixture
def counted(many: Store) -> CountingStore:
    return CountingStore(many)


@pytest.fixture(scope="session")
def ask(sample: Store) -> Ask:
    """Ask the sample graph; give the data, having checked that there is no error."""

    def asked(query: str, **variables: Any) -> dict[str, Any]:
        answer = execute(sample, query, variables)
        assert "errors" not in answer, answer
        return answer["data"]

    return asked


@pytest.fixture
def tokens(tmp_path: Path) -> TokenStore:
    return TokenStore(tmp_path / "tokens.json")


@pytest.fixture
def client_of() -> Iterator[Callable[..., TestClient]]:
    """Give an HTTP client of a server with these settings."""
    open_clients: list[TestClient] = []

    def client(store: Store, *, base_url: str = "http://localhost:8000", **settings: Any) -> Any:
        app = create_app(store, Settings(**settings))
        found = TestClient(app, base_url=base_url, raise_server_exceptions=False)
        open_clients.append(found.__enter__())
        return found

    yield client
    for one in open_clients:
        one.__exit__(None, None, None)


@pytest.fixture
def http(client_of: Callable[..., TestClient], sample: Store) -> TestClient:
    return client_of(sample)


@pytest.fixture
def limits() -> type[Limits]:
    return Limits
