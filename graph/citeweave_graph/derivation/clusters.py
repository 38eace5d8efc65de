"""Which records are one paper, kept up to date as records come and go."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from citeweave_graph.assembly import Assembled, Statement, assemble
from citeweave_graph.identity.papers import Candidate, cluster, strongest_key
from citeweave_graph.tables import Tables
from citeweave_schema.codec import from_line
from citeweave_schema.ids import node_id
from citeweave_schema.kinds import NodeKind
from citeweave_schema.papers import Paper

__all__ = ["CITING", "Settled", "assembled", "settle"]

CITING = "record:"
"""The owner of a reference is the record that cites it, marked by this prefix."""


@dataclass(slots=True)
class Settled:
    """What a change did to the papers.

    Attributes:
        before: for each paper that is new or whose records changed, the papers that its
            records were in before; empty for a new one.
        dropped: ids that are papers no more.
        citing: papers that cite a paper whose id changed.
        updated: papers whose content is not what it was.
    """

    before: dict[str, set[str]] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)
    citing: set[str] = field(default_factory=set)
    updated: set[str] = field(default_factory=set)

    @property
    def rebuilt(self) -> set[str]:
        """The papers that are new or whose records changed."""
        return set(self.before)


def _reaching(tables: Tables, blocks: Collection[str]) -> set[str]:
    """Give the hashes of all records that the blocks reach, from record to record."""
    found: set[str] = set()
    seen: set[str] = set()
    open_blocks = set(blocks)
    while open_blocks:
        seen |= open_blocks
        new = {row["hash"] for row in tables.select("block", "block", open_blocks)} - found
        found |= new
        open_blocks = {row["block"] for row in tables.select("block", "hash", new)} - seen
    return found


def settle(
    tables: Tables, blocks: Collection[str], touched: Collection[str], gone: Collection[str]
) -> Settled:
    """Cluster anew what a change reaches.

    Args:
        tables: the store, with the records already put in and taken out.
        blocks: the blocks of all records that changed, before and after.
        touched: hashes of records that came or whose sources changed.
        gone: hashes of records that are no more.
    """
    reached = _reaching(tables, blocks)
    before = {
        row["hash"]: row["paper"] for row in tables.select("member", "hash", reached | set(gone))
    }
    old_members: dict[str, set[str]] = {}
    for one, paper in before.items():
        old_members.setdefault(paper, set()).add(one)
    result = Settled()
    rows: list[dict[str, str]] = []
    redirects: list[dict[str, str]] = []
    current: set[str] = set()
    moved: set[str] = set()
    for group in cluster(_candidates(tables, reached)).groups:
        paper = node_id(NodeKind.PAPER, strongest_key(group))
        hashes = {one.hash for one in group}
        current.add(paper)
        if old_members.get(paper) == hashes and not hashes & set(touched):
            continue
        result.before[paper] = {before[one] for one in hashes if one in before}
        if paper in old_members:
            result.before[paper].add(paper)
        moved |= {one.hash for one in group if one.stub and before.get(one.hash) != paper}
        rows.extend({"hash": one, "paper": paper} for one in hashes)
        redirects.extend({"id": one, "target": paper} for one in _other_ids(group, paper))
    result.dropped = set(old_members) - current
    tables.delete("member", "hash", list(gone))
    tables.insert("member", rows)
    tables.delete("redirect", "target", result.dropped | result.rebuilt)
    tables.insert("redirect", redirects)
    result.citing = _citing(tables, moved)
    return result


def _citing(tables: Tables, references: Collection[str]) -> set[str]:
    """Give the papers whose records own these references."""
    owners = {row["owner"] for row in tables.select("owner", "hash", references)}
    records = {owner.removeprefix(CITING) for owner in owners if owner.startswith(CITING)}
    return {row["paper"] for row in tables.select("member", "hash", records)}


def assembled(tables: Tables, papers: Collection[str]) -> dict[str, Assembled]:
    """Put papers together from their records; an id that is no paper is left out."""
    members: dict[str, list[str]] = {}
    for row in tables.select("member", "paper", papers):
        members.setdefault(row["paper"], []).append(row["hash"])
    hashes = {one for group in members.values() for one in group}
    statements = _statements(tables, hashes)
    return {
        paper: assemble(
            strongest_key(
                Candidate(hash=one, paper=statements[one].paper, stub=statements[one].stub)
                for one in group
            ),
            [statements[one] for one in group],
        )
        for paper, group in members.items()
    }


def _candidates(tables: Tables, hashes: Collection[str]) -> list[Candidate]:
    return [
        Candidate(hash=row["hash"], paper=from_line(Paper, row["payload"]), stub=bool(row["stub"]))
        for row in tables.select("record", "hash", hashes)
    ]


def _statements(tables: Tables, hashes: Collection[str]) -> dict[str, Statement]:
    owners: dict[str, list[str]] = {}
    for row in tables.select("owner", "hash", hashes):
        owners.setdefault(row["hash"], []).append(row["owner"])
    uris = {one for group in owners.values() for one in group if not one.startswith(CITING)}
    formats = {row["uri"]: row["format"] for row in tables.select("source", "uri", uris)}
    return {
        one.hash: Statement(
            hash=one.hash,
            paper=one.paper,
            stub=one.stub,
            sources=tuple(
                sorted((uri, formats[uri]) for uri in owners.get(one.hash, []) if uri in formats)
            ),
        )
        for one in _candidates(tables, hashes)
    }


def _other_ids(group: Iterable[Candidate], paper: str) -> set[str]:
    keys = {one.paper.key for one in group}
    keys |= {str(identifier) for one in group for identifier in one.paper.identifiers}
    return {node_id(NodeKind.PAPER, key) for key in keys} - {paper}
