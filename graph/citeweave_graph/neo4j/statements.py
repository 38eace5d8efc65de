"""Statements for edges and rows, composed of constants by hop and window.

Each answers for many ids at once, and gives for each the rows of its window, and whether others
lie ahead of or behind it.
"""

from __future__ import annotations

from collections.abc import Sequence

from citeweave_graph.hops import EdgeOrder, Hop
from citeweave_graph.neo4j.conditions import Parameters, hop_condition, hop_pattern
from citeweave_graph.neo4j.windowed import Places, Source, Statement, plainly, windowed
from citeweave_graph.orders import UNKNOWN
from citeweave_graph.windows import Window
from citeweave_schema.kinds import NodeKind

__all__ = [
    "HOME_OF_EACH",
    "candidate_page",
    "edge_counts",
    "edge_facets",
    "edge_pages",
    "relation_pages",
]

_HOME = """CALL (place) {
  MATCH (home:Node {id: $ids[place]})
  RETURN home
  UNION ALL
  MATCH (moved:Redirect {id: $ids[place]})
  WHERE NOT EXISTS { MATCH (:Node {id: moved.id}) }
  MATCH (home:Node {id: moved.target})
  RETURN home
}"""
"""Finds the node of an id, or the one it became; no row where there is none."""

HOME_OF_EACH = f"UNWIND range(0, size($ids) - 1) AS place\n{_HOME}"
"""Does so for each of the ids, with its place among them."""


# Edges


_ORDERS = {
    EdgeOrder.STRENGTH: ("e.strength",),
    EdgeOrder.NEWEST: (f"coalesce(-f.year, {UNKNOWN})", "e.strength"),
    EdgeOrder.SUPPORT: ("-e.support", "-coalesce(e.thousandths, 1000)"),
}


def _edge_places(hop: Hop) -> Places:
    inward = "CASE WHEN startNode(e) = home THEN 0 ELSE 1 END"
    if not hop.inward:
        inward = "0"
    if not hop.outward:
        inward = "1"
    return plainly(*_ORDERS[hop.order], "f.id", "type(e)", inward)


def edge_pages(ids: Sequence[str], hop: Hop, window: Window) -> Statement:
    """Give the statement for the same window of the edges of a hop from each id."""
    parameters = Parameters()
    condition = hop_condition(hop, parameters, "home", "e", "f")
    source = Source(
        found=f"MATCH {hop_pattern(hop, 'home', 'e', 'f')} WHERE {condition}",
        item="e.stored_record",
        places=_edge_places(hop),
        scope="home",
    )
    body = windowed(source, window, parameters)
    return _for_each(ids, f"{body}\nRETURN place, rows, below, above", parameters)


def _for_each(ids: Sequence[str], body: str, parameters: Parameters) -> Statement:
    return Statement(f"{HOME_OF_EACH}\n{body}", {**parameters.values, "ids": list(ids)})


def edge_counts(ids: Sequence[str], hop: Hop) -> Statement:
    """Give the statement that counts the edges of a hop from each id."""
    parameters = Parameters()
    condition = hop_condition(hop, parameters, "home", "e", "f")
    pattern = hop_pattern(hop, "home", "e", "f")
    where = "" if condition == "true" else f" WHERE {condition}"
    return _for_each(ids, f"RETURN place, COUNT {{ MATCH {pattern}{where} }} AS count", parameters)


_EDGE_FACETS = {
    "role": "e.role",
    "kind": "coalesce(f.concept_kind, f.kind)",
    "year": "f.year",
}


def edge_facets(ids: Sequence[str], hop: Hop, facet: str) -> Statement:
    """Give the statement that counts the edges of a hop from each id by a value."""
    parameters = Parameters()
    condition = hop_condition(hop, parameters, "home", "e", "f")
    return _for_each(
        ids,
        f"MATCH {hop_pattern(hop, 'home', 'e', 'f')} WHERE {condition}\n"
        f"RETURN place, {_EDGE_FACETS[facet]} AS value, count(*) AS count",
        parameters,
    )


# Rows beside the graph


def relation_pages(edges: Sequence[str], window: Window) -> Statement:
    """Give the statement for the same window of the sentences of each relation."""
    parameters = Parameters()
    source = Source(
        found="MATCH (e:RelationEvidence) WHERE e.edge = $edges[place]",
        item="e.payload",
        places=plainly("-e.confidence", "e.paper"),
        scope="place",
    )
    body = windowed(source, window, parameters)
    return Statement(
        f"UNWIND range(0, size($edges) - 1) AS place\n{body}\nRETURN place, rows, below, above",
        {**parameters.values, "edges": list(edges)},
    )


def candidate_page(kind: NodeKind | None, window: Window) -> Statement:
    """Give the statement for a window of the pairs that rules were unsure about."""
    parameters = Parameters()
    condition = "d.verdict = 'unsure'"
    if kind is not None:
        condition += f" AND d.kind = {parameters.add(kind.value)}"
    left, right = (f"coalesce(d.{one}_place, d.{one})" for one in ("one", "other"))
    places = Places(
        ("-d.score", "d.kind", left, right), ("-d.score", "d.kind", "d.one", "d.other"),
        (0, 1, 2, 3),
    )  # fmt: skip
    source = Source(
        found=f"MATCH (d:Decision) WHERE {condition}", item="properties(d)", places=places
    )
    body = windowed(source, window, parameters)
    return Statement(f"{body}\nRETURN rows, below, above", parameters.values)
