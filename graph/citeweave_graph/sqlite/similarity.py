"""Similar papers in a graph file: the arrays beside it add up, the database says why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from citeweave_graph import comparing, questions, searching
from citeweave_graph.arrays.graph import Graph
from citeweave_graph.arrays.ranking import page_of
from citeweave_graph.arrays.similarity import Likeness, connections
from citeweave_graph.comparing import Concepts
from citeweave_graph.hops import Hop
from citeweave_graph.similarity import (
    CHAMPIONS,
    CONCEPT_PARTS,
    Similar,
    SimilarityKind,
    SimilarityQuestion,
)
from citeweave_graph.sqlite import finding
from citeweave_graph.sqlite.connection import reported
from citeweave_graph.sqlite.selecting import SelectingView
from citeweave_graph.windows import Page, Window
from citeweave_schema.kinds import NodeKind

__all__ = ["SimilarityView"]


class SimilarityView(SelectingView):
    """A view of a graph file that compares papers on the arrays."""

    def similar(
        self, paper: str, question: SimilarityQuestion, window: Window
    ) -> tuple[Page[Similar], int]:
        """See `View.similar`."""
        home = questions.paper_home(self, paper)
        wanted = SimilarityKind.TEXT in question.weights.chosen
        texts = comparing.texts(self, home, self._fitting) if wanted else {}

        def plain() -> tuple[Page[Similar], int]:
            return comparing.similar(self, home, question, window)

        def answer(graph: Graph) -> tuple[Page[Similar], int]:
            if not graph.is_simple("about"):
                return plain()
            (here,) = graph.find([home]).tolist()
            found = Likeness(graph, here, question, texts, self._check)
            page = page_of(graph, found.papers, -found.scores, window, lambda _, one: one)
            return self._why(graph, here, found, page, question), len(found.papers)

        return self._answered(answer, plain)

    def _fitting(self, word: str) -> Iterable[tuple[str, int]]:
        """Give the ids of the papers that a search finds first, without reading their records."""
        self._check()
        with reported(self._path):
            called = dict.fromkeys(finding.titled(self._open(), word), 0)
            found = self._finder.search(
                self._open(),
                searching.terms(word),
                [NodeKind.PAPER],
                namesakes=called,
                window=Window(size=CHAMPIONS),
            )
        return zip(found.page.items, found.scores, strict=True)

    def _why(
        self,
        graph: Graph,
        here: int,
        found: Likeness,
        page: Page[str],
        question: SimilarityQuestion,
    ) -> Page[Similar]:
        """Give a page of papers with what their scores are made of."""
        numbers = dict(zip(page.items, graph.find(page.items).tolist(), strict=True))

        def connected(some: Sequence[str], hop: Hop, _: Hop) -> list[tuple[int, tuple[str, ...]]]:
            papers = np.array([numbers[one] for one in some], dtype=np.int64)
            return connections(graph, here, papers, hop, self._check)

        values = [(one, found.values(number)) for one, number in numbers.items()]
        concepts = self._concepts(graph, here, found)
        items = comparing.explained(self, values, question.weights, concepts, connected)
        return comparing.paged(page, items)

    def _concepts(self, graph: Graph, here: int, found: Likeness) -> Concepts:
        (home,) = graph.ids(np.array([here]))
        weights, kinds = {}, {}
        for kind, some in found.concepts.items():
            names = graph.ids(np.array([number for number, _ in some], dtype=np.int64))
            for one, (_, weight) in zip(names, some, strict=True):
                weights[one], kinds[one] = weight, CONCEPT_PARTS[kind]
        edges = self._between([(home, one) for one in weights])
        return Concepts(weights, kinds, {one: edges[home, one][0] for one in weights})
