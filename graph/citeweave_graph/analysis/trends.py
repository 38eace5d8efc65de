"""What grows and what shrinks: shares of papers in the last years and in those before."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from citeweave_graph.analysis.asking import ConceptQuestion
from citeweave_graph.analysis.likelihood import signed_ratio
from citeweave_graph.analysis.results import Analysis, origin
from citeweave_graph.analysis.yearly import Yearly, yearly
from citeweave_schema.errors import UsageError

if TYPE_CHECKING:
    from citeweave_graph.view import View

__all__ = ["Trend", "compute_trends"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """How a concept fared.

    Attributes:
        concept: its id.
        name: its name.
        first_year: of the first paper of the question that has it.
        years: every year of the question's papers, without gaps.
        papers: how many papers of each of these years have it.
        share_before: its share of the papers of the earlier window.
        share_recent: its share of the papers of the last window.
        growth: log2 of the recent over the earlier share, half a paper added to each, so that
            what is new has a growth too: 1 for doubled, -1 for halved.
        ratio: log-likelihood ratio of the two shares, negative where it shrinks; beyond 10.83
            either way, chance would do as much in one case of a thousand.
    """

    concept: str
    name: str
    first_year: int
    years: tuple[int, ...]
    papers: tuple[int, ...]
    share_before: float
    share_recent: float
    growth: float
    ratio: float


def compute_trends(
    view: View,
    question: ConceptQuestion | None = None,
    *,
    window: int = 3,
    min_papers: int = 5,
    emerging: bool = False,
    most: int = 50,
) -> Analysis[Trend]:
    """Compare the last years with as many before, what grew most surely first.

    Args:
        view: of any store.
        question: which concepts count.
        window: how many years are compared with how many.
        min_papers: least number of papers of a concept, over all years.
        emerging: only concepts first seen in the last window.
        most: how many are wanted.

    Raises:
        UsageError: a number below 1.
    """
    asked = question or ConceptQuestion()
    if min(window, min_papers, most) < 1:
        raise UsageError("give 1 or more for the window, the least papers and how many are wanted")
    found = yearly(view, asked)
    trends = [
        trend
        for one, papers in found.counts.items()
        if sum(papers) >= min_papers
        and (trend := _trend(found, one, papers, window))
        and (not emerging or trend.first_year > found.years[-1] - window)
    ]
    trends.sort(key=lambda one: (-one.ratio, one.concept))
    return Analysis(
        origin=origin(
            view,
            "trends",
            window=window,
            min_papers=min_papers,
            emerging=emerging,
            most=most,
            **asked.described(),
        ),
        items=tuple(trends[:most]),
        figures={"papers": sum(found.totals), "concepts": len(found.counts)},
    )


def _trend(found: Yearly, one: str, papers: tuple[int, ...], window: int) -> Trend:
    recent, before = sum(papers[-window:]), sum(papers[-2 * window : -window])
    all_recent, all_before = sum(found.totals[-window:]), sum(found.totals[-2 * window : -window])
    growth = (recent + 0.5) * (all_before + 1) / ((before + 0.5) * (all_recent + 1))
    return Trend(
        concept=one,
        name=found.name(one),
        first_year=next(year for year, count in zip(found.years, papers, strict=True) if count),
        years=found.years,
        papers=papers,
        share_before=before / all_before if all_before else 0.0,
        share_recent=recent / all_recent if all_recent else 0.0,
        growth=math.log2(growth),
        ratio=signed_ratio(recent, all_recent, before, all_before),
    )
