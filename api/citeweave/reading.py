"""Sources read chunk by chunk, as records with their lines and hashes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from citeweave.given import GivenMentions
from citeweave.reports import Refused
from citeweave_graph import KeptExtraction, KeptRecord, kept, kept_record
from citeweave_schema.errors import SourceError
from citeweave_schema.papers import Record
from citeweave_sources import Refusal, Source

__all__ = ["Chunk", "chunks", "refusals", "with_mentions"]

_MOST_CHARACTERS = 1 << 20

Text = tuple[str, str | None]
"""A title and an abstract; None where there is no abstract."""


@dataclass(slots=True)
class Chunk:
    """Some of what a source holds, in its order.

    Attributes:
        records: papers with what is dear to work out more than once.
        kept: the same as the graph keeps them, where another process did that work too; then
            there are no records.
        texts: title and abstract of each, where there are no records and somebody needs them.
        found: what is given as found in the text of each; empty where nothing is given.
        refused: what could not be taken among them.
        problem: why the source cannot be read any further; None while it can.
        last: True when nothing of the source follows.
    """

    records: list[Record] = field(default_factory=list)
    kept: list[KeptRecord] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    found: list[KeptExtraction] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    problem: str | None = None
    last: bool = False

    @property
    def given(self) -> Sequence[Record | KeptRecord]:
        """What was read, in the one form or the other."""
        return self.kept or self.records

    def keep(self, *, texts: bool) -> None:
        """Let go of the records for the form that the graph keeps, and their texts if wanted."""
        if texts:
            self.texts = self.texts_given()
        self.kept = list(map(kept_record, self.records))
        self.records = []

    def texts_given(self) -> list[Text]:
        """Give title and abstract of each of what was read."""
        return self.texts or [(one.paper.title, one.paper.abstract) for one in self.records]


def chunks(source: Source, size: int, mentions: GivenMentions | None = None) -> Iterator[Chunk]:
    """Read a source to its end, or to where it cannot be read any further.

    Never raises for what is wrong with the source, since an error would lose what stands before
    it; the last chunk says so.

    Args:
        source: what to read.
        size: most items a chunk has; one of long texts has fewer.
        mentions: what is given as found in texts; what of that cannot be taken is refused too.
    """
    found = _chunks(source, size)
    return found if mentions is None else with_mentions(found, mentions)


def with_mentions(given: Iterable[Chunk], mentions: GivenMentions) -> Iterator[Chunk]:
    """Give chunks with what is given as found in their texts, to where that can be read."""
    waiting = iter(given)
    for chunk in waiting:
        try:
            _look_up(chunk, mentions)
        except SourceError as problem:
            for _ in waiting:  # what a process reads of this source is not of the next one
                pass
            yield Chunk(problem=str(problem), last=True)
            return
        yield chunk


def _look_up(chunk: Chunk, mentions: GivenMentions) -> None:
    chunk.found = [kept(one) for one in mentions.extract(chunk.texts_given())]
    chunk.texts = []
    chunk.refused += mentions.refused
    mentions.refused.clear()


def _chunks(source: Source, size: int) -> Iterator[Chunk]:
    chunk, characters = Chunk(), 0
    try:
        for item in source.read():
            if isinstance(item, Refusal):
                chunk.refused.append(_refused(source, item))
            else:
                record = Record.of(item)
                characters += len(record.line)
                chunk.records.append(record)
            full = len(chunk.records) + len(chunk.refused) >= size
            if full or characters >= _MOST_CHARACTERS:
                yield chunk
                chunk, characters = Chunk(), 0
    except SourceError as problem:
        chunk.problem = str(problem)
    chunk.last = True
    yield chunk


def refusals(source: Source) -> Iterator[Refused]:
    """Give what cannot be taken of a source, and nothing else.

    Raises:
        SourceError: the source cannot be read any further.
    """
    for item in source.read():
        if isinstance(item, Refusal):
            yield _refused(source, item)


def _refused(source: Source, refusal: Refusal) -> Refused:
    return Refused(source=source.uri, place=refusal.place, reason=refusal.reason)
