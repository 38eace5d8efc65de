"""What a graph file says was touched: enough to follow it from any batch that it still knows."""

import sqlite3
from contextlib import closing

import pytest
from building import build, remove
from dictionary import Dictionary
from hypothesis import given, settings
from hypothesis import strategies as st
from sample import BARE, COLOR, RAG, SOURCES
from worlds import papers

from citeweave_graph import open_store
from citeweave_graph.sqlite import touched
from citeweave_graph.sqlite.touched import Batch, changed_since, follows, forget, latest


@pytest.fixture
def path(tmp_path):
    """A graph file that has no content yet."""
    return tmp_path / "graph.db"


def _content(path):
    """Give the rows of the nodes, and the edges that leave each, by id."""
    with closing(sqlite3.connect(path)) as file:
        nodes = {row[0]: row for row in file.execute("SELECT id, payload FROM node")}
        edges = {}
        for row in file.execute("SELECT source, target, kind, payload FROM edge"):
            edges.setdefault(row[0], set()).add(row)
        return nodes, edges


def _differing(old, new):
    return {one for one in old.keys() | new.keys() if old.get(one) != new.get(one)}


def _since(path, batch):
    with closing(sqlite3.connect(path)) as file:
        return changed_since(file, batch) if follows(file, batch) else None


def _latest(path):
    with closing(sqlite3.connect(path)) as file:
        return latest(file)


def _built(path, sources):
    with open_store(f"sqlite:{path}") as store:
        build(store, sources, extract=Dictionary())


def test_a_batch_says_all_that_it_changed(path):
    _built(path, {"a": [RAG]})
    before, batch = _content(path), _latest(path)
    _built(path, {"b": [BARE]})
    found = _since(path, batch)
    nodes, edges = (_differing(old, new) for old, new in zip(before, _content(path), strict=True))
    assert nodes <= found.keys()
    assert edges <= {one for one, leaving in found.items() if leaving}


@settings(max_examples=6, deadline=None)
@given(worlds=st.lists(st.lists(papers, max_size=4), min_size=2, max_size=3))
def test_nothing_that_changed_is_missing(tmp_path_factory, worlds):
    path = tmp_path_factory.mktemp("touched") / "graph.db"
    seen = []
    for number, world in enumerate(worlds):
        _built(path, {f"source {number % 2}": world})
        seen.append((_latest(path), _content(path)))
    last = seen[-1][1]
    for batch, before in seen:
        found = _since(path, batch)
        assert _differing(before[0], last[0]) <= found.keys()
        assert _differing(before[1], last[1]) <= {one for one in found if found[one]}


def test_what_was_taken_out_is_touched(path):
    _built(path, SOURCES)
    before, batch = _content(path), _latest(path)
    with open_store(f"sqlite:{path}") as store:
        remove(store, "second.jsonl", extract=Dictionary())
    gone = before[0].keys() - _content(path)[0].keys()
    assert gone
    assert gone <= _since(path, batch).keys()


def test_what_changes_nothing_makes_no_batch(path):
    _built(path, SOURCES)
    batch = _latest(path)
    _built(path, SOURCES)
    with open_store(f"sqlite:{path}") as store, store.writer() as writer:
        writer.keep_setting("terms", "none")
    assert _latest(path) == batch
    assert _since(path, batch) == {}


def _fail(tables):
    with tables.transaction():
        tables.delete("node", "kind", ["Venue"])
        raise ZeroDivisionError


def test_a_batch_that_was_not_kept_touches_nothing(path):
    _built(path, {"a": [RAG]})
    batch = _latest(path)
    with open_store(f"sqlite:{path}") as store, store.writer() as writer:
        tables = writer._tables
        with pytest.raises(ZeroDivisionError):
            _fail(tables)
        with tables.transaction():
            tables.insert("meta", [{"name": "x", "value": "y"}])
    assert _latest(path) == batch


def test_what_was_filled_cannot_be_followed(path):
    with open_store(f"sqlite:{path}") as store:
        empty = _latest(path)
        build(store, SOURCES, fill=True)
    assert _since(path, empty) is None
    assert _since(path, _latest(path)) == {}


def test_more_than_can_be_followed_is_let_go(path, monkeypatch):
    _built(path, {"a": [RAG]})
    first = _latest(path)
    monkeypatch.setattr(touched, "_MOST", 3)
    _built(path, {"b": [BARE, COLOR]})
    assert _since(path, first) is None
    assert _since(path, _latest(path)) == {}


def test_batches_of_other_files_are_not_followed(path, tmp_path):
    for each in (path, tmp_path / "other.db"):
        _built(each, {"a": [RAG]})
    mine, theirs = _latest(path), _latest(tmp_path / "other.db")
    assert mine.number == theirs.number
    assert _since(path, theirs) is None
    assert _since(path, Batch(mine.number, "")) is None


def test_batches_are_forgotten_by_number(path):
    seen = []
    for number, paper in enumerate([RAG, BARE, COLOR]):
        _built(path, {f"{number}": [paper]})
        seen.append(_latest(path))
    before = _since(path, seen[1])
    with closing(sqlite3.connect(path)) as file, file:
        forget(file, seen[1].number)
    assert _since(path, seen[0]) is None
    assert _since(path, seen[1]) == before
