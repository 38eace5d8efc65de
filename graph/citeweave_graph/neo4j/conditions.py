"""Filters, hops and windows as conditions of Cypher.

Everything here is made of constants; what comes from outside is always a parameter.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
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
from citeweave_graph.hops import Hop
from citeweave_graph.neo4j.model import NODE_LABELS, RELATIONSHIPS
from citeweave_graph.neo4j.places import FOLDED
from citeweave_graph.predicates import EDGE_FIELDS, check_filter, far_kind, fold
from citeweave_graph.rows import name_form
from citeweave_schema.kinds import EdgeKind, NodeKind

__all__ = [
    "Parameters",
    "beyond",
    "filter_condition",
    "hop_condition",
    "hop_pattern",
    "linked_condition",
    "types",
]

_LARGEST = 2**63 - 1


class Parameters:
    """The parameters of a statement that is being composed, named in the order they come."""

    def __init__(self) -> None:
        """Begin without any."""
        self.values: dict[str, Any] = {}

    def add(self, value: object) -> str:
        """Take a value in; give what stands for it in the statement."""
        name = f"p{len(self.values)}"
        self.values[name] = _plain(value)
        return f"${name}"


def _plain(value: object) -> object:
    """Give a value as the driver sends it: no whole number that Neo4j has not."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int) and abs(value) > _LARGEST:
        return float("inf") if value > 0 else float("-inf")
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value


def beyond(keys: Sequence[str], sign: str, bound: Sequence[str]) -> str:
    """Give the condition that expressions, in this order, lie behind (>) or ahead of (<) a key.

    >>> beyond(["n.year", "n.id"], ">", ["$p0", "$p1"])
    'n.year >= $p0 AND (n.year > $p0 OR (n.id > $p1))'
    """
    key, limit = keys[0], bound[0]
    if len(keys) == 1:
        return f"{key} {sign} {limit}"
    return (
        f"{key} {sign}= {limit} AND ({key} {sign} {limit} OR ({beyond(keys[1:], sign, bound[1:])}))"
    )


# Hops


def types(kinds: Collection[EdgeKind]) -> str:
    """Give kinds of edges as the types of a pattern."""
    return "|".join(sorted(RELATIONSHIPS[kind] for kind in kinds))


def hop_pattern(hop: Hop, near: str, edge: str, far: str) -> str:
    """Give the pattern of a hop's edges from one node to another; `hop_condition` says the rest."""
    kinds = hop.outward | hop.inward
    left = "" if hop.outward else "<"
    right = "" if hop.inward else ">"
    if not kinds:
        left = right = ""
    of = f":{types(kinds)}" if kinds else ""
    return f"({near}){left}-[{edge}{of}]-{right}({far})"


def hop_condition(hop: Hop, parameters: Parameters, near: str, edge: str, far: str) -> str:
    """Give the condition that an edge of the pattern, with the node at its far end, is of a hop."""
    parts = _ways(hop, near, edge)
    if hop.far is not None:
        parts.append(f"{far}:{NODE_LABELS[hop.far]}")
    if hop.concept_kinds is not None:
        parts.append(f"{far}.concept_kind IN {_chosen(parameters, hop.concept_kinds)}")
    if hop.roles is not None:
        parts.append(f"{edge}.role IN {_chosen(parameters, hop.roles)}")
    if hop.min_confidence > 0:
        least = parameters.add(hop.min_confidence)
        parts.append(f"({edge}.confidence IS NULL OR {edge}.confidence >= {least})")
    if hop.years.first is not None:
        parts.append(f"{far}.year >= {parameters.add(hop.years.first)}")
    if hop.years.last is not None:
        parts.append(f"{far}.year <= {parameters.add(hop.years.last)}")
    return " AND ".join(parts) or "true"


def _ways(hop: Hop, near: str, edge: str) -> list[str]:
    """Give the condition on directions that the pattern of a hop leaves open."""
    if not hop.outward and not hop.inward:
        return ["false"]
    if not hop.outward or not hop.inward or hop.outward == hop.inward:
        return []
    ways = ((hop.outward, "startNode"), (hop.inward, "endNode"))
    parts = [
        f"({end}({edge}) = {near} AND type({edge}) IN {_listed(kinds)})" for kinds, end in ways
    ]
    return [f"({' OR '.join(parts)})"]


def _listed(kinds: Collection[EdgeKind]) -> str:
    return f"[{', '.join(sorted(repr(RELATIONSHIPS[kind]) for kind in kinds))}]"


def _chosen(parameters: Parameters, values: Collection[Any]) -> str:
    return parameters.add(sorted(getattr(value, "value", value) for value in values))


# Filters


def filter_condition(where: Filter | None, kind: NodeKind, parameters: Parameters) -> str:
    """Give the condition that a node `n` of a kind passes a filter.

    Raises:
        UsageError: a field that the node does not have, or a value that does not fit it.
    """
    check_filter(where, kind)
    if where is None:
        return "true"
    return f"({_Conditions(parameters).of(where, kind, 'n', None)})"


def linked_condition(linked: Linked, parameters: Parameters, far: str, edge: str) -> str:
    """Give the condition that the node at the end of an edge passes what a checked link asks."""
    return _Conditions(parameters).of(linked.where, far_kind(linked.hop), far, edge)


class _Conditions:
    """Filters as conditions, with names for the nodes and edges that they speak of."""

    def __init__(self, parameters: Parameters) -> None:
        self._parameters = parameters
        self._depth = 0

    def of(self, where: Filter, kind: NodeKind | None, node: str, edge: str | None) -> str:
        """Give the condition that a node, reached over an edge or not, passes a filter."""
        if isinstance(where, Test):
            return self._test(where, kind, node, edge)
        if isinstance(where, Linked):
            return self._linked(where, node)
        if isinstance(where, Not):
            return _fails(self.of(where.part, kind, node, edge))
        parts = [f"({self.of(part, kind, node, edge)})" for part in where.parts]
        if isinstance(where, AllOf):
            return " AND ".join(parts) or "true"
        assert isinstance(where, AnyOf)  # noqa: S101  # the one kind left, for the type checker
        return " OR ".join(parts) or "false"

    def _linked(self, where: Linked, node: str) -> str:
        self._depth += 1
        edge, far = f"e{self._depth}", f"f{self._depth}"
        pattern = hop_pattern(where.hop, node, edge, far)
        hop = hop_condition(where.hop, self._parameters, node, edge, far)
        inner = self.of(where.where, far_kind(where.hop), far, edge)
        if where.quantifier is Quantifier.ALL:
            inner = _fails(inner)
        some = f"EXISTS {{ MATCH {pattern} WHERE {hop} AND ({inner}) }}"
        return some if where.quantifier is Quantifier.SOME else f"NOT {some}"

    def _test(self, test: Test, kind: NodeKind | None, node: str, edge: str | None) -> str:
        if test.field == "name" and test.operator in (Operator.EQ, Operator.IN):
            return self._named(test, kind, node)
        on_edge = edge is not None and test.field in EDGE_FIELDS
        field = "name" if test.field == "title" else test.field
        value = f"{edge if on_edge else node}.{field}"
        if test.operator is Operator.IS_NULL:
            return f"{value} IS {'' if test.value else 'NOT '}NULL"
        if test.operator is Operator.CONTAINS:
            folded = f"toLower({value})"
            if field in FOLDED:
                folded = f"coalesce({node}.folded_{field}, {folded})"
            return f"{folded} CONTAINS {self._parameters.add(fold(str(test.value)))}"
        sign = _SIGNS[test.operator]
        return f"{value} {sign} {self._parameters.add(test.value)}"

    def _named(self, test: Test, kind: NodeKind | None, node: str) -> str:
        wanted = test.value if isinstance(test.value, tuple) else (test.value,)
        if kind is None:
            each = [f"({node}:{NODE_LABELS[one]} AND {self._named(test, one, node)})"
                    for one in NodeKind]  # fmt: skip
            return f"({' OR '.join(each)})"
        if kind is NodeKind.PAPER:
            return f"{node}.name IN {_chosen(self._parameters, wanted)}"
        forms = {name_form(kind, str(name)) for name in wanted}
        chosen = _chosen(self._parameters, forms)
        return f"any(form IN {node}.forms WHERE form IN {chosen})"


_SIGNS = {Operator.EQ: "=", Operator.IN: "IN", Operator.GTE: ">=", Operator.LTE: "<="}


def _fails(condition: str) -> str:
    return f"NOT coalesce(({condition}), false)"
