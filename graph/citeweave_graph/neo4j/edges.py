"""What a transaction does to the relationships of a graph, and the mentions on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from citeweave_graph.memory_tables import Place
from citeweave_graph.neo4j.pending import Changes
from citeweave_graph.neo4j.properties import (
    EDGE_PROPERTIES,
    edge_properties,
    relation_sentences,
)
from citeweave_graph.neo4j.table_statements import evidence_rows
from citeweave_graph.tables import Row
from citeweave_schema.edges import edge_id
from citeweave_schema.kinds import RELATION_KINDS, EdgeKind

__all__ = ["EdgeChanges", "StoredEdge", "edge_changes", "relations_put", "sources_touched"]

_Ends = tuple[str, str]
_Properties = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StoredEdge:
    """A relationship as it is on the server."""

    source: str
    target: str
    kind: str
    properties: _Properties

    @property
    def place(self) -> Place:
        """The place of its row."""
        return self.source, self.target, self.kind

    @property
    def row(self) -> dict[str, Any]:
        """Its row of the table `edge`."""
        found = {column: self.properties.get(name) for column, name in EDGE_PROPERTIES.items()}
        return {"source": self.source, "target": self.target, "kind": self.kind, **found}


@dataclass(slots=True)
class EdgeChanges:
    """What happens to relationships, by their type.

    Attributes:
        created: source, target and properties of each that is new.
        changed: the same of each that gets other properties.
        gone: source and target of each that goes.
    """

    created: dict[str, list[tuple[str, str, _Properties]]] = field(default_factory=dict)
    changed: dict[str, list[tuple[str, str, _Properties]]] = field(default_factory=dict)
    gone: dict[str, list[_Ends]] = field(default_factory=dict)


def sources_touched(edges: Changes, mentions: Changes) -> set[str]:
    """Give the nodes whose relationships change, as far as the changes name them."""
    sources = {place[0] for changes in (edges, mentions) for place in (*changes.put, *changes.gone)}
    return sources | edges.taken.get("source", set()) | mentions.taken.get("paper", set())


def relations_put(edges: Changes) -> list[str]:
    """Give the ids of the relations between concepts among the edges put."""
    return [_edge_id(place) for place in edges.put if place[2] in RELATION_KINDS]


def edge_changes(
    edges: Changes,
    mentions: Changes,
    stored: Iterable[StoredEdge],
    relations: Mapping[str, Sequence[Row]],
) -> EdgeChanges:
    """Work out what becomes of relationships.

    Args:
        edges: the changes to the table `edge`.
        mentions: those to the table `evidence`.
        stored: the relationships of all sources that the changes touch.
        relations: the rows of `relation` that each relation among the edges put stands on.

    Raises:
        RuntimeError: a mention would be left without its edge.
    """
    before = {one.place: one for one in stored}
    after: dict[Place, Row] = dict(edges.put)
    changes = EdgeChanges()
    for place, one in before.items():
        if place in edges.put:
            continue
        if edges.stands(one.row):
            after[place] = one.row
        else:
            changes.gone.setdefault(one.kind, []).append((one.source, one.target))
    evidence = _evidence(edges, mentions, before.values())
    for place in sorted(after):
        known, row = before.get(place), after[place]
        ends = place[0], place[1]
        if known is not None and place not in edges.put and ends not in evidence.touched:
            continue
        payloads = evidence.left.pop(ends, ()) if row["role"] is not None else ()
        sentences = relation_sentences(relations.get(_edge_id(place), ()))
        properties = edge_properties(row, payloads, sentences)
        if known is None:
            changes.created.setdefault(place[2], []).append((*ends, properties))
        elif properties != known.properties:
            changes.changed.setdefault(place[2], []).append((*ends, properties))
    if any(evidence.left.values()):
        raise RuntimeError(f"mentions without their edge: {sorted(evidence.left)[:3]}")
    return changes


@dataclass(slots=True)
class _Evidence:
    """The payloads of mentions by the ends of their edge, where any of this may change."""

    left: dict[_Ends, list[str]]
    touched: set[_Ends]


def _evidence(edges: Changes, mentions: Changes, stored: Iterable[StoredEdge]) -> _Evidence:
    put_ends = {(place[0], place[1]) for place in edges.put}
    papers = {place[0] for place in (*mentions.put, *mentions.gone)}
    papers |= mentions.taken.get("paper", set())
    others = mentions.taken.keys() - {"paper"}
    rows: dict[_Ends, list[Row]] = {}
    touched: set[_Ends] = set()
    for one in stored:
        ends, payloads = (one.source, one.target), one.properties.get("stored_evidence", ())
        concerned = one.source in papers or bool(others) or not edges.stands(one.row)
        if payloads and (concerned or ends in put_ends):
            touched.add(ends)
            found = evidence_rows(one.source, one.target, payloads)
            rows.setdefault(ends, []).extend(row for row in found if mentions.stands(row))
    for place, row in mentions.put.items():
        touched.add((place[0], place[1]))
        rows.setdefault((place[0], place[1]), []).append(row)
    return _Evidence(
        {ends: [row["payload"] for row in sorted(some, key=_order)] for ends, some in rows.items()},
        touched,
    )


def _order(row: Row) -> tuple[int, int]:
    return row["field"], row["start"]


def _edge_id(place: Place) -> str:
    return edge_id(EdgeKind(place[2]), place[0], place[1])
