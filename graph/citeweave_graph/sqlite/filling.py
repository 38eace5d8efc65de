"""How a whole graph is put into a file: in parts, and without its indexes until all is there.

All of it in one transaction would make a log as large as the graph. It is committed as it comes
instead; until the last part is, `meta` says that the graph is not whole. Nobody reads it then, and
what an interrupted run left goes before the next one begins.
"""

from __future__ import annotations

import json
import sqlite3

from citeweave_graph.tables import DERIVED

__all__ = ["UNFINISHED", "Parts", "is_empty", "leave_out_indexes", "make_indexes", "mark"]

UNFINISHED = "unfinished"
"""What says in `meta` that the graph is not whole, with the indexes that are to be made yet."""

_ROWS = 50_000
"""Rows of a part: each may be on a page of its own, in the table and in each of its indexes."""

_ALSO_DERIVED = ("search_length", "called", "touched")

# Table and index names below come from TABLES and from the file's own schema.


class Parts:
    """Transactions one after the other, which together are whole or count for nothing."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Begin; what an interrupted run left is taken out."""
        self._connection = connection
        self._rows = 0
        connection.execute("BEGIN IMMEDIATE")
        left = _said(connection)
        if left is not None:
            _empty(connection)
            _make(connection, left)
        _say(connection, [])
        self.go_on()

    def put(self, rows: int) -> None:
        """Note that rows were put in, and keep them when they are many."""
        self._rows += rows
        if self._rows >= _ROWS:
            self.go_on()

    def go_on(self) -> None:
        """Keep what there is, and begin the next part."""
        self._rows = 0
        self._connection.execute("COMMIT")
        self._connection.execute("BEGIN IMMEDIATE")

    def end(self) -> None:
        """Keep the last part: now the graph is whole."""
        self._connection.execute("DELETE FROM meta WHERE name = ?", [UNFINISHED])
        self._connection.execute("COMMIT")


def mark(connection: sqlite3.Connection) -> None:
    """Say that the graph is not whole, within a transaction."""
    if _said(connection) is None:
        _say(connection, [])


def leave_out_indexes(connection: sqlite3.Connection) -> None:
    """Drop the indexes of derived tables that have no row yet, and note them."""
    every = connection.execute(
        "SELECT tbl_name, name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"
    ).fetchall()
    chosen = [one for one in every if one[0] in DERIVED and is_empty(connection, one[0])]
    _say(connection, [statement for _, _, statement in chosen])
    for _, name, _ in chosen:
        connection.execute(f'DROP INDEX "{name}"')


def make_indexes(connection: sqlite3.Connection, parts: Parts) -> None:
    """Make the indexes that were left out, each as a part of its own."""
    for statement in _said(connection) or ():
        parts.go_on()
        connection.execute(statement)
    _say(connection, [])
    parts.go_on()


def _said(connection: sqlite3.Connection) -> list[str] | None:
    found = connection.execute("SELECT value FROM meta WHERE name = ?", [UNFINISHED]).fetchone()
    return None if found is None else list(json.loads(found[0]))


def _say(connection: sqlite3.Connection, statements: list[str]) -> None:
    connection.execute(
        "INSERT INTO meta (name, value) VALUES (?1, ?2) "
        "ON CONFLICT (name) DO UPDATE SET value = ?2",
        [UNFINISHED, json.dumps(statements)],
    )


def _make(connection: sqlite3.Connection, statements: list[str]) -> None:
    """Make those of some indexes that there are not."""
    query = "SELECT sql FROM sqlite_schema WHERE type = 'index'"
    there = {statement for (statement,) in connection.execute(query).fetchall()}
    for statement in statements:
        if statement not in there:
            connection.execute(statement)


def _empty(connection: sqlite3.Connection) -> None:
    """Take out everything that follows from what is kept."""
    for table in (*DERIVED, *_ALSO_DERIVED):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608  # as said above
    # Without its rows one by one, which would take as long as putting them in.
    query = "SELECT sql FROM sqlite_schema WHERE name = 'search'"
    (statement,) = connection.execute(query).fetchone()
    connection.execute("DROP TABLE search")
    connection.execute(statement)


def is_empty(connection: sqlite3.Connection, table: str) -> bool:
    """Tell whether a table has no row, as many have none while a graph is new."""
    found = connection.execute(f"SELECT EXISTS (SELECT 1 FROM {table})")  # noqa: S608  # as said above
    return not found.fetchone()[0]
