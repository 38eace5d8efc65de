"""Zip archives, read in place: their members in the order of their names, as one source.

The form is PKWARE's .ZIP File Format Specification. Nothing is written to the disk, so names
that climb out of a folder do no harm; they are names. What a member unpacks to is counted over
the whole archive, with the limits of `citeweave_sources.compression`, so that members that
share their packed bytes gain nothing.
"""

from __future__ import annotations

import copy
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, cast

from citeweave_schema.errors import SourceError
from citeweave_sources.compression import Allowance, Unpacked

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["MEMBERS_LIMIT", "Member", "is_archive", "open_archive"]

MEMBERS_LIMIT = 10_000
"""The most members that an archive may have."""

_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_DIRECTORY_LIMIT = 8 * 1024**2
_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_BYTES = 20
_COMMENT_LIMIT = 65_535
_ENCRYPTED = 0x1
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    ValueError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A member of an archive.

    Attributes:
        name: what to call it in messages: the archive's name, "!", and its own.
        problem: why it is passed over, in words; None when it may be read.
        open: gives its bytes, unpacked; raises `SourceError` when they cannot be had. Valid
            as long as the archive is open.
    """

    name: str
    problem: str | None
    open: Callable[[], BinaryIO]


def is_archive(head: bytes) -> bool:
    r"""Tell whether a file that begins so is a zip archive.

    >>> is_archive(b"PK\x03\x04"), is_archive(b"PK")
    (True, False)
    """
    return head.startswith(_MAGIC)


@contextmanager
def open_archive(path: Path, name: str) -> Iterator[list[Member]]:
    """Give the members of an archive in the order of their names; folders are left out.

    Raises:
        OSError: the file cannot be read.
        SourceError: the archive is damaged, or has more than `MEMBERS_LIMIT` members.
    """
    with path.open("rb") as file:
        _check_directory(file, name)
        metered = _Metered(file)
        try:
            archive = zipfile.ZipFile(cast("BinaryIO", metered))
        except _DAMAGE as problem:
            raise SourceError(
                f"{name} is a damaged zip archive ({problem}); download or pack it again"
            ) from problem
        with archive:
            listed = [one for one in archive.infolist() if not one.is_dir()]
            if len(listed) > MEMBERS_LIMIT:
                raise _too_many(name, len(listed))
            listed.sort(key=lambda one: one.filename)
            allowance = Allowance(name)
            yield [_member(archive, info, name, allowance, metered) for info in listed]


def _member(
    archive: zipfile.ZipFile,
    info: zipfile.ZipInfo,
    archive_name: str,
    allowance: Allowance,
    file: _Metered,
) -> Member:
    name = f"{archive_name}!{info.filename}"
    problem = None
    parts = info.filename.split("/")
    if "__MACOSX" in parts or parts[-1].startswith("."):
        problem = "a hidden file of an operating system; it is passed over"
    elif info.flag_bits & _ENCRYPTED:
        problem = "the member is encrypted; unpack the archive and give the files in it"
    elif info.file_size == 0:
        problem = "the member is empty"

    # zipfile checks the sum in the call that gives the last bytes, which are then lost: a small
    # member as a whole. Without the sum it gives them, and the sum is checked here.
    bare = copy.copy(info)
    del bare.CRC

    def open_member() -> BinaryIO:
        try:
            stream = archive.open(bare)
        except (RuntimeError, *_DAMAGE) as problem:
            raise SourceError(f"{name} cannot be unpacked: {problem}; pack it again") from problem
        return cast("BinaryIO", Unpacked(_Counted(stream, name, info.CRC, allowance, file)))

    return Member(name=name, problem=problem, open=open_member)


class _Metered:
    """A file that counts what is read from it; zipfile asks for no more than these."""

    def __init__(self, file: BinaryIO) -> None:
        self.count = 0
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable
        self._read = file.read

    def read(self, size: int = -1, /) -> bytes:
        data = self._read(size)
        self.count += len(data)
        return data


class _Counted(io.RawIOBase):
    """The bytes of a member, counted against what its archive may unpack to."""

    def __init__(
        self, stream: IO[bytes], name: str, expected: int, allowance: Allowance, file: _Metered
    ) -> None:
        self._stream = cast("io.BufferedIOBase", stream)
        self._name = name
        self._expected = expected
        self._sum = 0
        self._allowance = allowance
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        target = memoryview(buffer).cast("B")
        before = self._file.count
        try:
            found = self._stream.read1(len(target))
            self._sum = zlib.crc32(found, self._sum)
            if not found and self._sum != self._expected:
                raise zipfile.BadZipFile("its sum is wrong")
        except _DAMAGE as problem:
            raise SourceError(
                f"{self._name} is damaged and cannot be unpacked further ({problem}); what was "
                "read before is kept"
            ) from problem
        target[: len(found)] = found
        self._allowance.spend(self._file.count - before, len(found))
        return len(found)

    def close(self) -> None:
        self._stream.close()
        super().close()


def _check_directory(file: BinaryIO, name: str) -> None:
    """Refuse a list of members that would fill the memory before it could be counted."""
    end = file.seek(0, io.SEEK_END)
    start = max(end - _END.size - _COMMENT_LIMIT - _LOCATOR_BYTES - _END_64.size, 0)
    file.seek(start)
    tail = file.read()
    file.seek(0)
    at = len(tail) - _END.size
    if tail[at : at + 4] != b"PK\x05\x06" or tail[-2:] != b"\0\0":
        at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        raise SourceError(
            f"{name} is a zip archive without its end; it was cut. Download or pack it again"
        )
    _, _, _, _, members, size, _, _ = _END.unpack_from(tail, at)
    at_64 = at - _LOCATOR_BYTES - _END_64.size
    if at_64 >= 0 and tail[at_64 : at_64 + 4] == b"PK\x06\x06":
        _, _, _, _, _, _, _, members, size, _ = _END_64.unpack_from(tail, at_64)
    if members > MEMBERS_LIMIT or size > _DIRECTORY_LIMIT:
        raise _too_many(name, members)


def _too_many(name: str, members: int) -> SourceError:
    return SourceError(
        f"{name} lists {members:,} members; at most {MEMBERS_LIMIT:,} with short names are "
        "read. Unpack it and give the files in it"
    )
