"""What the processes of one server share, in files of a folder that goes with the server.

Locks are `flock`s: the system takes them back from a process that dies. Where there are none
(Windows) each process counts for itself and the store keeps writers apart.
"""

from __future__ import annotations

import mmap
import os
import struct
import threading
import time
from abc import abstractmethod
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Protocol

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

__all__ = ["Bucket", "Buckets", "OwnBuckets", "SharedBuckets", "SharedTurn", "Turn"]

_MOST_CLIENTS = 10_000
_WAYS = 8
_SETS = 2_048
_SLOT = struct.Struct("=Qdd")
_POLL_SECONDS = 0.01


@dataclass(slots=True)
class Bucket:
    """What a client had left, and when; None for a client that was not seen, or is forgotten."""

    value: tuple[float, float] | None = None


class Buckets(Protocol):
    """The buckets of all clients."""

    @abstractmethod
    def held(self, client: str) -> AbstractContextManager[Bucket]:
        """Give the bucket of a client, which nobody else changes meanwhile; its value is kept."""


class OwnBuckets:
    """Buckets of one process; the longest unseen are forgotten."""

    def __init__(self) -> None:
        """Begin without any."""
        self._values: OrderedDict[str, tuple[float, float] | None] = OrderedDict()

    @contextmanager
    def held(self, client: str) -> Iterator[Bucket]:
        """See `Buckets.held`."""
        bucket = Bucket(self._values.pop(client, None))
        yield bucket
        self._values[client] = bucket.value
        while len(self._values) > _MOST_CLIENTS:
            self._values.popitem(last=False)


class SharedBuckets:
    """Buckets of all processes, in a file of fixed size.

    A client has a place in one of 2,048 sets of 8; in a full set the longest unseen is forgotten.
    Clients are told apart by 64 bits of a keyed hash.
    """

    def __init__(self, folder: Path) -> None:
        """Use the file of a folder; the first process makes it."""
        self._lock = threading.Lock()
        self._file = os.open(folder / "clients", os.O_RDWR | os.O_CREAT, 0o600)
        size = _SLOT.size * _WAYS * _SETS
        os.ftruncate(self._file, size)  # a file that has its size stays as it is
        self._slots = mmap.mmap(self._file, size)

    @contextmanager
    def held(self, client: str) -> Iterator[Bucket]:
        """See `Buckets.held`."""
        known = int.from_bytes(blake2b(client.encode("utf-8", "replace"), digest_size=8).digest())
        with self._lock, _held(self._file):
            place, bucket = self._find(known or 1)
            yield bucket
            if bucket.value is not None:
                _SLOT.pack_into(self._slots, place, known or 1, *bucket.value)

    def _find(self, known: int) -> tuple[int, Bucket]:
        """Give the place of a client, or the one it may take, and its bucket."""
        first = known % _SETS * _WAYS
        places = [_SLOT.size * (first + way) for way in range(_WAYS)]
        slots = {place: _SLOT.unpack_from(self._slots, place) for place in places}
        for place, (there, left, since) in slots.items():
            if there == known:
                return place, Bucket((left, since))
        return min(places, key=lambda place: slots[place][2]), Bucket()

    def close(self) -> None:
        """Let go of the file."""
        self._slots.close()
        os.close(self._file)


class Turn(Protocol):
    """The right to write, which one has at a time."""

    @abstractmethod
    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        """Wait for it for some seconds; False when others had it all the time."""

    @abstractmethod
    def release(self) -> None:
        """Give it to the next."""


class SharedTurn:
    """A turn that the threads of all processes take."""

    def __init__(self, folder: Path) -> None:
        """Use the file of a folder; the first process makes it."""
        self._lock = threading.Lock()
        self._file = os.open(folder / "writing", os.O_RDWR | os.O_CREAT, 0o600)

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        """See `Turn.acquire`."""
        until = time.monotonic() + timeout if timeout >= 0 else float("inf")
        if not self._lock.acquire(blocking, timeout):
            return False
        while not _taken(self._file):
            if not blocking or time.monotonic() >= until:
                self._lock.release()
                return False
            time.sleep(_POLL_SECONDS)
        return True

    def release(self) -> None:
        """See `Turn.release`."""
        if fcntl is not None:
            fcntl.flock(self._file, fcntl.LOCK_UN)
        self._lock.release()

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._file)


def _taken(file: int) -> bool:
    if fcntl is None:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _held(file: int) -> Iterator[None]:
    if fcntl is None:
        yield
        return
    fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)
