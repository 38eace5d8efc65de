"""How rows get into a graph file: one by one, or all of a table in the order of its keys.

Keys are hashes, so that rows as they come go to every page of a large table, and each page is
written again and again. While a graph is filled, its rows wait beside it in the order in which
they come; SQLite sorts them when a table is read, or at the end, and writes each page once.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from typing import Any

from citeweave_graph.sqlite.packing import PACKED
from citeweave_graph.tables import TABLES

__all__ = ["Waiting", "in_order", "insert_sql", "inserting", "key_of", "keyed", "with_keys"]

# Table and column names below come from TABLES, never from outside; values are parameters.


def key_of(table: str) -> tuple[str, ...]:
    """Give the columns that make a row of a table unique, in the order that the file has them."""
    return ("hash", "owner") if table == "owner" else TABLES[table].unique


_PLACE = {
    name: itemgetter(*(table.columns.index(one) for one in key_of(name)))
    for name, table in TABLES.items()
}


def keyed(table: str, rows: Iterable[Sequence[Any]]) -> dict[tuple[Any, ...], Sequence[Any]]:
    """Give rows by their keys; of two with one key the later."""
    places = [TABLES[table].columns.index(one) for one in key_of(table)]
    return {tuple([row[one] for one in places]): row for row in rows}


def with_keys(table: str) -> str:
    """Give the SQL clause of the rows that have one of the keys of a JSON list, a parameter."""
    same = " AND ".join(
        f"{table}.{one} = json_extract(chosen.value, '$[{place}]')"
        for place, one in enumerate(key_of(table))
    )
    return f"FROM json_each(?) AS chosen CROSS JOIN {table} ON {same}"


def in_order(table: str, rows: Iterable[Sequence[Any]]) -> list[Sequence[Any]]:
    """Give rows in the order of their keys, which touches each page of a large table once."""
    return sorted(rows, key=_PLACE[table])


def insert_sql(table: str) -> str:
    """Give the statement that puts a row in, in the place of one with its key."""
    marks = ", ".join(
        "packed(?)" if table in PACKED and one == "payload" else "?"
        for one in TABLES[table].columns
    )
    return inserting(table, f"VALUES ({marks})")


def inserting(table: str, rows: str) -> str:
    """Give the statement that puts rows in, given by an SQL clause, in the place of their like."""
    columns, unique = TABLES[table].columns, key_of(table)
    rest = [one for one in columns if one not in unique]
    then = ", ".join(f"{one} = excluded.{one}" for one in rest)
    action = f"UPDATE SET {then}" if rest else "NOTHING"
    return (
        f"INSERT INTO main.{table} ({', '.join(columns)}) {rows} "  # as said above
        f"ON CONFLICT ({', '.join(unique)}) DO {action}"
    )


_WAITING = (
    *("member", "redirect", "decision", "edge", "evidence", "relation", "naming"),
    *("local", "abbreviation", "slot", "slot_block"),
)
"""The tables whose rows wait: those of many rows, which are put in before they are read."""

_IN_ORDER = frozenset(["edge", "evidence"])
"""Those of them whose rows mostly come in the order of their keys, and then need not wait."""


class Waiting:
    """Rows that wait in a temporary file, within a transaction, while a graph is filled."""

    def __init__(self, connection: sqlite3.Connection, on_put: Callable[[int], None]) -> None:
        """Begin with none; there may be rows in the tables already.

        Args:
            connection: with a transaction under way.
            on_put: told how many rows were put where they belong.
        """
        self._connection = connection
        self._on_put = on_put
        self._counts = dict.fromkeys(_WAITING, 0)
        self._last: dict[str, Any] = {}
        for table in _WAITING:
            columns = ", ".join(TABLES[table].columns)
            # Of what was broken off there may be rows that waited.
            connection.execute(f"DROP TABLE IF EXISTS temp.waiting_{table}")
            connection.execute(f"CREATE TEMP TABLE waiting_{table} ({columns})")

    def put(self, table: str, rows: Iterable[Sequence[Any]]) -> bool:
        """Have rows wait, given by their values in the order of the columns.

        Returns:
            False for a table whose rows do not wait.
        """
        if table not in self._counts:
            return False
        if table in _IN_ORDER:
            rows = in_order(table, rows)
            if rows and self._is_next(table, rows):
                self._connection.executemany(insert_sql(table), rows)
                self._on_put(len(rows))
                return True
        marks = ", ".join("?" for _ in TABLES[table].columns)
        done = self._connection.executemany(
            f"INSERT INTO temp.waiting_{table} VALUES ({marks})",  # noqa: S608  # as said above
            rows,
        )
        self._counts[table] += done.rowcount
        return True

    def _is_next(self, table: str, rows: Sequence[Sequence[Any]]) -> bool:
        """Tell whether rows come behind all that were put where they belong as they came."""
        first, last = _PLACE[table](rows[0]), _PLACE[table](rows[-1])
        if first <= self._last.get(table, ()):
            return False
        self._last[table] = last
        return True

    def move(self, table: str) -> None:
        """Put the rows of a table that wait where they belong; of two with one key the later."""
        if not self._counts.get(table):
            return
        rows = (
            f"SELECT {', '.join(TABLES[table].columns)} FROM temp.waiting_{table} "  # noqa: S608  # as said above
            f"WHERE TRUE ORDER BY {', '.join(key_of(table))}, rowid"
        )
        self._connection.execute(inserting(table, rows))
        self._connection.execute(f"DELETE FROM temp.waiting_{table}")  # noqa: S608  # as said above
        moved, self._counts[table] = self._counts[table], 0
        self._on_put(moved)

    def end(self) -> None:
        """Put all rows where they belong."""
        for table in _WAITING:
            self.move(table)
            self._connection.execute(f"DROP TABLE temp.waiting_{table}")
