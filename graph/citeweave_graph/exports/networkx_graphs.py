"""Graphs of networkx made flat, and flat ones made graphs of networkx."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from citeweave_graph.exports.flat import (
    ColumnKind,
    Columns,
    FlatEdge,
    FlatGraph,
    FlatNode,
    Scalar,
    flattened,
    kind_of,
)
from citeweave_graph.exports.records import edge_attributes, node_attributes
from citeweave_schema.edges import Edge
from citeweave_schema.errors import UsageError
from citeweave_schema.nodes import NODE_TYPES

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["flat_graph", "networkx_graph"]

_OF_NODE = frozenset({"id"})
_OF_EDGE = frozenset({"source", "target", "key"})
_NODE_TYPES = tuple(NODE_TYPES.values())


def flat_graph(graph: nx.Graph[Any]) -> FlatGraph:
    """Give a graph of networkx as formats take it.

    Ids become texts. A record of ours among the attributes (as in `View.to_networkx`) gives its
    own attributes. An attribute whose name is that of a place in files (`id` of nodes; `source`,
    `target` and `key` of edges, `id` too unless it tells all edges apart) gets an underscore
    behind its name.

    Raises:
        UsageError: two nodes have one text as id.
    """
    names = _names(graph)
    ids = _edges_have_ids(graph)
    reserved = _OF_EDGE if ids else _OF_EDGE | {"id"}

    def nodes() -> Iterator[FlatNode]:
        for one, data in graph.nodes(data=True):
            yield FlatNode(names[one], _attributes(data, _OF_NODE))

    def edges() -> Iterator[FlatEdge]:
        for source, target, key, data in _edges(graph):
            attributes = _attributes(data, reserved)
            own = str(attributes.pop("id")) if ids else None
            yield FlatEdge(names[source], names[target], attributes, _key(key), own)

    return FlatGraph(
        nodes=nodes,
        edges=edges,
        node_columns=_columns(one.attributes for one in nodes()),
        edge_columns=_columns(one.attributes for one in edges()),
        directed=graph.is_directed(),
        multigraph=graph.is_multigraph(),
        attributes=_attributes(graph.graph, frozenset()),
    )


def _names(graph: nx.Graph[Any]) -> dict[Hashable, str]:
    names = {one: str(one) for one in graph}
    if len(set(names.values())) != len(names):
        raise UsageError("two nodes have the same id once it is written as text; rename them")
    return names


def _edges(
    graph: nx.Graph[Any],
) -> Iterator[tuple[Hashable, Hashable, Hashable, Mapping[Any, Any]]]:
    if graph.is_multigraph():
        yield from graph.edges(keys=True, data=True)  # type: ignore[call-overload]  # of a multigraph
        return
    for source, target, data in graph.edges(data=True):
        yield source, target, None, data


def _key(key: Hashable) -> str | int | None:
    if key is None or (isinstance(key, int) and not isinstance(key, bool)):
        return key
    return str(key)


def _edges_have_ids(graph: nx.Graph[Any]) -> bool:
    seen: set[str] = set()
    count = 0
    for _, _, _, data in _edges(graph):
        found = data.get("id")
        if not isinstance(found, str) or not found or isinstance(data.get("record"), Edge):
            return False
        seen.add(found)
        count += 1
    return 0 < count == len(seen)


def _attributes(data: Mapping[Any, Any], reserved: frozenset[str]) -> dict[str, Scalar]:
    given: dict[str, Any] = {}
    for name, value in data.items():
        if isinstance(value, Edge):
            given.update(edge_attributes(value))
        elif isinstance(value, _NODE_TYPES):
            given.update(node_attributes(value))
        else:
            plain = str(name)
            while plain in reserved:
                plain += "_"
            given[plain] = value
    flat = {name: flattened(value) for name, value in given.items()}
    return {name: value for name, value in flat.items() if value is not None}


def _columns(rows: Iterable[Mapping[str, Scalar]]) -> Columns:
    found: dict[str, set[ColumnKind]] = {}
    for row in rows:
        for name, value in row.items():
            found.setdefault(name, set()).add(kind_of(value))
    return {
        name: tuple(kind for kind in ColumnKind if kind in some) for name, some in found.items()
    }


def networkx_graph(graph: FlatGraph) -> nx.Graph[str]:
    """Give a flat graph as one of networkx: (multi)graph, directed or not, as it says of itself.

    An edge's own id is its attribute `id`.
    """
    import networkx as nx  # noqa: PLC0415  # slow to load, and most formats do without

    kinds = {
        (False, False): nx.Graph,
        (True, False): nx.DiGraph,
        (False, True): nx.MultiGraph,
        (True, True): nx.MultiDiGraph,
    }
    made: nx.Graph[str] = kinds[graph.directed, graph.multigraph]()
    made.graph.update(graph.attributes)
    made.add_nodes_from((one.id, dict(one.attributes)) for one in graph.nodes())
    for edge in graph.edges():
        data = dict(edge.attributes) if edge.id is None else {"id": edge.id, **edge.attributes}
        if graph.multigraph:
            made.add_edges_from([(edge.source, edge.target, edge.key, data)])  # type: ignore[list-item]  # of a multigraph
        else:
            made.add_edges_from([(edge.source, edge.target, data)])
    return made
