"""The tables of a store in memory, with a journal that takes back what did not succeed."""

from __future__ import annotations

import copy
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from citeweave_graph.tables import TABLES, Row, Table, Tables, Usage

__all__ = ["MemoryTables", "Place", "Rows", "rows_kept"]

Place = tuple[Any, ...]
"""The values of a row's unique columns, in their order."""


class Rows:
    """The rows of one table, by their unique columns, with an index for each look-up column."""

    def __init__(self, table: Table) -> None:
        """Begin with no rows."""
        self.table = table
        self.rows: dict[Place, dict[str, Any]] = {}
        self.indexes: dict[str, dict[Any, dict[Place, None]]] = {
            column: {} for column in dict.fromkeys((table.unique[0], *table.indexes))
        }

    def place(self, row: Row) -> Place:
        """Give the place of a row."""
        return tuple(row[column] for column in self.table.unique)

    def put(self, row: dict[str, Any]) -> None:
        """Put a row in, in place of one equal in the unique columns."""
        place = self.place(row)
        self.take(place)
        self.rows[place] = row
        for column, index in self.indexes.items():
            index.setdefault(row[column], {})[place] = None

    def take(self, place: Place) -> dict[str, Any] | None:
        """Take the row of a place out, and give it; None where there is none."""
        row = self.rows.pop(place, None)
        if row is not None:
            for column, index in self.indexes.items():
                places = index[row[column]]
                del places[place]
                if not places:
                    del index[row[column]]
        return row

    def places(self, column: str, values: Collection[Any]) -> list[Place]:
        """Give the places of the rows whose column has one of the values."""
        if column in self.indexes:
            index = self.indexes[column]
            return [place for value in dict.fromkeys(values) for place in index.get(value, ())]
        wanted = set(values)
        return [place for place, row in self.rows.items() if row[column] in wanted]


class MemoryTables(Tables):
    """The tables of a graph in memory."""

    def __init__(
        self,
        lock: AbstractContextManager[object],
        on_commit: Callable[[], None],
        on_close: Callable[[], None],
    ) -> None:
        """Make empty tables.

        The lock is held while a transaction is under way; `on_commit` is called, still under
        it, after each one that succeeded; `on_close` when the writer leaves.
        """
        self._lock = lock
        self._rows = {name: Rows(table) for name, table in TABLES.items()}
        self._journal: list[tuple[Rows, Place, dict[str, Any] | None]] | None = None
        self._on_commit = on_commit
        self._on_close = on_close

    def select(self, table: str, column: str, values: Collection[Any]) -> list[dict[str, Any]]:
        """See `Tables.select`."""
        rows = self._rows[table]
        return [copy.copy(rows.rows[place]) for place in rows.places(column, values)]

    def everything(self, table: str) -> Iterable[dict[str, Any]]:
        """See `Tables.everything`."""
        return [copy.copy(row) for row in self._rows[table].rows.values()]

    def insert(self, table: str, rows: Iterable[Row]) -> None:
        """See `Tables.insert`."""
        kept = self._rows[table]
        for row in rows:
            place = kept.place(row)
            self._note(kept, place)
            kept.put(dict(row))

    def delete(self, table: str, column: str, values: Collection[Any]) -> None:
        """See `Tables.delete`."""
        kept = self._rows[table]
        for place in kept.places(column, values):
            self._note(kept, place)
            kept.take(place)

    def names_of(self, nodes: Collection[str]) -> dict[str, dict[str, int]]:
        """See `Tables.names_of`."""
        names: dict[str, dict[str, int]] = {}
        for row in self.select("naming", "node", nodes):
            surfaces = names.setdefault(row["node"], {})
            surfaces[row["surface"]] = surfaces.get(row["surface"], 0) + row["count"]
        return names

    def usage_of(self, concepts: Collection[str]) -> dict[str, Usage]:
        """See `Tables.usage_of`."""
        nodes = self._rows["node"].rows
        usage = {}
        for concept in concepts:
            edges = [row for row in self.select("edge", "target", [concept]) if row["role"]]
            roles: dict[str, int] = {}
            for edge in edges:
                roles[edge["role"]] = roles.get(edge["role"], 0) + 1
            years = [nodes[edge["source"],]["year"] for edge in edges]
            known = [year for year in years if year is not None]
            usage[concept] = Usage(papers_by_role=roles, first_year=min(known, default=None))
        return usage

    @contextmanager
    def transaction(self, *, checked: bool = True) -> Iterator[None]:  # noqa: ARG002  # as of Tables
        """See `Tables.transaction`."""
        with self._lock:
            self._journal = []
            try:
                yield
            except BaseException:
                self._take_back(self._journal)
                raise
            else:
                self._on_commit()
            finally:
                self._journal = None

    def totals(self, before: Mapping[str, int] | None = None) -> dict[str, int]:  # noqa: ARG002  # as of Tables
        """See `Tables.totals`."""
        counts: dict[str, int] = {}
        for row in self.everything("node"):
            kinds = [row["kind"]] if not row["stub"] else ["Stub"]
            if row["concept_kind"]:
                kinds.append(row["concept_kind"])
            for kind in kinds:
                counts[kind] = counts.get(kind, 0) + 1
        for row in self.everything("edge"):
            counts[row["kind"]] = counts.get(row["kind"], 0) + 1
        counts["mentions"] = len(self._rows["evidence"].rows)
        counts["judgements"] = len(self._rows["judgement"].rows)
        return dict(sorted(counts.items()))

    def close(self) -> None:
        """See `Tables.close`."""
        self._on_close()

    @staticmethod
    def _take_back(journal: list[tuple[Rows, Place, dict[str, Any] | None]]) -> None:
        for rows, place, row in reversed(journal):
            rows.take(place)
            if row is not None:
                rows.put(row)

    def _note(self, rows: Rows, place: Place) -> None:
        if self._journal is None:
            raise RuntimeError("tables change only within a transaction")
        row = rows.rows.get(place)
        self._journal.append((rows, place, row))


def rows_kept(tables: MemoryTables, table: str) -> list[Row]:
    """Give every row of a table as it is kept; none is ever changed, only replaced."""
    return list(tables._rows[table].rows.values())  # noqa: SLF001  # ours
