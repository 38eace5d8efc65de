"""Lanes: threads that answer requests beside the event loop, light ones apart from heavy ones.

The event loop speaks HTTP and does nothing else, so that it is never away for long. A request is
answered in one thread from its first store call to its last, on an event loop of that thread. How
long it may take is known before it runs, from its estimated cost and the kind of question, and
each kind has threads of its own: whoever looks up a paper never waits behind those who walk the
graph. Python runs one thread at a time and changing between them costs; stores work beside each
other.
"""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, TypeVar

from citeweave.server.failures import Code, RefusedError
from citeweave.server.measuring import Load

__all__ = ["Lane", "Lanes"]

Answer = TypeVar("Answer")

_Work = Callable[[], Coroutine[Any, Any, Any]]
_Job = tuple["Future[Any]", _Work, contextvars.Context]

_LIGHT_NODES = 1_000
"""The most nodes that a light request may touch, as estimated."""


class Lane:
    """Some threads, and a bounded number of requests that they answer or that wait for them."""

    def __init__(self, name: str, threads: int, most: int, pause: int) -> None:
        """Begin with no thread; they start with the first request.

        Args:
            name: what the requests are, for what is said when there are too many.
            threads: how many are answered at the same time.
            most: how many may be there at all, waiting or not.
            pause: seconds after which a request that found no room may try again.
        """
        self._name = name
        self._size = threads
        self._most = most
        self._pause = pause
        self._lock = threading.Lock()
        self._inside = 0
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []

    async def run(self, work: Callable[[], Coroutine[Any, Any, Answer]]) -> Answer:
        """Do the work in a thread of the lane, in the context of the caller.

        Work that has begun is not stopped when nobody waits for it any more, and counts until it
        ends; what has not begun is not done.

        Raises:
            RefusedError: STORE_UNAVAILABLE, with `retryAfter`, when there is no room.
        """
        future: Future[Answer] = Future()
        with self._lock:
            if self._inside >= self._most:
                raise RefusedError(
                    Code.STORE_UNAVAILABLE,
                    f"the server is busy: {self._inside} {self._name} requests are being answered "
                    f"or wait; try again in {self._pause} s",
                    retryAfter=self._pause,
                )
            self._inside += 1
            if len(self._threads) < min(self._size, self._inside):
                self._begin()
        future.add_done_callback(self._leave)
        self._jobs.put((future, work, contextvars.copy_context()))
        return await asyncio.wrap_future(future)

    def close(self) -> None:
        """Let the threads end when they have done what they are at."""
        with self._lock:
            for _ in self._threads:
                self._jobs.put(None)
            self._threads = []

    def _begin(self) -> None:
        name = f"{self._name}-{len(self._threads) + 1}"
        thread = threading.Thread(target=self._serve, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _leave(self, _future: Future[Any]) -> None:
        with self._lock:
            self._inside -= 1

    def _serve(self) -> None:
        with asyncio.Runner() as runner:
            while (job := self._jobs.get()) is not None:
                future, work, context = job
                if future.set_running_or_notify_cancel():
                    _do(runner, future, work, context)
                del (
                    job,
                    future,
                    work,
                    context,
                )  # an answer is not kept while the next one is waited for


def _do(
    runner: asyncio.Runner, future: Future[Any], work: _Work, context: contextvars.Context
) -> None:
    try:
        answer = runner.run(work(), context=context)
    except BaseException as problem:  # noqa: BLE001  # raised again where it is waited for
        future.set_exception(problem)
    else:
        future.set_result(answer)


class Lanes:
    """The lanes of a server: light questions, heavy ones, and changes."""

    def __init__(self, most: int, *, distant: bool = False) -> None:
        """Begin; each lane holds at most so many requests.

        `distant` says that the store is a server: threads then wait for it, beside each other.
        Light questions to a file keep the interpreter busy instead, and two threads that fight
        for it answer a third fewer than one does (`bench/serving.py`).
        """
        self.light = Lane("light", 4 if distant else 1, most, 1)
        self.heavy = Lane("heavy", 2, most, 5)
        self.changing = Lane("changing", 1, most, 5)

    def of(self, load: Load, *, changes: bool) -> Lane:
        """Give the lane of a request."""
        if changes:
            return self.changing
        return self.heavy if load.walks or load.nodes > _LIGHT_NODES else self.light

    def close(self) -> None:
        """Let all threads end."""
        for lane in (self.light, self.heavy, self.changing):
            lane.close()
