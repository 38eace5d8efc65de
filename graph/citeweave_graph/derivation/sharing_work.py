"""Work on parts of something, shared between this process and another one.

The other is a plain Python that imports this module, so that the program that builds a graph need
not be one that can be imported. Whichever has nothing to do takes the next part; where the other
process cannot be had, or ends before its time, this one does all of it.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Generic, TypeVar

__all__ = ["worked_out"]

_Part = TypeVar("_Part")
_Result = TypeVar("_Result")

_AHEAD = 2
"""Parts that the other process has: one waits while another is worked on."""
_READY = b"ready\n"


def worked_out(
    work: Callable[[_Part], _Result], parts: Iterable[_Part]
) -> Iterator[tuple[_Part, _Result]]:
    """Give each part with what work makes of it, in any order, as soon as it is there.

    A part is asked for only when one of the two processes has nothing to do, so that few of
    them, and of their results, are in memory at any time.

    Args:
        work: a function of a module; parts and results can be pickled.
        parts: where there is only one, or one core, this process does it.
    """
    waiting = iter(parts)
    first = list(islice(waiting, 2))
    parts = chain(first, waiting)
    if len(first) < 2 or _cores() < 2 or not sys.executable:
        yield from ((part, work(part)) for part in parts)
        return
    with contextlib.ExitStack() as stack:
        other = _Other(work, stack)
        for part in parts:
            if other.has_room and other.give(part):
                continue
            while (found := other.taken()) is not None:
                yield found
            if not (other.has_room and other.give(part)):
                yield part, work(part)
        yield from other.rest()


def _cores() -> int:
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class _Other(Generic[_Part, _Result]):
    """Another process that works on parts, as long as it lives.

    Parts and results go through files, since a pipe holds little; a thread waits for the other's
    word that a result is there.
    """

    def __init__(self, work: Callable[[_Part], _Result], stack: contextlib.ExitStack) -> None:
        """Start it; the stack ends it."""
        self._work = work
        self._given: deque[tuple[_Part, Path]] = deque()
        self._ready: queue.SimpleQueue[bool] = queue.SimpleQueue()
        self._number = 0
        self._process: subprocess.Popen[bytes] | None = None
        with contextlib.suppress(OSError):
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="citeweave-"))
            self._folder = Path(folder)
            process = stack.enter_context(_started())
            stack.callback(process.kill)
            listener = threading.Thread(target=_listen, args=(process, self._ready), daemon=True)
            listener.start()
            stack.callback(listener.join)
            stack.callback(process.kill)
            self._process = process

    @property
    def has_room(self) -> bool:
        """Whether it could take another part now."""
        return self._process is not None and len(self._given) < _AHEAD

    def give(self, part: _Part) -> bool:
        """Have it work on a part; False when it cannot."""
        path = self._folder / str(self._number)
        self._number += 1
        try:
            path.write_bytes(pickle.dumps((self._work, part), pickle.HIGHEST_PROTOCOL))
            self._tell(path)
        except (OSError, TypeError, AttributeError, pickle.PicklingError):  # ended; not to be sent
            self._process = None
            return False
        self._given.append((part, path))
        return True

    def _tell(self, path: Path) -> None:
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.write(f"{path}\n".encode())

    def taken(self) -> tuple[_Part, _Result] | None:
        """Give the next part that is done, if one is."""
        if not self._given or self._ready.empty():
            return None
        return self._take()

    def rest(self) -> Iterator[tuple[_Part, _Result]]:
        """Give what it was given and is not done yet."""
        while self._given:
            yield self._take()

    def _take(self) -> tuple[_Part, _Result]:
        part, path = self._given.popleft()
        if self._process is not None and self._ready.get():
            found: _Result = pickle.loads(path.read_bytes())  # noqa: S301  # from our own process
            path.unlink()
            return part, found
        self._process = None
        return part, self._work(part)


def _started() -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    return subprocess.Popen(  # noqa: S603  # ourselves
        [sys.executable, "-c", f"from {__name__} import _main; _main()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        bufsize=0,  # what is left in a buffer when the other has ended would fail again
    )


def _listen(process: subprocess.Popen[bytes], ready: queue.SimpleQueue[bool]) -> None:
    """Put True for each result, and False when there will be no more."""
    while process.stdout is not None and process.stdout.readline() == _READY:
        ready.put(True)
    ready.put(False)


# In the other process


def _main() -> None:
    # Ctrl-C reaches the whole group of processes; the first one alone decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()  # parts are large, have no cycles to speak of, and it ends with the last of them
    with os.fdopen(os.dup(1), "wb") as out:
        os.dup2(2, 1)  # what a library prints must not get between answers
        for line in sys.stdin.buffer:
            path = Path(line.decode().rstrip("\n"))
            work, part = pickle.loads(path.read_bytes())  # noqa: S301  # from our own process
            path.write_bytes(pickle.dumps(work(part), pickle.HIGHEST_PROTOCOL))
            out.write(_READY)
            out.flush()
