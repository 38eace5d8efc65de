"""Which concepts are likely to be combined next, and over which others that is."""

from __future__ import annotations

import heapq
import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from citeweave_graph.analysis.asking import ConceptQuestion
from citeweave_graph.analysis.profiles import TELLING
from citeweave_graph.analysis.results import Analysis, origin
from citeweave_graph.networks.reading import Facts, facts, uses
from citeweave_schema.errors import NotFoundError, UsageError
from citeweave_schema.kinds import NodeKind

if TYPE_CHECKING:
    from citeweave_graph.view import View

__all__ = ["Prediction", "Step", "compute_predictions"]

_WAYS = 5
_PAPERS = 2

Papers = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A concept that has been combined with both.

    Attributes:
        concept: its id.
        name: its name.
        weight: its part of the score.
        with_first: ids of papers that have it and the first concept, the latest first.
        with_second: of those that have it and the second.
    """

    concept: str
    name: str
    weight: float
    with_first: tuple[str, ...]
    with_second: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """Two concepts that no paper combines yet.

    Attributes:
        first: id of the one that more papers have.
        first_name: its name.
        second: id of the other.
        second_name: its name.
        score: sum of the weights of all concepts between them.
        between: how many these are.
        ways: the heaviest of them, with papers.
    """

    first: str
    first_name: str
    second: str
    second_name: str
    score: float
    between: int
    ways: tuple[Step, ...]


def compute_predictions(
    view: View,
    question: ConceptQuestion | None = None,
    *,
    concept: str | None = None,
    min_papers: int = 3,
    most_concepts: int = 2_000,
    most: int = 20,
) -> Analysis[Prediction]:
    """Find concepts that are likely to be combined next, the likeliest first.

    The score of two concepts that no paper combines is that of Adamic and Adar (2003): each
    concept between them, which has been combined with both, counts 1 / ln k, where k is how many
    concepts it has been combined with. What goes with everything says little, what goes with few
    says much. It did well among simple scores in Liben-Nowell and Kleinberg (2007).

    Args:
        view: of any store.
        question: which concepts count; None for methods, datasets and tasks.
        concept: id of a concept that every pair must hold; None for all pairs.
        min_papers: least number of papers of a concept.
        most_concepts: only so many concepts, those of the most papers, and `concept`.
        most: how many pairs are wanted.

    Raises:
        NotFoundError: `concept` is no concept that counts.
        UsageError: a number below 1.
    """
    asked = question or ConceptQuestion(kinds=TELLING)
    if min(min_papers, most_concepts, most) < 1:
        raise UsageError("give numbers of 1 or more")
    known = facts(view, (NodeKind.PAPER, NodeKind.CONCEPT))
    having: dict[str, set[str]] = {}
    for one in uses(view, known, asked.uses()):
        having.setdefault(one.concept, set()).add(one.paper)
    only = None
    if concept is not None:
        node = view.node(concept)
        if node is None or node.id not in having:
            raise NotFoundError(f"no paper has the concept {concept!r} in the ways that count")
        only = node.id
    papers = _frequent(having, min_papers, most_concepts, only)
    near = _combined(papers)
    weight = {one: 1 / math.log(len(some)) for one, some in near.items() if len(some) > 1}
    scored = ((score, between, pair) for pair, score, between in _open_pairs(near, weight, only))
    best = heapq.nsmallest(most, scored, key=lambda one: (-one[0], one[2]))
    return Analysis(
        origin=origin(
            view,
            "predictions",
            concept=only or "any",
            min_papers=min_papers,
            most_concepts=most_concepts,
            most=most,
            **asked.described(),
        ),
        items=tuple(
            _prediction(pair, score, between, _Reasons(known, papers, near, weight))
            for score, between, pair in best
        ),
        figures={
            "concepts": len(papers),
            "combined": sum(map(len, near.values())) / 2,
        },
    )


@dataclass(frozen=True, slots=True)
class _Reasons:
    known: Facts
    papers: Papers
    near: Papers
    weight: Mapping[str, float]


def _frequent(
    having: Mapping[str, set[str]], min_papers: int, most: int, only: str | None
) -> dict[str, frozenset[str]]:
    order = sorted(having.items(), key=lambda one: (one[0] != only, -len(one[1]), one[0]))
    return {
        one: frozenset(papers)
        for one, papers in sorted(order[:most])
        if len(papers) >= min_papers or one == only
    }


def _combined(papers: Papers) -> dict[str, frozenset[str]]:
    """Give the concepts that each has been combined with in a paper."""
    concepts: dict[str, list[str]] = {}
    for one, some in papers.items():
        for paper in some:
            concepts.setdefault(paper, []).append(one)
    near: dict[str, set[str]] = {one: set() for one in papers}
    for together in concepts.values():
        for one in together:
            near[one].update(together)
    return {one: frozenset(others - {one}) for one, others in near.items()}


def _open_pairs(
    near: Papers, weight: Mapping[str, float], only: str | None
) -> Iterator[tuple[tuple[str, str], float, int]]:
    """Give the pairs that nothing combines yet but something links, with score and number."""
    for one in [only] if only else sorted(near):
        scores: dict[str, float] = {}
        between: Counter[str] = Counter()
        for middle in sorted(near[one]):
            if middle not in weight:
                continue
            for other in near[middle]:
                if (only or other > one) and other != one:
                    scores[other] = scores.get(other, 0.0) + weight[middle]
                    between[other] += 1
        for other, score in scores.items():
            if other not in near[one]:
                yield (min(one, other), max(one, other)), score, between[other]


def _prediction(pair: tuple[str, str], score: float, between: int, why: _Reasons) -> Prediction:
    first, second = sorted(pair, key=lambda one: (-len(why.papers[one]), one))
    middles = (why.near[first] & why.near[second]) & why.weight.keys()
    best = sorted(middles, key=lambda one: (-why.weight[one], one))[:_WAYS]

    def name(one: str) -> str:
        return str(why.known.attributes[one]["name"])

    def papers(one: str, other: str) -> tuple[str, ...]:
        both = why.papers[one] & why.papers[other]
        return tuple(sorted(both, key=lambda paper: (-(why.known.year(paper) or 0), paper)))[
            :_PAPERS
        ]

    return Prediction(
        first=first,
        first_name=name(first),
        second=second,
        second_name=name(second),
        score=score,
        between=between,
        ways=tuple(
            Step(
                concept=one,
                name=name(one),
                weight=why.weight[one],
                with_first=papers(first, one),
                with_second=papers(second, one),
            )
            for one in best
        ),
    )
