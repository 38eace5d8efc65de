"""Batching: what many fields ask for in the same turn of the event loop becomes one question.

Like the data loaders of other servers, with two differences that a page of a thousand edges
feels: all who wait for one question wait for one event, and an answer that is there already is
given at once, without a coroutine.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Iterable, Sequence
from typing import Generic, TypeVar

__all__ = ["Batched"]

Key = TypeVar("Key", bound=Hashable)
Answer = TypeVar("Answer")


class _Batch(Generic[Key]):
    """The keys of one question, and whether it has been answered."""

    def __init__(self) -> None:
        self.keys: dict[Key, None] = {}
        self.done = asyncio.Event()
        self.problem: Exception | None = None
        self.task: asyncio.Task[None] | None = None

    async def answered(self) -> None:
        await self.done.wait()
        if self.problem is not None:
            raise self.problem


class Batched(Generic[Key, Answer]):
    """Gathers keys, puts one question for all of them, and remembers the answers.

    Attributes:
        known: the answers that are there.
    """

    def __init__(
        self, question: Callable[[list[Key]], Awaitable[Sequence[Answer]]], *, patience: int = 0
    ) -> None:
        """Begin with nothing asked.

        Args:
            question: gives one answer for each key, in order.
            patience: how many turns of the event loop more are waited for others to ask.
        """
        self._patience = patience
        self.known: dict[Key, Answer] = {}
        self._question = question
        self._asked: dict[Key, _Batch[Key]] = {}
        self._open: _Batch[Key] | None = None

    async def load(self, key: Key) -> Answer:
        """Give the answer of a key.

        Raises:
            Exception: whatever the question raised, for all keys of it.
        """
        if key not in self.known:
            await self._batch(key).answered()
        return self.known[key]

    async def load_all(self, keys: Iterable[Key]) -> None:
        """Have the answers of many keys known.

        Raises:
            Exception: whatever the question raised, for all keys of it.
        """
        batches = dict.fromkeys(self._batch(key) for key in keys if key not in self.known)
        for batch in batches:
            await batch.answered()

    def _batch(self, key: Key) -> _Batch[Key]:
        """Give the question that a key is asked in: one under way, else the next one."""
        asked = self._asked.get(key)
        if asked is not None:
            return asked
        if self._open is None:
            self._open = _Batch()
            asyncio.get_running_loop().call_soon(self._begin, self._open)
        self._open.keys[key] = None
        self._asked[key] = self._open
        return self._open

    def _begin(self, batch: _Batch[Key]) -> None:
        batch.task = asyncio.create_task(self._ask(batch))

    async def _ask(self, batch: _Batch[Key]) -> None:
        for _ in range(self._patience):
            await asyncio.sleep(0)
        self._open = None  # only now: those who wake in the same turn are still gathered
        keys = list(batch.keys)
        try:
            answers = await self._question(keys)
            self.known.update(zip(keys, answers, strict=True))
        except Exception as problem:  # noqa: BLE001  # raised where it is waited for
            batch.problem = problem
        except BaseException:
            batch.problem = TimeoutError()
            raise
        finally:
            for key in keys:
                del self._asked[key]
            batch.done.set()
