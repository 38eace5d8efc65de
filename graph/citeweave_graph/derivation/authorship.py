"""Authors, what they wrote and where they work, from the author slots of papers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from citeweave_graph.assembly import Assembled
from citeweave_graph.derivation.judged import (
    JudgedAuthors,
    decision_rows,
    forget_decisions,
    undecided,
)
from citeweave_graph.derivation.resolving import Homes, NodeKey, Resolver, kept_resolution
from citeweave_graph.identity.authors import Slot, cluster, slot_blocks
from citeweave_graph.identity.concepts import LocalName, organization_local_name
from citeweave_graph.identity.joining import Judged
from citeweave_graph.identity.organizations import organization_name
from citeweave_graph.identity.venues import venue_series
from citeweave_graph.rows import edge_row, naming_row
from citeweave_graph.tables import Row, Tables
from citeweave_schema.codec import from_line, to_line
from citeweave_schema.edges import Edge
from citeweave_schema.ids import node_id
from citeweave_schema.judgements import Decision, Judgement
from citeweave_schema.kinds import EdgeKind, NodeKind
from citeweave_schema.names import normal_person, normal_title
from citeweave_schema.papers import Affiliation, AuthorName

__all__ = ["affiliation_name", "refresh_authors"]


def refresh_authors(
    tables: Tables,
    papers: Mapping[str, Assembled],
    dropped: Collection[str],
    *,
    places: Collection[tuple[str, int]],
    judgements: Sequence[Judgement],
    homes: Homes,
) -> tuple[set[str], dict[str, NodeKey]]:
    """Make anew the authors that changed papers reach.

    Args:
        tables: the store, with the papers of the change already in it.
        papers: the papers that are new or changed.
        dropped: ids of papers that are no more.
        places: papers and positions of authors to make anew for another reason.
        judgements: what people decided about pairs.
        homes: the names that people joined.

    Returns:
        The ids of named nodes (authors, organisations) that may have changed, and the kind and
        key of those that may be new.
    """
    changed = set(papers) | set(dropped)
    blocks = {row["block"] for row in tables.select("slot_block", "paper", changed)}
    former = tables.select("slot", "paper", changed)
    named = {row["author"] for row in former}
    _forget_namings(tables, former)
    forget_decisions(tables, {row["key"] for row in former})
    tables.delete("slot", "paper", changed)
    tables.delete("slot_block", "paper", changed)
    slots = {(slot.paper, slot.position): slot for one in papers.values() for slot in _slots(one)}
    rows = [_block_rows(slot) for slot in slots.values()]
    tables.insert("slot_block", (row for group in rows for row in group))
    blocks |= {row["block"] for group in rows for row in group}
    blocks |= _blocks_of(tables, places)
    if judgements:  # which may have joined those that no block joins
        left = tables.select("slot", "author", named)
        blocks |= _blocks_of(tables, {(row["paper"], row["position"]) for row in left})
    if not blocks:
        return set(), {}
    judged = JudgedAuthors(tables, judgements, slots)
    slots.update(_reached(tables, blocks, slots, judged))
    reached = _slot_rows(tables, slots)
    _forget_namings(tables, reached)
    old = {row["author"] for row in reached} | named
    touched = {
        row["target"] for row in tables.select("edge", "source", old) if row["target"][0] == "O"
    } | old
    tables.delete("edge", "source", old)
    tables.delete("redirect", "target", old)
    resolver = Resolver(kept_resolution(tables, _organizations(slots.values())), homes)
    found = cluster(slots.values(), judged.judged)
    authors = [
        _author(group, keys, resolver) for group, keys in zip(found.groups, found.keys, strict=True)
    ]
    _write(tables, authors)
    _keep_decisions(tables, authors, reached, found.decisions, judged.judged)
    keys = {node: key for one in authors for node, key in one.keys.items()}
    return touched | set(keys), keys


def _slots(paper: Assembled) -> list[Slot]:
    if paper.node.stub:
        return []
    node = paper.node
    about = _About.of(node.id, node.key, node.name, node.year, node.venue)
    return about.slots(dict(enumerate(paper.authors, start=1)))


@dataclass(frozen=True, slots=True)
class _About:
    """What a paper says that tells its authors from others of their names."""

    paper: str
    key: str
    words: frozenset[str]
    year: int | None
    venue: str

    @classmethod
    def of(cls, paper: str, key: str, title: str, year: int | None, venue: str | None) -> _About:
        words = frozenset(normal_title(title).split())
        return cls(paper, key, words, year, venue_series(venue) if venue else "")

    def slots(self, authors: Mapping[int, AuthorName]) -> list[Slot]:
        """Give the places of a paper's authors, of all of them by position."""
        names = {position: normal_person(one.name) for position, one in authors.items()}
        return [
            Slot(
                paper=self.paper,
                paper_key=self.key,
                position=position,
                author=author,
                companions=frozenset(name for other, name in names.items() if other != position),
                year=self.year,
                venue=self.venue,
                words=self.words,
            )
            for position, author in authors.items()
        ]


def _block_rows(slot: Slot) -> list[dict[str, object]]:
    return [
        {"paper": slot.paper, "position": slot.position, "block": block}
        for block in slot_blocks(slot.author)
    ]


def _blocks_of(tables: Tables, places: Collection[tuple[str, int]]) -> set[str]:
    wanted = set(places)
    rows = tables.select("slot_block", "paper", {paper for paper, _ in wanted})
    return {row["block"] for row in rows if (row["paper"], row["position"]) in wanted}


def _reached(
    tables: Tables,
    blocks: Collection[str],
    known: Mapping[tuple[str, int], Slot],
    judged: JudgedAuthors,
) -> dict[tuple[str, int], Slot]:
    """Give the slots, beside the known ones, that blocks and judgements reach from slot to slot."""
    found: set[tuple[str, int]] = set()
    seen: set[str] = set()
    open_blocks = set(blocks)
    while open_blocks:
        seen |= open_blocks
        rows = tables.select("slot_block", "block", open_blocks)
        new = {(row["paper"], row["position"]) for row in rows} - found
        new |= judged.joined(new) - found
        found |= new
        papers = {paper for paper, _ in new}
        open_blocks = {
            row["block"]
            for row in tables.select("slot_block", "paper", papers)
            if (row["paper"], row["position"]) in new
        } - seen
    return _load(tables, found - known.keys())


def _load(tables: Tables, places: Collection[tuple[str, int]]) -> dict[tuple[str, int], Slot]:
    papers = {paper for paper, _ in places}
    authors: dict[str, dict[int, AuthorName]] = {}
    for row in tables.select("slot", "paper", papers):
        author = from_line(AuthorName, row["payload"])
        authors.setdefault(row["paper"], {})[row["position"]] = author
    loaded = {}
    for row in tables.select("node", "id", authors):
        about = _About.of(row["id"], row["key"], row["name"], row["year"], row["venue"])
        for slot in about.slots(authors[row["id"]]):
            loaded[slot.paper, slot.position] = slot
    return {place: loaded[place] for place in places}


def _slot_rows(tables: Tables, places: Mapping[tuple[str, int], Slot]) -> list[dict[str, str]]:
    rows = tables.select("slot", "paper", {paper for paper, _ in places})
    return [row for row in rows if (row["paper"], row["position"]) in places]


def _forget_namings(tables: Tables, rows: Collection[Row]) -> None:
    places = [_contribution(row["paper"], row["position"]) for row in rows]
    tables.delete("naming", "paper", places)


def _contribution(paper: str, position: int) -> str:
    return f"{paper}:{position}"


@dataclass(slots=True)
class _Author:
    """One author, with all that leaves and names it."""

    id: str
    group: tuple[Slot, ...]
    others: tuple[str, ...]
    edges: dict[tuple[EdgeKind, str], Edge] = field(default_factory=dict)
    namings: list[tuple[str, str, str]] = field(default_factory=list)
    keys: dict[str, NodeKey] = field(default_factory=dict)


def _author(group: tuple[Slot, ...], own: tuple[str, ...], resolver: Resolver) -> _Author:
    """Put one author together from its slots and the keys that are its alone."""
    key = (NodeKind.AUTHOR, own[0])
    author = _Author(node_id(*key), group, own[1:])
    author.keys[author.id] = key
    for slot in group:
        place = _contribution(slot.paper, slot.position)
        author.namings.append((author.id, place, slot.author.name))
        author.edges.setdefault(
            (EdgeKind.AUTHORED, slot.paper),
            Edge(
                kind=EdgeKind.AUTHORED,
                source=author.id,
                target=slot.paper,
                position=slot.position,
                printed=slot.author.name,
            ),
        )
        for affiliation in slot.author.affiliations:
            key = resolver.target(resolver.name(affiliation_name(affiliation)))
            organization = node_id(*key)
            author.keys[organization] = key
            author.namings.append((organization, place, _shown(affiliation)))
            known = author.edges.get((EdgeKind.AFFILIATED_WITH, organization))
            author.edges[EdgeKind.AFFILIATED_WITH, organization] = Edge(
                kind=EdgeKind.AFFILIATED_WITH,
                source=author.id,
                target=organization,
                support=known.support + 1 if known else 1,
            )
    return author


def _write(tables: Tables, authors: Collection[_Author]) -> None:
    tables.insert("edge", [edge_row(edge) for one in authors for edge in one.edges.values()])
    tables.insert(
        "naming",
        [naming_row(node, place, name, 1) for one in authors for node, place, name in one.namings],
    )
    tables.insert("slot", [_slot_row(slot, one.id) for one in authors for slot in one.group])
    tables.insert(
        "redirect",
        [{"id": other, "target": one.id} for one in authors for other in _other_ids(one)],
    )


def _slot_row(slot: Slot, author: str) -> dict[str, object]:
    return {
        "paper": slot.paper,
        "position": slot.position,
        "author": author,
        "key": slot.key,
        "payload": to_line(slot.author),
    }


def _other_ids(author: _Author) -> list[str]:
    return sorted({node_id(NodeKind.AUTHOR, key) for key in author.others} - {author.id})


def _keep_decisions(
    tables: Tables,
    authors: Collection[_Author],
    before: Collection[Row],
    decisions: Collection[Decision],
    judged: Judged,
) -> None:
    """Put what was decided about these authors in the place of what was before."""
    placed = [(slot, one.id) for one in authors for slot in one.group]
    forget_decisions(tables, {slot.key for slot, _ in placed} | {row["key"] for row in before})
    homes = {key: home for slot, home in placed for key in (slot.key, *slot.keys)}
    keys_of = {slot.key: slot.keys for slot, _ in placed}
    left = undecided(decisions, judged, keys_of)
    tables.insert("decision", decision_rows(NodeKind.AUTHOR, left, homes))


def affiliation_name(affiliation: Affiliation) -> LocalName:
    """Give the local name of the organisation that an affiliation names."""
    return organization_local_name(affiliation.name, affiliation.identifiers)


def _organizations(slots: Iterable[Slot]) -> set[LocalName]:
    return {affiliation_name(one) for slot in slots for one in slot.author.affiliations}


def _shown(affiliation: Affiliation) -> str:
    """Give the organisation's own name out of what is printed."""
    return organization_name(affiliation.name) or affiliation.name
