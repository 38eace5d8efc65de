"""Facets: by which values lists of nodes and edges can be counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from citeweave_graph.answers import FacetCount
from citeweave_schema.edges import Edge
from citeweave_schema.errors import UsageError
from citeweave_schema.kinds import NodeKind
from citeweave_schema.nodes import ConceptNode, Node, PaperNode

__all__ = ["EDGE_FACETS", "FACET_LIMIT", "NODE_FACETS", "checked_facet", "counted"]

FACET_LIMIT = 100
"""The most values that a facet lists."""

NODE_FACETS: dict[NodeKind, dict[str, str]] = {
    NodeKind.PAPER: {"year": "year", "venue": "venue", "language": "language"},
    NodeKind.CONCEPT: {"kind": "concept_kind", "first_year": "first_year"},
}
"""For each kind of node, its facets and the attribute (and column) that each counts."""


def _role(edge: Edge, _far: Node) -> str | None:
    return edge.role.value if edge.role else None


def _kind(_edge: Edge, far: Node) -> str:
    return far.concept_kind.value if isinstance(far, ConceptNode) else far.kind.value


def _year(_edge: Edge, far: Node) -> int | None:
    return far.year if isinstance(far, PaperNode) else None


EDGE_FACETS: dict[str, Callable[[Edge, Node], str | int | None]] = {
    "role": _role,
    "kind": _kind,
    "year": _year,
}
"""The facets of edges, and the value of each for an edge and the node at its far end."""


def checked_facet(facet: str, known: Mapping[str, object]) -> str:
    """Give a facet back when it is known.

    Raises:
        UsageError: it is not.
    """
    if facet not in known:
        names = ", ".join(known) or "none"
        raise UsageError(f"there is no facet {facet!r} here; there are: {names}")
    return facet


def counted(counts: Mapping[str | int | None, int]) -> list[FacetCount]:
    """Give counts as facets: the largest first, ties by value as text, unknown last."""
    found = [
        FacetCount(value=None if value is None else str(value), count=count)
        for value, count in counts.items()
    ]
    found.sort(key=lambda one: (-one.count, one.value is None, one.value or ""))
    return found[:FACET_LIMIT]
