"""Compressed files, read in place as if they were not compressed.

What a file is packed with is told by its first bytes, whatever its name: gzip (RFC 1952), zstd
(RFC 8878), xz (the .xz file format, 1.2) and bzip2. Several members one after the other, as
``cat a.gz b.gz`` makes them, are read as one file. For zip see `citeweave_sources.archives`.

A small file can unpack to more than a disk holds. So at most `BYTES_LIMIT` are taken, and past
`RATIO_FROM` unpacked bytes at most `RATIO_LIMIT` for each packed one: text packs to a fifth or a
twentieth, a bomb to a thousandth.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

import zstandard

from citeweave_schema.errors import SourceError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = [
    "BYTES_LIMIT",
    "RATIO_FROM",
    "RATIO_LIMIT",
    "Allowance",
    "BombError",
    "Unpacked",
    "open_unpacked",
    "packing",
    "unpacked_name",
]

BYTES_LIMIT = 64 * 1024**3
"""The most bytes that a file may have when it is unpacked."""
RATIO_FROM = 64 * 1024**2
"""How many unpacked bytes are taken before their ratio to the packed ones is looked at."""
RATIO_LIMIT = 200
"""How many times the packed bytes the unpacked ones may then be."""

_ZSTD_CHUNK = 2_048
"""A packed block of four bytes may unpack to 128 KiB, and zstandard gives all at once."""
_CHUNK = 65_536
_PACKED_CHUNK = 8_192
"""Small, since damage loses what was unpacked of the chunk that it is in."""
_MEMORY_LIMIT = 128 * 1024**2

_EXTENSIONS = (".gz", ".zst", ".xz", ".bz2", ".zip")


class BombError(SourceError):
    """A file that unpacks to more than may be read."""


class _Decompressor(Protocol):
    """What the decompressors of bz2 and lzma have; that of zstandard is brought to it."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


class _Zstd:
    def __init__(self) -> None:
        whole = zstandard.ZstdDecompressor(max_window_size=_MEMORY_LIMIT)
        self._frame = whole.decompressobj()
        self.needs_input = True

    @property
    def eof(self) -> bool:
        return self._frame.eof

    @property
    def unused_data(self) -> bytes:
        return self._frame.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        del max_length
        return self._frame.decompress(data)


class _Frames:
    """The frames of a packed file, one after the other."""

    def __init__(self, file: BinaryIO, new: Callable[[], _Decompressor], chunk: int) -> None:
        self._file = file
        self._new = new
        self._chunk = chunk
        self._frame: _Decompressor | None = new()
        self._waiting = b""

    def more(self) -> bytes:
        """Unpack some bytes; none at the end."""
        while self._frame is not None:
            packed = b""
            if self._frame.needs_input:
                packed = self._waiting or self._file.read(self._chunk)
                packed, self._waiting = packed[: self._chunk], packed[self._chunk :]
                if not packed:
                    raise EOFError("it ends before its end")
            found = self._frame.decompress(packed, _CHUNK)
            if self._frame.eof:
                self._waiting = (self._frame.unused_data + self._waiting).lstrip(b"\0")
                self._frame = self._new() if self._goes_on() else None
            if found:
                return found
        return b""

    def _goes_on(self) -> bool:
        """Tell whether another frame follows; zeros that fill a file up are none."""
        while not self._waiting:
            chunk = self._file.read(self._chunk)
            if not chunk:
                return False
            self._waiting = chunk.lstrip(b"\0")
        return True


def _gzip(file: BinaryIO) -> Callable[[], bytes]:
    stream = gzip.GzipFile(fileobj=file, mode="rb")
    return lambda: stream.read1(_CHUNK)


def _zstd(file: BinaryIO) -> Callable[[], bytes]:
    return _Frames(file, _Zstd, _ZSTD_CHUNK).more


def _xz(file: BinaryIO) -> Callable[[], bytes]:
    def new() -> _Decompressor:
        return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MEMORY_LIMIT)

    return _Frames(file, new, _PACKED_CHUNK).more


def _bzip2(file: BinaryIO) -> Callable[[], bytes]:
    return _Frames(file, bz2.BZ2Decompressor, _PACKED_CHUNK).more


_PACKINGS: tuple[tuple[bytes, str, Callable[[BinaryIO], Callable[[], bytes]]], ...] = (
    (b"\x1f\x8b", "gzip", _gzip),
    (b"\x28\xb5\x2f\xfd", "zstd", _zstd),
    (b"\xfd7zXZ\x00", "xz", _xz),
    (b"BZh", "bzip2", _bzip2),
)
_DAMAGE = (zlib.error, lzma.LZMAError, zstandard.ZstdError, OSError, ValueError)


def packing(head: bytes) -> str | None:
    r"""Give the name of what a file that begins so is packed with; None when it is not.

    >>> packing(b"\x1f\x8b\x08\x00"), packing(b"@article{a,")
    ('gzip', None)
    """
    return next((name for magic, name, _ in _PACKINGS if head.startswith(magic)), None)


def unpacked_name(name: str) -> str:
    """Give the name that a packed file has when it is unpacked.

    >>> unpacked_name("papers.bib.gz"), unpacked_name("papers.bib")
    ('papers.bib', 'papers.bib')
    """
    for extension in _EXTENSIONS:
        if name.lower().endswith(extension):
            return name[: -len(extension)]
    return name


class Allowance:
    """How much may still be unpacked of one file, or of all members of one archive."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._packed = 0
        self._unpacked = 0

    def spend(self, packed: int, unpacked: int) -> None:
        """Count bytes.

        Raises:
            BombError: they are too many, in all or for what they were packed into.
        """
        self._packed += packed
        self._unpacked += unpacked
        if self._unpacked > BYTES_LIMIT:
            raise BombError(
                f"{self._name} unpacks to more than {BYTES_LIMIT:,} bytes; cut it into parts"
            )
        if self._unpacked > RATIO_FROM and self._unpacked > RATIO_LIMIT * max(self._packed, 1):
            raise BombError(
                f"{self._name} unpacks to more than {RATIO_LIMIT} times its size, as no text "
                "does; if it is what you want, unpack it and give what is in it"
            )


class Unpacked(io.BufferedReader):
    """A buffered stream that gives what was unpacked before damage, and only then its error."""

    def __init__(self, raw: io.RawIOBase) -> None:
        super().__init__(raw, _CHUNK)
        self._problem: SourceError | None = None

    def read(self, size: int | None = -1, /) -> bytes:
        """Read so many bytes, fewer at the end or before damage, or all.

        Raises:
            SourceError: there is damage right here.
        """
        if self._problem is not None:
            raise self._problem
        left = -1 if size is None else size
        parts: list[bytes] = []
        while left:
            try:
                part = self.read1(left if 0 < left < _CHUNK else _CHUNK)
            except SourceError as problem:
                if not parts:
                    raise
                self._problem = problem
                break
            if not part:
                break
            parts.append(part)
            left -= len(part) if left > 0 else 0
        return b"".join(parts)


class _Unpacking(io.RawIOBase):
    """The bytes of a packed file, unpacked as they are asked for."""

    def __init__(self, file: BinaryIO, name: str, more: Callable[[], bytes]) -> None:
        self._file = file
        self._name = name
        self._more = more
        self._ready = memoryview(b"")
        self._packed = 0
        self._allowance = Allowance(name)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        target = memoryview(buffer).cast("B")
        if not self._ready:
            self._ready = memoryview(self._unpacked())
            packed = self._file.tell()
            self._allowance.spend(packed - self._packed, len(self._ready))
            self._packed = packed
        count = min(len(target), len(self._ready))
        target[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count

    def _unpacked(self) -> bytes:
        try:
            return self._more()
        except MemoryError as problem:
            raise self._damaged("it needs more memory than may be had") from problem
        except EOFError as problem:
            raise self._damaged("it ends before its end") from problem
        except _DAMAGE as problem:
            raise self._damaged(str(problem)) from problem

    def _damaged(self, reason: str) -> SourceError:
        return SourceError(
            f"{self._name} is damaged and cannot be unpacked further ({reason}); what was read "
            "before is kept. Download or pack it again"
        )

    def close(self) -> None:
        self._file.close()
        super().close()


def open_unpacked(path: Path, name: str) -> BinaryIO:
    """Open the bytes of a file, unpacked where it is packed; close it after.

    Args:
        path: where the file is.
        name: what to call it in messages.

    Raises:
        OSError: the file cannot be read. Reading the stream raises `SourceError` where the
            file is damaged, after everything before the damage, and `BombError` where it holds
            more than may be read.
    """
    file = path.open("rb")
    try:
        head = file.read(8)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    for magic, _, reader in _PACKINGS:
        if head.startswith(magic):
            return cast("BinaryIO", Unpacked(_Unpacking(file, name, reader(file))))
    return file
