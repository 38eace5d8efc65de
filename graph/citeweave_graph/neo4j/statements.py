"""Statements for lists and edges, composed of constants by hop, filter, order and window.

Each answers for many ids at once, and gives for each the rows of its window, and whether others
lie ahead of or behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from citeweave_graph.filters import Filter
from citeweave_graph.hops import EdgeOrder, Hop, Order, OrderField
from citeweave_graph.neo4j.conditions import (
    Parameters,
    beyond,
    filter_condition,
    hop_condition,
    hop_pattern,
)
from citeweave_graph.neo4j.model import (
    DIGESTED,
    NODE_LABELS,
)
from citeweave_graph.neo4j.places import ordered
from citeweave_graph.neo4j.properties import SORT_PREFIX
from citeweave_graph.orders import UNKNOWN
from citeweave_graph.windows import Key, Window
from citeweave_schema.kinds import NodeKind

__all__ = [
    "HOME_OF_EACH",
    "Statement",
    "candidate_page",
    "edge_counts",
    "edge_facets",
    "edge_pages",
    "node_count",
    "node_facets",
    "node_page",
    "relation_pages",
]


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement and its parameters."""

    text: str
    parameters: dict[str, Any]


_HOME = """CALL (place) {
  MATCH (home:Node {id: $ids[place]})
  RETURN home
  UNION ALL
  MATCH (moved:Redirect {id: $ids[place]})
  WHERE NOT EXISTS { MATCH (:Node {id: moved.id}) }
  MATCH (home:Node {id: moved.target})
  RETURN home
}"""
"""Finds the node of an id, or the one it became; no row where there is none."""

HOME_OF_EACH = f"UNWIND range(0, size($ids) - 1) AS place\n{_HOME}"
"""Does so for each of the ids, with its place among them."""


@dataclass(frozen=True, slots=True)
class _Places:
    """What rows are ordered by: expressions in ascending order, and those given as their key."""

    order: tuple[str, ...]
    key: tuple[str, ...]
    bound: tuple[int, ...]
    """For each expression of the order, the part of the key that it is compared with."""


_SORT_PREFIX = "n.sort_prefix"


def _plainly(*keys: str) -> _Places:
    return _Places(keys, keys, tuple(range(len(keys))))


def _bound(places: _Places, key: Key, parameters: Parameters) -> list[str]:
    parts = []
    for number, part in enumerate(places.bound):
        value = key[part]
        if isinstance(value, str):
            value = ordered(value)
            if places.order[number] == _SORT_PREFIX:
                value = value[:SORT_PREFIX]
        parts.append(parameters.add(value))
    return parts


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """Where rows come from: a pattern with its condition, what to give of each, their order."""

    pattern: str
    condition: str
    item: str
    places: _Places
    scope: str = ""


def _windowed(source: _Source, window: Window, parameters: Parameters) -> str:
    """Give the part of a statement that collects the rows of a window, one more than it holds.

    Taken from the far end, and in that order, when the window goes backward. It ends in
    `rows`, `below` and `above`: whether rows lie ahead of what the window may hold, or behind.
    """
    places, found = source.places, f"MATCH {source.pattern} WHERE {source.condition}"
    inside, below, above = "", "false", "false"
    if window.after is not None:
        after = beyond(places.order, ">", _bound(places, window.after, parameters))
        inside += f" AND {after}"
        below = f"EXISTS {{ {found} AND NOT ({after}) }}"
    if window.before is not None:
        before = beyond(places.order, "<", _bound(places, window.before, parameters))
        inside += f" AND {before}"
        above = f"EXISTS {{ {found} AND NOT ({before}) }}"
    direction = " DESC" if window.backward else ""
    order = ", ".join(one + direction for one in places.order)
    limit = parameters.add(window.size + 1)
    columns = ", ".join((source.item, *places.key))
    return (
        f"CALL ({source.scope}) {{\n"
        f"  {found}{inside}\n"
        f"  WITH * ORDER BY {order} LIMIT {limit}\n"
        f"  RETURN collect([{columns}]) AS rows\n"
        "}\n"
        f"WITH *, {below} AS below, {above} AS above"
    )


# Nodes


def _nodes(kind: NodeKind) -> str:
    return f"(n:{NODE_LABELS[kind]})"


def node_page(kind: NodeKind, where: Filter | None, order: Order, window: Window) -> Statement:
    """Give the statement for a window of the nodes that pass a filter."""
    parameters = Parameters()
    condition = filter_condition(where, kind, parameters)
    source = _Source(
        pattern=_nodes(kind), condition=condition, item="n.payload", places=_node_places(order)
    )
    body = _windowed(source, window, parameters)
    return Statement(f"{body}\nRETURN rows, below, above", parameters.values)


def _node_places(order: Order) -> _Places:
    if order.field is OrderField.ID:
        return _plainly("n.id")
    if order.field is OrderField.NAME:
        full = "coalesce(n.sort_name_place, n.sort_name)"
        return _Places((_SORT_PREFIX, full, "n.id"), ("n.sort_name", "n.id"), (0, 0, 1))
    sign = "-" if order.descending else ""
    if order.field is OrderField.YEAR:
        return _plainly(f"coalesce({sign}coalesce(n.year, n.first_year), {UNKNOWN})", "n.id")
    return _plainly(f"{sign}n.paper_count", "n.id")


def node_count(kind: NodeKind, where: Filter | None) -> Statement:
    """Give the statement that counts the nodes that pass a filter."""
    parameters = Parameters()
    condition = filter_condition(where, kind, parameters)
    found = f"MATCH {_nodes(kind)}" + ("" if where is None else f" WHERE {condition}")
    return Statement(f"{found} RETURN count(n) AS count", parameters.values)


def node_facets(kind: NodeKind, where: Filter | None, column: str, most: int) -> Statement:
    """Give the statement that counts nodes by the value of a column, largest first."""
    parameters = Parameters()
    condition = filter_condition(where, kind, parameters)
    return Statement(
        f"MATCH {_nodes(kind)} WHERE {condition}\n"
        f"WITH n.{column} AS value, count(*) AS count\n"
        "ORDER BY count DESC, value IS NULL, toString(value) "
        f"LIMIT {parameters.add(most)}\n"
        "RETURN value, count",
        parameters.values,
    )


# Edges


_ORDERS = {
    EdgeOrder.STRENGTH: ("e.strength",),
    EdgeOrder.NEWEST: (f"coalesce(-f.year, {UNKNOWN})", "e.strength"),
    EdgeOrder.SUPPORT: ("-e.support", "-coalesce(e.thousandths, 1000)"),
}


def _edge_places(hop: Hop) -> _Places:
    inward = "CASE WHEN startNode(e) = home THEN 0 ELSE 1 END"
    if not hop.inward:
        inward = "0"
    if not hop.outward:
        inward = "1"
    return _plainly(*_ORDERS[hop.order], "f.id", "type(e)", inward)


def edge_pages(ids: Sequence[str], hop: Hop, window: Window) -> Statement:
    """Give the statement for the same window of the edges of a hop from each id."""
    parameters = Parameters()
    condition = hop_condition(hop, parameters, "home", "e", "f")
    source = _Source(
        pattern=hop_pattern(hop, "home", "e", "f"),
        condition=condition,
        item="e.payload",
        places=_edge_places(hop),
        scope="home",
    )
    body = _windowed(source, window, parameters)
    return _for_each(ids, f"{body}\nRETURN place, rows, below, above", parameters)


def _for_each(ids: Sequence[str], body: str, parameters: Parameters) -> Statement:
    return Statement(f"{HOME_OF_EACH}\n{body}", {**parameters.values, "ids": list(ids)})


def edge_counts(ids: Sequence[str], hop: Hop) -> Statement:
    """Give the statement that counts the edges of a hop from each id."""
    parameters = Parameters()
    condition = hop_condition(hop, parameters, "home", "e", "f")
    pattern = hop_pattern(hop, "home", "e", "f")
    where = "" if condition == "true" else f" WHERE {condition}"
    return _for_each(ids, f"RETURN place, COUNT {{ MATCH {pattern}{where} }} AS count", parameters)


_EDGE_FACETS = {
    "role": "e.role",
    "kind": "coalesce(f.concept_kind, f.kind)",
    "year": "f.year",
}


def edge_facets(ids: Sequence[str], hop: Hop, facet: str) -> Statement:
    """Give the statement that counts the edges of a hop from each id by a value."""
    parameters = Parameters()
    condition = hop_condition(hop, parameters, "home", "e", "f")
    return _for_each(
        ids,
        f"MATCH {hop_pattern(hop, 'home', 'e', 'f')} WHERE {condition}\n"
        f"RETURN place, {_EDGE_FACETS[facet]} AS value, count(*) AS count",
        parameters,
    )


# Rows beside the graph


def relation_pages(edges: Sequence[str], window: Window) -> Statement:
    """Give the statement for the same window of the sentences of each relation."""
    parameters = Parameters()
    source = _Source(
        pattern="(e:RelationEvidence)",
        condition="e.edge = $edges[place]",
        item="e.payload",
        places=_plainly("-e.confidence", "e.paper"),
        scope="place",
    )
    body = _windowed(source, window, parameters)
    return Statement(
        f"UNWIND range(0, size($edges) - 1) AS place\n{body}\nRETURN place, rows, below, above",
        {**parameters.values, "edges": list(edges)},
    )


def candidate_page(kind: NodeKind | None, window: Window) -> Statement:
    """Give the statement for a window of the pairs that rules were unsure about."""
    parameters = Parameters()
    condition = "d.verdict = 'unsure'"
    if kind is not None:
        condition += f" AND d.kind = {parameters.add(kind.value)}"
    left, right = (f"coalesce(d.{one}_place, d.{one})" for one in ("one", "other"))
    places = _Places(
        ("-d.score", "d.kind", left, right), ("-d.score", "d.kind", "d.one", "d.other"),
        (0, 1, 2, 3),
    )  # fmt: skip
    source = _Source(
        pattern="(d:Decision)", condition=condition, item="properties(d)", places=places
    )
    body = _windowed(source, window, parameters)
    return Statement(f"{body}\nRETURN rows, below, above", parameters.values)


_DIGESTED = {**DIGESTED, "node": ("sort_name",)}
