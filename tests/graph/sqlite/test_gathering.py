"""Rows of records wait while a file only gathers them, and are there when anybody looks."""

import pytest

from citeweave_graph import open_store
from citeweave_graph.identity.members import REFERENCE

_CITED = REFERENCE + "c"


@pytest.fixture
def tables(tmp_path):
    with open_store(f"sqlite:{tmp_path / 'graph.db'}") as store:
        tables = store.tables()
        yield tables
        tables.close()


def _gather(tables):
    with tables.transaction():
        tables.gather()
        records = [(one, one, int(one == _CITED), "{}") for one in ("a", "b", _CITED)]
        tables.insert_values("record", records)
        tables.insert_values("block", [("b", "x"), ("a", "x"), ("a", "x")])
        tables.insert_values("owner", [("a", "one.bib"), (_CITED, "record:a")])


def _rows(tables, table):
    query = f"SELECT count(*) FROM {table}"  # noqa: S608  # a name of ours
    return tables._connection.execute(query).fetchone()[0]


def test_what_cites_and_what_meets_waits(tables):
    _gather(tables)
    assert (_rows(tables, "block"), _rows(tables, "gathered_block")) == (0, 3)
    assert (_rows(tables, "owner"), _rows(tables, "gathered_owner")) == (1, 1)


def test_who_has_a_record_is_told_without_the_others(tables):
    _gather(tables)
    (row,) = tables.select("owner", "hash", ["a", "b"])
    assert dict(row) == {"hash": "a", "owner": "one.bib"}
    assert [row["hash"] for row in tables.select("owner", "owner", ["one.bib"])] == ["a"]
    assert _rows(tables, "gathered_owner") == 1


@pytest.mark.parametrize(
    ("table", "column", "value", "found"),
    [("block", "hash", "a", ["a"]), ("owner", "hash", _CITED, [_CITED])],
)
def test_whoever_looks_finds_it_once(tables, table, column, value, found):
    _gather(tables)
    assert [row["hash"] for row in tables.select(table, column, [value])] == found
    assert _rows(tables, f"gathered_{table}") == 0
    _gather(tables)
    assert [row["hash"] for row in tables.select(table, column, [value])] == found


def test_deriving_finds_all_and_ends_it(tables):
    _gather(tables)
    with tables.deriving():
        assert list(tables.columns("block", ("block", "hash"))) == [("x", "a"), ("x", "b")]
        assert tables.present("owner", "hash", [_CITED, "b"]) == {_CITED}
    names = "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'gathered%'"
    assert tables._connection.execute(names).fetchone()[0] == 0
    indexes = (
        "SELECT name FROM sqlite_schema WHERE tbl_name IN ('block', 'owner') AND sql LIKE '%INDEX%'"
    )
    found = {name for (name,) in tables._connection.execute(indexes)}
    assert found == {"block_hash", "owner_source"}
