"""What the analyses of `citeweave analyze` are asked of: a graph, and concepts by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated

import typer

from citeweave_graph import View, open_store
from citeweave_schema import ConceptKind
from citeweave_schema.errors import NotFoundError, UsageError

__all__ = ["AnalysedGraph", "concept_id", "viewed"]

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
"""The graph, which may be given before or after the name of the analysis."""


@contextmanager
def viewed(context: typer.Context, graph: str | None) -> Iterator[View]:
    """Open a view of the graph that was given.

    Raises:
        UsageError: none was given.
    """
    url = graph or context.obj
    if not url:
        raise UsageError("which graph? Give --graph URL, or set CITEWEAVE_GRAPH")
    with open_store(url, create=False) as store, store.view() as view:
        yield view


def concept_id(view: View, name: str, kinds: Sequence[ConceptKind] | None) -> str:
    """Give the id of a concept that is named, or given by its id.

    Raises:
        AmbiguousError: several concepts have the name.
        NotFoundError: none has.
    """
    node = view.concept(name, kinds[0] if kinds and len(kinds) == 1 else None)
    if node is not None:
        return node.id
    if view.node(name) is None:
        raise NotFoundError(f"the graph has no concept {name!r}")
    return name
