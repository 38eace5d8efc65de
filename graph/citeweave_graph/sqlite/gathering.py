"""Rows of records that wait in the file while it only gathers records, to be derived later.

Which records meet, and who cites what, is asked when the graph is derived. Kept by their keys, of
which most are hashes, these rows would have each batch of records write nearly every page of
their tables again. They wait in tables of their own, as they come, and are put in at once.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from citeweave_graph.identity.members import REFERENCE
from citeweave_graph.sqlite.inserting import inserting, key_of
from citeweave_graph.tables import TABLES

__all__ = ["Gathered"]

_WAIT = ("block", "owner")
"""The tables whose rows wait; of `owner` those of references, which are most of them."""

# Table, column and index names below come from TABLES and from the file's own schema.


class Gathered:
    """The rows that wait in a file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Look whether there are any, of an earlier run."""
        self._connection = connection
        query = "SELECT count(*) FROM sqlite_schema WHERE name = 'gathered_block'"
        self._waits: bool = connection.execute(query).fetchone()[0] > 0

    def begin(self) -> None:
        """Have rows wait from now on; within a transaction, and again in each."""
        for table in _WAIT:
            columns = ", ".join(f"{one} TEXT NOT NULL" for one in TABLES[table].columns)
            self._connection.execute(
                f"CREATE TABLE IF NOT EXISTS gathered_{table} ({columns}) STRICT"
            )
        self._waits = True

    def put(self, table: str, rows: Iterable[Sequence[Any]]) -> Iterable[Sequence[Any]]:
        """Have rows of a table wait; give those that do not."""
        if not self._waits or table not in _WAIT:
            return rows
        waiting, others = list(rows), list[Sequence[Any]]()
        if table == "owner":
            place = TABLES[table].columns.index("hash")
            others = [one for one in waiting if not one[place].startswith(REFERENCE)]
            waiting = [one for one in waiting if one[place].startswith(REFERENCE)]
        marks = ", ".join("?" for _ in TABLES[table].columns)
        self._connection.executemany(
            f"INSERT INTO gathered_{table} VALUES ({marks})",  # noqa: S608  # as said above
            waiting,
        )
        return others

    def settle(self, table: str, column: str, values: Collection[Any]) -> None:
        """Put the rows in that wait, if some may have one of the values in a column."""
        if self._waits and table in _WAIT and not _is_elsewhere(table, column, values):
            self._move(table)

    def end(self) -> None:
        """Put in all that wait, where no transaction is under way."""
        if not self._waits:
            return
        for table in _WAIT:
            self._connection.execute("BEGIN IMMEDIATE")
            self._move(table)
            self._connection.execute("COMMIT")
        self._connection.execute("BEGIN IMMEDIATE")
        for table in _WAIT:
            self._connection.execute(f"DROP TABLE gathered_{table}")
        self._connection.execute("COMMIT")
        self._waits = False

    def _move(self, table: str) -> None:
        columns = ", ".join(TABLES[table].columns)
        order = ", ".join(key_of(table))
        rows = f"SELECT {columns} FROM gathered_{table} WHERE TRUE ORDER BY {order}"  # noqa: S608  # as said above
        indexes = self._connection.execute(
            "SELECT name, sql FROM sqlite_schema "
            "WHERE tbl_name = ? AND type = 'index' AND sql IS NOT NULL",
            [table],
        ).fetchall()
        for name, _ in indexes:
            self._connection.execute(f'DROP INDEX "{name}"')
        self._connection.execute(inserting(table, rows))
        self._connection.execute(f"DELETE FROM gathered_{table}")  # noqa: S608  # as said above
        for _, statement in indexes:
            self._connection.execute(statement)


def _is_elsewhere(table: str, column: str, values: Collection[Any]) -> bool:
    """Tell whether what is looked for never waits: sources, and who has a record."""
    if table != "owner" or not column:
        return False
    return column == "owner" or not any(one.startswith(REFERENCE) for one in values)
