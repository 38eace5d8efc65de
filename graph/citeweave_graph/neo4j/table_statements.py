"""The Cypher texts by which the rows of tables are looked up, and the parameters they take.

Each is made of the names in model.py and nothing else. Look-ups name the index they use, since a
plan that was made while a graph was empty would scan it until Neo4j makes another.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from typing import Any

from citeweave_graph.neo4j.model import (
    DIGESTED,
    INDEXED,
    KEPT_TABLES,
    KEY,
    LABELS,
    NODE,
    digest_property,
    key_of,
    text_digest,
)
from citeweave_graph.neo4j.properties import EDGE_PROPERTIES
from citeweave_graph.rows import FIELD_RANK
from citeweave_graph.tables import TABLES
from citeweave_schema.kinds import Field

__all__ = [
    "COUNTS",
    "NAMES",
    "TOTALS",
    "USAGE",
    "evidence_rows",
    "found_by",
    "hint",
    "look_up",
    "page",
    "parameters",
    "returned",
]

_NODE_INDEXES = {"id": "id", "text": "text", "sort_name": digest_property("sort_name")}
"""The property whose index finds a node by a column."""

_ENDS = {"source": "s", "target": "t", "paper": "s"}


def found_by(table: str, column: str) -> str:
    """Give the condition by which a bookkeeping node or a node `n` is found by a column.

    It takes what `parameters` gives.
    """
    if table in KEPT_TABLES and TABLES[table].unique == (column,):
        return f"n.{KEY} IN $digests"
    if _is_digested(table, column):
        return f"n.{digest_property(column)} IN $digests AND n.{column} IN $values"
    return f"n.{column} IN $values"


def parameters(table: str, column: str, values: Collection[Any]) -> dict[str, list[Any]]:
    """Give the parameters of a look-up of rows whose column has one of the values."""
    wanted = list(values)
    if table in KEPT_TABLES and TABLES[table].unique == (column,):
        return {"values": [], "digests": [key_of((value,)) for value in wanted]}
    if _is_digested(table, column):
        return {"values": wanted, "digests": [text_digest(value) for value in wanted]}
    return {"values": wanted, "digests": []}


def _is_digested(table: str, column: str) -> bool:
    if table == "node":
        return column == "sort_name"
    return column in DIGESTED.get(table, ())


@cache
def look_up(table: str, column: str) -> str:
    """Give the statement for the rows of a table by a column, in the columns `returned` names."""
    if column not in TABLES[table].columns:
        raise ValueError(f"{table} has no column {column}")
    if table == "edge":
        return f"{_edges(table, column)} RETURN {_EDGE_COLUMNS}"
    if table == "evidence":
        return (
            f"{_edges(table, column)} AND r.stored_evidence IS NOT NULL RETURN {_EVIDENCE_COLUMNS}"
        )
    label = NODE if table == "node" else LABELS[table]
    return (
        f"MATCH (n:{label}) {hint(table, column)} "
        f"WHERE {found_by(table, column)} RETURN {_columns(table)}"
    )


def hint(table: str, column: str) -> str:
    """Give which index a look-up uses; empty where there is none."""
    label = NODE if table == "node" else LABELS[table]
    if table == "node":
        name = _NODE_INDEXES.get(column)
    elif TABLES[table].unique == (column,):
        name = KEY
    elif column in DIGESTED[table]:
        name = digest_property(column)
    else:
        name = column if column in INDEXED[table] else None
    return f"USING INDEX SEEK n:{label}({name})" if name else ""


def _edges(table: str, column: str) -> str:
    if column in _ENDS:
        end = _ENDS[column]
        return (
            f"MATCH ({end}:{NODE}) USING INDEX SEEK {end}:{NODE}(id) WHERE {end}.id IN $values "
            f"MATCH (s:{NODE})-[r]->(t:{NODE}) WHERE true"
        )
    value = "type(r)" if column == "kind" else f"r.{EDGE_PROPERTIES.get(column, 'stored_record')}"
    wanted = f"{value} IN $values" if table == "edge" else "true"
    return f"MATCH (s:{NODE})-[r]->(t:{NODE}) WHERE {wanted}"


def _columns(table: str) -> str:
    return ", ".join(f"n.{column}" for column in TABLES[table].columns)


_EDGE_VALUES = {"source": "s.id", "target": "t.id", "kind": "type(r)"} | {
    column: f"r.{name}" for column, name in EDGE_PROPERTIES.items()
}
_EDGE_COLUMNS = ", ".join(_EDGE_VALUES[column] for column in TABLES["edge"].columns)
_EVIDENCE_COLUMNS = "s.id, t.id, r.stored_evidence"


def returned(table: str, records: Iterable[list[Any]]) -> Iterator[dict[str, Any]]:
    """Give the rows of a table from what `look_up` and `page` give of each."""
    if table == "evidence":
        for paper, target, payloads in records:
            yield from evidence_rows(paper, target, payloads)
        return
    columns = TABLES[table].columns
    for record in records:
        yield dict(zip(columns, record, strict=True))


def evidence_rows(paper: str, target: str, payloads: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Give the rows of the mentions that an edge stands on."""
    for payload in payloads:
        content = json.loads(payload)
        yield {
            "paper": paper,
            "target": target,
            "field": FIELD_RANK[Field(content["field"])],
            "start": content["start"],
            "payload": payload,
        }


@cache
def page(table: str) -> str:
    """Give the statement for the next `$size` rows of a table after the place `$after`.

    The place comes first, then the columns. Only for tables whose rows are nodes.
    """
    label, place = (NODE, "id") if table == "node" else (LABELS[table], KEY)
    return (
        f"MATCH (n:{label}) WHERE n.{place} > $after "
        f"RETURN n.{place} AS place, {_columns(table)} ORDER BY place LIMIT $size"
    )


COUNTS = "\nUNION ALL ".join(
    (
        f"MATCH (n:{NODE}) RETURN 'node' AS name, count(n) AS number",
        "MATCH ()-[r]->() RETURN 'edge' AS name, count(r) AS number",
        *(
            f"MATCH (n:{label}) RETURN '{table}' AS name, count(n) AS number"
            for table, label in LABELS.items()
        ),
    )
)
"""How many rows each table has, that of evidence left out."""

TOTALS = f"""
MATCH (n:{NODE}) RETURN CASE WHEN n.stub = 1 THEN 'Stub' ELSE n.kind END AS name,
    count(*) AS number
UNION ALL MATCH (n:{NODE}) WHERE n.concept_kind IS NOT NULL
RETURN n.concept_kind AS name, count(*) AS number
UNION ALL MATCH (:{NODE})-[r]->(:{NODE}) RETURN type(r) AS name, count(*) AS number
UNION ALL MATCH (:{NODE})-[r]->(:{NODE}) WHERE r.stored_evidence IS NOT NULL
RETURN 'mentions' AS name, sum(size(r.stored_evidence)) AS number
UNION ALL MATCH (n:{LABELS["judgement"]}) RETURN 'judgements' AS name, count(*) AS number
"""
"""What `Tables.totals` gives."""

NAMES = f"""
MATCH (n:{LABELS["naming"]}) USING INDEX SEEK n:{LABELS["naming"]}(node)
WHERE n.node IN $nodes
RETURN n.node, n.surface, sum(n.count), count(*)
"""
"""How often, and in how many rows, each surface names each node."""

USAGE = f"""
MATCH (c:{NODE}) USING INDEX SEEK c:{NODE}(id) WHERE c.id IN $concepts
MATCH (c)<-[r]-(p:{NODE}) WHERE r.role IS NOT NULL AND NOT p.id IN $without
RETURN c.id, r.role, count(*), min(p.year)
"""
"""By how many papers, and since when, each concept is used in each role; some papers left out."""
