"""One graph for all: the sample, and papers whose texts try to break out of every format."""

from __future__ import annotations

import pytest
from building import build
from dictionary import Dictionary
from hostile import HOSTILE
from sample import SOURCES

from citeweave_graph import View, open_store


@pytest.fixture(scope="session")
def view() -> View:
    store = open_store("memory:")
    build(store, {**SOURCES, "hostile.jsonl": HOSTILE}, extract=Dictionary())
    return store.view()
