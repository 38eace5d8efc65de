"""Questions of one request, one after the other on one connection."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import neo4j
from neo4j import exceptions

from citeweave_graph.neo4j.connection import Alone, Connection, Reader, reported, time_left
from citeweave_schema.errors import StoreError

__all__ = ["Conversation"]

Answer = TypeVar("Answer")


class Conversation:
    """Reads that follow each other until a deadline.

    Each costs one trip to the server, where a transaction that is begun and ended makes three.
    """

    def __init__(self, connection: Connection, deadline: float) -> None:
        """Take no connection before the first question."""
        self._connection = connection
        self._deadline = deadline
        self._session: neo4j.Session | None = None

    def read(self, work: Callable[[Reader], Answer]) -> Answer:
        """Do the work; again in a transaction of its own where a failure may pass.

        Raises what `Connection.read` does.
        """
        left = time_left(self._deadline)
        try:
            with reported(self._connection.address):
                if self._session is None:
                    self._session = self._connection.session(read=True)
                return work(Alone(self._session, left))
        except StoreError as problem:
            self.close()
            if not _may_pass(problem.__cause__):
                raise
        except BaseException:
            self.close()
            raise
        return self._connection.read(work, self._deadline)

    def close(self) -> None:
        """Give the connection back; the next question takes another."""
        session, self._session = self._session, None
        if session is not None:
            with reported(self._connection.address):
                session.close()


def _may_pass(cause: BaseException | None) -> bool:
    if isinstance(cause, exceptions.Neo4jError | exceptions.DriverError):
        return cause.is_retryable()
    return False
