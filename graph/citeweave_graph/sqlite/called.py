"""What nodes are called, kept for those that very many papers name.

To count the names of a common concept takes all rows of `naming` that name it. Once counted, they
are kept in `called`, and carried on by looking at the rows that come and go before they do.
Triggers would do as well, but a statement that fires one copies each page before it changes it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from citeweave_graph.sqlite.inserting import keyed, with_keys
from citeweave_graph.tables import TABLES

__all__ = ["Called"]

_WORTH_KEEPING = 200
"""Rows of `naming`: to count fewer takes no longer than to look a count up."""

_CHOSEN = "node IN (SELECT value FROM json_each(?))"

_CARRIED_ON = (
    "INSERT INTO called (node, surface, count, namings) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (node, surface) "
    "DO UPDATE SET count = count + excluded.count, namings = namings + excluded.namings"
)
_NO_MORE = "DELETE FROM called WHERE node = ? AND surface = ? AND namings = 0"

_COUNT = TABLES["naming"].columns.index("count")


class Called:
    """What the nodes of a graph file are called, while its writer has it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Begin to carry on the counts that are kept."""
        self._connection = connection

    def put(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        """Carry on the counts over rows that are about to be put in.

        Args:
            table: of the rows.
            rows: their values, in the order of the columns; each comes in the place of one with
                its key.
        """
        if table != "naming":
            return
        latest = keyed(table, rows)
        kept = self._kept({node for node, _, _ in latest})
        came = {key: row[_COUNT] for key, row in latest.items() if key[0] in kept}
        changes: dict[tuple[str, str], list[int]] = {}
        for (node, _, surface), count in came.items():
            _count(changes, (node, surface), count, 1)
        for node, surface, count in self._connection.execute(
            f"SELECT naming.node, naming.surface, naming.count {with_keys(table)}",
            [json.dumps(list(came))],
        ):
            _count(changes, (node, surface), -count, -1)
        self._carry_on(changes)

    def take_out(self, table: str, column: str, values: str) -> None:
        """Carry on the counts over rows that are about to be taken out.

        Args:
            table: of the rows.
            column: by which they are chosen.
            values: those of the column, as a JSON list.
        """
        if table != "naming":
            return
        changes: dict[tuple[str, str], list[int]] = {}
        for node, surface, count, namings in self._connection.execute(
            "SELECT node, surface, sum(count), count(*) FROM naming "  # noqa: S608  # names in TABLES
            f"WHERE {column} IN (SELECT value FROM json_each(?)) "
            "AND EXISTS (SELECT 1 FROM called WHERE called.node = naming.node) "
            "GROUP BY node, surface",
            [values],
        ):
            _count(changes, (node, surface), -count, -namings)
        self._carry_on(changes)

    def names_of(self, nodes: Collection[str]) -> dict[str, dict[str, int]]:
        """Give how often each surface names each node."""
        kept = self._connection.execute(
            f"SELECT node, surface, count, namings FROM called WHERE {_CHOSEN}",  # noqa: S608  # constants
            [json.dumps(list(nodes))],
        )
        names = _by_node(kept)
        others = [one for one in nodes if one not in names]
        counted = self._connection.execute(
            "SELECT node, surface, sum(count), count(*) FROM naming "  # noqa: S608  # constants
            f"WHERE {_CHOSEN} GROUP BY node, surface",
            [json.dumps(others)],
        ).fetchall()
        namings: dict[str, int] = {}
        for node, _, _, number in counted:
            namings[node] = namings.get(node, 0) + number
        self._connection.executemany(
            "INSERT INTO called (node, surface, count, namings) VALUES (?, ?, ?, ?)",
            [tuple(row) for row in counted if namings[row[0]] >= _WORTH_KEEPING],
        )
        return names | _by_node(counted)

    def _kept(self, nodes: Collection[str]) -> set[str]:
        """Give those of some nodes of which counts are kept."""
        rows = self._connection.execute(
            f"SELECT DISTINCT node FROM called WHERE {_CHOSEN}",  # noqa: S608  # constants
            [json.dumps(list(nodes))],
        )
        return {node for (node,) in rows}

    def _carry_on(self, changes: Mapping[tuple[str, str], Sequence[int]]) -> None:
        rows = [(*named, *change) for named, change in changes.items()]
        self._connection.executemany(_CARRIED_ON, rows)
        self._connection.executemany(_NO_MORE, list(changes))


def _count(
    changes: dict[tuple[str, str], list[int]], named: tuple[str, str], count: int, namings: int
) -> None:
    change = changes.setdefault(named, [0, 0])
    change[0] += count
    change[1] += namings


def _by_node(rows: Iterable[Iterable[object]]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        node, surface, count, _ = row
        found.setdefault(str(node), {})[str(surface)] = int(str(count))
    return found
