"""How a graph on a server is read: statements until a deadline, windows, streams."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import neo4j

from citeweave_graph.neo4j.connection import Connection, Reader, run
from citeweave_graph.neo4j.conversation import Conversation
from citeweave_graph.neo4j.texts import text
from citeweave_graph.neo4j.windowed import Statement
from citeweave_graph.store import View
from citeweave_graph.windows import Page, Window
from citeweave_schema.errors import UsageError

__all__ = ["Reading"]

Item = TypeVar("Item")
Answer = TypeVar("Answer")
_BATCH = 1_000


class Reading(View):
    """A view that asks a server, each question in a read transaction of its own.

    With a deadline, all questions are put in one transaction, which ends with it. The server
    shows each question what is committed then: a view that is open while somebody writes may
    see two states. `state` is that of the moment when it was opened.
    """

    def __init__(self, connection: Connection, deadline: float | None) -> None:
        """Begin to read; raises what a question does, when the server cannot be asked."""
        self._connection: Connection | None = connection
        self._deadline = deadline
        self._conversation = None if deadline is None else Conversation(connection, deadline)
        self._meta = dict(self._told("meta")[0])

    def close(self) -> None:
        """See `View.close`."""
        self._connection = None
        if self._conversation is not None:
            self._conversation.close()

    def _open(self) -> Connection:
        if self._connection is None:
            raise UsageError("this view is closed; open another")
        return self._connection

    def _read(self, work: Callable[[Reader], Answer]) -> Answer:
        """Do what asks the server, and reads its answer, in a read transaction."""
        connection = self._open()
        if self._conversation is not None:
            return self._conversation.read(work)
        return connection.read(work, self._deadline)

    def _rows(self, statement: str, parameters: Mapping[str, Any]) -> list[neo4j.Record]:
        return self._read(lambda asked: list(run(asked, statement, parameters)))

    def _told(self, name: str, /, **parameters: object) -> list[neo4j.Record]:
        """Give the records of a statement that stands in a file."""
        return self._rows(text(name), parameters)

    def _asked(self, statement: Statement) -> list[neo4j.Record]:
        return self._rows(statement.text, statement.parameters)

    def _stream(self, name: str) -> Iterator[neo4j.Record]:
        """Give the records of a statement in a file as they come."""
        yield from self._open().stream(text(name), {}, self._deadline)

    def _in_batches(self, name: str) -> Iterator[neo4j.Record]:
        """Give the records of a statement that takes so many nodes after an id."""
        after = ""
        while True:
            rows = self._told(name, after=after, size=_BATCH)
            yield from rows
            if len(rows) < _BATCH:
                return
            after = rows[-1]["id"]

    def _homes(self, ids: Sequence[str]) -> list[str]:
        """Follow the ids that were merged away."""
        moved = {row["asked"]: row["home"] for row in self._told("homes", ids=list(set(ids)))}
        return [moved.get(one, one) for one in ids]

    def _pages(
        self, statement: Statement, number: int, window: Window, item: Callable[[Any], Item]
    ) -> list[Page[Item]]:
        """Give a page for each of so many places; an empty one where the server has no row."""
        pages: list[Page[Item]] = [Page()] * number
        for record in self._asked(statement):
            pages[record["place"]] = page_of(record, window, item)
        return pages


def page_of(record: neo4j.Record, window: Window, item: Callable[[Any], Item]) -> Page[Item]:
    """Give the page that a record of `rows`, `below` and `above` holds.

    Each row is what the item is made of and then its key; there may be one more than the window
    has room for.
    """
    rows = record["rows"]
    more = len(rows) > window.size
    rows = rows[: window.size]
    if not rows:
        return Page()
    if window.backward:
        rows.reverse()
    return Page(
        items=tuple(item(row[0]) for row in rows),
        keys=tuple(tuple(row[1:]) for row in rows),
        has_next=record["above"] or (more and not window.backward),
        has_previous=record["below"] or (more and window.backward),
    )
