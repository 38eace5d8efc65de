"""Numbers of papers by year."""

from __future__ import annotations

from collections.abc import Iterable

from citeweave.server.types.declaring import graph_type
from citeweave_graph import FacetCount

__all__ = ["YearCount", "year_counts"]


@graph_type
class YearCount:
    """A year, and how many papers are of it."""

    year: int
    papers: int


def year_counts(found: Iterable[FacetCount]) -> list[YearCount]:
    """Give the spread over years in their order, those without papers between others too."""
    papers = {int(one.value): one.count for one in found if one.value is not None}
    span = range(min(papers), max(papers) + 1) if papers else range(0)
    return [YearCount(year=year, papers=papers.get(year, 0)) for year in span]
