"""What is counted over many rows: on the server, less what changed, and here over what changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import neo4j

from citeweave_graph.neo4j.connection import run
from citeweave_graph.neo4j.looking_up import chosen_rows, portions
from citeweave_graph.neo4j.model import KEY, LABELS, key_of
from citeweave_graph.neo4j.pending import Changes, Pending
from citeweave_graph.neo4j.table_statements import NAMES, USAGE
from citeweave_graph.tables import TABLES, Row, Usage

__all__ = ["names_of", "usage_of"]

_Asked = neo4j.ManagedTransaction | None

_NAMING = LABELS["naming"]
_NAMING_PLACES = f"""
MATCH (n:{_NAMING}) USING INDEX SEEK n:{_NAMING}({KEY}) WHERE n.{KEY} IN $keys
RETURN n.node, n.paper, n.surface, n.form, n.count
"""


def names_of(asked: _Asked, changes: Changes, nodes: Collection[str]) -> dict[str, dict[str, int]]:
    """Give what `Tables.names_of` gives.

    Args:
        asked: a transaction of the server; None when it has no rows.
        changes: what is not on the server yet.
        nodes: ids.
    """
    counted: dict[tuple[str, str], list[int]] = {}
    if asked is not None:
        for some in portions(dict.fromkeys(nodes)):
            for node, surface, count, rows in run(asked, NAMES, {"nodes": some}).values():
                counted[node, surface] = [count, rows]
        for row in _replaced(asked, changes, set(nodes)):
            total = counted[row["node"], row["surface"]]
            total[0] -= row["count"]
            total[1] -= 1
    for row in changes.over((), "node", nodes):
        total = counted.setdefault((row["node"], row["surface"]), [0, 0])
        total[0] += row["count"]
        total[1] += 1
    names: dict[str, dict[str, int]] = {}
    for (node, surface), (count, rows) in counted.items():
        if rows:
            names.setdefault(node, {})[surface] = count
    return names


def _replaced(asked: neo4j.ManagedTransaction, changes: Changes, nodes: set[str]) -> Iterable[Row]:
    """Give the rows of the server that do not stand any more, of some nodes."""
    found: dict[tuple[Any, ...], Row] = {}
    for column, values in changes.taken.items():
        for row in chosen_rows(asked, "naming", column, values):
            found[row["node"], row["paper"], row["surface"]] = row
    places = [place for place in (*changes.put, *changes.gone) if place[0] in nodes]
    papers = changes.taken.get("paper", set())
    unseen = [place for place in places if place not in found and place[1] not in papers]
    for keys in portions(map(key_of, unseen)):
        for record in run(asked, _NAMING_PLACES, {"keys": keys}).values():
            found[tuple(record[:3])] = dict(zip(TABLES["naming"].columns, record, strict=True))
    return [row for row in found.values() if row["node"] in nodes]


def usage_of(asked: _Asked, pending: Pending, concepts: Collection[str]) -> dict[str, Usage]:
    """Give what `Tables.usage_of` gives.

    Args:
        asked: a transaction of the server; None when it has no edges.
        pending: what is not on the server yet.
        concepts: ids.
    """
    edges, nodes = pending["edge"], pending["node"]
    touched = {place[0] for changes in (edges, nodes) for place in (*changes.put, *changes.gone)}
    touched |= edges.taken.get("source", set())
    touched |= nodes.taken.get("id", set())
    if asked is not None:
        for column in edges.taken.keys() - {"source"}:
            rows = chosen_rows(asked, "edge", column, edges.taken[column])
            touched |= {row["source"] for row in rows}
    roles: dict[str, dict[str, int]] = {one: {} for one in concepts}
    years: dict[str, list[int]] = {one: [] for one in concepts}
    stored: list[dict[str, Any]] = []
    known: list[dict[str, Any]] = []
    if asked is not None:
        parameters = {"concepts": list(roles), "without": list(touched)}
        for concept, role, count, year in run(asked, USAGE, parameters).values():
            roles[concept][role] = count
            years[concept] += [] if year is None else [year]
        stored = chosen_rows(asked, "edge", "source", touched)
    found = [
        row
        for row in edges.over(stored, "source", touched)
        if row["role"] is not None and row["target"] in roles
    ]
    papers = {row["source"] for row in found}
    if asked is not None:
        known = chosen_rows(asked, "node", "id", papers)
    year_of = {row["id"]: row["year"] for row in nodes.over(known, "id", papers)}
    for row in found:
        counts = roles[row["target"]]
        counts[row["role"]] = counts.get(row["role"], 0) + 1
        if year_of[row["source"]] is not None:
            years[row["target"]].append(year_of[row["source"]])
    return {
        one: Usage(papers_by_role=counts, first_year=min(years[one], default=None))
        for one, counts in roles.items()
    }
