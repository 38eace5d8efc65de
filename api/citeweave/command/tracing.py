"""What `citeweave analyze` says of concepts: trends, bursts, successors, predictions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from citeweave.command import choosing as choose
from citeweave.command.analysed import AnalysedGraph, concept_id, viewed
from citeweave.command.exits import reporting
from citeweave.command.options import Json
from citeweave.command.showing import AsCsv, Plot, Row, named, show
from citeweave_graph.analysis import (
    TELLING,
    compute_bursts,
    compute_predictions,
    compute_successors,
    compute_trends,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["bursts", "predictions", "successors", "trends"]


@reporting
def trends(
    context: typer.Context,
    graph: AnalysedGraph = None,
    window: Annotated[
        int, typer.Option("--window", min=1, metavar="N", help="Years compared with as many.")
    ] = 3,
    min_papers: Annotated[
        int, typer.Option("--min-papers", min=1, metavar="N", help="Least papers of a concept.")
    ] = 5,
    emerging: Annotated[
        bool, typer.Option("--emerging", help="Only what was first seen in the last window.")
    ] = False,
    kind: choose.Kinds = None,
    role: choose.Roles = None,
    min_confidence: choose.MinConfidence = 0.0,
    years: choose.Period = "",
    most: choose.Most = 20,
    as_json: Json = False,
    as_csv: AsCsv = False,
    plot: Plot = None,
) -> None:
    """Show which concepts more papers have lately than before, the surest growth first.

    Example: citeweave analyze trends --kind METHOD --emerging --graph sqlite:papers.db
    """
    question = choose.concept_question(kind, role, min_confidence, years)
    with viewed(context, graph) as view:
        found = compute_trends(
            view, question, window=window, min_papers=min_papers, emerging=emerging, most=most
        )

    def drawn() -> Figure:
        from citeweave.plotting import plot_trends  # noqa: PLC0415  # an extra

        return plot_trends(found)

    rows: list[Row] = [
        {
            "growth": one.growth,
            "ratio": one.ratio,
            "papers": sum(one.papers),
            "first_year": str(one.first_year),
            "name": one.name,
        }
        for one in found.items
    ]
    show(found, rows, as_json=as_json, as_csv=as_csv, plot=plot, drawn=drawn)


@reporting
def bursts(
    context: typer.Context,
    graph: AnalysedGraph = None,
    ratio: Annotated[
        float, typer.Option("--ratio", metavar="S", help="How much likelier in a burst.")
    ] = 2.0,
    gamma: Annotated[
        float, typer.Option("--gamma", min=0, metavar="G", help="Greater for fewer bursts.")
    ] = 1.0,
    min_papers: Annotated[
        int, typer.Option("--min-papers", min=1, metavar="N", help="Least papers of a concept.")
    ] = 5,
    kind: choose.Kinds = None,
    role: choose.Roles = None,
    min_confidence: choose.MinConfidence = 0.0,
    years: choose.Period = "",
    most: choose.Most = 20,
    as_json: Json = False,
    as_csv: AsCsv = False,
    plot: Plot = None,
) -> None:
    """Show the years in which concepts were at their high (Kleinberg 2002), the strongest first.

    Example: citeweave analyze bursts --kind TASK --graph sqlite:papers.db
    """
    question = choose.concept_question(kind, role, min_confidence, years)
    with viewed(context, graph) as view:
        found = compute_bursts(
            view, question, ratio=ratio, gamma=gamma, min_papers=min_papers, most=most
        )

    def drawn() -> Figure:
        from citeweave.plotting import plot_bursts  # noqa: PLC0415  # an extra

        return plot_bursts(found)

    rows: list[Row] = [
        {
            "weight": one.weight,
            "first": str(one.first),
            "last": f"{one.last}…" if one.ongoing else str(one.last),
            "papers": one.papers,
            "name": one.name,
        }
        for one in found.items
    ]
    show(found, rows, as_json=as_json, as_csv=as_csv, plot=plot, drawn=drawn)


@reporting
def successors(
    context: typer.Context,
    concept: Annotated[str, typer.Argument(metavar="CONCEPT", help="What fell.")],
    graph: AnalysedGraph = None,
    turn: Annotated[
        int | None,
        typer.Option(
            "--turn", metavar="YEAR", help="Last year of the time before.", show_default=False
        ),
    ] = None,
    min_papers: Annotated[
        int, typer.Option("--min-papers", min=1, metavar="N", help="Least papers of one.")
    ] = 3,
    kind: choose.Kinds = None,
    role: choose.Roles = None,
    min_confidence: choose.MinConfidence = 0.0,
    years: choose.Period = "",
    most: choose.Most = 20,
    as_json: Json = False,
    as_csv: AsCsv = False,
) -> None:
    """Show what rose while a concept fell, in the tasks that it was used for.

    Example: citeweave analyze successors LSTM --graph sqlite:papers.db
    """
    question = choose.concept_question(kind, role, min_confidence, years)
    with viewed(context, graph) as view:
        found = compute_successors(
            view,
            concept_id(view, concept, kind),
            question,
            turn=turn,
            min_papers=min_papers,
            most=most,
        )
        rows: list[Row] = [
            {
                "ratio": one.ratio,
                "before": one.share_before,
                "after": one.share_after,
                "name": one.name,
                "tasks": named(view, one.tasks[:2]),
                "papers": named(view, (one.both or one.papers)[:1]),
            }
            for one in found.items
        ]
    show(found, rows, as_json=as_json, as_csv=as_csv)


@reporting
def predictions(
    context: typer.Context,
    graph: AnalysedGraph = None,
    concept: Annotated[
        str | None,
        typer.Option(
            "--concept", metavar="NAME", help="Only pairs that hold it.", show_default=False
        ),
    ] = None,
    min_papers: Annotated[
        int, typer.Option("--min-papers", min=1, metavar="N", help="Least papers of a concept.")
    ] = 3,
    kind: choose.Kinds = None,
    role: choose.Roles = None,
    min_confidence: choose.MinConfidence = 0.0,
    years: choose.Period = "",
    most: choose.Most = 20,
    as_json: Json = False,
    as_csv: AsCsv = False,
) -> None:
    """Show concepts that no paper combines yet and that go with the same others.

    Example: citeweave analyze predictions --concept "diffusion models" --graph sqlite:papers.db
    """
    question = choose.concept_question(kind, role, min_confidence, years, without=TELLING)
    with viewed(context, graph) as view:
        chosen = None if concept is None else concept_id(view, concept, kind)
        found = compute_predictions(
            view, question, concept=chosen, min_papers=min_papers, most=most
        )
    rows: list[Row] = [
        {
            "score": one.score,
            "first": one.first_name,
            "second": one.second_name,
            "over": "; ".join(way.name for way in one.ways[:3]),
        }
        for one in found.items
    ]
    show(found, rows, as_json=as_json, as_csv=as_csv)
