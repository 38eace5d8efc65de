"""Filters as data: a tree that each store compiles to its own query.

A filter speaks about one node. `Test` compares one of its fields, `Linked` looks at the edges
that leave it and at the nodes at their other end, `AllOf`, `AnyOf` and `Not` combine.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from citeweave_graph.hops import Hop
from citeweave_schema.kinds import NodeKind

__all__ = ["FIELDS", "AllOf", "AnyOf", "Filter", "Linked", "Not", "Operator", "Quantifier", "Test"]


class Operator(StrEnum):
    """How a field is compared; an unknown (None) field passes no comparison but IS_NULL."""

    EQ = "eq"
    IN = "in"
    GTE = "gte"
    LTE = "lte"
    CONTAINS = "contains"
    """The text is part of the field, letter case aside (full case folding)."""
    IS_NULL = "is_null"


class Quantifier(StrEnum):
    """How many of the linked edges must pass."""

    SOME = "some"
    NONE = "none"
    ALL = "all"
    """Every linked edge passes; true where there is none."""


FIELDS: dict[NodeKind, tuple[str, ...]] = {
    NodeKind.PAPER: (
        "id", "title", "abstract", "year", "venue", "language", "stub", "retracted",
    ),
    NodeKind.AUTHOR: ("id", "name"),
    NodeKind.ORGANIZATION: ("id", "name"),
    NodeKind.VENUE: ("id", "name"),
    NodeKind.CONCEPT: ("id", "name", "concept_kind", "paper_count", "first_year"),
    NodeKind.PERSON: ("id", "name"),
}  # fmt: skip
"""The fields of each kind of node that a `Test` may name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """One field of the node compared with a value; IN takes a tuple, IS_NULL a bool.

    Text is compared as it stands with EQ and IN. Inside a `Linked` filter the fields `role`
    and `confidence` of the edge may be tested beside those of the node at its end; `name` of a
    concept is compared by normal form with EQ and IN, and matches its aliases too.
    """

    __test__ = False  # not a test case, whatever its name suggests to pytest

    field: str
    operator: Operator
    value: str | int | float | bool | tuple[str, ...] | tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AllOf:
    """All parts pass; true without parts."""

    parts: tuple[Filter, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyOf:
    """At least one part passes; false without parts."""

    parts: tuple[Filter, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    """The part does not pass."""

    part: Filter


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """Some, none or all of the edges of a hop lead to a node that passes."""

    hop: Hop
    quantifier: Quantifier
    where: Filter


Filter = Test | AllOf | AnyOf | Not | Linked
