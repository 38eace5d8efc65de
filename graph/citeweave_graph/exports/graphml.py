"""GraphML, written as it comes, and read back the same.

The format: http://graphml.graphdrawing.org/specification.html (Brandes et al. 2002). Attributes
are typed; one whose values are of several types has one key for each, as networkx has it. The
key of an edge and whether the graph is a multigraph are kept as attributes of ours, which
`read` takes out again. What XML cannot hold is coded, see `citeweave_graph.exports.texts`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TextIO
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from citeweave_graph.exports.flat import (
    ColumnKind,
    Columns,
    Counts,
    FlatEdge,
    FlatGraph,
    FlatNode,
    Scalar,
    kind_of,
)
from citeweave_graph.exports.texts import coded, decoded, xml_attribute, xml_text
from citeweave_schema.errors import FormatError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["read", "write"]

_SPACE = "http://graphml.graphdrawing.org/xmlns"
_HEAD = f"""<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="{_SPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="{_SPACE} {_SPACE}/1.0/graphml.xsd">
"""
_MULTIGRAPH = "citeweave.multigraph"
_KEY = "citeweave.key"


def write(graph: FlatGraph, target: Path) -> Counts:
    """Write a graph to a new file; nothing of it is held in memory."""
    nodes = edges = 0
    of_graph = {**graph.attributes, _MULTIGRAPH: graph.multigraph}
    graph_columns: Columns = {name: (kind_of(value),) for name, value in of_graph.items()}
    edge_columns = dict(graph.edge_columns)
    if graph.multigraph:
        edge_columns[_KEY] = (ColumnKind.TEXT, ColumnKind.NUMBER)
    with target.open("w", encoding="utf-8", newline="\n") as file:
        file.write(_HEAD)
        keys = {
            "graph": _declared(file, "graph", graph_columns),
            "node": _declared(file, "node", graph.node_columns),
            "edge": _declared(file, "edge", edge_columns),
        }
        default = "directed" if graph.directed else "undirected"
        file.write(f'<graph id="G" edgedefault="{default}">\n')
        file.write("".join(_data(keys["graph"], of_graph)) + "\n")
        for node in graph.nodes():
            inside = "".join(_data(keys["node"], node.attributes))
            file.write(f"<node id={_quoted(node.id)}>{inside}</node>\n")
            nodes += 1
        for edge in graph.edges():
            file.write(_edge(keys["edge"], edge))
            edges += 1
        file.write("</graph>\n</graphml>\n")
    return Counts(nodes, edges)


_Keys = Mapping[tuple[str, ColumnKind], str]


def _declared(file: TextIO, what: str, columns: Columns) -> _Keys:
    keys: dict[tuple[str, ColumnKind], str] = {}
    for name, kinds in columns.items():
        for kind in kinds:
            keys[name, kind] = f"{what[0]}{len(keys)}"
            file.write(
                f'<key id="{keys[name, kind]}" for="{what}" attr.name={_quoted(name)} '
                f'attr.type="{kind.value}"/>\n'
            )
    return keys


def _edge(keys: _Keys, edge: FlatEdge) -> str:
    attributes = edge.attributes if edge.key is None else {**edge.attributes, _KEY: edge.key}
    inside = "".join(_data(keys, attributes))
    own = "" if edge.id is None else f" id={_quoted(edge.id)}"
    ends = f"source={_quoted(edge.source)} target={_quoted(edge.target)}"
    return f"<edge{own} {ends}>{inside}</edge>\n"


def _data(keys: _Keys, attributes: Mapping[str, Scalar]) -> Iterator[str]:
    for name, value in attributes.items():
        kind = kind_of(value)
        text = xml_text(coded(value)) if isinstance(value, str) else _number(value)
        yield f'<data key="{keys[name, kind]}">{text}</data>'


def _number(value: bool | float) -> str:
    return str(value).lower() if isinstance(value, bool) else repr(value)


def _quoted(text: str) -> str:
    return xml_attribute(coded(text))


def read(source: Path) -> FlatGraph:
    """Read a graph; all of it is held in memory.

    Raises:
        FormatError: the file is not such as `write` makes them.
        OSError: it cannot be read.
    """
    reading = _Reading()
    try:
        with source.open("rb") as file:
            for event, element in iterparse(file, events=("start", "end"), forbid_dtd=True):
                reading.take(event, element)
    except (ParseError, DefusedXmlException, KeyError, ValueError) as problem:
        raise FormatError(f"{source}: it is no GraphML as citeweave writes it: {problem}") from None
    return reading.graph()


class _Reading:
    """What was read so far."""

    def __init__(self) -> None:
        self._names: dict[str, tuple[str, ColumnKind]] = {}
        self._nodes: list[FlatNode] = []
        self._edges: list[FlatEdge] = []
        self._attributes: dict[str, Scalar] = {}
        self._directed: bool | None = None
        self._inside = False
        self._holder: Element | None = None

    def take(self, event: str, element: Element) -> None:
        tag = element.tag.removeprefix(f"{{{_SPACE}}}")
        if event == "start":
            self._inside = self._inside or tag in ("node", "edge")
            if tag == "graph":
                self._directed = {"directed": True, "undirected": False}[
                    element.attrib["edgedefault"]
                ]
                self._holder = element
        elif tag == "key":
            kind = ColumnKind(element.attrib["attr.type"])
            self._names[element.attrib["id"]] = decoded(element.attrib["attr.name"]), kind
        elif tag == "data" and not self._inside:
            self._attributes.update(self._values([element]))
        elif tag in ("node", "edge"):
            self._inside = False
            self._add(tag, element)
            if self._holder is not None:
                self._holder.clear()

    def _add(self, tag: str, element: Element) -> None:
        found = self._values(list(element))
        given = {name: decoded(value) for name, value in element.attrib.items()}
        if tag == "node":
            self._nodes.append(FlatNode(given["id"], found))
            return
        key = found.pop(_KEY, None)
        if isinstance(key, float):
            raise FormatError(f"an edge has the key {key}, which is no text and no whole number")
        self._edges.append(FlatEdge(given["source"], given["target"], found, key, given.get("id")))

    def _values(self, elements: list[Element]) -> dict[str, Scalar]:
        found: dict[str, Scalar] = {}
        for one in elements:
            name, kind = self._names[one.attrib["key"]]
            found[name] = _value(one.text or "", kind)
        return found

    def graph(self) -> FlatGraph:
        """Give what was read; the columns are not needed to make a graph of it."""
        if self._directed is None:
            raise FormatError("the file has no graph in it")
        attributes = dict(self._attributes)
        return FlatGraph(
            nodes=lambda: iter(self._nodes),
            edges=lambda: iter(self._edges),
            node_columns={},
            edge_columns={},
            directed=self._directed,
            multigraph=bool(attributes.pop(_MULTIGRAPH, True)),
            attributes=attributes,
        )


def _value(text: str, kind: ColumnKind) -> Scalar:
    if kind is ColumnKind.TEXT:
        return decoded(text)
    if kind is ColumnKind.TRUTH:
        return {"true": True, "false": False}[text]
    return int(text) if kind is ColumnKind.NUMBER else float(text)
