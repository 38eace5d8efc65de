"""How many papers there are of each year."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from citeweave_graph.analysis.results import Analysis, origin
from citeweave_graph.hops import Years
from citeweave_graph.networks.asking import described_years
from citeweave_graph.networks.reading import facts
from citeweave_schema.kinds import NodeKind

if TYPE_CHECKING:
    from citeweave_graph.view import View

__all__ = ["YearCount", "compute_growth"]


@dataclass(frozen=True, slots=True, kw_only=True)
class YearCount:
    """A year and how many papers are of it."""

    year: int
    papers: int


def compute_growth(view: View, years: Years | None = None) -> Analysis[YearCount]:
    """Count the papers of each year, the earliest first; stubs are left out.

    Years without papers between others are given with 0. `figures` counts all papers, and those
    whose year is not known.
    """
    asked = years or Years()
    known = facts(view, (NodeKind.PAPER,))
    found = [known.year(one) for one, about in known.attributes.items() if not about["stub"]]
    counts = Counter(year for year in found if year is not None and year in asked)
    span = range(min(counts), max(counts) + 1) if counts else range(0)
    return Analysis(
        origin=origin(view, "growth", years=described_years(asked)),
        items=tuple(YearCount(year=year, papers=counts[year]) for year in span),
        figures={"papers": len(found), "without_year": sum(year is None for year in found)},
    )
