"""`citeweave analyze bridges`: what stands between two concepts, or between two communities."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Annotated

import typer

from citeweave.command import choosing as choose
from citeweave.command.analysed import AnalysedGraph, concept_id, viewed
from citeweave.command.exits import reporting
from citeweave.command.options import Json
from citeweave.command.showing import AsCsv, Row, named, show
from citeweave_graph import View
from citeweave_graph.analysis import TELLING, Through, compute_bridges, compute_communities
from citeweave_graph.networks import (
    Counting,
    NetworkKind,
    NetworkQuestion,
    Normalisation,
    build_network,
)
from citeweave_schema.errors import NotFoundError, UsageError

__all__ = ["bridges"]

_OF_PAPERS = (
    NetworkKind.CITATION,
    NetworkKind.CO_CITATION,
    NetworkKind.COUPLING,
    NetworkKind.SHARED_CONCEPTS,
)


@reporting
def bridges(
    context: typer.Context,
    first: Annotated[
        str,
        typer.Argument(metavar="CONCEPT|NUMBER", help="One subject.", show_default=False),
    ],
    second: Annotated[
        str, typer.Argument(metavar="CONCEPT|NUMBER", help="The other.", show_default=False)
    ],
    graph: AnalysedGraph = None,
    communities: Annotated[
        bool,
        typer.Option(
            "--communities",
            help="The subjects are numbers of communities, as `analyze communities` gives them.",
        ),
    ] = False,
    network: Annotated[
        NetworkKind, typer.Option("--network", help="Of papers; what communities are made of.")
    ] = NetworkKind.COUPLING,
    resolution: Annotated[
        float, typer.Option("--resolution", metavar="R", help="Of the communities.")
    ] = 1.0,
    seed: choose.Seed = 0,
    through: Annotated[
        Through, typer.Option("--through", help="What leads from paper to paper.")
    ] = Through.CONCEPTS,
    kind: choose.Kinds = None,
    role: choose.Roles = None,
    min_confidence: choose.MinConfidence = 0.0,
    years: choose.Period = "",
    most: choose.Most = 20,
    as_json: Json = False,
    as_csv: AsCsv = False,
) -> None:
    """Show the papers that stand between two concepts, or between two communities of papers.

    Example: citeweave analyze bridges retrieval robotics --graph sqlite:papers.db
    """
    question = choose.concept_question(kind, role, min_confidence, years, without=TELLING)
    sides: Sequence[str | Collection[str]]
    with viewed(context, graph) as view:
        if communities:
            about = choose.concept_question(kind, role, min_confidence, years)
            divided = choose.network_question(
                about,
                counting=Counting.FRACTIONAL,
                normalisation=Normalisation.NONE,
                min_weight=0.0,
                min_count=1,
                most_nodes=None,
            )
            members = _members(view, network, divided, resolution=resolution, seed=seed)
            sides = [_numbered(members, one) for one in (first, second)]
        else:
            sides = [concept_id(view, one, kind) for one in (first, second)]
        found = compute_bridges(view, sides[0], sides[1], question, through=through, most=most)
        rows: list[Row] = [
            {
                "score": one.score,
                "first": one.first,
                "second": one.second,
                "paper": one.name,
                "to_first": named(view, one.to_first[:2]),
                "to_second": named(view, one.to_second[:2]),
            }
            for one in found.items
        ]
    show(found, rows, as_json=as_json, as_csv=as_csv)


def _members(
    view: View, kind: NetworkKind, question: NetworkQuestion, *, resolution: float, seed: int
) -> dict[int, tuple[str, ...]]:
    """Give the papers of each community, by the number that `analyze communities` gives it."""
    if kind not in _OF_PAPERS:
        names = ", ".join(one.value for one in _OF_PAPERS)
        raise UsageError(f"{kind.value} has no communities of papers; these have: {names}")
    built = build_network(view, kind, question)
    found = compute_communities(view, built, resolution=resolution, seed=seed)
    return {one.number: one.members for one in found.items}


def _numbered(members: dict[int, tuple[str, ...]], number: str) -> tuple[str, ...]:
    """Give the papers of a community by its number.

    Raises:
        UsageError: it is no number.
        NotFoundError: no community of two papers or more has it.
    """
    if not (number.isascii() and number.isdigit()):
        raise UsageError(
            f"{number!r} is no number of a community; see `citeweave analyze communities`"
        )
    found = members.get(int(number[:9]))
    if found is None:
        raise NotFoundError(f"no community has the number {number}; there are {len(members)}")
    return found
