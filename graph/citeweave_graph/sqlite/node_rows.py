"""Rows of nodes put in only as far as they differ from what is there.

Most nodes that a change touches stay as they were, or are only counted anew. To write a row again
would write an entry in each index of the table, and the words that the node is found by.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from citeweave_graph import searching
from citeweave_graph.sqlite.statements import chosen_rows
from citeweave_graph.tables import TABLES

__all__ = ["put_nodes"]

_Values = tuple[Any, ...]

_COLUMNS = TABLES["node"].columns
_ID, _NAME, _PAYLOAD = map(_COLUMNS.index, ("id", "name", "payload"))
_INSERT = f"INSERT INTO node ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' for _ in _COLUMNS)})"  # noqa: S608  # names in TABLES


def put_nodes(
    connection: sqlite3.Connection, rows: Iterable[Sequence[Any]]
) -> tuple[list[_Values], list[_Values]]:
    """Put nodes in, in place of those of the same ids.

    Args:
        connection: with a transaction under way.
        rows: in the order of the table's columns.

    Returns:
        The rows that are new or differ, and those of them that are found by other words.
    """
    cursor = connection.cursor()
    cursor.row_factory = None
    latest = {row[_ID]: tuple(row) for row in rows}
    known = cursor.execute(chosen_rows("node", "id"), [json.dumps(list(latest))])
    before: dict[str, _Values] = {row[_ID]: row for row in known}
    written = [row for one, row in latest.items() if before.get(one) != row]
    connection.executemany(_INSERT, [row for row in written if row[_ID] not in before])
    changes: dict[tuple[int, ...], list[list[Any]]] = {}
    for row in written:
        if row[_ID] in before:
            pairs = zip(before[row[_ID]], row, strict=True)
            places = tuple(place for place, (old, new) in enumerate(pairs) if old != new)
            changes.setdefault(places, []).append([*(row[one] for one in places), row[_ID]])
    for places, values in changes.items():
        what = ", ".join(f"{_COLUMNS[one]} = ?" for one in places)
        connection.executemany(f"UPDATE node SET {what} WHERE id = ?", values)  # noqa: S608  # names in TABLES
    said = [
        row for row in written if row[_ID] not in before or _texts(row) != _texts(before[row[_ID]])
    ]
    return written, said


def _texts(row: _Values) -> object:
    return searching.texts_of_row(row[_NAME], json.loads(row[_PAYLOAD]))
