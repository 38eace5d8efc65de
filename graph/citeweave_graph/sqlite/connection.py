"""Connections to a graph file: how they are opened, and what their failures mean."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from citeweave_graph.sqlite.packing import packed, unpacked
from citeweave_schema.errors import (
    ForeignStoreError,
    StoreError,
    StoreTimeoutError,
    StoreUnavailableError,
)

__all__ = ["connect", "reported"]

_BUSY_SECONDS = 5.0
_READ_CACHE = 16_384
_WRITE_CACHE, _MOST_WRITE_CACHE = 131_072, 524_288
"""Kibibytes of pages that a connection keeps. Keys are hashes: what is added to a large graph goes
to pages all over the file, so that one who writes keeps an eighth of it, within these bounds."""

_STATEMENTS = 512
"""Prepared statements that a connection keeps: filters make many texts, of a few KiB each."""


def connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    """Open a connection with foreign keys on and the functions that filters need.

    Raises:
        StoreUnavailableError: the file cannot be opened.
        ForeignStoreError: the file is no SQLite database.
    """
    mode = "rwc"
    if read_only:
        mode = "ro&immutable=1" if _never_changes(path) else "ro"
    with reported(path):
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}",
            uri=True,
            timeout=_BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=_STATEMENTS,
        )
        try:
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA foreign_keys = ON")
            # Some builds of SQLite fill with zeros what is deleted, which a graph has no use for.
            connection.execute("PRAGMA secure_delete = OFF")
            cache = _READ_CACHE if read_only else _write_cache(path)
            connection.execute(f"PRAGMA cache_size = -{cache}")
            connection.create_function("fold", 1, _fold, deterministic=True)
            connection.create_function("packed", 1, packed, deterministic=True)
            connection.create_function("unpacked", 1, unpacked, deterministic=True)
        except BaseException:
            connection.close()
            raise
    return connection


def _write_cache(path: Path) -> int:
    size = 0
    with suppress(OSError):  # of a file that is not there yet, or that SQLite will refuse
        size = path.stat().st_size
    return min(max(size // 8 // 1024, _WRITE_CACHE), _MOST_WRITE_CACHE)


def _never_changes(path: Path) -> bool:
    """Whether the file lies in a read-only folder, where not even a reader can make its lock."""
    log = path.with_name(path.name + "-wal")
    return path.exists() and not log.exists() and not os.access(path.parent, os.W_OK)


def _fold(text: str | None) -> str | None:
    return None if text is None else text.casefold()


@contextmanager
def reported(path: Path) -> Iterator[None]:
    """Turn the errors of SQLite into ours, each saying what to do next."""
    try:
        yield
    except sqlite3.Error as problem:
        raise _meaning(path, problem) from problem


_UNAVAILABLE = {
    sqlite3.SQLITE_BUSY: "another process is writing to it; wait until it is done",
    sqlite3.SQLITE_LOCKED: "another process is writing to it; wait until it is done",
    sqlite3.SQLITE_READONLY: "it is read-only; change its permissions or copy it",
    sqlite3.SQLITE_FULL: "the disk is full; free some space and run again",
    sqlite3.SQLITE_IOERR: "the disk does not read or write; see the system's log",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened or made; see that its folder exists and "
    "may be written to",
    sqlite3.SQLITE_PERM: "its permissions forbid it",
    sqlite3.SQLITE_AUTH: "its permissions forbid it",
}

_FOREIGN = {
    sqlite3.SQLITE_NOTADB: "it is not a graph of citeweave, nor any database",
    sqlite3.SQLITE_CORRUPT: "it is damaged; restore a copy or build the graph again",
}

_FUNCTION = "user-defined function raised"


def _meaning(path: Path, problem: sqlite3.Error) -> StoreError:
    if _FUNCTION in str(problem):  # of ours only `unpacked` can fail
        return ForeignStoreError(f"{path}: {_FOREIGN[sqlite3.SQLITE_CORRUPT]}")
    code = getattr(problem, "sqlite_errorcode", None)
    primary = code & 0xFF if isinstance(code, int) else None
    if primary == sqlite3.SQLITE_INTERRUPT:
        return StoreTimeoutError("the time budget of this question ran out; ask for less")
    if primary in _FOREIGN:
        return ForeignStoreError(f"{path}: {_FOREIGN[primary]}")
    if primary in _UNAVAILABLE:
        return StoreUnavailableError(f"{path}: {_UNAVAILABLE[primary]}")
    return StoreUnavailableError(f"{path}: {problem}")
