"""What a run of the writer did, in papers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from citeweave_graph.derivation.clusters import Settled
from citeweave_graph.identity.members import REFERENCE
from citeweave_graph.tables import Row, Tables

__all__ = ["Given", "Tally"]

_AT_ONCE = 20_000

Place = tuple[str, str]
"""A record's hash and the source that has it."""


@dataclass(slots=True)
class Tally:
    """What a run did, in papers; see `citeweave build --json` in the command's guide."""

    new: int = 0
    updated: int = 0
    merged: int = 0


class Given:
    """What a run was given, and what became of it."""

    def __init__(self) -> None:
        """Begin with nothing."""
        # By source and hash, which takes half of what the places would.
        self._given: dict[str, dict[str, int]] = {}
        self._attached: dict[str, set[str]] = {}
        self._older: set[str] = set()
        self._new: set[str] = set()
        self._updated: set[str] = set()
        self._is_new = False

    def add(self, place: Place) -> None:
        """Count a record as given once more."""
        one, source = place
        counts = self._given.setdefault(source, {})
        counts[one] = counts.get(one, 0) + 1

    def attach(self, places: Collection[Place], known: set[Place]) -> set[Place]:
        """Note which records a batch attaches; give those that are new to their source.

        Args:
            places: those of the batch.
            known: those of the store that have the hash of one in the batch.
        """
        before = {
            (one, source) for one, source in known if one not in self._attached.get(source, ())
        }
        self._older |= {one for one, _ in before}
        new = {place for place in places if place not in known}
        for one, source in before.intersection(places):
            self._given[source].pop(one, None)
        for one, source in new:
            self._attached.setdefault(source, set()).add(one)
        return new

    def settled(self, settled: Settled) -> None:
        """Note what a batch did to the papers."""
        for paper, before in settled.before.items():
            if before <= self._new:
                self._new.add(paper)
        self._new -= settled.dropped
        self._updated = (self._updated | settled.updated) - settled.dropped

    def derived(self) -> None:
        """Note that there was no graph before: every paper is new."""
        self._is_new = True

    def relinked(self, papers: Collection[str]) -> None:
        """Note papers that were read anew."""
        self._updated.update(papers)

    def tally(self, tables: Tables) -> Tally:
        """Tally the run, now that all its records have found their papers."""
        counts = Counter[str]()
        for some in self._given.values():
            counts.update(some)
        given: dict[str, int] = {}
        for row in _in_parts(tables, "hash", counts):
            given[row["paper"]] = given.get(row["paper"], 0) + counts[row["hash"]]
        new = given.keys() if self._is_new else self._new & given.keys()
        ours = counts.keys() - self._older
        older = {
            row["paper"]
            for row in _in_parts(tables, "paper", given.keys() - new)
            if row["hash"] not in ours and not row["hash"].startswith(REFERENCE)
        }
        return Tally(
            new=len(new),
            updated=len(self._updated - self._new),
            merged=sum(given.values()) - len(given.keys() - older),
        )


def _in_parts(tables: Tables, column: str, values: Iterable[str]) -> Iterator[Row]:
    """Give the rows of `member` by a column, few at a time."""
    waiting = iter(values)
    while some := list(islice(waiting, _AT_ONCE)):
        yield from tables.select("member", column, some)
