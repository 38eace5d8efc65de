"""What filters mean: each as a plain test of a node.

Stores with a query language compile them to the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from citeweave_graph.filters import (
    FIELDS,
    AllOf,
    AnyOf,
    Filter,
    Linked,
    Not,
    Operator,
    Quantifier,
    Test,
)
from citeweave_graph.hops import Direction, Hop
from citeweave_graph.rows import name_form
from citeweave_schema.edges import ENDS, Edge
from citeweave_schema.errors import UsageError
from citeweave_schema.kinds import NodeKind
from citeweave_schema.nodes import ConceptNode, Node, PaperNode

__all__ = ["EDGE_FIELDS", "Links", "check_filter", "far_kind", "fold", "passes"]

Links: TypeAlias = Callable[[str, Hop], list[tuple[Edge, Node]]]
"""Gives the edges of a hop from a node, each with the node at its far end."""

EDGE_FIELDS = ("role", "confidence")
"""The fields of an edge that a `Test` inside a `Linked` filter may name."""

_NUMBERS = frozenset({"year", "first_year", "paper_count", "confidence"})
_FLAGS = frozenset({"stub", "retracted"})


def fold(text: str) -> str:
    """Give the form in which CONTAINS compares texts."""
    return text.casefold()


def far_kind(hop: Hop) -> NodeKind | None:
    """Give the kind of node that a hop leads to; None when it may be several."""
    if hop.far is not None:
        return hop.far
    if hop.concept_kinds is not None:
        return NodeKind.CONCEPT
    found: set[NodeKind] = set()
    for kind in hop.kinds:
        source, targets = ENDS[kind]
        if hop.direction is not Direction.IN:
            found |= targets
        if hop.direction is not Direction.OUT:
            found.add(source)
    return found.pop() if len(found) == 1 else None


def check_filter(where: Filter | None, kind: NodeKind | None, *, on_edge: bool = False) -> None:
    """Check that a filter names fields its nodes have, and compares them with fitting values.

    Raises:
        UsageError: it does not.
    """
    if isinstance(where, Test):
        _check_test(where, kind, on_edge=on_edge)
    elif isinstance(where, Linked):
        check_filter(where.where, far_kind(where.hop), on_edge=True)
    elif isinstance(where, Not):
        check_filter(where.part, kind, on_edge=on_edge)
    elif where is not None:
        for part in where.parts:
            check_filter(part, kind, on_edge=on_edge)


def _check_test(test: Test, kind: NodeKind | None, *, on_edge: bool) -> None:
    known = (FIELDS[kind] if kind else ("id", "name")) + (EDGE_FIELDS if on_edge else ())
    if test.field not in known:
        of = kind.value if kind else "node"
        raise UsageError(f"a {of} has no field {test.field!r}; it has {', '.join(known)}")
    wanted = bool if test.operator is Operator.IS_NULL else _type_of(test.field)
    values = test.value if isinstance(test.value, tuple) else (test.value,)
    if isinstance(test.value, tuple) is not (test.operator is Operator.IN) or not all(
        isinstance(value, wanted) for value in values
    ):
        raise UsageError(f"{test.field}: {test.operator.value} does not take {test.value!r}")
    if test.operator in (Operator.GTE, Operator.LTE) and test.field not in _NUMBERS:
        raise UsageError(f"{test.field} has no order; use eq, in or contains")
    if test.operator is Operator.CONTAINS and test.field in _NUMBERS | _FLAGS:
        raise UsageError(f"{test.field} is no text; use eq")


def _type_of(field: str) -> type | tuple[type, ...]:
    if field in _NUMBERS:
        return (int, float)
    return bool if field in _FLAGS else str


def passes(where: Filter | None, node: Node, links: Links, edge: Edge | None = None) -> bool:
    """Tell whether a node, reached over an edge or not, passes a filter that was checked."""
    if where is None:
        return True
    if isinstance(where, Test):
        return _test(where, node, edge)
    if isinstance(where, AllOf):
        return all(passes(part, node, links, edge) for part in where.parts)
    if isinstance(where, AnyOf):
        return any(passes(part, node, links, edge) for part in where.parts)
    if isinstance(where, Not):
        return not passes(where.part, node, links, edge)
    return _linked(where, node, links)


def _linked(where: Linked, node: Node, links: Links) -> bool:
    found = (passes(where.where, far, links, edge) for edge, far in links(node.id, where.hop))
    if where.quantifier is Quantifier.SOME:
        return any(found)
    if where.quantifier is Quantifier.NONE:
        return not any(found)
    return all(found)


def _test(  # noqa: PLR0911  # one for each operator
    test: Test, node: Node, edge: Edge | None
) -> bool:
    if test.field == "name" and test.operator in (Operator.EQ, Operator.IN):
        return _named(test, node)
    value = _value(test.field, node, edge)
    if test.operator is Operator.IS_NULL:
        return (value is None) == test.value
    if value is None:
        return False
    if test.operator is Operator.EQ:
        return value == test.value
    if isinstance(test.value, tuple):
        return value in test.value
    if isinstance(value, str) or isinstance(test.value, str):
        return fold(str(test.value)) in fold(str(value))
    return value >= test.value if test.operator is Operator.GTE else value <= test.value


def _named(test: Test, node: Node) -> bool:
    """Names are equal when their forms are; aliases count."""
    wanted = test.value if isinstance(test.value, tuple) else (test.value,)
    if isinstance(node, PaperNode):
        return node.name in wanted
    forms = {name_form(node.kind, str(name)) for name in wanted}
    return any(name_form(node.kind, name) in forms for name in _names(node))


def _names(node: Node) -> list[str]:
    if isinstance(node, PaperNode):
        return [node.name]
    return [node.name, *(alias.name for alias in node.aliases)]


def _value(field: str, node: Node, edge: Edge | None) -> str | int | float | None:
    if edge is not None and field == "role":
        return edge.role.value if edge.role else None
    if edge is not None and field == "confidence":
        return edge.confidence
    if isinstance(node, PaperNode):
        special = {
            "title": node.name,
            "abstract": node.abstract_readable or node.abstract,
            "year": node.year,
        }
        if field in special:
            return special[field]
    if isinstance(node, ConceptNode) and field == "concept_kind":
        return node.concept_kind.value
    found: str | int | None = getattr(node, field)
    return found
