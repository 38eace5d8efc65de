"""What authors leave in the tables, written only where it is not what is there already.

One new paper reaches the authors of all its authors' namesakes, of whom nearly all stay as they
were: to compare them costs a part of what writing them again does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from citeweave_graph.derivation.judged import decision_rows, forget_decisions
from citeweave_graph.derivation.resolving import NodeKey
from citeweave_graph.identity.author_slots import Slot
from citeweave_graph.rows import edge_row, naming_row
from citeweave_graph.tables import TABLES, Row, Tables
from citeweave_schema.codec import to_line
from citeweave_schema.edges import Edge
from citeweave_schema.ids import node_id
from citeweave_schema.judgements import Decision
from citeweave_schema.kinds import EdgeKind, NodeKind

__all__ = ["Author", "Former", "contribution", "put_authors", "put_decisions", "rows_of"]


@dataclass(slots=True)
class Author:
    """One author, with all that leaves and names it.

    Attributes:
        id: of the node.
        group: the author's places that are not in the store as they are.
        others: the keys, beside the one that the id follows from, that these places bring it.
        edges: those that leave it, by kind and target.
        namings: the ids of what its places name, itself and organisations, with place and name.
        keys: kind and key of each of these.
    """

    id: str
    group: tuple[Slot, ...]
    others: tuple[str, ...]
    edges: dict[tuple[EdgeKind, str], Edge] = field(default_factory=dict)
    namings: list[tuple[str, str, str]] = field(default_factory=list)
    keys: dict[str, NodeKey] = field(default_factory=dict)


def contribution(paper: str, position: int) -> str:
    """Give what stands for an author's place in `naming`.

    >>> contribution("Pyodkxbxoa52r4u3f", 2)
    'Pyodkxbxoa52r4u3f:2'
    """
    return f"{paper}:{position}"


class Former:
    """What the store knows of the places at hand from before the change."""

    def __init__(self, gone: Sequence[Row], left: Iterable[Row]) -> None:
        """Keep rows of `slot`.

        Args:
            gone: those of papers that changed, which are no longer in the store.
            left: the others that the change reaches.
        """
        self._left = {(row["paper"], row["position"]): row for row in left}
        self._places: dict[str, int] = {}
        for row in (*gone, *self._left.values()):
            self._places[row["author"]] = self._places.get(row["author"], 0) + 1
        self.gone = {contribution(row["paper"], row["position"]) for row in gone}
        self.authors = set(self._places)
        self.keys = {row["key"] for row in (*gone, *self._left.values())}

    def added(self, author: str, group: Sequence[Slot]) -> list[Slot] | None:
        """Give the places that an author has beside all those that it had, as they were.

        What follows from its former places is then in the store and stays. None where that may
        not be so: a place went, or one has identifiers, which authors contend for, or
        affiliations, whose names may have come to lead elsewhere.
        """
        if author not in self._places:
            return None
        if any(slot.author.identifiers or slot.author.affiliations for slot in group):
            return None
        new = [slot for slot in group if not self.is_of(slot, author)]
        if self._places[author] != len(group) - len(new):
            return None
        # One edge stands for all places on a paper, so that no new one may be on a former's.
        if new and len({slot.paper for slot in group}) < len(group):
            return None
        return new

    def is_of(self, slot: Slot, author: str) -> bool:
        """Tell whether an unchanged place was this author's, under the key that it has now."""
        row = self._left.get((slot.paper, slot.position))
        return row is not None and row["author"] == author and row["key"] == slot.key

    def is_new(self, slot: Slot) -> bool:
        """Tell whether a place is of a paper that changed."""
        return (slot.paper, slot.position) not in self._left


def put_authors(
    tables: Tables, authors: Collection[Author], former: Former, kept: Collection[str]
) -> set[str]:
    """Put authors in the place of the former ones; give the named nodes that this concerns.

    Args:
        tables: the store.
        authors: those that may differ from what is there.
        former: what was there.
        kept: ids of authors whose rows stay, though some may be added.
    """
    old = former.authors.difference(kept)
    edges = (edge_row(edge) for one in authors for edge in one.edges.values())
    _put_differing(tables, "edge", "source", old, edges)
    redirects = (
        {"id": other, "target": one.id} for one in authors for other in sorted(_other_ids(one))
    )
    _put_differing(tables, "redirect", "target", old, redirects)
    tables.insert(
        "slot",
        [
            _slot_row(slot, one.id)
            for one in authors
            for slot in one.group
            if not former.is_of(slot, one.id)
        ],
    )
    return _put_namings(tables, authors, former)


def rows_of(author: Author) -> dict[str, list[Row]]:
    """Give all rows of an author in whose place there is nothing yet, by table."""
    return {
        "edge": [edge_row(edge) for edge in author.edges.values()],
        "redirect": [{"id": other, "target": author.id} for other in _other_ids(author)],
        "slot": [_slot_row(slot, author.id) for slot in author.group],
        "naming": list(_naming_rows(author)),
    }


def put_decisions(
    tables: Tables, decisions: Iterable[Decision], homes: Mapping[str, str], former: Former
) -> None:
    """Put what was decided about places in the place of what was before.

    Args:
        tables: the store.
        decisions: all that is decided about the places at hand.
        homes: the author of each of these places, by the place's key.
        former: what was there.
    """
    forget_decisions(tables, former.keys - homes.keys())
    rows = tables.select("decision", "other_base", homes.keys())
    strange = {row["other_base"] for row in rows if row["one_base"] not in homes}
    tables.delete("decision", "other_base", strange)
    found = decision_rows(NodeKind.AUTHOR, decisions, homes)
    _put_differing(tables, "decision", "one_base", homes.keys(), found)


def _put_namings(tables: Tables, authors: Collection[Author], former: Former) -> set[str]:
    slots = [slot for one in authors for slot in one.group]
    # A changed paper's authors are named anew in any case: the rules of naming may be others.
    changed = former.gone | {
        contribution(slot.paper, slot.position) for slot in slots if former.is_new(slot)
    }
    left = {contribution(slot.paper, slot.position) for slot in slots} | former.gone
    rows = (row for one in authors for row in _naming_rows(one))
    return {row["node"] for row in _put_differing(tables, "naming", "paper", left, rows, changed)}


def _put_differing(  # noqa: PLR0917  # as of Tables, and what is told
    tables: Tables,
    table: str,
    column: str,
    former: Collection[str],
    rows: Iterable[Row],
    changed: Collection[str] = (),
) -> Iterator[Row]:
    """Put rows in the place of those with one of some values in a column, where any differs.

    Args:
        tables: the store.
        table: the table.
        column: the column by which rows belong together.
        former: the values whose rows may be in the store.
        rows: what is to be there instead.
        changed: the values whose rows are given back even if they do not differ.

    Returns:
        The rows that went and those that came.
    """
    values = itemgetter(*TABLES[table].columns)
    old = _by_value(tables.select(table, column, former), column)
    new = _by_value(rows, column)
    differing = {
        one
        for one in old.keys() | new.keys()
        if set(map(values, old.get(one, ()))) != set(map(values, new.get(one, ())))
    }
    tables.delete(table, column, old.keys() & differing)
    tables.insert(table, [row for one in differing for row in new.get(one, ())])
    told = differing.union(changed)
    return (row for group in (old, new) for one in told for row in group.get(one, ()))


def _by_value(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row[column], []).append(row)
    return found


def _naming_rows(author: Author) -> Iterator[Row]:
    return (naming_row(node, place, name, 1) for node, place, name in author.namings)


def _slot_row(slot: Slot, author: str) -> Row:
    return {
        "paper": slot.paper,
        "position": slot.position,
        "author": author,
        "key": slot.key,
        "payload": to_line(slot.author),
    }


def _other_ids(author: Author) -> set[str]:
    return {node_id(NodeKind.AUTHOR, key) for key in author.others} - {author.id}
