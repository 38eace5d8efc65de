"""Work on parts of something, shared between this process and another one.

The other is a plain Python that imports this module, so that the program that builds a graph need
not be one that can be imported. Both take parts from the two ends until none is left; where the
other process cannot be had, or ends before its time, this one does all of it.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import signal
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

__all__ = ["worked_out"]

_Part = TypeVar("_Part")
_Result = TypeVar("_Result")


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
    """Have another process work on parts from the left, as long as there are any.

    Parts and results go through files: a pipe holds little, and each time that it is full this
    thread would have to wait for its turn beside the one that works.
    """
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with (
        contextlib.suppress(OSError, IndexError),  # it cannot be had or ended; none is left
        tempfile.TemporaryDirectory(prefix="citeweave-") as folder,
        subprocess.Popen(  # noqa: S603  # ourselves
            [sys.executable, "-c", f"from {__name__} import _main; _main()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        ) as process,
    ):
        given: deque[tuple[int, Path]] = deque()
        try:
            while left or given:
                # One waits while another is worked on.
                while left and len(given) < _AHEAD:
                    number, part = left.popleft()
                    path = Path(folder) / str(number)
                    path.write_bytes(pickle.dumps((work, part), pickle.HIGHEST_PROTOCOL))
                    _tell(process, path)
                    given.append((number, path))
                number, path = given.popleft()
                if not _is_ready(process):
                    return
                sent[number] = path.read_bytes()
        finally:
            process.kill()


def _tell(process: subprocess.Popen[bytes], path: Path) -> None:
    if process.stdin is not None:
        process.stdin.write(f"{path}\n".encode())
        process.stdin.flush()


def _is_ready(process: subprocess.Popen[bytes]) -> bool:
    return process.stdout is not None and process.stdout.readline() == _READY


_AHEAD = 2
_READY = b"ready\n"


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
