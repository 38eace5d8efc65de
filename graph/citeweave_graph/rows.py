"""Nodes, edges and evidence as rows of the tables, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from citeweave_graph.answers import Decided
from citeweave_schema.codec import from_line, to_line
from citeweave_schema.edges import Edge, Evidence, RelationEvidence
from citeweave_schema.ids import kind_of_id
from citeweave_schema.judgements import Decision, Verdict
from citeweave_schema.kinds import Field, NodeKind
from citeweave_schema.names import normal_form, normal_person, normal_title
from citeweave_schema.nodes import NODE_TYPES, ConceptNode, Node, PaperNode

__all__ = [
    "FIELD_RANK",
    "Columns",
    "decided_of",
    "edge_of",
    "edge_row",
    "evidence_of",
    "evidence_row",
    "name_form",
    "naming_row",
    "node_of",
    "node_row",
    "relation_of",
    "relation_row",
    "setting_row",
    "settings",
    "sort_name",
    "strength",
]

FIELD_RANK = {Field.TITLE: 0, Field.ABSTRACT: 1}
"""Evidence is ordered by the text: the title, then the abstract."""

_NO_ROLE = 9
_DOUBT_STEP = 100_000
_ROLE_STEP = 1001 * _DOUBT_STEP
"""By how much the `strength` of edges in one role differs from those in the next."""


class Columns(Protocol):
    """A row that a store gives: its values by column."""

    def __getitem__(self, column: str, /) -> Any:  # noqa: ANN401  # columns are of any type
        """Give the value of a column."""


def strength(edge: Edge) -> int:
    """Give the place of an edge in the order STRENGTH: by role, confidence and position."""
    rank = edge.role.rank if edge.role else _NO_ROLE
    doubt = 1000 - round(1000 * edge.confidence) if edge.confidence is not None else 0
    return rank * _ROLE_STEP + doubt * _DOUBT_STEP + min(edge.position or 0, _DOUBT_STEP - 1)


def sort_name(node: Node) -> str:
    """Give the form of a node's name that lists are ordered by."""
    return normal_title(node.name) if isinstance(node, PaperNode) else normal_person(node.name)


def node_row(node: Node, text: str | None = None) -> dict[str, Any]:
    """Give the row of a node; `text` is the hash of a paper's text, None for a stub."""
    row: dict[str, Any] = {
        "id": node.id,
        "kind": node.kind.value,
        "key": node.key,
        "name": node.name,
        "sort_name": sort_name(node),
        "year": None,
        "venue": None,
        "language": None,
        "stub": 0,
        "retracted": 0,
        "concept_kind": None,
        "document_frequency": 0,
        "paper_count": 0,
        "first_year": None,
        "text": text,
        "payload": to_line(node),
    }
    if isinstance(node, PaperNode):
        row.update(
            year=node.year,
            venue=node.venue,
            language=node.language,
            stub=int(node.stub),
            retracted=int(node.retracted),
        )
    if isinstance(node, ConceptNode):
        row.update(
            concept_kind=node.concept_kind.value,
            document_frequency=node.document_frequency,
            paper_count=node.paper_count,
            first_year=node.first_year,
        )
    return row


def node_of(row: Columns) -> Node:
    """Give the node of a row."""
    return from_line(NODE_TYPES[NodeKind(row["kind"])], row["payload"])


_SETTING = "setting:"


def setting_row(name: str, value: str) -> dict[str, Any]:
    """Give the row of `meta` that keeps a setting."""
    return {"name": _SETTING + name, "value": value}


def settings(meta: Mapping[str, str]) -> dict[str, str]:
    """Give the settings among what `meta` keeps."""
    return {
        name.removeprefix(_SETTING): value
        for name, value in meta.items()
        if name.startswith(_SETTING)
    }


def edge_row(edge: Edge) -> dict[str, Any]:
    """Give the row of an edge."""
    return {
        "source": edge.source,
        "target": edge.target,
        "kind": edge.kind.value,
        "role": edge.role.value if edge.role else None,
        "confidence": None if edge.confidence is None else round(1000 * edge.confidence),
        "strength": strength(edge),
        "support": edge.support,
        "payload": to_line(edge),
    }


def edge_of(row: Columns) -> Edge:
    """Give the edge of a row."""
    return from_line(Edge, row["payload"])


def evidence_row(evidence: Evidence) -> dict[str, Any]:
    """Give the row of a mention."""
    return {
        "paper": evidence.paper,
        "target": evidence.target,
        "field": FIELD_RANK[evidence.field],
        "start": evidence.start,
        "payload": to_line(evidence),
    }


def name_form(kind: NodeKind, surface: str) -> str:
    """Give the form under which a node of a kind is found by a name."""
    return normal_form(surface) if kind is NodeKind.CONCEPT else normal_person(surface)


def naming_row(node: str, contribution: str, surface: str, count: int) -> dict[str, Any]:
    """Give the row that says how often a paper, or a slot of it, names a node so."""
    return {
        "node": node,
        "paper": contribution,
        "surface": surface,
        "form": name_form(kind_of_id(node), surface),
        "count": count,
    }


def evidence_of(row: Columns) -> Evidence:
    """Give the mention of a row."""
    return from_line(Evidence, row["payload"])


def relation_row(evidence: RelationEvidence) -> dict[str, Any]:
    """Give the row of a sentence that a relation stands on."""
    return {
        "edge": evidence.edge,
        "paper": evidence.paper,
        "kind": evidence.kind.value,
        "source": evidence.source,
        "target": evidence.target,
        "confidence": round(1000 * evidence.confidence),
        "payload": to_line(evidence),
    }


def decided_of(row: Columns) -> Decided:
    """Give the decision of a row."""
    decision = Decision(
        kind=NodeKind(row["kind"]),
        left=row["one"],
        right=row["other"],
        verdict=Verdict(row["verdict"]),
        score=row["score"] / 1000,
        rule=row["rule"],
        reason=row["reason"],
    )
    return Decided(decision=decision, left=row["one_node"], right=row["other_node"])


def relation_of(row: Columns) -> RelationEvidence:
    """Give the sentence of a row."""
    return from_line(RelationEvidence, row["payload"])
