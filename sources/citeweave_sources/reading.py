"""What every reader is, and what it gives: papers, and refusals with their place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Protocol, TypeAlias

from citeweave_schema import Paper
from citeweave_sources.compression import open_unpacked

__all__ = ["Input", "Reader", "Reading", "Refusal"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Something in a source that could not be taken; what stands around it is.

    Attributes:
        place: where it stands, as an editor opens it: ``papers.jsonl:12`` (lines from 1); or
            ``works.json#12``, the twelfth record of a file whose lines say nothing.
        reason: what is wrong with it and what to do about it, in words.
    """

    place: str
    reason: str

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"


Reading: TypeAlias = Iterator[Paper | Refusal]
"""What reading a source gives, in the order of the source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A file that a reader is to read.

    Attributes:
        path: where its bytes are.
        name: what to call it in messages: the path as the user gave it; for a member of an
            archive ``archive.zip!member``.
        opener: gives the bytes of a member of an archive; None for a file of its own.
    """

    path: Path
    name: str
    opener: Callable[[], BinaryIO] | None = field(default=None, repr=False, compare=False)

    def open(self) -> BinaryIO:
        """Open its bytes, decompressed where the file is compressed; close it after.

        Raises:
            OSError: the file cannot be read.
            SourceError: it is damaged, or holds more than may be read; also while its stream
                is read, after everything before the damage.
        """
        return self.opener() if self.opener else open_unpacked(self.path, self.name)

    def place(self, line: int) -> str:
        """Give the place of a line, counted from 1."""
        return f"{self.name}:{line}"

    def record(self, number: int) -> str:
        """Give the place of a record, counted from 1, in a file whose lines say nothing."""
        return f"{self.name}#{number}"


class Reader(Protocol):
    """What a module must have to be a reader; see `citeweave_sources.registry`.

    A new format is one module with these two functions and one line in the registry.
    """

    def matches(self, name: str, head: str) -> bool:
        """Tell whether a file is in this format.

        Args:
            name: the file's name, for its extension.
            head: the first `citeweave_sources.registry.HEAD_BYTES` bytes as text, without byte
                order mark, lines ending in a line feed; what is not UTF-8 is U+FFFD.
        """
        ...

    def read(self, source: Input) -> Reading:
        """Read a file piece by piece, in bounded memory.

        Raises:
            SourceError: the file as a whole cannot be read. What is wrong with one record is
                no error but a `Refusal` in the place of the record.
        """
        ...
