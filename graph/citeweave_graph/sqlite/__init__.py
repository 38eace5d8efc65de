"""`sqlite:PATH` the embedded store: one file, written by one, read by many."""

from citeweave_graph.sqlite.store import SqliteStore

__all__ = ["SqliteStore"]
