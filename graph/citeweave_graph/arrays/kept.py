"""Files of named arrays that are kept beside a graph file and mapped into memory.

Such a file holds nothing that the graph file does not; it may be deleted at any time. One that is
damaged, cut short, of another format, of another sort or of another graph is never believed.

Format, all numbers little-endian:

| bytes | what |
|---|---|
| 8 | magic, ``89 43 57 4B 45 50 54 0A`` |
| 4 | format version, 1 |
| 4 | length of the header |
| 4 | CRC-32 of the header |
| 4 | zero |
| 65,536 | header: JSON in UTF-8, with spaces behind it |
| … | arrays, each at a multiple of 64 bytes, in the order of the header |

The header is ``{"kind", "about", "size", "arrays": [{"name", "type", "items", "at", "crc"}]}``:
what sort of file it is, what its maker says about it (the batch of the graph, its stamp), the size
of the whole file, and of each array its name, numpy type, number of items, place, and CRC-32.

A file is written under a temporary name, forced to disk and renamed, so that it is whole or not
there. Opening checks the header and the size; an array is checked when it is first used, so that
a large file opens at once, and what is not needed is not read.
"""

from __future__ import annotations

import contextlib
import glob
import json
import os
import secrets
import struct
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, cast

import numpy as np
from numpy.typing import NDArray

__all__ = ["Array", "DamagedError", "Kept", "about_of", "write_kept"]

Array = NDArray[Any]

_MAGIC = b"\x89CWKEPT\n"
_VERSION = 1
_START = struct.Struct("<8sIIII")
_ROOM = 1 << 16
_MOST_HEADER = 1 << 20
_ALIGNED = 64
_TYPES = frozenset({"|u1", "<u2", "<i2", "<u4", "<i4", "<i8", "<u8", "<f4", "<f8", "|S17"})
_AT_ONCE = 1 << 24
_LEFT = 3600.0


class DamagedError(Exception):
    """A kept file is not what it should be; make it anew."""


class Kept(Mapping[str, Array]):
    """The arrays of a file, by name, mapped read-only; their pages are shared by all processes.

    Attributes:
        about: what the file's maker said about it.
    """

    def __init__(self, path: Path, kind: str) -> None:
        """Open a file.

        Raises:
            DamagedError: it is not a whole file of this sort.
            OSError: it cannot be read, or is not there.
        """
        with path.open("rb") as file:
            header = _header(file.read(_START.size + _MOST_HEADER))
            size = os.fstat(file.fileno()).st_size
            if header["kind"] != kind or header["size"] != size:
                raise DamagedError(f"{path}: it is no whole file of {kind}")
            bytes_ = np.memmap(file, dtype=np.uint8, mode="r")
        self.about: dict[str, Any] = header["about"]
        self._arrays = {one["name"]: _mapped(bytes_, one) for one in header["arrays"]}
        self._unchecked = {one["name"]: int(one["crc"]) for one in header["arrays"]}

    def __getitem__(self, name: str) -> Array:
        """Give an array.

        Raises:
            KeyError: there is none of this name.
            DamagedError: it is not what was written.
        """
        found = self._arrays[name]
        expected = self._unchecked.get(name)
        if expected is not None:
            if _checksum(found) != expected:
                raise DamagedError(f"the array {name!r} of a kept file is damaged")
            self._unchecked.pop(name, None)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._arrays)

    def __len__(self) -> int:
        return len(self._arrays)


def _header(start: bytes) -> dict[str, Any]:
    if len(start) < _START.size:
        raise DamagedError("a kept file is cut short")
    magic, version, length, checksum, _ = _START.unpack_from(start)
    text = start[_START.size : _START.size + length]
    if magic != _MAGIC or version != _VERSION or length > _MOST_HEADER or len(text) != length:
        raise DamagedError("a kept file has no header of this format")
    if zlib.crc32(text) != checksum:
        raise DamagedError("the header of a kept file is damaged")
    try:
        header = json.loads(text)
        return {one: header[one] for one in ("kind", "about", "size", "arrays")}
    except (ValueError, KeyError, TypeError, RecursionError) as problem:
        raise DamagedError("the header of a kept file says something else") from problem


def _mapped(file: Array, one: Mapping[str, Any]) -> Array:
    type_, first, items = one["type"], one["at"], one["items"]
    if type_ not in _TYPES or not isinstance(first, int) or not isinstance(items, int):
        raise DamagedError(f"a kept file has an array of type {type_!r}")
    length = items * np.dtype(type_).itemsize
    if not 0 <= first <= first + length <= len(file):
        raise DamagedError("an array of a kept file lies outside of it")
    plain = cast("Array", file[first : first + length].view(np.ndarray))
    return plain.view(type_)


def _checksum(array: Array) -> int:
    plain, found = array.view(np.uint8).data, 0
    for first in range(0, len(plain), _AT_ONCE):
        found = zlib.crc32(plain[first : first + _AT_ONCE], found)
    return found


def write_kept(
    path: Path, kind: str, about: Mapping[str, Any], arrays: Iterable[tuple[str, Array]]
) -> None:
    """Write a file of arrays, in place of the one that is there.

    Args:
        path: where.
        kind: what sort of file it is.
        about: what to say about it, as JSON has it; looked at when all arrays are written.
        arrays: one-dimensional, each with its name; written before the next is asked for.

    Raises:
        OSError: it cannot be written; what was there stays.
        ValueError: an array of a type that no file has, or a header that is too long.
    """
    _sweep(path)
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(8)}.tmp")
    try:
        with temporary.open("xb") as file:
            described, size = _put(file, arrays)
            file.truncate(size)
            file.seek(0)
            file.write(_start(kind, about, described, size))
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def _sweep(path: Path) -> None:
    """Take away what a writer left that was killed long ago."""
    for one in path.parent.glob(f"{glob.escape(path.name)}.*.tmp"):
        with contextlib.suppress(OSError):
            if time.time() - one.stat().st_mtime > _LEFT:
                one.unlink()


def _little(array: Array) -> Array:
    found = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
    if found.ndim != 1 or found.dtype.str not in _TYPES:
        raise ValueError(f"no kept file has an array of type {found.dtype.str}")
    return found


def _put(file: IO[bytes], arrays: Iterable[tuple[str, Array]]) -> tuple[list[dict[str, Any]], int]:
    """Write arrays behind the room of the header; describe them, and give where the last ends."""
    described, end = [], _START.size + _ROOM
    for name, array in arrays:
        plain = _little(array)
        place = -(-end // _ALIGNED) * _ALIGNED
        file.seek(place)
        file.write(plain.view(np.uint8).data)
        end = place + plain.nbytes
        one = {"name": name, "type": plain.dtype.str, "items": len(plain), "at": place}
        described.append({**one, "crc": _checksum(plain)})
    return described, end


def _start(
    kind: str, about: Mapping[str, Any], described: Sequence[Mapping[str, Any]], size: int
) -> bytes:
    """Give what stands before the arrays."""
    content = {"kind": kind, "about": dict(about), "size": size, "arrays": list(described)}
    text = json.dumps(content).ljust(_ROOM).encode("ascii")
    if len(text) > _ROOM:
        raise ValueError("what a kept file says about itself is too long")
    return _START.pack(_MAGIC, _VERSION, len(text), zlib.crc32(text), 0) + text


def about_of(path: Path) -> dict[str, Any] | None:
    """Give what the maker of a kept file said about it; None where it is none of any sort.

    Only the header is read.
    """
    try:
        with path.open("rb") as file:
            header = _header(file.read(_START.size + _MOST_HEADER))
    except (OSError, DamagedError):
        return None
    return {**header["about"], "kind": header["kind"]}
