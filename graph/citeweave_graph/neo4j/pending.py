"""What a transaction has changed so far, laid over the rows of a store that has not heard of it."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from citeweave_graph.memory_tables import Place, Rows
from citeweave_graph.tables import TABLES, Row

__all__ = ["Changes", "Pending"]


class Changes:
    """The changes to one table.

    Attributes:
        taken: for each column, the values whose rows of the store are taken out. Such a row never
            comes back: one put in its place afterwards is among the rows put.
        gone: places of rows that were put, and taken out again by what was put there.
    """

    def __init__(self, table: str) -> None:
        """Begin with no changes."""
        self._rows = Rows(TABLES[table])
        self.taken: dict[str, set[Any]] = {}
        self.gone: set[Place] = set()

    def __bool__(self) -> bool:
        return bool(self._rows.rows or self.taken or self.gone)

    @property
    def put(self) -> Mapping[Place, dict[str, Any]]:
        """The rows put in, by place."""
        return self._rows.rows

    def insert(self, rows: Iterable[Row]) -> None:
        """Put rows in; a row equal in the unique columns is replaced."""
        for row in rows:
            self._rows.put(dict(row))

    def delete(self, column: str, values: Collection[Any], *, stored: bool) -> None:
        """Take out the rows whose column has one of the values.

        Args:
            column: of the table.
            values: of that column.
            stored: False when the store has no such row.
        """
        if stored:
            self.taken.setdefault(column, set()).update(values)
        for place in self._rows.places(column, values):
            self._rows.take(place)
            self.gone.add(place)

    def over(
        self, stored: Iterable[dict[str, Any]], column: str, values: Collection[Any]
    ) -> list[dict[str, Any]]:
        """Give the rows whose column has one of the values, from those that the store has."""
        found = [row for row in stored if self.stands(row)]
        found += [copy.copy(self.put[place]) for place in self._rows.places(column, values)]
        return found

    def over_all(self, stored: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
        """Give every row, from those that the store has."""
        put = list(map(copy.copy, self.put.values()))
        yield from (row for row in stored if self.stands(row))
        yield from put

    def stands(self, row: Row) -> bool:
        """Whether a row of the store is still there, as it is there."""
        place = self._rows.place(row)
        if place in self.put or place in self.gone:
            return False
        return not any(row[column] in values for column, values in self.taken.items())

    def places_taken(self) -> list[Place]:
        """Give the places whose rows of the store go though no value in `taken` says so."""
        return [place for place in self.gone if place not in self.put]


class Pending:
    """The changes of one transaction to all tables."""

    def __init__(self) -> None:
        """Begin with no changes."""
        self._changes = {table: Changes(table) for table in TABLES}

    def __getitem__(self, table: str) -> Changes:
        return self._changes[table]

    def __bool__(self) -> bool:
        return any(self._changes.values())
