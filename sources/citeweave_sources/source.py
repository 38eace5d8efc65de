"""Open a source: find it, hash it, name its format, and stream what it holds."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from citeweave_schema.errors import FormatError, SourceError
from citeweave_sources.archives import Member, is_archive, open_archive
from citeweave_sources.compression import BombError, unpacked_name
from citeweave_sources.reading import Input, Reading, Refusal
from citeweave_sources.registry import HEAD_BYTES, detect, load_reader

__all__ = ["Source", "open_source"]

_CHUNK = 1 << 20
_MAGIC_BYTES = 64
_SHOWN = 3
_Stamp = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file that can be read, as it was when it was opened.

    Attributes:
        uri: the path as given.
        format: the name of the reader that reads it; of a zip archive, of the first member
            that can be read.
        sha256: of its bytes as they are on the disk, packed or not, as 64 hexadecimal digits.
    """

    uri: str
    format: str
    sha256: str
    _path: Path = field(repr=False)
    _stamp: _Stamp = field(repr=False)
    _archive: bool = field(default=False, repr=False)
    _given: str = field(default="auto", repr=False)

    def read(self) -> Reading:
        """Give the papers of the source and, in their places, what could not be taken.

        Streams: it may be read again, and stopped at any time.

        Raises:
            SourceError: the file cannot be read any more, was changed since it was opened (so
                that `sha256` is no longer its hash), is packed and damaged, or is over a limit
                of its format. What was given before stays good.
        """
        self._refuse_changed()
        with _as_source_error(self.uri):
            if self._archive:
                yield from self._read_members()
            else:
                reader = load_reader(self.format)
                yield from reader.read(Input(path=self._path, name=self.uri))
        self._refuse_changed()

    def _read_members(self) -> Reading:
        with open_archive(self._path, self.uri) as members:
            for member in members:
                try:
                    reader = load_reader(_format_of(member, self._given))
                    source = Input(path=self._path, name=member.name, opener=member.open)
                    yield from reader.read(source)
                except BombError:
                    raise
                except SourceError as problem:
                    yield Refusal(place=member.name, reason=str(problem))

    def _refuse_changed(self) -> None:
        with _as_source_error(self.uri):
            now = _stamp_of(self._path.stat())
        if now != self._stamp:
            raise SourceError(
                f"{self.uri} was changed while it was being read; build it again when it is whole"
            )


def open_source(uri: str, format: str = "auto") -> Source:  # noqa: A002  # the option's name
    """Open a file for reading; its content is read once, to hash it.

    Args:
        uri: path of the file.
        format: name of a reader in `citeweave_sources.READERS`, or "auto" to tell the format
            by the content.

    Raises:
        SourceError: the file is missing, a directory, no regular file, not readable, or packed
            and damaged from its start.
        FormatError: the file is in no known format, or no reader has the name given.
    """
    if "://" in uri:
        raise SourceError(f"{uri} is an address; download it first and give the file")
    if not uri or "\0" in uri:
        raise SourceError(f"{uri!r} is no path; give the path of a file")
    path = Path(uri)
    if format != "auto":
        load_reader(format)
    with _as_source_error(uri):
        info = path.stat()
        if stat.S_ISDIR(info.st_mode):
            raise SourceError(f"{uri} is a directory; name the files in it: {uri.rstrip('/')}/*")
        if not stat.S_ISREG(info.st_mode):
            raise SourceError(f"{uri} is no regular file; write its content to one first")
        packed_head, sha256 = _hash(path)
        archive = is_archive(packed_head)
        if archive:
            name = _format_of_archive(path, uri, format)
        elif format == "auto":
            name = detect(unpacked_name(uri), _head(Input(path=path, name=uri)))
        else:
            name = format
    return Source(
        uri=uri,
        format=name,
        sha256=sha256,
        _path=path,
        _stamp=_stamp_of(info),
        _archive=archive,
        _given=format,
    )


def _hash(path: Path) -> tuple[bytes, str]:
    state = hashlib.sha256()
    with path.open("rb") as file:
        head = file.read(_MAGIC_BYTES)
        state.update(head)
        while chunk := file.read(_CHUNK):
            state.update(chunk)
    return head, state.hexdigest()


def _head(source: Input) -> bytes:
    with source.open() as file:
        return file.read(HEAD_BYTES)


def _format_of(member: Member, given: str) -> str:
    """Give the format of a member of an archive.

    Raises:
        SourceError: it is one to pass over, or cannot be read; the message says why.
    """
    if member.problem is not None:
        raise SourceError(member.problem)
    if given != "auto":
        return given
    with member.open() as file:
        return detect(member.name, file.read(HEAD_BYTES))


def _format_of_archive(path: Path, uri: str, given: str) -> str:
    """Give the format of the first member that can be read."""
    problems: list[str] = []
    with open_archive(path, uri) as members:
        for member in members:
            try:
                return _format_of(member, given)
            except SourceError as problem:
                problems.append(f"{member.name}: {problem}")
    found = "; ".join(problems[:_SHOWN]) or "it is empty"
    raise FormatError(f"{uri} has no member that can be read: {found}")


def _stamp_of(info: os.stat_result) -> _Stamp:
    return info.st_mtime_ns, info.st_size


@contextmanager
def _as_source_error(uri: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as problem:
        raise SourceError(f"{uri} does not exist; check the path") from problem
    except PermissionError as problem:
        raise SourceError(f"{uri} may not be read; check its permissions") from problem
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise SourceError(f"{uri} cannot be read: {reason}; check the path and disk") from problem
