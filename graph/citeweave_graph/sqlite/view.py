"""Reading a graph file: the look-ups of `View`, each one statement or one for each id."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from citeweave_graph import searching
from citeweave_graph.answers import FacetCount, Hit
from citeweave_graph.facets import EDGE_FACETS, NODE_FACETS, checked_facet, counted
from citeweave_graph.filters import Filter
from citeweave_graph.hops import EdgeOrder, Hop, Order, OrderField
from citeweave_graph.rows import edge_of, evidence_of, name_form, node_of, settings
from citeweave_graph.sqlite.connection import reported
from citeweave_graph.sqlite.statements import (
    Fragment,
    beyond,
    edge_source,
    filter_sql,
    order_keys,
    within,
)
from citeweave_graph.store import View
from citeweave_graph.windows import Key, Page, Window, cut
from citeweave_schema.codec import from_line
from citeweave_schema.edges import Edge, Evidence
from citeweave_schema.errors import UsageError
from citeweave_schema.ids import Identifier, node_id
from citeweave_schema.judgements import Judgement
from citeweave_schema.kinds import ConceptKind, EdgeKind, NodeKind
from citeweave_schema.manifests import Manifest
from citeweave_schema.names import normal_title
from citeweave_schema.nodes import Node, PaperNode

__all__ = ["SqliteView"]

Item = TypeVar("Item")
_STEPS_BETWEEN_CHECKS = 20_000


class SqliteView(View):
    """A view of a graph file: one read transaction on a connection of its own."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        path: Path,
        deadline: float | None,
        give_back: Callable[[sqlite3.Connection], None],
    ) -> None:
        """Begin to read; `give_back` gets the connection when the view is closed."""
        self._connection: sqlite3.Connection | None = connection
        self._path = path
        self._give_back = give_back
        with reported(path):
            connection.execute("BEGIN")
            self._meta = dict(connection.execute("SELECT name, value FROM meta").fetchall())
            if deadline is not None:
                connection.set_progress_handler(
                    lambda: int(time.monotonic() > deadline), _STEPS_BETWEEN_CHECKS
                )

    def close(self) -> None:
        """See `View.close`."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.set_progress_handler(None, 0)
            connection.rollback()
            self._give_back(connection)

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
            found = [(name_form(kind, one.name) != form, one.id, one) for one in map(node_of, rows)]
            answers.append(tuple(one for _, _, one in sorted(found, key=lambda place: place[:2])))
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
        keys = 5 if hop.order is EdgeOrder.NEWEST else 4
        return [
            self._page(edge_source(hop, here), keys, window, edge_of) for here in self._homes(ids)
        ]

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
        return [
            self._page(
                Fragment(
                    "SELECT payload, field AS k0, start AS k1, target AS k2 FROM evidence "
                    "WHERE paper = ? AND target = ?",
                    pair,
                ),
                3,
                window,
                evidence_of,
            )
            for pair in self._home_pairs(pairs)
        ]

    def evidence_counts(self, pairs: Sequence[tuple[str, str]]) -> list[int]:
        """See `View.evidence_counts`."""
        statement = "SELECT count(*) FROM evidence WHERE paper = ? AND target = ?"
        return [self._number(statement, pair) for pair in self._home_pairs(pairs)]

    # Search and everything

    def search(
        self, query: str, kinds: Collection[NodeKind], window: Window
    ) -> tuple[Page[Hit], int]:
        """See `View.search`."""
        asked = searching.terms(query)
        chosen = json.dumps(sorted(kind.value for kind in kinds))
        of_kind = "kind IN (SELECT value FROM json_each(?))"
        sizes = self._rows(
            "SELECT count(*) AS documents, coalesce(sum(length), 0) AS total_length "  # noqa: S608  # constants
            f"FROM search_length WHERE {of_kind}",
            (chosen,),
        )[0]
        if not asked or not sizes["documents"]:
            return Page(), 0
        matches = [f'"{term.word}"{" *" if term.prefix else ""}' for term in asked]
        having = "SELECT count(*) FROM search JOIN search_length ON number = search.rowid "
        known = searching.Statistics(
            documents=sizes["documents"],
            total_length=sizes["total_length"],
            having=tuple(
                self._number(having + f"WHERE search MATCH ? AND {of_kind}", (match, chosen))
                for match in matches
            ),
        )
        rows = self._rows(
            "SELECT node.id AS id, search.name AS name, search.body AS body "  # noqa: S608  # constants
            "FROM search JOIN node ON node.number = search.rowid "
            f"WHERE search MATCH ? AND node.{of_kind}",
            (" AND ".join(matches), chosen),
        )
        scores = {
            str(row["id"]): points
            for row in rows
            if (points := searching.score(asked, row["name"].split(), row["body"].split(), known))
            is not None
        }
        best = cut(scores, lambda one: (-scores[one], one), window)
        nodes = [node for node in self.nodes(best.items) if node is not None]
        hits = tuple(Hit(node=node, score=scores[node.id]) for node in nodes)
        page = Page(
            items=hits,
            keys=best.keys,
            has_next=best.has_next,
            has_previous=best.has_previous,
        )
        return page, len(scores)

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

    # How

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            raise UsageError("this view is closed; open another")
        return self._connection

    def _rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[sqlite3.Row]:
        with reported(self._path):
            found: list[sqlite3.Row] = self._open().execute(sql, parameters).fetchall()
        return found

    def _stream(self, sql: str) -> Iterator[sqlite3.Row]:
        with reported(self._path):
            yield from self._open().execute(sql)

    def _number(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        return int(self._rows(sql, parameters)[0][0])

    def _homes(self, ids: Sequence[str]) -> list[str]:
        """Follow the ids that were merged away."""
        rows = self._rows(
            "SELECT id, target FROM redirect WHERE id IN (SELECT value FROM json_each(?1)) "
            "AND id NOT IN (SELECT id FROM node WHERE id IN (SELECT value FROM json_each(?1)))",
            (json.dumps(list(ids)),),
        )
        moved = {row["id"]: row["target"] for row in rows}
        return [moved.get(one, one) for one in ids]

    def _home_pairs(self, pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
        homes = self._homes([end for pair in pairs for end in pair])
        return list(zip(homes[::2], homes[1::2], strict=True))

    def _page(
        self, source: Fragment, keys: int, window: Window, item: Callable[[sqlite3.Row], Item]
    ) -> Page[Item]:
        """Cut a window out of the rows of a SELECT that has keys k0, k1 and so on."""
        query = within(source, keys, window)
        rows = self._rows(query.sql, query.parameters)
        more = len(rows) > window.size
        rows = rows[: window.size]
        if not rows:
            return Page()
        if window.backward:
            rows.reverse()
        names = [f"k{place}" for place in range(keys)]
        places: list[Key] = [tuple(row[name] for name in names) for row in rows]
        ahead = self._lies(source, names, "<", places[0], window.after)
        behind = self._lies(source, names, ">", places[-1], window.before)
        return Page(
            items=tuple(map(item, rows)),
            keys=tuple(places),
            has_next=behind or (more and not window.backward),
            has_previous=ahead or (more and window.backward),
        )

    def _lies(
        self, source: Fragment, names: list[str], sign: str, key: Key, bound: Key | None
    ) -> bool:
        """Whether rows lie beyond a key; without a bound on that side the window saw them all."""
        if bound is None:
            return False
        condition = beyond(names, sign, key)
        return bool(
            self._number(
                f"SELECT EXISTS (SELECT 1 FROM ({source.sql}) WHERE {condition.sql})",  # noqa: S608  # constants
                source.parameters + condition.parameters,
            )
        )
