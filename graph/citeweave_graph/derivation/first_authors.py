"""The authors of a graph that has none yet.

Slots that no chain of blocks joins have nothing to do with each other, so that parts of them can
be worked on apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from citeweave_graph.derivation.author_rows import Author, rows_of
from citeweave_graph.derivation.authorship import author_from, block_rows, organizations_of
from citeweave_graph.derivation.judged import decision_rows
from citeweave_graph.derivation.naming import named_node
from citeweave_graph.derivation.resolving import NodeKey, Resolver, kept_resolution
from citeweave_graph.derivation.sharing_work import worked_out
from citeweave_graph.identity.author_slots import Slot
from citeweave_graph.identity.authors import cluster, components
from citeweave_graph.identity.concepts import LocalName
from citeweave_graph.rows import node_row
from citeweave_graph.tables import TABLES, Row, Tables
from citeweave_schema.ids import node_id
from citeweave_schema.kinds import NodeKind

__all__ = ["make_authors"]

_PART = 5_000
"""Slots that are worked on at once."""

_VALUES = {name: itemgetter(*table.columns) for name, table in TABLES.items()}


def make_authors(tables: Tables, slots: Collection[Slot]) -> dict[str, NodeKey]:
    """Make the authors of a graph that has none yet.

    Args:
        tables: the store, in which is kept what the names of organisations stand for.
        slots: all of them.

    Returns:
        The kind and key of the organisations that they name.
    """
    kept = kept_resolution(tables, organizations_of(slots))
    moved = {name: to for name, to in kept.items() if name != to}
    keys: dict[str, NodeKey] = {}
    made = worked_out(_made, [_Part(some, moved) for some in _parts(slots)])
    for table in made[0].values if made else ():
        tables.insert_values(table, [row for one in made for row in one.values[table]])
    for one in made:
        keys.update(one.keys)
    return keys


@dataclass(frozen=True, slots=True)
class _Part:
    """Slots to make authors of, and the names of organisations that stand for others."""

    slots: Sequence[Slot]
    names: Mapping[LocalName, LocalName]


@dataclass(frozen=True, slots=True)
class _Made:
    """What came of a part: the values of rows by table, and the organisations."""

    values: dict[str, list[tuple[object, ...]]] = field(default_factory=dict)
    keys: dict[str, NodeKey] = field(default_factory=dict)

    def add(self, table: str, rows: Collection[Row]) -> None:
        self.values.setdefault(table, []).extend(map(_VALUES[table], rows))


def _parts(slots: Collection[Slot]) -> Iterator[list[Slot]]:
    some: list[Slot] = []
    for group in components(slots):
        some += group
        if len(some) >= _PART:
            yield some
            some = []
    if some:
        yield some


def _made(part: _Part) -> _Made:
    found = cluster(part.slots)
    resolver = Resolver(part.names)
    made = _Made()
    homes: dict[str, str] = {}
    for group, keys in zip(found.groups, found.keys, strict=True):
        author = author_from(node_id(NodeKind.AUTHOR, keys[0]), group, keys, resolver)
        for table, rows in rows_of(author).items():
            made.add(table, rows)
        made.add("node", [_node_row(author)])
        made.keys.update(author.keys)
        del made.keys[author.id]
        for slot in group:
            made.add("slot_block", block_rows(slot))
            homes[slot.key] = author.id
    made.add("decision", decision_rows(NodeKind.AUTHOR, found.decisions, homes))
    return made


def _node_row(author: Author) -> Row:
    names = Counter(name for node, _, name in author.namings if node == author.id)
    return node_row(named_node(author.id, *author.keys[author.id], names))
