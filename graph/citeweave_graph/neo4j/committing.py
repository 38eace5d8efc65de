"""The net effect of a transaction, written to the server in statements of some thousand rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from typing import Any

import neo4j

from citeweave_graph.neo4j.connection import run
from citeweave_graph.neo4j.edges import (
    EdgeChanges,
    StoredEdge,
    edge_changes,
    relations_put,
    sources_touched,
)
from citeweave_graph.neo4j.looking_up import AT_ONCE, chosen_rows, portions
from citeweave_graph.neo4j.model import (
    KEPT,
    KEPT_TABLES,
    KEY,
    LABELS,
    NODE,
    RELATIONSHIPS,
    STUB,
    key_of,
    labels_of,
)
from citeweave_graph.neo4j.pending import Changes, Pending
from citeweave_graph.neo4j.properties import (
    NODE_PROPERTIES,
    kept_names,
    kept_properties,
    node_properties,
)
from citeweave_graph.neo4j.table_statements import found_by, hint, parameters
from citeweave_graph.tables import Row
from citeweave_schema.errors import ForeignStoreError
from citeweave_schema.kinds import EdgeKind, NodeKind

__all__ = ["write"]

_LARGE_ROWS_AT_ONCE = 2_000
_DELETED_AT_ONCE = 250
"""How many values a statement that deletes looks up: for each, the server copies the list of all
nodes that the transaction has deleted already, and holds these copies at once."""

_EDGES_OF = f"""
MATCH (s:{NODE}) USING INDEX SEEK s:{NODE}(id) WHERE s.id IN $sources
MATCH (s)-[r]->(t:{NODE}) RETURN s.id, t.id, type(r), properties(r)
"""

_DELETE_NODES = f"""
MATCH (n:{NODE}) USING INDEX SEEK n:{NODE}(id) WHERE n.id IN $ids DETACH DELETE n
"""


@cache
def _put_nodes(labels: tuple[str, ...]) -> str:
    """Give the statement that puts nodes in, each a list: its id, then its other properties."""
    stub = "" if STUB in labels or NodeKind.PAPER.value not in labels else f" REMOVE n:{STUB}"
    values = ", ".join(
        f"n.{name} = row[{place}]" for place, name in enumerate(NODE_PROPERTIES) if place
    )
    return (
        f"UNWIND $rows AS row MERGE (n:{NODE} {{id: row[0]}}) "
        f"SET n:{':'.join(labels)}, {values}{stub}"
    )


_SENT = (
    "role", "thousandths", "strength", "support", "stored_record", "stored_evidence", "sentences",
)  # fmt: skip
_EDGE = "{{{values}, confidence: {edge}[2] / 1000.0}}".format(
    values=", ".join(f"{name}: edge[{place}]" for place, name in enumerate(_SENT, start=1)),
    edge="edge",
)
"""The properties of a relationship, from a list that has its target first.

Lists take half the time of maps to send, since the names are not sent with every row.
"""


@cache
def _create_edges(kind: EdgeKind) -> str:
    return (
        f"UNWIND $rows AS row MATCH (s:{NODE} {{id: row[0]}}) "
        f"UNWIND row[1] AS edge MATCH (t:{NODE} {{id: edge[0]}}) "
        f"CREATE (s)-[:{RELATIONSHIPS[kind]} {_EDGE}]->(t)"
    )


@cache
def _change_edges(kind: EdgeKind) -> str:
    return (
        f"UNWIND $rows AS row MATCH (s:{NODE} {{id: row[0]}}) UNWIND row[1] AS edge "
        f"MATCH (s)-[r:{RELATIONSHIPS[kind]}]->(:{NODE} {{id: edge[0]}}) SET r = {_EDGE}"
    )


@cache
def _delete_edges(kind: EdgeKind) -> str:
    return (
        f"UNWIND $rows AS row "
        f"MATCH (:{NODE} {{id: row[0]}})-[r:{RELATIONSHIPS[kind]}]->(:{NODE} {{id: row[1]}}) "
        f"DELETE r"
    )


@cache
def _put_kept(table: str, *, fresh: bool) -> str:
    """Give the statement that puts rows in, each a list: its key, then its properties."""
    columns = kept_names(table)
    if fresh:
        values = ", ".join(f"{name}: row[{place}]" for place, name in enumerate(columns, start=1))
        return f"UNWIND $rows AS row CREATE (:{LABELS[table]}:{KEPT} {{{KEY}: row[0], {values}}})"
    values = ", ".join(f"n.{name} = row[{place}]" for place, name in enumerate(columns, start=1))
    return f"UNWIND $rows AS row MERGE (n:{LABELS[table]} {{{KEY}: row[0]}}) SET n:{KEPT}, {values}"


@cache
def _delete_kept(table: str, column: str) -> str:
    return (
        f"MATCH (n:{LABELS[table]}) {hint(table, column)} WHERE {found_by(table, column)} DELETE n"
    )


@cache
def _delete_places(table: str) -> str:
    label = LABELS[table]
    return f"MATCH (n:{label}) USING INDEX SEEK n:{label}({KEY}) WHERE n.{KEY} IN $keys DELETE n"


def write(transaction: neo4j.ManagedTransaction, pending: Pending, empty: Collection[str]) -> None:
    """Write all changes of a transaction.

    Args:
        transaction: of the server.
        pending: the changes.
        empty: the tables that have no rows on the server.

    Raises:
        ForeignStoreError: nodes are missing that the graph has.
        RuntimeError: a mention would be left without its edge.
    """
    edges = _edges(transaction, pending, empty)
    for kind, ends in edges.gone.items():
        _run(transaction, _delete_edges(EdgeKind(kind)), ends)
    _write_nodes(transaction, pending["node"])
    for kind, rows in edges.created.items():
        made = _run(transaction, _create_edges(EdgeKind(kind)), _by_source(rows), AT_ONCE // 5)
        if made != len(rows):
            raise _damaged(len(rows) - made, kind)
    for kind, rows in edges.changed.items():
        _run(transaction, _change_edges(EdgeKind(kind)), _by_source(rows), AT_ONCE // 5)
    for table in KEPT_TABLES:
        _write_kept(transaction, table, pending[table], fresh=table in empty)


def _edges(
    transaction: neo4j.ManagedTransaction, pending: Pending, empty: Collection[str]
) -> EdgeChanges:
    """Compare what edges and mentions become with what is on the server."""
    edges, mentions, relations = pending["edge"], pending["evidence"], pending["relation"]
    stored: list[StoredEdge] = []
    if "edge" not in empty:
        sources = sources_touched(edges, mentions)
        for table, changes, known in (("edge", edges, "source"), ("evidence", mentions, "paper")):
            for column in changes.taken.keys() - {known}:
                rows = chosen_rows(transaction, table, column, changes.taken[column])
                sources |= {row[known] for row in rows}
        for some in portions(sources):
            records = run(transaction, _EDGES_OF, {"sources": some}).values()
            stored += [StoredEdge(*record) for record in records]
    ids = relations_put(edges)
    there = [] if "relation" in empty else chosen_rows(transaction, "relation", "edge", ids)
    supporting: dict[str, list[Row]] = {}
    for row in relations.over(there, "edge", ids):
        supporting.setdefault(row["edge"], []).append(row)
    return edge_changes(edges, mentions, stored, supporting)


def _write_nodes(transaction: neo4j.ManagedTransaction, nodes: Changes) -> None:
    gone = set(nodes.taken.get("id", ())) | {place[0] for place in nodes.places_taken()}
    for column in nodes.taken.keys() - {"id"}:
        rows = chosen_rows(transaction, "node", column, nodes.taken[column])
        gone |= {row["id"] for row in rows}
    for some in portions((one for one in gone if (one,) not in nodes.put), _DELETED_AT_ONCE):
        run(transaction, _DELETE_NODES, {"ids": some}).consume()
    by_labels: dict[tuple[str, ...], list[Row]] = {}
    for row in nodes.put.values():
        by_labels.setdefault(labels_of(row), []).append(row)
    for labels, alike in by_labels.items():
        for several in portions(alike, _LARGE_ROWS_AT_ONCE):
            found = map(node_properties, several)
            values = [list(map(one.get, NODE_PROPERTIES)) for one in found]
            run(transaction, _put_nodes(labels), {"rows": values}).consume()


def _write_kept(
    transaction: neo4j.ManagedTransaction, table: str, changes: Changes, *, fresh: bool
) -> None:
    for column, values in changes.taken.items():
        for some in portions((value for value in values if value is not None), _DELETED_AT_ONCE):
            run(transaction, _delete_kept(table, column), parameters(table, column, some)).consume()
    for places in portions(changes.places_taken(), _DELETED_AT_ONCE):
        run(transaction, _delete_places(table), {"keys": list(map(key_of, places))}).consume()
    names = (KEY, *kept_names(table))
    rows = (kept_properties(table, row) for row in changes.put.values())
    _run(
        transaction,
        _put_kept(table, fresh=fresh),
        ([row.get(name) for name in names] for row in rows),
    )


def _by_source(rows: Iterable[tuple[str, str, Mapping[str, Any]]]) -> list[list[Any]]:
    """Give each source with its edges, as the statements on edges take them."""
    found: dict[str, list[list[Any]]] = {}
    for source, target, properties in rows:
        found.setdefault(source, []).append([target, *map(properties.get, _SENT)])
    return [[source, some] for source, some in found.items()]


def _run(
    transaction: neo4j.ManagedTransaction,
    statement: str,
    rows: Iterable[Any],
    at_once: int = AT_ONCE,
) -> int:
    """Run a statement on rows, and give how many relationships it made."""
    made = 0
    for some in portions(rows, at_once):
        counters = run(transaction, statement, {"rows": some}).consume().counters
        made += counters.relationships_created
    return made


def _damaged(missing: int, kind: str) -> ForeignStoreError:
    return ForeignStoreError(
        f"{missing} edges {kind} have an end that is not in the database; somebody changed it by "
        "hand: empty it and build the graph again"
    )
