"""Authors, what they wrote and where they work, from the author slots of papers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from citeweave_graph.assembly import Assembled
from citeweave_graph.derivation.linking import NodeKey
from citeweave_graph.identity.authors import Slot, cluster, slot_blocks
from citeweave_graph.rows import edge_row, naming_row
from citeweave_graph.tables import Row, Tables
from citeweave_schema.codec import from_line, to_line
from citeweave_schema.edges import Edge
from citeweave_schema.ids import node_id, strongest
from citeweave_schema.kinds import EdgeKind, NodeKind
from citeweave_schema.names import normal_person
from citeweave_schema.papers import Affiliation, AuthorName

__all__ = ["refresh_authors"]


def refresh_authors(
    tables: Tables, papers: Mapping[str, Assembled], dropped: Collection[str]
) -> tuple[set[str], dict[str, NodeKey]]:
    """Make anew the authors that changed papers reach.

    Args:
        tables: the store, with the papers of the change already in it.
        papers: the papers that are new or changed.
        dropped: ids of papers that are no more.

    Returns:
        The ids of named nodes (authors, organisations) that may have changed, and the kind and
        key of those that may be new.
    """
    changed = set(papers) | set(dropped)
    blocks = {row["block"] for row in tables.select("slot_block", "paper", changed)}
    named = {row["author"] for row in tables.select("slot", "paper", changed)}
    _forget_namings(tables, tables.select("slot", "paper", changed))
    tables.delete("slot", "paper", changed)
    tables.delete("slot_block", "paper", changed)
    slots = {(slot.paper, slot.position): slot for one in papers.values() for slot in _slots(one)}
    rows = [_block_rows(slot) for slot in slots.values()]
    tables.insert("slot_block", (row for group in rows for row in group))
    blocks |= {row["block"] for group in rows for row in group}
    if not blocks:
        return set(), {}
    slots.update(_reached(tables, blocks, slots))
    reached = _slot_rows(tables, slots)
    _forget_namings(tables, reached)
    old = {row["author"] for row in reached} | named
    touched = {
        row["target"] for row in tables.select("edge", "source", old) if row["target"][0] == "O"
    } | old
    tables.delete("edge", "source", old)
    tables.delete("redirect", "target", old)
    found = cluster(slots.values())
    authors = [_author(*one) for one in zip(found.groups, found.keys, strict=True)]
    _write(tables, authors)
    keys = {node: key for one in authors for node, key in one.keys.items()}
    return touched | set(keys), keys


def _slots(paper: Assembled) -> list[Slot]:
    if paper.node.stub:
        return []
    names = [normal_person(author.name) for author in paper.authors]
    return [
        Slot(
            paper=paper.node.id,
            paper_key=paper.node.key,
            position=position,
            author=author,
            companions=frozenset(names[: position - 1] + names[position:]),
        )
        for position, author in enumerate(paper.authors, start=1)
    ]


def _block_rows(slot: Slot) -> list[dict[str, object]]:
    return [
        {"paper": slot.paper, "position": slot.position, "block": block}
        for block in slot_blocks(slot.author)
    ]


def _reached(
    tables: Tables, blocks: Collection[str], known: Collection[tuple[str, int]]
) -> dict[tuple[str, int], Slot]:
    """Give the slots, beside the known ones, that the blocks reach from slot to slot."""
    found: set[tuple[str, int]] = set()
    seen: set[str] = set()
    open_blocks = set(blocks)
    while open_blocks:
        seen |= open_blocks
        rows = tables.select("slot_block", "block", open_blocks)
        new = {(row["paper"], row["position"]) for row in rows} - found
        found |= new
        papers = {paper for paper, _ in new}
        open_blocks = {
            row["block"]
            for row in tables.select("slot_block", "paper", papers)
            if (row["paper"], row["position"]) in new
        } - seen
    return _load(tables, found - set(known))


def _load(tables: Tables, places: Collection[tuple[str, int]]) -> dict[tuple[str, int], Slot]:
    rows = tables.select("slot", "paper", {paper for paper, _ in places})
    keys = {
        row["id"]: row["key"] for row in tables.select("node", "id", {row["paper"] for row in rows})
    }
    authors = {
        (row["paper"], row["position"]): from_line(AuthorName, row["payload"]) for row in rows
    }
    names: dict[str, list[str]] = {}
    for (paper, _), author in authors.items():
        names.setdefault(paper, []).append(normal_person(author.name))
    loaded = {}
    for place in places:
        paper, position = place
        companions = list(names[paper])
        companions.remove(normal_person(authors[place].name))
        loaded[place] = Slot(
            paper=paper,
            paper_key=keys[paper],
            position=position,
            author=authors[place],
            companions=frozenset(companions),
        )
    return loaded


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


def _author(group: tuple[Slot, ...], own: tuple[str, ...]) -> _Author:
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
            organization_key = _organization_key(affiliation)
            organization = node_id(*organization_key)
            author.keys[organization] = organization_key
            author.namings.append((organization, place, affiliation.name))
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
        "payload": to_line(slot.author),
    }


def _other_ids(author: _Author) -> list[str]:
    return sorted({node_id(NodeKind.AUTHOR, key) for key in author.others} - {author.id})


def _organization_key(affiliation: Affiliation) -> NodeKey:
    best = strongest(affiliation.identifiers)
    key = str(best) if best else f"name:{normal_person(affiliation.name)}"
    return NodeKind.ORGANIZATION, key
