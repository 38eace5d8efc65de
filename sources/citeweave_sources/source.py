"""Open a source: find it, hash it, name its format, and stream what it holds."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from citeweave_schema.errors import SourceError
from citeweave_sources.reading import Input, Reading
from citeweave_sources.registry import HEAD_BYTES, detect, load_reader

__all__ = ["Source", "open_source"]

_CHUNK = 1 << 20
_Stamp = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file that can be read, as it was when it was opened.

    Attributes:
        uri: the path as given.
        format: the name of the reader that reads it.
        sha256: of its content, as 64 hexadecimal digits.
    """

    uri: str
    format: str
    sha256: str
    _path: Path = field(repr=False)
    _stamp: _Stamp = field(repr=False)

    def read(self) -> Reading:
        """Give the papers of the source and, in their places, what could not be taken.

        Streams: it may be read again, and stopped at any time.

        Raises:
            SourceError: the file cannot be read any more, was changed since it was opened (so
                that `sha256` is no longer its hash), or is over the limit of its format.
        """
        self._refuse_changed()
        reader = load_reader(self.format)
        with _as_source_error(self.uri):
            yield from reader.read(Input(path=self._path, name=self.uri))
        self._refuse_changed()

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
        SourceError: the file is missing, a directory, no regular file, or not readable.
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
        head, sha256 = _hash(path)
    name = detect(uri, head) if format == "auto" else format
    return Source(uri=uri, format=name, sha256=sha256, _path=path, _stamp=_stamp_of(info))


def _hash(path: Path) -> tuple[bytes, str]:
    state = hashlib.sha256()
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        state.update(head)
        while chunk := file.read(_CHUNK):
            state.update(chunk)
    return head, state.hexdigest()


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
