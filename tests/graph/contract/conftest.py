"""One suite for all stores: a store joins by a line in `STORES`, and names its gaps."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from building import build
from dictionary import Dictionary
from neo4j_kept import KeptDatabase
from neo4j_server import Neo4jServer
from sample import SOURCES

from citeweave_graph import Store, View, open_store
from citeweave_graph.neo4j.store import Neo4jStore

Server = Callable[[], Neo4jServer]

STORES: dict[str, Callable[[Path, Server], str]] = {
    "memory": lambda _folder, _server: "memory:",
    "sqlite": lambda folder, _server: f"sqlite:{folder / 'graph.db'}",
    "neo4j": lambda _folder, server: _emptied(server()),
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
def empty(request: pytest.FixtureRequest, tmp_path: Path, neo4j_server: Server) -> Iterator[Store]:
    """A graph with nothing in it."""
    gap = GAPS.get((request.param, request.function.__name__))
    if gap:
        request.applymarker(pytest.mark.xfail(strict=True, reason=gap))
    with open_store(STORES[request.param](tmp_path, neo4j_server)) as store:
        yield store


@pytest.fixture(scope="module", params=STORES)
def module_store(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    neo4j_server: Server,
) -> Iterator[Store]:
    """A graph of one module, empty at first; tests that ask for an empty one come after it."""
    folder = tmp_path_factory.mktemp("graph")
    with open_store(STORES[request.param](folder, neo4j_server)) as store:
        yield store


@pytest.fixture(scope="session")
def sampled(neo4j_server: Server) -> Callable[[Store], Store]:
    """Make an empty graph the sample graph; on a server it is derived once, and then put back."""
    kept: list[KeptDatabase] = []

    def sampled(store: Store) -> Store:
        if isinstance(store, Neo4jStore) and kept:
            kept[0].put_back(neo4j_server())
            return store
        build(store, SOURCES, extract=Dictionary())
        if isinstance(store, Neo4jStore):
            kept.append(KeptDatabase(neo4j_server()))
        return store

    return sampled


@pytest.fixture(scope="module")
def store(module_store: Store, sampled: Callable[[Store], Store]) -> Store:
    """The sample graph; only to be read."""
    return sampled(module_store)


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
def changing(empty: Store, sampled: Callable[[Store], Store]) -> Store:
    """The sample graph, to be changed."""
    return sampled(empty)
