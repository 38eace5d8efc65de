"""Records and who has them: what is put into the truth, and what is taken out of it."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from citeweave_graph.identity.members import REFERENCE
from citeweave_graph.identity.papers import Candidate, reference_paper
from citeweave_graph.tables import Row, Tables
from citeweave_schema.codec import from_line
from citeweave_schema.papers import Paper, Record, Reference

__all__ = ["CITING", "Records", "Taken", "blocks_of", "reference_hash", "take_records"]

CITING = "record:"
"""The owner of a reference is the record that cites it, marked by this prefix."""


class Records:
    """The records of a store; those put in are at hand without being read again."""

    def __init__(self, tables: Tables) -> None:
        """Stand before the tables of a store."""
        self._tables = tables
        self._known: dict[str, Candidate] = {}

    def candidates(self, hashes: Collection[str]) -> list[Candidate]:
        """Give records by hash; one that is not there is left out."""
        for row in self._tables.select("record", "hash", set(hashes) - self._known.keys()):
            paper = from_line(Paper, row["payload"])
            self._known[row["hash"]] = Candidate(
                hash=row["hash"], paper=paper, stub=bool(row["stub"])
            )
        return [self._known[one] for one in hashes if one in self._known]

    def put(self, records: Iterable[tuple[Record, str]]) -> set[str]:
        """Put records in, each with its owner, with all that they cite.

        Args:
            records: records and owners.

        Returns:
            The hashes of the records, and of those references that were not there yet: another
            paper that cites it changes nothing about a paper.
        """
        rows: dict[str, Row] = {}
        references: dict[str, Record] = {}
        owners: list[Row] = []
        for record, owner in records:
            rows[record.hash] = self._row(record.hash, record, stub=False)
            owners.append({"hash": record.hash, "owner": owner})
            for cited in map(_reference_record, record.paper.references):
                reference = REFERENCE + cited.hash
                owners.append({"hash": reference, "owner": CITING + record.hash})
                references[reference] = cited
        known = self._tables.present("record", "hash", references.keys())
        for one in references.keys() - known:
            rows[one] = self._row(one, references[one], stub=True)
        self._tables.insert("record", rows.values())
        self._tables.insert("owner", owners)
        self.put_blocks(rows)
        return set(rows)

    def put_blocks(self, hashes: Collection[str]) -> None:
        """Put in under which keys records meet."""
        self._tables.insert_values(
            "block", [(one.hash, block) for one in self.candidates(hashes) for block in one.blocks]
        )

    def _row(self, name: str, record: Record, *, stub: bool) -> Row:
        self._known[name] = Candidate(hash=name, paper=record.paper, stub=stub)
        return {
            "hash": name,
            "key": record.paper.key,
            "stub": int(stub),
            "payload": record.line,
        }

    def forget(self) -> None:
        """Let go of the records at hand; the store has them."""
        self._known.clear()


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
        citing = {CITING + one for one in without}
        open_pairs = [
            (row["owner"], row["hash"]) for row in tables.select("owner", "owner", citing)
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
