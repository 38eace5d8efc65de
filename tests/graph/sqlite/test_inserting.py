"""Rows that wait while a graph is filled are where they belong when anybody looks."""

import sqlite3

import pytest

from citeweave_graph import open_store
from citeweave_graph.sqlite.inserting import Waiting


@pytest.fixture
def tables(tmp_path):
    with open_store(f"sqlite:{tmp_path / 'graph.db'}") as store:
        tables = store.tables()
        yield tables
        tables.close()


def _filling(tables, *rows):
    with tables.transaction(checked=False), tables.filling():
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
    with tables.transaction(checked=False), tables.filling():
        tables.insert_values("redirect", [("P1", "P2"), ("P3", "P4")])
        tables.insert_values("redirect", [("P1", "P5")])
    assert list(tables.columns("redirect", ("id", "target"))) == [("P1", "P5"), ("P3", "P4")]


def _broken_off(tables):
    with tables.transaction(checked=False), tables.filling():
        tables.insert_values("local", [("P1", "a")])
        raise KeyboardInterrupt


def test_what_is_broken_off_leaves_nothing_and_can_be_done_again(tables):
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            _broken_off(tables)
    assert _kept(tables) == []
    for _ in _filling(tables, [("P1", "a")]):
        pass
    assert _kept(tables) == [("P1", "a")]


def test_a_table_of_few_rows_does_not_wait():
    connection = sqlite3.connect(":memory:")
    assert not Waiting(connection).put("meta", [("name", "value")])
    connection.close()
