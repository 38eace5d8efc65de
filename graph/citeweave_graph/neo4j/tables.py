"""The tables of a graph on a Neo4j server, for its writer."""

from __future__ import annotations

import logging
import os
import secrets
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

import neo4j

from citeweave_graph.neo4j.committing import write
from citeweave_graph.neo4j.connection import Connection, LostConnectionError, run
from citeweave_graph.neo4j.lock import WriterLock
from citeweave_graph.neo4j.looking_up import chosen_rows, every_row
from citeweave_graph.neo4j.pending import Changes, Pending
from citeweave_graph.neo4j.table_statements import COUNTS, TOTALS
from citeweave_graph.neo4j.tallies import names_of, usage_of
from citeweave_graph.tables import TABLES, Row, Tables, Usage
from citeweave_schema.errors import UsageError

__all__ = ["PATIENCE", "Neo4jTables"]

PATIENCE = "CITEWEAVE_NEO4J_PATIENCE"
"""The environment variable that says how many seconds to wait for a server that went away."""

_PATIENCE_SECONDS = 60.0

Answer = TypeVar("Answer")

_log = logging.getLogger(__name__)


class Neo4jTables(Tables):
    """The tables of a graph on a server, open for writing.

    What a transaction changes is gathered here and sent when it ends, so that the server may go
    away and come back meanwhile.
    """

    is_bounded = True

    def __init__(self, connection: Connection) -> None:
        """Become the one writer.

        Raises:
            StoreUnavailableError: another writer is there, or the server cannot be asked.
            UsageError: the environment says no number of seconds to wait.
        """
        self._connection = connection
        self._patience = _patience()
        self._pending: Pending | None = None
        self._commit: str | None = None
        self._lock = WriterLock(connection)
        try:
            self._empty = self._count_empty()
        except BaseException:
            self._lock.release()
            raise

    def select(self, table: str, column: str, values: Collection[Any]) -> list[dict[str, Any]]:
        """See `Tables.select`."""
        stored: list[dict[str, Any]] = []
        if values and table not in self._empty:
            stored = self._read(lambda asked: chosen_rows(asked, table, column, values))
        return self._pending[table].over(stored, column, values) if self._pending else stored

    def everything(self, table: str) -> Iterable[dict[str, Any]]:
        """See `Tables.everything`."""
        stored = iter(()) if table in self._empty else every_row(self._read, table)
        return self._pending[table].over_all(stored) if self._pending else stored

    def insert(self, table: str, rows: Iterable[Row]) -> None:
        """See `Tables.insert`."""
        self._changes(table).insert(rows)

    def delete(self, table: str, column: str, values: Collection[Any]) -> None:
        """See `Tables.delete`."""
        self._changes(table).delete(column, values, stored=table not in self._empty)

    def names_of(self, nodes: Collection[str]) -> dict[str, dict[str, int]]:
        """See `Tables.names_of`."""
        changes = self._pending["naming"] if self._pending else Changes("naming")
        if "naming" in self._empty:
            return names_of(None, changes, nodes)
        return self._read(lambda asked: names_of(asked, changes, nodes))

    def usage_of(self, concepts: Collection[str]) -> dict[str, Usage]:
        """See `Tables.usage_of`."""
        pending = self._pending or Pending()
        if "edge" in self._empty:
            return usage_of(None, pending, concepts)
        return self._read(lambda asked: usage_of(asked, pending, concepts))

    @contextmanager
    def transaction(self, *, checked: bool = True) -> Iterator[None]:  # noqa: ARG002  # as of Tables
        """See `Tables.transaction`."""
        if self._pending is not None:
            raise RuntimeError("one transaction at a time")
        self._pending = pending = Pending()
        try:
            yield
            if pending:
                self._write(pending)
        finally:
            self._pending = None

    def totals(self, before: Mapping[str, int] | None = None) -> dict[str, int]:  # noqa: ARG002  # as of Tables
        """See `Tables.totals`."""
        if self._pending:
            raise RuntimeError("what is counted is what was committed")
        rows = self._read(lambda asked: run(asked, TOTALS).values())
        return dict(sorted((name, number) for name, number in rows if number))

    def close(self) -> None:
        """See `Tables.close`."""
        self._lock.release()

    def _changes(self, table: str) -> Changes:
        if self._pending is None:
            raise RuntimeError("tables change only within a transaction")
        return self._pending[table]

    def _write(self, pending: Pending) -> None:
        self._commit = commit = secrets.token_hex(16)

        def work(transaction: neo4j.ManagedTransaction) -> None:
            if not self._lock.begin_commit(transaction, commit):
                write(transaction, pending, self._empty)

        self._steadily(lambda: self._connection.write(work))
        self._lock.committed(commit)
        self._commit = None
        self._empty -= {table for table in TABLES if pending[table].put}

    def _read(self, work: Callable[[neo4j.ManagedTransaction], Answer]) -> Answer:
        return self._steadily(lambda: self._connection.read(work))

    def _steadily(self, work: Callable[[], Answer]) -> Answer:
        """Do work, again when the server went away and is back in time.

        Nobody else has written meanwhile, so what was read before still holds; a commit that
        succeeded without our hearing of it is known by its name.
        """
        while True:
            try:
                return work()
            except LostConnectionError as problem:
                _log.warning("%s; waiting up to %d s for it to be back", problem, self._patience)
                self._lock.regain(
                    time.monotonic() + self._patience,
                    self._commit,
                    lambda: _log.info("still waiting for %s", self._connection.address),
                )
                _log.warning("%s: the server is back; going on", self._connection.address)

    def _count_empty(self) -> set[str]:
        rows = self._read(lambda asked: run(asked, COUNTS).values())
        empty = {name for name, number in rows if number == 0}
        return empty | ({"evidence"} if "edge" in empty else set())


def _patience() -> float:
    found = os.environ.get(PATIENCE)
    if not found:
        return _PATIENCE_SECONDS
    try:
        seconds = float(found)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= 86_400:
        raise UsageError(f"{PATIENCE} is {found!r}; it takes a number of seconds, up to 86400")
    return seconds
