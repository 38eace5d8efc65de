"""Statements for lists of nodes, composed of constants by filter, order and window."""

from __future__ import annotations

from collections.abc import Iterator

from citeweave_graph.filters import AllOf, Filter, Linked, Operator, Quantifier, Test
from citeweave_graph.hops import Order, OrderField
from citeweave_graph.neo4j.conditions import (
    Parameters,
    filter_condition,
    hop_condition,
    hop_pattern,
    linked_condition,
)
from citeweave_graph.neo4j.model import NODE_LABELS
from citeweave_graph.neo4j.places import form_key
from citeweave_graph.neo4j.windowed import NAMES_BEGIN, Places, Source, Statement, plainly, windowed
from citeweave_graph.orders import UNKNOWN
from citeweave_graph.predicates import check_filter, far_kind
from citeweave_graph.rows import name_form
from citeweave_graph.windows import Window
from citeweave_schema.kinds import NodeKind

__all__ = ["node_count", "node_facets", "node_page"]


class _Found:
    """How the nodes of a kind that pass a filter are found.

    Where the filter asks for an edge to something that is named or given by id, the way is from
    there, since few nodes are at the end of its edges; otherwise all nodes of the kind are tried.

    Attributes:
        before: what goes before the query, if anything.
        scope: the variables that the query needs of that.
        query: the query, up to a condition.
    """

    def __init__(self, where: Filter | None, kind: NodeKind, parameters: Parameters) -> None:
        check_filter(where, kind)
        self.before, self.scope = "", ""
        parts = list(_parts(where))
        near = next(filter(None, map(_anchored, parts)), None)
        if near is None:
            condition = filter_condition(where, kind, parameters)
            self.query = f"MATCH (n:{NODE_LABELS[kind]}) WHERE {condition}"
            return
        linked, named = near
        self.before = _candidates(linked, named, kind, parameters) + "\n"
        self.scope = "candidates"
        parts = [part for part in parts if part is not linked]
        condition = filter_condition(AllOf(parts=tuple(parts)), kind, parameters)
        self.query = f"UNWIND candidates AS n WITH n WHERE {condition}"


def _parts(where: Filter | None) -> Iterator[Filter]:
    """Give the parts that must all pass."""
    if isinstance(where, AllOf):
        for part in where.parts:
            yield from _parts(part)
    elif where is not None:
        yield where


def _anchored(where: Filter) -> tuple[Linked, Test] | None:
    """Give the link, with the test by which the node at its end can be looked up."""
    if not isinstance(where, Linked) or where.quantifier is not Quantifier.SOME:
        return None
    for part in _parts(where.where):
        if isinstance(part, Test) and part.operator in (Operator.EQ, Operator.IN):
            kind = far_kind(where.hop)
            named = part.field == "name" and kind not in (None, NodeKind.PAPER)
            if part.field == "id" or named:
                return where, part
    return None


def _candidates(linked: Linked, named: Test, kind: NodeKind, parameters: Parameters) -> str:
    """Give the part of a statement that collects the nodes with an edge to what is looked up."""
    values = named.value if isinstance(named.value, tuple) else (named.value,)
    if named.field == "id":
        anchor = f"MATCH (anchor:Node) WHERE anchor.id IN {parameters.add(values)}"
    else:
        far = far_kind(linked.hop)
        assert far is not None  # noqa: S101  # as _anchored has it, for the type checker
        keys = sorted({form_key(name_form(far, str(value))) for value in values})
        anchor = (
            f"UNWIND {parameters.add(keys)} AS key\n"
            "  CALL db.index.fulltext.queryNodes('node_forms', key) YIELD node\n"
            "  WITH DISTINCT node AS anchor"
        )
    hop = hop_condition(linked.hop, parameters, "n", "link", "anchor")
    inner = linked_condition(linked, parameters, "anchor", "link")
    return (
        "CALL () {\n"
        f"  {anchor}\n"
        f"  MATCH {hop_pattern(linked.hop, 'n', 'link', 'anchor')}\n"
        f"  WHERE n:{NODE_LABELS[kind]} AND {hop} AND ({inner})\n"
        "  RETURN collect(DISTINCT n) AS candidates\n"
        "}"
    )


def node_page(kind: NodeKind, where: Filter | None, order: Order, window: Window) -> Statement:
    """Give the statement for a window of the nodes that pass a filter.

    Raises:
        UsageError: a field that the nodes do not have, or a value that does not fit it.
    """
    parameters = Parameters()
    found = _Found(where, kind, parameters)
    source = Source(
        found=found.query, item="n.payload", places=_node_places(order), scope=found.scope
    )
    body = windowed(source, window, parameters)
    return Statement(f"{found.before}{body}\nRETURN rows, below, above", parameters.values)


def _node_places(order: Order) -> Places:
    if order.field is OrderField.ID:
        return plainly("n.id")
    if order.field is OrderField.NAME:
        full = "coalesce(n.sort_name_place, n.sort_name)"
        return Places((NAMES_BEGIN, full, "n.id"), ("n.sort_name", "n.id"), (0, 0, 1))
    sign = "-" if order.descending else ""
    if order.field is OrderField.YEAR:
        return plainly(f"coalesce({sign}coalesce(n.year, n.first_year), {UNKNOWN})", "n.id")
    return plainly(f"{sign}n.paper_count", "n.id")


def node_count(kind: NodeKind, where: Filter | None) -> Statement:
    """Give the statement that counts the nodes that pass a filter; raises what `node_page` does."""
    parameters = Parameters()
    if where is None:
        return Statement(f"MATCH (n:{NODE_LABELS[kind]}) RETURN count(n) AS count", {})
    found = _Found(where, kind, parameters)
    return Statement(f"{found.before}{found.query} RETURN count(n) AS count", parameters.values)


def node_facets(kind: NodeKind, where: Filter | None, column: str, most: int) -> Statement:
    """Give the statement that counts nodes by the value of a column, largest first.

    Raises:
        UsageError: as `node_page`.
    """
    parameters = Parameters()
    found = _Found(where, kind, parameters)
    return Statement(
        f"{found.before}{found.query}\n"
        f"WITH n.{column} AS value, count(*) AS count\n"
        "ORDER BY count DESC, value IS NULL, toString(value) "
        f"LIMIT {parameters.add(most)}\n"
        "RETURN value, count",
        parameters.values,
    )
