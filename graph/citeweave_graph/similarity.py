"""How alike two papers are, part by part: the parts, their weights, and the sums behind them.

Every part is a whole number of millionths, so that all stores give the same:

- METHODS, DATASETS, TASKS: the weights (`questions.rarity`) of the concepts of that kind that
  both papers have in the default roles, over those of all that the paper asked about has.
- CO_CITATION: papers citing both, over the root of the product of those citing each (H. Small,
  Co-citation in the scientific literature, 1973; Salton's cosine, as in G. Salton and
  M. McGill, Introduction to modern information retrieval, 1983).
- COUPLING: the same of the papers that both cite (M. M. Kessler, Bibliographic coupling between
  scientific papers, 1963).
- TEXT: how well the other paper's title and abstract fit the words of this one's title, over how
  well the best paper does, this one among them: the scores of the searches for each of its six
  longest words, added up, where of each word the `CHAMPIONS` best papers count (champion lists:
  C. D. Manning, P. Raghavan and H. Schütze, Introduction to information retrieval, 2008,
  section 7.1.3).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum

from citeweave_graph import searching
from citeweave_graph.answers import SharedConcept
from citeweave_graph.hops import CITATIONS, REFERENCES, Hop, Years
from citeweave_schema.errors import UsageError
from citeweave_schema.kinds import ConceptKind

__all__ = [
    "CHAMPIONS",
    "CONCEPT_PARTS",
    "CONNECTING",
    "NAMED",
    "WHOLE",
    "Similar",
    "SimilarityKind",
    "SimilarityPart",
    "SimilarityQuestion",
    "SimilarityWeights",
    "combined",
    "cosine",
    "fraction",
    "parts_of",
    "title_words",
]

WHOLE = 1_000_000
"""A part that could not be larger, in millionths."""

CHAMPIONS = 100
"""Of how many papers, the best of each word of a title, the text is compared."""

NAMED = 10
"""How many of the papers that connect two papers an answer names."""

_HEAVIEST = 100
_SHORT = 2
_MOST_WORDS = 6


class SimilarityKind(StrEnum):
    """What two papers may have in common."""

    METHODS = "methods"
    DATASETS = "datasets"
    TASKS = "tasks"
    CO_CITATION = "co_citation"
    COUPLING = "coupling"
    TEXT = "text"


CONCEPT_PARTS: dict[SimilarityKind, ConceptKind] = {
    SimilarityKind.METHODS: ConceptKind.METHOD,
    SimilarityKind.DATASETS: ConceptKind.DATASET,
    SimilarityKind.TASKS: ConceptKind.TASK,
}
"""The parts about concepts, and the kind of concepts that each is about."""

CONNECTING: dict[SimilarityKind, tuple[Hop, Hop]] = {
    SimilarityKind.CO_CITATION: (CITATIONS, REFERENCES),
    SimilarityKind.COUPLING: (REFERENCES, CITATIONS),
}
"""The parts about citations, with the hops to the papers that connect two, and back from them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarityWeights:
    """How much each part counts, 0 to 100 each; a part of weight 0 is left out.

    Only their proportions matter. Those given here add up to 100.

    Raises:
        UsageError: a weight out of its range, or nothing but zeros.

    >>> SimilarityWeights(text=0).chosen[SimilarityKind.METHODS]
    25
    """

    methods: int = 25
    datasets: int = 15
    tasks: int = 15
    co_citation: int = 20
    coupling: int = 15
    text: int = 10

    def __post_init__(self) -> None:
        """Refuse weights that nothing could be ranked by."""
        for name in (one.name for one in fields(self)):
            weight = getattr(self, name)
            if type(weight) is not int or not 0 <= weight <= _HEAVIEST:
                raise UsageError(
                    f"the weight of {name} takes a whole number of 0 to {_HEAVIEST}, not {weight!r}"
                )
        if not self.total:
            raise UsageError("all weights are 0; give at least one part a weight")

    @property
    def chosen(self) -> dict[SimilarityKind, int]:
        """The weights of the parts that count."""
        every = {kind: int(getattr(self, kind.value)) for kind in SimilarityKind}
        return {kind: weight for kind, weight in every.items() if weight}

    @property
    def total(self) -> int:
        """Their sum."""
        return sum(self.chosen.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarityQuestion:
    """What counts as similar, and which papers are compared.

    Attributes:
        weights: of the parts.
        years: of the other papers.
        venue: of the other papers, as printed; None for any.
    """

    weights: SimilarityWeights = SimilarityWeights()
    years: Years = Years()  # noqa: RUF009  # frozen
    venue: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarityPart:
    """What two papers have in common in one respect, and what that adds to their score.

    Attributes:
        kind: in which respect.
        value: how much, in millionths of what there could be.
        share: of the score, in millionths, rounded down.
        shared: for concepts, what is shared, the heaviest first, ties by id.
        count: how many concepts are shared or papers connect the two; 0 for text.
        papers: for citations, the first ids of those papers, at most `NAMED`, ascending.
    """

    kind: SimilarityKind
    value: int
    share: int
    shared: tuple[SharedConcept, ...] = ()
    count: int = 0
    papers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Similar:
    """Another paper that is similar.

    Attributes:
        paper: its id.
        score: the mean of the parts by their weights, in millionths, rounded down.
        parts: those that are more than nothing, what adds most to the score first.
    """

    paper: str
    score: int
    parts: tuple[SimilarityPart, ...]


def fraction(some: int, whole: int) -> int:
    """Give a part of a whole in millionths, rounded down; 0 of nothing, never beyond the whole.

    >>> fraction(1, 3), fraction(4, 3), fraction(1, 0)
    (333333, 1000000, 0)
    """
    return max(0, min(WHOLE, some * WHOLE // whole)) if whole > 0 else 0


def cosine(both: int, one: int, other: int) -> int:
    """Give Salton's cosine of two sets in millionths, rounded down, exact for any sizes.

    Args:
        both: how many members they have in common.
        one: how many the one has.
        other: how many the other has.

    >>> cosine(1, 1, 2), cosine(3, 3, 3), cosine(0, 0, 5)
    (707106, 1000000, 0)
    """
    return math.isqrt(both * both * WHOLE * WHOLE // (one * other)) if both else 0


def combined(values: Mapping[SimilarityKind, int], weights: Mapping[SimilarityKind, int]) -> int:
    """Give the score of parts in millionths, rounded down.

    Args:
        values: of the parts that are more than nothing.
        weights: of all parts that count.

    >>> combined({SimilarityKind.METHODS: WHOLE}, SimilarityWeights().chosen)
    250000
    """
    return sum(weights[kind] * value for kind, value in values.items()) // sum(weights.values())


def parts_of(
    values: Mapping[SimilarityKind, int], weights: Mapping[SimilarityKind, int]
) -> list[SimilarityPart]:
    """Give the parts of a score that are more than nothing, what adds most first.

    >>> two = {SimilarityKind.TASKS: 200_000, SimilarityKind.METHODS: 360_000}
    >>> [(one.kind.name, one.share) for one in parts_of(two, SimilarityWeights().chosen)]
    [('METHODS', 750000), ('TASKS', 250000)]
    """
    added = {kind: weights[kind] * value for kind, value in values.items() if value}
    every = sum(added.values())
    order = list(SimilarityKind)
    return [
        SimilarityPart(kind=kind, value=values[kind], share=fraction(added[kind], every))
        for kind in sorted(added, key=lambda kind: (-added[kind], order.index(kind)))
    ]


def title_words(title: str) -> tuple[str, ...]:
    """Give the words of a title that texts are compared by: the six longest, in their order.

    The more often a word is used the shorter it is (G. K. Zipf, The psycho-biology of language,
    1935), so that the long ones tell most and are found quickest.

    >>> title_words("On the Use of LLMs: a survey of LLMs")
    ('the', 'use', 'llms', 'survey')
    >>> title_words("What We Know About How Neural Language Models Learn Grammar")
    ('about', 'neural', 'language', 'models', 'learn', 'grammar')
    """
    every = dict.fromkeys(searching.words(title))
    some = [one for one in every if len(one) > _SHORT or not one.isascii()]
    longest = set(sorted(some, key=lambda one: -len(one))[:_MOST_WORDS])
    return tuple(one for one in some if one in longest)
