"""What a writer's changes do to the counts of a graph, from looking at each before it is made.

To count all edges of a large graph takes longer than to add some papers to it. Triggers would tell
as well, but a statement that fires one copies each page before it changes it.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from citeweave_graph.sqlite.inserting import keyed, with_keys
from citeweave_graph.tables import TABLES

__all__ = ["Counting"]

_Values = Sequence[Any]

# Table and column names below come from TABLES, never from outside; values are parameters.

_SAYING = {
    table: [TABLES[table].columns.index(one) for one in columns]
    for table, columns in {
        "node": ("stub", "kind", "concept_kind"),
        "edge": ("kind",),
        "evidence": (),
        "judgement": (),
    }.items()
}
"""For each table that is counted, where the columns are that say under what."""

_WHOLE = {"evidence": "mentions", "judgement": "judgements"}


def _names_of(table: str, values: _Values) -> tuple[str, ...]:
    """Give under what names a row is counted, given by its columns that say so."""
    if table == "node":
        stub, kind, concept_kind = values
        return ("Stub" if stub else kind, *([concept_kind] if concept_kind else []))
    return (values[0],) if table == "edge" else (_WHOLE[table],)


class Counting:
    """Counts what a connection changes, from when it begins."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Begin."""
        self._connection = connection
        self._kept: Counter[str] = Counter()
        self._changes: Counter[str] = Counter()

    def put(self, table: str, rows: Sequence[_Values]) -> None:
        """Count rows that are about to be put in, each in the place of one with its key."""
        if table not in _SAYING or not rows:
            return
        latest = keyed(table, rows)
        for row in latest.values():
            self._changes.update(_names_of(table, [row[one] for one in _SAYING[table]]))
        self._subtract(table, with_keys(table), json.dumps(list(latest)))

    def take_out(self, table: str, column: str, values: str) -> None:
        """Count rows that are about to be taken out.

        Args:
            table: of the rows.
            column: by which they are chosen.
            values: those of the column, as a JSON list.
        """
        if table in _SAYING:
            chosen = f"FROM {table} WHERE {column} IN (SELECT value FROM json_each(?))"  # noqa: S608  # as said above
            self._subtract(table, chosen, values)

    def keep(self) -> None:
        """Note that what was counted is committed."""
        self._kept.update(self._changes)
        self._changes.clear()

    def drop(self) -> None:
        """Forget what was counted since the last commit."""
        self._changes.clear()

    def totals(self, before: Mapping[str, int]) -> dict[str, int]:
        """Give the counts now, from those before."""
        found = Counter(before)
        found.update(self._kept)
        found.update(self._changes)
        return {name: number for name, number in sorted(found.items()) if number}

    def _subtract(self, table: str, rows: str, values: str) -> None:
        """Count down rows that are there, given by an SQL clause with one parameter."""
        columns = [TABLES[table].columns[one] for one in _SAYING[table]]
        said = ", ".join(f"{table}.{one}" for one in columns)
        grouped = f"GROUP BY {said}" if said else ""
        statement = f"SELECT {', '.join(['count(*)', *columns])} {rows} {grouped}"
        for number, *found in self._connection.execute(statement, [values]):
            for name in _names_of(table, found):
                self._changes[name] -= number
