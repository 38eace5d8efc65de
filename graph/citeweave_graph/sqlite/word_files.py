"""The two files of words beside a graph file: all of it at one batch, and what changed since.

`PATH-words` is an index of every node. `PATH-words-new` is one of the nodes that were touched
between its batch and a later one, and lists them, so that a few changes do not make all of it
anew. Both say which batch of the graph they are of; neither holds what the graph file does not.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from citeweave_graph.arrays.kept import DamagedError, Kept, about_of, write_kept
from citeweave_graph.sqlite.touched import Batch, changed_since, follows, latest
from citeweave_graph.words.index import Array, Index
from citeweave_graph.words.making import Document, arrays_of
from citeweave_graph.words.ranking import Words

__all__ = ["FEWEST", "MOST_CHANGED", "MOST_IN_MEMORY", "State", "WordFiles", "nodes_of"]

FEWEST = 1_000
"""Nodes: a smaller graph is searched as quickly without."""

MOST_CHANGED = 80_000
"""Nodes: when more have changed, the whole index is made anew."""

MOST_IN_MEMORY = 2_000
"""Nodes: when more have changed, they are kept in the second file."""

_ALL, _NEW = "words 1", "new words 1"

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
class State:
    """The words of a graph as it was after a batch, in layers, the oldest first."""

    batch: Batch
    layers: tuple[_Layer, ...]
    words: Words = field(compare=False)

    @classmethod
    def of(cls, batch: Batch, *layers: _Layer) -> State:
        """Give the state that layers together make."""
        return cls(batch, layers, Words([Index(one.arrays, one.gone) for one in layers]))

    def followed(
        self, connection: sqlite3.Connection, batch: Batch, changed: Collection[str]
    ) -> State:
        """Give the state after a later batch, which a connection sees, from what changed."""
        older = (one.without(changed) for one in self.layers)
        return State.of(batch, *older, _Layer(_read(connection, changed)))


class WordFiles:
    """The files of words beside a graph file."""

    def __init__(self, path: Path) -> None:
        """Know the names of the files; `path` is that of the graph file."""
        self._all = path.with_name(path.name + "-words")
        self._new = path.with_name(path.name + "-words-new")

    def read(self, connection: sqlite3.Connection) -> State | None:
        """Give the last state that the files have, if the graph follows from it."""
        try:
            kept = Kept(self._all, _ALL)
            batch = _batch_of(kept.about)
            if batch is None or not follows(connection, batch):
                return None
            state = State.of(batch, _Layer(kept))
        except (OSError, DamagedError, KeyError):
            return None
        with contextlib.suppress(OSError, DamagedError, KeyError):
            new = Kept(self._new, _NEW)
            batch = _batch_of(new.about)
            if batch is None or not self._is_after(new.about, state.batch):
                return state
            if follows(connection, batch):
                gone = frozenset(one.decode("ascii") for one in new["changed"].tolist())
                return State.of(batch, _Layer(kept, gone), _Layer(new))
        return state

    def write(self, connection: sqlite3.Connection) -> State:
        """Make an index of all nodes, and keep it if that can be; the graph may not change."""
        batch, arrays = latest(connection), _read(connection, None)
        with contextlib.suppress(OSError):
            write_kept(self._all, _ALL, _about(batch), arrays.items())
            arrays = Kept(self._all, _ALL)
        return State.of(batch, _Layer(arrays))

    def refresh(self, connection: sqlite3.Connection) -> None:
        """Bring the files up to date, as far as that is worth it; the graph may not change."""
        base = _batch_of(about_of(self._all))
        known = base is not None and follows(connection, base)
        changed = changed_since(connection, base) if base is not None and known else {}
        if base is None or not known or len(changed) > MOST_CHANGED:
            if nodes_of(connection) >= FEWEST:
                self.write(connection)
            return
        about = about_of(self._new)
        later = _batch_of(about)
        if later is None or not self._is_after(about, base) or not follows(connection, later):
            later = base
        if len(changed_since(connection, later)) > MOST_IN_MEMORY:
            arrays = {**_read(connection, changed), "changed": _ids(changed)}
            about = {**_about(latest(connection)), "after": base.stamp}
            with contextlib.suppress(OSError):
                write_kept(self._new, _NEW, about, arrays.items())

    def remove(self) -> None:
        """Take the files away, as one of them turned out to be damaged."""
        for one in (self._new, self._all):
            with contextlib.suppress(OSError):
                one.unlink()

    @staticmethod
    def _is_after(about: Mapping[str, Any] | None, base: Batch) -> bool:
        return about is not None and about.get("after") == base.stamp


def nodes_of(connection: sqlite3.Connection) -> int:
    """Give how many nodes have words."""
    return int(connection.execute("SELECT count(*) FROM search_length").fetchone()[0])


def _about(batch: Batch) -> dict[str, Any]:
    return {"batch": batch.number, "stamp": batch.stamp}


def _batch_of(about: Mapping[str, Any] | None) -> Batch | None:
    """Give the batch that a file says it is of; None where it does not."""
    if about is None:
        return None
    number, stamp = about.get("batch"), about.get("stamp")
    return Batch(number, stamp) if isinstance(number, int) and isinstance(stamp, str) else None


def _ids(ids: Collection[str]) -> Array:
    return np.array(sorted(one.encode("ascii") for one in ids), "S17")


def _read(connection: sqlite3.Connection, nodes: Collection[str] | None) -> Mapping[str, Array]:
    """Make an index of some nodes, or of all; what is no node any more is left out."""
    condition = "" if nodes is None else _SOME
    parameters = () if nodes is None else (json.dumps(list(nodes)),)
    documents = connection.execute(_DOCUMENTS.format(condition), parameters)
    standing = connection.execute(_STANDING.format(condition), parameters)
    return arrays_of((Document(*row) for row in documents), (row[0] for row in standing))
