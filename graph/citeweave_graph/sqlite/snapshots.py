"""The arrays of a graph file: opened or made, brought up to date, shared by the views of a process.

They lie beside the graph file, under its name with ``-arrays`` behind it. What is there is used
only when the graph says that it follows from the batch the arrays are of; then the nodes that were
touched since are read and laid over. Else the arrays are made anew from the graph.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from citeweave_graph.arrays.graph import Graph
from citeweave_graph.arrays.kept import DamagedError, Kept, about_of, write_kept
from citeweave_graph.arrays.snapshot import FORMAT, KIND, Snapshot
from citeweave_graph.sqlite.connection import connect, reported
from citeweave_graph.sqlite.snapshot_rows import (
    about_batch,
    batch_of,
    read_arrays,
    read_changes,
    read_snapshot,
)
from citeweave_graph.sqlite.touched import Batch, changed_since, follows, forget, latest
from citeweave_schema.errors import StoreError, StoreTimeoutError

__all__ = ["Snapshots", "renew"]

_WORTH_KEEPING = 5_000
"""Nodes: the arrays of a smaller graph are made as quickly as a file is opened and checked."""

_WAITED_FOR = 50_000
"""Nodes: of a larger graph the arrays are made apart, so that no deadline ends that."""

_MOST_CHANGED = 20_000
"""Nodes that lie over a snapshot, and one in so many of its own, before it is made anew."""
_SHARE = 50

_GRAPHS = 3


def _file(path: Path) -> Path:
    return path.with_name(path.name + "-arrays")


class Snapshots:
    """The arrays of one graph file."""

    def __init__(self, path: Path) -> None:
        """Look after the arrays of the graph file at a path."""
        self._path = path
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._graphs: dict[str, Graph] = {}
        self._making: threading.Thread | None = None
        self._distrusted = False
        self._impossible: str | None = None

    def graph(self, connection: sqlite3.Connection, deadline: float | None) -> Graph:
        """Give the graph that a connection sees in its transaction.

        Args:
            connection: with a transaction under way.
            deadline: a `time.monotonic` time, or None.

        Raises:
            DamagedError: the graph cannot be put in arrays.
            StoreTimeoutError: the deadline has passed.
        """
        batch = latest(connection)
        found = self._graphs.get(batch.stamp)
        if found is not None:
            return found
        if self._impossible == batch.stamp:
            raise DamagedError("this graph cannot be put in arrays")
        with self._held(deadline):
            found = self._graphs.get(batch.stamp)
            if found is None:
                found = self._laid_over(connection, batch, deadline)
                while len(self._graphs) >= _GRAPHS:
                    self._graphs.pop(next(iter(self._graphs)))
                self._graphs[batch.stamp] = found
        return found

    def distrust(self) -> None:
        """Let go of all arrays, which turned out to be damaged, and of those that are kept."""
        with self._lock:
            self._snapshot = None
            self._graphs.clear()
            self._distrusted = True

    def close(self) -> None:
        """Wait for what is still being made."""
        if self._making is not None:
            self._making.join()

    @contextlib.contextmanager
    def _held(self, deadline: float | None) -> Iterator[None]:
        timeout = -1.0 if deadline is None else max(0.0, deadline - time.monotonic())
        if not self._lock.acquire(timeout=timeout):
            raise _late()
        try:
            yield
        finally:
            self._lock.release()

    def _laid_over(
        self, connection: sqlite3.Connection, batch: Batch, deadline: float | None
    ) -> Graph:
        snapshot = self._fitting(connection, batch)
        if snapshot is None and deadline is not None and _is_large(connection):
            self._make_apart(deadline)
            snapshot = self._fitting(connection, batch)
        if snapshot is None:
            snapshot = self._made(connection, batch)
        changed = changed_since(connection, batch_of(snapshot.about))
        self._snapshot = snapshot
        return Graph(snapshot, read_changes(connection, changed) if changed else None)

    def _made(self, connection: sqlite3.Connection, batch: Batch) -> Snapshot:
        try:
            made = read_snapshot(connection, batch)
        except DamagedError:
            self._impossible = batch.stamp
            raise
        return self._kept(made, worth=made.nodes)

    def _fitting(self, connection: sqlite3.Connection, batch: Batch) -> Snapshot | None:
        """Give a snapshot from which the graph follows; the one at hand or the one on disk."""
        if self._snapshot is not None and _fits(connection, batch, self._snapshot):
            return self._snapshot
        snapshot = self._opened()
        return snapshot if snapshot is not None and _fits(connection, batch, snapshot) else None

    def _opened(self) -> Snapshot | None:
        return None if self._distrusted else _opened(self._path)

    def _kept(self, snapshot: Snapshot, *, worth: int) -> Snapshot:
        """Write a new snapshot where that is of use and can be done; give it as it is kept."""
        if worth < _WORTH_KEEPING:
            return snapshot
        try:
            _write(self._path, snapshot)
        except OSError:
            return snapshot
        self._distrusted = False
        return _opened(self._path) or snapshot

    # Apart

    def _make_apart(self, deadline: float) -> None:
        """Make the arrays on a thread and a connection of its own, and wait for them."""
        if self._making is None or not self._making.is_alive():
            self._making = threading.Thread(target=self._make, name="arrays")
            self._making.start()
        self._making.join(max(0.0, deadline - time.monotonic()))
        if self._making.is_alive():
            raise _late()

    def _make(self) -> None:
        with (
            contextlib.suppress(DamagedError, StoreError),
            contextlib.closing(connect(self._path, read_only=True)) as connection,
            reported(self._path),
        ):
            connection.execute("BEGIN")
            made = read_snapshot(connection, latest(connection))
            self._snapshot = self._kept(made, worth=made.nodes)


def _late() -> StoreTimeoutError:
    return StoreTimeoutError("the time budget of this question ran out; ask for less")


def _size(connection: sqlite3.Connection) -> int:
    """Give about how many nodes a graph has."""
    return int(connection.execute("SELECT coalesce(max(number), 0) FROM node").fetchone()[0])


def _is_large(connection: sqlite3.Connection) -> bool:
    return _size(connection) > _WAITED_FOR


def _fits(connection: sqlite3.Connection, batch: Batch, snapshot: Snapshot) -> bool:
    known = batch_of(snapshot.about)
    return known.number <= batch.number and follows(connection, known)


def _opened(path: Path) -> Snapshot | None:
    """Open the snapshot beside a graph file; None where there is none that is whole."""
    try:
        kept = Kept(_file(path), KIND)
    except (OSError, DamagedError):
        return None
    return Snapshot(kept.about, kept) if kept.about.get("format") == FORMAT else None


def _write(path: Path, snapshot: Snapshot) -> None:
    write_kept(_file(path), KIND, snapshot.about, snapshot.arrays.items())


# By the writer


def renew(path: Path, connection: sqlite3.Connection) -> None:
    """Make the snapshot beside a graph file anew where too much changed since, or none is there.

    Then let go of what was touched before all that is kept beside the file.

    Args:
        path: of the graph file.
        connection: of its writer, with no transaction under way.

    Raises:
        OSError: it cannot be written; the first view that needs it will make its own.
        DamagedError: the graph cannot be put in arrays.
        sqlite3.Error: the graph cannot be read.
    """
    nodes = _size(connection)
    if nodes < _WORTH_KEEPING:
        return
    batch = latest(connection)
    snapshot = _opened(path)
    if snapshot is None or not _fits(connection, batch, snapshot):
        write_kept(_file(path), KIND, *read_arrays(connection, batch))
    else:
        changed = changed_since(connection, batch_of(snapshot.about))
        if len(changed) <= _MOST_CHANGED + nodes // _SHARE:
            return
        graph = Graph(snapshot, read_changes(connection, changed))
        _write(path, graph.renewed(about_batch(batch)))
    beside = [batch_of(about).number for about in _all_kept(path)]
    forget(connection, min([batch.number, *(one for one in beside if one >= 0)]))


def _all_kept(path: Path) -> Iterator[dict[str, object]]:
    """Give what all files say about themselves that are kept beside a graph file."""
    for one in path.parent.iterdir():
        if one.name.startswith(f"{path.name}-") and not one.name.endswith(".tmp"):
            about = about_of(one)
            if about is not None:
                yield about
