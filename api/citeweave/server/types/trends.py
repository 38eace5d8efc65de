"""How concepts fare over the years."""

from __future__ import annotations

from typing import cast

import strawberry

from citeweave.server.failures import Code, RefusedError
from citeweave.server.types.concepts import Concept
from citeweave.server.types.connections import Info
from citeweave.server.types.declaring import field, graph_type
from citeweave.server.types.nodes import loaded
from citeweave.server.types.years import YearCount
from citeweave_graph.analysis import ConceptQuestion, compute_trends
from citeweave_graph.analysis import Trend as TrendRecord

__all__ = ["Trend", "trends_of"]

_MOST = 100


@graph_type
class Trend:
    """How a concept's share of the papers changed from one window of years to the next."""

    answer: strawberry.Private[TrendRecord]

    @field
    async def concept(self, info: Info) -> Concept:
        """What grew or shrank."""
        return cast("Concept", await loaded(info, self.answer.concept))

    @field
    def first_year(self) -> int:
        """The year of its first paper among those asked about."""
        return self.answer.first_year

    @field
    def years(self) -> list[YearCount]:
        """How many papers have it, year by year, without gaps."""
        pairs = zip(self.answer.years, self.answer.papers, strict=True)
        return [YearCount(year=year, papers=papers) for year, papers in pairs]

    @field
    def share_before(self) -> float:
        """Its share of the papers of the earlier window, 0 to 1."""
        return self.answer.share_before

    @field
    def share_recent(self) -> float:
        """Its share of the papers of the last window, 0 to 1."""
        return self.answer.share_recent

    @field
    def growth(self) -> float:
        """The log2 of the recent over the earlier share: 1 for doubled, -1 for halved."""
        return self.answer.growth

    @field
    def ratio(self) -> float:
        """Log-likelihood ratio of both shares: beyond 10.83, chance is one case in a thousand."""
        return self.answer.ratio


async def trends_of(
    info: Info,
    question: ConceptQuestion,
    *,
    window: int,
    min_papers: int,
    emerging: bool,
    first: int,
) -> list[Trend]:
    """Give what grew most surely, as `citeweave analyze trends` does.

    Raises:
        RefusedError: BAD_INPUT when more are wanted than one answer has.
        UsageError: a number below 1.
    """
    if first > _MOST:
        raise RefusedError(Code.BAD_INPUT, f"first takes 1 to {_MOST}, not {first}")
    found = await info.context.ask(
        lambda view: compute_trends(
            view, question, window=window, min_papers=min_papers, emerging=emerging, most=first
        )
    )
    return [Trend(answer=one) for one in found.items]
