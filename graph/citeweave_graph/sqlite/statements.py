"""Filters, hops, orders and windows as SQL.

Everything here is made of constants; what comes from outside is always a parameter. A fragment
is a piece of SQL together with the parameters of its question marks.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from citeweave_graph.filters import (
    AllOf,
    AnyOf,
    Filter,
    Linked,
    Not,
    Operator,
    Quantifier,
    Test,
)
from citeweave_graph.hops import EdgeOrder, Hop, Order, OrderField
from citeweave_graph.orders import UNKNOWN
from citeweave_graph.predicates import EDGE_FIELDS, check_filter, far_kind, fold
from citeweave_graph.rows import name_form
from citeweave_graph.sqlite.inserting import key_of
from citeweave_graph.sqlite.packing import PACKED
from citeweave_graph.tables import TABLES
from citeweave_graph.windows import Key, Window
from citeweave_schema.kinds import RELATION_KINDS, EdgeKind, NodeKind

__all__ = [
    "COVERAGE",
    "Fragment",
    "beyond",
    "chosen_rows",
    "edge_keys",
    "edge_source",
    "every_row",
    "filter_sql",
    "hop_sql",
    "order_keys",
    "within",
]


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of SQL and its parameters."""

    sql: str
    parameters: tuple[Any, ...] = ()

    def __add__(self, other: Fragment) -> Fragment:
        return Fragment(f"{self.sql} {other.sql}", self.parameters + other.parameters)


_RELATING = ", ".join(f"'{kind.value}'" for kind in sorted(RELATION_KINDS))


def _joined(parts: list[Fragment], word: str, empty: str) -> Fragment:
    if not parts:
        return Fragment(empty)
    sql = f" {word} ".join(f"({part.sql})" for part in parts)
    return Fragment(sql, tuple(value for part in parts for value in part.parameters))


# Hops


def hop_sql(hop: Hop, kinds: Collection[EdgeKind], edge: str, far: str) -> Fragment:
    """Give the condition that an edge of some kinds, with the node at its far end, is of a hop."""
    parts = [_in(f"{edge}.kind", kinds)]
    if hop.kinds <= RELATION_KINDS:
        parts.append(Fragment(f"{edge}.kind IN ({_RELATING})"))  # as their index says it
    if hop.far is not None:
        parts.append(Fragment(f"{far}.kind = ?", (hop.far.value,)))
    if hop.concept_kinds is not None:
        parts.append(_in(f"{far}.concept_kind", hop.concept_kinds))
    if hop.roles is not None:
        parts.append(_in(f"{edge}.role", hop.roles))
    if hop.min_confidence > 0:
        least = 1000 * hop.min_confidence
        parts.append(Fragment(f"({edge}.confidence IS NULL OR {edge}.confidence >= ?)", (least,)))
    if hop.years.first is not None:
        parts.append(Fragment(f"{far}.year >= ?", (hop.years.first,)))
    if hop.years.last is not None:
        parts.append(Fragment(f"{far}.year <= ?", (hop.years.last,)))
    return _joined(parts, "AND", "TRUE")


def edge_source(hop: Hop, here: str) -> Fragment:
    """Give a SELECT of all edges of a hop from the node whose id is `here`.

    Its columns are `payload`, `role`, those of the far node that facets count, and `k0`, `k1`, …
    by which the hop is ordered.
    """
    selects = [_edges_from(hop, kinds, here, near, far) for kinds, near, far in _ways(hop)]
    return Fragment(
        " UNION ALL ".join(one.sql for one in selects),
        tuple(value for one in selects for value in one.parameters),
    )


def _ways(hop: Hop) -> list[tuple[frozenset[EdgeKind], str, str]]:
    """Give the kinds of edges that a hop follows from each end, with the near and the far end."""
    ways = [(hop.outward, "source", "target"), (hop.inward, "target", "source")]
    return [way for way in ways if way[0]] or ways[:1]


_ORDERS = {
    EdgeOrder.STRENGTH: ("e.strength",),
    EdgeOrder.NEWEST: (f"coalesce(-f.year, {UNKNOWN})", "e.strength"),
    EdgeOrder.SUPPORT: ("-e.support", "-coalesce(e.confidence, 1000)"),
}
_TIES = 3


def edge_keys(hop: Hop) -> int:
    """Give how many keys `edge_source` has for a hop."""
    return len(_ORDERS[hop.order]) + _TIES


def _edges_from(hop: Hop, kinds: Collection[EdgeKind], here: str, near: str, far: str) -> Fragment:
    ties = f"e.{far}", "e.kind", "1" if near == "target" else "0"
    keys = *_ORDERS[hop.order], *ties
    named = ", ".join(f"{sql} AS k{place}" for place, sql in enumerate(keys))
    facets = "e.role AS role, coalesce(f.concept_kind, f.kind) AS kind, f.year AS year"
    condition = hop_sql(hop, kinds, "e", "f")
    return Fragment(
        f"SELECT e.payload AS payload, {facets}, {named} FROM edge e "  # noqa: S608  # constants
        f"JOIN node f ON f.id = e.{far} WHERE e.{near} = ? AND ({condition.sql})",
        (here, *condition.parameters),
    )


# Orders and windows


def order_keys(order: Order) -> tuple[str, ...]:
    """Give the expressions, all ascending, that nodes `n` are ordered by."""
    if order.field is OrderField.ID:
        return ("n.id",)
    if order.field is OrderField.NAME:
        return ("n.sort_name", "n.id")
    sign = "-" if order.descending else ""
    if order.field is OrderField.YEAR:
        return (f"coalesce({sign}coalesce(n.year, n.first_year), {UNKNOWN})", "n.id")
    return (f"{sign}n.paper_count", "n.id")


def within(source: Fragment, keys: int, window: Window) -> Fragment:
    """Give the rows of a SELECT that lie in a window, one more than it holds.

    Taken from the far end, and in that order, when the window goes backward.
    """
    names = [f"k{place}" for place in range(keys)]
    parts = [Fragment(f"SELECT * FROM ({source.sql})", source.parameters)]  # noqa: S608  # constants
    bounds = []
    if window.after is not None:
        bounds.append(beyond(names, ">", window.after))
    if window.before is not None:
        bounds.append(beyond(names, "<", window.before))
    if bounds:
        parts += [Fragment("WHERE"), _joined(bounds, "AND", "TRUE")]
    direction = " DESC" if window.backward else ""
    order = ", ".join(name + direction for name in names)
    parts.append(Fragment(f"ORDER BY {order} LIMIT ?", (window.size + 1,)))
    whole = parts[0]
    for part in parts[1:]:
        whole = whole + part
    return whole


def beyond(names: list[str], sign: str, key: Key) -> Fragment:
    """Give the condition that a row lies behind (>) or ahead of (<) a key."""
    marks = ", ".join("?" for _ in names)
    return Fragment(f"({', '.join(names)}) {sign} ({marks})", tuple(key))


# Filters


def filter_sql(where: Filter | None, kind: NodeKind) -> Fragment:
    """Give the condition that a node `n` of a kind passes a filter.

    Raises:
        UsageError: a field that the node does not have, or a value that does not fit it.
    """
    check_filter(where, kind)
    return Fragment("TRUE") if where is None else _filter(where, kind, "n", None, 0)


def _filter(
    where: Filter, kind: NodeKind | None, node: str, edge: str | None, depth: int
) -> Fragment:
    if isinstance(where, Test):
        return _test(where, kind, node, edge)
    if isinstance(where, Linked):
        return _linked(where, node, depth + 1)
    if isinstance(where, Not):
        inner = _filter(where.part, kind, node, edge, depth)
        return Fragment(f"NOT coalesce(({inner.sql}), FALSE)", inner.parameters)
    parts = [_filter(part, kind, node, edge, depth) for part in where.parts]
    if isinstance(where, AllOf):
        return _joined(parts, "AND", "TRUE")
    assert isinstance(where, AnyOf)  # noqa: S101  # the one kind left, for the type checker
    return _joined(parts, "OR", "FALSE")


def _linked(where: Linked, node: str, depth: int) -> Fragment:
    edge, far = f"e{depth}", f"f{depth}"
    inner = _filter(where.where, far_kind(where.hop), far, edge, depth)
    if where.quantifier is Quantifier.ALL:
        inner = Fragment(f"NOT coalesce(({inner.sql}), FALSE)", inner.parameters)
    found = []
    for kinds, near, other in _ways(where.hop):
        hop = hop_sql(where.hop, kinds, edge, far)
        found.append(
            Fragment(
                f"EXISTS (SELECT 1 FROM edge {edge} JOIN node {far} "  # noqa: S608  # constants
                f"ON {far}.id = {edge}.{other} "
                f"WHERE {edge}.{near} = {node}.id AND ({hop.sql}) AND ({inner.sql}))",
                hop.parameters + inner.parameters,
            )
        )
    some = _joined(found, "OR", "FALSE")
    if where.quantifier is Quantifier.SOME:
        return some
    return Fragment(f"NOT ({some.sql})", some.parameters)


def _test(test: Test, kind: NodeKind | None, node: str, edge: str | None) -> Fragment:
    if test.field == "name" and test.operator in (Operator.EQ, Operator.IN):
        return _named(test, kind, node)
    column = _column(test.field, kind, node, edge)
    if test.operator is Operator.IS_NULL:
        return Fragment(f"{column} IS {'' if test.value else 'NOT '}NULL")
    value: Any = test.value
    if test.field == "confidence" and edge is not None:
        value = 1000 * value
    if test.operator is Operator.IN:
        return _in(column, value)
    if test.operator is Operator.CONTAINS:
        return Fragment(f"instr(fold({column}), ?) > 0", (fold(str(value)),))
    sign = {Operator.EQ: "=", Operator.GTE: ">=", Operator.LTE: "<="}[test.operator]
    return Fragment(f"{column} {sign} ?", (value,))


def _named(test: Test, kind: NodeKind | None, node: str) -> Fragment:
    wanted = test.value if isinstance(test.value, tuple) else (test.value,)
    if kind is NodeKind.PAPER:
        return _in(f"{node}.name", wanted)
    if kind is None:
        each = [Fragment(f"{node}.kind = ? AND", (one.value,)) + _named(test, one, node)
                for one in NodeKind]  # fmt: skip
        return _joined(each, "OR", "FALSE")
    forms = [name_form(kind, str(name)) for name in wanted]
    inside = _in("x.form", forms)
    return Fragment(
        f"EXISTS (SELECT 1 FROM naming x WHERE x.node = {node}.id AND {inside.sql})",  # noqa: S608  # constants
        inside.parameters,
    )


_TEXT_COLUMNS = {
    "abstract": "coalesce(json_extract({0}.payload, '$.abstract_readable'), "
    "json_extract({0}.payload, '$.abstract'))",
}


def _column(field: str, kind: NodeKind | None, node: str, edge: str | None) -> str:
    if edge is not None and field in EDGE_FIELDS:
        return f"{edge}.{field}"
    if kind is NodeKind.PAPER and field == "title":
        return f"{node}.name"
    return _TEXT_COLUMNS.get(field, f"{{0}}.{field}").format(node)


def _in(column: str, values: Any) -> Fragment:  # noqa: ANN401  # any collection of plain values
    plain = sorted(getattr(value, "value", value) for value in values)
    sql = f"{column} IN (SELECT value FROM json_each(?))"  # noqa: S608  # constants
    return Fragment(sql, (json.dumps(plain),))


_OF_SOURCES = " AND substr(owner, 1, 7) <> 'record:'"
"""The condition of the index by owner: what a record cites is not looked up there."""


def chosen_rows(table: str, column: str) -> str:
    """Give the statement for the rows of a table whose column has a value of a JSON list.

    Table and column are names in `TABLES`, never from outside.
    """
    kind = TABLES[table]
    if column not in kind.columns:
        raise KeyError(column)
    also = _OF_SOURCES if (table, column) == ("owner", "owner") else ""
    return (
        f"SELECT {_columns_of(table)} FROM {table} "  # noqa: S608  # names in TABLES
        f"WHERE {column} IN (SELECT value FROM json_each(?)){also}"
    )


def every_row(table: str) -> str:
    """Give the statement for all rows of a table, which is a name in `TABLES`."""
    return f"SELECT {_columns_of(table)} FROM {table} ORDER BY {', '.join(key_of(table))}"  # noqa: S608  # names in TABLES


def _columns_of(table: str) -> str:
    """Give what to select for the columns of a table, texts as they were before being packed."""
    columns = TABLES[table].columns
    if table not in PACKED:
        return ", ".join(columns)
    return ", ".join("unpacked(payload) AS payload" if one == "payload" else one for one in columns)


def _coverage(value: str, also: str) -> str:
    return (
        "WITH paper AS (SELECT id, year, venue, payload, "  # noqa: S608  # constants
        "payload ->> '$.references_stated' AS stated, (SELECT count(*) FROM edge "
        "WHERE edge.source = node.id AND edge.kind = 'CITES') AS known "
        "FROM node WHERE kind = 'Paper' AND NOT stub) "
        f"SELECT {value} AS value, count(*) AS papers, "
        "sum(payload ->> '$.abstract' IS NULL) AS without_abstract, "
        "sum(EXISTS (SELECT 1 FROM json_each(payload, '$.missing') AS lack "
        "WHERE lack.value = 'authors')) AS without_authors, "
        "sum(payload -> '$.identifiers' IS NULL) AS without_identifiers, "
        "sum(venue IS NULL) AS without_venue, sum(year IS NULL) AS without_year, "
        "sum(known) AS references_known, sum(coalesce(stated, 0)) AS references_stated, "
        "sum(stated IS NOT NULL) AS stating, "
        "sum(CASE WHEN stated IS NULL THEN 0 ELSE known END) AS known_of_stating "
        f"FROM paper {also} GROUP BY 1"
    )


COVERAGE = {
    "source": _coverage("origin.value", ", json_each(payload, '$.sources') AS origin"),
    "year": _coverage("CAST(year AS TEXT)", ""),
}
"""What is missing of the papers, by source and by year."""
