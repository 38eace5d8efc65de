"""Work on parts of something, shared between this process and another one.

The other is a plain Python that imports this module, so that the program that builds a graph need
not be one that can be imported. Both take parts from the two ends until none is left; where the
other process cannot be had, or ends before its time, this one does all of it.
"""

from __future__ import annotations

import os
import pickle
import signal
import struct
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import IO, TypeVar

__all__ = ["worked_out"]

_Part = TypeVar("_Part")
_Result = TypeVar("_Result")

_LENGTH = struct.Struct("<Q")


def worked_out(work: Callable[[_Part], _Result], parts: Sequence[_Part]) -> list[_Result]:
    """Give what work makes of each part, in their order.

    Args:
        work: a function of a module; parts and results can be pickled.
        parts: where there is only one, or one core, this process does it.
    """
    if len(parts) < 2 or _cores() < 2 or not sys.executable:
        return [work(part) for part in parts]
    left = deque(enumerate(parts))
    sent: dict[int, bytes] = {}
    other = threading.Thread(target=_have_done, args=(work, left, sent))
    other.start()
    found: dict[int, _Result] = {}
    try:
        while left:
            try:
                number, part = left.pop()
            except IndexError:
                break
            found[number] = work(part)
    finally:
        left.clear()
        other.join()
    for number, part in enumerate(parts):
        if number in sent:
            found[number] = pickle.loads(sent[number])  # noqa: S301  # from our own process
        elif number not in found:
            found[number] = work(part)
    return [found[number] for number in range(len(parts))]


def _cores() -> int:
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _have_done(
    work: Callable[[_Part], _Result], left: deque[tuple[int, _Part]], sent: dict[int, bytes]
) -> None:
    """Have another process work on parts from the left, as long as there are any."""
    try:
        process = subprocess.Popen(  # noqa: S603  # ourselves
            [sys.executable, "-c", f"from {__name__} import _main; _main()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
    except OSError:
        return
    with process:
        if process.stdin is None or process.stdout is None:
            return
        try:
            while left:
                number, part = left.popleft()
                _send(process.stdin, pickle.dumps((work, part), pickle.HIGHEST_PROTOCOL))
                result = _received(process.stdout)
                if result is None:
                    return
                sent[number] = result
        except (IndexError, OSError):  # none is left, or it ended
            return
        finally:
            process.kill()


def _send(stream: IO[bytes], data: bytes) -> None:
    stream.write(_LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


def _received(stream: IO[bytes]) -> bytes | None:
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    data = stream.read(length)
    return data if len(data) == length else None


# In the other process


def _main() -> None:
    # Ctrl-C reaches the whole group of processes; the first one alone decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with os.fdopen(os.dup(1), "wb") as out:
        os.dup2(2, 1)  # what a library prints must not get between results
        while (data := _received(sys.stdin.buffer)) is not None:
            work, part = pickle.loads(data)  # noqa: S301  # from our own process
            _send(out, pickle.dumps(work(part), pickle.HIGHEST_PROTOCOL))
