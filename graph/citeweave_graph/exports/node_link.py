"""Node-link JSON, as `networkx.node_link_graph` reads it, written as it comes and read back.

The format: https://networkx.org/documentation/stable/reference/readwrite/json_graph.html, with
the edges under `edges`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from citeweave_graph.exports.flat import Counts, FlatEdge, FlatGraph, FlatNode
from citeweave_graph.exports.json_lists import write_lists
from citeweave_schema.errors import FormatError

__all__ = ["read", "write"]


def write(graph: FlatGraph, target: Path) -> Counts:
    """Write a graph to a new file; nothing of it is held in memory."""
    fixed = {
        "directed": graph.directed,
        "multigraph": graph.multigraph,
        "graph": dict(graph.attributes),
    }
    nodes = ({**one.attributes, "id": one.id} for one in graph.nodes())
    with target.open("w", encoding="utf-8", newline="\n") as file:
        counts = write_lists(file, {"nodes": nodes, "edges": _edges(graph)}, fixed)
        file.write("\n")
    return Counts(*counts)


def _edges(graph: FlatGraph) -> Iterator[Mapping[str, Any]]:
    for edge in graph.edges():
        row: dict[str, Any] = dict(edge.attributes)
        if edge.id is not None:
            row["id"] = edge.id
        row.update(source=edge.source, target=edge.target)
        if edge.key is not None:
            row["key"] = edge.key
        yield row


def read(source: Path) -> FlatGraph:
    """Read a graph; all of it is held in memory.

    Raises:
        FormatError: the file is not such as `write` makes them.
        OSError: it cannot be read.
    """
    try:
        found = json.loads(source.read_text("utf-8"))
        nodes = [FlatNode(_text(row.pop("id")), row) for row in found["nodes"]]
        edges = [_edge(row) for row in found["edges"]]
        return FlatGraph(
            nodes=lambda: iter(nodes),
            edges=lambda: iter(edges),
            node_columns={},
            edge_columns={},
            directed=bool(found["directed"]),
            multigraph=bool(found["multigraph"]),
            attributes=dict(found["graph"]),
        )
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as problem:
        message = f"{source}: it is no node-link JSON as citeweave writes it: {problem!r}"
        raise FormatError(message) from None


def _edge(row: dict[str, Any]) -> FlatEdge:
    source, target = _text(row.pop("source")), _text(row.pop("target"))
    key, own = row.pop("key", None), row.pop("id", None)
    if key is not None and not isinstance(key, (str, int)):
        raise TypeError(f"the key {key!r} is no text and no whole number")
    return FlatEdge(source, target, row, key, None if own is None else _text(own))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"the id {value!r} is no text")
    return value
