"""Options that several commands have."""

from __future__ import annotations

from typing import Annotated

import typer

__all__ = ["Graph", "Json", "Sources", "Workers"]

Graph = Annotated[
    str,
    typer.Option(
        "--graph",
        envvar="CITEWEAVE_GRAPH",
        metavar="URL",
        help="The graph: memory:, sqlite:PATH or neo4j://HOST.",
        show_default=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one line of JSON for machines.")]
Sources = Annotated[
    list[str], typer.Argument(metavar="SOURCE", help="Files to read.", show_default=False)
]
Workers = Annotated[
    int, typer.Option("--workers", min=1, max=64, metavar="N", help="Processes that extract.")
]
