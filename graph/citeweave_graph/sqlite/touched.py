"""What each committed batch changed, so that what is kept beside a graph file can follow it.

A file that is kept beside the graph says which batch it is of. As long as the graph still knows
that batch, `changed_since` gives what is different now; when it does not, the file is of another
graph, or too old, and has to be made anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from citeweave_graph.tables import TABLES

__all__ = ["Batch", "Touched", "changed_since", "follows", "forget", "latest"]

_MOST = 100_000
"""Nodes: when more are touched, reading the whole graph is as quick as following it."""

_KEPT = {"node": "id", "edge": "source"}
"""The tables that are watched, and the column that says which node a row belongs to."""

_COLUMN = {table: TABLES[table].columns.index(column) for table, column in _KEPT.items()}


class Batch(NamedTuple):
    """A committed batch: its number in the file, and a stamp that no other batch has."""

    number: int
    stamp: str


class Touched:
    """What the transaction of a writer touches."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Watch what goes through a connection."""
        self._connection = connection
        self._nodes: dict[str, set[str]] = {table: set() for table in _KEPT}
        self._everything = False

    def put(self, table: str, rows: Iterable[Sequence[Any]]) -> None:
        """Note rows that are put in, given by their values in the order of the columns."""
        if table in _KEPT and not self._everything:
            place = _COLUMN[table]
            self._note(table, {row[place] for row in rows})

    def take_out(self, table: str, column: str, values: str) -> None:
        """Note rows that are about to be taken out, as `Tables.delete` does.

        Args:
            table: the table.
            column: by which they are chosen.
            values: those of the column, as a JSON list.
        """
        if table not in _KEPT or self._everything:
            return
        rows = self._connection.execute(
            f"SELECT DISTINCT {_KEPT[table]} FROM {table} "  # noqa: S608  # names in TABLES
            f"WHERE {column} IN (SELECT value FROM json_each(?))",
            [values],
        )
        self._note(table, {row[0] for row in rows})

    def everything(self) -> None:
        """Note that the whole graph changes: nothing from before can follow."""
        self._everything = True
        self.drop_nodes()

    def keep(self) -> None:
        """Keep what was touched as one batch, at the end of its transaction."""
        nodes, leaving = self._nodes["node"], self._nodes["edge"]
        if nodes or leaving or self._everything:
            batch = self._begin()
            self._connection.executemany(
                "INSERT INTO touched (node, batch, leaving) VALUES (?1, ?2, ?3) ON CONFLICT (node) "
                "DO UPDATE SET batch = ?2, leaving = max(leaving, ?3)",
                [(one, batch, batch if one in leaving else 0) for one in sorted(nodes | leaving)],
            )
            kept = self._connection.execute("SELECT count(*) FROM touched").fetchone()[0]
            if self._everything or kept > _MOST:
                forget(self._connection, batch)
        self.drop()

    def drop(self) -> None:
        """Begin anew, with the next transaction."""
        self._everything = False
        self.drop_nodes()

    def drop_nodes(self) -> None:
        """Let go of the nodes that were noted."""
        for noted in self._nodes.values():
            noted.clear()

    def _note(self, table: str, nodes: Collection[str]) -> None:
        noted = self._nodes[table]
        noted.update(nodes)
        if len(noted) > _MOST:
            self.everything()

    def _begin(self) -> int:
        found = self._connection.execute(
            "INSERT INTO batch (number, stamp) "
            "SELECT coalesce(max(number), 0) + 1, lower(hex(randomblob(16))) FROM batch "
            "RETURNING number"
        )
        return int(found.fetchone()[0])


def latest(connection: sqlite3.Connection) -> Batch:
    """Give the last batch that was committed."""
    found = connection.execute("SELECT number, stamp FROM batch ORDER BY number DESC LIMIT 1")
    return Batch(*found.fetchone())


def follows(connection: sqlite3.Connection, batch: Batch) -> bool:
    """Tell whether the graph follows from what it was at a batch by what it says was touched."""
    found = connection.execute("SELECT 1 FROM batch WHERE number = ? AND stamp = ?", batch)
    return found.fetchone() is not None


def changed_since(connection: sqlite3.Connection, batch: Batch) -> dict[str, bool]:
    """Give the nodes that were touched after a batch, each with whether an edge leaving it was.

    The batch is one of which `follows` is true. A node that was taken out is among them.
    """
    rows = connection.execute(
        "SELECT node, leaving > ?1 FROM touched WHERE batch > ?1", [batch.number]
    )
    return {node: bool(leaving) for node, leaving in rows}


def forget(connection: sqlite3.Connection, number: int) -> None:
    """Let go of what was touched up to a batch: only what is of it, or later, can still follow."""
    connection.execute("DELETE FROM touched WHERE batch <= ?", [number])
    connection.execute("DELETE FROM batch WHERE number < ?", [number])
