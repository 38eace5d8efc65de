"""`citeweave analyze`: its analyses, put together."""

from __future__ import annotations

import typer

from citeweave.command.analysed import AnalysedGraph
from citeweave.command.bridging import bridges
from citeweave.command.descending import main_path
from citeweave.command.mapping import communities, rank
from citeweave.command.tracing import bursts, predictions, successors, trends

__all__ = ["analyses"]

analyses = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Ask what a graph says as a whole."
)
for one in (rank, communities, trends, bursts, successors, bridges, predictions, main_path):
    analyses.command(one.__name__.replace("_", "-"))(one)


@analyses.callback()
def root(context: typer.Context, graph: AnalysedGraph = None) -> None:
    """Keep the graph where it was given before the name of an analysis."""
    context.obj = graph
