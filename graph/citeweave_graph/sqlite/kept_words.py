"""The index of words that is kept beside a graph file, and what changed since it was made.

It holds nothing that the graph file does not. One that is missing, damaged or of another graph is
not believed: it is made anew by the writer when it is done, and by who searches when there is
time. Until then SQLite's own index answers, see `citeweave_graph.sqlite.finding`. What small
commits change lies over it, in an index in memory.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import threading
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from citeweave_graph.arrays.kept import DamagedError, Kept, about_of, write_kept
from citeweave_graph.sqlite.touched import Batch, changed_since, follows, latest
from citeweave_graph.words.index import Array, Index
from citeweave_graph.words.making import Document, arrays_of
from citeweave_graph.words.ranking import Words

__all__ = ["FEWEST", "MOST_CHANGED", "KeptWords"]

FEWEST = 1_000
"""Nodes: a smaller graph is searched as quickly without."""

MOST_CHANGED = 20_000
"""Nodes: when more have changed, the whole index is made anew, by the next writer."""

_KIND = "words 1"
_MOST_LAYERS = 6
_PATIENCE = 2.0
_SECONDS_A_NODE = 0.000_1
"""What making an index may take at the most, to tell whether there is time for it."""

_DOCUMENTS = (
    "SELECT node.id, search_content.c0, search_content.c1 FROM node "
    "JOIN search_content ON search_content.id = node.number {0} ORDER BY node.id"
)
_STANDING = "SELECT id FROM node {0} ORDER BY paper_count DESC, sort_name, id"
_SOME = "WHERE node.id IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True, slots=True)
class _Layer:
    """An index, and which of its nodes are in a later one or not there any more."""

    arrays: Mapping[str, Array]
    gone: frozenset[str] = frozenset()

    def without(self, nodes: Collection[str]) -> _Layer:
        """Give it with more nodes looked over."""
        return replace(self, gone=self.gone | frozenset(nodes))


@dataclass(frozen=True, slots=True)
class _State:
    """The words of a graph as it was after a batch, the oldest layer first."""

    batch: Batch
    layers: tuple[_Layer, ...]
    words: Words = field(compare=False)

    @classmethod
    def of(cls, batch: Batch, layers: tuple[_Layer, ...]) -> _State:
        """Give the state that layers together make."""
        return cls(batch, layers, Words([Index(one.arrays, one.gone) for one in layers]))


class KeptWords:
    """The words of a graph file, for all its views."""

    def __init__(self, path: Path) -> None:
        """Nothing is opened before the first search; `path` is that of the graph file."""
        self._file = path.with_name(path.name + "-words")
        self._lock = threading.Lock()
        self._base: _State | None = None
        self._last: _State | None = None

    def at(self, connection: sqlite3.Connection, deadline: float | None) -> Words | None:
        """Give the words of the graph as a connection's transaction sees it.

        None when there is no index, and none can be had in time.
        """
        if not self._lock.acquire(timeout=_patience(deadline)):
            return None
        try:
            state = self._state(connection, deadline)
        finally:
            self._lock.release()
        return None if state is None else state.words.until(deadline)

    def refresh(self, connection: sqlite3.Connection) -> None:
        """Make the file anew if it is missing or of a state too long ago; for the writer."""
        with self._lock:
            batch = _batch_of(about_of(self._file))
            if (
                batch is None
                or not follows(connection, batch)
                or len(changed_since(connection, batch)) > MOST_CHANGED
            ):
                self._make(connection)

    def forget(self) -> None:
        """Let go of the file, which turned out to be damaged, so that it is made anew."""
        with self._lock:
            self._base = self._last = None
            with contextlib.suppress(OSError):
                self._file.unlink()

    def _state(self, connection: sqlite3.Connection, deadline: float | None) -> _State | None:
        batch = latest(connection)
        if self._last is not None and self._last.batch == batch:
            return self._last
        base = self._opened(connection)
        if base is None:
            if not _in_time(connection, deadline):
                return None
            base = self._make(connection)
        if base is not None:
            self._last = self._followed(connection, base, batch)
        return self._last if base is not None else None

    def _followed(
        self, connection: sqlite3.Connection, base: _State, batch: Batch
    ) -> _State | None:
        """Follow from the last state, or from that of the file, to a batch."""
        start = self._last
        if (
            start is None
            or len(start.layers) >= _MOST_LAYERS
            or not follows(connection, start.batch)
        ):
            start = base
        if start.batch == batch:
            return start
        changed = changed_since(connection, start.batch)
        if len(changed) > MOST_CHANGED:
            return None
        layer = _Layer(_read(connection, list(changed)))
        older = tuple(one.without(changed) for one in start.layers)
        return _State.of(batch, (*older, layer))

    def _opened(self, connection: sqlite3.Connection) -> _State | None:
        """Give the state that the file has, when the graph follows from it."""
        if self._base is not None and follows(connection, self._base.batch):
            return self._base
        self._base = None
        try:
            kept = Kept(self._file, _KIND)
            batch = _batch_of({**kept.about, "kind": _KIND})
            if batch is not None and follows(connection, batch):
                self._base = _State.of(batch, (_Layer(kept),))
        except (OSError, DamagedError, KeyError):
            return None
        return self._base

    def _make(self, connection: sqlite3.Connection) -> _State | None:
        """Make the index anew, of a graph that is large enough, and keep it if that can be."""
        self._base = self._last = None
        if _nodes(connection) < FEWEST:
            return None
        batch, arrays = latest(connection), _read(connection, None)
        with contextlib.suppress(OSError):
            write_kept(self._file, _KIND, batch._asdict(), arrays)
            arrays = Kept(self._file, _KIND)
        self._base = _State.of(batch, (_Layer(arrays),))
        return self._base


def _batch_of(about: Mapping[str, Any] | None) -> Batch | None:
    """Give the batch that a file of ours says it is of; None where there is none."""
    if about is None or about.get("kind") != _KIND:
        return None
    number, stamp = about.get("number"), about.get("stamp")
    return Batch(number, stamp) if isinstance(number, int) and isinstance(stamp, str) else None


def _patience(deadline: float | None) -> float:
    """Give how long to wait for another thread that brings the index up to date."""
    return _PATIENCE if deadline is None else max(0.0, min(_PATIENCE, deadline - time.monotonic()))


def _nodes(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM search_length").fetchone()[0])


def _in_time(connection: sqlite3.Connection, deadline: float | None) -> bool:
    if deadline is None:
        return True
    return time.monotonic() + _SECONDS_A_NODE * _nodes(connection) < deadline


def _read(connection: sqlite3.Connection, nodes: list[str] | None) -> Mapping[str, Array]:
    """Make an index of some nodes, or of all; what is no node any more is left out."""
    condition = "" if nodes is None else _SOME
    parameters = () if nodes is None else (json.dumps(nodes),)
    documents = connection.execute(_DOCUMENTS.format(condition), parameters)
    standing = connection.execute(_STANDING.format(condition), parameters)
    return arrays_of((Document(*row) for row in documents), (row[0] for row in standing))
