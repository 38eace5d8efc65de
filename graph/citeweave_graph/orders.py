"""The places of nodes, edges and evidence in their orders, as keys that every store agrees on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from citeweave_graph.answers import Decided, Relating
from citeweave_graph.hops import EdgeOrder, Hop, Order, OrderField
from citeweave_graph.rows import name_form, sort_name, strength
from citeweave_graph.windows import Key
from citeweave_schema.edges import Edge, RelationEvidence, edge_id
from citeweave_schema.kinds import SYMMETRIC
from citeweave_schema.nodes import ConceptNode, Node, PaperNode

__all__ = [
    "UNKNOWN",
    "called",
    "candidate_key",
    "edge_key",
    "far_end",
    "node_key",
    "related_edges",
    "relation_key",
]

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
    tie = far_end(edge, here), edge.kind.value, int(edge.source != here)
    if hop.order is EdgeOrder.SUPPORT:
        certainty = 1000 if edge.confidence is None else round(1000 * edge.confidence)
        return (-edge.support, -certainty, *tie)
    if hop.order is EdgeOrder.NEWEST:
        return (UNKNOWN if year is None else -year, strength(edge), *tie)
    return (strength(edge), *tie)


def relation_key(evidence: RelationEvidence) -> Key:
    """Give the place of a sentence among those that one relation stands on."""
    return (-round(1000 * evidence.confidence), evidence.paper)


def related_edges(relations: Sequence[Relating], homes: Sequence[tuple[str, str]]) -> list[str]:
    """Give the id of the edge of each relation, its ends being those that became of the ids."""
    return [
        edge_id(kind, *(sorted(ends) if kind in SYMMETRIC else ends))
        for (_, kind, _), ends in zip(relations, homes, strict=True)
    ]


def candidate_key(one: Decided) -> Key:
    """Give the place of an unsure pair: the likeliest to be one thing first."""
    decision = one.decision
    return -round(1000 * decision.score), decision.kind.value, decision.left, decision.right


_OWN, _SEEN, _LISTED = range(3)


def called(nodes: Iterable[Node], form: str) -> tuple[Node, ...]:
    """Give the nodes that go by a name: those whose own name it is first, then by id.

    A name that only an open list gives a concept counts where no other node has the name.

    Args:
        nodes: of one kind, not papers.
        form: the name as `rows.name_form` gives it.
    """
    ranked = [(rank, one) for one in nodes if (rank := _calling(one, form)) is not None]
    if any(rank is not _LISTED for rank, _ in ranked):
        ranked = [(rank, one) for rank, one in ranked if rank is not _LISTED]
    ordered = sorted(ranked, key=lambda place: (place[0] is not _OWN, place[1].id))
    return tuple(one for _, one in ordered)


def _calling(node: Node, form: str) -> int | None:
    """Tell how a node goes by a name; None when it does not."""
    if isinstance(node, PaperNode):
        return None
    if name_form(node.kind, node.name) == form:
        return _OWN
    counts = [one.count for one in node.aliases if name_form(node.kind, one.name) == form]
    if not counts:
        return None
    return _SEEN if any(counts) else _LISTED
