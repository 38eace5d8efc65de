"""One request at work: one view of the graph, opened when first needed, and its budget.

Store calls go one at a time, because a view takes no more. A request that shares its event loop
leaves it for a worker thread with each of them; one that has a thread of its own stays there.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import anyio.to_thread
from graphql import DocumentNode

from citeweave.server.batching import Batched
from citeweave.server.failures import Code, RefusedError
from citeweave.server.loading import Loaders
from citeweave.server.measuring import Load
from citeweave.server.processes import Turn
from citeweave.server.rates import Allowance
from citeweave.server.selecting import Selections
from citeweave_graph import LookUp, Store, View, Writer
from citeweave_schema.errors import StoreTimeoutError, StoreUnavailableError, UsageError

__all__ = ["ANYBODY", "Client", "Session"]

Answer = TypeVar("Answer")

_PATIENCE = 3
"""Turns of the event loop that a trip to a server waits for more to ask: fields that lie equally
deep reach their questions over different numbers of coroutines."""


@dataclass(frozen=True, slots=True)
class Client:
    """Who asks.

    Attributes:
        name: what is counted against: the token's name, else the address.
        scopes: what it may do: "read", "write".
        known: whether it showed a token.
    """

    name: str
    scopes: frozenset[str]
    known: bool = False

    def require(self, scope: str) -> None:
        """Refuse a client that lacks a scope.

        Raises:
            RefusedError: UNAUTHENTICATED without a token, FORBIDDEN with one that lacks the scope.
        """
        if scope in self.scopes:
            return
        if not self.known:
            raise RefusedError(Code.UNAUTHENTICATED, f"this needs a token with the scope {scope}")
        raise RefusedError(Code.FORBIDDEN, f"the token {self.name!r} has no scope {scope}")


ANYBODY = Client(name="here", scopes=frozenset({"read"}))
"""A reader without a token, on the machine itself."""


class Session:
    """What resolvers have of a request: its view, its loaders, its client, its price."""

    def __init__(
        self,
        store: Store | View,
        document: DocumentNode,
        *,
        client: Client,
        load: Load,
        allowance: Allowance,
        deadline: float,
        writing: Turn,
        apart: bool = False,
    ) -> None:
        """Begin; nothing is opened before the first question.

        Args:
            store: what is asked.
            document: the request, parsed.
            client: who asks.
            load: what the request could take.
            allowance: what it takes of the client's points.
            deadline: when its time budget ends, as `time.monotonic` counts.
            writing: held while something is written, so that the requests of one server take
                turns instead of being refused by the store.
            apart: whether the request has a thread and an event loop of its own, where a store
                call need not leave for another one.
        """
        self._store = store
        self._view: View | None = store if isinstance(store, View) else None
        self._writing = writing
        self._turn = asyncio.Lock()
        self._busy = threading.Lock()
        self._deadline = deadline
        self._apart = apart
        self._state: asyncio.Future[str] | None = None
        self._ended = False
        self._away: StoreUnavailableError | None = None
        self._at_once = Batched(self._all, patience=_PATIENCE)
        self.document = document
        self.client = client
        self.load = load
        self.allowance = allowance
        self.loaders = Loaders(self)
        self.selections = Selections()

    async def ask(self, question: Callable[[View], Answer]) -> Answer:
        """Put one question to the view, in a thread; it ends when the budget does.

        Raises:
            StoreError: the store refused, or the time budget ran out.
        """
        if self._ended:
            raise StoreTimeoutError("the time budget ran out before this was asked")
        if self._apart:
            return self._answer(question)
        async with self._turn:
            return await anyio.to_thread.run_sync(
                partial(self._answer, question), abandon_on_cancel=True
            )

    async def look_up(self, one: LookUp) -> list[Any]:
        """Give the answers of a look-up: with others of the same turn, where that saves trips.

        Raises:
            StoreError: the store refused, or the time budget ran out.
        """
        if self._view is not None and self._view.distant:
            return await self._at_once.load(one)
        return await self.ask(lambda view: list(one.of(view)))

    async def _all(self, look_ups: list[LookUp]) -> list[list[Any]]:
        return await self.ask(lambda view: view.look_up(look_ups))

    def _answer(self, question: Callable[[View], Answer]) -> Answer:
        if self._away is not None:  # each further question would wait for the store as long
            raise self._away
        try:
            with self._busy:
                if self._view is None:
                    self._view = self._opened().view(deadline=self._deadline)
                return question(self._view)
        except StoreUnavailableError as problem:
            self._away = problem
            raise
        finally:
            if self._ended:  # nobody waits for this answer any more
                self._give_back()

    @property
    def began(self) -> bool:
        """Whether the graph has been asked anything."""
        return self._view is not None

    async def state(self) -> str:
        """Give what names the content of the view exactly: ranked cursors are bound to it."""
        if self._state is None:
            # one question for all who wait, so that they go on in the same turn of the loop
            self._state = asyncio.ensure_future(self.ask(lambda view: view.state))
        return await self._state

    async def write(self, change: Callable[[Writer], Answer]) -> Answer:
        """Make one change as a graph version of its own; later questions see it.

        A write that has begun is carried through even when the budget ends meanwhile.

        Raises:
            RefusedError: UNAUTHENTICATED or FORBIDDEN without the scope to write.
            StoreError: read-only, or another writer has the store.
        """
        self.client.require("write")
        if self._apart:
            answer = self._written(change)
        else:
            async with self._turn:
                answer = await anyio.to_thread.run_sync(partial(self._written, change))
        self._state = None
        self._at_once = Batched(self._all, patience=_PATIENCE)
        self.loaders = Loaders(self)
        return answer

    def _written(self, change: Callable[[Writer], Answer]) -> Answer:
        with self._busy:
            store = self._opened()
            if self._view is not None:
                self._view.close()
                self._view = None
            if not self._writing.acquire(timeout=max(0.0, self._deadline - time.monotonic())):
                raise StoreTimeoutError("others wrote until the time budget ran out; try again")
            try:
                with store.writer() as writer:
                    return change(writer)
            finally:
                self._writing.release()

    def _opened(self) -> Store:
        if isinstance(self._store, View):
            raise UsageError("a view cannot write; ask with the store")
        return self._store

    async def close(self) -> None:
        """Give the view back; a call that the budget's end left at work does so when it ends."""
        self._ended = True
        if self._view is None or self._busy.locked():
            return
        if self._apart:
            self._give_back()
        else:
            await anyio.to_thread.run_sync(self._give_back)

    def _give_back(self) -> None:
        """Close the view, unless it came from outside, or a call is still at work with it."""
        if not self._busy.acquire(blocking=False):
            return
        try:
            if self._view is not None and self._view is not self._store:
                self._view.close()
                self._view = None
        finally:
            self._busy.release()
