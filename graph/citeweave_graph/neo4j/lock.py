"""The one writer: a lock that goes with its holder, and a token that every commit shows.

The lock is that of Neo4j on a node, held by a transaction that stays open, so it is free again as
soon as the holder's connection ends. Who comes first stands in the door, where one at a time tries
the lock for a short while and then takes it for as long as needed; a transaction's time-out cannot
be changed once it began. The token is changed by whoever gets the lock: a writer that lost the lock
without noticing cannot commit any more.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable

import neo4j

from citeweave_graph.neo4j.connection import Connection, LostConnectionError, reported, run
from citeweave_graph.neo4j.model import LOCK, WRITING
from citeweave_schema.errors import StoreTimeoutError, StoreUnavailableError

__all__ = ["WriterLock"]

_TRY_SECONDS = 2.0
_DOOR_SECONDS = 20.0
_NO_END = 0.0
_BETWEEN_TRIES_SECONDS = 0.5

_TAKE = f"MATCH (l:{LOCK} {{id: $id}}) SET l.taken = $token"
_STATE = f"MATCH (w:{WRITING}) RETURN w.token AS token, w.commit AS commit"
_SHOW_TOKEN = f"MATCH (w:{WRITING}) SET w.token = $token"
_BEGIN_COMMIT = f"""
MATCH (w:{WRITING})
SET w.asked = $commit
WITH w, w.commit = $commit AS done WHERE w.token = $token
SET w.commit = $commit
RETURN coalesce(done, false) AS done
"""


class WriterLock:
    """The right to write to a graph, held until it is let go."""

    def __init__(self, connection: Connection) -> None:
        """Take it.

        Raises:
            StoreUnavailableError: another writer has it, or the server cannot be asked.
        """
        self._connection = connection
        self._token = secrets.token_hex(16)
        self._session: neo4j.Session | None = None
        try:
            self._take()
            self._last_commit = self._state()["commit"]
            self._show_token()
        except BaseException:
            self.release()
            raise

    def release(self) -> None:
        """Let the next writer in; letting go twice does no harm."""
        session, self._session = self._session, None
        if session is None:
            return
        try:
            session.close()
        except (neo4j.exceptions.Neo4jError, neo4j.exceptions.DriverError, OSError):
            return  # the connection is gone, and the lock with it

    def begin_commit(self, transaction: neo4j.ManagedTransaction, commit: str) -> bool:
        """Say at the beginning of a transaction what it commits; give whether it was before.

        Raises:
            LostConnectionError: the lock went to another writer since it was last shown.
        """
        found = run(transaction, _BEGIN_COMMIT, {"commit": commit, "token": self._token}).single()
        if found is None:
            raise LostConnectionError(
                f"{self._connection.address}: another process is writing to it; run again"
            )
        return bool(found["done"])

    def committed(self, commit: str) -> None:
        """Say that a commit succeeded."""
        self._last_commit = commit

    def regain(self, deadline: float, commit: str | None, tell: Callable[[], None]) -> None:
        """Take the lock again after the server went away, waiting until it is back.

        Args:
            deadline: the `time.monotonic` time until which to wait.
            commit: the commit that was under way, which may have succeeded; None for none.
            tell: called before each wait.

        Raises:
            StoreUnavailableError: the server is not back in time, or another process wrote.
        """
        self.release()
        while True:
            try:
                self._take()
                found = self._state()
                if found["commit"] not in (self._last_commit, commit):
                    break
                self._show_token()
            except StoreUnavailableError:
                # Away still; or just back and slow, or not aware yet that we were cut off.
                self.release()
                if time.monotonic() > deadline:
                    raise
                tell()
                time.sleep(_BETWEEN_TRIES_SECONDS)
            else:
                return
        self.release()
        raise StoreUnavailableError(
            f"{self._connection.address}: another process wrote to it while the server was away; "
            "run again"
        )

    def _take(self) -> None:
        try:
            with (
                reported(self._connection.address),
                self._connection.session(read=False) as door,
                self._held(door, "door", _DOOR_SECONDS),
            ):
                with self._connection.session(read=False) as trying:
                    self._held(trying, "writer", _TRY_SECONDS).rollback()
                self._session = self._connection.session(read=False)
                self._held(self._session, "writer", _NO_END)
        except StoreTimeoutError as problem:
            raise StoreUnavailableError(
                f"{self._connection.address}: another process is writing to it; wait until it is "
                "done"
            ) from problem

    def _held(self, session: neo4j.Session, name: str, seconds: float) -> neo4j.Transaction:
        """Give a transaction that holds one of the locks."""
        transaction = session.begin_transaction(timeout=seconds)
        run(transaction, _TAKE, {"id": name, "token": self._token}).consume()
        return transaction

    def _state(self) -> dict[str, str | None]:
        return self._connection.rows(_STATE)[0]

    def _show_token(self) -> None:
        self._connection.write(
            lambda transaction: run(transaction, _SHOW_TOKEN, {"token": self._token}).consume()
        )
