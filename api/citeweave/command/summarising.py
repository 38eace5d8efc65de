"""`citeweave report`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from citeweave.command.choosing import Seed
from citeweave.command.exits import reporting
from citeweave.command.options import Graph, Json
from citeweave.command.output import print_json, results
from citeweave_graph import open_store

__all__ = ["report"]


@reporting
def report(
    graph: Graph,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The page to write.")] = Path(
        "report.html"
    ),
    title: Annotated[
        str, typer.Option("--title", metavar="TEXT", help="Title of the page.")
    ] = "A map of the literature",
    seed: Seed = 0,
    as_json: Json = False,
) -> None:
    """Write one HTML page with the pictures that a survey of the graph would show.

    Growth, methods over time, bursts, maps of concepts and of who works with whom, subjects,
    papers that matter, and what may be combined next. Nothing in it is loaded from elsewhere.

    Example: citeweave report --graph sqlite:papers.db --out report.html
    """
    from citeweave.report import write_report  # noqa: PLC0415  # needs an extra

    with open_store(graph, create=False) as store, store.view() as view:
        version = view.manifest().version
        write_report(view, out, title=title, seed=seed)
    if as_json:
        print_json({"report": str(out), "graph_version": version})
    else:
        results.print(str(out), markup=False)
