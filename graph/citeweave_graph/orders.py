"""The places of nodes and edges in their orders, as keys that every store agrees on."""

from __future__ import annotations

from citeweave_graph.hops import EdgeOrder, Hop, Order, OrderField
from citeweave_graph.rows import sort_name, strength
from citeweave_graph.windows import Key
from citeweave_schema.edges import Edge
from citeweave_schema.nodes import ConceptNode, Node, PaperNode

__all__ = ["UNKNOWN", "edge_key", "far_end", "node_key"]

UNKNOWN = 10_000
"""The place of an unknown year in an order by year: behind all that are known."""


def node_key(node: Node, order: Order) -> Key:
    """Give the place of a node in an order of ascending keys.

    Numbers are negated for a descending order. Names are not ordered descending by keys alone;
    see `descending_names`.
    """
    if order.field is OrderField.ID:
        return (node.id,)
    if order.field is OrderField.NAME:
        return (sort_name(node), node.id)
    if order.field is OrderField.YEAR:
        year = node.year if isinstance(node, PaperNode) else getattr(node, "first_year", None)
        if year is None:
            return (UNKNOWN, node.id)
        return (-year if order.descending else year, node.id)
    papers = node.paper_count if isinstance(node, ConceptNode) else 0
    return (-papers if order.descending else papers, node.id)


def far_end(edge: Edge, here: str) -> str:
    """Give the end of an edge that is not the node one stands on."""
    return edge.target if edge.source == here else edge.source


def edge_key(edge: Edge, here: str, hop: Hop, year: int | None) -> Key:
    """Give the place of an edge in the order of a hop, seen from the node one stands on.

    Args:
        edge: the edge.
        here: the node one stands on.
        hop: the hop, for its order.
        year: of the far paper; None when unknown or no paper.
    """
    outward = int(edge.source != here)
    place = (strength(edge), far_end(edge, here), edge.kind.value, outward)
    if hop.order is EdgeOrder.NEWEST:
        return (UNKNOWN if year is None else -year, *place)
    return place
