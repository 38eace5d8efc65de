"""Connections to a Neo4j server: how they are opened, and what their failures mean."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

import neo4j
from neo4j import exceptions

from citeweave_graph.neo4j.url import Address
from citeweave_schema.errors import (
    ForeignStoreError,
    StoreError,
    StoreFullError,
    StoreTimeoutError,
    StoreUnavailableError,
)

__all__ = ["Alone", "Connection", "LostConnectionError", "Reader", "reported", "run", "time_left"]

Answer = TypeVar("Answer")

# Python prints what nobody handles: each vain attempt of the driver, before our one clear error.
logging.getLogger("neo4j").addHandler(logging.NullHandler())

_CONNECT_SECONDS = 5.0
_ACQUIRE_SECONDS = 10.0
_POOL = 50
_RETRY_READS_SECONDS = 3.0
_RETRY_WRITES_SECONDS = 5.0
_FIRST_DELAY_SECONDS = 0.1
_LEAST_SECONDS = 0.001
"""The shortest time-out a transaction is given: none at all would mean no end."""


class Alone:
    """Runs each statement in a read transaction of the server's own making."""

    def __init__(self, session: neo4j.Session, seconds: float | None) -> None:
        """Run in a session of reads; the server ends what takes longer."""
        self._session = session
        self._seconds = seconds

    def run(self, statement: Any, parameters: dict[str, Any]) -> neo4j.Result:  # noqa: ANN401  # as the driver's
        """Run a statement."""
        return self._session.run(neo4j.Query(statement, timeout=self._seconds), parameters)


Reader = Alone | neo4j.ManagedTransaction | neo4j.Transaction
"""What a statement is run in."""


class LostConnectionError(StoreUnavailableError):
    """The server does not answer, or went away; it may come back."""


class Connection:
    """The pool of connections to one database of a server; usable from several threads."""

    def __init__(self, address: Address) -> None:
        """Make the pool; nothing is connected before the first question.

        Raises:
            StoreUnavailableError: the driver cannot work with the address.
        """
        self.address = address
        auth = None if address.password is None else (address.user or "", address.password)
        with reported(address):
            self._driver = neo4j.GraphDatabase.driver(
                address.server,
                auth=auth,
                connection_timeout=_CONNECT_SECONDS,
                connection_acquisition_timeout=_ACQUIRE_SECONDS,
                max_connection_pool_size=_POOL,
                notifications_min_severity="OFF",
                telemetry_disabled=True,
                user_agent="citeweave",
            )

    def close(self) -> None:
        """Close all connections; closing twice does no harm."""
        self._driver.close()

    def session(self, *, read: bool, retry_seconds: float = 0.0) -> neo4j.Session:
        """Give a new session; each has a chain of causality and at most one transaction."""
        return self._driver.session(
            database=self.address.database,
            default_access_mode=neo4j.READ_ACCESS if read else neo4j.WRITE_ACCESS,
            max_transaction_retry_time=retry_seconds,
            initial_retry_delay=_FIRST_DELAY_SECONDS,
        )

    def read(
        self, work: Callable[[neo4j.ManagedTransaction], Answer], deadline: float | None = None
    ) -> Answer:
        """Do the work in a read transaction, again where a failure may pass.

        Args:
            work: what to ask; its answer must not be read from after it returns.
            deadline: the `time.monotonic` time at which the server ends it.

        Raises:
            StoreTimeoutError: the deadline passed.
            StoreUnavailableError: the server cannot be asked.
        """
        left = time_left(deadline)
        patience = _RETRY_READS_SECONDS if left is None else min(left, _RETRY_READS_SECONDS)
        limited = neo4j.unit_of_work(timeout=left)(work)
        with reported(self.address), self.session(read=True, retry_seconds=patience) as session:
            return session.execute_read(limited)

    def rows(
        self,
        statement: str,
        parameters: Mapping[str, Any] | None = None,
        deadline: float | None = None,
    ) -> list[dict[str, Any]]:
        """Give all records of one reading statement, by column; raises what `read` does."""
        return self.read(
            lambda transaction: run(transaction, statement, parameters).data(), deadline
        )

    def stream(
        self,
        statement: str,
        parameters: Mapping[str, Any] | None = None,
        deadline: float | None = None,
    ) -> Iterator[neo4j.Record]:
        """Give the records of one reading statement as they come; raises what `read` does."""
        with (
            reported(self.address),
            self.session(read=True) as session,
            session.begin_transaction(timeout=time_left(deadline)) as transaction,
        ):
            yield from run(transaction, statement, parameters)

    def write(self, work: Callable[[neo4j.ManagedTransaction], Answer]) -> Answer:
        """Do the work in a write transaction, again where a failure may pass.

        It must have the same effect when it is done twice.

        Raises:
            StoreFullError: the transaction is larger than the server's memory for it.
            StoreUnavailableError: the server cannot be asked.
        """
        with (
            reported(self.address),
            self.session(read=False, retry_seconds=_RETRY_WRITES_SECONDS) as session,
        ):
            return session.execute_write(self._unless_full(work))

    def _unless_full(
        self, work: Callable[[neo4j.ManagedTransaction], Answer]
    ) -> Callable[[neo4j.ManagedTransaction], Answer]:
        """Keep the driver from trying again what is too large each time."""

        def limited(transaction: neo4j.ManagedTransaction) -> Answer:
            try:
                return work(transaction)
            except exceptions.Neo4jError as problem:
                if _is_full(problem):
                    raise _meaning(self.address, problem) from problem
                raise

        return limited


def run(
    transaction: Reader,
    statement: str,
    parameters: Mapping[str, Any] | None = None,
) -> neo4j.Result:
    """Run a statement, which is made of constants of this package alone; values are parameters."""
    text: Any = statement  # the driver asks for a literal, which no type checker finds here
    return transaction.run(text, dict(parameters or {}))


def time_left(deadline: float | None) -> float | None:
    """Give the seconds until a `time.monotonic` time, None for none.

    Raises:
        StoreTimeoutError: it has passed.
    """
    if deadline is None:
        return None
    left = deadline - time.monotonic()
    if left <= 0:
        raise StoreTimeoutError(_OUT_OF_TIME)
    return max(left, _LEAST_SECONDS)


_OUT_OF_TIME = "the time budget of this question ran out; ask for less"

_TIMED_OUT = frozenset(
    {
        "Neo.ClientError.Transaction.TransactionTimedOut",
        "Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration",
        "Neo.ClientError.Transaction.LockClientStopped",
        "Neo.ClientError.Transaction.Terminated",
    }
)
_FULL = frozenset(
    {
        "Neo.TransientError.General.MemoryPoolOutOfMemoryError",
        "Neo.TransientError.General.TransactionMemoryLimit",
        "Neo.TransientError.General.OutOfMemoryError",
        "Neo.TransientError.General.TransactionOutOfMemoryError",
    }
)
_REFUSED = {
    "Neo.ClientError.Database.DatabaseNotFound": "the server has no such database; its Community "
    "edition has one, `neo4j`",
    "Neo.ClientError.General.ForbiddenOnReadOnlyDatabase": "it is read-only; ask who runs the "
    "server",
    "Neo.ClientError.Security.Forbidden": "this user may not do that; ask who runs the server",
}


@contextmanager
def reported(address: Address) -> Iterator[None]:
    """Turn the errors of the driver into ours, each saying what to do next."""
    try:
        yield
    except (exceptions.Neo4jError, exceptions.DriverError) as problem:
        raise _meaning(address, problem) from problem
    except OSError as problem:
        # The driver lets a few through: certificates it cannot read, ports the system refuses.
        raise StoreUnavailableError(f"{address}: {problem}") from problem


def _meaning(address: Address, problem: Exception) -> StoreError:
    if isinstance(problem, exceptions.AuthError):
        return StoreUnavailableError(
            f"{address}: the server refuses the user or the password; give them in the URL, or the "
            "password in CITEWEAVE_NEO4J_PASSWORD or the file CITEWEAVE_NEO4J_PASSWORD_FILE names"
        )
    code = getattr(problem, "code", None)
    if code in _TIMED_OUT:
        return StoreTimeoutError(_OUT_OF_TIME)
    if isinstance(problem, exceptions.Neo4jError) and _is_full(problem):
        return StoreFullError(
            f"{address}: the server has no memory for a change or question this large; raise its "
            "db.memory.transaction.max, or its heap, or do less at a time"
        )
    if code in _REFUSED:
        kind = (
            ForeignStoreError if str(code).endswith("DatabaseNotFound") else StoreUnavailableError
        )
        return kind(f"{address}: {_REFUSED[code]}")
    if _lost(problem):
        return LostConnectionError(
            f"{address}: the server does not answer; see that it runs and that its port can be "
            "reached, then run again"
        )
    return StoreUnavailableError(f"{address}: {problem}")


def _is_full(problem: exceptions.Neo4jError) -> bool:
    """Whether the server had no memory for a transaction: as it counts, or the whole of Java."""
    return problem.code in _FULL or "Java heap space" in (problem.message or "")


def _lost(problem: Exception) -> bool:
    gone = (
        exceptions.ServiceUnavailable,
        exceptions.SessionExpired,
        exceptions.ConnectionPoolError,
        exceptions.DatabaseUnavailable,
    )
    return isinstance(problem, gone)
