"""The questions of more than one look-up, each as one statement of its own."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from citeweave_graph import covering, questions, searching
from citeweave_graph.answers import (
    Coverage,
    Hit,
    Path,
    SharedConcept,
    Sharing,
    SharingQuestion,
    Together,
)
from citeweave_graph.covering import By
from citeweave_graph.guessing import guessed, nearest, within
from citeweave_graph.hops import Hop
from citeweave_graph.neo4j.compound import sharing_statement, together_statement
from citeweave_graph.neo4j.conditions import types
from citeweave_graph.neo4j.finding import (
    EXPANSIONS,
    found_statement,
    near_statement,
    suggested_statement,
)
from citeweave_graph.neo4j.plans import page_of
from citeweave_graph.neo4j.reading import Reading
from citeweave_graph.neo4j.statistics import Known, Size, known
from citeweave_graph.neo4j.texts import text
from citeweave_graph.neo4j.windowed import Statement
from citeweave_graph.rows import node_of
from citeweave_graph.searching import Hits
from citeweave_graph.windows import Page, Window
from citeweave_schema.codec import from_line
from citeweave_schema.edges import Edge
from citeweave_schema.errors import NotFoundError
from citeweave_schema.kinds import EdgeKind, NodeKind
from citeweave_schema.nodes import Node, PaperNode

__all__ = ["Asking"]


class Asking(Reading):
    """A view that answers its questions on the server."""

    def coverage(self, by: By) -> list[Coverage]:
        """See `View.coverage`."""
        covering.checked_by(by)
        papers = self._stream("coverage")
        return covering.summed(
            ((from_line(PaperNode, one["payload"]), one["cited"]) for one in papers), by
        )

    def sharing(
        self, paper: str, question: SharingQuestion, window: Window
    ) -> tuple[Page[Sharing], int]:
        """See `View.sharing`."""
        record = self._one(sharing_statement(paper, question, window))
        if record is None or record["kind"] != NodeKind.PAPER:
            raise NotFoundError(f"the graph has no paper {paper!r}")
        links = {one[0]: one for one in record["links"]}
        weights = {
            concept: questions.rarity(record["papers"], having)
            for concept, having, _, _ in links.values()
        }
        if any(weights[concept] != weight for concept, _, weight, _ in links.values()):
            return super().sharing(paper, question, window)  # its logarithm rounds otherwise
        ours = {concept: from_line(Edge, link[3]) for concept, link in links.items()}
        return page_of(record, window, lambda row: _sharing(row, weights, ours)), record["total"]

    def together(
        self, ids: Sequence[str], first: Hop, second: Hop, window: Window
    ) -> list[tuple[Page[Together], int]]:
        """See `View.together`."""
        answers: list[tuple[Page[Together], int]] = [(Page(), 0)] * len(ids)
        for record in self._asked(together_statement(ids, first, second, window)):
            page = page_of(record, window, lambda one: one)
            items = tuple(Together(node=str(node), count=-int(count)) for count, node in page.keys)
            answers[record["place"]] = replace(page, items=items), record["total"]
        return answers

    def paths(
        self,
        start: str,
        goal: str,
        *,
        through: Collection[EdgeKind],
        max_length: int = 4,
        most: int = 20,
    ) -> tuple[Path, ...]:
        """See `View.paths`."""
        questions.check_paths(max_length, most)
        first, last = questions.path_ends(self, start, goal)
        if first == last:
            return (Path(nodes=(first,), edges=()),)
        if not through:
            return ()
        statement = text("paths").replace("THROUGH*..8", f"{types(through)}*..{max_length}")
        return tuple(
            Path(
                nodes=tuple(row["ids"]),
                edges=tuple(from_line(Edge, one) for one in row["edges"]),
            )
            for row in self._rows(statement, {"ids": [first, last], "most": most})
        )

    # Search

    def search(self, query: str, kinds: Collection[NodeKind], window: Window) -> tuple[Hits, int]:
        """See `View.search`."""
        terms = searching.terms(query)
        counted = self._known()
        sizes = self._sizes(counted)
        chosen = [sizes[kind] for kind in frozenset(kinds) if kind in sizes]
        documents = sum(size.documents for size in chosen)
        if not terms or not documents:
            return Hits(), 0
        having = counted.having(terms, kinds, self._counts)
        meant = guessed(terms, having, self._near)
        if meant != terms:
            having = counted.having(meant, kinds, self._counts)
        statistics = searching.Statistics(
            documents=documents,
            total_length=sum(size.total_length for size in chosen),
            having=having,
        )
        first = searching.namesakes(self, query, kinds)
        record = self._asked(found_statement(meant, kinds, statistics, first, window))[0]
        page = page_of(record, window, _hit)
        return Hits.of(page, page.items, meant), record["total"]

    def suggest(self, query: str, kinds: Collection[NodeKind], first: int) -> list[Node]:
        """See `View.suggest`."""
        terms = searching.asked_for(query, first)
        if not terms or not kinds:
            return []
        return list(map(node_of, self._asked(suggested_statement(terms, kinds, first))))

    def _counts(self, statement: Statement) -> list[int]:
        return [row["count"] for row in self._asked(statement)]

    def _near(self, word: str) -> tuple[str, ...]:
        names = {row["word"]: row["count"] for row in self._asked(near_statement(word))}
        if len(within(word, names)) >= EXPANSIONS:
            names = {row["word"]: row["count"] for row in self._told("every_name_word")}
        return nearest(word, names)

    def _known(self) -> Known:
        return known(self._open(), self._begin()["commit"])

    def _sizes(self, known: Known) -> Mapping[str, Size]:
        if known.sizes is None:
            known.sizes = {
                row["kind"]: Size(row["documents"], row["total_length"], bool(row["long_words"]))
                for row in self._told("sizes")
            }
        return known.sizes


def _sharing(row: list[Any], weights: Mapping[str, int], ours: Mapping[str, Edge]) -> Sharing:
    score, other, shared = row
    parts = [
        SharedConcept(
            concept=concept,
            weight=weights[concept],
            ours=ours[concept],
            theirs=from_line(Edge, theirs),
        )
        for concept, theirs in shared
    ]
    parts.sort(key=lambda part: (-part.weight, part.concept))
    return Sharing(paper=other, score=-score, shared=tuple(parts))


def _hit(row: list[Any]) -> Hit:
    kind, payload, score = row
    return Hit(node=node_of({"kind": kind, "payload": payload}), score=score)
