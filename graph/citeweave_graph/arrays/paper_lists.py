"""Facets and windows of the papers that pass a filter."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from citeweave_graph.arrays.codes import NO_YEAR
from citeweave_graph.arrays.graph import Graph
from citeweave_graph.arrays.kept import Array
from citeweave_graph.arrays.listing import spread
from citeweave_graph.arrays.ranking import cut_out, ranked
from citeweave_graph.hops import Order, OrderField
from citeweave_graph.orders import UNKNOWN
from citeweave_graph.windows import Key, Window

__all__ = ["PAPER_FACETS", "PaperPage", "paper_facet", "paper_page"]

PAPER_FACETS = frozenset({"year", "venue", "language"})


@dataclass(frozen=True, slots=True)
class PaperPage:
    """The papers of a window: ids and keys, and whether others precede or follow."""

    ids: list[str]
    keys: list[Key]
    has_previous: bool
    has_next: bool


def paper_facet(graph: Graph, chosen: Array, facet: str) -> dict[str | int | None, int]:
    """Count papers by "year", "venue" or "language".

    Args:
        graph: where they are.
        chosen: a mask of the papers.
        facet: by what.
    """
    counts = spread(graph.column(facet)[chosen])
    if facet == "year":
        return {None if one == NO_YEAR else one: count for one, count in counts.items()}
    texts = "venues" if facet == "venue" else "languages"
    return {graph.text(texts, one): count for one, count in counts.items()}


def paper_page(graph: Graph, chosen: Array, order: Order, window: Window) -> PaperPage:
    """Cut a window out of papers, given by a mask, in the order of their ids or years."""
    papers = np.flatnonzero(chosen)
    if not len(papers):
        return PaperPage([], [], has_previous=False, has_next=False)
    keys = [graph.ranks(papers)]
    if order.field is OrderField.YEAR:
        years = graph.column("year")[papers].astype(np.int64)
        signed = -years if order.descending else years
        keys.insert(0, np.where(years == NO_YEAR, UNKNOWN, signed))
    after, before = (
        None if key is None else [*key[:-1], ranked(graph, key[-1], before=before)]
        for key, before in ((window.after, False), (window.before, True))
    )
    cut = cut_out(keys, window, after, before)
    ids = graph.ids(papers[cut.places])
    places: list[Key] = [
        (*(int(key[place]) for key in keys[:-1]), one)
        for place, one in zip(cut.places.tolist(), ids, strict=True)
    ]
    return PaperPage(ids, places, cut.has_previous, cut.has_next)
