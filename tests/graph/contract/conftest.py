"""One suite for all stores: a store joins by a line in `STORES`, and names its gaps."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from building import build
from dictionary import Dictionary
from neo4j_server import Neo4jServer
from sample import SOURCES

from citeweave_graph import Store, View, open_store

Servers = Callable[[str], Neo4jServer]

STORES: dict[str, Callable[[Path, Servers], str]] = {
    "memory": lambda _folder, _servers: "memory:",
    "sqlite": lambda folder, _servers: f"sqlite:{folder / 'graph.db'}",
    "neo4j": lambda _folder, servers: _emptied(servers("empty")),
}


GAPS = {
    ("neo4j", "test_a_view_stays_as_it_was_opened"): "upstream must: Neo4j reads what is committed "
    "at the moment of each question, and has no snapshots to read from",
}
"""What a store cannot do, by store and test, and who could change that."""


def _emptied(server: Neo4jServer) -> str:
    server.reset(graph=True)
    return server.url


@pytest.fixture(params=STORES)
def empty(
    request: pytest.FixtureRequest, tmp_path: Path, neo4j_servers: Servers
) -> Iterator[Store]:
    """A graph with nothing in it."""
    gap = GAPS.get((request.param, request.function.__name__))
    if gap:
        request.applymarker(pytest.mark.xfail(strict=True, reason=gap))
    with open_store(STORES[request.param](tmp_path, neo4j_servers)) as store:
        yield store


@pytest.fixture(scope="module", params=STORES)
def module_store(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    neo4j_servers: Servers,
) -> Iterator[Store]:
    """A graph of one module, empty at first."""

    def apart(_name: str) -> Neo4jServer:
        return neo4j_servers("module")  # it stands beside the graphs of single tests

    folder = tmp_path_factory.mktemp("graph")
    with open_store(STORES[request.param](folder, apart)) as store:
        yield store


@pytest.fixture(scope="module")
def store(module_store: Store) -> Store:
    """The sample graph; only to be read."""
    build(module_store, SOURCES, extract=Dictionary())
    return module_store


@pytest.fixture
def view(store: Store) -> Iterator[View]:
    """A view of the sample graph."""
    with store.view() as view:
        yield view


@pytest.fixture(scope="session")
def reference() -> Iterator[View]:
    """A view of the sample graph on the reference store."""
    with open_store("memory:") as store:
        build(store, SOURCES, extract=Dictionary())
        with store.view() as view:
            yield view


@pytest.fixture
def changing(empty: Store) -> Store:
    """The sample graph, to be changed."""
    build(empty, SOURCES, extract=Dictionary())
    return empty
