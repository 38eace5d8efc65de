"""Rows as properties of nodes and relationships: what the tables need, and what people read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from citeweave_graph import searching
from citeweave_graph.neo4j.model import (
    DIGESTED,
    KEY,
    NODE_COLUMNS,
    digest_property,
    key_of,
    text_digest,
)
from citeweave_graph.neo4j.places import FOLDED, PLACES, ordered, places, readable
from citeweave_graph.tables import TABLES, Row
from citeweave_schema.kinds import NodeKind

__all__ = [
    "EDGE_PROPERTIES",
    "NODE_PROPERTIES",
    "SORT_PREFIX",
    "edge_properties",
    "kept_names",
    "kept_properties",
    "node_properties",
    "relation_sentences",
]

SORT_PREFIX = 200
"""How many characters of a name are indexed for lists: Neo4j indexes no long text."""

_MOST_SENTENCES = 5

EDGE_PROPERTIES = {
    "role": "role",
    "confidence": "thousandths",
    "strength": "strength",
    "support": "support",
    "payload": "stored_record",
}
"""The property of each column of the table `edge`; its other columns are ends and type."""


NODE_PROPERTIES = (
    *NODE_COLUMNS,
    digest_property("sort_name"),
    "sort_prefix",
    "search_name",
    "search_body",
    "search_length",
    "title",
    "abstract",
    "aliases",
    "forms",
    "form_keys",
    "sort_name_place",
    "long_words",
    *(f"folded_{name}" for name in FOLDED),
)
"""Every property that a node may have, its id first."""


def kept_names(table: str) -> tuple[str, ...]:
    """Give every property that a bookkeeping node of a table may have beside its key.

    >>> kept_names("naming")
    ('node', 'paper', 'surface', 'form', 'count', '_form')
    """
    ordered_names = (f"{column}_place" for column in PLACES.get(table, ()))
    return (*TABLES[table].columns, *map(digest_property, DIGESTED[table]), *ordered_names)


def node_properties(row: Row) -> dict[str, Any]:
    """Give the properties of a node from its row.

    Beside the columns: `_sort_name` (the digest that a name is looked up by), `sort_prefix` (the
    beginning of `sort_name`, for lists), `search_name`, `search_body` (words with a space between
    them) and `search_length`; and for people a paper's `title` and `abstract`, a concept's
    `aliases`; and what `places.readable` says.
    """
    payload = json.loads(row["payload"])
    name, body = map(searching.words, searching.texts_of_row(row["name"], payload))
    found = {column: value for column, value in row.items() if value is not None}
    found[digest_property("sort_name")] = text_digest(row["sort_name"])
    found["sort_prefix"] = ordered(row["sort_name"])[:SORT_PREFIX]
    found["search_name"] = " ".join(name)
    found["search_body"] = " ".join(body)
    found["search_length"] = searching.length(name, body)
    if row["kind"] == NodeKind.PAPER:
        found["title"] = row["name"]
        abstract = payload.get("abstract_readable") or payload.get("abstract")
        if abstract is not None:
            found["abstract"] = abstract
    elif payload.get("aliases"):
        found["aliases"] = [alias["name"] for alias in payload["aliases"]]
    return {**found, **readable(row, payload)}


def edge_properties(row: Row, evidence: Sequence[str], sentences: Sequence[str]) -> dict[str, Any]:
    """Give the properties of a relationship.

    Args:
        row: the row of the edge.
        evidence: the payloads of its rows of `evidence`, in the order of field and start.
        sentences: those of a relation, the best first, see `relation_sentences`; the sentences
            of evidence are found here.
    """
    found = {
        name: row[column] for column, name in EDGE_PROPERTIES.items() if row[column] is not None
    }
    if row["confidence"] is not None:
        found["confidence"] = row["confidence"] / 1000
    if evidence:
        found["stored_evidence"] = list(evidence)
        sentences = [json.loads(one)["sentence"] for one in evidence]
    if sentences:
        found["sentences"] = list(dict.fromkeys(sentences))
    return found


def relation_sentences(rows: Sequence[Row]) -> list[str]:
    """Give the best sentences that a relation stands on, from its rows of `relation`."""
    best = sorted(rows, key=lambda row: (-row["confidence"], row["paper"]))[:_MOST_SENTENCES]
    return [json.loads(row["payload"])["sentence"] for row in best]


def kept_properties(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Give the properties of a bookkeeping node from its row of a table."""
    found = {column: value for column, value in row.items() if value is not None}
    for column in DIGESTED[table]:
        if row[column] is not None:
            found[digest_property(column)] = text_digest(row[column])
    found[KEY] = key_of(row[column] for column in TABLES[table].unique)
    return {**found, **places(table, row)}
