"""What a run of the writer derives the graph with: whole when it is new, else change by change."""

from __future__ import annotations

from citeweave_graph.derivation.extractions import Extract, missing_reader, no_extraction
from citeweave_graph.derivation.records import Records
from citeweave_graph.derivation.renewal import RULES, renew
from citeweave_graph.derivation.update import Change, update
from citeweave_graph.derivation.whole import derive_whole
from citeweave_graph.tables import Tables
from citeweave_graph.tallying import Given
from citeweave_graph.versions import Versions
from citeweave_schema.errors import StoreUnavailableError

__all__ = ["COPYING", "Deriving"]

COPYING = "copying"
"""What says in `meta` that a copy into the graph is not done, and how far it is."""

_FILLING = "filling 2"
"""Stands for the rules of a graph that is not derived yet."""


class Deriving:
    """The graph of a store as one run changes it: always what follows from what is known."""

    def __init__(self, tables: Tables, extract: Extract, extractor: str) -> None:
        """Stand before the tables of a store; derive it anew where other rules did so before.

        Raises:
            StoreUnavailableError: a copy into the graph was interrupted.
        """
        self._tables = tables
        self._versions = versions = Versions(tables)
        if versions.said(COPYING):
            raise StoreUnavailableError(
                "a copy into this graph was interrupted; finish it with `citeweave copy`"
            )
        self._records = Records(tables)
        self._extractor = extractor or versions.said("reading")
        needs_reader = self._extractor and extract is no_extraction
        self._extract = missing_reader if needs_reader else extract
        self._given = Given()
        # What an interrupted run left behind is in no manifest.
        self._counts = None if versions.is_changed else versions.current().counts
        self._filling = versions.said("rules") == _FILLING
        if versions.has_content and versions.said("rules") not in (RULES, _FILLING):
            with self._tables.transaction():
                renew(self._tables, self._records, self._derive)
                self._mark_changed()
            self._given = Given()

    def _end_filling(self) -> None:
        """Derive the graph that was only filled so far."""
        if not self._filling or not self._versions.has_content:
            return
        with self._tables.deriving():
            derive_whole(self._tables, self._extract, self._extractor)
            self._filling = False
            self._mark_changed()
        self._given.derived()

    def _derive(self, change: Change) -> None:
        if self._filling:
            return
        settled = update(self._tables, self._records, change, self._extract, self._extractor)
        self._records.forget()
        self._given.settled(settled)
        if settled.before or settled.dropped or settled.citing or change.papers:
            self._mark_changed()

    def _derive_judged(self, change: Change) -> None:
        self._derive(change)
        self._mark_changed()

    def _mark_changed(self) -> None:
        self._versions.change(reading=self._extractor, rules=_FILLING if self._filling else RULES)
