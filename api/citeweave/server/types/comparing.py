"""The papers similar to one: a field of papers, which this module gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry

from citeweave.server.cursors import Cut
from citeweave.server.types.connections import Info
from citeweave.server.types.declaring import field, graph_type, input_type
from citeweave.server.types.paper_details import PaperFacts
from citeweave.server.types.walking import YearRange, years_of
from citeweave_graph import SimilarityQuestion
from citeweave_graph import SimilarityWeights as Weights

if TYPE_CHECKING:
    from citeweave.server.types.similarity import SimilarConnection

__all__ = ["ComparedPaper", "SimilarityWeights"]

_SIMILARITY = strawberry.lazy("citeweave.server.types.similarity")
_USUAL = Weights()


@input_type
class SimilarityWeights:
    """How much each part of a similarity counts, 0 to 100; 0 leaves a part out."""

    methods: int = _USUAL.methods
    datasets: int = _USUAL.datasets
    tasks: int = _USUAL.tasks
    co_citation: int = _USUAL.co_citation
    coupling: int = _USUAL.coupling
    text: int = _USUAL.text


def _weights(given: SimilarityWeights | None) -> Weights:
    """Give the weights that were asked for; the usual ones where none were.

    Raises:
        UsageError: a weight out of its range, or nothing but zeros.
    """
    if given is None:
        return _USUAL
    return Weights(
        methods=given.methods,
        datasets=given.datasets,
        tasks=given.tasks,
        co_citation=given.co_citation,
        coupling=given.coupling,
        text=given.text,
    )


@graph_type
class ComparedPaper(PaperFacts):
    """A paper that can be compared with others."""

    @field
    async def similar(
        self,
        info: Info,
        *,
        weights: SimilarityWeights | None = None,
        years: YearRange | None = None,
        venue: str | None = None,
        first: int | None = None,
        last: int | None = None,
        after: str | None = None,
        before: str | None = None,
    ) -> Annotated[SimilarConnection, _SIMILARITY]:
        """Similar papers, best first, ties by id, each with what makes it similar.

        Shared methods, datasets and tasks count by their rarity, citations by Salton's cosine,
        the text by how well it fits this paper's title. Years and venue are the other papers'.
        """
        from citeweave.server.types.similarity import (  # noqa: PLC0415  # it imports papers
            SimilarConnection,
            similar_feed,
        )

        question = SimilarityQuestion(weights=_weights(weights), years=years_of(years), venue=venue)
        cut = Cut(first, last, after, before)
        return SimilarConnection(feed=await similar_feed(info, self.paper.id, question, cut))
