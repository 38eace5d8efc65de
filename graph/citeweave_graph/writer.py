"""Writing: sources and judgements in, batch by batch, each kept whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from types import TracebackType
from typing import Self

from msgspec.structs import replace

from citeweave_graph.batches import Batch, extractions_of, in_parts, source_row, source_state
from citeweave_graph.derivation.extractions import (
    Extract,
    KeptExtraction,
    Text,
    keep_extractions,
    kept,
    no_extraction,
    stale_papers,
)
from citeweave_graph.derivation.records import (
    KeptRecord,
    blocks_of,
    kept_record,
    take_records,
)
from citeweave_graph.derivation.update import Change
from citeweave_graph.deriving import Deriving
from citeweave_graph.judging import Judge, Judging, hold_apart, merge, pair_change, split
from citeweave_graph.rows import setting_row
from citeweave_graph.tables import Tables
from citeweave_graph.tallying import Given, Tally
from citeweave_schema.codec import from_line, to_line
from citeweave_schema.errors import NotFoundError, UsageError
from citeweave_schema.ids import kind_of_id
from citeweave_schema.judgements import Judgement, Verdict
from citeweave_schema.manifests import Manifest, SourceState
from citeweave_schema.mentions import Extraction
from citeweave_schema.names import text_hash
from citeweave_schema.papers import Paper, Record

__all__ = [
    "KeptExtraction",
    "KeptRecord",
    "Tally",
    "Writer",
    "kept",
    "kept_record",
    "no_extraction",
]


class Writer(Deriving):
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
        super().__init__(tables, extract, extractor)
        self._batch = Batch()
        self._new_sources: set[str] = set()
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
                self._given = Given()  # which is large after a large build, as what follows is
        finally:
            self._tables.close()

    # What is known

    @property
    def extractor(self) -> str:
        """The version of the extractor that the graph was last built with; empty for none."""
        return self._versions.said("extractor")

    def keep_setting(self, name: str, value: str) -> None:
        """Leave a setting with the graph, such as the term list that its texts are read with."""
        with self._tables.transaction():
            self._tables.insert("meta", [setting_row(name, value)])

    def source(self, uri: str) -> SourceState | None:
        """Give the state of a source by its path as given; None when it was never built."""
        if uri in self._batch.sources:
            return self._batch.sources[uri]
        rows = self._tables.select("source", "uri", [uri])
        return source_state(rows[0]) if rows else None

    def records_of(self, uri: str) -> set[str]:
        """Give the content hashes of the records that a source gave when it was last built."""
        return {row["hash"] for row in self._tables.select("owner", "owner", [uri])}

    def texts_read(self, texts: Iterable[Text]) -> set[str]:
        """Give the hashes of those texts that this version of the extractor has read already."""
        return self.hashes_read({text_hash(*text) for text in texts})

    def hashes_read(self, hashes: Collection[str]) -> set[str]:
        """Give what `texts_read` does of texts given by hash."""
        return {
            row["text"]
            for row in self._tables.select("extraction", "text", hashes)
            if self._extractor in ("", row["extractor"])
        }

    @property
    def waiting(self) -> int:
        """How many records were added since the last commit."""
        return len(self._batch.attached)

    def stale_papers(self) -> list[tuple[str, Text]]:
        """Give the papers whose text another version of the extractor read, with the text.

        None of them when the run has no extractor.
        """
        return stale_papers(self._tables, self._extractor) if self._extractor else []

    def fill(self) -> None:
        """Keep only what sources say until the run ends, and derive the graph from all of it then.

        It is the quicker way to a large graph, and does nothing to one that has content already.
        Until the end nothing can be asked; a run that was killed goes on where it stopped.
        """
        if self._tables.is_bounded:
            return
        is_empty = not self._versions.has_content and not any(self._tables.everything("judgement"))
        self._filling = self._filling or is_empty

    # Changes

    def begin_source(self, state: SourceState) -> None:
        """Say that the records of a source follow; it counts as complete only when ended."""
        is_known = self.source(state.uri) or self._tables.present("owner", "owner", [state.uri])
        (self._new_sources.discard if is_known else self._new_sources.add)(state.uri)
        self._batch.sources[state.uri] = replace(state, complete=False)

    def end_source(self, state: SourceState, *, keep: Collection[str]) -> None:
        """Say that a source is complete; its records not among the hashes to keep go.

        Where none go, it is complete from the next commit on, which may hold many sources.
        """
        is_new = state.uri in self._new_sources
        stale = set() if is_new else self.records_of(state.uri) - set(keep)
        complete = replace(state, complete=True)
        if not stale:
            self._batch.sources[state.uri] = complete
            return
        self.commit()
        row = source_row(complete)
        self._detach(state.uri, stale, lambda: self._tables.insert("source", [row]))

    def add(self, paper: Paper | Record | KeptRecord, uri: str) -> None:
        """Add a record of a source; one that the source has already changes nothing."""
        record = Record.of(paper) if isinstance(paper, Paper) else paper
        place = (record.hash, uri)
        self._batch.attached[place] = record
        self._given.add(place)

    def add_extraction(self, extraction: Extraction | KeptExtraction) -> None:
        """Add what was found in a text ahead of the paper that has it.

        Raises:
            UsageError: another version of the extractor found it than the run's.
        """
        if extraction.extractor != self._extractor:
            raise UsageError(f"this run extracts with {self._extractor!r}")
        known = extraction if isinstance(extraction, KeptExtraction) else kept(extraction)
        self._batch.extractions.append(known)

    def relink(self, papers: Collection[str]) -> None:
        """Make the edges of papers anew, from extractions by the run's extractor."""
        extractions, self._batch.extractions = self._batch.extractions, []
        texts = {row["id"]: row["text"] for row in self._tables.select("node", "id", papers)}

        def work(some: Sequence[str], last: bool) -> None:
            found = extractions_of(extractions, map(texts.get, some), texts.values())
            self._relink(some, [*found[0], *(found[1] if last else ())])

        in_parts(list(papers), work)

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
        self._end_filling()
        before = self._tables.totals(self._counts).get("Paper", 0)
        hashes = self.records_of(uri)
        self._detach(uri, hashes, lambda: self._tables.delete("source", "uri", [uri]))
        return before - self._tables.totals(self._counts).get("Paper", 0)

    def judge(self, judgement: Judgement) -> Judgement:
        """Record what somebody decided about an edge, in place of an earlier such decision.

        Raises:
            NotFoundError: the edge is not in the graph and no judgement is about it.
            UsageError: a judgement about a pair of nodes; see `merge` and `split`.
        """
        if judgement.verdict not in (Verdict.REJECT_EDGE, Verdict.CORRECT_EDGE):
            raise UsageError("judge takes edges; merge and split take nodes")
        self._end_filling()
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

    def merge(self, left: str, right: str, judge: Judge) -> Judging:
        """Make two nodes of a kind one; of two names the first stands for both.

        A judgement that held them apart is taken back; where that is enough none is made.

        Raises:
            NotFoundError: the graph has no such node.
            UsageError: they are of different kinds, or one node already.
        """
        self._end_filling()
        with self._tables.transaction():
            return merge(
                self._tables, self._derive_judged, (self._home(left), self._home(right)), judge
            )

    def split(self, node: str, members: Collection[str], judge: Judge) -> Judging:
        """Take members out of a node, given by the handles or keys that `View.identity` shows.

        A judgement that joined them is taken back; where that is enough none is made.

        Raises:
            NotFoundError: the graph has no such node, or the node no such member.
            UsageError: nothing would be left in the node, or nothing tells the members apart.
        """
        self._end_filling()
        with self._tables.transaction():
            return split(self._tables, self._derive_judged, self._home(node), members, judge)

    def hold_apart(self, left: str, right: str, judge: Judge) -> Judging:
        """Decide that two nodes are not one: no rule may join them, and none asks about them.

        Raises:
            NotFoundError: the graph has no such node.
            UsageError: they are of different kinds, or one node: then `split` it.
        """
        self._end_filling()
        with self._tables.transaction():
            return hold_apart(
                self._tables, self._derive_judged, (self._home(left), self._home(right)), judge
            )

    def withdraw(self, judgement: str) -> Judgement:
        """Take a judgement back, and give what it was.

        Raises:
            NotFoundError: no such judgement stands.
        """
        self._end_filling()
        rows = self._tables.select("judgement", "id", [judgement])
        if not rows:
            raise NotFoundError(f"no judgement {judgement!r} stands")
        found = from_line(Judgement, rows[0]["payload"])
        with self._tables.transaction():
            self._tables.delete("judgement", "id", [judgement])
            if found.left_key is None:
                self._derive(Change(papers=[self._home(found.left)]))
            else:
                self._derive_judged(pair_change(self._tables, kind_of_id(found.left), [found]))
        return found

    def commit(self) -> None:
        """Derive the graph from what was added since the last commit, and keep all of it.

        In parts, each kept whole or not at all, where the store has no room for all at once.
        """
        batch, self._batch = self._batch, Batch()
        if batch:
            places = list(batch.attached)
            in_parts(places, lambda some, last: self._keep(batch.part(some, last=last)))

    def finish(self) -> Manifest:
        """Commit what is left and, if anything changed, make a new graph version."""
        self.commit()
        self._end_filling()
        self.tally = self._given.tally(self._tables)
        if not self._versions.is_changed:
            return self._versions.current()
        extractor = self._extractor or self.extractor
        return self._versions.make(extractor=extractor, counts=self._counts)

    # The truth

    def _attach(self, records: dict[tuple[str, str], Record | KeptRecord]) -> set[str]:
        """Put records in; give the hashes of those that are new or new to their source."""
        hashes = {one for one, _ in records}
        owned = self._tables.select("owner", "hash", hashes)
        known = {(row["hash"], row["owner"]) for row in owned}
        new = self._given.attach(records.keys(), known)
        taken = ((records[place], place[1]) for place in records if place in new)
        return self._records.put(taken)

    def _keep(self, batch: Batch) -> None:
        with self._tables.transaction():
            if self._filling:
                self._tables.gather()
            self._tables.insert("source", [source_row(one) for one in batch.sources.values()])
            keep_extractions(self._tables, batch.extractions)
            touched = self._attach(batch.attached)
            if touched or batch.sources:
                self._mark_changed()
            if self._filling:
                self._records.forget()
            else:
                texts = {one.text_hash for one in batch.extractions}
                blocks = blocks_of(self._tables, touched)
                self._derive(Change(blocks=blocks, touched=touched, texts=texts))

    def _relink(self, papers: Sequence[str], extractions: Sequence[KeptExtraction]) -> None:
        with self._tables.transaction():
            keep_extractions(self._tables, extractions)
            texts = {one.text_hash for one in extractions}
            self._derive(Change(papers=papers, texts=texts))
            self._given.relinked(papers)

    def _detach(self, owner: str, hashes: Collection[str], end: Callable[[], None]) -> None:
        """Take records away from a source, and out of the graph where no other has them.

        What is done at the end is done with the last of them.
        """

        def work(some: Sequence[str], last: bool) -> None:
            with self._tables.transaction():
                if some:
                    off = take_records(self._tables, owner, some)
                    self._derive(Change(blocks=off.blocks, touched=off.touched, gone=off.gone))
                if last:
                    end()
                self._mark_changed()

        in_parts(sorted(hashes), work)

    def _home(self, node: str) -> str:
        if self._tables.select("node", "id", [node]):
            return node
        rows = self._tables.select("redirect", "id", [node])
        return str(rows[0]["target"]) if rows else node
