"""What rose while a concept fell, in the tasks that it was used for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from citeweave_graph.analysis.asking import ConceptQuestion
from citeweave_graph.analysis.likelihood import signed_ratio
from citeweave_graph.analysis.results import Analysis, origin
from citeweave_graph.analysis.yearly import every_use
from citeweave_graph.hops import DEFAULT_ROLES
from citeweave_graph.networks.reading import Facts, Use, facts
from citeweave_schema.errors import NotFoundError, UsageError
from citeweave_schema.kinds import ConceptKind, NodeKind, Role
from citeweave_schema.nodes import ConceptNode

if TYPE_CHECKING:
    from citeweave_graph.view import View

__all__ = ["Successor", "compute_successors"]

_SHOWN = 5
_OFTEN = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Successor:
    """A concept that rose in the tasks of another while that one fell.

    Attributes:
        concept: its id.
        name: its name.
        share_before: its share of the field's papers up to the turn.
        share_after: its share of them since.
        ratio: log-likelihood ratio of the two shares.
        tasks: ids of the tasks that both were used in, the most frequent first.
        both: ids of papers that have both, in any role, the earliest first: where the one was
            compared with the other, or took its place.
        papers: ids of papers that have it since the turn, the earliest first.
    """

    concept: str
    name: str
    share_before: float
    share_after: float
    ratio: float
    tasks: tuple[str, ...]
    both: tuple[str, ...]
    papers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Field:
    """The dated papers that address a task of a concept, before and after the turn."""

    before: frozenset[str]
    after: frozenset[str]
    turn: int

    def shares(self, papers: frozenset[str]) -> tuple[int, int]:
        """Count the papers that are in either."""
        return len(papers & self.before), len(papers & self.after)


@dataclass(frozen=True, slots=True)
class _Fall:
    """The concept that fell: its field, its papers, and the tasks that papers address."""

    known: Facts
    field: _Field
    tasks: Mapping[str, frozenset[str]]
    papers: frozenset[str]


def compute_successors(
    view: View,
    concept: str,
    question: ConceptQuestion | None = None,
    *,
    turn: int | None = None,
    min_papers: int = 3,
    most: int = 20,
) -> Analysis[Successor]:
    """Find what rose while a concept fell, among papers of the tasks that it was used for.

    The field is the papers that address any task which two or more papers of the concept address
    (any task, where there is none of those). The turn is the year of the concept's greatest share
    of the field, the last of several. Concepts of the same kind are compared before and after:
    those whose share grew, the surest first. `figures` has the concept's own shares; where it did
    not fall, nothing replaced it and the answer is empty.

    Args:
        view: of any store.
        concept: id of the concept that fell.
        question: roles, confidence and years; its kinds are not looked at.
        turn: last year of the time before; None for the year of the greatest share.
        min_papers: least number of papers of the field that have a successor.
        most: how many are wanted.

    Raises:
        NotFoundError: no such concept.
        UsageError: a number below 1.
    """
    asked = question or ConceptQuestion()
    node = view.node(concept)
    if not isinstance(node, ConceptNode):
        raise NotFoundError(f"the graph has no concept {concept!r}")
    if min(min_papers, most) < 1:
        raise UsageError("give 1 or more for the least papers and how many are wanted")
    asked = ConceptQuestion(
        kinds=frozenset({node.concept_kind}),
        roles=asked.roles,
        min_confidence=asked.min_confidence,
        years=asked.years,
    )
    known = facts(view, (NodeKind.PAPER, NodeKind.CONCEPT))
    every = every_use(view, known, asked)
    takes = asked.uses().takes
    having = _papers(
        one for one in every if takes(known.concept_kind(one.concept), one.role, one.confidence)
    )
    tasks = _tasks(every, known)
    ours = having.get(node.id, frozenset())
    field = _field(known, ours, tasks, turn)
    before, after = field.shares(ours)
    figures = {
        "turn": float(field.turn),
        "papers_before": float(len(field.before)),
        "papers_after": float(len(field.after)),
        "share_before": before / len(field.before) if field.before else 0.0,
        "share_after": after / len(field.after) if field.after else 0.0,
    }
    found: list[Successor] = []
    if figures["share_after"] < figures["share_before"]:
        anyhow = _papers(every)
        found = [
            _successor(one, papers, anyhow[one] & anyhow[node.id], _Fall(known, field, tasks, ours))
            for one, papers in having.items()
            if one != node.id and sum(field.shares(papers)) >= min_papers
        ]
    found = [one for one in found if one.ratio > 0 and one.share_after > one.share_before]
    found.sort(key=lambda one: (-one.ratio, one.concept))
    return Analysis(
        origin=origin(
            view,
            "successors",
            concept=node.id,
            name=node.name,
            turn=field.turn,
            min_papers=min_papers,
            most=most,
            **asked.described(),
        ),
        items=tuple(found[:most]),
        figures=figures,
    )


def _papers(uses: Iterable[Use]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for one in uses:
        found.setdefault(one.concept, set()).add(one.paper)
    return {one: frozenset(papers) for one, papers in sorted(found.items())}


def _tasks(every: Iterable[Use], known: Facts) -> dict[str, frozenset[str]]:
    """Give the tasks that each paper addresses."""
    addressing = DEFAULT_ROLES[ConceptKind.TASK]
    found: dict[str, set[str]] = {}
    for one in every:
        if known.concept_kind(one.concept) is ConceptKind.TASK and Role(one.role) in addressing:
            found.setdefault(one.paper, set()).add(one.concept)
    return {paper: frozenset(some) for paper, some in found.items()}


def _field(
    known: Facts, ours: frozenset[str], tasks: Mapping[str, frozenset[str]], turn: int | None
) -> _Field:
    addressed = Counter(task for paper in ours for task in tasks.get(paper, ()))
    often = {task for task, count in addressed.items() if count >= _OFTEN} or set(addressed)
    years = {
        paper: year
        for paper, some in tasks.items()
        if some & often and (year := known.year(paper)) is not None
    }
    if turn is None:
        turn = _greatest(years, ours)
    return _Field(
        before=frozenset(paper for paper, year in years.items() if year <= turn),
        after=frozenset(paper for paper, year in years.items() if year > turn),
        turn=turn,
    )


def _greatest(years: Mapping[str, int], ours: frozenset[str]) -> int:
    """Give the year of the greatest share, the last of several; 0 where there is none."""
    totals = Counter(years.values())
    having = Counter(year for paper, year in years.items() if paper in ours)
    return max(totals, key=lambda year: (having[year] / totals[year], year), default=0)


def _successor(
    one: str,
    papers: frozenset[str],
    both: frozenset[str],
    fall: _Fall,
) -> Successor:
    known, field, tasks, ours = fall.known, fall.field, fall.tasks, fall.papers
    before, after = field.shares(papers)
    theirs = Counter(task for paper in papers for task in tasks.get(paper, ()))
    shared = theirs.keys() & {task for paper in ours for task in tasks.get(paper, ())}

    def earliest(some: frozenset[str]) -> tuple[str, ...]:
        return tuple(sorted(some, key=lambda paper: (known.year(paper) or 9999, paper))[:_SHOWN])

    return Successor(
        concept=one,
        name=str(known.attributes[one]["name"]),
        share_before=before / len(field.before) if field.before else 0.0,
        share_after=after / len(field.after) if field.after else 0.0,
        ratio=signed_ratio(after, len(field.after), before, len(field.before)),
        tasks=tuple(sorted(shared, key=lambda task: (-theirs[task], task))[:_SHOWN]),
        both=earliest(both),
        papers=earliest(papers & field.after),
    )
