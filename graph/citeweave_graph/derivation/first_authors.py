"""The authors of a graph that has none yet.

Slots that no chain of blocks joins have nothing to do with each other, so that parts of them can
be worked on apart. All slots of a large corpus would not fit into memory: they wait in files.
"""

from __future__ import annotations

import marshal
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from citeweave_graph.derivation.author_rows import Author, rows_of
from citeweave_graph.derivation.authorship import author_from, block_rows
from citeweave_graph.derivation.judged import decision_rows
from citeweave_graph.derivation.naming import named_node
from citeweave_graph.derivation.reaching import Together
from citeweave_graph.derivation.resolving import NodeKey, Resolver
from citeweave_graph.derivation.sharing_work import worked_out
from citeweave_graph.derivation.told_apart import namesake_rows
from citeweave_graph.identity.author_slots import Slot
from citeweave_graph.identity.authors import cluster, slot_blocks
from citeweave_graph.identity.concepts import LocalName
from citeweave_graph.rows import node_row
from citeweave_graph.tables import TABLES, Row, Tables
from citeweave_schema.codec import from_line, to_line
from citeweave_schema.ids import node_id
from citeweave_schema.kinds import EntityType, NodeKind
from citeweave_schema.papers import AuthorName

__all__ = ["SlotLine", "WaitingSlots", "make_authors", "slot_line"]

_PART = 10_000
"""About how many slots are worked on at once."""

_VALUES = {name: itemgetter(*table.columns) for name, table in TABLES.items()}

SlotLine = tuple[tuple[str, ...], bytes]
"""The blocks of a slot, and the slot as bytes."""


def slot_line(slot: Slot) -> SlotLine:
    """Give a slot in a form that takes little to keep and to send."""
    content = (
        *(slot.paper, slot.paper_key, slot.position, to_line(slot.author)),
        *(tuple(slot.companions), slot.year, slot.venue, tuple(slot.words)),
    )
    return slot_blocks(slot.author), marshal.dumps(content)


def _slot(line: bytes) -> Slot:
    paper, key, position, author, companions, year, venue, words = marshal.loads(line)  # noqa: S302  # from our own process
    return Slot(
        paper=paper,
        paper_key=key,
        position=position,
        author=from_line(AuthorName, author),
        companions=frozenset(companions),
        year=year,
        venue=venue,
        words=frozenset(words),
    )


class WaitingSlots(Together[bytes]):
    """Slots that wait in files until all are there; use it in a `with` block."""

    def put(self, slots: Iterable[SlotLine]) -> None:
        """Add slots."""
        for blocks, line in slots:
            first, *others = map(hash, blocks)
            for other in others:
                self.join(first, other)
            self.add(first, line)


def make_authors(tables: Tables, slots: WaitingSlots) -> dict[str, NodeKey]:
    """Make the authors of a graph that has none yet.

    Args:
        tables: the store, in which is kept what the names of organisations stand for.
        slots: all of them.

    Returns:
        The kind and key of the organisations that they name.
    """
    moved = {
        name: to
        for name, to in tables.columns("resolution", ("name", "target"))
        if name.startswith(EntityType.ORG)
    }
    keys: dict[str, NodeKey] = {}
    for _, made in worked_out(_made, (_Part(some, moved) for some in slots.parts(_PART))):
        for table, values in made.values.items():
            tables.insert_values(table, values)
        keys.update(made.keys)
    return keys


@dataclass(frozen=True, slots=True)
class _Part:
    """Slots to make authors of, and the names of organisations that stand for others."""

    slots: Sequence[bytes]
    names: Mapping[LocalName, LocalName]


@dataclass(frozen=True, slots=True)
class _Made:
    """What came of a part: the values of rows by table, and the organisations."""

    values: dict[str, list[tuple[object, ...]]] = field(default_factory=dict)
    keys: dict[str, NodeKey] = field(default_factory=dict)

    def add(self, table: str, rows: Iterable[Row]) -> None:
        self.values.setdefault(table, []).extend(map(_VALUES[table], rows))


def _made(part: _Part) -> _Made:
    found = cluster(map(_slot, part.slots))
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
    made.add("namesakes", namesake_rows(dict(found.namesakes)))
    made.add("decision", decision_rows(NodeKind.AUTHOR, found.decisions, homes))
    return made


def _node_row(author: Author) -> Row:
    names = Counter(name for node, _, name in author.namings if node == author.id)
    return node_row(named_node(author.id, *author.keys[author.id], names))
