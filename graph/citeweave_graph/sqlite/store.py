"""A graph in a SQLite file: opened, shared by readers, held by one writer."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path
from typing import IO

from citeweave_graph.sqlite.connection import connect
from citeweave_graph.sqlite.kept_words import KeptWords
from citeweave_graph.sqlite.migrations import check, migrate, newest
from citeweave_graph.sqlite.similarity import SimilarityView
from citeweave_graph.sqlite.snapshots import Snapshots
from citeweave_graph.sqlite.tables import SqliteTables
from citeweave_graph.store import Store
from citeweave_schema.errors import ForeignStoreError, StoreUnavailableError, UsageError

try:
    import fcntl
except ImportError:  # Windows: SQLite's own lock still keeps batches apart
    fcntl = None  # type: ignore[assignment]

__all__ = ["SqliteStore"]

_IDLE_CONNECTIONS = 8


class SqliteStore(Store):
    """A graph in one file, `sqlite:PATH`."""

    def __init__(self, url: str, *, create: bool = True) -> None:
        """Open the file, or make it.

        Raises:
            UsageError: the URL has no path.
            ForeignStoreError: the file is not a graph, or is not there and shall not be made.
            NewerStoreError: a later version of citeweave wrote it.
            StoreUnavailableError: it cannot be opened.
        """
        self.url = url
        self._path = Path(url.removeprefix("sqlite:"))
        if not url.removeprefix("sqlite:"):
            raise UsageError("a graph file needs a path, as in sqlite:graph.db")
        if self._path.is_dir():
            raise ForeignStoreError(f"{self._path}: it is a folder, not a graph file")
        if self._path.exists() and not self._path.is_file():
            raise ForeignStoreError(f"{self._path}: it is a device, not a graph file")
        if not self._path.exists() and not create:
            raise ForeignStoreError(
                f"{self._path}: there is no such graph; make one with "
                f"`citeweave build SOURCE... --graph {url}`"
            )
        self._idle: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        self._words = KeptWords(self._path)
        self._snapshots = Snapshots(self._path)
        self._prepare(create=create)

    def view(self, *, deadline: float | None = None) -> SimilarityView:
        """See `Store.view`."""
        with self._lock:
            connection = self._idle.pop() if self._idle else None
        if connection is None:
            connection = connect(self._path, read_only=True)
        try:
            return SimilarityView(
                connection,
                self._path,
                deadline,
                self._give_back,
                self._snapshots,
                words=self._words,
            )
        except BaseException:
            connection.close()
            raise

    def tables(self) -> SqliteTables:
        """See `Store.tables`."""
        held = _hold(self._path)
        try:
            connection = connect(self._path, read_only=False)
            try:
                migrate(connection, self._path)
                connection.execute("PRAGMA synchronous = NORMAL")
                return SqliteTables(connection, self._path, held.close)
            except BaseException:
                connection.close()
                raise
        except BaseException:
            held.close()
            raise

    def close(self) -> None:
        """See `Store.close`."""
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()
        self._snapshots.close()

    def _prepare(self, *, create: bool) -> None:
        """Check that the file is a graph; make it one where it is new or older."""
        if self._path.exists() and self._path.stat().st_size:
            connection = connect(self._path, read_only=True)
            try:
                done = check(connection, self._path)
            finally:
                connection.close()
            if done == newest():
                return
        if not create and not (self._path.exists() and self._path.stat().st_size):
            raise ForeignStoreError(f"{self._path}: it is empty, not a graph file")
        with _hold(self._path):
            connection = connect(self._path, read_only=False)
            try:
                migrate(connection, self._path)
            finally:
                connection.close()

    def _give_back(self, connection: sqlite3.Connection) -> None:
        with self._lock:
            if len(self._idle) < _IDLE_CONNECTIONS:
                self._idle.append(connection)
                return
        connection.close()


def _hold(path: Path) -> IO[bytes]:
    """Hold the right to write: a lock on a file beside the graph, gone with the process.

    It is not taken on the graph file itself, since closing any other handle on that file would
    drop the locks that SQLite has on it.
    """
    lock = path.with_name(path.name + "-writer")
    try:
        held = lock.open("ab")
    except OSError as problem:
        raise StoreUnavailableError(
            f"{path}: it cannot be written ({problem.strerror}: {lock}); see that its folder "
            "exists and may be written to"
        ) from problem
    if fcntl is None:
        return held
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as problem:
        held.close()
        raise StoreUnavailableError(
            f"{path}: another process is writing to it; wait until it is done"
        ) from problem
    return held
