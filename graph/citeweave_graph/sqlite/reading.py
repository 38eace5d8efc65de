"""How a graph file is read: one transaction, rows, ids that were merged away, windows."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, TypeVar

from citeweave_graph.sqlite.connection import reported
from citeweave_graph.sqlite.filling import UNFINISHED
from citeweave_graph.sqlite.statements import Fragment, beyond, within
from citeweave_graph.view import View
from citeweave_graph.windows import Key, Page, Window
from citeweave_schema.errors import StoreUnavailableError, UsageError

__all__ = ["Reading"]

Item = TypeVar("Item")
_STEPS_BETWEEN_CHECKS = 20_000


class Reading(View):
    """A view that has one read transaction, on a connection of its own."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        path: Path,
        deadline: float | None,
        give_back: Callable[[sqlite3.Connection], None],
    ) -> None:
        """Begin to read; `give_back` gets the connection when the view is closed."""
        self._connection: sqlite3.Connection | None = connection
        self._path = path
        self._give_back = give_back
        with reported(path):
            connection.execute("BEGIN")
            self._meta = dict(connection.execute("SELECT name, value FROM meta").fetchall())
            if deadline is not None:
                connection.set_progress_handler(
                    lambda: int(time.monotonic() > deadline), _STEPS_BETWEEN_CHECKS
                )

    def close(self) -> None:
        """See `View.close`."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.set_progress_handler(None, 0)
            connection.rollback()
            self._give_back(connection)

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            raise UsageError("this view is closed; open another")
        if UNFINISHED in self._meta:
            raise StoreUnavailableError(
                f"{self._path}: its graph is being derived and not whole yet; wait until the build "
                "ends, or run it again if it was interrupted"
            )
        return self._connection

    def _reported(self) -> AbstractContextManager[None]:
        return reported(self._path)

    def _rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[sqlite3.Row]:
        with reported(self._path):
            found: list[sqlite3.Row] = self._open().execute(sql, parameters).fetchall()
        return found

    def _stream(self, sql: str) -> Iterator[sqlite3.Row]:
        with reported(self._path):
            yield from self._open().execute(sql)

    def _number(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        return int(self._rows(sql, parameters)[0][0])

    def _homes(self, ids: Sequence[str]) -> list[str]:
        """Follow the ids that were merged away."""
        rows = self._rows(
            "SELECT id, target FROM redirect WHERE id IN (SELECT value FROM json_each(?1)) "
            "AND id NOT IN (SELECT id FROM node WHERE id IN (SELECT value FROM json_each(?1)))",
            (json.dumps(list(ids)),),
        )
        moved = {row["id"]: row["target"] for row in rows}
        return [moved.get(one, one) for one in ids]

    def _home_pairs(self, pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
        homes = self._homes([end for pair in pairs for end in pair])
        return list(zip(homes[::2], homes[1::2], strict=True))

    def _page(
        self, source: Fragment, keys: int, window: Window, item: Callable[[sqlite3.Row], Item]
    ) -> Page[Item]:
        """Cut a window out of the rows of a SELECT that has keys k0, k1 and so on."""
        query = within(source, keys, window)
        return self.page_of(self.rows_of(query), source, keys, window, item)

    def rows_of(self, query: Fragment) -> list[sqlite3.Row]:
        """Give the rows of a SELECT."""
        return self._rows(query.sql, query.parameters)

    def page_of(
        self,
        rows: list[sqlite3.Row],
        source: Fragment,
        keys: int,
        window: Window,
        item: Callable[[sqlite3.Row], Item],
    ) -> Page[Item]:
        """Make a page of the rows that `within` gave for a window on a source."""
        more = len(rows) > window.size
        rows = rows[: window.size]
        if not rows:
            return Page()
        if window.backward:
            rows.reverse()
        names = [f"k{place}" for place in range(keys)]
        places: list[Key] = [tuple(row[name] for name in names) for row in rows]
        ahead = self._lies(source, names, "<", places[0], window.after)
        behind = self._lies(source, names, ">", places[-1], window.before)
        return Page(
            items=tuple(map(item, rows)),
            keys=tuple(places),
            has_next=behind or (more and not window.backward),
            has_previous=ahead or (more and window.backward),
        )

    def _lies(
        self, source: Fragment, names: list[str], sign: str, key: Key, bound: Key | None
    ) -> bool:
        """Whether rows lie beyond a key; without a bound on that side the window saw them all."""
        if bound is None:
            return False
        condition = beyond(names, sign, key)
        return bool(
            self._number(
                f"SELECT EXISTS (SELECT 1 FROM ({source.sql}) WHERE {condition.sql})",  # noqa: S608  # constants
                source.parameters + condition.parameters,
            )
        )
