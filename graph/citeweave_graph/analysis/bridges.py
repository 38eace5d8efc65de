"""Papers that stand between two subjects."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from citeweave_graph.analysis.asking import ConceptQuestion
from citeweave_graph.analysis.profiles import TELLING
from citeweave_graph.analysis.results import Analysis, origin
from citeweave_graph.networks.reading import Facts, citations, facts, uses
from citeweave_schema.errors import NotFoundError, UsageError
from citeweave_schema.kinds import NodeKind
from citeweave_schema.nodes import ConceptNode

if TYPE_CHECKING:
    from citeweave_graph.view import View

__all__ = ["Bridge", "Through", "compute_bridges"]

_SHOWN = 5

Neighbours = Mapping[str, frozenset[str]]


class Through(StrEnum):
    """What leads from a paper to a subject."""

    CONCEPTS = "concepts"
    """The concepts that it has."""
    CITATIONS = "citations"
    """The papers that it cites and that cite it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridge:
    """A paper between two subjects.

    Attributes:
        paper: its id.
        name: its title.
        score: the geometric mean of the two leanings.
        first: how far it leans to the first subject, 0 to 1.
        second: how far to the second.
        to_first: ids of the concepts or papers that lead to the first, the strongest first.
        to_second: of those that lead to the second.
        inside: whether it belongs to the first, the second, both or neither.
    """

    paper: str
    name: str
    score: float
    first: float
    second: float
    to_first: tuple[str, ...]
    to_second: tuple[str, ...]
    inside: str


def compute_bridges(
    view: View,
    first: str | Collection[str],
    second: str | Collection[str],
    question: ConceptQuestion | None = None,
    *,
    through: Through = Through.CONCEPTS,
    most: int = 20,
) -> Analysis[Bridge]:
    """Find the papers that bridge two subjects, the best first.

    How far a paper leans to a subject is the mean, over its concepts, of the share of the other
    papers with that concept which belong to the subject; or over the papers that it cites and is
    cited by, the share of those that do. A paper that leans to one side only scores 0 and is not
    listed, nor is one with a single concept or neighbour.

    Args:
        view: of any store.
        first: the id of a concept, whose papers are the subject, or the ids of papers, such as
            the members of a community.
        second: likewise.
        question: which concepts count; None for methods, datasets and tasks.
        through: what leads from paper to paper.
        most: how many are wanted.

    Raises:
        NotFoundError: no such concept.
        UsageError: a subject without papers, or `most` below 1.
    """
    asked = question or ConceptQuestion(kinds=TELLING)
    if most < 1:
        raise UsageError("give 1 or more for how many are wanted")
    known = facts(view, (NodeKind.PAPER, NodeKind.CONCEPT))
    sides = [_papers(view, known, one) for one in (first, second)]
    if through is Through.CONCEPTS:
        pairs = ((one.paper, one.concept) for one in uses(view, known, asked.uses()))
        found = _over_concepts(_grouped(pairs), sides)
    else:
        found = _over_citations(_cited_or_citing(view, known, asked), sides)
    bridges = [
        Bridge(
            paper=paper,
            name=str(known.attributes[paper]["name"]),
            score=math.sqrt(one * other),
            first=one,
            second=other,
            to_first=_strongest(leading[0]),
            to_second=_strongest(leading[1]),
            inside=_inside(paper, sides),
        )
        for paper, leading in found
        if (one := _mean(leading[0])) > 0 and (other := _mean(leading[1])) > 0
    ]
    bridges.sort(key=lambda one: (-one.score, one.paper))
    return Analysis(
        origin=origin(
            view,
            "bridges",
            first=first if isinstance(first, str) else f"{len(sides[0])} papers",
            second=second if isinstance(second, str) else f"{len(sides[1])} papers",
            through=through.value,
            most=most,
            **asked.described(),
        ),
        items=tuple(bridges[:most]),
        figures={"first": len(sides[0]), "second": len(sides[1]), "bridges": len(bridges)},
    )


def _papers(view: View, known: Facts, side: str | Collection[str]) -> frozenset[str]:
    """Give the papers of a subject."""
    if not isinstance(side, str):
        papers = frozenset(one for one in side if one in known.attributes)
    else:
        node = view.node(side)
        if not isinstance(node, ConceptNode):
            raise NotFoundError(f"the graph has no concept {side!r}")
        asked = ConceptQuestion(kinds=frozenset({node.concept_kind})).uses()
        papers = frozenset(one.paper for one in uses(view, known, asked) if one.concept == node.id)
    if not papers:
        raise UsageError(f"no paper belongs to {side if isinstance(side, str) else 'a subject'}")
    return papers


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for one, other in pairs:
        found.setdefault(one, set()).add(other)
    return {one: frozenset(others) for one, others in sorted(found.items())}


def _cited_or_citing(view: View, known: Facts, asked: ConceptQuestion) -> Neighbours:
    pairs = list(citations(view, known, asked.years))
    return _grouped([*pairs, *((cited, citing) for citing, cited in pairs)])


def _over_concepts(
    having: Neighbours, sides: list[frozenset[str]]
) -> list[tuple[str, list[dict[str, float]]]]:
    """Give the share of each subject among the other papers with each concept of a paper."""
    papers = _grouped((concept, paper) for paper, some in having.items() for concept in some)
    within = [{concept: len(some & side) for concept, some in papers.items()} for side in sides]
    return [
        (
            paper,
            [
                {
                    concept: (counts[concept] - (paper in side)) / max(len(papers[concept]) - 1, 1)
                    for concept in some
                }
                for side, counts in zip(sides, within, strict=True)
            ],
        )
        for paper, some in having.items()
        if len(some) > 1
    ]


def _over_citations(
    near: Neighbours, sides: list[frozenset[str]]
) -> list[tuple[str, list[dict[str, float]]]]:
    """Say of each neighbour of a paper whether it belongs to each subject."""
    return [
        (paper, [{other: float(other in side) for other in some} for side in sides])
        for paper, some in near.items()
        if len(some) > 1
    ]


def _mean(leading: Mapping[str, float]) -> float:
    return sum(leading.values()) / len(leading)


def _strongest(leading: Mapping[str, float]) -> tuple[str, ...]:
    order = sorted(leading.items(), key=lambda one: (-one[1], one[0]))
    return tuple(one for one, share in order[:_SHOWN] if share > 0)


def _inside(paper: str, sides: list[frozenset[str]]) -> str:
    first, second = (paper in side for side in sides)
    if first and second:
        return "both"
    return "first" if first else "second" if second else "neither"
