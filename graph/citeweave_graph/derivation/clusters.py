"""Which records are one paper, kept up to date as records come and go."""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass, field

from citeweave_graph.assembly import Assembled, Statement, assemble
from citeweave_graph.derivation.judged import (
    decision_rows,
    forget_decisions,
    joined_keys,
    judged_pairs,
    undecided,
)
from citeweave_graph.derivation.records import CITING, Records
from citeweave_graph.identity.joining import NOTHING, Judged, base_key
from citeweave_graph.identity.papers import Candidate, cluster
from citeweave_graph.tables import Row, Tables
from citeweave_schema.ids import node_id
from citeweave_schema.judgements import Decision
from citeweave_schema.kinds import NodeKind

__all__ = ["Settled", "assembled", "paper_decisions", "redirect_rows", "settle", "statements_of"]


@dataclass(slots=True)
class Settled:
    """What a change did to the papers.

    Attributes:
        before: for each paper that is new or whose records changed, the papers that its
            records were in before; empty for a new one.
        dropped: ids that are papers no more.
        cited: those of them that say what they said before: only more papers cite them.
        citing: papers that cite a paper whose id changed.
        updated: papers whose content is not what it was.
        keys: the key of each paper that the change reached.
    """

    before: dict[str, set[str]] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)
    cited: set[str] = field(default_factory=set)
    citing: set[str] = field(default_factory=set)
    updated: set[str] = field(default_factory=set)
    keys: dict[str, str] = field(default_factory=dict)

    @property
    def rebuilt(self) -> set[str]:
        """The papers that are new or may say something else."""
        return self.before.keys() - self.cited


def _reaching(tables: Tables, blocks: Collection[str]) -> tuple[set[str], set[str]]:
    """Give the hashes of all records that blocks reach, from record to record, and all blocks."""
    found: set[str] = set()
    seen: set[str] = set()
    open_blocks = set(blocks)
    while open_blocks:
        seen |= open_blocks
        new = {row["hash"] for row in tables.select("block", "block", open_blocks)} - found
        found |= new
        joined = joined_keys(tables, open_blocks)
        open_blocks = {row["block"] for row in tables.select("block", "hash", new)} | joined
        open_blocks -= seen
    return found, seen


def settle(
    tables: Tables,
    records: Records,
    blocks: Collection[str],
    touched: Collection[str],
    gone: Collection[str],
) -> Settled:
    """Cluster anew what a change reaches.

    Args:
        tables: the store, with the records already put in and taken out.
        records: the records of the store.
        blocks: the blocks and keys of all records that changed, before and after.
        touched: hashes of records that came or whose sources changed.
        gone: hashes of records that are no more.
    """
    reached, keys = _reaching(tables, blocks)
    before = {
        row["hash"]: row["paper"] for row in tables.select("member", "hash", reached | set(gone))
    }
    old_members: dict[str, set[str]] = {}
    for one, paper in before.items():
        old_members.setdefault(paper, set()).add(one)
    result = Settled()
    rows: list[dict[str, str]] = []
    current: dict[str, tuple[Candidate, ...]] = {}
    moved: set[str] = set()
    came = frozenset(touched)
    judged = judged_pairs(tables, keys)
    found = cluster(records.candidates(reached), judged)
    for key, group in zip(found.keys, found.groups, strict=True):
        paper = node_id(NodeKind.PAPER, key)
        hashes = {one.hash for one in group}
        current[paper] = group
        result.keys[paper] = key
        if old_members.get(paper) == hashes and hashes.isdisjoint(came):
            continue
        result.before[paper] = {before[one] for one in hashes if one in before}
        if paper in old_members:
            result.before[paper].add(paper)
            if _says_the_same(group, old_members[paper], came):
                result.cited.add(paper)
        moved |= {one.hash for one in group if one.stub and before.get(one.hash) != paper}
        rows.extend({"hash": one, "paper": paper} for one in hashes)
    # Where people hold records of one identifier apart, its first paper has the id, changed or not.
    leading = current if judged.different else result.before
    redirects = redirect_rows({paper: current[paper] for paper in leading}, current)
    result.dropped = set(old_members) - current.keys()
    tables.delete("member", "hash", list(gone))
    tables.insert("member", rows)
    tables.delete("redirect", "target", result.dropped | result.before.keys())
    tables.delete("redirect", "id", result.before.keys())
    tables.insert("redirect", redirects)
    _keep_decisions(tables, current, found.decisions, judged, keys)
    result.citing = _citing(tables, moved)
    return result


def _says_the_same(
    group: Sequence[Candidate], before: Collection[str], came: Collection[str]
) -> bool:
    """Whether all that came to a paper are references without an identifier that it lacked.

    Of a reference, only these and the title are taken, and the title only where no record has one.

    Args:
        group: the records of the paper.
        before: the hashes of those that it had before.
        came: the hashes of those that are new or whose sources changed.
    """
    known = {one.hash: one.paper.identifiers for one in group if one.hash in before}
    if len(known) < len(before) or any(not one.stub and one.hash in came for one in group):
        return False
    identifiers = {one for some in known.values() for one in some}
    titled = any(not one.stub and not one.paper.is_known_by_id for one in group)
    return titled and all(
        one.stub and identifiers.issuperset(one.paper.identifiers)
        for one in group
        if one.hash not in known
    )


def _keep_decisions(
    tables: Tables,
    papers: dict[str, tuple[Candidate, ...]],
    decisions: Sequence[Decision],
    judged: Judged,
    keys: Collection[str],
) -> None:
    """Put what was decided about the papers at hand in the place of what was before."""
    forget_decisions(tables, keys)
    tables.insert("decision", paper_decisions(papers, decisions, judged))


def paper_decisions(
    papers: Mapping[str, Sequence[Candidate]],
    decisions: Sequence[Decision],
    judged: Judged = NOTHING,
) -> list[Row]:
    """Give the rows of what rules decided about records and no person did.

    Args:
        papers: the records of each paper, by its id.
        decisions: what was decided.
        judged: what people decided.
    """
    about = {base_key(key) for one in decisions for key in (one.left, one.right)}
    placed = [
        (one.keys, paper)
        for paper, group in papers.items()
        for one in group
        if not about.isdisjoint(one.shared_keys)
    ]
    homes = {key: paper for some, paper in placed for key in some}
    keys_of = {key: some for some, _ in placed for key in some}
    return decision_rows(NodeKind.PAPER, undecided(decisions, judged, keys_of), homes)


def redirect_rows(
    papers: Mapping[str, Sequence[Candidate]], current: Container[str]
) -> list[dict[str, str]]:
    """Give the rows that lead to papers from the ids that their records would have elsewhere.

    Args:
        papers: the records of each paper, by its id.
        current: the ids of papers, from which nothing leads elsewhere.
    """
    led: dict[str, str] = {}
    for paper, group in papers.items():
        for one in _other_ids(group):
            if one not in current:
                led.setdefault(one, paper)
    return [{"id": one, "target": paper} for one, paper in led.items()]


def _citing(tables: Tables, references: Collection[str]) -> set[str]:
    """Give the papers whose records own these references."""
    owners = {row["owner"] for row in tables.select("owner", "hash", references)}
    records = {owner.removeprefix(CITING) for owner in owners if owner.startswith(CITING)}
    return {row["paper"] for row in tables.select("member", "hash", records)}


def assembled(
    tables: Tables, records: Records, papers: Collection[str], keys: Mapping[str, str]
) -> dict[str, Assembled]:
    """Put papers together from their records; an id that is no paper is left out.

    Args:
        tables: the store.
        records: the records of the store.
        papers: ids of the papers.
        keys: the keys of those that may be new.
    """
    members: dict[str, list[str]] = {}
    for row in tables.select("member", "paper", papers):
        members.setdefault(row["paper"], []).append(row["hash"])
    statements = statements_of(
        tables, records, {one for group in members.values() for one in group}
    )
    rows = tables.select("node", "id", members.keys() - keys.keys())
    known = {row["id"]: row["key"] for row in rows}
    return {
        paper: assemble(keys.get(paper) or known[paper], [statements[one] for one in group])
        for paper, group in members.items()
    }


def statements_of(
    tables: Tables, records: Records, hashes: Collection[str]
) -> dict[str, Statement]:
    """Give what records state, by hash, each with the sources that have it."""
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
        for one in records.candidates(hashes)
    }


def _other_ids(group: Sequence[Candidate]) -> set[str]:
    """Give the ids that the records would have if they were not together."""
    keys = {key for one in group for key in one.shared_keys}
    if len(group) > 1:
        keys |= {one.fine for one in group}
    return {node_id(NodeKind.PAPER, key) for key in keys}
