"""Bursts: years in which a concept is at its high, by an automaton of two states.

Kleinberg, J. (2002), "Bursty and hierarchical structure in streams", KDD, section on enumerating
bursts: of d papers of a year, r have the concept. In the base state a paper has it with
probability p0 = R / D over all years, in the burst state with p1 = s p0. A state costs a year
-ln(C(d, r) p^r (1 - p)^(d - r)); to go up costs γ ln n for n years, to go down nothing. The
cheapest sequence of states says which years are bursts.
"""  # noqa: RUF002  # gamma is Kleinberg's letter

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from citeweave_graph.analysis.asking import ConceptQuestion
from citeweave_graph.analysis.results import Analysis, origin
from citeweave_graph.analysis.yearly import yearly
from citeweave_schema.errors import UsageError

if TYPE_CHECKING:
    from citeweave_graph.view import View

__all__ = ["Burst", "burst_states", "compute_bursts"]

_NEARLY_ALL = 0.9999


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """Years in which a concept is in far more papers than over all years.

    Attributes:
        concept: its id.
        name: its name.
        first: first year of the burst.
        last: last year of it.
        ongoing: whether it lasts to the last year of the papers asked about.
        weight: what the burst state saves over the base state in these years; the greater, the
            stronger.
        papers: papers of these years that have it.
    """

    concept: str
    name: str
    first: int
    last: int
    ongoing: bool
    weight: float
    papers: int


def compute_bursts(
    view: View,
    question: ConceptQuestion | None = None,
    *,
    ratio: float = 2.0,
    gamma: float = 1.0,
    min_papers: int = 5,
    most: int = 50,
) -> Analysis[Burst]:
    """Find the bursts of concepts, the strongest first.

    Args:
        view: of any store.
        question: which concepts count.
        ratio: s, how much likelier a paper has the concept in a burst.
        gamma: how dear it is to begin a burst; greater for fewer.
        min_papers: least number of papers of a concept, over all years.
        most: how many are wanted.

    Raises:
        UsageError: a ratio of 1 or less, a negative gamma, or a number below 1.
    """
    asked = question or ConceptQuestion()
    if not ratio > 1 or not gamma >= 0 or min(min_papers, most) < 1:
        raise UsageError("give a ratio above 1, a gamma of 0 or more, and numbers of 1 or more")
    found = yearly(view, asked)
    bursts: list[Burst] = []
    for one, papers in found.counts.items():
        if sum(papers) < min_papers:
            continue
        states = burst_states(papers, found.totals, ratio=ratio, gamma=gamma)
        gains = _gains(papers, found.totals, ratio)
        bursts += [
            Burst(
                concept=one,
                name=found.name(one),
                first=found.years[first],
                last=found.years[last],
                ongoing=last == len(states) - 1,
                weight=sum(gains[first : last + 1]),
                papers=sum(papers[first : last + 1]),
            )
            for first, last in _runs(states)
        ]
    bursts.sort(key=lambda one: (-one.weight, one.first, one.concept))
    return Analysis(
        origin=origin(
            view,
            "bursts",
            ratio=ratio,
            gamma=gamma,
            min_papers=min_papers,
            most=most,
            **asked.described(),
        ),
        items=tuple(bursts[:most]),
        figures={"papers": sum(found.totals), "concepts": len(found.counts)},
    )


def burst_states(
    relevant: Sequence[int], totals: Sequence[int], *, ratio: float = 2.0, gamma: float = 1.0
) -> tuple[int, ...]:
    """Give the cheapest sequence of states, 1 for a year in a burst (Viterbi 1967).

    Where two sequences cost the same, the one that is in the base state for longer at its end.

    Args:
        relevant: of each year, the papers that have the concept.
        totals: of each year, all papers.
        ratio: s.
        gamma: what going up costs, in units of ln n.

    >>> burst_states([1, 1, 9, 8, 1], [10, 10, 10, 10, 10])
    (0, 0, 1, 1, 0)
    """
    gains = _gains(relevant, totals, ratio)
    up = gamma * math.log(len(gains)) if gains else 0.0
    low, high = 0.0, math.inf
    came_low: list[int] = []
    came_high: list[int] = []
    # Costs are given over the base state's: only differences decide, so the binomials cancel.
    for gain in gains:
        came_high.append(int(high < low + up))
        came_low.append(int(high < low))
        low, high = min(low, high), min(low + up, high) - gain
    state = int(high < low)
    states: list[int] = []
    for to_low, to_high in zip(reversed(came_low), reversed(came_high), strict=True):
        states.append(state)
        state = to_high if state else to_low
    return tuple(reversed(states))


def _gains(relevant: Sequence[int], totals: Sequence[int], ratio: float) -> list[float]:
    """Give what each year saves by being in a burst."""
    having, every = sum(relevant), sum(totals)
    base = having / every if every else 0.0
    burst = min(ratio * base, _NEARLY_ALL)
    if not 0 < base < burst:
        return [-math.inf if total else 0.0 for total in totals]
    more, less = math.log(burst / base), math.log((1 - burst) / (1 - base))
    return [
        found * more + (total - found) * less for found, total in zip(relevant, totals, strict=True)
    ]


def _runs(states: Sequence[int]) -> list[tuple[int, int]]:
    """Give the first and last place of each run of burst states."""
    found: list[tuple[int, int]] = []
    for place, state in enumerate(states):
        if state and place and states[place - 1]:
            found[-1] = (found[-1][0], place)
        elif state:
            found.append((place, place))
    return found
