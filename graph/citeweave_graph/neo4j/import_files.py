"""A graph as the files that `neo4j-admin database import full` makes a database of.

The quickest way of a large graph to a server: no statement is run. The format is that of
https://neo4j.com/docs/operations-manual/5/import/ : texts stand in quotes, so that an empty one
is told from none; the values of a list are divided by U+001F.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import IO, Self

from citeweave_graph.neo4j.model import (
    KEPT,
    KEPT_TABLES,
    KEY,
    LABELS,
    MIGRATION,
    NODE,
    WRITING,
    labels_of,
)
from citeweave_graph.neo4j.properties import (
    NODE_PROPERTIES,
    edge_properties,
    kept_names,
    kept_properties,
    node_properties,
    relation_sentences,
)
from citeweave_graph.tables import Row
from citeweave_graph.view import View
from citeweave_schema.edges import edge_id
from citeweave_schema.errors import SourceError
from citeweave_schema.kinds import RELATION_KINDS, EdgeKind

__all__ = ["OPTIONS", "write_import_files"]

_DIVIDER = "\x1f"

OPTIONS = ("--array-delimiter=U+001F", "--multiline-fields=true")
"""How the admin tool is told to read the files."""

_LISTS = frozenset({"aliases", "forms", "stored_evidence", "sentences"})
_FRACTIONS = frozenset({"confidence"})
_NUMBERS = frozenset(
    {
        "year", "stub", "retracted", "document_frequency", "paper_count", "first_year",
        "_sort_name", "search_length", "long_words", "thousandths", "strength", "support",
        "complete", "records", "refused", "version", "count", "start", "field", "position", "score",
    }
)  # fmt: skip
_EDGE_NAMES = (
    "role", "thousandths", "strength", "support", "stored_record", "stored_evidence", "sentences",
    "confidence",
)  # fmt: skip


def write_import_files(view: View, folder: Path) -> list[str]:
    """Write a graph into an empty folder; give the arguments that the admin tool takes for it.

    Each file is written beside its place and moved there when it is whole.

    Raises:
        SourceError: the folder is not empty, or cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise SourceError(f"{folder}: it is not empty; name another folder, or empty it")
        return [*OPTIONS, *_nodes(view, folder), *_kept(view, folder), *_edges(view, folder)]
    except OSError as problem:
        raise SourceError(f"{folder}: it cannot be written ({problem.strerror})") from problem


def _nodes(view: View, folder: Path) -> Iterator[str]:
    names = [f"id:ID({NODE})", *map(_typed, NODE_PROPERTIES[1:]), ":LABEL"]
    with _File(folder / "nodes.csv", names) as file:
        for row in view.everything("node"):
            found = node_properties(row)
            labels = (NODE, *labels_of(row))
            file.write([*map(found.get, NODE_PROPERTIES), labels])
    yield f"--nodes={folder / 'nodes.csv'}"
    # What makes the database a graph of ours to the store, which then makes its indexes.
    with _File(folder / "begun.csv", ["number:long", "name"]) as file:
        file.write([0, "begun"])
    yield f"--nodes={MIGRATION}={folder / 'begun.csv'}"
    # What its content is called, so that what is counted of it need not be counted again.
    with _File(folder / "commit.csv", ["id", "commit"]) as file:
        file.write(["writing", _digest(folder / "nodes.csv")])
    yield f"--nodes={WRITING}={folder / 'commit.csv'}"


def _kept(view: View, folder: Path) -> Iterator[str]:
    for table in KEPT_TABLES:
        names = (KEY, *kept_names(table))
        path = folder / f"{table}.csv"
        with _File(path, list(map(_typed, names))) as file:
            for row in view.everything(table):
                file.write(map(kept_properties(table, row).get, names))
        yield f"--nodes={KEPT}:{LABELS[table]}={path}"


def _edges(view: View, folder: Path) -> Iterator[str]:
    path = folder / "edges.csv"
    ends = [f":START_ID({NODE})", f":END_ID({NODE})", ":TYPE"]
    mentions = _Following(view.everything("evidence"), "paper")
    with _File(path, [*ends, *map(_typed, _EDGE_NAMES)]) as file:
        for source, some in groupby(view.everything("edge"), itemgetter("source")):
            evidence = _by_target(mentions.of(source))
            for row in some:
                payloads = evidence.get(row["target"], []) if row["role"] is not None else []
                found = edge_properties(row, payloads, _sentences(view, row))
                values = map(found.get, _EDGE_NAMES)
                file.write([row["source"], row["target"], row["kind"], *values])
    yield f"--relationships={path}"


def _by_target(rows: Iterable[Row]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in sorted(rows, key=itemgetter("field", "start")):
        found.setdefault(row["target"], []).append(row["payload"])
    return found


def _sentences(view: View, row: Row) -> list[str]:
    kind = EdgeKind(row["kind"])
    if kind not in RELATION_KINDS:
        return []
    one = edge_id(kind, row["source"], row["target"])
    return relation_sentences(view.rows("relation", "edge", [one]))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class _Following:
    """Rows in the order of a column, given group by group as they are asked for in that order."""

    def __init__(self, rows: Iterable[Row], column: str) -> None:
        self._column = column
        self._rows = iter(rows)
        self._next = next(self._rows, None)

    def of(self, value: str) -> list[Row]:
        """Give the rows of a value, passing those of lesser ones over."""
        found: list[Row] = []
        while self._next is not None and self._next[self._column] <= value:
            if self._next[self._column] == value:
                found.append(self._next)
            self._next = next(self._rows, None)
        return found


def _typed(name: str) -> str:
    """Give a column's head: the property, and what it is where it is no text."""
    if name in _LISTS:
        return f"{name}:string[]"
    if name in _FRACTIONS:
        return f"{name}:double"
    if name in _NUMBERS or (name.startswith("_") and name != KEY):
        return f"{name}:long"
    return f"{name}:string"


class _File:
    """A file of values that appears when it is whole."""

    def __init__(self, path: Path, heads: Sequence[str]) -> None:
        self._path = path
        self._part = path.with_name(path.name + ".part")
        self._heads = heads
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self._file: IO[str] = self._stack.enter_context(
            self._part.open("w", encoding="utf-8", newline="")
        )
        self._file.write(",".join(self._heads) + "\n")
        return self

    def __exit__(self, kind: object, problem: object, trace: object) -> None:
        self._stack.close()
        if kind is None:
            self._part.rename(self._path)
        else:
            self._part.unlink()

    def write(self, values: Iterable[object]) -> None:
        """Write one line of values."""
        self._file.write(",".join(map(_value, values)) + "\n")


def _value(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return _quoted(_DIVIDER.join(map(str, value)))
    return _quoted(value) if isinstance(value, str) else str(value)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
