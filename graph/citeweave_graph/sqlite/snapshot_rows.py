"""What the arrays are made of, read from a graph file: all of it, or what a few nodes are now."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from citeweave_graph.arrays.codes import CONCEPT_KINDS, EDGE_KINDS, NO_YEAR, NODE_KINDS
from citeweave_graph.arrays.graph import Changes
from citeweave_graph.arrays.kept import Array, DamagedError
from citeweave_graph.arrays.snapshot import (
    COLUMNS,
    RETRACTED,
    STUB,
    Edges,
    GroupedEdges,
    Nodes,
    Snapshot,
    arrays_of,
)
from citeweave_graph.sqlite.touched import Batch

__all__ = ["about_batch", "batch_of", "read_arrays", "read_changes", "read_snapshot"]

_AT_ONCE = 20_000
_KIND = {kind.value: code for code, kind in enumerate(NODE_KINDS)}
_CONCEPT = {kind and kind.value: code for code, kind in enumerate(CONCEPT_KINDS)}
_EDGE = {kind.value: code for code, kind in enumerate(EDGE_KINDS)}

_NODE_COLUMNS = "id, kind, concept_kind, year, venue, language, stub, retracted, document_frequency"
_CODE = "CASE kind {} END".format(
    " ".join(f"WHEN '{kind}' THEN '{chr(ord('a') + code)}'" for kind, code in _EDGE.items())
)
_PACKED = np.dtype([("target", "S17"), ("kind", "u1"), ("strength", "S10")])


def about_batch(batch: Batch) -> dict[str, Any]:
    """Give what a snapshot says about the batch it is of."""
    return {"batch": batch.number, "stamp": batch.stamp}


def batch_of(about: dict[str, Any] | Any) -> Batch:  # noqa: ANN401  # whatever a file says
    """Give the batch that a snapshot says it is of; one that never was when it says none."""
    number, stamp = about.get("batch"), about.get("stamp")
    if not isinstance(number, int) or not isinstance(stamp, str):
        return Batch(-1, "")
    return Batch(number, stamp)


# All of it


def read_snapshot(connection: sqlite3.Connection, batch: Batch) -> Snapshot:
    """Make the arrays of a graph from the rows that a connection sees, in memory.

    Raises:
        DamagedError: the rows are not those of a graph.
    """
    about, arrays = read_arrays(connection, batch)
    every = dict(arrays)
    return Snapshot(about, every)


def read_arrays(
    connection: sqlite3.Connection, batch: Batch
) -> tuple[dict[str, Any], Iterator[tuple[str, Array]]]:
    """Give what `read_snapshot` does, the arrays one by one, and what is whole after the last.

    Raises:
        DamagedError: the rows are not those of a graph.
    """
    cursor = connection.cursor()
    cursor.row_factory = None
    ids = _all_ids(cursor)
    columns, texts = _all_columns(cursor, ids)
    nodes = Nodes(ids, columns, texts["venue"], texts["language"])
    about = about_batch(batch)
    return about, arrays_of(nodes, _all_edges(cursor, ids), about)


def _all_ids(cursor: sqlite3.Cursor) -> Array:
    parts, last = [b""], ""
    while True:
        found = cursor.execute(
            "SELECT count(*), group_concat(id, ''), max(id) "
            "FROM (SELECT id FROM node WHERE id > ? ORDER BY id LIMIT ?)",
            [last, _AT_ONCE],
        ).fetchone()
        if not found[0]:
            break
        parts.append(found[1].encode())
        last = found[2]
    return np.sort(_ids(b"".join(parts), cursor))


def _ids(raw: bytes, cursor: sqlite3.Cursor) -> Array:
    odd = cursor.execute("SELECT EXISTS (SELECT 1 FROM node WHERE length(id) <> 17)")
    if odd.fetchone()[0] or len(raw) % 17:
        raise DamagedError("a node has an id that no node of a graph has")
    return np.frombuffer(raw, dtype="S17")


def _all_columns(
    cursor: sqlite3.Cursor, ids: Array
) -> tuple[dict[str, Array], dict[str, list[str]]]:
    letters = ids.view("S1").reshape(-1, 17)[:, 0] if len(ids) else ids
    columns = {name: np.zeros(len(ids), dtype=type_) for name, type_ in COLUMNS.items()}
    columns["year"][:] = NO_YEAR
    columns["venue"][:] = columns["language"][:] = -1
    for kind in NODE_KINDS:
        columns["kind"][letters == _LETTERS[kind.value]] = _KIND[kind.value]
    texts, keys = _Texts(), _keys(ids)
    cursor.execute(
        f"SELECT {_NODE_COLUMNS} FROM node WHERE kind IN ('Paper', 'Concept')"  # noqa: S608  # constants
    )
    while rows := cursor.fetchmany(_AT_ONCE):
        some, values = _columns(rows, texts)
        places = _found(ids, keys, some)
        for name, column in values.items():
            columns[name][places] = column
    return _sorted_texts(columns, texts)


_LETTERS = {"Paper": b"P", "Author": b"A", "Organization": b"O", "Venue": b"V",
            "Concept": b"C", "Person": b"N"}  # fmt: skip


class _Texts:
    """The venues and languages of papers, numbered as they come."""

    def __init__(self) -> None:
        """Begin with none."""
        self.numbers: dict[str, dict[str, int]] = {"venue": {}, "language": {}}

    def number(self, name: str, text: str | None) -> int:
        """Give the number of a text; -1 for None."""
        numbers = self.numbers[name]
        return -1 if text is None else numbers.setdefault(text, len(numbers))


def _columns(rows: Sequence[Sequence[Any]], texts: _Texts) -> tuple[Array, dict[str, Array]]:
    """Give the ids and columns of rows of `_NODE_COLUMNS`."""
    ids, kinds, concepts, years, venues, languages, stubs, retracted, frequencies = (
        zip(*rows, strict=True) if rows else ((),) * 9
    )
    values: dict[str, list[int]] = {
        "kind": [_KIND[one] for one in kinds],
        "concept_kind": [_CONCEPT[one] for one in concepts],
        "year": [NO_YEAR if one is None else one for one in years],
        "venue": [texts.number("venue", one) for one in venues],
        "language": [texts.number("language", one) for one in languages],
        "flags": [STUB * a + RETRACTED * b for a, b in zip(stubs, retracted, strict=True)],
        "frequency": list(frequencies),
    }
    return (
        np.array(ids, dtype="S17"),
        {name: np.array(one, dtype=COLUMNS[name]) for name, one in values.items()},
    )


def _sorted_texts(
    columns: dict[str, Array], texts: _Texts
) -> tuple[dict[str, Array], dict[str, list[str]]]:
    """Give the texts sorted by their bytes, and the columns in their numbers."""
    found = {}
    for name, numbers in texts.numbers.items():
        found[name] = sorted(numbers, key=lambda text: text.encode("utf-8", "surrogatepass"))
        places = np.full(len(numbers) + 1, -1, dtype=COLUMNS[name])
        for place, text in enumerate(found[name]):
            places[numbers[text]] = place
        columns[name] = places[columns[name]]
    return columns, found


def _all_edges(cursor: sqlite3.Cursor, ids: Array) -> GroupedEdges:
    keys = _keys(ids)
    edges = GroupedEdges()
    cursor.execute(
        f"SELECT source, group_concat(target || {_CODE} || substr('000000000' || strength, -10), "  # noqa: S608  # constants
        "'') FROM edge INDEXED BY edge_out GROUP BY source"
    )
    while rows := cursor.fetchmany(_AT_ONCE):
        sources = np.array([row[0] for row in rows], dtype="S17")
        raw = [row[1].encode() for row in rows]
        lengths = np.array([len(one) for one in raw]) // _PACKED.itemsize
        packed = np.frombuffer(b"".join(raw), dtype=_PACKED)
        if int(lengths.sum()) != len(packed):
            raise DamagedError("an edge has an end, kind or strength that no edge of a graph has")
        edges.add(
            Edges(
                np.repeat(_found(ids, keys, sources), lengths),
                _found(ids, keys, packed["target"]),
                packed["kind"] - ord("a"),
                packed["strength"],
            )
        )
    return edges


_ORDER = b"234567abcdefghijklmnopqrstuvwxyz"
_VALUE = np.zeros(256, dtype=np.uint64)
_VALUE[list(_ORDER)] = np.arange(32, dtype=np.uint64)
_LETTER_VALUE = np.zeros(256, dtype=np.uint64)
_LETTER_VALUE[list(b"ACNOPV")] = np.arange(6, dtype=np.uint64)
_CHARACTERS = 12


def _keys(ids: Array) -> Array:
    """Give numbers that are ordered as ids are; almost never are two of them equal."""
    letters = np.ascontiguousarray(ids).view(np.uint8).reshape(-1, 17)
    keys = _LETTER_VALUE[letters[:, 0]]
    for place in range(1, _CHARACTERS + 1):
        keys = keys << np.uint64(5) | _VALUE[letters[:, place]]
    return keys


def _found(ids: Array, keys: Array, wanted: Array) -> Array:
    """Give the numbers of ids that must be there; `keys` are those of all ids.

    Looked up by number, in their order, which takes a tenth of the time of comparing texts.

    Raises:
        DamagedError: one is not there.
    """
    if not len(wanted):
        return np.zeros(0, dtype=np.int64)
    own = _keys(wanted)
    order = np.argsort(own)
    places = np.empty(len(own), dtype=np.int64)
    places[order] = np.minimum(np.searchsorted(keys, own[order]), len(keys) - 1)
    wrong = np.flatnonzero(ids[places] != wanted)
    if len(wrong):
        exact = np.minimum(np.searchsorted(ids, wanted[wrong]), len(ids) - 1)
        if (ids[exact] != wanted[wrong]).any():
            raise DamagedError("an edge or a row is of a node that is not there")
        places[wrong] = exact
    return places


# What a few nodes are now


def read_changes(connection: sqlite3.Connection, changed: dict[str, bool]) -> Changes:
    """Read what nodes are now that were touched, as `touched.changed_since` gives them."""
    cursor = connection.cursor()
    cursor.row_factory = None
    rows = list(
        _chosen(
            cursor,
            f"SELECT {_NODE_COLUMNS} FROM node WHERE id IN (SELECT value FROM json_each(?))",  # noqa: S608  # constants
            changed,
        )
    )
    rows.sort()
    texts = _Texts()
    ids, columns = _columns(rows, texts)
    sources = [one for one, leaving in changed.items() if leaving]
    edges = list(
        _chosen(
            cursor,
            "SELECT source, target, kind, strength FROM edge INDEXED BY edge_out "
            "WHERE source IN (SELECT value FROM json_each(?))",
            sources,
        )
    )
    near, far, kinds, strengths = zip(*edges, strict=True) if edges else ((), (), (), ())
    return Changes(
        Nodes(ids, columns, list(texts.numbers["venue"]), list(texts.numbers["language"])),
        changed.keys() - {row[0] for row in rows},
        sources,
        (
            np.array(near, dtype="S17"),
            np.array(far, dtype="S17"),
            np.array([_EDGE[one] for one in kinds], dtype="<u1"),
            np.array(strengths, dtype="<i4"),
        ),
    )


def _chosen(cursor: sqlite3.Cursor, statement: str, ids: Iterable[str]) -> Iterator[Any]:
    every = list(ids)
    for first in range(0, len(every), _AT_ONCE):
        yield from cursor.execute(statement, [json.dumps(every[first : first + _AT_ONCE])])
