"""What a graph in memory was at one moment, as records on networkx."""

from __future__ import annotations

import networkx as nx

from citeweave_graph.memory_tables import MemoryTables, rows_kept
from citeweave_graph.rows import edge_of, evidence_of, node_of, relation_of, settings
from citeweave_graph.tables import TABLES
from citeweave_schema.codec import from_line
from citeweave_schema.edges import Evidence, RelationEvidence
from citeweave_schema.judgements import Judgement
from citeweave_schema.manifests import Manifest

__all__ = ["Snapshot"]


class Snapshot:
    """What was committed at one moment."""

    def __init__(self, tables: MemoryTables) -> None:
        meta = {row["name"]: row["value"] for row in tables.everything("meta")}
        version = int(meta.get("version") or 0)
        manifests = tables.select("manifest", "version", [version])
        self.manifest = from_line(Manifest, manifests[0]["payload"]) if manifests else Manifest()
        self.settings = settings(meta)
        self.state = str(meta.get("state", "0"))
        self.graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        for row in sorted(tables.everything("node"), key=lambda row: str(row["id"])):
            self.graph.add_node(row["id"], record=node_of(row))
        for row in tables.everything("edge"):
            edge = edge_of(row)
            self.graph.add_edge(edge.source, edge.target, key=edge.kind.value, record=edge)
        self.redirects: dict[str, str] = {
            row["id"]: row["target"] for row in tables.everything("redirect")
        }
        self.evidence: dict[tuple[str, str], list[Evidence]] = {}
        for row in tables.everything("evidence"):
            one = evidence_of(row)
            self.evidence.setdefault((one.paper, one.target), []).append(one)
        self.relations: dict[str, list[RelationEvidence]] = {}
        for row in tables.everything("relation"):
            self.relations.setdefault(row["edge"], []).append(relation_of(row))
        self.rows = {name: rows_kept(tables, name) for name in TABLES}
        self.judgements = sorted(
            (from_line(Judgement, row["payload"]) for row in tables.everything("judgement")),
            key=lambda one: one.id,
        )
