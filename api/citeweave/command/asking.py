"""`citeweave ask`: a GraphQL query, answered as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from citeweave.command.exits import FOUND_WRONG, reporting
from citeweave.command.options import Graph
from citeweave_graph import open_store
from citeweave_schema.errors import UsageError

__all__ = ["ask", "json_object", "text_or_file"]


@reporting
def ask(
    query: Annotated[
        str, typer.Argument(metavar="QUERY|@FILE", help="The query, or @ and the file with it.")
    ],
    graph: Graph,
    variables: Annotated[
        str, typer.Option("--variables", metavar="JSON", help="The query's variables.")
    ] = "{}",
) -> int:
    """Ask a question in GraphQL and print the response as JSON.

    Example: citeweave ask --graph sqlite:papers.db '{ papers(first: 3) { nodes { title } } }'
    """
    from citeweave.server import execute  # noqa: PLC0415  # only this command needs the schema

    text = text_or_file(query)
    values = json_object(variables, "--variables")
    with open_store(graph, create=False) as store:
        response = execute(store, text, values)
    sys.stdout.write(json.dumps(response, ensure_ascii=False, indent=2) + "\n")
    return FOUND_WRONG if response.get("errors") else 0


def text_or_file(given: str) -> str:
    """Give a text, or what is in the file whose name stands behind an @.

    Raises:
        UsageError: the file cannot be read.
    """
    if not given.startswith("@"):
        return given
    try:
        return Path(given[1:]).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise UsageError(f"{given[1:]}: cannot be read: {problem}") from problem


def json_object(text: str, option: str) -> dict[str, Any]:
    """Give the JSON object that an option was given.

    Raises:
        UsageError: it is none.
    """
    try:
        values = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise UsageError(f"{option} is not JSON: {problem}") from problem
    if not isinstance(values, dict):
        raise UsageError(f'{option} takes a JSON object, as in {{"title": "…"}}')
    return values
