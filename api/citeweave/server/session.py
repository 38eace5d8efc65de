"""One request at work: one view of the graph, opened when first needed, and its budget.

Store calls leave the event loop for a worker thread, one at a time, because a view takes no more.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import anyio.to_thread
from citeweave_graph import Store, View, Writer
from citeweave_schema.errors import UsageError
from graphql import DocumentNode

from citeweave.server.failures import Code, Refusal
from citeweave.server.loading import Loaders
from citeweave.server.measuring import Load
from citeweave.server.rates import Allowance

__all__ = ["ANYBODY", "Client", "Session"]

Answer = TypeVar("Answer")

_closing: set[asyncio.Task[None]] = set()
"""Views that are being closed; held here so that they are not dropped half-way."""


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
            Refusal: UNAUTHENTICATED without a token, FORBIDDEN with one that lacks the scope.
        """
        if scope in self.scopes:
            return
        if not self.known:
            raise Refusal(Code.UNAUTHENTICATED, f"this needs a token with the scope {scope}")
        raise Refusal(Code.FORBIDDEN, f"the token {self.name!r} has no scope {scope}")


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
        seconds: float,
    ) -> None:
        """Begin; nothing is opened before the first question."""
        self._store = store
        self._view: View | None = store if isinstance(store, View) else None
        self._turn = asyncio.Lock()
        self._busy = threading.Lock()
        self._deadline = time.monotonic() + seconds
        self._state: str | None = None
        self.document = document
        self.client = client
        self.load = load
        self.allowance = allowance
        self.loaders = Loaders(self.ask)

    async def ask(self, question: Callable[[View], Answer]) -> Answer:
        """Put one question to the view, in a thread; it ends when the budget does.

        Raises:
            StoreError: the store refused, or the time budget ran out.
        """
        async with self._turn:
            return await anyio.to_thread.run_sync(
                partial(self._answer, question), abandon_on_cancel=True
            )

    def _answer(self, question: Callable[[View], Answer]) -> Answer:
        with self._busy:
            if self._view is None:
                self._view = self._opened().view(deadline=self._deadline)
            return question(self._view)

    async def state(self) -> str:
        """Give what names the content of the view exactly: ranked cursors are bound to it."""
        if self._state is None:
            self._state = await self.ask(lambda view: view.state)
        return self._state

    async def write(self, change: Callable[[Writer], Answer]) -> Answer:
        """Make one change as a graph version of its own; later questions see it.

        A write that has begun is carried through even when the budget ends meanwhile.

        Raises:
            Refusal: UNAUTHENTICATED or FORBIDDEN without the scope to write.
            StoreError: read-only, or another writer has the store.
        """
        self.client.require("write")
        async with self._turn:
            answer = await anyio.to_thread.run_sync(partial(self._written, change))
        self._state = None
        self.loaders = Loaders(self.ask)
        return answer

    def _written(self, change: Callable[[Writer], Answer]) -> Answer:
        with self._busy:
            store = self._opened()
            if self._view is not None:
                self._view.close()
                self._view = None
            with store.writer() as writer:
                return change(writer)

    def _opened(self) -> Store:
        if isinstance(self._store, View):
            raise UsageError("a view cannot write; ask with the store")
        return self._store

    def close(self) -> None:
        """Give the view back, after a call that the budget's end left at work."""
        if self._view is None or self._view is self._store:
            return
        task = asyncio.ensure_future(anyio.to_thread.run_sync(self._close))
        _closing.add(task)
        task.add_done_callback(_closing.discard)

    def _close(self) -> None:
        with self._busy, contextlib.suppress(Exception):
            # Nobody is left who could be told; the store frees what it can by itself.
            if self._view is not None:
                self._view.close()
