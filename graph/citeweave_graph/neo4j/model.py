"""The graph as Neo4j holds it: every name that a Cypher text may contain.

Nodes and edges are nodes and relationships of one label and type each, with the evidence of an
edge on the relationship. What else the tables hold are bookkeeping nodes, one for each row, which
are found by digests of their columns, since Neo4j indexes no text above some 8 kB:
https://neo4j.com/docs/cypher-manual/5/indexes/search-performance-indexes/managing-indexes/
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from citeweave_graph.tables import TABLES
from citeweave_schema.kinds import ConceptKind, EdgeKind, NodeKind

__all__ = [
    "CONCEPT_LABELS",
    "DIGESTED",
    "INDEXED",
    "KEPT",
    "KEPT_TABLES",
    "KEY",
    "LABELS",
    "LOCK",
    "MIGRATION",
    "NODE",
    "NODE_COLUMNS",
    "NODE_LABELS",
    "RELATIONSHIPS",
    "STUB",
    "WRITING",
    "digest_property",
    "key_of",
    "labels_of",
    "text_digest",
]

NODE = "Node"
"""The label of all nodes of the graph itself."""

NODE_LABELS: Mapping[NodeKind, str] = MappingProxyType({kind: kind.value for kind in NodeKind})
"""The label of each kind of node."""

CONCEPT_LABELS: Mapping[ConceptKind, str] = MappingProxyType(
    {kind: kind.value.capitalize() for kind in ConceptKind}
)
"""The label that a concept has beside `Concept`."""

STUB = "Stub"
"""The label of papers that are known only by reference."""

RELATIONSHIPS: Mapping[EdgeKind, str] = MappingProxyType({kind: kind.value for kind in EdgeKind})
"""The type of the relationship of each kind of edge."""

KEPT = "Kept"
"""The label that all bookkeeping nodes share, so that a person can leave them out."""

MIGRATION = "CiteweaveMigration"
"""One node for each step that made the database a graph: `number`, `name`, `at`."""

LOCK = "CiteweaveLock"
"""Two nodes that are locked by who writes and by who begins to: `id` "writer" and "door"."""

WRITING = "CiteweaveWriting"
"""The one node that says who may write (`token`) and what was committed last (`commit`)."""

KEY = "_row"
"""The property by which a bookkeeping node is found: a digest of its unique columns."""

NODE_COLUMNS = TABLES["node"].columns
"""The columns of the table `node`, each a property of the same name."""

_OTHER_PLACES = frozenset({"node", "edge", "evidence"})

KEPT_TABLES = tuple(table for table in TABLES if table not in _OTHER_PLACES)
"""The tables whose rows are nodes of their own."""

_OWN_LABELS = {"relation": "RelationEvidence"}

LABELS: Mapping[str, str] = MappingProxyType(
    {
        table: _OWN_LABELS.get(table, "".join(map(str.capitalize, table.split("_"))))
        for table in KEPT_TABLES
    }
)
"""The label of the rows of each of those tables: `SlotBlock` for `slot_block`."""

INDEXED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        table: tuple(
            column
            for column in dict.fromkeys((TABLES[table].unique[0], *TABLES[table].indexes))
            if TABLES[table].unique != (column,) and (table, column) != ("decision", "kind")
        )
        for table in KEPT_TABLES
    }
)
"""The columns, beside a single unique one, that the rows of each table are looked up by."""

_IDS = frozenset({"hash", "paper", "node", "text", "author", "edge", "one_node", "other_node"})
_ID_COLUMNS = frozenset({("redirect", "target"), ("judgement", "subject"), ("judgement", "object")})

DIGESTED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        table: tuple(
            column
            for column in columns
            if column not in _IDS and (table, column) not in _ID_COLUMNS
        )
        for table, columns in INDEXED.items()
    }
)
"""Those of them whose text may be long: looked up by a digest beside it."""


def digest_property(column: str) -> str:
    """Give the property that holds the digest of a column.

    >>> digest_property("form")
    '_form'
    """
    return f"_{column}"


def text_digest(text: str) -> int:
    """Give a number for a text to be looked up by; texts must still be compared.

    Whole numbers are what Neo4j indexes in the least space.

    >>> text_digest("chain of thought")
    -9087432139053171569
    """
    found = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(found, "big", signed=True)


def key_of(values: Iterable[Any]) -> str:
    """Give the key of a row from the values of its unique columns, in their order.

    >>> key_of(["P1", 3])
    '73528c7cc5cd44467d790bab7104229c'
    """
    return hashlib.sha256(json.dumps(list(values)).encode()).hexdigest()[:32]


def labels_of(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Give the labels of a node beside `Node`, from its row.

    Raises:
        ValueError: a kind that there is not.

    >>> labels_of({"kind": "Concept", "concept_kind": "METHOD", "stub": 0})
    ('Concept', 'Method')
    """
    labels = [NODE_LABELS[NodeKind(row["kind"])]]
    if row["concept_kind"]:
        labels.append(CONCEPT_LABELS[ConceptKind(row["concept_kind"])])
    if row["stub"]:
        labels.append(STUB)
    return tuple(labels)
