"""Lists of papers of a graph file that pass a filter, where the arrays know which do."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from typing import TypeVar

import numpy as np

from citeweave_graph.answers import FacetCount
from citeweave_graph.arrays.graph import Graph
from citeweave_graph.arrays.kept import Array
from citeweave_graph.arrays.paper_lists import PAPER_FACETS, paper_facet, paper_page
from citeweave_graph.arrays.selecting import UnansweredError, passing_papers
from citeweave_graph.facets import counted
from citeweave_graph.filters import Filter
from citeweave_graph.hops import Order, OrderField
from citeweave_graph.predicates import check_filter
from citeweave_graph.rows import name_form
from citeweave_graph.sqlite.traversing import TraversingView
from citeweave_graph.windows import Page, Window
from citeweave_schema.kinds import NodeKind
from citeweave_schema.nodes import Node

__all__ = ["SelectingView"]

Answer = TypeVar("Answer")


class SelectingView(TraversingView):
    """A view that counts and lists papers by the arrays too."""

    def count(self, kind: NodeKind, where: Filter | None) -> int:
        """See `View.count`."""

        def plain() -> int:
            return super(SelectingView, self).count(kind, where)

        return self._selected(kind, where, lambda _, chosen: int(np.count_nonzero(chosen)), plain)

    def facets(self, kind: NodeKind, where: Filter | None, facet: str) -> list[FacetCount]:
        """See `View.facets`."""

        def plain() -> list[FacetCount]:
            return super(SelectingView, self).facets(kind, where, facet)

        def answer(graph: Graph, chosen: Array) -> list[FacetCount]:
            return counted(paper_facet(graph, chosen, facet))

        return self._selected(kind, where, answer, plain) if facet in PAPER_FACETS else plain()

    def page(
        self, kind: NodeKind, where: Filter | None, order: Order, window: Window
    ) -> Page[Node]:
        """See `View.page`."""

        def plain() -> Page[Node]:
            return super(SelectingView, self).page(kind, where, order, window)

        def answer(graph: Graph, chosen: Array) -> Page[Node]:
            found = paper_page(graph, chosen, order, window)
            nodes = {one.id: one for one in self.nodes(found.ids) if one is not None}
            return Page(
                items=tuple(nodes[one] for one in found.ids),
                keys=tuple(found.keys),
                has_next=found.has_next,
                has_previous=found.has_previous,
            )

        known = where is not None and order.field in (OrderField.ID, OrderField.YEAR)
        return self._selected(kind, where, answer, plain) if known else plain()

    def _selected(
        self,
        kind: NodeKind,
        where: Filter | None,
        asked: Callable[[Graph, Array], Answer],
        plain: Callable[[], Answer],
    ) -> Answer:
        """Answer from which papers pass a filter, where the arrays know."""
        check_filter(where, kind)
        if kind is not NodeKind.PAPER:
            return plain()

        def answer(graph: Graph) -> Answer:
            try:
                chosen = passing_papers(graph, where, self._ids_named, self._check)
            except UnansweredError:
                return plain()
            return asked(graph, chosen)

        return self._answered(answer, plain)

    def _ids_named(self, kind: NodeKind, names: Collection[str]) -> list[str]:
        forms = json.dumps([name_form(kind, one) for one in names])
        rows = self._rows(
            "SELECT DISTINCT node FROM naming WHERE form IN (SELECT value FROM json_each(?))",
            (forms,),
        )
        return [row["node"] for row in rows]
