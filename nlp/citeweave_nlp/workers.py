"""Several processes that extract, each with its own copy of the pipeline; results keep order."""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import TYPE_CHECKING, Self

from citeweave_schema.errors import ExtractorError
from citeweave_schema.mentions import Extraction

if TYPE_CHECKING:  # the extractor imports this module
    from citeweave_nlp.extractor import Extractor, Recipe, Text

__all__ = ["WorkerPool"]

_AHEAD = 2
"""Batches that wait for each worker: enough to keep it busy, few enough to keep memory flat."""

_extractor: Extractor | None = None


class WorkerPool:
    """Processes that extract batches; use it in a `with` block."""

    def __init__(self, recipe: Recipe, workers: int) -> None:
        self._workers = workers
        # "spawn" starts clean processes: forking one that has threads can lock up.
        self._pool = ProcessPoolExecutor(
            workers,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_begin,
            initargs=(recipe,),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def map(self, batches: Iterable[list[Text]]) -> Iterator[list[Extraction]]:
        """Extract batches, in order, with a few of them under way at a time.

        Raises:
            ExtractorError: a worker process died.
        """
        waiting: deque[Future[list[Extraction]]] = deque()
        try:
            for batch in batches:
                waiting.append(self._pool.submit(_extract, batch))
                if len(waiting) >= self._workers * _AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool as problem:
            raise ExtractorError(
                "a worker process died (out of memory?); use fewer workers, or 1, and see that "
                "the program that starts them can be imported: under `if __name__ == '__main__'`"
            ) from problem


def _begin(recipe: Recipe) -> None:
    from citeweave_nlp.pipeline import load  # noqa: PLC0415 (only the worker needs it)
    from citeweave_nlp.terms import TermList  # noqa: PLC0415

    # Ctrl-C reaches the whole group of processes; the parent alone decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    global _extractor  # noqa: PLW0603 (one extractor a process, made once)
    terms = None if recipe.terms is None else TermList.from_json(recipe.terms)
    _extractor = load(recipe.pipeline, terms=terms)


def _extract(batch: list[Text]) -> list[Extraction]:
    if _extractor is None:
        raise ExtractorError("the worker has no extractor")
    return _extractor.extract_batch(batch)
