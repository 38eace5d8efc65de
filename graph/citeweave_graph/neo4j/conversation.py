"""Questions of one request in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import neo4j
from neo4j import exceptions

from citeweave_graph.neo4j.connection import Connection, Reader, reported, time_left
from citeweave_schema.errors import StoreError

__all__ = ["Conversation"]

Answer = TypeVar("Answer")


class Conversation:
    """Reads that follow each other until a deadline, all in one transaction.

    Each costs one trip to the server, where a transaction of its own would make three. Not for
    long ones: what changes the schema waits until every open transaction has ended.
    """

    def __init__(self, connection: Connection, deadline: float) -> None:
        """Begin nothing before the first question."""
        self._connection = connection
        self._deadline = deadline
        self._session: neo4j.Session | None = None
        self._transaction: neo4j.Transaction | None = None

    def read(self, work: Callable[[Reader], Answer]) -> Answer:
        """Do the work; again in a transaction of its own where a failure may pass.

        Raises what `Connection.read` does.
        """
        try:
            with reported(self._connection.address):
                return work(self._begun())
        except StoreError as problem:
            self.close()
            if not _may_pass(problem.__cause__):
                raise
        except BaseException:
            self.close()
            raise
        return self._connection.read(work, self._deadline)

    def close(self) -> None:
        """End the transaction; the next question begins another."""
        session, self._session, self._transaction = self._session, None, None
        if session is not None:
            with reported(self._connection.address):
                session.close()

    def _begun(self) -> neo4j.Transaction:
        left = time_left(self._deadline)
        if self._transaction is None:
            self._session = self._connection.session(read=True)
            self._transaction = self._session.begin_transaction(timeout=left)
        return self._transaction


def _may_pass(cause: BaseException | None) -> bool:
    if isinstance(cause, exceptions.Neo4jError | exceptions.DriverError):
        return cause.is_retryable()
    return False
