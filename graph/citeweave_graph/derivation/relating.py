"""The edges between concepts, from the sentences of papers that relate them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby, islice

from citeweave_graph.rows import FIELD_RANK, edge_row, relation_row
from citeweave_graph.tables import Row, Tables
from citeweave_schema.edges import Edge, RelationEvidence
from citeweave_schema.kinds import SYMMETRIC, EdgeKind, Field
from citeweave_schema.mentions import Extraction, Mention, Relation
from citeweave_schema.nodes import PaperNode

__all__ = ["put_related", "refresh_relations", "related"]


def related(
    paper: PaperNode, extraction: Extraction, targets: Sequence[str | None]
) -> list[RelationEvidence]:
    """Give the relations that a paper's text supports, each with its best sentence.

    Args:
        paper: the paper.
        extraction: what was found in its text.
        targets: for each entity of the extraction, the concept that it went to; None for one
            that a judgement rejected or made something other than a concept.
    """
    best: dict[str, RelationEvidence] = {}
    for relation in extraction.relations:
        source, target = targets[relation.head], targets[relation.tail]
        if source is None or target is None or source == target:
            continue
        one = _evidence(paper, extraction, relation, (source, target))
        known = best.get(one.edge)
        if known is None or _place(one) < _place(known):
            best[one.edge] = one
    return list(best.values())


def _place(one: RelationEvidence) -> tuple[float, int, int, int, int]:
    """Order the sentences of one relation: the most confident, then the first in the text."""
    starts = one.source_start, one.target_start
    return -one.confidence, FIELD_RANK[one.field], min(starts), max(starts), one.source_start


def _evidence(
    paper: PaperNode, extraction: Extraction, relation: Relation, ends: tuple[str, str]
) -> RelationEvidence:
    head = extraction.entities[relation.head].mentions[relation.head_mention]
    tail = extraction.entities[relation.tail].mentions[relation.tail_mention]
    (source, first), (target, last) = _directed(relation.kind, (ends[0], head), (ends[1], tail))
    text = paper.title if head.field is Field.TITLE else paper.abstract or ""
    return RelationEvidence(
        paper=paper.id,
        kind=relation.kind,
        source=source,
        target=target,
        field=first.field,
        sentence=text[first.sentence_start : max(first.sentence_end, last.sentence_end)],
        sentence_start=first.sentence_start,
        source_start=first.start,
        source_end=first.end,
        source_surface=first.text,
        target_start=last.start,
        target_end=last.end,
        target_surface=last.text,
        confidence=relation.confidence,
        extractor=extraction.extractor,
    )


_End = tuple[str, Mention]


def _directed(kind: EdgeKind, head: _End, tail: _End) -> tuple[_End, _End]:
    """Turn a relation that says the same of both ends from the lesser id to the greater."""
    if kind in SYMMETRIC and head[0] > tail[0]:
        return tail, head
    return head, tail


def refresh_relations(
    tables: Tables, papers: Collection[str], found: Iterable[RelationEvidence]
) -> None:
    """Put what papers say of concepts in the place of what they said before.

    Only the edges that these papers support, or did before, are made anew.

    Args:
        tables: the store.
        papers: ids of the papers that changed or are no more.
        found: all that the changed ones say now.
    """
    rows = [relation_row(one) for one in found]
    before = {row["edge"]: row for row in tables.select("relation", "paper", papers)}
    tables.delete("relation", "paper", papers)
    tables.insert("relation", rows)
    supported = tables.supported(before.keys() | {row["edge"] for row in rows})
    kept = {row["edge"] for row in supported}
    _take_out(tables, [row for edge, row in before.items() if edge not in kept])
    tables.insert("edge", map(_edge_row, supported))


def put_related(tables: Tables, at_once: int) -> None:
    """Put in the edges of all sentences kept, where there is none yet.

    Args:
        tables: the store.
        at_once: edges that are made at once.
    """
    found = groupby(tables.columns("relation", ("edge",)))
    edges = (edge for (edge,), _ in found)
    while some := list(islice(edges, at_once)):
        tables.insert("edge", map(_edge_row, tables.supported(some)))


def _edge_row(supported: Row) -> Row:
    """Give the row of an edge that stands on the sentences of some papers."""
    return edge_row(
        Edge(
            kind=EdgeKind(supported["kind"]),
            source=supported["source"],
            target=supported["target"],
            confidence=supported["confidence"] / 1000,
            support=supported["support"],
        )
    )


def _take_out(tables: Tables, unsupported: Collection[Row]) -> None:
    """Take out edges that no paper supports any more; what else leaves their sources stays."""
    places = {_ends(row) for row in unsupported}
    sources = {source for source, _, _ in places}
    leaving = tables.select("edge", "source", sources)
    tables.delete("edge", "source", sources)
    tables.insert("edge", [row for row in leaving if _ends(row) not in places])


def _ends(row: Mapping[str, str]) -> tuple[str, str, str]:
    return row["source"], row["target"], row["kind"]
