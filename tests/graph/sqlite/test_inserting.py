"""Rows that wait while a graph is filled are where they belong when anybody looks."""

import contextlib
import sqlite3

import pytest

from citeweave_graph import open_store
from citeweave_graph.sqlite import filling
from citeweave_graph.sqlite.inserting import Waiting
from citeweave_graph.tables import TABLES
from citeweave_schema.errors import StoreUnavailableError


@pytest.fixture
def tables(tmp_path):
    with open_store(f"sqlite:{tmp_path / 'graph.db'}") as store:
        tables = store.tables()
        yield tables
        tables.close()


def _filling(tables, *rows):
    with tables.deriving(), tables.filling():
        for some in rows:
            tables.insert_values("local", some)
            yield


def _kept(tables):
    return list(tables.columns("local", ("paper", "name")))


def test_they_are_seen_at_once_and_after(tables):
    for number, _ in enumerate(_filling(tables, [("P2", "b"), ("P1", "a")], [("P1", "c")])):
        assert len(tables.select("local", "paper", ["P1"])) == number + 1
        assert tables.present("local", "paper", ["P1", "P3"]) == {"P1"}
    assert _kept(tables) == [("P1", "a"), ("P1", "c"), ("P2", "b")]


def test_one_taken_out_is_gone(tables):
    for _ in _filling(tables, [("P2", "b"), ("P1", "a")]):
        tables.delete("local", "paper", ["P1"])
    assert _kept(tables) == [("P2", "b")]


def test_of_two_with_one_key_the_later_stays(tables):
    with tables.deriving(), tables.filling():
        tables.insert_values("redirect", [("P1", "P2"), ("P3", "P4")])
        tables.insert_values("redirect", [("P1", "P5")])
    assert list(tables.columns("redirect", ("id", "target"))) == [("P1", "P5"), ("P3", "P4")]


def _broken_off(tables):
    with tables.deriving(), tables.filling():
        tables.insert_values("edge", [_edge("P1", "C1")])
        tables.insert_values("node", [_node("P1")])
        tables.select("edge", "source", ["P1"])
        raise KeyboardInterrupt


def _edge(source, target):
    return (source, target, "USES", "uses", 900, 1, 1, "{}")


def _node(one):
    kept = {"id": one, "kind": "Paper", "name": "Deep", "payload": "{}"}
    numbers = dict.fromkeys(("stub", "retracted", "document_frequency", "paper_count"), 0)
    row = {"key": one, "sort_name": "deep"} | kept | numbers
    return tuple(row.get(column) for column in TABLES["node"].columns)


@pytest.mark.parametrize("rows", [1, 1_000])
def test_what_is_broken_off_is_gone_when_it_is_done_again(tables, monkeypatch, rows):
    monkeypatch.setattr(filling, "_ROWS", rows)
    before = _indexes(tables)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            _broken_off(tables)
    for _ in _filling(tables, [("P1", "a")]):
        pass
    assert _kept(tables) == [("P1", "a")]
    assert list(tables.columns("edge", ("source",))) == []
    assert list(tables.columns("node", ("id",))) == []
    assert _indexes(tables) == before


def _indexes(tables):
    query = "SELECT name, sql FROM sqlite_schema WHERE type = 'index' ORDER BY name"
    return [tuple(row) for row in tables._connection.execute(query)]


def test_nobody_reads_a_graph_that_is_not_whole(tables, tmp_path):
    with pytest.raises(KeyboardInterrupt):
        _broken_off(tables)
    with open_store(f"sqlite:{tmp_path / 'graph.db'}") as store, store.view() as view:
        assert view.setting("terms") == ""
        with pytest.raises(StoreUnavailableError, match="not whole yet"):
            view.nodes(["P1"])
    for _ in _filling(tables, [("P1", "a")]):
        pass
    with open_store(f"sqlite:{tmp_path / 'graph.db'}") as store, store.view() as view:
        assert view.nodes(["P1"]) == [None]


def test_it_is_kept_on_the_way(tables, monkeypatch):
    monkeypatch.setattr(filling, "_ROWS", 2)
    with tables.deriving(), tables.filling():
        for number in range(5):
            tables.insert_values("node", [_node(f"P{number}")])
            assert _kept_nodes(tables) == (number + 1) // 2 * 2


def _kept_nodes(tables):
    """Give how many nodes another connection sees."""
    with contextlib.closing(sqlite3.connect(tables._path)) as other:
        return other.execute("SELECT count(*) FROM node").fetchone()[0]


def test_rows_that_come_in_order_need_not_wait(tables):
    with tables.deriving(), tables.filling():
        tables.insert_values("edge", [_edge("P2", "C2"), _edge("P2", "C1")])
        tables.insert_values("edge", [_edge("P3", "C1")])
        assert tables._waiting._counts["edge"] == 0
        tables.insert_values("edge", [_edge("A1", "P2"), _edge("P4", "C1")])
        assert tables._waiting._counts["edge"] == 2
    assert list(tables.columns("edge", ("source", "target"))) == [
        ("A1", "P2"), ("P2", "C1"), ("P2", "C2"), ("P3", "C1"), ("P4", "C1"),
    ]  # fmt: skip


def test_a_table_of_few_rows_does_not_wait():
    connection = sqlite3.connect(":memory:")
    assert not Waiting(connection, lambda _: None).put("meta", [("name", "value")])
    connection.close()
