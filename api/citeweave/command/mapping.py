"""`citeweave analyze rank` and `communities`: what a network says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from citeweave.command import choosing as choose
from citeweave.command.analysed import AnalysedGraph, viewed
from citeweave.command.exits import reporting
from citeweave.command.options import Json
from citeweave.command.showing import AsCsv, Plot, Row, show
from citeweave_graph.analysis import Division, Measure, compute_communities, compute_ranking
from citeweave_graph.networks import Counting, NetworkKind, Normalisation, build_network

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["communities", "rank"]


@reporting
def rank(
    context: typer.Context,
    graph: AnalysedGraph = None,
    by: Annotated[Measure, typer.Option("--by", help="What nodes are ranked by.")] = (
        Measure.PAGERANK
    ),
    network: choose.NetworkName = NetworkKind.CITATION,
    counting: choose.Counts = Counting.FULL,
    normalise: choose.Normalised = Normalisation.NONE,
    min_weight: choose.MinWeight = 0.0,
    min_count: choose.MinCount = 1,
    most_nodes: choose.MostNodes = None,
    named_too: choose.Named = False,
    kind: choose.Kinds = None,
    role: choose.Roles = None,
    min_confidence: choose.MinConfidence = 0.0,
    years: choose.Period = "",
    most: choose.Most = 20,
    seed: choose.Seed = 0,
    as_json: Json = False,
    as_csv: AsCsv = False,
    plot: Plot = None,
) -> None:
    """Rank the nodes of a network by PageRank, betweenness, core number or strength.

    Example: citeweave analyze rank --by pagerank --network citation --graph sqlite:papers.db
    """
    about = choose.concept_question(kind, role, min_confidence, years)
    question = choose.network_question(
        about,
        counting=counting,
        normalisation=normalise,
        min_weight=min_weight,
        min_count=min_count,
        most_nodes=most_nodes,
        named=named_too,
    )
    with viewed(context, graph) as view:
        found = compute_ranking(build_network(view, network, question), by, most=most, seed=seed)

    def drawn() -> Figure:
        from citeweave.plotting import plot_ranking  # noqa: PLC0415  # an extra

        return plot_ranking(found)

    rows: list[Row] = [
        {"score": one.score, "id": one.node, "name": one.name} for one in found.items
    ]
    show(found, rows, as_json=as_json, as_csv=as_csv, plot=plot, drawn=drawn)


@reporting
def communities(
    context: typer.Context,
    graph: AnalysedGraph = None,
    network: choose.NetworkName = NetworkKind.COUPLING,
    division: Annotated[
        Division, typer.Option("--division", help="How the network is divided.")
    ] = Division.LEIDEN,
    resolution: Annotated[
        float, typer.Option("--resolution", metavar="R", help="Greater for more communities.")
    ] = 1.0,
    min_size: Annotated[
        int, typer.Option("--min-size", min=1, metavar="N", help="Least members of one.")
    ] = 2,
    counting: choose.Counts = Counting.FRACTIONAL,
    normalise: choose.Normalised = Normalisation.NONE,
    min_weight: choose.MinWeight = 0.0,
    min_count: choose.MinCount = 1,
    most_nodes: choose.MostNodes = None,
    named_too: choose.Named = False,
    kind: choose.Kinds = None,
    role: choose.Roles = None,
    min_confidence: choose.MinConfidence = 0.0,
    years: choose.Period = "",
    seed: choose.Seed = 0,
    as_json: Json = False,
    as_csv: AsCsv = False,
    plot: Plot = None,
) -> None:
    """Divide a network into communities, and say what sets each apart.

    Example: citeweave analyze communities --network co-use --graph sqlite:papers.db
    """
    about = choose.concept_question(kind, role, min_confidence, years)
    question = choose.network_question(
        about,
        counting=counting,
        normalisation=normalise,
        min_weight=min_weight,
        min_count=min_count,
        most_nodes=most_nodes,
        named=named_too,
    )
    with viewed(context, graph) as view:
        built = build_network(view, network, question)
        found = compute_communities(
            view, built, division=division, resolution=resolution, min_size=min_size, seed=seed
        )

    def drawn() -> Figure:
        from citeweave.plotting import plot_communities  # noqa: PLC0415  # an extra

        return plot_communities(built, found, seed=seed)

    rows: list[Row] = [
        {
            "community": one.number,
            "members": len(one.members),
            "labels": "; ".join(label.name for label in one.labels),
            "leading": "; ".join(one.leading[:3]),
        }
        for one in found.items
    ]
    show(found, rows, as_json=as_json, as_csv=as_csv, plot=plot, drawn=drawn)
