"""What nodes are called, kept for those that very many papers name.

To count the names of a common concept takes all rows of `naming` that name it. Once counted, they
are kept in `called`, and temporary triggers carry on the counts as rows come and go, for as long as
a writer has the file.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable

__all__ = ["Called"]

_WORTH_KEEPING = 200
"""Rows of `naming`: to count fewer takes no longer than to look a count up."""

_KEPT = "EXISTS (SELECT 1 FROM called WHERE node = {row}.node)"
_COUNT = (
    "INSERT INTO called (node, surface, count, namings) "
    "VALUES ({row}.node, {row}.surface, {sign}{row}.count, {sign}1) ON CONFLICT (node, surface) "
    "DO UPDATE SET count = count + excluded.count, namings = namings + excluded.namings;"
)
_CAME = _COUNT.format(row="NEW", sign="")
_GONE = "DELETE FROM called WHERE node = OLD.node AND surface = OLD.surface AND namings = 0;"
_WENT = f"{_COUNT.format(row='OLD', sign='-')} {_GONE}"
_TRIGGERS = {
    "naming_came": f"AFTER INSERT ON main.naming WHEN {_KEPT.format(row='NEW')} BEGIN {_CAME} END",
    "naming_went": f"AFTER DELETE ON main.naming WHEN {_KEPT.format(row='OLD')} BEGIN {_WENT} END",
    "naming_changed": (
        f"AFTER UPDATE OF count ON main.naming WHEN {_KEPT.format(row='NEW')} "
        f"AND NEW.count <> OLD.count BEGIN {_CAME} {_WENT} END"
    ),
}

_CHOSEN = "node IN (SELECT value FROM json_each(?))"


class Called:
    """What the nodes of a graph file are called, while its writer has it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Begin to carry on the counts that are kept."""
        self._connection = connection
        self.begin()

    def begin(self) -> None:
        """Carry on the counts that are kept."""
        for name, what in _TRIGGERS.items():
            self._connection.execute(f"CREATE TEMP TRIGGER IF NOT EXISTS {name} {what}")

    def stop(self) -> None:
        """Carry them on no more; none may be kept then."""
        for name in _TRIGGERS:
            self._connection.execute(f"DROP TRIGGER IF EXISTS {name}")

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


def _by_node(rows: Iterable[Iterable[object]]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        node, surface, count, _ = row
        found.setdefault(str(node), {})[str(surface)] = int(str(count))
    return found
