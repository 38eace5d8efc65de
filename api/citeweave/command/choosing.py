"""Options that choose a network, or which uses of concepts count, and what they mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated

import typer

from citeweave_graph import Years
from citeweave_graph.analysis import ConceptQuestion
from citeweave_graph.networks import Counting, NetworkKind, NetworkQuestion, Normalisation
from citeweave_schema import ConceptKind, Role
from citeweave_schema.errors import UsageError

__all__ = [
    "Counts",
    "Kinds",
    "MinConfidence",
    "MinCount",
    "MinWeight",
    "Most",
    "MostNodes",
    "Named",
    "NetworkName",
    "Normalised",
    "Period",
    "Roles",
    "Seed",
    "concept_question",
    "network_question",
    "years_of",
]

NetworkName = Annotated[
    NetworkKind, typer.Option("--network", help="What the nodes are, and what links them.")
]
Counts = Annotated[
    Counting, typer.Option("--counting", help="Whether an act with many links counts more.")
]
Normalised = Annotated[
    Normalisation, typer.Option("--normalise", help="How weights are related to occurrences.")
]
MinWeight = Annotated[
    float, typer.Option("--min-weight", min=0, metavar="W", help="Least weight of a link.")
]
MinCount = Annotated[
    int, typer.Option("--min-count", min=1, metavar="N", help="Least papers behind a link.")
]
MostNodes = Annotated[
    int | None,
    typer.Option(
        "--most-nodes", min=1, metavar="N", help="Only the nodes that occur most.",
        show_default=False,
    ),
]  # fmt: skip
Named = Annotated[bool, typer.Option("--named", help="Count organisations that texts merely name.")]
Period = Annotated[
    str, typer.Option("--years", metavar="Y-Y", help="Of the papers: 2015-2020, 2015-, -2020.")
]
Kinds = Annotated[
    list[ConceptKind] | None,
    typer.Option(
        "--kind", case_sensitive=False, help="Kinds of concepts; repeat it.", show_default=False
    ),
]
Roles = Annotated[
    list[Role] | None,
    typer.Option(
        "--role", case_sensitive=False, help="Roles of concepts; repeat it.", show_default=False
    ),
]
MinConfidence = Annotated[
    float,
    typer.Option("--min-confidence", min=0, max=1, metavar="C", help="Least confidence."),
]
Most = Annotated[int, typer.Option("--most", min=1, metavar="N", help="How many are wanted.")]
Seed = Annotated[int, typer.Option("--seed", metavar="N", help="Of what is drawn by chance.")]

_YEARS = re.compile(r"(\d{1,4})?(?:(-)(\d{1,4})?)?")


def years_of(text: str) -> Years:
    """Read a range of years.

    Raises:
        UsageError: it is none.

    >>> years_of("2015-2020"), years_of("2019"), years_of("-2012").first
    (Years(first=2015, last=2020), Years(first=2019, last=2019), None)
    """
    found = _YEARS.fullmatch(text.strip())
    if not found:
        raise UsageError(f"{text!r} is no range of years; write 2015-2020, 2015-, -2020 or 2015")
    first, dash, last = found.groups()
    years = Years(first=int(first) if first else None, last=int(last) if last else None)
    if not dash and first:
        years = Years(first=int(first), last=int(first))
    if years.first is not None and years.last is not None and years.first > years.last:
        raise UsageError(f"{text!r} ends before it begins")
    return years


def concept_question(
    kinds: Sequence[ConceptKind] | None,
    roles: Sequence[Role] | None,
    min_confidence: float,
    years: str,
    *,
    without: frozenset[ConceptKind] = frozenset({ConceptKind.METHOD}),
) -> ConceptQuestion:
    """Give what the options ask; without a kind, `without` says which."""
    return ConceptQuestion(
        kinds=frozenset(kinds) if kinds else without,
        roles=frozenset(roles) if roles else None,
        min_confidence=min_confidence,
        years=years_of(years),
    )


def network_question(
    about: ConceptQuestion,
    *,
    counting: Counting,
    normalisation: Normalisation,
    min_weight: float,
    min_count: int,
    most_nodes: int | None,
    named: bool = False,
) -> NetworkQuestion:
    """Give what the options ask of a network."""
    return NetworkQuestion(
        counting=counting,
        normalisation=normalisation,
        min_weight=min_weight,
        min_count=min_count,
        most_nodes=most_nodes,
        named=named,
        kinds=about.kinds,
        roles=about.roles,
        min_confidence=about.min_confidence,
        years=about.years,
    )
