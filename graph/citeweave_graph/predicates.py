"""What filters mean: each as a plain test of a node. Stores with a query language compile them
to the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from citeweave_schema.edges import Edge
from citeweave_schema.errors import UsageError
from citeweave_schema.kinds import NodeKind
from citeweave_schema.nodes import ConceptNode, Node, PaperNode

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
from citeweave_graph.hops import Hop
from citeweave_graph.rows import name_form

__all__ = ["EDGE_FIELDS", "Links", "check_test", "fold", "passes"]

Links: TypeAlias = Callable[[str, Hop], list[tuple[Edge, Node]]]
"""Gives the edges of a hop from a node, each with the node at its far end."""

EDGE_FIELDS = ("role", "confidence")
"""The fields of an edge that a `Test` inside a `Linked` filter may name."""

_ORDERED = (Operator.GTE, Operator.LTE)


def fold(text: str) -> str:
    """Give the form in which CONTAINS compares texts."""
    return text.casefold()


def check_test(test: Test, kind: NodeKind | None, *, on_edge: bool) -> None:
    """Check that a test names a field its node has, and compares it with a fitting value.

    Raises:
        UsageError: it does not.
    """
    known = FIELDS[kind] if kind else ("id", "name")
    if test.field not in known and not (on_edge and test.field in EDGE_FIELDS):
        of = kind.value if kind else "node"
        raise UsageError(f"a {of} has no field {test.field!r}; it has {', '.join(known)}")
    is_list = isinstance(test.value, tuple)
    if is_list != (test.operator is Operator.IN):
        raise UsageError(f"{test.field}: {test.operator.value} does not take {test.value!r}")
    if test.operator is Operator.CONTAINS and not isinstance(test.value, str):
        raise UsageError(f"{test.field}: contains takes a text, not {test.value!r}")


def passes(where: Filter | None, node: Node, links: Links, edge: Edge | None = None) -> bool:
    """Tell whether a node, reached over an edge or not, passes a filter."""
    if where is None:
        return True
    if isinstance(where, Test):
        check_test(where, node.kind, on_edge=edge is not None)
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


def _test(test: Test, node: Node, edge: Edge | None) -> bool:
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
    if isinstance(value, str):
        if test.operator in _ORDERED:
            raise UsageError(f"{test.field} has no order; use eq, in or contains")
        return fold(str(test.value)) in fold(value)
    if not isinstance(test.value, (int, float)):
        raise UsageError(f"{test.field} is a number, not {test.value!r}")
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
