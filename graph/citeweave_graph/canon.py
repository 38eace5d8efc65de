"""The canonical form of a graph's content, and its digest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from citeweave_schema.codec import to_line
from citeweave_schema.nodes import Node, PaperNode

if TYPE_CHECKING:
    from citeweave_graph.view import View

__all__ = ["canonical_lines", "digest"]


def canonical_lines(view: View) -> Iterator[str]:
    """Give the content line by line, each sort of line sorted.

    Nodes come first, then redirects, edges, mentions, the sentences of relations, decisions,
    judgements.
    Equal content gives equal lines on every store. Versions, times, and the names of the source
    files are not content.
    """
    for node in view.all_nodes():
        yield f"node {to_line(_content(node))}"
    for old, new in view.redirects():
        yield f"redirect {old} {new}"
    for edge in view.all_edges():
        yield f"edge {to_line(replace(edge, sources=()))}"
    for one in view.all_evidence():
        yield f"evidence {to_line(one)}"
    for relation in view.all_relation_evidence():
        yield f"relation {to_line(relation)}"
    for decision in view.all_decisions():
        yield f"decision {to_line(decision)}"
    for judgement in view.judgements():
        yield f"judgement {to_line(replace(judgement, at=''))}"


def digest(view: View) -> str:
    """Give the SHA-256 of the canonical lines."""
    state = hashlib.sha256()
    for line in canonical_lines(view):
        state.update(line.encode("utf-8", "surrogatepass"))
        state.update(b"\n")
    return state.hexdigest()


def _content(node: Node) -> Node:
    if isinstance(node, PaperNode):
        return replace(node, sources=(), provenance=())
    return node
