"""Reading a graph file: the look-ups of `View`, each one statement or one for each id."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

from citeweave_graph import searching
from citeweave_graph.answers import Coverage, Decided, FacetCount, Hit, Relating
from citeweave_graph.covering import By, checked_by, in_order
from citeweave_graph.facets import EDGE_FACETS, NODE_FACETS, checked_facet, counted
from citeweave_graph.filters import Filter
from citeweave_graph.hops import Hop, Order, OrderField
from citeweave_graph.orders import called, related_edges
from citeweave_graph.rows import (
    decided_of,
    edge_of,
    evidence_of,
    name_form,
    node_of,
    relation_of,
    settings,
)
from citeweave_graph.searching import Hits
from citeweave_graph.sqlite import finding
from citeweave_graph.sqlite.batched import edge_pages, evidence_pages
from citeweave_graph.sqlite.connection import reported
from citeweave_graph.sqlite.finder import Finder
from citeweave_graph.sqlite.kept_words import KeptWords
from citeweave_graph.sqlite.reading import Reading
from citeweave_graph.sqlite.statements import (
    COVERAGE,
    Fragment,
    chosen_rows,
    edge_source,
    every_row,
    filter_sql,
    order_keys,
)
from citeweave_graph.windows import Page, Window
from citeweave_schema.codec import from_line
from citeweave_schema.edges import Edge, Evidence, RelationEvidence
from citeweave_schema.errors import UsageError
from citeweave_schema.ids import Identifier, node_id
from citeweave_schema.judgements import Decision, Judgement
from citeweave_schema.kinds import ConceptKind, EdgeKind, NodeKind
from citeweave_schema.manifests import Manifest
from citeweave_schema.names import normal_title
from citeweave_schema.nodes import Node, PaperNode

__all__ = ["SqliteView"]


class SqliteView(Reading):
    """A view of a graph file: one read transaction on a connection of its own."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        path: Path,
        deadline: float | None,
        give_back: Callable[[sqlite3.Connection], None],
        *,
        words: KeptWords | None = None,
    ) -> None:
        """Begin to read, with the words of the graph if they are kept."""
        super().__init__(connection, path, deadline, give_back)
        self._finder = Finder(words, deadline)

    def manifest(self) -> Manifest:
        """See `View.manifest`."""
        version = int(self._meta.get("version") or 0)
        rows = self._rows("SELECT payload FROM manifest WHERE version = ?", (version,))
        return from_line(Manifest, rows[0]["payload"]) if rows else Manifest()

    @property
    def state(self) -> str:
        """See `View.state`."""
        return str(self._meta.get("state", "0"))

    def setting(self, name: str) -> str:
        """See `View.setting`."""
        return settings(self._meta).get(name, "")

    # Look-ups

    def nodes(self, ids: Sequence[str]) -> list[Node | None]:
        """See `View.nodes`."""
        homes = self._homes(ids)
        rows = self._rows(
            "SELECT id, kind, payload FROM node WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(homes),),
        )
        found = {row["id"]: node_of(row) for row in rows}
        return [found.get(one) for one in homes]

    def papers_by_identifier(self, identifiers: Sequence[Identifier]) -> list[PaperNode | None]:
        """See `View.papers_by_identifier`."""
        found = self.nodes([node_id(NodeKind.PAPER, str(one)) for one in identifiers])
        return [one if isinstance(one, PaperNode) else None for one in found]

    def papers_by_title(self, titles: Sequence[str]) -> list[tuple[PaperNode, ...]]:
        """See `View.papers_by_title`."""
        answers = []
        for title in titles:
            rows = self._rows(
                "SELECT kind, payload FROM node WHERE kind = ? AND sort_name = ? ORDER BY id",
                (NodeKind.PAPER.value, normal_title(title)),
            )
            nodes = map(node_of, rows)
            answers.append(tuple(one for one in nodes if isinstance(one, PaperNode)))
        return answers

    def named(
        self, kind: NodeKind, names: Sequence[str], concept_kind: ConceptKind | None = None
    ) -> list[tuple[Node, ...]]:
        """See `View.named`."""
        answers = []
        for name in names:
            form = name_form(kind, name)
            rows = self._rows(
                "SELECT id, kind, payload FROM node WHERE id IN "
                "(SELECT node FROM naming WHERE form = ?) AND kind = ? "
                "AND (? IS NULL OR concept_kind = ?)",
                (form, kind.value, concept_kind, concept_kind),
            )
            answers.append(called(map(node_of, rows), form))
        return answers

    # Lists

    def page(
        self, kind: NodeKind, where: Filter | None, order: Order, window: Window
    ) -> Page[Node]:
        """See `View.page`."""
        if order.field is OrderField.NAME and order.descending:
            raise UsageError("names are listed in ascending order only")
        keys = order_keys(order)
        named = ", ".join(f"{sql} AS k{place}" for place, sql in enumerate(keys))
        condition = filter_sql(where, kind)
        source = Fragment(
            f"SELECT n.kind AS kind, n.payload AS payload, {named} FROM node n "  # noqa: S608  # constants
            f"WHERE n.kind = ? AND ({condition.sql})",
            (kind.value, *condition.parameters),
        )
        return self._page(source, len(keys), window, node_of)

    def count(self, kind: NodeKind, where: Filter | None) -> int:
        """See `View.count`."""
        condition = filter_sql(where, kind)
        return self._number(
            f"SELECT count(*) FROM node n WHERE n.kind = ? AND ({condition.sql})",  # noqa: S608  # constants
            (kind.value, *condition.parameters),
        )

    def facets(self, kind: NodeKind, where: Filter | None, facet: str) -> list[FacetCount]:
        """See `View.facets`."""
        column = NODE_FACETS.get(kind, {})[checked_facet(facet, NODE_FACETS.get(kind, {}))]
        condition = filter_sql(where, kind)
        rows = self._rows(
            f"SELECT n.{column} AS value, count(*) AS count FROM node n "  # noqa: S608  # constants
            f"WHERE n.kind = ? AND ({condition.sql}) GROUP BY 1",
            (kind.value, *condition.parameters),
        )
        return counted({row["value"]: row["count"] for row in rows})

    # Edges

    def edges(self, ids: Sequence[str], hop: Hop, window: Window) -> list[Page[Edge]]:
        """See `View.edges`."""
        return edge_pages(self, self._homes(ids), hop, window)

    def edge_counts(self, ids: Sequence[str], hop: Hop) -> list[int]:
        """See `View.edge_counts`."""
        sources = [edge_source(hop, here) for here in self._homes(ids)]
        return [
            self._number(f"SELECT count(*) FROM ({source.sql})", source.parameters)  # noqa: S608  # constants
            for source in sources
        ]

    def edge_facets(self, ids: Sequence[str], hop: Hop, facet: str) -> list[list[FacetCount]]:
        """See `View.edge_facets`."""
        checked_facet(facet, EDGE_FACETS)
        answers = []
        for here in self._homes(ids):
            source = edge_source(hop, here)
            rows = self._rows(
                f"SELECT {facet} AS value, count(*) AS count FROM ({source.sql}) GROUP BY 1",  # noqa: S608  # constants
                source.parameters,
            )
            answers.append(counted({row["value"]: row["count"] for row in rows}))
        return answers

    def edges_between(self, pairs: Sequence[tuple[str, str]]) -> list[tuple[Edge, ...]]:
        """See `View.edges_between`."""
        statement = "SELECT payload FROM edge WHERE source = ? AND target = ? ORDER BY kind"
        return [
            tuple(map(edge_of, self._rows(statement, pair))) for pair in self._home_pairs(pairs)
        ]

    def touching(self, ids: Collection[str], kinds: Collection[EdgeKind]) -> Iterable[Edge]:
        """See `View.touching`."""
        homes = json.dumps(self._homes(list(ids)))
        chosen = json.dumps([kind.value for kind in kinds])
        rows = self._rows(
            "SELECT payload FROM edge WHERE source IN (SELECT value FROM json_each(?1)) "
            "AND kind IN (SELECT value FROM json_each(?2)) "
            "UNION SELECT payload FROM edge WHERE target IN (SELECT value FROM json_each(?1)) "
            "AND kind IN (SELECT value FROM json_each(?2))",
            (homes, chosen),
        )
        return map(edge_of, rows)

    def evidence(self, pairs: Sequence[tuple[str, str]], window: Window) -> list[Page[Evidence]]:
        """See `View.evidence`."""
        return evidence_pages(self, self._home_pairs(pairs), window)

    def evidence_counts(self, pairs: Sequence[tuple[str, str]]) -> list[int]:
        """See `View.evidence_counts`."""
        statement = "SELECT count(*) FROM evidence WHERE paper = ? AND target = ?"
        return [self._number(statement, pair) for pair in self._home_pairs(pairs)]

    def relation_evidence(
        self, relations: Sequence[Relating], window: Window
    ) -> list[Page[RelationEvidence]]:
        """See `View.relation_evidence`."""
        homes = self._home_pairs([(source, target) for source, _, target in relations])
        source = "SELECT payload, -confidence AS k0, paper AS k1 FROM relation WHERE edge = ?"
        return [
            self._page(Fragment(source, (one,)), 2, window, relation_of)
            for one in related_edges(relations, homes)
        ]

    def coverage(self, by: By) -> list[Coverage]:
        """See `View.coverage`."""
        rows = self._rows(COVERAGE[checked_by(by)])
        return in_order((row["value"], dict(row)) for row in rows)

    # Identity

    def candidates(self, kind: NodeKind | None, window: Window) -> Page[Decided]:
        """See `View.candidates`."""
        source = (
            "SELECT *, -score AS k0, kind AS k1, one AS k2, "
            "other AS k3 FROM decision WHERE verdict = 'unsure' AND (? IS NULL OR kind = ?)"
        )
        return self._page(Fragment(source, (kind, kind)), 4, window, decided_of)

    def candidate_count(self, kind: NodeKind | None) -> int:
        """See `View.candidate_count`."""
        return self._number(
            "SELECT count(*) FROM decision WHERE verdict = 'unsure' AND (? IS NULL OR kind = ?)",
            (kind, kind),
        )

    def rows(self, table: str, column: str, values: Collection[str]) -> list[dict[str, Any]]:
        """See `View.rows`."""
        return list(map(dict, self._rows(chosen_rows(table, column), (json.dumps(list(values)),))))

    def everything(self, table: str) -> Iterable[dict[str, Any]]:
        """See `View.everything`."""
        return map(dict, self._stream(every_row(table)))

    # Search and everything

    def search(self, query: str, kinds: Collection[NodeKind], window: Window) -> tuple[Hits, int]:
        """See `View.search`."""
        asked = searching.terms(query)
        if not asked or not kinds:
            return Hits(), 0
        first = searching.namesakes(self, query, frozenset(kinds) - {NodeKind.PAPER})
        with reported(self._path):
            if NodeKind.PAPER in kinds:
                first.update(dict.fromkeys(finding.titled(self._open(), query), 0))
            found = self._finder.search(self._open(), asked, kinds, namesakes=first, window=window)
        nodes = [node for node in self.nodes(found.page.items) if node is not None]
        hits = [
            Hit(node=one, score=points) for one, points in zip(nodes, found.scores, strict=True)
        ]
        return Hits.of(found.page, hits, found.query), found.total

    def suggest(self, query: str, kinds: Collection[NodeKind], first: int) -> list[Node]:
        """See `View.suggest`."""
        asked = searching.asked_for(query, first)
        if not asked or not kinds:
            return []
        with reported(self._path):
            ids = self._finder.suggest(self._open(), asked, kinds, first)
        found = [node for node in self.nodes(ids) if node is not None]
        return sorted(found, key=searching.standing)[:first]

    def judgements(self, about: Sequence[str] | None = None) -> list[Judgement]:
        """See `View.judgements`."""
        rows = self._rows("SELECT payload FROM judgement ORDER BY id")
        found = [from_line(Judgement, row["payload"]) for row in rows]
        if about is None:
            return found
        homes = set(self._homes(about))
        ends = self._homes([end for one in found for end in (one.left, one.right)])
        pairs = zip(ends[::2], ends[1::2], strict=True)
        return [one for one, pair in zip(found, pairs, strict=True) if homes & set(pair)]

    def all_nodes(self) -> Iterable[Node]:
        """See `View.all_nodes`."""
        return map(node_of, self._stream("SELECT kind, payload FROM node ORDER BY id"))

    def all_edges(self) -> Iterable[Edge]:
        """See `View.all_edges`."""
        return map(edge_of, self._stream("SELECT payload FROM edge ORDER BY source, target, kind"))

    def all_evidence(self) -> Iterable[Evidence]:
        """See `View.all_evidence`."""
        return map(
            evidence_of,
            self._stream("SELECT payload FROM evidence ORDER BY paper, target, field, start"),
        )

    def all_relation_evidence(self) -> Iterable[RelationEvidence]:
        """See `View.all_relation_evidence`."""
        statement = "SELECT payload FROM relation ORDER BY source, target, kind, paper"
        return map(relation_of, self._stream(statement))

    def all_decisions(self) -> Iterable[Decision]:
        """See `View.all_decisions`."""
        rows = self._stream("SELECT * FROM decision ORDER BY kind, one, other")
        return (decided_of(row).decision for row in rows)

    def redirects(self) -> Iterable[tuple[str, str]]:
        """See `View.redirects`."""
        rows = self._stream(
            "SELECT id, target FROM redirect WHERE target IN (SELECT id FROM node) "
            "AND id NOT IN (SELECT id FROM node) ORDER BY id"
        )
        return ((row["id"], row["target"]) for row in rows)

    def text_papers(self) -> int:
        """See `View.text_papers`."""
        return self._number("SELECT count(*) FROM node WHERE kind = ? AND NOT stub", ("Paper",))
