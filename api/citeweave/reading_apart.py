"""Sources read by a process of its own, while this one works on what was read before.

Mentions that are given are read by this one, which has less to do.

The process is a plain Python that imports this module, so that the program that builds a graph
need not be one that can be imported. It gets pickled sources on its standard input and gives
pickled chunks on its standard output, each after its length. It reads some way ahead and then
waits; when this process is gone, its next write fails and it ends.
"""

from __future__ import annotations

import gc
import os
import pickle
import queue
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from citeweave.reading import Chunk, chunks
from citeweave_sources import Source

__all__ = ["WORTH_BYTES", "ReadingApart", "pays"]

WORTH_BYTES = 8 << 20
"""Sources that are larger together are worth a process, which takes a third of a second."""

_CHUNK = 256
_AHEAD = 64
"""Chunks that wait to be taken, of a megabyte at most each."""

_LENGTH = struct.Struct("<Q")
_DIED = "the process that read it ended (out of memory?); build it again, by itself"


def pays(sources: Sequence[Source]) -> bool:
    """Tell whether sources are worth a process to read them: a second core and enough to read."""
    if _cores() < 2 or not sys.executable:
        return False
    return sum(_size(source) for source in sources) >= WORTH_BYTES


def _cores() -> int:
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _size(source: Source) -> int:
    try:
        return Path(source.uri).stat().st_size
    except OSError:
        return 0


class ReadingApart:
    """A process that reads sources; use it in a `with` block."""

    def __init__(self, sources: Sequence[Source], *, texts: bool = False) -> None:
        """Have sources read; their chunks are asked for in the same order.

        Args:
            sources: what to read.
            texts: whether the texts of the records are needed too.
        """
        self._sources = list(sources)
        self._texts = texts
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()

    def chunks(self, source: Source) -> Iterator[Chunk]:
        """Give what `reading.chunks` gives of the next source, as the graph keeps records."""
        if self._process is None:
            self._process = _start(self._sources, texts=self._texts)
        if self._sources.pop(0) != source:
            raise ValueError(f"{source.uri} is not next")
        last = False
        while not last:
            chunk = self._next(self._process)
            if chunk is None:
                self._stop()
                chunk = Chunk(problem=f"{source.uri}: {_DIED}", last=True)
            last = chunk.last
            yield chunk

    def _next(self, process: subprocess.Popen[bytes]) -> Chunk | None:
        """Give the next chunk; None when the process ended before it was done."""
        if process.stdout is None:
            return None
        head = process.stdout.read(_LENGTH.size)
        if len(head) < _LENGTH.size:
            return None
        (length,) = _LENGTH.unpack(head)
        data = process.stdout.read(length)
        if len(data) < length:
            return None
        chunk = pickle.loads(data)  # noqa: S301  # from our own process
        return chunk if isinstance(chunk, Chunk) else None

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()
        process.wait()


def _start(sources: list[Source], *, texts: bool) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(  # noqa: S603  # ourselves
        [sys.executable, "-c", f"from {__name__} import _main; _main()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    if process.stdin is not None:
        try:
            pickle.dump((sources, texts), process.stdin)
            process.stdin.close()
        except BrokenPipeError:  # it ended already, as its first chunk will show
            process.stdin = None
    return process


# In the process that reads


def _main() -> None:
    # Ctrl-C reaches the whole group of processes; the other one alone decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()  # records have no cycles, and it ends with the last of them
    wanted: tuple[list[Source], bool] = pickle.load(sys.stdin.buffer)  # noqa: S301  # from our own process
    with os.fdopen(os.dup(1), "wb") as out:
        os.dup2(2, 1)  # what a library prints must not get between chunks
        waiting: queue.Queue[bytes | None] = queue.Queue(_AHEAD)
        threading.Thread(target=_read, args=(*wanted, waiting), daemon=True).start()
        try:
            _send(waiting, out)
        except BrokenPipeError:
            os._exit(0)  # nobody is there any more


def _read(
    sources: list[Source], texts: bool, waiting: queue.Queue[bytes | None]
) -> None:  # as it is sent
    try:
        for source in sources:
            for chunk in chunks(source, _CHUNK):
                chunk.keep(texts=texts)
                waiting.put(pickle.dumps(chunk, pickle.HIGHEST_PROTOCOL))
    finally:
        waiting.put(None)


def _send(waiting: queue.Queue[bytes | None], out: BinaryIO) -> None:
    while (data := waiting.get()) is not None:
        out.write(_LENGTH.pack(len(data)))
        out.write(data)
        out.flush()
