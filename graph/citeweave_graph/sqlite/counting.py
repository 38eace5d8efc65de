"""What a writer's changes do to the counts of a graph, kept by the database as they are made.

To count all edges of a large graph takes longer than to add some papers to it. Temporary triggers
note what comes and goes; they are the connection's own, so that nothing of it is in the file.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping

from citeweave_schema.kinds import ConceptKind, EdgeKind, NodeKind

__all__ = ["Counting"]

_STUB, _MENTIONS, _JUDGEMENTS = "Stub", "mentions", "judgements"

_NAMES = (*NodeKind, _STUB, *ConceptKind, *EdgeKind, _MENTIONS, _JUDGEMENTS)


def _count(row: str, *expressions: str, by: int) -> str:
    """Give the statements that count a row, NEW or OLD, under what expressions say of it."""
    return " ".join(
        f"UPDATE counted SET number = number + {by} WHERE name = {one.format(row=row)};"  # noqa: S608  # constants
        for one in expressions
    )


_OF_NODE = "CASE WHEN {row}.stub THEN 'Stub' ELSE {row}.kind END", "{row}.concept_kind"
_COUNTED = {
    "node": _OF_NODE,
    "edge": ("{row}.kind",),
    "evidence": (f"'{_MENTIONS}'",),
    "judgement": (f"'{_JUDGEMENTS}'",),
}


def _triggers() -> Iterator[tuple[str, str]]:
    for table, names in _COUNTED.items():
        came, went = _count("NEW", *names, by=1), _count("OLD", *names, by=-1)
        yield f"{table}_came", f"AFTER INSERT ON main.{table} BEGIN {came} END"
        yield f"{table}_went", f"AFTER DELETE ON main.{table} BEGIN {went} END"
    differ = "WHEN NEW.stub <> OLD.stub OR NEW.concept_kind IS NOT OLD.concept_kind"
    both = _count("OLD", *_OF_NODE, by=-1) + " " + _count("NEW", *_OF_NODE, by=1)
    yield "node_changed", f"AFTER UPDATE ON main.node {differ} BEGIN {both} END"


_TRIGGERS = dict(_triggers())


class Counting:
    """Counts what a connection changes, from when it begins until it stops."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Begin."""
        self._connection = connection
        connection.execute(
            "CREATE TEMP TABLE counted (name TEXT PRIMARY KEY, number INTEGER NOT NULL)"
        )
        connection.executemany("INSERT INTO counted VALUES (?, 0)", [(one,) for one in _NAMES])
        for name, what in _TRIGGERS.items():
            connection.execute(f"CREATE TEMP TRIGGER {name} {what}")

    def stop(self) -> None:
        """Count no more."""
        for name in _TRIGGERS:
            self._connection.execute(f"DROP TRIGGER {name}")

    def totals(self, before: Mapping[str, int]) -> dict[str, int]:
        """Give the counts now, from those before."""
        changes = dict(self._connection.execute("SELECT name, number FROM counted").fetchall())
        found = {one: before.get(one, 0) + changes.get(one, 0) for one in before.keys() | changes}
        return {name: number for name, number in sorted(found.items()) if number}
