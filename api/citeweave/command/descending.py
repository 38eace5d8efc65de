"""`citeweave analyze main-path`: the citations over which a literature came about."""

from __future__ import annotations

from typing import Annotated

import typer

from citeweave.command import choosing as choose
from citeweave.command.analysed import AnalysedGraph, concept_id, viewed
from citeweave.command.exits import reporting
from citeweave.command.options import Json
from citeweave.command.showing import AsCsv, Row, show
from citeweave_graph.analysis import compute_main_path, papers_about
from citeweave_graph.networks import NetworkKind, NetworkQuestion, build_network

__all__ = ["main_path"]


@reporting
def main_path(
    context: typer.Context,
    graph: AnalysedGraph = None,
    concept: Annotated[
        str | None,
        typer.Option(
            "--concept",
            metavar="CONCEPT",
            help="Only among papers that have it, by name or id.",
            show_default=False,
        ),
    ] = None,
    routes: Annotated[
        int,
        typer.Option(
            "--routes", min=0, metavar="N", help="Join so many key routes; 0 for one path."
        ),
    ] = 0,
    kind: choose.Kinds = None,
    years: choose.Period = "",
    as_json: Json = False,
    as_csv: AsCsv = False,
) -> None:
    """Show the citations over which most lines of descent run, from the oldest papers on.

    Example: citeweave analyze main-path --concept LSTM --graph sqlite:papers.db
    """
    question = NetworkQuestion(years=choose.years_of(years))
    with viewed(context, graph) as view:
        network = build_network(view, NetworkKind.CITATION, question)
        if concept is not None:
            one = concept_id(view, concept, kind)
            network = network.subgraph(papers_about(view, one)).copy()
            network.graph["concept"] = one
        found = compute_main_path(network, routes=routes)
    about = network.nodes
    rows: list[Row] = [
        {
            "share": one.share,
            "year": str(about[one.citing].get("year", "")),
            "citing": one.citing_name,
            "cited": one.cited_name,
        }
        for one in found.items
    ]
    show(found, rows, as_json=as_json, as_csv=as_csv)
