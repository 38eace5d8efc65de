"""GEXF 1.3, the form of Gephi, written as it comes.

The format: https://gexf.net/schema.html, checked against its schema. Parallel edges, which 1.3
has first, are told apart by their `kind`. The weight of an edge is its attribute `weight`, else
its `support`. What XML cannot hold is replaced, since GEXF has no way to write it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from citeweave_graph.exports.flat import (
    ColumnKind,
    Columns,
    Counts,
    FlatEdge,
    FlatGraph,
    FlatNode,
    Scalar,
    edge_ids,
    label_of,
    widest,
)
from citeweave_graph.exports.texts import on_one_line, shown, xml_attribute

__all__ = ["write"]

_SPACE = "http://gexf.net/1.3"
_HEAD = f"""<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="{_SPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="{_SPACE} {_SPACE}/gexf.xsd" version="1.3">
<meta><creator>citeweave</creator></meta>
"""
_LABEL, _WEIGHT = "label", "weight"
"""Their place is beside the id, not among the attributes."""
_WEIGHTS = (_WEIGHT, "support")


def write(graph: FlatGraph, target: Path) -> Counts:
    """Write a graph to a new file; nothing of it is held in memory."""
    nodes = edges = 0
    node_columns = {one: kinds for one, kinds in graph.node_columns.items() if one != _LABEL}
    edge_columns = {
        one: kinds
        for one, kinds in graph.edge_columns.items()
        if one != _WEIGHT or widest(kinds) is ColumnKind.TEXT
    }
    default = "directed" if graph.directed else "undirected"
    named = edge_ids(graph)
    with target.open("w", encoding="utf-8", newline="\n") as file:
        file.write(_HEAD)
        file.write(f'<graph mode="static" defaultedgetype="{default}" idtype="string">\n')
        file.writelines(_declared("node", node_columns))
        file.writelines(_declared("edge", edge_columns))
        file.write("<nodes>\n")
        numbers = {name: str(place) for place, name in enumerate(node_columns)}
        for node in graph.nodes():
            file.write(_node(node, numbers))
            nodes += 1
        file.write("</nodes>\n<edges>\n")
        numbers = {name: str(place) for place, name in enumerate(edge_columns)}
        for edge in graph.edges():
            file.write(_edge(edge, named(edge), numbers))
            edges += 1
        file.write("</edges>\n</graph>\n</gexf>\n")
    return Counts(nodes, edges)


def _declared(what: str, columns: Columns) -> Iterator[str]:
    yield f'<attributes class="{what}">\n'
    for place, (name, kinds) in enumerate(columns.items()):
        kind = widest(kinds).value
        yield f'<attribute id="{place}" title={_quoted(name)} type="{kind}"/>\n'
    yield "</attributes>\n"


def _node(node: FlatNode, numbers: Mapping[str, str]) -> str:
    label = xml_attribute(on_one_line(label_of(node)))
    return f"<node id={_quoted(node.id)} label={label}>{_values(node.attributes, numbers)}</node>\n"


def _edge(edge: FlatEdge, name: str, numbers: Mapping[str, str]) -> str:
    parts = [f"id={_quoted(name)}", f"source={_quoted(edge.source)}"]
    parts.append(f"target={_quoted(edge.target)}")
    weight = next((edge.attributes[one] for one in _WEIGHTS if one in edge.attributes), None)
    if isinstance(weight, (int, float)) and not isinstance(weight, bool):
        parts.append(f'weight="{float(weight)!r}"')
    kind = edge.attributes.get("kind", edge.key)
    if kind is not None:
        text = xml_attribute(on_one_line(str(kind)))
        parts += [f"kind={text}", f"label={text}"]
    return f"<edge {' '.join(parts)}>{_values(edge.attributes, numbers)}</edge>\n"


def _values(attributes: Mapping[str, Scalar], numbers: Mapping[str, str]) -> str:
    found = "".join(
        f'<attvalue for="{numbers[name]}" value={_quoted(_plain(value))}/>'
        for name, value in attributes.items()
        if name in numbers
    )
    return f"<attvalues>{found}</attvalues>" if found else ""


def _plain(value: Scalar) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _quoted(text: str) -> str:
    return xml_attribute(shown(text))
