"""Long texts are packed in the file, and come back as they were."""

import sqlite3
import zlib

import pytest
from building import build
from dictionary import Dictionary
from hypothesis import given
from hypothesis import strategies as st
from relating import RELATING
from sample import SOURCES

from citeweave_graph import open_store
from citeweave_graph.hops import ABOUT, Direction, Hop
from citeweave_graph.sqlite import packing
from citeweave_graph.sqlite.statements import chosen_rows, edge_source
from citeweave_schema.errors import ForeignStoreError
from citeweave_schema.kinds import RELATION_KINDS

_SURROGATES = st.characters(exclude_categories=["Cs"])


@given(st.text(_SURROGATES), st.integers(1, 300))
def test_a_text_comes_back(text, times):
    assert packing.unpacked(packing.packed(text * times)) == text * times


@pytest.mark.parametrize("kept", [b"", b"no such thing", zlib.compress(b"cut off " * 100)[:-9]])
def test_what_was_never_packed_is_refused(kept):
    with pytest.raises(ValueError, match="damaged"):
        packing.unpacked(kept)


def test_a_text_that_unpacks_to_very_much_is_refused(monkeypatch):
    monkeypatch.setattr(packing, "_MOST_BYTES", 1_000)
    with pytest.raises(ValueError, match="too long"):
        packing.unpacked(zlib.compress(b"a" * 1_001))


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "graph.db"
    with open_store(f"sqlite:{path}") as store:
        build(store, {**SOURCES, **RELATING}, extract=Dictionary())
    return path


def test_a_damaged_text_is_a_damaged_file(path):
    with sqlite3.connect(path) as file:
        file.execute("UPDATE record SET payload = x'00'")
    file.close()
    with (
        open_store(f"sqlite:{path}") as store,
        store.view() as view,
        pytest.raises(ForeignStoreError, match="damaged"),
    ):
        list(view.everything("record"))


@pytest.mark.parametrize(
    ("kinds", "index"), [(RELATION_KINDS, "edge_of_relation"), (ABOUT, "edge_in")]
)
def test_relations_are_found_by_their_own_index(path, kinds, index):
    query = edge_source(Hop(kinds=frozenset(kinds), direction=Direction.IN), "C")
    with sqlite3.connect(path) as file:
        plan = file.execute(f"EXPLAIN QUERY PLAN {query.sql}", query.parameters).fetchall()
    file.close()
    assert any(f"INDEX {index} " in step[-1] for step in plan), plan


def test_what_a_source_has_is_found_by_an_index(path):
    with sqlite3.connect(path) as file:
        plan = file.execute(f"EXPLAIN QUERY PLAN {chosen_rows('owner', 'owner')}", ["[]"])
        assert any("INDEX owner_source " in step[-1] for step in plan)
    file.close()
