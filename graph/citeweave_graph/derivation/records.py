"""Records and who has them: what is put into the truth, and what is taken out of it."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from citeweave_graph.identity.members import REFERENCE
from citeweave_graph.identity.papers import Candidate, reference_paper
from citeweave_graph.tables import Tables
from citeweave_schema.codec import from_line
from citeweave_schema.names import text_hash
from citeweave_schema.papers import Paper, Record, Reference

__all__ = [
    "CITING",
    "KeptRecord",
    "Records",
    "Taken",
    "blocks_of",
    "kept_record",
    "reference_hash",
    "take_records",
]

CITING = "record:"
"""The owner of a reference is the record that cites it, marked by this prefix."""

_Values = tuple[str, str, int, str]
"""A row of `record`: hash, key, whether it is a reference, and what it states."""


class KeptRecord(NamedTuple):
    """A record as it is kept: quick to put in, and to send from one process to another.

    Attributes:
        hash: content hash; of a reference, marked as such.
        key: `Paper.key`.
        line: what it states, as a line of JSON.
        text: the hash of its text.
        blocks: the keys under which it meets others.
        references: the papers that it cites.
    """

    hash: str
    key: str
    line: str
    text: str
    blocks: tuple[str, ...]
    references: tuple[KeptRecord, ...] = ()


def kept_record(record: Record) -> KeptRecord:
    """Give a record in the form that it is kept in, with all that it cites."""
    references = tuple(map(_kept_reference, record.paper.references))
    return _kept(record, "", references)


def _kept(record: Record, mark: str, references: tuple[KeptRecord, ...] = ()) -> KeptRecord:
    paper, name = record.paper, mark + record.hash
    met = Candidate(hash=name, paper=paper, stub=bool(mark)).blocks
    text = text_hash(paper.title, paper.abstract)
    return KeptRecord(name, paper.key, record.line, text, met, references)


class Records:
    """The records of a store; those put in are at hand without being read again."""

    def __init__(self, tables: Tables) -> None:
        """Stand before the tables of a store."""
        self._tables = tables
        self._known: dict[str, Candidate] = {}
        self._blocks: dict[str, tuple[str, ...]] = {}

    def candidates(self, hashes: Collection[str]) -> list[Candidate]:
        """Give records by hash; one that is not there is left out."""
        for row in self._tables.select("record", "hash", set(hashes) - self._known.keys()):
            paper = from_line(Paper, row["payload"])
            self._known[row["hash"]] = Candidate(
                hash=row["hash"], paper=paper, stub=bool(row["stub"])
            )
        return [self._known[one] for one in hashes if one in self._known]

    def put(self, records: Iterable[tuple[Record | KeptRecord, str]]) -> set[str]:
        """Put records in, each with its owner, with all that they cite.

        Args:
            records: records and owners.

        Returns:
            The hashes of the records, and of those references that were not there yet: another
            paper that cites it changes nothing about a paper.
        """
        values: dict[str, _Values] = {}
        references: dict[str, Record | KeptRecord] = {}
        owners: list[tuple[str, str]] = []
        for record, owner in records:
            values[record.hash] = self._values(record.hash, record, stub=False)
            owners.append((record.hash, owner))
            here = CITING + record.hash
            for name, cited in _cited(record):
                owners.append((name, here))
                references[name] = cited
        known = self._tables.present("record", "hash", references.keys())
        for one in references.keys() - known:
            values[one] = self._values(one, references[one], stub=True)
        self._tables.insert_values("record", values.values())
        self._tables.insert_values("owner", owners)
        self.put_blocks(values)
        return set(values)

    def put_blocks(self, hashes: Collection[str]) -> None:
        """Put in under which keys records meet."""
        wanted = set(hashes)
        found = {one: self._blocks[one] for one in wanted & self._blocks.keys()}
        found.update((one.hash, one.blocks) for one in self.candidates(wanted - found.keys()))
        self._tables.insert_values(
            "block", [(one, block) for one, blocks in found.items() for block in blocks]
        )

    def _values(self, name: str, record: Record | KeptRecord, *, stub: bool) -> _Values:
        if isinstance(record, KeptRecord):
            self._blocks[name] = record.blocks
            return name, record.key, int(stub), record.line
        self._known[name] = Candidate(hash=name, paper=record.paper, stub=stub)
        return name, record.paper.key, int(stub), record.line

    def forget(self) -> None:
        """Let go of the records at hand; the store has them."""
        self._known.clear()
        self._blocks.clear()


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a removal reached.

    Attributes:
        touched: hashes of the records that lost an owner and are still there.
        gone: hashes of those that nobody has any more.
        blocks: blocks of all of them, before the removal.
    """

    touched: set[str]
    gone: set[str]
    blocks: set[str]


def take_records(tables: Tables, owner: str, hashes: Collection[str]) -> Taken:
    """Take records away from an owner, and out of the graph where no other has them.

    What a record that goes cites is taken away from it in turn.
    """
    touched, gone, reached = set(hashes), set[str](), blocks_of(tables, hashes)
    open_pairs = [(owner, one) for one in hashes]
    while open_pairs:
        named = {one for _, one in open_pairs}
        _take_from_owners(tables, set(open_pairs))
        without = named - {row["hash"] for row in tables.select("owner", "hash", named)}
        reached |= blocks_of(tables, without)
        gone |= without
        open_pairs = [
            (CITING + one.hash, reference_hash(reference))
            for one in Records(tables).candidates(without)
            for reference in one.paper.references
        ]
        touched |= {one for _, one in open_pairs}
    for table in ("record", "block"):
        tables.delete(table, "hash", gone)
    return Taken(touched=touched - gone, gone=gone, blocks=reached)


def blocks_of(tables: Tables, hashes: Collection[str]) -> set[str]:
    """Give the blocks of records."""
    return {row["block"] for row in tables.select("block", "hash", hashes)}


def _take_from_owners(tables: Tables, pairs: set[tuple[str, str]]) -> None:
    hashes = {one for _, one in pairs}
    rows = tables.select("owner", "hash", hashes)
    tables.delete("owner", "hash", hashes)
    tables.insert("owner", [row for row in rows if (row["owner"], row["hash"]) not in pairs])


def reference_hash(reference: Reference) -> str:
    """Give the hash of the record that a reference is kept as."""
    return REFERENCE + _reference_record(reference).hash


@functools.lru_cache(maxsize=50_000)
def _reference_record(reference: Reference) -> Record:
    return Record.of(reference_paper(reference))


@functools.lru_cache(maxsize=50_000)
def _kept_reference(reference: Reference) -> KeptRecord:
    return _kept(Record.of(reference_paper(reference)), REFERENCE)


def _cited(record: Record | KeptRecord) -> Iterable[tuple[str, Record | KeptRecord]]:
    """Give what a record cites, each with the hash that it is kept by."""
    if isinstance(record, KeptRecord):
        return ((one.hash, one) for one in record.references)
    cited = map(_reference_record, record.paper.references)
    return ((REFERENCE + one.hash, one) for one in cited)
