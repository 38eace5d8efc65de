"""Questions on a graph file that the arrays beside it answer; the rows of answers come from SQL.

Where the arrays cannot answer, the plain ways of `SqliteView` and `questions` do, with the same
answer.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import islice, pairwise
from pathlib import Path as FilePath
from typing import TypeVar

import numpy as np

from citeweave_graph import questions, stepping
from citeweave_graph.answers import (
    FacetCount,
    Path,
    Reached,
    SharedConcept,
    Sharing,
    SharingQuestion,
    Together,
)
from citeweave_graph.arrays import listing
from citeweave_graph.arrays.codes import EDGE_KINDS, NODE_KINDS
from citeweave_graph.arrays.following import answerable
from citeweave_graph.arrays.graph import Graph
from citeweave_graph.arrays.kept import Array, DamagedError
from citeweave_graph.arrays.paths import reached_within, shortest
from citeweave_graph.arrays.ranking import page_of
from citeweave_graph.arrays.sharing import Sharers
from citeweave_graph.arrays.together import reached_together
from citeweave_graph.facets import EDGE_FACETS, checked_facet, counted
from citeweave_graph.hops import EdgeOrder, Hop
from citeweave_graph.rows import edge_of
from citeweave_graph.sqlite.kept_words import KeptWords
from citeweave_graph.sqlite.snapshots import Snapshots
from citeweave_graph.sqlite.view import SqliteView
from citeweave_graph.windows import Key, Page, Window
from citeweave_schema.edges import Edge
from citeweave_schema.errors import StoreTimeoutError
from citeweave_schema.kinds import EdgeKind, NodeKind

__all__ = ["TraversingView"]

Answer = TypeVar("Answer")
Ends = tuple[str, str, EdgeKind]

_HUB = 256
"""Edges: a window on fewer is cut as quickly by the database."""


class TraversingView(SqliteView):
    """A view of a graph file that has arrays beside it, or makes them."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        path: FilePath,
        deadline: float | None,
        give_back: Callable[[sqlite3.Connection], None],
        snapshots: Snapshots,
        *,
        words: KeptWords | None = None,
    ) -> None:
        """Begin to read; the arrays are looked for when they are first needed."""
        super().__init__(connection, path, deadline, give_back, words=words)
        self._deadline = deadline
        self._snapshots = snapshots
        self._graph: Graph | None = None

    def _answered(self, question: Callable[[Graph], Answer], plain: Callable[[], Answer]) -> Answer:
        """Answer from the arrays; from new ones where they are damaged, else in the plain way."""
        self._check()
        for _ in range(2):
            try:
                return question(self._arrays())
            except DamagedError:
                self._graph = None
                self._snapshots.distrust()
        return plain()

    def _arrays(self) -> Graph:
        if self._graph is None:
            with self._reported():
                self._graph = self._snapshots.graph(self._open(), self._deadline)
        return self._graph

    def _check(self) -> None:
        self._open()
        if self._deadline is not None and time.monotonic() > self._deadline:
            raise StoreTimeoutError("the time budget of this question ran out; ask for less")

    def _found(self, graph: Graph, ids: Sequence[str]) -> Array:
        """Give the numbers of ids, those that were merged away followed; -1 where none is."""
        found = graph.find(ids)
        return graph.find(self._homes(ids)) if (found < 0).any() else found

    # Sharing

    def sharing(
        self, paper: str, question: SharingQuestion, window: Window
    ) -> tuple[Page[Sharing], int]:
        """See `View.sharing`."""

        def asked(sharers: Sharers) -> tuple[Page[Sharing], int]:
            return self._sharing_page(sharers, window), sharers.count()

        return self._shared(
            paper, question, asked, lambda: questions.sharing(self, paper, question, window)
        )

    def sharing_page(self, paper: str, question: SharingQuestion, window: Window) -> Page[Sharing]:
        """See `View.sharing_page`."""
        return self._shared(
            paper,
            question,
            lambda sharers: self._sharing_page(sharers, window),
            lambda: questions.sharing(self, paper, question, window)[0],
        )

    def _shared(
        self,
        paper: str,
        question: SharingQuestion,
        asked: Callable[[Sharers], Answer],
        plain: Callable[[], Answer],
    ) -> Answer:
        def answer(graph: Graph) -> Answer:
            here = int(self._found(graph, [paper])[0])
            is_paper = here >= 0 and graph.take("kind", np.array([here]))[0] == _PAPER
            if not is_paper or not graph.is_simple("about"):
                return plain()
            return asked(Sharers(graph, here, question, self._check))

        return self._answered(answer, plain) if answerable(question.min_confidence) else plain()

    def _sharing_page(self, sharers: Sharers, window: Window) -> Page[Sharing]:
        graph = self._arrays()
        best = sharers.page(window)
        concepts = sharers.concepts
        here, *names = graph.ids(np.array([sharers.here, *(one for one, _ in concepts)]))
        papers = graph.ids(best.papers)
        shared = [
            sorted((-concepts[place][1], names[place]) for place in np.flatnonzero(row))
            for row in sharers.shared(best.papers)
        ]
        wanted = {one for some in shared for _, one in some}
        edges = self._between(
            [(here, one) for one in wanted]
            + [(paper, one) for paper, some in zip(papers, shared, strict=True) for _, one in some]
        )
        items = tuple(
            Sharing(
                paper=paper,
                score=score,
                shared=tuple(
                    SharedConcept(
                        concept=one,
                        weight=-weight,
                        ours=edges[here, one][0],
                        theirs=edges[paper, one][0],
                    )
                    for weight, one in some
                ),
            )
            for paper, score, some in zip(papers, best.scores.tolist(), shared, strict=True)
        )
        return Page(
            items=items,
            keys=tuple((-one.score, one.paper) for one in items),
            has_next=best.has_next,
            has_previous=best.has_previous,
        )

    def _between(self, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], list[Edge]]:
        """Give the edges from the first to the second node of each pair."""
        cursor = self._open().cursor()
        found: dict[tuple[str, str], list[Edge]] = {}
        with self._reported():
            for pair in pairs:
                rows = cursor.execute(
                    "SELECT payload FROM edge WHERE source = ? AND target = ?", pair
                )
                found[pair] = [edge_of(row) for row in rows]
        return found

    # Two hops, and paths

    def together(
        self, ids: Sequence[str], first: Hop, second: Hop, window: Window
    ) -> list[tuple[Page[Together], int]]:
        """See `View.together`."""

        def answer(graph: Graph) -> list[tuple[Page[Together], int]]:
            return [
                self._together(graph, here, first, second, window)
                for here in self._found(graph, ids).tolist()
            ]

        def plain() -> list[tuple[Page[Together], int]]:
            return questions.together(self, ids, first, second, window)

        known = answerable(first.min_confidence) and answerable(second.min_confidence)
        return self._answered(answer, plain) if known else plain()

    def _together(
        self, graph: Graph, here: int, first: Hop, second: Hop, window: Window
    ) -> tuple[Page[Together], int]:
        if here < 0:
            return Page(), 0
        nodes, counts = reached_together(graph, here, first, second, self._check)
        page = page_of(
            graph, nodes, -counts, window, lambda count, one: Together(node=one, count=-count)
        )
        return page, len(nodes)

    def within(self, start: str, hop: Hop, steps: int, window: Window) -> tuple[Page[Reached], int]:
        """See `View.within`."""
        home = stepping.checked_start(self, start, steps)
        step = Hop(kinds=hop.kinds, direction=hop.direction)

        def answer(graph: Graph) -> tuple[Page[Reached], int]:
            (here,) = graph.find([home]).tolist()
            layers = reached_within(graph, here, step, steps, self._check)
            nodes = np.concatenate([np.zeros(0, dtype=np.int64), *layers])
            distances = np.repeat(np.arange(1, len(layers) + 1), [len(one) for one in layers])
            page = page_of(
                graph, nodes, distances, window, lambda far, one: Reached(node=one, distance=far)
            )
            return page, len(nodes)

        return self._answered(answer, lambda: stepping.within(self, home, hop, steps, window))

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

        def answer(graph: Graph) -> tuple[Path, ...]:
            one, other = graph.find([first, last]).tolist()
            layers = shortest(graph, (one, other), through, max_length, self._check)
            some = [graph.ids(np.array(path)) for path in islice(layers, most)]
            return self._walked(some, through, most)

        def plain() -> tuple[Path, ...]:
            return questions.paths(
                self, first, last, through=through, max_length=max_length, most=most
            )

        return self._answered(answer, plain)

    def _walked(
        self, paths: list[list[str]], through: Collection[EdgeKind], most: int
    ) -> tuple[Path, ...]:
        """Give paths, which are in order, with their edges."""
        if not paths:
            return ()
        pairs = sorted({pair for path in paths for pair in pairwise(path)})
        edges = self._between([*pairs, *((far, near) for near, far in pairs)])
        steps: dict[str, dict[str, list[Edge]]] = {}
        for near, far in pairs:
            both = edges[near, far] + edges[far, near]
            steps.setdefault(near, {})[far] = [one for one in both if one.kind in through]
        return questions.walked(steps, paths[0][0], paths[0][-1], most)

    # Edges

    def edges(self, ids: Sequence[str], hop: Hop, window: Window) -> list[Page[Edge]]:
        """See `View.edges`."""
        keys = [key for key in (window.after, window.before) if key is not None]
        if hop.order is EdgeOrder.SUPPORT or not answerable(hop.min_confidence):
            return super().edges(ids, hop, window)
        if not all(_is_edge_key(key, hop) for key in keys):
            return super().edges(ids, hop, window)

        def plain() -> list[Page[Edge]]:
            return super(TraversingView, self).edges(ids, hop, window)

        def answer(graph: Graph) -> list[Page[Edge]]:
            nodes = self._found(graph, ids)
            hubs = np.flatnonzero((listing.degrees(graph, nodes, hop) > _HUB) & (nodes >= 0))
            others = sorted(set(range(len(ids))) - set(hubs.tolist()))
            rest = super(TraversingView, self).edges([ids[one] for one in others], hop, window)
            pages = dict(zip(others, rest, strict=True))
            for place in hubs.tolist():
                pages[place] = self._edge_page(graph, int(nodes[place]), hop, window)
            return [pages[place] for place in range(len(ids))]

        return self._answered(answer, plain)

    def _edge_page(self, graph: Graph, node: int, hop: Hop, window: Window) -> Page[Edge]:
        found = listing.edge_page(graph, node, hop, window, self._check)
        cursor, items = self._open().cursor(), []
        with self._reported():
            for ends in found.edges:
                row = cursor.execute(
                    "SELECT payload FROM edge WHERE source = ? AND target = ? AND kind = ?", ends
                ).fetchone()
                items.append(edge_of(row))
        return Page(
            items=tuple(items),
            keys=tuple(found.keys),
            has_next=found.has_next,
            has_previous=found.has_previous,
        )

    def edge_counts(self, ids: Sequence[str], hop: Hop) -> list[int]:
        """See `View.edge_counts`."""

        def plain() -> list[int]:
            return super(TraversingView, self).edge_counts(ids, hop)

        def answer(graph: Graph) -> list[int]:
            nodes = self._found(graph, ids)
            known = np.flatnonzero(nodes >= 0)
            counts = [0] * len(ids)
            found = listing.edge_counts(graph, nodes[known], hop, self._check)
            for place, count in zip(known.tolist(), found, strict=True):
                counts[place] = count
            return counts

        return self._answered(answer, plain) if answerable(hop.min_confidence) else plain()

    def edge_facets(self, ids: Sequence[str], hop: Hop, facet: str) -> list[list[FacetCount]]:
        """See `View.edge_facets`."""
        checked_facet(facet, EDGE_FACETS)

        def plain() -> list[list[FacetCount]]:
            return super(TraversingView, self).edge_facets(ids, hop, facet)

        def answer(graph: Graph) -> list[list[FacetCount]]:
            return [
                counted(listing.edge_facet(graph, one, hop, facet, self._check)) if one >= 0 else []
                for one in self._found(graph, ids).tolist()
            ]

        return self._answered(answer, plain) if answerable(hop.min_confidence) else plain()


_PAPER = NODE_KINDS.index(NodeKind.PAPER)
_KINDS = frozenset(kind.value for kind in EDGE_KINDS)


def _is_edge_key(key: Key, hop: Hop) -> bool:
    """Tell whether a key is of the order of a hop."""
    *first, far, kind, inward = key if len(key) > 3 else ("", "", "", "")
    numbers = [*first, inward]
    return (
        len(first) == (1 if hop.order is EdgeOrder.STRENGTH else 2)
        and all(isinstance(one, int) for one in numbers)
        and isinstance(far, str)
        and kind in _KINDS
    )
