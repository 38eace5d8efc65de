"""`citeweave export`."""

from __future__ import annotations

import shlex
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from citeweave.choosing import Choice
from citeweave.command.asking import json_object, text_or_file
from citeweave.command.exits import reporting
from citeweave.command.options import Graph, Json
from citeweave.command.output import print_json, printable, results
from citeweave_graph import open_store
from citeweave_graph.exports import FORMATS, export_format, write_part
from citeweave_schema.errors import UsageError

__all__ = ["export"]

_IMPORT = "neo4j-import"
_ADMIN = ("neo4j-admin", "database", "import", "full", "neo4j", "--overwrite-destination=true")


@reporting
def export(
    form: Annotated[
        str,
        typer.Argument(
            metavar="FORMAT",
            help="graphml, gexf, cytoscape, node-link, vosviewer, vosviewer-text, csv, parquet; "
            "of the papers bibtex, ris, csl-json; of the whole graph neo4j-import.",
            show_default=False,
        ),
    ],
    out: Annotated[
        Path,
        typer.Argument(
            metavar="OUT",
            help="The file; the folder of csv, parquet, vosviewer-text and neo4j-import.",
            show_default=False,
        ),
    ],
    graph: Graph,
    ids: Annotated[
        str | None,
        typer.Option(
            "--ids",
            metavar="ID,…|@FILE",
            help="Papers by node id or as arxiv:2005.11401, with what hangs on them.",
        ),
    ] = None,
    query: Annotated[
        str | None,
        typer.Option("--query", metavar="TEXT", help="The papers that a search finds, likewise."),
    ] = None,
    papers_where: Annotated[
        str | None,
        typer.Option(
            "--papers-where",
            metavar="JSON|@FILE",
            help='The papers that pass a filter as in GraphQL, such as {"year": {"gte": 2020}}.',
        ),
    ] = None,
    question: Annotated[
        str | None,
        typer.Option(
            "--question",
            metavar="QUERY|@FILE",
            help="The nodes whose id an answer in GraphQL has, and the edges among them.",
        ),
    ] = None,
    variables: Annotated[
        str, typer.Option("--variables", metavar="JSON", help="The question's variables.")
    ] = "{}",
    limit: Annotated[
        int | None,
        typer.Option("--limit", min=1, metavar="N", help="At most N papers of a search or filter."),
    ] = None,
    only: Annotated[
        bool, typer.Option("--only", help="The nodes of --ids alone, which may be of any kind.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace what is there.")] = False,
    as_json: Json = False,
) -> None:
    """Write a graph, or a part of it, in a format of other programs.

    Without --ids, --query, --papers-where or --question it is the whole graph. The file appears
    when all of it is written. neo4j-import writes the files that `neo4j-admin database import
    full` makes a database of, and prints the command to run there.

    Example: citeweave export graphml rag.graphml --query 'retrieval augmented' --graph sqlite:p.db
    """
    choice = Choice(
        ids=None if ids is None else text_or_file(ids).replace(",", " ").split(),
        query=query,
        where=None if papers_where is None else _object(papers_where, "--papers-where"),
        question=None if question is None else text_or_file(question),
        variables=json_object(variables, "--variables"),
        limit=limit,
        only=only,
    )
    if form != _IMPORT:
        _write(graph, form, out, choice, force=force, as_json=as_json)
    elif force or not choice.everything:
        raise UsageError(f"{_IMPORT} writes a whole graph, into an empty folder")
    else:
        _write_import(graph, out, as_json=as_json)


def _object(given: str, option: str) -> dict[str, Any]:
    return json_object(text_or_file(given), option)


def _write(graph: str, form: str, out: Path, choice: Choice, *, force: bool, as_json: bool) -> None:
    export_format(form)  # a wrong name is told before anything is read
    begun = time.monotonic()
    with open_store(graph, create=False) as store, store.view() as view:
        counts = write_part(choice.part(view), out, form, force=force)
    of_papers = FORMATS[form].of_papers
    what = {"papers": counts.nodes} if of_papers else {"nodes": counts.nodes, "edges": counts.edges}
    if as_json:
        seconds = round(time.monotonic() - begun, 3)
        print_json({"format": form, "path": str(out), **what, "seconds": seconds})
    else:
        told = " and ".join(f"{number:,} {name}" for name, number in what.items())
        results.print(f"{told} in {printable(str(out))}", markup=False)


def _write_import(graph: str, folder: Path, *, as_json: bool) -> None:
    from citeweave_graph.neo4j.import_files import write_import_files  # noqa: PLC0415  # seldom

    with open_store(graph, create=False) as store, store.view() as view:
        arguments = write_import_files(view, folder)
    if as_json:
        print_json({"folder": str(folder), "command": [*_ADMIN, *arguments]})
    else:
        results.print(shlex.join([*_ADMIN, *arguments]), markup=False)
