"""The words of a graph file for all views of a process: from the files, and what changed since.

Files that are missing, damaged or of another graph are not believed: they are made anew by the
writer when it is done, or by who searches when there is time. Until then SQLite's own index
answers, see `citeweave_graph.sqlite.finding`. What small commits change lies over them, in
memory.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from pathlib import Path

from citeweave_graph.sqlite.touched import Batch, changed_since, follows, latest
from citeweave_graph.sqlite.word_files import FEWEST, State, WordFiles, nodes_of
from citeweave_graph.words.ranking import Words

__all__ = ["KeptWords"]

_MOST_LAYERS = 6
_PATIENCE = 2.0
_SECONDS_A_NODE = 0.000_2
"""What making an index may take at the most, to tell whether there is time for it."""


class KeptWords:
    """The words of a graph file, at the states that views see."""

    def __init__(self, path: Path) -> None:
        """Nothing is opened before the first search; `path` is that of the graph file."""
        self._files = WordFiles(path)
        self._lock = threading.Lock()
        self._last: State | None = None

    def at(self, connection: sqlite3.Connection, deadline: float | None) -> Words | None:
        """Give the words of the graph as a connection's transaction sees it.

        None when there is no index, and none can be had in time.
        """
        if not self._lock.acquire(timeout=min(_PATIENCE, _left(deadline))):
            return None
        try:
            state = self._state(connection, deadline)
        except OSError:  # no room for what making an index puts aside
            return None
        finally:
            self._lock.release()
        return None if state is None else state.words.until(deadline)

    def forget(self) -> None:
        """Let go of the files, which turned out to be damaged, so that they are made anew."""
        with self._lock:
            self._last = None
            self._files.remove()

    def _state(self, connection: sqlite3.Connection, deadline: float | None) -> State | None:
        batch = latest(connection)
        if self._last is None or self._last.batch != batch:
            self._last = self._newest(connection, batch, _left(deadline))
        return self._last

    def _newest(self, connection: sqlite3.Connection, batch: Batch, left: float) -> State | None:
        """Follow from the last state, or from that of the files, else make them anew."""
        start = self._last
        if (
            start is None
            or len(start.layers) >= _MOST_LAYERS
            or not follows(connection, start.batch)
        ):
            start = self._files.read(connection)
        if start is None:
            nodes = nodes_of(connection)
            in_time = _SECONDS_A_NODE * nodes < left
            return self._files.write(connection) if nodes >= FEWEST and in_time else None
        changed = changed_since(connection, start.batch)
        if not changed:
            return start
        if _SECONDS_A_NODE * len(changed) > left:
            return None
        return start.followed(connection, batch, changed)


def _left(deadline: float | None) -> float:
    """Give the seconds that are left until a deadline."""
    return threading.TIMEOUT_MAX if deadline is None else max(0.0, deadline - time.monotonic())
