"""`citeweave export`."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from citeweave.command.exits import reporting
from citeweave.command.options import Graph, Json
from citeweave.command.output import print_json, results
from citeweave_graph import open_store

__all__ = ["exports"]

exports = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Write a graph as files of other programs."
)

_ADMIN = ("neo4j-admin", "database", "import", "full", "neo4j", "--overwrite-destination=true")


@exports.callback()
def root() -> None:
    """Keep each form of export a command of its own."""


@exports.command("neo4j-import")
@reporting
def neo4j_import(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="An empty folder, or none.", show_default=False)
    ],
    graph: Graph,
    as_json: Json = False,
) -> None:
    """Write the files that `neo4j-admin database import full` makes a database of.

    It is the quickest way of a large graph to a server, which must be stopped meanwhile. The
    command to run there is printed; the database is then opened like any other graph.

    Example: citeweave export neo4j-import import/ --graph sqlite:papers.db
    """
    from citeweave_graph.neo4j.import_files import write_import_files  # noqa: PLC0415  # seldom

    with open_store(graph, create=False) as store, store.view() as view:
        arguments = write_import_files(view, folder)
    if as_json:
        print_json({"folder": str(folder), "command": [*_ADMIN, *arguments]})
    else:
        results.print(shlex.join([*_ADMIN, *arguments]), markup=False)
