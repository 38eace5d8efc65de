"""The story's graph, for all tests of analysis."""

import pytest
from building import build
from dictionary import Dictionary
from story import STORY

from citeweave_graph import open_store


@pytest.fixture(scope="session")
def story():
    """A view of the story."""
    with open_store("memory:") as store:
        build(store, {"story": STORY}, extract=Dictionary(), batch=1000)
        with store.view() as view:
            yield view


@pytest.fixture
def nothing():
    """A view of an empty graph."""
    with open_store("memory:") as store, store.view() as view:
        yield view
