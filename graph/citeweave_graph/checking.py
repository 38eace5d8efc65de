"""Whether a graph keeps its promises."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from citeweave_graph.hops import ABOUT, DEFAULT_ROLES
from citeweave_schema.edges import EXTRACTED, Edge
from citeweave_schema.ids import kind_of_id, node_id
from citeweave_schema.kinds import Field
from citeweave_schema.nodes import ConceptNode, Node, PaperNode

if TYPE_CHECKING:
    from citeweave_graph.store import View

__all__ = ["problems"]


def problems(view: View) -> Iterator[str]:
    """Name every broken promise of a graph; an intact one has none.

    Checked are: ids follow from keys; both ends of every edge exist; a paper has one edge to a
    concept; every extracted edge stands on mentions and counts them; every mention belongs to
    an edge, and its text and sentence are the slices of the field; concepts count their papers
    right; redirects lead to nodes, and from ids that are none.
    """
    nodes = {node.id: node for node in view.all_nodes()}
    yield from _nodes(nodes)
    edges = list(view.all_edges())
    yield from _edges(edges, nodes)
    yield from _mentions(view, edges, nodes)
    yield from _counts(edges, nodes)
    for old, new in view.redirects():
        if old in nodes:
            yield f"redirect {old}: it is the id of a node"
        if new not in nodes:
            yield f"redirect {old}: it leads to {new}, which is no node"


def _nodes(nodes: dict[str, Node]) -> Iterator[str]:
    for node in nodes.values():
        if kind_of_id(node.id) is not node.kind or node_id(node.kind, node.key) != node.id:
            yield f"node {node.id}: its id does not follow from its key {node.key!r}"


def _edges(edges: list[Edge], nodes: dict[str, Node]) -> Iterator[str]:
    about: set[tuple[str, str]] = set()
    for edge in edges:
        for end in (edge.source, edge.target):
            if end not in nodes:
                yield f"edge {edge.id}: its end {end} is no node"
        if edge.kind in ABOUT:
            if (edge.source, edge.target) in about:
                yield f"edge {edge.id}: {edge.source} has another edge to {edge.target}"
            about.add((edge.source, edge.target))


def _mentions(view: View, edges: list[Edge], nodes: dict[str, Node]) -> Iterator[str]:
    counts: dict[tuple[str, str], int] = {}
    for one in view.all_evidence():
        pair = (one.paper, one.target)
        counts[pair] = counts.get(pair, 0) + 1
        paper = nodes.get(one.paper)
        if not isinstance(paper, PaperNode):
            yield f"mention {pair}: its paper is no paper"
            continue
        text = paper.title if one.field is Field.TITLE else paper.abstract or ""
        where = f"mention of {one.surface!r} in {one.paper} {one.field.value}[{one.start}]"
        if text[one.start : one.end] != one.surface:
            yield f"{where}: the text there is {text[one.start : one.end]!r}"
        if not text.startswith(one.sentence, one.sentence_start):
            yield f"{where}: its sentence does not stand there"
    for edge in edges:
        found = counts.pop((edge.source, edge.target), 0)
        if edge.role is not None and found != edge.support:
            yield f"edge {edge.id}: it counts {edge.support} mentions and has {found}"
        if edge.kind in EXTRACTED and not found:
            yield f"edge {edge.id}: it stands on no mention"
    for paper_id, target in counts:
        yield f"mentions of {target} in {paper_id} belong to no edge"


def _counts(edges: list[Edge], nodes: dict[str, Node]) -> Iterator[str]:
    roles: dict[str, list[str]] = {}
    for edge in edges:
        if edge.kind in ABOUT and edge.role is not None:
            roles.setdefault(edge.target, []).append(edge.role)
    for node in nodes.values():
        if not isinstance(node, ConceptNode):
            continue
        found = roles.get(node.id, [])
        if not found:
            yield f"concept {node.id} {node.name!r}: no paper has it"
        default = sum(role in DEFAULT_ROLES[node.concept_kind] for role in found)
        if (len(found), default) != (node.paper_count, node.document_frequency):
            yield (
                f"concept {node.id} {node.name!r}: {len(found)} papers have it, {default} in the "
                f"default roles; it says {node.paper_count} and {node.document_frequency}"
            )
