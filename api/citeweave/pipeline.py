"""The one place where sources, extraction and the graph meet.

source ──reader──▶ Paper ──extract──▶ Extraction ──write──▶ graph

Everything streams: at any moment one batch of papers is in memory. A batch is kept whole or not
at all, so that a build that was killed goes on where it stopped when it is run again.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from citeweave_graph import Store, Writer, open_store
from citeweave_schema import Extraction, Manifest, Paper, SourceState
from citeweave_schema.errors import SourceError
from citeweave_sources import Refusal, Source, open_source

if TYPE_CHECKING:
    from citeweave_nlp import Extractor

__all__ = ["BuildReport", "Progress", "Refused", "Unreadable", "build", "reading_texts", "remove"]

_BATCH = 128
_PIPELINE, _TERMS = "pipeline", "terms"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A record that could not be taken: from which source, where in it, and why."""

    source: str
    place: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A source that could not be read, or not to its end, and why."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a build did, and what the graph holds after it.

    Attributes:
        papers_read: records that the readers gave; of an unchanged source, those it gave when
            it was built.
        papers_new: papers that this build added to the graph.
        papers_updated: papers that were there and say something else now.
        papers_merged: records of this build that turned out to be a paper already there.
        papers_total: papers with text in the graph.
        concepts: methods, datasets, tasks and metrics in the graph.
        mentions: mentions that its extracted edges stand on.
        graph_version: grows by one with each build that changed something.
        seconds: how long the build took.
        refused: records that could not be taken, with their places and reasons.
        unreadable: sources that could not be read, or not to their ends.
    """

    papers_read: int
    papers_new: int
    papers_updated: int
    papers_merged: int
    papers_total: int
    concepts: int
    mentions: int
    graph_version: int
    seconds: float
    refused: tuple[Refused, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()

    def to_json(self) -> dict[str, int | float]:
        """Give the object that `citeweave build --json` prints."""
        return {
            "papers_read": self.papers_read,
            "papers_new": self.papers_new,
            "papers_updated": self.papers_updated,
            "papers_merged": self.papers_merged,
            "papers_total": self.papers_total,
            "refused": len(self.refused),
            "concepts": self.concepts,
            "mentions": self.mentions,
            "seconds": self.seconds,
            "graph_version": self.graph_version,
            "sources_unreadable": len(self.unreadable),
        }


class Progress(Protocol):
    """Told how far a build is; the command shows it as a bar."""

    def begin(self, what: str) -> None:
        """Something begins: a source is read, or known papers are read anew."""

    def advance(self, papers: int) -> None:
        """So many papers more are done."""


class _Silent:
    def begin(self, what: str) -> None:
        pass

    def advance(self, papers: int) -> None:
        pass


def build(
    sources: Sequence[str | Path],
    graph: str | Store,
    *,
    format: str = "auto",  # noqa: A002  # the option's name
    workers: int = 1,
    pipeline: str = "shipped",
    terms: str | Path | None = None,
    progress: Progress | None = None,
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
        pipeline: "shipped", "light", or the path of a spaCy pipeline.
        terms: file of a term list, kept with the graph and used by later builds too; None to
            use the one kept, if any.
        progress: told how far the build is.

    Raises:
        SourceError: no source could be read at all.
        ExtractorError: the pipeline or the term list cannot be loaded.
        StoreError: the graph cannot be opened or written; what was there is intact.
    """
    began = time.monotonic()
    opened, unreadable = _open_sources([str(one) for one in sources], format)
    if not opened:
        raise SourceError("; ".join(one.reason for one in unreadable) or "no source was named")
    store = open_store(graph) if isinstance(graph, str) else graph
    try:
        kept = _settings(store)
        wanted = {_PIPELINE: pipeline, _TERMS: _terms_text(terms) or kept[_TERMS]}
        extractor = _extractor(wanted)
        run = _Run(workers, extractor, progress or _Silent(), unreadable)
        with store.writer(extract=extractor.extract, extractor=extractor.version) as writer:
            for name, value in wanted.items():
                if value != kept[name]:
                    writer.keep_setting(name, value)
            run.read_anew(writer)
            for source in opened:
                run.read(writer, source)
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
    kept = _settings(store)

    def extract(texts: Iterable[tuple[str, str | None]]) -> Iterator[Extraction]:
        return _extractor(kept).extract(texts)

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


def _settings(store: Store) -> dict[str, str]:
    """Give how the texts of a graph are read."""
    with store.view() as view:
        return {name: view.setting(name) for name in (_PIPELINE, _TERMS)}


def _terms_text(terms: str | Path | None) -> str:
    if terms is None:
        return ""
    from citeweave_nlp import load_terms  # noqa: PLC0415  # as below

    return load_terms(terms).to_json()


def _extractor(settings: Mapping[str, str]) -> Extractor:
    from citeweave_nlp import TermList, load  # noqa: PLC0415  # spaCy takes a second to load

    terms = TermList.from_json(settings[_TERMS]) if settings[_TERMS] else None
    return load(settings[_PIPELINE] or "shipped", terms=terms)


@dataclass(slots=True)
class _Run:
    """One build under way."""

    workers: int
    extractor: Extractor
    progress: Progress
    unreadable: list[Unreadable]
    papers_read: int = 0
    refused: list[Refused] = field(default_factory=list)

    def read_anew(self, writer: Writer) -> None:
        """Extract again from the papers that another version of the extractor read."""
        if writer.extractor == self.extractor.version:
            return
        stale = writer.stale_papers()
        if stale:
            self.progress.begin("reading papers anew")
        found = self.extractor.extract((text for _, text in stale), workers=self.workers)
        batch: list[str] = []
        for (paper, _), extraction in zip(stale, found, strict=True):
            writer.add_extraction(extraction)
            batch.append(paper)
            if len(batch) == _BATCH:
                self._relink(writer, batch)
                batch = []
        if batch:
            self._relink(writer, batch)

    def _relink(self, writer: Writer, papers: list[str]) -> None:
        writer.relink(papers)
        self.progress.advance(len(papers))

    def read(self, writer: Writer, source: Source) -> None:
        """Bring a source into the graph."""
        before = writer.source(source.uri)
        if (
            before is not None
            and before.complete
            and (before.sha256, before.format) == (source.sha256, source.format)
        ):
            self.papers_read += before.records
            if before.refused:
                self.refused.extend(_refusals(source))
            return
        self.progress.begin(source.uri)
        state = SourceState(uri=source.uri, format=source.format, sha256=source.sha256)
        known = writer.records_of(source.uri)
        writer.begin_source(state)
        given = _Given(source.uri)
        papers = self._with_extractions(writer, given.papers(source), known)
        for number, paper in enumerate(papers, start=1):
            writer.add(paper, source.uri)
            if number % _BATCH == 0:
                writer.commit()
                self.progress.advance(_BATCH)
        self.papers_read += given.count
        self.refused.extend(given.refused)
        if given.problem is not None:
            self.unreadable.append(Unreadable(source=source.uri, reason=str(given.problem)))
            writer.commit()
            return
        writer.end_source(
            SourceState(
                uri=source.uri,
                format=source.format,
                sha256=source.sha256,
                records=given.count,
                refused=len(given.refused),
            ),
            keep=given.hashes,
        )

    def _with_extractions(
        self, writer: Writer, papers: Iterable[Paper], known: set[str]
    ) -> Iterator[Paper]:
        """Give the papers in order, each after its extraction was added where it is new."""
        waiting: deque[tuple[Paper, bool]] = deque()

        def texts() -> Iterator[tuple[str, str | None]]:
            for paper in papers:
                read = paper.content_hash in known or writer.has_extraction(
                    paper.title, paper.abstract
                )
                waiting.append((paper, read))
                if not read:
                    yield paper.title, paper.abstract

        for extraction in self.extractor.extract(texts(), workers=self.workers):
            read = True
            while read:
                paper, read = waiting.popleft()
                if not read:
                    writer.add_extraction(extraction)
                yield paper
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
            unreadable=tuple(self.unreadable),
        )


class _Given:
    """What the reader of one source gave so far."""

    def __init__(self, uri: str) -> None:
        self._uri = uri
        self.count = 0
        self.hashes: set[str] = set()
        self.refused: list[Refused] = []
        self.problem: SourceError | None = None

    def papers(self, source: Source) -> Iterator[Paper]:
        """Give the papers up to the end or to where the source cannot be read any further.

        What is wrong is kept in `problem` and not raised, since an error would lose the papers
        that wait for their extraction.
        """
        try:
            for item in source.read():
                if isinstance(item, Refusal):
                    self.refused.append(_refused(self._uri, item))
                    continue
                self.count += 1
                self.hashes.add(item.content_hash)
                yield item
        except SourceError as problem:
            self.problem = problem


def _refusals(source: Source) -> list[Refused]:
    return [_refused(source.uri, one) for one in source.read() if isinstance(one, Refusal)]


def _refused(uri: str, refusal: Refusal) -> Refused:
    return Refused(source=uri, place=refusal.place, reason=refusal.reason)
