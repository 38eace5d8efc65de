"""How many papers have each concept, year by year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from citeweave_graph.analysis.asking import ConceptQuestion
from citeweave_graph.networks.asking import NetworkQuestion
from citeweave_graph.networks.reading import Facts, Use, facts, uses
from citeweave_schema.kinds import ConceptKind, NodeKind, Role

if TYPE_CHECKING:
    from citeweave_graph.view import View

__all__ = ["Yearly", "every_use", "yearly"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Yearly:
    """Papers by year and concept; papers of unknown year are left out.

    Attributes:
        years: every year from the first to the last with papers, without gaps.
        totals: of each year, the papers whose texts gave any concept.
        counts: of each concept that the question takes, the papers of each year that have it.
        known: what is known of papers and concepts.
    """

    years: tuple[int, ...]
    totals: tuple[int, ...]
    counts: dict[str, tuple[int, ...]]
    known: Facts

    def name(self, concept: str) -> str:
        """Give the name of a concept."""
        return str(self.known.attributes[concept]["name"])


def every_use(view: View, known: Facts, question: ConceptQuestion) -> list[Use]:
    """Give every use of any concept in any role, by the papers of the question's years."""
    asked = NetworkQuestion(
        kinds=frozenset(ConceptKind), roles=frozenset(Role), years=question.years
    )
    return list(uses(view, known, asked))


def yearly(view: View, question: ConceptQuestion) -> Yearly:
    """Count papers by year and concept.

    The totals count papers that were read and gave something, so that papers without abstracts,
    or of a source whose texts nobody read, do not look as if they had nothing to say.
    """
    known = facts(view, (NodeKind.PAPER, NodeKind.CONCEPT))
    every = every_use(view, known, question)
    asked = question.uses()
    year_of = {one.paper: year for one in every if (year := known.year(one.paper)) is not None}
    if not year_of:
        return Yearly(years=(), totals=(), counts={}, known=known)
    first, last = min(year_of.values()), max(year_of.values())
    totals = [0] * (last - first + 1)
    for year in year_of.values():
        totals[year - first] += 1
    counts: dict[str, list[int]] = {}
    for one in every:
        kind = known.concept_kind(one.concept)
        if one.paper in year_of and asked.takes(kind, one.role, one.confidence):
            found = counts.setdefault(one.concept, [0] * len(totals))
            found[year_of[one.paper] - first] += 1
    return Yearly(
        years=tuple(range(first, last + 1)),
        totals=tuple(totals),
        counts={one: tuple(found) for one, found in sorted(counts.items())},
        known=known,
    )
