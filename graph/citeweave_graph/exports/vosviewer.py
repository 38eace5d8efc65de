"""A graph as VOSviewer has it: items with weights, scores and a cluster, and links.

Links have no direction and are there once for each pair, their strengths added up; an item is
not linked to itself. Therefore the links are held in memory, the items not.

A column of numbers is a score where it says a year or has a negative number in it, else a weight.
The cluster is the attribute `cluster` or `community` where it is a number, numbered anew by
size, else the kind of the node.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape

from citeweave_graph.exports.flat import (
    ColumnKind,
    FlatEdge,
    FlatGraph,
    FlatNode,
    Scalar,
    label_of,
    widest,
)
from citeweave_graph.exports.texts import on_one_line

__all__ = ["Item", "Map", "map_of"]

_MOST_CLUSTERS = 1000
_CLUSTERS = ("cluster", "community")
_KINDS = ("concept_kind", "kind")
_STRENGTHS = ("weight", "support")
_DESCRIBED = ("concept_kind", "kind", "venue", "date", "aliases")
_NO_MEASURE = frozenset({*_CLUSTERS, "bipartite", "x", "y"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A node as an item.

    Attributes:
        id: of the node.
        label: on one line.
        description: what is known of it, as HTML that shows texts as they are.
        url: its page; None when it has none.
        cluster: from 1; None when it is in none.
        weights: by name; every item has all.
        scores: by name, those that are known.
    """

    id: str
    label: str
    description: str
    url: str | None
    cluster: int | None
    weights: Mapping[str, int | float]
    scores: Mapping[str, int | float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Map:
    """What there is to write beside the items.

    Attributes:
        graph: the graph.
        links: the strength of each pair of different nodes.
        clusters: the name of each cluster, by its number.
        weights: the columns that are weights.
        scores: the columns that are scores, and whether every node has one.
    """

    graph: FlatGraph
    links: Mapping[tuple[str, str], float]
    clusters: Mapping[int, str]
    weights: tuple[str, ...]
    scores: Mapping[str, bool]
    _numbers: Mapping[str, int] = field(default_factory=dict, repr=False)

    def items(self) -> Iterator[Item]:
        """Give every node as an item."""
        for node in self.graph.nodes():
            given = node.attributes
            name = _cluster(node)
            yield Item(
                id=node.id,
                label=on_one_line(label_of(node)),
                description=_description(given),
                url=_page(given.get("url")),
                cluster=None if name is None else self._numbers.get(name),
                weights={one: _number(given.get(one)) or 0 for one in self.weights},
                scores={
                    one: value
                    for one in self.scores
                    if (value := _number(given.get(one))) is not None
                },
            )


def map_of(graph: FlatGraph) -> Map:
    """Give a graph as VOSviewer has it."""
    sizes: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    negative: set[str] = set()
    nodes = 0
    for node in graph.nodes():
        nodes += 1
        name = _cluster(node)
        if name is not None:
            sizes[name] += 1
        for column, value in node.attributes.items():
            number = _number(value)
            if number is not None:
                seen[column] += 1
                negative |= {column} if number < 0 else set()
    ordered = sorted(sizes, key=lambda one: (-sizes[one], one))[:_MOST_CLUSTERS]
    measures = [one for one in graph.node_columns if _measures(graph, one) and seen[one]]
    scores = [one for one in measures if one in negative or "year" in one]
    return Map(
        graph=graph,
        links=_links(graph),
        clusters=dict(enumerate(ordered, start=1)),
        weights=tuple(one for one in measures if one not in scores),
        scores={one: seen[one] == nodes for one in scores},
        _numbers={name: place for place, name in enumerate(ordered, start=1)},
    )


def _measures(graph: FlatGraph, column: str) -> bool:
    kind = widest(graph.node_columns[column])
    return kind in (ColumnKind.NUMBER, ColumnKind.FRACTION) and column not in _NO_MEASURE


def _links(graph: FlatGraph) -> dict[tuple[str, str], float]:
    found: dict[tuple[str, str], float] = {}
    for edge in graph.edges():
        if edge.source != edge.target:
            pair = min(edge.source, edge.target), max(edge.source, edge.target)
            found[pair] = found.get(pair, 0) + _strength(edge)
    return found


def _strength(edge: FlatEdge) -> int | float:
    given = (_number(edge.attributes.get(one)) for one in _STRENGTHS)
    return max(0, next((one for one in given if one is not None), 1))


def _cluster(node: FlatNode) -> str | None:
    for name in _CLUSTERS:
        if (number := _number(node.attributes.get(name))) is not None:
            return f"{name} {number}"
    return next((str(node.attributes[one]) for one in _KINDS if one in node.attributes), None)


def _number(value: Scalar | None) -> int | float | None:
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _description(attributes: Mapping[str, Scalar]) -> str:
    known = (on_one_line(str(attributes[one])) for one in _DESCRIBED if one in attributes)
    return "<br>".join(escape(one) for one in known)


def _page(url: Scalar | None) -> str | None:
    """Give an address that is one of a page: others could run something."""
    text = on_one_line(str(url or ""))
    return text if text.startswith(("https://", "http://")) else None
