"""A graph as every format can take it: texts, numbers and truth values, each under a name."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, StrEnum
from typing import Any, cast

__all__ = [
    "JOINT",
    "ColumnKind",
    "Columns",
    "Counts",
    "FlatEdge",
    "FlatGraph",
    "FlatNode",
    "Scalar",
    "edge_ids",
    "flattened",
    "kind_of",
    "label_of",
    "widest",
]

Scalar = str | int | float | bool
"""What an attribute may be."""

JOINT = "; "
"""What stands between the members of a list that became one text."""

_LEAST, _GREATEST = -(2**63), 2**63 - 1
_DEEPEST = 4


class ColumnKind(StrEnum):
    """What the values of a column are; the value is GraphML's and GEXF's own name for it."""

    TRUTH = "boolean"
    NUMBER = "long"
    FRACTION = "double"
    TEXT = "string"


Columns = Mapping[str, tuple[ColumnKind, ...]]
"""For each attribute the kinds of its values: one as a rule, several where a graph mixes them."""


@dataclass(frozen=True, slots=True)
class FlatNode:
    """A node and its attributes; what is not known is left out."""

    id: str
    attributes: Mapping[str, Scalar]


@dataclass(frozen=True, slots=True)
class FlatEdge:
    """An edge and its attributes.

    Attributes:
        source: id of the node it starts from.
        target: id of the node it leads to.
        attributes: what is known of it.
        key: tells it from other edges between the same nodes; None in a graph without such.
        id: its own id, if all edges of the graph have one.
    """

    source: str
    target: str
    attributes: Mapping[str, Scalar]
    key: str | int | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FlatGraph:
    """A graph that can be walked through as often as a writer needs.

    Attributes:
        nodes: gives every node, from the first on each time.
        edges: gives every edge likewise; their ends are among the nodes.
        node_columns: the attributes that nodes may have, in the order of columns.
        edge_columns: the attributes that edges may have, likewise.
        directed: whether an edge says something else when turned round.
        multigraph: whether two nodes may have several edges.
        attributes: what is known of the graph as a whole.
    """

    nodes: Callable[[], Iterator[FlatNode]]
    edges: Callable[[], Iterator[FlatEdge]]
    node_columns: Columns
    edge_columns: Columns
    directed: bool = True
    multigraph: bool = True
    attributes: Mapping[str, Scalar] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Counts:
    """How much was written."""

    nodes: int = 0
    edges: int = 0


def kind_of(value: Scalar) -> ColumnKind:
    """Give the kind of a value.

    >>> kind_of(True).value, kind_of(1).value, kind_of(1.0).value, kind_of("1").value
    ('boolean', 'long', 'double', 'string')
    """
    if isinstance(value, bool):
        return ColumnKind.TRUTH
    if isinstance(value, int):
        return ColumnKind.NUMBER
    return ColumnKind.FRACTION if isinstance(value, float) else ColumnKind.TEXT


def widest(kinds: tuple[ColumnKind, ...]) -> ColumnKind:
    """Give the one kind that a column of several is written in: numbers fit fractions, all texts.

    >>> widest((ColumnKind.NUMBER, ColumnKind.FRACTION)).name, widest(tuple(ColumnKind)).name
    ('FRACTION', 'TEXT')
    """
    if len(kinds) == 1:
        return kinds[0]
    numbers = {ColumnKind.NUMBER, ColumnKind.FRACTION}
    return ColumnKind.FRACTION if kinds and set(kinds) <= numbers else ColumnKind.TEXT


def flattened(value: object, depth: int = 0) -> Scalar | None:
    """Give any value as one that every format takes; None for what is left out.

    Lists become texts with `JOINT` between their members, sets likewise in order, mappings JSON,
    dates ISO 8601, numpy's numbers Python's. None and what is no number (NaN, infinities) is left
    out, because JSON has no way to write it; whole numbers of more than 64 bits become texts.

    >>> flattened(["a", 2, None]), flattened({"b": 1}), flattened(float("nan")), flattened(2**70)
    ('a; 2', '{"b": 1}', None, '1180591620717411303424')
    """
    if type(value).__module__ == "numpy":
        value = cast("Any", value).tolist() if hasattr(value, "tolist") else str(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Enum):
        return flattened(value.value, depth)
    if isinstance(value, int):
        return int(value) if _LEAST <= value <= _GREATEST else str(int(value))
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    return _text(value, depth)


def _text(value: object, depth: int) -> str:
    if isinstance(value, str):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple, AbstractSet)) and depth < _DEEPEST:
        members = [flattened(one, depth + 1) for one in value]
        texts = [str(one) for one in members if one is not None]
        return JOINT.join(sorted(texts) if isinstance(value, AbstractSet) else texts)
    if isinstance(value, Mapping) and depth < _DEEPEST:
        return json.dumps({str(name): value[name] for name in value}, default=str, sort_keys=True)
    return str(value)


def label_of(node: FlatNode) -> str:
    """Give what to print beside a node: its `label`, else its `name`, else its id."""
    return str(node.attributes.get("label") or node.attributes.get("name") or node.id)


def edge_ids(graph: FlatGraph) -> Callable[[FlatEdge], str]:
    """Give a function that names each edge: by its own id, else by its number in the order asked.

    No edge is named like a node, because some programs keep both in one list.
    """
    number = 0
    prefix = ""

    def named(edge: FlatEdge) -> str:
        nonlocal number, prefix
        if edge.id is not None:
            return edge.id
        prefix = prefix or _free_prefix(graph)
        number += 1
        return f"{prefix}{number}"

    return named


def _free_prefix(graph: FlatGraph) -> str:
    prefix = "e"
    while any(_numbered(one.id, prefix) for one in graph.nodes()):
        prefix += "_"
    return prefix


def _numbered(text: str, prefix: str) -> bool:
    return text.startswith(prefix) and text[len(prefix) :].isdigit()
