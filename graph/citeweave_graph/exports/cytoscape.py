"""Cytoscape JSON, written as it comes.

The format: https://manual.cytoscape.org/en/stable/Supported_Network_File_Formats.html and
https://js.cytoscape.org/#notation/elements-json. `value` of a node is for networkx, which takes
it for the id; `name` and `interaction` are what Cytoscape shows of nodes and edges.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from citeweave_graph.exports.flat import Counts, FlatGraph, edge_ids, label_of
from citeweave_graph.exports.json_lists import write_lists
from citeweave_graph.exports.texts import json_text

__all__ = ["write"]

_ID = "value"


def write(graph: FlatGraph, target: Path) -> Counts:
    """Write a graph to a new file; nothing of it is held in memory."""
    fixed = {
        "format_version": "1.0",
        "generated_by": "citeweave",
        "directed": graph.directed,
        "multigraph": graph.multigraph,
        "data": dict(graph.attributes),
    }
    with target.open("w", encoding="utf-8", newline="\n") as file:
        file.write(json_text(fixed)[:-1] + ',\n"elements": ')
        counts = write_lists(file, {"nodes": _nodes(graph), "edges": _edges(graph)})
        file.write("}\n")
    return Counts(*counts)


def _nodes(graph: FlatGraph) -> Iterator[Mapping[str, Any]]:
    for node in graph.nodes():
        data: dict[str, Any] = {"id": node.id, "name": label_of(node), **node.attributes}
        if _ID in data:
            data[f"{_ID}_"] = data.pop(_ID)
        yield {"data": {**data, _ID: node.id}}


def _edges(graph: FlatGraph) -> Iterator[Mapping[str, Any]]:
    named = edge_ids(graph)
    for edge in graph.edges():
        own: dict[str, Any] = {
            "id": named(edge),
            "source": edge.source,
            "target": edge.target,
        }
        if edge.key is not None:
            own["key"] = edge.key
        kind = edge.attributes.get("kind", edge.key)
        if kind is not None:
            own["interaction"] = str(kind)
        yield {"data": {**own, **edge.attributes}}
