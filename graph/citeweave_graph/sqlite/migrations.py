"""The numbered steps that make a file a graph, and bring an older graph up to date."""

from __future__ import annotations

import sqlite3
from importlib.resources import files
from pathlib import Path

from citeweave_graph.sqlite.connection import reported
from citeweave_schema.errors import ForeignStoreError, NewerStoreError

__all__ = ["APPLICATION_ID", "check", "migrate", "newest"]

APPLICATION_ID = 0x43495457
"""Marks a SQLite file as a graph of citeweave ("CITW")."""

_PAGE_BYTES = 8192
"""Of a new file; in pages of 4096 the long rows leave a fifth of the space empty."""


def _steps() -> list[tuple[int, str]]:
    folder = files("citeweave_graph.sqlite").joinpath("migrations")
    names = sorted(one.name for one in folder.iterdir() if one.name.endswith(".sql"))
    return [
        (int(name.partition("_")[0]), folder.joinpath(name).read_text("utf-8")) for name in names
    ]


def newest() -> int:
    """Give the number of the newest step this version knows."""
    return _steps()[-1][0]


def check(connection: sqlite3.Connection, path: Path) -> int:
    """Give the step a file is at; 0 for an empty file.

    Raises:
        ForeignStoreError: it is not a graph of ours.
        NewerStoreError: a later version of citeweave wrote it.
    """
    with reported(path):
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        version: int = connection.execute("PRAGMA user_version").fetchone()[0]
        empty = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0
    if application == 0 and version == 0 and empty:
        return 0
    if application != APPLICATION_ID:
        raise ForeignStoreError(
            f"{path}: it is a database of another program; name another file for the graph"
        )
    if version > newest():
        raise NewerStoreError(
            f"{path}: it was written by a later version of citeweave (format {version}, this "
            f"one knows {newest()}); upgrade with `pip install --upgrade citeweave`"
        )
    return version


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Take the steps that are missing, each whole or not at all.

    Raises:
        ForeignStoreError: it is not a graph of ours.
        NewerStoreError: a later version of citeweave wrote it.
        StoreUnavailableError: it cannot be written.
    """
    done = check(connection, path)
    with reported(path):
        if done == 0:
            connection.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
            connection.execute("PRAGMA journal_mode = WAL")
        # A table that another takes the place of takes nothing along that refers to it.
        connection.execute("PRAGMA foreign_keys = OFF")
        try:
            for number, step in _steps():
                if number > done:
                    _take(connection, number, step)
        finally:
            connection.execute("PRAGMA foreign_keys = ON")


def _take(connection: sqlite3.Connection, number: int, step: str) -> None:
    connection.executescript(
        f"BEGIN IMMEDIATE;\n{step}\n"
        f"PRAGMA application_id = {APPLICATION_ID};\n"
        f"PRAGMA user_version = {number};\nCOMMIT;"
    )
