"""`citeweave analyze`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from citeweave.command import choosing as choose
from citeweave.command.exits import reporting
from citeweave.command.options import Json
from citeweave.command.showing import AsCsv, Plot, named, show
from citeweave_graph import View, open_store
from citeweave_graph.analysis import (
    Division,
    Measure,
    Through,
    compute_bridges,
    compute_bursts,
    compute_communities,
    compute_predictions,
    compute_ranking,
    compute_successors,
    compute_trends,
)
from citeweave_graph.networks import Counting, NetworkKind, Normalisation, build_network
from citeweave_schema import ConceptKind
from citeweave_schema.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["analyses"]

analyses = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Ask what a graph says as a whole."
)

_TELLING = frozenset({ConceptKind.METHOD, ConceptKind.DATASET, ConceptKind.TASK})

AnalysedGraph = Annotated[
    str | None,
    typer.Option(
        "--graph",
        envvar="CITEWEAVE_GRAPH",
        metavar="URL",
        help="The graph: memory:, sqlite:PATH or neo4j://HOST.",
        show_default=False,
    ),
]


@analyses.callback()
def root(context: typer.Context, graph: AnalysedGraph = None) -> None:
    """Keep the graph where it was given before the name of an analysis."""
    context.obj = graph


@contextmanager
def _viewed(context: typer.Context, graph: str | None) -> Iterator[View]:
    url = graph or context.obj
    if not url:
        raise UsageError("which graph? Give --graph URL, or set CITEWEAVE_GRAPH")
    with open_store(url, create=False) as store, store.view() as view:
        yield view


def _concept(view: View, name: str, kinds: list[ConceptKind] | None) -> str:
    """Give the id of a concept that is named or given by its id."""
    node = view.concept(name, kinds[0] if kinds and len(kinds) == 1 else None)
    if node is not None:
        return node.id
    if view.node(name) is None:
        raise NotFoundError(f"the graph has no concept {name!r}")
    return name


@analyses.command("rank")
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
    with _viewed(context, graph) as view:
        found = compute_ranking(build_network(view, network, question), by, most=most, seed=seed)

    def drawn() -> Figure:
        from citeweave.plotting import plot_ranking  # noqa: PLC0415  # an extra

        return plot_ranking(found)

    rows = [{"score": one.score, "id": one.node, "name": one.name} for one in found.items]
    show(found, rows, as_json=as_json, as_csv=as_csv, plot=plot, drawn=drawn)


@analyses.command("communities")
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
    with _viewed(context, graph) as view:
        built = build_network(view, network, question)
        found = compute_communities(
            view, built, division=division, resolution=resolution, min_size=min_size, seed=seed
        )

    def drawn() -> Figure:
        from citeweave.plotting import plot_communities  # noqa: PLC0415  # an extra

        return plot_communities(built, found, seed=seed)

    rows = [
        {
            "community": one.number,
            "members": len(one.members),
            "labels": "; ".join(label.name for label in one.labels),
            "leading": "; ".join(one.leading[:3]),
        }
        for one in found.items
    ]
    show(found, rows, as_json=as_json, as_csv=as_csv, plot=plot, drawn=drawn)


@analyses.command("trends")
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
    with _viewed(context, graph) as view:
        found = compute_trends(
            view, question, window=window, min_papers=min_papers, emerging=emerging, most=most
        )

    def drawn() -> Figure:
        from citeweave.plotting import plot_trends  # noqa: PLC0415  # an extra

        return plot_trends(found)

    rows = [
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


@analyses.command("bursts")
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
    with _viewed(context, graph) as view:
        found = compute_bursts(
            view, question, ratio=ratio, gamma=gamma, min_papers=min_papers, most=most
        )

    def drawn() -> Figure:
        from citeweave.plotting import plot_bursts  # noqa: PLC0415  # an extra

        return plot_bursts(found)

    rows = [
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


@analyses.command("successors")
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
    with _viewed(context, graph) as view:
        found = compute_successors(
            view,
            _concept(view, concept, kind),
            question,
            turn=turn,
            min_papers=min_papers,
            most=most,
        )
        rows = [
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


@analyses.command("bridges")
@reporting
def bridges(
    context: typer.Context,
    first: Annotated[str, typer.Argument(metavar="CONCEPT", help="One subject.")],
    second: Annotated[str, typer.Argument(metavar="CONCEPT", help="The other.")],
    graph: AnalysedGraph = None,
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
    """Show the papers that stand between two concepts.

    Example: citeweave analyze bridges retrieval robotics --graph sqlite:papers.db
    """
    question = choose.concept_question(kind, role, min_confidence, years, without=_TELLING)
    with _viewed(context, graph) as view:
        ends = [_concept(view, one, kind) for one in (first, second)]
        found = compute_bridges(view, *ends, question, through=through, most=most)
        rows = [
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


@analyses.command("predictions")
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
    question = choose.concept_question(kind, role, min_confidence, years, without=_TELLING)
    with _viewed(context, graph) as view:
        chosen = None if concept is None else _concept(view, concept, kind)
        found = compute_predictions(
            view, question, concept=chosen, min_papers=min_papers, most=most
        )
    rows = [
        {
            "score": one.score,
            "first": one.first_name,
            "second": one.second_name,
            "over": "; ".join(way.name for way in one.ways[:3]),
        }
        for one in found.items
    ]
    show(found, rows, as_json=as_json, as_csv=as_csv)
