"""`memory:` a graph on networkx: the reference that other stores are compared with.

It lives as long as its store object. A view is a `MultiDiGraph` of what was committed when it
was opened; each question is the plain sentence of the contract, evaluated on it.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from operator import itemgetter
from typing import Any

import networkx as nx

from citeweave_graph.answers import Decided, FacetCount, Relating
from citeweave_graph.facets import EDGE_FACETS, NODE_FACETS, checked_facet, counted
from citeweave_graph.filters import Filter
from citeweave_graph.hops import Hop, Order, OrderField
from citeweave_graph.memory_search import search, suggested
from citeweave_graph.memory_snapshot import Snapshot
from citeweave_graph.memory_tables import MemoryTables
from citeweave_graph.orders import (
    called,
    candidate_key,
    edge_key,
    far_end,
    node_key,
    related_edges,
    relation_key,
)
from citeweave_graph.predicates import check_filter, passes
from citeweave_graph.rows import (
    FIELD_RANK,
    decided_of,
    name_form,
    sort_name,
)
from citeweave_graph.searching import Hits
from citeweave_graph.store import Store
from citeweave_graph.tables import TABLES
from citeweave_graph.view import View
from citeweave_graph.windows import Page, Window, cut
from citeweave_schema.edges import Edge, Evidence, RelationEvidence
from citeweave_schema.errors import StoreTimeoutError, StoreUnavailableError, UsageError
from citeweave_schema.ids import Identifier, node_id
from citeweave_schema.judgements import Decision, Judgement, Verdict
from citeweave_schema.kinds import ConceptKind, EdgeKind, NodeKind
from citeweave_schema.manifests import Manifest
from citeweave_schema.names import normal_title
from citeweave_schema.nodes import ConceptNode, Node, PaperNode

__all__ = ["MemoryStore", "MemoryView"]


class MemoryStore(Store):
    """A graph in memory, gone with the process."""

    def __init__(self, url: str = "memory:") -> None:
        """Make an empty graph."""
        self.url = url
        self._lock = threading.RLock()
        self._writing = False
        self._snapshot: Snapshot | None = None
        self._tables = MemoryTables(self._lock, self._committed, self._writer_left)

    def view(self, *, deadline: float | None = None) -> MemoryView:
        """See `Store.view`."""
        with self._lock:
            if self._snapshot is None:
                self._snapshot = Snapshot(self._tables)
            return MemoryView(self._snapshot, deadline)

    def tables(self) -> MemoryTables:
        """See `Store.tables`."""
        with self._lock:
            if self._writing:
                raise StoreUnavailableError("another writer has this graph; wait until it is done")
            self._writing = True
        return self._tables

    def close(self) -> None:
        """See `Store.close`."""

    def _committed(self) -> None:
        self._snapshot = None

    def _writer_left(self) -> None:
        self._writing = False


class MemoryView(View):
    """A view of a graph in memory."""

    def __init__(self, snapshot: Snapshot, deadline: float | None) -> None:
        """Look at a snapshot until the deadline, a `time.monotonic` time."""
        self._snapshot = snapshot
        self._graph = snapshot.graph
        self._deadline = deadline

    def close(self) -> None:
        """See `View.close`."""

    def manifest(self) -> Manifest:
        """See `View.manifest`."""
        return self._snapshot.manifest

    @property
    def state(self) -> str:
        """See `View.state`."""
        return self._snapshot.state

    def setting(self, name: str) -> str:
        """See `View.setting`."""
        return self._snapshot.settings.get(name, "")

    # Look-ups

    def nodes(self, ids: Sequence[str]) -> list[Node | None]:
        """See `View.nodes`."""
        self._check_deadline()
        return [self._record(self._home(one)) for one in ids]

    def papers_by_identifier(self, identifiers: Sequence[Identifier]) -> list[PaperNode | None]:
        """See `View.papers_by_identifier`."""
        found = self.nodes([node_id(NodeKind.PAPER, str(one)) for one in identifiers])
        return [one if isinstance(one, PaperNode) else None for one in found]

    def papers_by_title(self, titles: Sequence[str]) -> list[tuple[PaperNode, ...]]:
        """See `View.papers_by_title`."""
        papers = [one for one in self._of_kind(NodeKind.PAPER) if isinstance(one, PaperNode)]
        forms = [normal_title(title) for title in titles]
        return [tuple(one for one in papers if sort_name(one) == form) for form in forms]

    def named(
        self, kind: NodeKind, names: Sequence[str], concept_kind: ConceptKind | None = None
    ) -> list[tuple[Node, ...]]:
        """See `View.named`."""
        candidates = [
            one
            for one in self._of_kind(kind)
            if not isinstance(one, ConceptNode) or concept_kind in (None, one.concept_kind)
        ]
        return [called(candidates, name_form(kind, name)) for name in names]

    # Lists

    def page(
        self, kind: NodeKind, where: Filter | None, order: Order, window: Window
    ) -> Page[Node]:
        """See `View.page`."""
        found = self._passing(kind, where)
        if order.field is OrderField.NAME and order.descending:
            raise UsageError("names are listed in ascending order only")
        return cut(found, lambda node: node_key(node, order), window)

    def count(self, kind: NodeKind, where: Filter | None) -> int:
        """See `View.count`."""
        return len(self._passing(kind, where))

    def facets(self, kind: NodeKind, where: Filter | None, facet: str) -> list[FacetCount]:
        """See `View.facets`."""
        checked_facet(facet, NODE_FACETS.get(kind, {}))
        attribute = NODE_FACETS[kind][facet]
        return counted(Counter(getattr(node, attribute) for node in self._passing(kind, where)))

    # Edges

    def edges(self, ids: Sequence[str], hop: Hop, window: Window) -> list[Page[Edge]]:
        """See `View.edges`."""
        pages = []
        for here in map(self._home, ids):
            found = [edge for edge, _ in self._links(here, hop)]
            pages.append(cut(found, lambda edge: self._place(edge, here, hop), window))  # noqa: B023  # used at once
        return pages

    def edge_counts(self, ids: Sequence[str], hop: Hop) -> list[int]:
        """See `View.edge_counts`."""
        return [len(self._links(self._home(one), hop)) for one in ids]

    def edge_facets(self, ids: Sequence[str], hop: Hop, facet: str) -> list[list[FacetCount]]:
        """See `View.edge_facets`."""
        value = EDGE_FACETS[checked_facet(facet, EDGE_FACETS)]
        return [
            counted(Counter(value(edge, far) for edge, far in self._links(self._home(one), hop)))
            for one in ids
        ]

    def edges_between(self, pairs: Sequence[tuple[str, str]]) -> list[tuple[Edge, ...]]:
        """See `View.edges_between`."""
        homes = [(self._home(first), self._home(last)) for first, last in pairs]
        return [
            tuple(data["record"] for _, data in sorted(self._graph[first][last].items()))
            if self._graph.has_edge(first, last)
            else ()
            for first, last in homes
        ]

    def touching(self, ids: Collection[str], kinds: Collection[EdgeKind]) -> Iterable[Edge]:
        """See `View.touching`."""
        self._check_deadline()
        homes = [one for one in map(self._home, ids) if one in self._graph]
        records = self._out(homes) + self._in(homes)
        return {edge.id: edge for edge in records if edge.kind in kinds}.values()

    def evidence(self, pairs: Sequence[tuple[str, str]], window: Window) -> list[Page[Evidence]]:
        """See `View.evidence`."""
        return [
            cut(found, lambda one: (FIELD_RANK[one.field], one.start, one.target), window)
            for found in self._mentions(pairs)
        ]

    def evidence_counts(self, pairs: Sequence[tuple[str, str]]) -> list[int]:
        """See `View.evidence_counts`."""
        return [len(found) for found in self._mentions(pairs)]

    def relation_evidence(
        self, relations: Sequence[Relating], window: Window
    ) -> list[Page[RelationEvidence]]:
        """See `View.relation_evidence`."""
        self._check_deadline()
        homes = [(self._home(source), self._home(target)) for source, _, target in relations]
        return [
            cut(self._snapshot.relations.get(one, ()), relation_key, window)
            for one in related_edges(relations, homes)
        ]

    # Identity

    def candidates(self, kind: NodeKind | None, window: Window) -> Page[Decided]:
        """See `View.candidates`."""
        self._check_deadline()
        return cut(self._unsure(kind), candidate_key, window)

    def candidate_count(self, kind: NodeKind | None) -> int:
        """See `View.candidate_count`."""
        return len(self._unsure(kind))

    def _unsure(self, kind: NodeKind | None) -> list[Decided]:
        return [
            decided_of(row)
            for row in self._snapshot.rows["decision"]
            if row["verdict"] == Verdict.UNSURE and kind in (None, row["kind"])
        ]

    def rows(self, table: str, column: str, values: Collection[str]) -> list[dict[str, Any]]:
        """See `View.rows`."""
        self._check_deadline()
        wanted = set(values)
        return [dict(row) for row in self._snapshot.rows[table] if row[column] in wanted]

    def everything(self, table: str) -> Iterable[dict[str, Any]]:
        """See `View.everything`."""
        place = itemgetter(*TABLES[table].unique)
        return map(dict, sorted(self._snapshot.rows[table], key=place))

    # Search and everything

    def search(self, query: str, kinds: Collection[NodeKind], window: Window) -> tuple[Hits, int]:
        """See `View.search`."""
        self._check_deadline()
        return search(self, query, kinds, window)

    def suggest(self, query: str, kinds: Collection[NodeKind], first: int) -> list[Node]:
        """See `View.suggest`."""
        self._check_deadline()
        return suggested(self.all_nodes(), query, kinds, first)

    def judgements(self, about: Sequence[str] | None = None) -> list[Judgement]:
        """See `View.judgements`."""
        if about is None:
            return list(self._snapshot.judgements)
        homes = {self._home(one) for one in about}
        return [
            one
            for one in self._snapshot.judgements
            if {self._home(one.left), self._home(one.right)} & homes
        ]

    def all_nodes(self) -> Iterable[Node]:
        """See `View.all_nodes`."""
        records: Iterable[Node] = nx.get_node_attributes(self._graph, "record").values()
        return records

    def all_edges(self) -> Iterable[Edge]:
        """See `View.all_edges`."""
        return sorted(
            self._out(list(self._graph)),
            key=lambda edge: (edge.source, edge.target, edge.kind.value),
        )

    def all_evidence(self) -> Iterable[Evidence]:
        """See `View.all_evidence`."""
        for pair in sorted(self._snapshot.evidence):
            yield from sorted(
                self._snapshot.evidence[pair], key=lambda one: (FIELD_RANK[one.field], one.start)
            )

    def all_relation_evidence(self) -> Iterable[RelationEvidence]:
        """See `View.all_relation_evidence`."""
        return sorted(
            (one for some in self._snapshot.relations.values() for one in some),
            key=lambda one: (one.source, one.target, one.kind.value, one.paper),
        )

    def all_decisions(self) -> Iterable[Decision]:
        """See `View.all_decisions`."""
        found = (decided_of(row).decision for row in self._snapshot.rows["decision"])
        return sorted(found, key=lambda one: (one.kind, one.left, one.right))

    def redirects(self) -> Iterable[tuple[str, str]]:
        """See `View.redirects`."""
        return sorted(
            (old, new)
            for old, new in self._snapshot.redirects.items()
            if new in self._graph and old not in self._graph
        )

    def text_papers(self) -> int:
        """See `View.text_papers`."""
        papers = self._of_kind(NodeKind.PAPER)
        return sum(isinstance(one, PaperNode) and not one.stub for one in papers)

    # How

    def _check_deadline(self) -> None:
        if self._deadline is not None and time.monotonic() > self._deadline:
            raise StoreTimeoutError("the time budget of this question ran out; ask for less")

    def _home(self, one: str) -> str:
        if one in self._graph:
            return one
        return self._snapshot.redirects.get(one, one)

    def _record(self, one: str) -> Node | None:
        if one not in self._graph:
            return None
        record: Node = self._graph.nodes[one]["record"]
        return record

    def _out(self, ids: Sequence[str]) -> list[Edge]:
        return [data["record"] for _, _, data in self._graph.out_edges(ids, data=True)]

    def _in(self, ids: Sequence[str]) -> list[Edge]:
        return [data["record"] for _, _, data in self._graph.in_edges(ids, data=True)]

    def _of_kind(self, kind: NodeKind) -> list[Node]:
        self._check_deadline()
        return [node for node in self.all_nodes() if node.kind is kind]

    def _passing(self, kind: NodeKind, where: Filter | None) -> list[Node]:
        check_filter(where, kind)
        return [node for node in self._of_kind(kind) if passes(where, node, self._links)]

    def _links(self, here: str, hop: Hop) -> list[tuple[Edge, Node]]:
        """Give the edges of a hop from a node, each with the node at its far end."""
        self._check_deadline()
        if here not in self._graph:
            return []
        found = [edge for edge in self._out([here]) if edge.kind in hop.outward]
        found += [edge for edge in self._in([here]) if edge.kind in hop.inward]
        pairs = [(edge, self._graph.nodes[far_end(edge, here)]["record"]) for edge in found]
        return [(edge, far) for edge, far in pairs if _follows(hop, edge, far)]

    def _place(self, edge: Edge, here: str, hop: Hop) -> tuple[int | str, ...]:
        far = self._record(far_end(edge, here))
        return edge_key(edge, here, hop, far.year if isinstance(far, PaperNode) else None)

    def _mentions(self, pairs: Sequence[tuple[str, str]]) -> list[list[Evidence]]:
        self._check_deadline()
        homes = [(self._home(paper), self._home(target)) for paper, target in pairs]
        return [self._snapshot.evidence.get(pair, []) for pair in homes]


def _follows(hop: Hop, edge: Edge, far: Node) -> bool:
    """Whether a hop follows an edge of its kinds that leads to a node."""
    return (
        hop.far in (None, far.kind)
        and (
            hop.concept_kinds is None
            or (isinstance(far, ConceptNode) and far.concept_kind in hop.concept_kinds)
        )
        and (hop.roles is None or edge.role in hop.roles)
        and (edge.confidence is None or edge.confidence >= hop.min_confidence)
        and (hop.years.everything or (isinstance(far, PaperNode) and far.year in hop.years))
    )
