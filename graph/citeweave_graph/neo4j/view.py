"""Reading a graph on a server: the look-ups of `View`, each one statement for all ids."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, TypeVar

from citeweave_graph.answers import Decided, FacetCount, Relating
from citeweave_graph.facets import (
    EDGE_FACETS,
    FACET_LIMIT,
    NODE_FACETS,
    checked_facet,
    counted,
)
from citeweave_graph.filters import Filter
from citeweave_graph.hops import Hop, Order, OrderField
from citeweave_graph.look_ups import EdgeCountsOf, EdgesOf, EvidenceOf, LookUp, NodesOf
from citeweave_graph.neo4j.conditions import types
from citeweave_graph.neo4j.listing import node_count, node_facets, node_page
from citeweave_graph.neo4j.looking_up import chosen_rows, every_row
from citeweave_graph.neo4j.model import text_digest
from citeweave_graph.neo4j.places import form_key
from citeweave_graph.neo4j.plans import in_places, page_of, plan_of
from citeweave_graph.neo4j.similarity import Comparing
from citeweave_graph.neo4j.statements import (
    candidate_page,
    edge_facets,
    relation_pages,
)
from citeweave_graph.neo4j.texts import text
from citeweave_graph.neo4j.windowed import Statement
from citeweave_graph.orders import called, related_edges
from citeweave_graph.rows import decided_of, name_form, node_of, setting_row
from citeweave_graph.windows import Page, Window
from citeweave_schema.codec import from_line
from citeweave_schema.edges import Edge, Evidence, RelationEvidence
from citeweave_schema.errors import UsageError
from citeweave_schema.ids import Identifier, node_id
from citeweave_schema.judgements import Decision, Judgement
from citeweave_schema.kinds import ConceptKind, EdgeKind, NodeKind
from citeweave_schema.manifests import Manifest
from citeweave_schema.names import normal_title
from citeweave_schema.nodes import NODE_TYPES, Node, PaperNode

__all__ = ["Neo4jView"]

_Record = TypeVar("_Record")


class Neo4jView(Comparing):
    """A view of a graph on a server."""

    def manifest(self) -> Manifest:
        """See `View.manifest`."""
        rows = self._told("manifest", version=int(self._begin()["version"] or 0))
        return from_line(Manifest, rows[0]["payload"]) if rows else Manifest()

    @property
    def state(self) -> str:
        """See `View.state`."""
        return self._begin()["state"] or "0"

    def setting(self, name: str) -> str:
        """See `View.setting`."""
        rows = self._told("setting", name=setting_row(name, "")["name"])
        return str(rows[0]["value"]) if rows else ""

    # Look-ups

    distant = True

    def look_up(self, look_ups: Sequence[LookUp]) -> list[list[Any]]:
        """See `View.look_up`."""
        return self._at_once(list(map(plan_of, look_ups))) if look_ups else []

    def nodes(self, ids: Sequence[str]) -> list[Node | None]:
        """See `View.nodes`."""
        return self.look_up([NodesOf(tuple(ids))])[0] if ids else []

    def papers_by_identifier(self, identifiers: Sequence[Identifier]) -> list[PaperNode | None]:
        """See `View.papers_by_identifier`."""
        found = self.nodes([node_id(NodeKind.PAPER, str(one)) for one in identifiers])
        return [one if isinstance(one, PaperNode) else None for one in found]

    def papers_by_title(self, titles: Sequence[str]) -> list[tuple[PaperNode, ...]]:
        """See `View.papers_by_title`."""
        forms = [normal_title(title) for title in titles]
        asked = [{"form": one, "digest": text_digest(one)} for one in dict.fromkeys(forms)]
        found: dict[str, list[PaperNode]] = {form: [] for form in forms}
        for row in self._told("papers_by_title", forms=asked):
            found[row["form"]].append(from_line(PaperNode, row["payload"]))
        return [tuple(found[form]) for form in forms]

    def named(
        self, kind: NodeKind, names: Sequence[str], concept_kind: ConceptKind | None = None
    ) -> list[tuple[Node, ...]]:
        """See `View.named`."""
        forms = [name_form(kind, name) for name in names]
        asked = [{"form": one, "key": form_key(one)} for one in dict.fromkeys(forms)]
        found: dict[str, list[Node]] = {form: [] for form in forms}
        rows = self._told("named", forms=asked, kind=kind, concept_kind=concept_kind)
        for row in rows:
            found[row["form"]].append(node_of(row))
        return [called(found[form], form) for form in forms]

    # Lists

    def page(
        self, kind: NodeKind, where: Filter | None, order: Order, window: Window
    ) -> Page[Node]:
        """See `View.page`."""
        statement = node_page(kind, where, order, window)
        if order.field is OrderField.NAME and order.descending:
            raise UsageError("names are listed in ascending order only")
        return self._page(statement, window, lambda one: from_line(NODE_TYPES[kind], one))

    def count(self, kind: NodeKind, where: Filter | None) -> int:
        """See `View.count`."""
        return self._number(node_count(kind, where))

    def facets(self, kind: NodeKind, where: Filter | None, facet: str) -> list[FacetCount]:
        """See `View.facets`."""
        column = NODE_FACETS.get(kind, {})[checked_facet(facet, NODE_FACETS.get(kind, {}))]
        rows = self._asked(node_facets(kind, where, column, FACET_LIMIT))
        return counted({row["value"]: row["count"] for row in rows})

    # Edges

    def edges(self, ids: Sequence[str], hop: Hop, window: Window) -> list[Page[Edge]]:
        """See `View.edges`."""
        return self.look_up([EdgesOf(tuple(ids), hop, window)])[0]

    def edge_counts(self, ids: Sequence[str], hop: Hop) -> list[int]:
        """See `View.edge_counts`."""
        return self.look_up([EdgeCountsOf(tuple(ids), hop)])[0]

    def edge_facets(self, ids: Sequence[str], hop: Hop, facet: str) -> list[list[FacetCount]]:
        """See `View.edge_facets`."""
        checked_facet(facet, EDGE_FACETS)
        counts: list[dict[str | int | None, int]] = [{} for _ in ids]
        for row in self._asked(edge_facets(ids, hop, facet)):
            counts[row["place"]][row["value"]] = row["count"]
        return list(map(counted, counts))

    def edges_between(self, pairs: Sequence[tuple[str, str]]) -> list[tuple[Edge, ...]]:
        """See `View.edges_between`."""
        found: list[list[Edge]] = [[] for _ in pairs]
        for row in self._told("edges_between", pairs=list(map(list, pairs))):
            found[row["place"]].append(_edge(row["payload"]))
        return list(map(tuple, found))

    def touching(self, ids: Collection[str], kinds: Collection[EdgeKind]) -> Iterable[Edge]:
        """See `View.touching`."""
        if not kinds:
            return ()
        statement = text("touching").replace("KINDS", types(kinds))
        rows = self._rows(statement, {"ids": list(dict.fromkeys(ids))})
        return [_edge(row["payload"]) for row in rows]

    def evidence(self, pairs: Sequence[tuple[str, str]], window: Window) -> list[Page[Evidence]]:
        """See `View.evidence`."""
        return self.look_up([EvidenceOf(tuple(pairs), window)])[0]

    def evidence_counts(self, pairs: Sequence[tuple[str, str]]) -> list[int]:
        """See `View.evidence_counts`."""
        statement = Statement(text("evidence_counts"), {"pairs": list(map(list, pairs))})
        counts = {row["place"]: row["count"] for row in self._asked(statement)}
        return in_places(counts, len(pairs), 0)

    def relation_evidence(
        self, relations: Sequence[Relating], window: Window
    ) -> list[Page[RelationEvidence]]:
        """See `View.relation_evidence`."""
        homes = self._homes([end for source, _, target in relations for end in (source, target)])
        pairs = list(zip(homes[::2], homes[1::2], strict=True))
        statement = relation_pages(related_edges(relations, pairs), window)
        pages = {row["place"]: page_of(row, window, _sentence) for row in self._asked(statement)}
        return in_places(pages, len(pairs), Page())

    # Identity

    def candidates(self, kind: NodeKind | None, window: Window) -> Page[Decided]:
        """See `View.candidates`."""
        return self._page(candidate_page(kind, window), window, decided_of)

    def candidate_count(self, kind: NodeKind | None) -> int:
        """See `View.candidate_count`."""
        return int(self._told("candidate_count", kind=kind)[0]["count"])

    def rows(self, table: str, column: str, values: Collection[str]) -> list[dict[str, Any]]:
        """See `View.rows`."""
        return self._read(lambda asked: chosen_rows(asked, table, column, values))

    # Everything

    def everything(self, table: str) -> Iterable[dict[str, Any]]:
        """See `View.everything`."""
        return every_row(self._read, table)

    def judgements(self, about: Sequence[str] | None = None) -> list[Judgement]:
        """See `View.judgements`."""
        homes = None if about is None else set(self._homes(about))
        return [
            from_line(Judgement, row["payload"])
            for row in self._told("judgements")
            if homes is None or homes & set(row["homes"])
        ]

    def all_nodes(self) -> Iterable[Node]:
        """See `View.all_nodes`."""
        return map(node_of, self._in_batches("every_node"))

    def all_edges(self) -> Iterable[Edge]:
        """See `View.all_edges`."""
        return self._each("every_edge", Edge)

    def all_evidence(self) -> Iterable[Evidence]:
        """See `View.all_evidence`."""
        return self._each("every_mention", Evidence)

    def all_relation_evidence(self) -> Iterable[RelationEvidence]:
        """See `View.all_relation_evidence`."""
        return (_sentence(row["payload"]) for row in self._stream("every_sentence"))

    def all_decisions(self) -> Iterable[Decision]:
        """See `View.all_decisions`."""
        return (decided_of(row["row"]).decision for row in self._stream("every_decision"))

    def redirects(self) -> Iterable[tuple[str, str]]:
        """See `View.redirects`."""
        return ((row["id"], row["target"]) for row in self._told("redirects"))

    def text_papers(self) -> int:
        """See `View.text_papers`."""
        return int(self._told("text_papers")[0]["count"])

    # How

    def _page(
        self, statement: Statement, window: Window, item: Callable[[Any], _Record]
    ) -> Page[_Record]:
        record = self._one(statement)
        return Page() if record is None else page_of(record, window, item)

    def _number(self, statement: Statement) -> int:
        record = self._one(statement)
        return 0 if record is None else int(record["count"])

    def _each(self, name: str, kind: type[_Record]) -> Iterable[_Record]:
        """Give the records in the payloads that each node of a statement in batches has."""
        for row in self._in_batches(name):
            for payload in row["payloads"]:
                yield from_line(kind, payload)


def _edge(payload: str) -> Edge:
    return from_line(Edge, payload)


def _sentence(payload: str) -> RelationEvidence:
    return from_line(RelationEvidence, payload)
