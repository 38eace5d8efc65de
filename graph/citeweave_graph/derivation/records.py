"""Records and who has them: what is put into the truth, and what is taken out of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from citeweave_graph.derivation.clusters import CITING
from citeweave_graph.identity.papers import blocks, reference_paper
from citeweave_graph.tables import Row, Tables
from citeweave_schema.codec import to_line
from citeweave_schema.papers import Paper

__all__ = ["REFERENCE", "Taken", "blocks_of", "put_records", "take_records"]

REFERENCE = "reference:"
"""Marks the hash of a reference, which is a record without being a paper of a source."""


@dataclass(frozen=True, slots=True)
class _Placed:
    """A record, or a reference in the form of one, and who has it."""

    hash: str
    paper: Paper
    owner: str
    stub: bool

    def row(self) -> Row:
        return {
            "hash": self.hash,
            "key": self.paper.key,
            "stub": int(self.stub),
            "payload": to_line(self.paper),
        }


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


def put_records(tables: Tables, records: Iterable[tuple[str, str, Paper]]) -> set[str]:
    """Put records in, each given by hash, owner and content, with all that they cite.

    Gives the hashes of the records and of the references.
    """
    placed: list[_Placed] = []
    for one, owner, paper in records:
        placed.append(_Placed(one, paper, owner, stub=False))
        for cited in map(reference_paper, paper.references):
            reference = REFERENCE + cited.content_hash
            placed.append(_Placed(reference, cited, CITING + one, stub=True))
    tables.insert("record", [one.row() for one in placed])
    tables.insert("owner", [{"hash": one.hash, "owner": one.owner} for one in placed])
    tables.insert(
        "block",
        [{"hash": one.hash, "block": block} for one in placed for block in blocks(one.paper)],
    )
    return {one.hash for one in placed}


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
