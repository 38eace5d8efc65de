"""One suite for all stores: a store joins by a line in `STORES`, and has no gap to name."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from building import build
from dictionary import Dictionary
from sample import SOURCES

from citeweave_graph import Store, View, open_store

STORES: dict[str, Callable[[Path], str]] = {
    "memory": lambda _: "memory:",
    "sqlite": lambda folder: f"sqlite:{folder / 'graph.db'}",
}


@pytest.fixture(params=STORES)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A graph with nothing in it."""
    with open_store(STORES[request.param](tmp_path)) as store:
        yield store


@pytest.fixture(scope="module", params=STORES)
def store(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    """The sample graph; only to be read."""
    with open_store(STORES[request.param](tmp_path_factory.mktemp("graph"))) as store:
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
