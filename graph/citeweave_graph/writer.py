"""Writing: sources and judgements in, batch by batch, each kept whole or not at all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from citeweave_graph.derivation.extractions import Text, keep_extractions, known_extractions
from citeweave_graph.derivation.records import (
    REFERENCE,
    blocks_of,
    put_records,
    take_records,
)
from citeweave_graph.derivation.update import Change, Extract, update
from citeweave_graph.rows import setting_row
from citeweave_graph.tables import Row, Tables
from citeweave_schema.codec import from_line, to_json, to_line
from citeweave_schema.errors import NotFoundError, UsageError
from citeweave_schema.judgements import Judgement, Verdict
from citeweave_schema.manifests import Manifest, SourceState
from citeweave_schema.mentions import Extraction
from citeweave_schema.names import text_hash
from citeweave_schema.nodes import PaperNode
from citeweave_schema.papers import Paper

__all__ = ["Tally", "Writer", "no_extraction"]


@dataclass(slots=True)
class Tally:
    """What a run did, in papers; see `citeweave build --json` in the command's guide."""

    new: int = 0
    updated: int = 0
    merged: int = 0


def no_extraction(texts: Iterable[Text]) -> Iterator[Extraction]:
    """Find nothing in any text: for graphs of metadata alone."""
    for title, abstract in texts:
        yield Extraction(
            text_hash=text_hash(title, abstract), extractor="", language=None, entities=()
        )


def _missing_reader(_texts: Iterable[Text]) -> Iterator[Extraction]:
    raise UsageError(
        "a text of this graph has to be read and no extractor was given; run `citeweave build`"
    )


@dataclass(slots=True)
class _Batch:
    """Changes to the truth that are not committed yet."""

    attached: dict[tuple[str, str], Paper] = field(default_factory=dict)
    extractions: list[Extraction] = field(default_factory=list)
    sources: dict[str, SourceState] = field(default_factory=dict)


class Writer:
    """The one writer of a graph, for one run: a build, a removal, some judgements.

    Use it in a `with` block. Additions are gathered and derived by `commit`, which keeps all of
    them or none. Leaving the block commits what is left and, when the run or an interrupted one
    before it changed something, makes a new graph version. Leaving it by an error drops the
    batch at hand and keeps those committed before.
    """

    def __init__(
        self, tables: Tables, *, extract: Extract = no_extraction, extractor: str = ""
    ) -> None:
        """Take over the tables of a store; `close` of the tables lets the next writer in.

        Without an extractor, what was found by the one the graph was built with counts.
        """
        self._tables = tables
        self._extractor = extractor or self._meta("reading")
        needs_reader = self._extractor and extract is no_extraction
        self._extract = _missing_reader if needs_reader else extract
        self._batch = _Batch()
        self._given: dict[tuple[str, str], int] = {}
        self._older: set[str] = set()
        self._attached: set[tuple[str, str]] = set()
        self._new: set[str] = set()
        self._updated: set[str] = set()
        self.tally = Tally()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self.finish()
        finally:
            self._tables.close()

    # What is known

    @property
    def extractor(self) -> str:
        """The version of the extractor that the graph was last built with; empty for none."""
        return self._meta("extractor")

    def _meta(self, name: str) -> str:
        rows = self._tables.select("meta", "name", [name])
        return str(rows[0]["value"]) if rows else ""

    def _put_meta(self, **values: str) -> None:
        self._tables.insert(
            "meta", [{"name": name, "value": value} for name, value in values.items()]
        )

    def keep_setting(self, name: str, value: str) -> None:
        """Leave a setting with the graph, such as the term list that its texts are read with."""
        with self._tables.transaction():
            self._tables.insert("meta", [setting_row(name, value)])

    def source(self, uri: str) -> SourceState | None:
        """Give the state of a source by its path as given; None when it was never built."""
        if uri in self._batch.sources:
            return self._batch.sources[uri]
        rows = self._tables.select("source", "uri", [uri])
        return _source(rows[0]) if rows else None

    def records_of(self, uri: str) -> set[str]:
        """Give the content hashes of the records that a source gave when it was last built."""
        return {row["hash"] for row in self._tables.select("owner", "owner", [uri])}

    def has_extraction(self, title: str, abstract: str | None) -> bool:
        """Tell whether this version of the extractor has read a text already."""
        return bool(known_extractions(self._tables, [(title, abstract)], self._extractor))

    def stale_papers(self) -> list[tuple[str, Text]]:
        """Give the papers whose text another version of the extractor read, with the text.

        None of them when the run has no extractor.
        """
        if not self._extractor:
            return []
        fresh = {
            row["text"]
            for row in self._tables.everything("extraction")
            if row["extractor"] == self._extractor
        }
        found = []
        for row in self._tables.everything("node"):
            if row["text"] and row["text"] not in fresh:
                paper = _paper_text(row["payload"])
                found.append((str(row["id"]), paper))
        return sorted(found)

    # Changes

    def begin_source(self, state: SourceState) -> None:
        """Say that the records of a source follow; it counts as complete only when ended."""
        self._batch.sources[state.uri] = replace(state, complete=False)

    def end_source(self, state: SourceState, *, keep: Collection[str]) -> None:
        """Say that a source is complete; its records not among the hashes to keep go."""
        self.commit()
        stale = self.records_of(state.uri) - set(keep)
        with self._tables.transaction():
            self._tables.insert("source", [_source_row(replace(state, complete=True))])
            self._detach(state.uri, stale)
            self._mark_changed()

    def add(self, paper: Paper, uri: str) -> None:
        """Add a record of a source; one that the source has already changes nothing."""
        place = (paper.content_hash, uri)
        self._batch.attached[place] = paper
        self._given[place] = self._given.get(place, 0) + 1

    def add_extraction(self, extraction: Extraction) -> None:
        """Add what was found in a text ahead of the paper that has it.

        Raises:
            UsageError: another version of the extractor found it than the run's.
        """
        if extraction.extractor != self._extractor:
            raise UsageError(f"this run extracts with {self._extractor!r}")
        self._batch.extractions.append(extraction)

    def relink(self, papers: Collection[str]) -> None:
        """Make the edges of papers anew, from extractions by the run's extractor."""
        with self._tables.transaction():
            texts = {one.text_hash for one in self._batch.extractions}
            keep_extractions(self._tables, self._batch.extractions)
            self._batch.extractions = []
            self._derive(Change(papers=papers, texts=texts))
            self._updated.update(papers)

    def remove(self, uri: str) -> int:
        """Take a source out, with all that only it supported; give how many papers went.

        Raises:
            NotFoundError: the graph has no such source.
        """
        if self.source(uri) is None:
            raise NotFoundError(
                f"{uri!r} is not a source of this graph; `citeweave stats` lists its sources"
            )
        self.commit()
        before = self._tables.totals().get("Paper", 0)
        with self._tables.transaction():
            self._detach(uri, self.records_of(uri))
            self._tables.delete("source", "uri", [uri])
            self._mark_changed()
        return before - self._tables.totals().get("Paper", 0)

    def judge(self, judgement: Judgement) -> Judgement:
        """Record what somebody decided about an edge, in place of an earlier such decision.

        Raises:
            NotFoundError: the edge is not in the graph and no judgement is about it.
            UsageError: a judgement about a pair of nodes, which this version does not take yet.
        """
        if judgement.verdict not in (Verdict.REJECT_EDGE, Verdict.CORRECT_EDGE):
            raise UsageError("this version takes judgements about edges only")
        judgement = replace(
            judgement, left=self._home(judgement.left), right=self._home(judgement.right)
        )
        edges = self._tables.select("edge", "source", [judgement.left])
        known = any(row["target"] == judgement.right and row["role"] for row in edges)
        if not known and not self._tables.select("judgement", "id", [judgement.id]):
            raise NotFoundError(
                f"no extracted edge from {judgement.left} to {judgement.right}; "
                "ask for the paper's edges to see which there are"
            )
        with self._tables.transaction():
            row = {"id": judgement.id, "subject": judgement.left, "object": judgement.right}
            self._tables.insert("judgement", [{**row, "payload": to_line(judgement)}])
            self._derive(Change(papers=[judgement.left]))
        return judgement

    def withdraw(self, judgement: str) -> Judgement:
        """Take a judgement back, and give what it was.

        Raises:
            NotFoundError: no such judgement stands.
        """
        rows = self._tables.select("judgement", "id", [judgement])
        if not rows:
            raise NotFoundError(f"no judgement {judgement!r} stands")
        found = from_line(Judgement, rows[0]["payload"])
        with self._tables.transaction():
            self._tables.delete("judgement", "id", [judgement])
            self._derive(Change(papers=[self._home(found.left)]))
        return found

    def commit(self) -> None:
        """Derive the graph from what was added since the last commit, and keep all of it."""
        batch, self._batch = self._batch, _Batch()
        if not (batch.attached or batch.sources or batch.extractions):
            return
        with self._tables.transaction():
            self._tables.insert("source", [_source_row(one) for one in batch.sources.values()])
            keep_extractions(self._tables, batch.extractions)
            touched = self._attach(batch.attached)
            if touched or batch.sources:
                self._mark_changed()
            texts = {one.text_hash for one in batch.extractions}
            self._derive(
                Change(blocks=blocks_of(self._tables, touched), touched=touched, texts=texts)
            )

    def finish(self) -> Manifest:
        """Commit what is left and, if anything changed, make a new graph version."""
        self.commit()
        self._count()
        rows = self._tables.select("manifest", "version", [int(self._meta("version") or 0)])
        current = from_line(Manifest, rows[0]["payload"]) if rows else Manifest()
        if not self._meta("changed"):
            return current
        manifest = Manifest(
            version=current.version + 1,
            at=datetime.now(UTC).isoformat(timespec="seconds"),
            extractor=self._extractor or self.extractor,
            sources=tuple(
                sorted(
                    (_source(row) for row in self._tables.everything("source")),
                    key=lambda one: one.uri,
                )
            ),
            counts=self._tables.totals(),
        )
        with self._tables.transaction():
            self._tables.insert(
                "manifest", [{"version": manifest.version, "payload": to_line(manifest)}]
            )
            self._put_meta(
                version=str(manifest.version),
                state=str(manifest.version),
                changed="",
                extractor=manifest.extractor,
            )
        return manifest

    # The truth

    def _attach(self, records: dict[tuple[str, str], Paper]) -> set[str]:
        """Put records in; give the hashes of those that are new or new to their source."""
        hashes = {one for one, _ in records}
        owned = self._tables.select("owner", "hash", hashes)
        known = {(row["hash"], row["owner"]) for row in owned}
        self._older |= {one for one, _ in known - self._attached}
        new = {place: paper for place, paper in records.items() if place not in known}
        for place in (known & records.keys()) - self._attached:
            self._given.pop(place, None)
        self._attached |= new.keys()
        return put_records(self._tables, ((one, uri, new[one, uri]) for one, uri in new))

    def _detach(self, owner: str, hashes: Collection[str]) -> None:
        """Take records away from a source, and out of the graph where no other has them."""
        if not hashes:
            return
        taken = take_records(self._tables, owner, hashes)
        self._derive(Change(blocks=taken.blocks, touched=taken.touched, gone=taken.gone))

    def _home(self, node: str) -> str:
        if self._tables.select("node", "id", [node]):
            return node
        rows = self._tables.select("redirect", "id", [node])
        return str(rows[0]["target"]) if rows else node

    # The graph

    def _derive(self, change: Change) -> None:
        settled = update(self._tables, change, self._extract, self._extractor)
        for paper, before in settled.before.items():
            if before <= self._new:
                self._new.add(paper)
        self._new -= settled.dropped
        self._updated = (self._updated | settled.updated) - settled.dropped
        if settled.before or settled.dropped or settled.citing or change.papers:
            self._mark_changed()

    def _mark_changed(self) -> None:
        batch = int(self._meta("batch") or 0) + 1
        version = self._meta("version") or "0"
        self._put_meta(
            batch=str(batch),
            changed="1",
            state=f"{version}+{batch}",
            reading=self._extractor,
        )

    def _count(self) -> None:
        """Tally the run, now that all its records have found their papers."""
        counts: dict[str, int] = {}
        for (one, _), count in self._given.items():
            counts[one] = counts.get(one, 0) + count
        given: dict[str, int] = {}
        for row in self._tables.select("member", "hash", counts):
            given[row["paper"]] = given.get(row["paper"], 0) + counts[row["hash"]]
        new = self._new & given.keys()
        ours = counts.keys() - self._older
        older = {
            row["paper"]
            for row in self._tables.select("member", "paper", given.keys() - new)
            if row["hash"] not in ours and not row["hash"].startswith(REFERENCE)
        }
        self.tally = Tally(
            new=len(new),
            updated=len(self._updated - self._new),
            merged=sum(given.values()) - len(given.keys() - older),
        )


def _source(row: Row) -> SourceState:
    return SourceState(**{**row, "complete": bool(row["complete"])})


def _source_row(state: SourceState) -> dict[str, str | int]:
    return {**to_json(state), "complete": int(state.complete)} | {
        "records": state.records,
        "refused": state.refused,
    }


def _paper_text(payload: str) -> Text:
    node = from_line(PaperNode, payload)
    return node.title, node.abstract
