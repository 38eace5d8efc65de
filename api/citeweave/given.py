"""What was found in texts already, given as a file: by `citeweave extract` or another extractor.

One line of JSON for each text, packed or not. ``entities`` and ``relations`` are those of
`citeweave extract`. The text is told by its hash, ``text``, as `citeweave extract` writes it
(`citeweave_schema.text_hash`), or by ``title`` and ``abstract`` themselves. ``language`` is the
text's, where known; ``extractor`` names what found it, the same in the whole file.

The file is read as far as the text asked for, mostly in its order. What was read stays in a
temporary file, since papers may share a text or come in another order; only where it stands there
is in memory.
"""

from __future__ import annotations

import re
import tempfile
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, Self

import msgspec

from citeweave.reports import Refused
from citeweave_schema import Entity, Extraction, Relation, text_hash
from citeweave_schema.codec import from_line
from citeweave_schema.errors import RecordError, SourceError
from citeweave_sources import Input
from citeweave_sources.lines import Line, read_lines

__all__ = ["GIVEN", "GivenMentions"]

GIVEN = "given "
"""What the version of an extractor begins with whose findings were given as a file."""

_UNNAMED = "mentions"
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_EXTRACTOR = re.compile(r"[^\x00-\x1f]{1,200}")
_HASH = re.compile(r"[0-9a-f]{64}")

_Text = tuple[str, str | None]

_LATEST = 50_000
"""Lines whose places are not yet sorted in; or a quarter of them all, if that is more."""


class GivenFindings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A line: what it is about, and what it says of that."""

    entities: tuple[Entity, ...]
    relations: tuple[Relation, ...] | None = None
    id: Any = None
    text: str | None = None
    title: str | None = None
    abstract: str | None = None
    language: str | None = None
    extractor: str | None = None


class _Places:
    """Where lines stand, by a number of 64 bits; for millions, at sixteen bytes each."""

    def __init__(self) -> None:
        self._numbers, self._places = array("Q"), array("Q")
        self._latest: dict[int, int] = {}

    def add(self, number: int, place: int) -> None:
        """Note where a line stands; of two with one number the first counts."""
        if self.get(number) is None:
            self._latest[number] = place
            if len(self._latest) > max(_LATEST, len(self._numbers) // 4):
                self._sort_in()

    def get(self, number: int) -> int | None:
        """Give where a line stands; None where none has the number."""
        found = bisect_left(self._numbers, number)
        if found < len(self._numbers) and self._numbers[found] == number:
            return self._places[found]
        return self._latest.get(number)

    def _sort_in(self) -> None:
        # Who gives no mentions need not wait for it.
        import numpy as np  # noqa: PLC0415

        self._numbers.extend(self._latest)
        self._places.extend(self._latest.values())
        self._latest = {}
        order = np.argsort(np.frombuffer(self._numbers, dtype=np.uint64))
        self._numbers, self._places = (
            array("Q", np.frombuffer(one, dtype=np.uint64)[order].tobytes())
            for one in (self._numbers, self._places)
        )


class GivenMentions:
    """An extractor that gives what a file says was found; in a text that it lacks, nothing.

    What does not stand in the text where the file says it does is refused, with all that the
    file says of that text: see `refused`.

    Attributes:
        path: of the file, as given.
        version: of what found it, as the graph keeps it.
        refused: what could not be taken since somebody last looked and emptied this.
    """

    def __init__(self, path: str | Path) -> None:
        """Open a file and read its first line.

        Raises:
            SourceError: the file cannot be read.
        """
        self.refused: list[Refused] = []
        self.path = str(path)
        self._input = Input(path=Path(path), name=self.path)
        self._places = _Places()
        self._kept: BinaryIO | None = None
        self._length = 0
        self._lines = self._read()
        self.version = GIVEN + self._name()

    def _name(self) -> str:
        for row in (self._row(one, quietly=True) for one in self._read()):
            if row is not None:
                return row[1].extractor or _UNNAMED
        return _UNNAMED

    def extract(self, texts: Iterable[_Text], *, workers: int = 1) -> Iterator[Extraction]:  # noqa: ARG002  # as every extractor
        """Give what was found in each text, in order.

        Raises:
            SourceError: the file cannot be read any further.
        """
        for title, abstract in texts:
            text = text_hash(title, abstract)
            found = self._find(text)
            extraction = self._checked(found, text, (title, abstract)) if found else None
            yield extraction or _nothing(text, self.version)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *problem: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the temporary file."""
        if self._kept is not None:
            self._kept.close()

    def _read(self) -> Iterator[Line]:
        try:
            yield from read_lines(self._input)
        except OSError as problem:
            reason = problem.strerror or str(problem)
            raise SourceError(f"{self.path} cannot be read: {reason}; check the path") from problem

    def _find(self, text: str) -> tuple[int, GivenFindings] | None:
        """Give the number and content of the line about a text."""
        wanted = _short(text)
        if self._places.get(wanted) is None:
            for line in self._lines:
                found = self._row(line)
                if found is not None:
                    self._keep(found[0], line)
                    if found[0] == text:
                        return line.number, found[1]
        return self._again(text)

    def _row(self, line: Line, *, quietly: bool = False) -> tuple[str, GivenFindings] | None:
        """Give which text a line is about, and what it says; None for one that is refused."""
        if not line.problem and not line.text.strip():
            return None
        try:
            row = _parsed(line)
            if not quietly:
                self._check_extractor(row)
            return _about(row), row
        except RecordError as problem:
            if not quietly:
                self._refuse(line.number, str(problem))
            return None

    def _check_extractor(self, row: GivenFindings) -> None:
        name, known = row.extractor or _UNNAMED, self.version.removeprefix(GIVEN)
        if name != known:
            raise RecordError(
                f"found by {name!r}, and what stands before it by {known!r}; give each "
                "extractor's findings by themselves"
            )

    def _keep(self, text: str, line: Line) -> None:
        if self._kept is None:
            self._kept = tempfile.TemporaryFile(prefix="citeweave-")  # noqa: SIM115  # `close` does
        raw = f"{line.number} {line.text}\n".encode("utf-8", "surrogatepass")
        self._kept.seek(self._length)
        self._kept.write(raw)
        self._places.add(_short(text), self._length)
        self._length += len(raw)

    def _again(self, text: str) -> tuple[int, GivenFindings] | None:
        """Give a line that was read before; None where none is about the text."""
        place = self._places.get(_short(text))
        if place is None or self._kept is None:
            return None
        self._kept.seek(place)
        number, _, line = self._kept.readline().decode("utf-8", "surrogatepass").partition(" ")
        row = _parsed(Line(int(number), line))
        return (int(number), row) if _about(row) == text else None

    def _checked(
        self, found: tuple[int, GivenFindings], text: str, written: _Text
    ) -> Extraction | None:
        """Give what a line says, if it can be so; otherwise None, and it is refused."""
        number, row = found
        try:
            extraction = Extraction(
                text_hash=text,
                extractor=self.version,
                language=row.language,
                entities=row.entities,
                relations=row.relations or (),
            )
            for entity in extraction.entities:
                for mention in entity.mentions:
                    mention.check_against(*written)
        except RecordError as problem:
            self._refuse(number, str(problem))
            return None
        return extraction

    def _refuse(self, line: int, reason: str) -> None:
        self.refused.append(Refused(source=self.path, place=self._input.place(line), reason=reason))


def _short(text: str) -> int:
    return int(text[:16], 16)


def _nothing(text: str, version: str) -> Extraction:
    return Extraction(text_hash=text, extractor=version, language=None, entities=())


def _parsed(line: Line) -> GivenFindings:
    """Read a line, as far as not needing the text itself.

    Raises:
        RecordError: it is no object of JSON, or lacks what it must have.
    """
    if line.problem:
        raise RecordError(line.problem)
    row = from_line(GivenFindings, line.text)
    if "\\u0000" in line.text:
        raise RecordError("it has a character that no store can keep, U+0000")
    for name, value, form in (
        ("language", row.language, _LANGUAGE),
        ("extractor", row.extractor, _EXTRACTOR),
        ("text", row.text, _HASH),
    ):
        if value is not None and not form.fullmatch(value):
            raise RecordError(f'"{name}" cannot be {value!r:.40}')
    return row


def _about(row: GivenFindings) -> str:
    """Give the hash of the text that a line is about.

    Raises:
        RecordError: it does not say.
    """
    if row.text is not None:
        return row.text
    if row.title is None:
        raise RecordError('expected "text", the hash of the text, or "title" and "abstract"')
    return text_hash(row.title, row.abstract or None)
