"""One suite for all stores: a store joins by a line in `STORES`, and has no gap to name."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from building import build
from dictionary import Dictionary
from sample import SOURCES

from citeweave_graph import Store, View, open_store


def _server(request: pytest.FixtureRequest, purpose: str) -> str:
    server = request.getfixturevalue("neo4j_servers")(purpose)
    server.reset()
    return str(server.url)


STORES: dict[str, Callable[[pytest.FixtureRequest, Path, str], str]] = {
    "memory": lambda *_: "memory:",
    "sqlite": lambda _, folder, __: f"sqlite:{folder / 'graph.db'}",
    "neo4j": lambda request, _, purpose: _server(request, purpose),
}
"""For each store, the URL of an empty graph, from what it needs: fixtures, a folder, a purpose."""


@pytest.fixture(params=STORES)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A graph with nothing in it."""
    with open_store(STORES[request.param](request, tmp_path, "empty")) as store:
        yield store


@pytest.fixture(scope="module", params=STORES)
def store(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    """The sample graph; only to be read."""
    folder = tmp_path_factory.mktemp("graph")
    with open_store(STORES[request.param](request, folder, "sample")) as store:
        build(store, SOURCES, extract=Dictionary())
        yield store


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
