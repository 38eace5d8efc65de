"""VOSviewer's JSON file.

The format: https://app.vosviewer.com/docs/file-types/json-file-type/. See
`citeweave_graph.exports.vosviewer` for what becomes of nodes and edges.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from citeweave_graph.exports.flat import Counts, FlatGraph
from citeweave_graph.exports.json_lists import write_lists
from citeweave_graph.exports.texts import on_one_line
from citeweave_graph.exports.vosviewer import Map, map_of

__all__ = ["write"]


def write(graph: FlatGraph, target: Path) -> Counts:
    """Write a graph to a new file; its links are held in memory."""
    found = map_of(graph)
    links = (
        {"source_id": source, "target_id": target, "strength": strength}
        for (source, target), strength in sorted(found.links.items())
    )
    clusters = (
        {"cluster": number, "label": on_one_line(name)} for number, name in found.clusters.items()
    )
    lists = {"items": _items(found), "links": links, "clusters": clusters}
    with target.open("w", encoding="utf-8", newline="\n") as file:
        file.write('{"network": ')
        nodes, edges, _ = write_lists(file, lists)
        file.write("}\n")
    return Counts(nodes, edges)


def _items(found: Map) -> Iterator[Mapping[str, Any]]:
    for one in found.items():
        row: dict[str, Any] = {"id": one.id, "label": one.label, "description": one.description}
        if one.url is not None:
            row["url"] = one.url
        if one.cluster is not None:
            row["cluster"] = one.cluster
        if one.weights:
            row["weights"] = one.weights
        if one.scores:
            row["scores"] = one.scores
        yield row
