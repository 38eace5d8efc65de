"""The tables of a graph file, for its writer."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path
from typing import Any

from citeweave_graph import searching
from citeweave_graph.arrays.kept import DamagedError
from citeweave_graph.sqlite.called import Called
from citeweave_graph.sqlite.connection import reported
from citeweave_graph.sqlite.counting import Counting
from citeweave_graph.sqlite.filling import Parts, is_empty, leave_out_indexes, make_indexes, mark
from citeweave_graph.sqlite.gathering import Gathered
from citeweave_graph.sqlite.inserting import Waiting, in_order, insert_sql
from citeweave_graph.sqlite.node_rows import put_nodes
from citeweave_graph.sqlite.snapshots import renew
from citeweave_graph.sqlite.statements import chosen_rows, every_row
from citeweave_graph.sqlite.touched import Touched
from citeweave_graph.sqlite.word_files import WordFiles
from citeweave_graph.tables import TABLES, Row, Tables, Usage

__all__ = ["SqliteTables"]

# Table and column names below come from TABLES, never from outside; values are parameters.


def _delete(table: str, column: str) -> str:
    return f"DELETE FROM {table} WHERE {column} IN (SELECT value FROM json_each(?))"  # noqa: S608  # as said above


_INSERT = {table: insert_sql(table) for table in TABLES}

_NODE = itemgetter(*map(TABLES["node"].columns.index, ("id", "kind", "name", "payload")))

_BATCH = 50_000


def _batches(values: Collection[Any]) -> Iterator[list[Any]]:
    distinct = list(dict.fromkeys(values))
    for first in range(0, len(distinct), _BATCH):
        yield distinct[first : first + _BATCH]


class SqliteTables(Tables):
    """The tables of a graph file, open for writing."""

    def __init__(
        self, connection: sqlite3.Connection, path: Path, on_close: Callable[[], None]
    ) -> None:
        """Take over a connection; `on_close` lets the next writer in."""
        self._connection = connection
        self._path = path
        self._on_close = on_close
        self._parts: Parts | None = None
        self._waiting: Waiting | None = None
        self._touched = Touched(connection)
        with reported(path):
            # Of what is new all is counted at the end.
            self._counting = None if is_empty(connection, "node") else Counting(connection)
            self._called = Called(connection)
            self._gathered = Gathered(connection)

    def select(self, table: str, column: str, values: Collection[Any]) -> list[dict[str, Any]]:
        """See `Tables.select`."""
        statement, columns = chosen_rows(table, column), TABLES[table].columns
        found: list[dict[str, Any]] = []
        with reported(self._path):
            self._settle(table, column, values)
            if is_empty(self._connection, table):
                return found
            cursor = self._connection.cursor()
            cursor.row_factory = None
            for some in _batches(values):
                rows = cursor.execute(statement, [json.dumps(some)])
                found += [dict(zip(columns, row, strict=True)) for row in rows]
        return found

    def everything(self, table: str) -> Iterable[dict[str, Any]]:
        """See `Tables.everything`."""
        with reported(self._path):
            self._settle(table)
            yield from map(dict, self._connection.execute(every_row(table)))

    def columns(self, table: str, columns: Sequence[str]) -> Iterable[tuple[Any, ...]]:
        """See `Tables.columns`."""
        named = ", ".join(columns)
        with reported(self._path):
            self._settle(table)
            cursor = self._connection.cursor()
            cursor.row_factory = None
            yield from cursor.execute(f"SELECT {named} FROM {table} ORDER BY {named}")  # noqa: S608  # as said above

    def insert(self, table: str, rows: Iterable[Row]) -> None:
        """See `Tables.insert`."""
        self.insert_values(table, map(itemgetter(*TABLES[table].columns), rows))

    def insert_values(self, table: str, values: Iterable[Sequence[Any]]) -> None:
        """See `Tables.insert_values`."""
        with reported(self._path):
            if self._waiting is not None and self._waiting.put(table, values):
                return
            written: Sequence[Sequence[Any]] = in_order(table, self._gathered.put(table, values))
            said = written
            for one in self._counters:
                one.put(table, written)
            if table == "node" and self._waiting is None:
                written, said = put_nodes(self._connection, written)
            else:
                self._connection.executemany(_INSERT[table], written)
            self._touched.put(table, written)
            if table == "node":
                self._index([_NODE(one) for one in said])
            if self._parts is not None:
                self._parts.put(len(written))

    def present(self, table: str, column: str, values: Collection[Any]) -> set[Any]:
        """See `Tables.present`."""
        statement = (
            "SELECT value FROM json_each(?) "  # noqa: S608  # as said above
            f"WHERE EXISTS (SELECT 1 FROM {table} WHERE {table}.{column} = value)"
        )
        with reported(self._path):
            self._settle(table, column, values)
            return {
                one
                for some in _batches(values)
                for (one,) in self._connection.execute(statement, [json.dumps(some)])
            }

    def long_forms(self, shorts: Collection[str]) -> dict[str, dict[str, int]]:
        """See `Tables.long_forms`; a row of a name's tells one of its papers."""
        found: dict[str, dict[str, int]] = {}
        with reported(self._path):
            self._settle("abbreviation")
            for some in _batches(shorts):
                for short, long, papers in self._connection.execute(
                    "SELECT short, long, count(*) FROM abbreviation "
                    "WHERE short IN (SELECT value FROM json_each(?)) GROUP BY short, long",
                    [json.dumps(some)],
                ):
                    found.setdefault(short, {})[long] = papers
        return found

    def supported(self, edges: Collection[str]) -> list[dict[str, Any]]:
        """See `Tables.supported`."""
        with reported(self._path):
            self._settle("relation")
            return [
                dict(row)
                for some in _batches(edges)
                for row in self._connection.execute(
                    "SELECT edge, kind, source, target, max(confidence) AS confidence, "
                    "count(*) AS support FROM relation "
                    "WHERE edge IN (SELECT value FROM json_each(?)) GROUP BY edge",
                    [json.dumps(some)],
                )
            ]

    def delete(self, table: str, column: str, values: Collection[Any]) -> None:
        """See `Tables.delete`."""
        with reported(self._path):
            self._settle(table, column, values)
            if is_empty(self._connection, table):
                return
            for some in _batches(values):
                parameter = [json.dumps(some)]
                for one in (self._touched, *self._counters):
                    one.take_out(table, column, parameter[0])
                if table == "node":
                    self._unindex(parameter[0])
                self._connection.execute(_delete(table, column), parameter)

    def names_of(self, nodes: Collection[str]) -> dict[str, dict[str, int]]:
        """See `Tables.names_of`."""
        with reported(self._path):
            self._settle("naming")
            return self._called.names_of(nodes)

    def usage_of(self, concepts: Collection[str]) -> dict[str, Usage]:
        """See `Tables.usage_of`."""
        roles: dict[str, dict[str, int]] = {}
        years: dict[str, list[int]] = {}
        with reported(self._path):
            self._settle("edge")
            for row in self._connection.execute(
                "SELECT edge.target, edge.role, count(*) AS papers, min(node.year) AS year "
                "FROM edge JOIN node ON node.id = edge.source "
                "WHERE edge.target IN (SELECT value FROM json_each(?)) "
                "AND edge.role IS NOT NULL GROUP BY edge.target, edge.role",
                [json.dumps(list(concepts))],
            ):
                roles.setdefault(row["target"], {})[row["role"]] = row["papers"]
                if row["year"] is not None:
                    years.setdefault(row["target"], []).append(row["year"])
        return {
            one: Usage(papers_by_role=found, first_year=min(years.get(one, ()), default=None))
            for one, found in roles.items()
        }

    @contextmanager
    def transaction(self, *, checked: bool = True) -> Iterator[None]:
        """See `Tables.transaction`."""
        with reported(self._path), self._references(checked=checked), self._whole():
            self._connection.execute("BEGIN IMMEDIATE")
            yield
            self._touched.keep()
            self._connection.execute("COMMIT")
            if self._counting is not None:
                self._counting.keep()

    def gather(self) -> None:
        """See `Tables.gather`."""
        with reported(self._path):
            mark(self._connection)
            self._gathered.begin()

    @contextmanager
    def deriving(self) -> Iterator[None]:
        """See `Tables.deriving`."""
        self._counting = None
        with reported(self._path), self._references(checked=False):
            try:
                with self._whole():
                    self._gathered.end()
                    self._parts = Parts(self._connection)
                    yield
                    self._touched.everything()
                    self._touched.keep()
                    self._parts.end()
            finally:
                self._parts = None

    @contextmanager
    def filling(self) -> Iterator[None]:
        """See `Tables.filling`."""
        if self._parts is None:
            raise RuntimeError("a graph is filled only while it is derived")
        with reported(self._path):
            leave_out_indexes(self._connection)
            self._touched.everything()
            self._waiting = Waiting(self._connection, self._parts.put)
            try:
                yield
                self._waiting.end()
            finally:
                self._waiting = None
            make_indexes(self._connection, self._parts)

    @property
    def _counters(self) -> Sequence[Called | Counting]:
        """Those that count what is about to change."""
        return (self._called,) if self._counting is None else (self._called, self._counting)

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """Take back what a transaction has changed if the block ends by an error."""
        try:
            yield
        except BaseException:
            self._touched.drop()
            if self._counting is not None:
                self._counting.drop()
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    @contextmanager
    def _references(self, *, checked: bool) -> Iterator[None]:
        if checked:
            yield
            return
        self._connection.execute("PRAGMA foreign_keys = OFF")
        try:
            yield
        finally:
            self._connection.execute("PRAGMA foreign_keys = ON")

    def totals(self, before: Mapping[str, int] | None = None) -> dict[str, int]:
        """See `Tables.totals`."""
        with reported(self._path):
            if self._counting is not None and before is not None:
                return self._counting.totals(before)
            rows = self._connection.execute(
                "SELECT CASE WHEN stub THEN 'Stub' ELSE kind END, count(*) FROM node GROUP BY 1 "
                "UNION ALL SELECT concept_kind, count(*) FROM node "
                "WHERE concept_kind IS NOT NULL GROUP BY 1 "
                "UNION ALL SELECT kind, count(*) FROM edge GROUP BY 1 "
                "UNION ALL SELECT 'mentions', count(*) FROM evidence "
                "UNION ALL SELECT 'judgements', count(*) FROM judgement"
            )
            return dict(sorted((str(name), int(count)) for name, count in rows))

    def close(self) -> None:
        """See `Tables.close`."""
        try:
            with reported(self._path):
                self._renew_arrays()
                self._move_log()
                self._keep_words()
                self._connection.close()
        finally:
            self._on_close()

    def _renew_arrays(self) -> None:
        """Leave arrays beside the file for whoever asks next; they can make them themselves."""
        if not self._connection.in_transaction:
            with contextlib.suppress(OSError, MemoryError, DamagedError, sqlite3.Error):
                renew(self._path, self._connection)

    def _move_log(self) -> None:
        """Move what was written from the log into the file, so that a copy of it is the graph.

        As far as readers let it: what they still read stays in the log until the next time.
        """
        if not self._connection.in_transaction:
            with contextlib.suppress(sqlite3.OperationalError):
                self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def _keep_words(self) -> None:
        """Bring what is kept beside the file up to date; the graph is whole without it."""
        if not self._connection.in_transaction:
            with contextlib.suppress(sqlite3.OperationalError, OSError):
                WordFiles(self._path).refresh(self._connection)

    def _settle(self, table: str, column: str = "", values: Collection[Any] = ()) -> None:
        """Have all rows of a table where they are looked for: by a column, or one and all."""
        self._gathered.settle(table, column, values)
        if self._waiting is not None:
            self._waiting.move(table)

    # Search

    def _index(self, nodes: list[tuple[str, str, str, str]]) -> None:
        """Keep the words that nodes, given by id, kind, name and payload, are found by."""
        ids = json.dumps([one for one, *_ in nodes])
        if self._waiting is None:
            self._unindex(ids)
        numbers = dict(
            self._connection.execute(
                "SELECT id, number FROM node WHERE id IN (SELECT value FROM json_each(?))", [ids]
            ).fetchall()
        )
        entries = []
        for one, kind, called, payload in nodes:
            found = searching.texts_of_row(called, json.loads(payload))
            name, body = map(searching.words, found)
            entries.append(
                (numbers[one], kind, " ".join(name), " ".join(body), searching.length(name, body))
            )
        self._connection.executemany(
            "INSERT INTO search (rowid, name, body) VALUES (?, ?, ?)",
            [(number, name, body) for number, _, name, body, _ in entries],
        )
        self._connection.executemany(
            "INSERT INTO search_length (number, kind, length) VALUES (?, ?, ?)",
            [(number, kind, length) for number, kind, _, _, length in entries],
        )

    def _unindex(self, ids: str) -> None:
        """Forget the words of nodes, given by a JSON list of their ids.

        One row after the other: of a condition with IN a full-text table makes a scan.
        """
        numbers = self._connection.execute(
            "SELECT node.number FROM json_each(?) AS chosen JOIN node ON node.id = chosen.value "
            "JOIN search_length ON search_length.number = node.number",
            [ids],
        ).fetchall()
        self._connection.executemany("DELETE FROM search WHERE rowid = ?", numbers)
        self._connection.executemany("DELETE FROM search_length WHERE number = ?", numbers)
