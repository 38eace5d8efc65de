"""The one place where sources, extraction and the graph meet.

source ──reader──▶ Record ──extract──▶ Extraction ──write──▶ graph

In the place of what extracts may stand a file of what was found already, or nothing at all.

Everything streams: at any moment one batch of papers is in memory. A batch is kept whole or not
at all, so that a build that was killed goes on where it stopped when it is run again.
"""

from __future__ import annotations

import gc
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from msgspec.structs import replace

from citeweave import reading_apart
from citeweave.extractors import (
    METADATA_ONLY,
    PIPELINE,
    TERMS,
    Extractor,
    Text,
    extractor_of,
    settings,
    terms_text,
)
from citeweave.given import GivenMentions
from citeweave.pacing import Pace
from citeweave.reading import Chunk, chunks, refusals, with_mentions
from citeweave.reading_apart import ReadingApart
from citeweave.reports import BuildReport, Progress, Refused, Silent, Unreadable
from citeweave_graph import KeptRecord, Store, Writer, open_store
from citeweave_schema import Extraction, Manifest, SourceState, text_hash
from citeweave_schema.errors import SourceError, UsageError
from citeweave_schema.papers import Record
from citeweave_sources import Source, open_source

__all__ = [
    "METADATA_ONLY",
    "BuildReport",
    "Progress",
    "Refused",
    "Unreadable",
    "build",
    "reading_texts",
    "remove",
]

_CHUNK = 64
"""Papers that are looked up, and whose texts are read, at a time."""
_AT_RISK_SECONDS = 3.0
"""How much of the reading of texts may be lost when a build is killed."""
_CHEAP_SECONDS = 10.0
"""How much may be read again where that is quick; in small batches, authors are made twice."""
_OBJECTS_BETWEEN_COLLECTIONS = 500_000


def build(
    sources: Sequence[str | Path],
    graph: str | Store,
    *,
    format: str = "auto",  # noqa: A002  # the option's name
    workers: int = 1,
    pipeline: str = "shipped",
    terms: str | Path | None = None,
    mentions: str | Path | None = None,
    progress: Progress | None = None,
    list_refused: bool = False,
) -> BuildReport:
    """Build a graph from sources, or extend it by them.

    A source is known by its path as given and the hash of its content: one that was built and
    is unchanged is passed over, one that changed gives what is new in it and loses what is not
    in it any more. A source that cannot be read is reported and the others are built.

    Args:
        sources: paths of the files to read.
        graph: URL of the graph, made where there is none, or an open store.
        format: name of the reader, or "auto".
        workers: processes that extract.
        pipeline: "shipped", "light", the path of a spaCy pipeline, or "none" for metadata
            alone: no text is read. The whole graph is of one pipeline; where it was another so
            far, all its texts are read anew.
        terms: file of a term list, kept with the graph and used by later builds too; None to
            use the one kept, if any.
        mentions: file of what was found in the texts already, in the form of `citeweave extract`:
            no pipeline reads any text then, and a text that the file lacks has no mentions. A
            graph of mentions that another extractor found gets all of them from this file.
        progress: told how far the build is.
        list_refused: also list what could not be taken of unchanged sources, which takes
            reading them again; otherwise it is only counted.

    Raises:
        SourceError: no source could be read at all.
        ExtractorError: the pipeline or the term list cannot be loaded.
        UsageError: mentions are given as well as terms, which a pipeline would need.
        StoreError: the graph cannot be opened or written; what was there is intact.
    """
    began = time.monotonic()
    if mentions is not None and terms is not None:
        raise UsageError("terms are for a pipeline, and with mentions none reads; give one of them")
    opened, unreadable = _open_sources([str(one) for one in sources], format)
    if not opened:
        raise SourceError("; ".join(one.reason for one in unreadable) or "no source was named")
    given = None if mentions is None else GivenMentions(mentions)
    store = open_store(graph) if isinstance(graph, str) else graph
    try:
        kept = settings(store)
        named = pipeline if given is None else given.version
        wanted = {PIPELINE: named, TERMS: terms_text(terms) or kept[TERMS]}
        extractor = given or extractor_of(wanted)
        run = _Run(workers, extractor, progress or Silent(), unreadable)
        with (
            given or nullcontext(),
            _few_collections(),
            store.writer(extract=extractor.extract, extractor=extractor.version) as writer,
        ):
            for name, value in wanted.items():
                if value != kept[name]:
                    writer.keep_setting(name, value)
            if run.reads_no_text:
                writer.fill()
            run.read_anew(writer)
            run.read_all(writer, opened, list_refused=list_refused)
        with store.view() as view:
            return run.report(writer, view.manifest(), time.monotonic() - began)
    finally:
        if isinstance(graph, str):
            store.close()


def remove(sources: Sequence[str | Path], graph: str | Store) -> dict[str, int]:
    """Take sources out of a graph, with all that only they supported.

    Gives how many papers went with each source, by its path as it was given to the build.

    Raises:
        NotFoundError: the graph has no such source; nothing was removed for it or after it.
        StoreError: the graph cannot be opened or written.
    """
    store = open_store(graph, create=False) if isinstance(graph, str) else graph
    try:
        with reading_texts(store) as writer:
            return {str(one): writer.remove(str(one)) for one in sources}
    finally:
        if isinstance(graph, str):
            store.close()


def reading_texts(store: Store) -> Writer:
    """Give the writer of a graph, which reads texts as the graph's own were read.

    For changes that may show a text that nobody read so far: what another source says of a
    paper, where the one removed said it until now. The extractor is loaded when there is one.
    """
    kept = settings(store)

    def extract(texts: Iterable[tuple[str, str | None]]) -> Iterator[Extraction]:
        return extractor_of(kept).extract(texts)

    return store.writer(extract=extract)


def _open_sources(uris: Iterable[str], form: str) -> tuple[list[Source], list[Unreadable]]:
    opened: list[Source] = []
    unreadable: list[Unreadable] = []
    for uri in dict.fromkeys(uris):
        try:
            opened.append(open_source(uri, form))
        except SourceError as problem:
            unreadable.append(Unreadable(source=uri, reason=str(problem)))
    return opened, unreadable


@contextmanager
def _few_collections() -> Iterator[None]:
    """Look for cyclic garbage seldom: a batch is many objects and next to no cycles."""
    before = gc.get_threshold()
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, *before[1:])
    gc.freeze()  # what is there stays, and need not be looked at again
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)


@dataclass(slots=True)
class _Run:
    """One build under way."""

    workers: int
    extractor: Extractor
    progress: Progress
    unreadable: list[Unreadable]
    papers_read: int = 0
    refused: list[Refused] = field(default_factory=list)
    refused_before: int = 0
    pace: Pace = field(init=False)

    def __post_init__(self) -> None:
        self.pace = (
            Pace(least_seconds=_CHEAP_SECONDS)
            if self.reads_no_text
            else Pace(most_seconds=_AT_RISK_SECONDS)
        )

    @property
    def reads_no_text(self) -> bool:
        """Whether nothing of value is lost with a batch, and a new graph can be filled at once."""
        return self._given is not None or self.extractor.version == METADATA_ONLY

    @property
    def _given(self) -> GivenMentions | None:
        return self.extractor if isinstance(self.extractor, GivenMentions) else None

    def read_anew(self, writer: Writer) -> None:
        """Extract again from the papers that another version of the extractor read."""
        if writer.extractor == self.extractor.version:
            return
        stale = writer.stale_papers()
        if stale:
            self.progress.begin("reading papers anew")
        batch: list[str] = []

        def texts() -> Iterator[Text]:
            for number, (_, text) in enumerate(stale):
                if number % _CHUNK == 0 and self.pace.is_due(len(batch)):
                    self._relink(writer, batch)
                yield text

        found = self.extractor.extract(texts(), workers=self.workers)
        for (paper, _), extraction in zip(stale, found, strict=True):
            writer.add_extraction(extraction)
            batch.append(paper)
        if batch:
            self._relink(writer, batch)

    def _relink(self, writer: Writer, papers: list[str]) -> None:
        with self.pace.keeping():
            writer.relink(papers)
        self.progress.advance(len(papers))
        papers.clear()

    def read_all(self, writer: Writer, sources: Sequence[Source], *, list_refused: bool) -> None:
        """Bring sources into the graph; those that it has already are passed over."""
        changed: list[Source] = []
        for source in sources:
            before = writer.source(source.uri)
            if before is None or not _is_unchanged(before, source):
                changed.append(source)
                continue
            self.papers_read += before.records
            if before.refused and list_refused:
                self.refused.extend(refusals(source))
            else:
                self.refused_before += before.refused
        apart = self.reads_no_text and reading_apart.pays(changed)
        mentions = self._given
        texts = mentions is not None
        with ReadingApart(changed, texts=texts) if apart else nullcontext() as process:
            for source in changed:
                if process is None:
                    found = chunks(source, _CHUNK, mentions)
                else:
                    found = process.chunks(source)
                    found = found if mentions is None else with_mentions(found, mentions)
                self._read(writer, source, _Given(found))

    def _read(self, writer: Writer, source: Source, given: _Given) -> None:
        self.progress.begin(source.uri)
        state = SourceState(uri=source.uri, format=source.format, sha256=source.sha256)
        writer.begin_source(state)

        def paced() -> Iterator[Chunk]:
            for chunk in given.chunks():
                yield chunk
                self._keep_when_due(writer)

        taken: Iterator[Record | KeptRecord]
        if self.reads_no_text:
            taken = self._with_given(writer, paced())
        else:
            taken = self._with_extractions(writer, paced(), writer.records_of(source.uri))
        for record in taken:
            writer.add(record, source.uri)
        self.papers_read += given.count
        self.refused.extend(given.refused)
        if given.problem is not None:
            self.unreadable.append(Unreadable(source=source.uri, reason=given.problem))
            return
        state = replace(state, records=given.count, refused=len(given.refused))
        writer.end_source(state, keep=given.hashes)

    def _keep_when_due(self, writer: Writer) -> None:
        waiting = writer.waiting
        if self.pace.is_due(waiting):
            with self.pace.keeping():
                writer.commit()
            self.progress.advance(waiting)

    @staticmethod
    def _with_given(writer: Writer, chunks: Iterable[Chunk]) -> Iterator[Record | KeptRecord]:
        """Give the records in order, each after what is given as found in its text, if new."""
        for chunk in chunks:
            if chunk.found:
                read = writer.hashes_read({one.text_hash for one in chunk.found})
                for one in chunk.found:
                    if one.text_hash not in read:
                        writer.add_extraction(one)
            yield from chunk.given

    def _with_extractions(
        self, writer: Writer, chunks: Iterable[Chunk], known: set[str]
    ) -> Iterator[Record]:
        """Give the records in order, each after its extraction was added where it is new."""
        waiting: deque[tuple[Record, bool]] = deque()

        def texts() -> Iterator[Text]:
            for records in (chunk.records for chunk in chunks):
                new = [one for one in records if one.hash not in known]
                read = writer.texts_read((one.paper.title, one.paper.abstract) for one in new)
                for one in records:
                    text = one.paper.title, one.paper.abstract
                    is_read = one.hash in known or text_hash(*text) in read
                    waiting.append((one, is_read))
                    if not is_read:
                        yield text

        for extraction in self.extractor.extract(texts(), workers=self.workers):
            is_read = True
            while is_read:
                record, is_read = waiting.popleft()
                if not is_read:
                    writer.add_extraction(extraction)
                yield record
        while waiting:
            yield waiting.popleft()[0]

    def report(self, writer: Writer, manifest: Manifest, seconds: float) -> BuildReport:
        """Say what was done."""
        return BuildReport(
            papers_read=self.papers_read,
            papers_new=writer.tally.new,
            papers_updated=writer.tally.updated,
            papers_merged=writer.tally.merged,
            papers_total=manifest.counts.get("Paper", 0),
            concepts=manifest.counts.get("Concept", 0),
            mentions=manifest.counts.get("mentions", 0),
            graph_version=manifest.version,
            seconds=round(seconds, 3),
            refused=tuple(self.refused),
            refused_before=self.refused_before,
            unreadable=tuple(self.unreadable),
        )


def _is_unchanged(before: SourceState, source: Source) -> bool:
    content = (before.sha256, before.format)
    return before.complete and content == (source.sha256, source.format)


class _Given:
    """What the reader of one source gave so far."""

    def __init__(self, given: Iterable[Chunk]) -> None:
        self._given = given
        self.count = 0
        self.hashes: set[str] = set()
        self.refused: list[Refused] = []
        self.problem: str | None = None

    def chunks(self) -> Iterator[Chunk]:
        """Give the records, chunk by chunk."""
        for chunk in self._given:
            self.refused += chunk.refused
            self.count += len(chunk.given)
            self.hashes.update(one.hash for one in chunk.given)
            self.problem = chunk.problem
            yield chunk
