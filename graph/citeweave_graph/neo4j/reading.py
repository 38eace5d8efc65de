"""How a graph on a server is read: statements until a deadline, windows, streams."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import neo4j

from citeweave_graph.neo4j.connection import Connection, Reader, run
from citeweave_graph.neo4j.conversation import Conversation
from citeweave_graph.neo4j.plans import BEGINNING, Plan, at_once
from citeweave_graph.neo4j.texts import text
from citeweave_graph.neo4j.windowed import Statement
from citeweave_graph.view import View
from citeweave_schema.errors import UsageError

__all__ = ["Reading"]

Item = TypeVar("Item")
Answer = TypeVar("Answer")
_BATCH = 1_000


class Reading(View):
    """A view that asks a server, each question in a read transaction of its own.

    With a deadline, the questions follow each other on one connection. The server shows each
    what is committed then: a view that is open while somebody writes may see two states.
    `state` is that of the moment when it was opened; with a deadline, of the first question.
    """

    def __init__(self, connection: Connection, deadline: float | None) -> None:
        """Begin to read.

        Raises what a question does when the server cannot be asked; with a deadline, the first
        question does.
        """
        self._connection: Connection | None = connection
        self._deadline = deadline
        self._conversation = None if deadline is None else Conversation(connection, deadline)
        self._known_meta: Mapping[str, Any] | None = None
        if deadline is None:
            self._begin()

    def close(self) -> None:
        """See `View.close`."""
        self._connection = None
        if self._conversation is not None:
            self._conversation.close()

    def _open(self) -> Connection:
        if self._connection is None:
            raise UsageError("this view is closed; open another")
        return self._connection

    def _begin(self) -> Mapping[str, Any]:
        """Read what the graph says of itself, before anything that could be newer."""
        if self._known_meta is None:
            (self._known_meta,) = self._put(lambda asked: list(run(asked, text("meta"))))
        return self._known_meta

    def _read(self, work: Callable[[Reader], Answer]) -> Answer:
        """Do what asks the server, and reads its answer, in a read transaction."""
        self._begin()
        return self._put(work)

    def _put(self, work: Callable[[Reader], Answer]) -> Answer:
        connection = self._open()
        if self._conversation is not None:
            return self._conversation.read(work)
        return connection.read(work, self._deadline)

    def _at_once(self, plans: Sequence[Plan]) -> list[list[Any]]:
        """Give the answers of plans from one statement, which begins to read if nothing has."""
        begins = self._known_meta is None
        if len(plans) == 1 and not begins:
            return [plans[0].answer(self._asked(plans[0].statement))]
        every = [BEGINNING, *plans] if begins else plans
        statement = at_once(every)
        (record,) = self._put(lambda asked: list(run(asked, statement.text, statement.parameters)))
        answers = [
            plan.answer(dict(zip(plan.columns, row, strict=True)) for row in rows)
            for plan, rows in zip(every, record, strict=True)
        ]
        if begins:
            (self._known_meta,) = answers.pop(0)
        return answers

    def _rows(self, statement: str, parameters: Mapping[str, Any]) -> list[neo4j.Record]:
        return self._read(lambda asked: list(run(asked, statement, parameters)))

    def _told(self, name: str, /, **parameters: object) -> list[neo4j.Record]:
        """Give the records of a statement that stands in a file."""
        return self._rows(text(name), parameters)

    def _asked(self, statement: Statement) -> list[neo4j.Record]:
        return self._rows(statement.text, statement.parameters)

    def _one(self, statement: Statement) -> neo4j.Record | None:
        """Give the one record of a statement, which begins to read if nothing has; None for none.

        For statements that give no `version`, `state` or `commit` of their own.
        """
        if self._known_meta is not None:
            return next(iter(self._asked(statement)), None)
        whole = f"CALL () {{\n{text('meta')}\n}}\nCALL () {{\n{statement.text}\n}}\nRETURN *"
        found = self._put(lambda asked: list(run(asked, whole, statement.parameters)))
        if not found:
            return None
        self._known_meta = {name: found[0][name] for name in BEGINNING.columns}
        return found[0]

    def _stream(self, name: str) -> Iterator[neo4j.Record]:
        """Give the records of a statement in a file as they come."""
        self._begin()
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
