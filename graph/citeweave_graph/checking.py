"""Whether a graph keeps its promises."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from citeweave_graph.hops import ABOUT, DEFAULT_ROLES
from citeweave_schema.edges import EXTRACTED, Edge, RelationEvidence
from citeweave_schema.ids import kind_of_id, node_id
from citeweave_schema.kinds import RELATION_KINDS, SYMMETRIC, Field
from citeweave_schema.nodes import ConceptNode, Node, PaperNode

if TYPE_CHECKING:
    from citeweave_graph.view import View

__all__ = ["problems"]


def problems(view: View) -> Iterator[str]:
    """Name every broken promise of a graph; an intact one has none.

    Checked are: ids follow from keys; both ends of every edge exist; a paper has one edge to a
    concept; every extracted edge stands on mentions and counts them; every mention belongs to
    an edge, and its text and sentence are the slices of the field; every relation stands on the
    sentences of as many papers as it counts, each with an edge to both its ends, and a symmetric
    one is kept once; concepts count their papers right; redirects lead to nodes, and from ids
    that are none.
    """
    nodes = {node.id: node for node in view.all_nodes()}
    yield from _nodes(nodes)
    edges = list(view.all_edges())
    yield from _edges(edges, nodes)
    yield from _mentions(view, edges, nodes)
    yield from _relations(view, edges, nodes)
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


def _relations(view: View, edges: list[Edge], nodes: dict[str, Node]) -> Iterator[str]:
    about = {(edge.source, edge.target) for edge in edges if edge.kind in ABOUT}
    found: dict[str, list[RelationEvidence]] = {}
    for one in view.all_relation_evidence():
        found.setdefault(one.edge, []).append(one)
        yield from _sentence(one, nodes)
        for end in (one.source, one.target):
            if (one.paper, end) not in about:
                yield f"relation {one.edge}: its paper {one.paper} has no edge to its end {end}"
    for edge in edges:
        if edge.kind not in RELATION_KINDS:
            continue
        some = found.pop(edge.id, [])
        if edge.support != len({one.paper for one in some}) or edge.support != len(some):
            yield f"edge {edge.id}: it counts {edge.support} papers and has {len(some)}"
        if edge.confidence != max((one.confidence for one in some), default=None):
            yield f"edge {edge.id}: its confidence is not the greatest of its papers"
        if edge.source == edge.target or (edge.kind in SYMMETRIC and edge.source > edge.target):
            yield f"edge {edge.id}: {edge.kind.value} is not kept from {edge.source}"
    for edge_id in found:
        yield f"relation {edge_id}: its sentences belong to no edge"


def _sentence(one: RelationEvidence, nodes: dict[str, Node]) -> Iterator[str]:
    paper = nodes.get(one.paper)
    if not isinstance(paper, PaperNode):
        yield f"relation {one.edge}: its paper {one.paper} is no paper"
        return
    text = paper.title if one.field is Field.TITLE else paper.abstract or ""
    where = f"relation {one.edge} in {one.paper} {one.field.value}"
    for start, end, surface in (
        (one.source_start, one.source_end, one.source_surface),
        (one.target_start, one.target_end, one.target_surface),
    ):
        if text[start:end] != surface:
            yield f"{where}[{start}]: the text there is {text[start:end]!r}, not {surface!r}"
    if not text.startswith(one.sentence, one.sentence_start):
        yield f"{where}: its sentence does not stand there"


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
