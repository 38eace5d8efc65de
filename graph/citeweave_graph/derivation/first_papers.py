"""The papers of a graph that has none yet, from records at hand: pure, so that any process can.

First it is settled which records are one paper and what each paper calls things. When that is
known of all papers, those that name or cite something are linked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import NamedTuple

from citeweave_graph.assembly import Assembled, Statement, assemble
from citeweave_graph.derivation.authorship import author_slots
from citeweave_graph.derivation.calling import names_in
from citeweave_graph.derivation.clusters import paper_decisions, redirect_rows
from citeweave_graph.derivation.extractions import KeptExtraction, Text, extraction_of
from citeweave_graph.derivation.first_authors import SlotLine, slot_line
from citeweave_graph.derivation.linking import Links, link
from citeweave_graph.derivation.names import Longs, resolver_of, rows_of_names
from citeweave_graph.derivation.paper_rows import rows_of_papers
from citeweave_graph.derivation.records import reference_hash
from citeweave_graph.derivation.resolving import Homes, NodeKey, Resolver
from citeweave_graph.identity.concepts import LocalName
from citeweave_graph.identity.papers import Candidate, cluster
from citeweave_graph.rows import relation_row
from citeweave_graph.tables import TABLES, Row, Usage
from citeweave_schema.codec import from_line
from citeweave_schema.ids import node_id
from citeweave_schema.kinds import NodeKind
from citeweave_schema.mentions import Extraction
from citeweave_schema.names import text_hash
from citeweave_schema.papers import Paper, Reference

__all__ = ["Kept", "Linking", "Made", "Settling", "Waiting", "linked", "settled"]

_VALUES = {name: itemgetter(*table.columns) for name, table in TABLES.items()}
_NOTHING = Resolver()
_NOBODY = Homes()


class Kept(NamedTuple):
    """A record as it is kept.

    Attributes:
        hash: content hash.
        stub: True for a reference.
        line: what it states.
        sources: as `Statement.sources`.
    """

    hash: str
    stub: bool
    line: str
    sources: tuple[tuple[str, str], ...]


class Waiting(NamedTuple):
    """A paper that is to be linked when it is known what all others are and say.

    Attributes:
        key: what its id follows from.
        hashes: of its records.
        text: the hash of its text; None for a stub.
        cited: the hashes of the references that it states.
    """

    key: str
    hashes: tuple[str, ...]
    text: str | None
    cited: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Settling:
    """Records of which to make papers: all that blocks join to any of them.

    Attributes:
        records: in any order.
        extractions: what was found in their texts, by hash.
    """

    records: Sequence[Kept]
    extractions: Mapping[str, KeptExtraction]


@dataclass(frozen=True, slots=True)
class Linking:
    """Papers to link, with what is known of what they name and cite.

    Attributes:
        papers: the papers.
        records: theirs, by hash.
        extractions: what was found in their texts, by hash.
        longs: what the names that they use may stand for.
        homes: the papers that references lead to, by the hash of the reference.
    """

    papers: Sequence[Waiting]
    records: Mapping[str, Kept]
    extractions: Mapping[str, KeptExtraction]
    longs: Mapping[LocalName, Longs]
    homes: Mapping[str, str]


@dataclass(slots=True)
class Made:
    """What came of some records or papers.

    Attributes:
        values: those of new rows, by table.
        keys: kind and key of the nodes that they name.
        waiting: those of them that are to be linked yet.
        slots: the places of their authors.
        usage: how often in which role, and since when, the papers linked use each concept.
        unread: texts of which no extraction was at hand; then nothing else came of it.
    """

    values: dict[str, list[tuple[object, ...]]] = field(default_factory=dict)
    keys: dict[str, NodeKey] = field(default_factory=dict)
    waiting: list[Waiting] = field(default_factory=list)
    slots: list[SlotLine] = field(default_factory=list)
    usage: dict[str, Usage] = field(default_factory=dict)
    unread: list[Text] = field(default_factory=list)

    def add(self, table: str, rows: Iterable[Row]) -> None:
        """Add rows of a table."""
        self.values.setdefault(table, []).extend(map(_VALUES[table], rows))


def settled(part: Settling) -> Made:
    """Make papers of records; link those that name and cite nothing."""
    records = {one.hash: one for one in part.records}
    found = cluster(_candidate(one) for one in part.records)
    papers, hashes = {}, {}
    for key, group in zip(found.keys, found.groups, strict=True):
        paper = assemble(key, [_statement(records[one.hash], one.paper) for one in group])
        papers[paper.node.id] = paper
        hashes[paper.node.id] = tuple(one.hash for one in group)
    made = Made()
    extractions = _extractions(papers.values(), part.extractions, made.unread)
    if made.unread:
        return Made(unread=made.unread)
    groups = dict(zip(papers, found.groups, strict=True))
    member = ({"hash": one, "paper": to} for to, some in hashes.items() for one in some)
    made.add("member", member)
    made.add("redirect", redirect_rows(groups, groups))
    made.add("decision", paper_decisions(groups, found.decisions))
    called = {one: names_in(paper, extractions.get(one)) for one, paper in papers.items()}
    for table, rows in rows_of_names(called).items():
        made.add(table, rows)
    ready = []
    for one, paper in papers.items():
        made.slots += map(slot_line, author_slots(paper))
        if called[one].surfaces or paper.references:
            text = extractions[one].text_hash if one in extractions else None
            cited = tuple(reference_hash(reference) for reference, _ in paper.references)
            made.waiting.append(Waiting(paper.node.key, hashes[one], text, cited))
        else:
            ready.append(one)
    _add_linked(made, {one: papers[one] for one in ready}, extractions, {}, {})
    return made


def linked(part: Linking) -> Made:
    """Link papers."""
    papers, cited = {}, {}
    for one in part.papers:
        some = [part.records[hashed] for hashed in one.hashes]
        statements = [_statement(kept, from_line(Paper, kept.line)) for kept in some]
        here = node_id(NodeKind.PAPER, one.key)
        papers[here] = paper = assemble(one.key, statements)
        references = (reference for reference, _ in paper.references)
        homes = map(part.homes.__getitem__, one.cited)
        cited[here] = dict(zip(references, homes, strict=True))
    made = Made()
    extractions = _extractions(papers.values(), part.extractions, made.unread)
    resolving = {
        one: resolver_of(names_in(paper, extractions.get(one)), part.longs, _NOBODY)
        for one, paper in papers.items()
    }
    _add_linked(made, papers, extractions, resolving, cited)
    return made


def _add_linked(
    made: Made,
    papers: Mapping[str, Assembled],
    extractions: Mapping[str, Extraction],
    resolving: Mapping[str, Resolver],
    cited: Mapping[str, Mapping[Reference, str]],
) -> None:
    links = {}
    for one, paper in papers.items():
        resolver = resolving.get(one, _NOTHING)
        links[one] = link(paper, extractions.get(one), resolver, (), cited.get(one, {}))
    for table, rows in rows_of_papers(papers, extractions, links).items():
        made.add(table, rows)
    made.add("relation", (relation_row(one) for some in links.values() for one in some.relations))
    for some in links.values():
        made.keys.update(some.keys)
    made.usage = _usage(papers, links)


def _usage(papers: Mapping[str, Assembled], links: Mapping[str, Links]) -> dict[str, Usage]:
    """Give what `Tables.usage_of` would count of these papers' edges."""
    roles: dict[str, Counter[str]] = {}
    years: dict[str, list[int]] = {}
    for one, some in links.items():
        year = papers[one].node.year
        for edge in some.edges:
            if edge.role is not None:
                roles.setdefault(edge.target, Counter())[edge.role.value] += 1
                if year is not None:
                    years.setdefault(edge.target, []).append(year)
    return {
        one: Usage(papers_by_role=dict(counts), first_year=min(years.get(one, ()), default=None))
        for one, counts in roles.items()
    }


def _extractions(
    papers: Collection[Assembled], known: Mapping[str, KeptExtraction], unread: list[Text]
) -> dict[str, Extraction]:
    """Give the extraction of each paper that is no stub; note the texts of which none is known."""
    found: dict[str, Extraction] = {}
    for paper in papers:
        node = paper.node
        if node.stub:
            continue
        kept = known.get(text_hash(node.title, node.abstract))
        if kept is None:
            unread.append((node.title, node.abstract))
        else:
            found[node.id] = extraction_of(kept)
    return found


def _candidate(kept: Kept) -> Candidate:
    return Candidate(hash=kept.hash, paper=from_line(Paper, kept.line), stub=kept.stub)


def _statement(kept: Kept, paper: Paper) -> Statement:
    return Statement(hash=kept.hash, paper=paper, stub=kept.stub, sources=kept.sources)
