"""`citeweave copy`."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from citeweave.command.exits import FOUND_WRONG, reporting
from citeweave.command.options import Json
from citeweave.command.output import bar, print_json, results, warn
from citeweave_graph import open_store
from citeweave_graph.copying import copy as copy_graph

__all__ = ["copy"]


@reporting
def copy(
    source: Annotated[
        str,
        typer.Option("--from", metavar="URL", help="The graph to copy.", show_default=False),
    ],
    target: Annotated[
        str,
        typer.Option(
            "--to", metavar="URL", help="Where to: an empty graph, or none.", show_default=False
        ),
    ],
    as_json: Json = False,
) -> int:
    """Copy a graph from one store into another, with all that people decided about it.

    The copy is checked, and its content compared with the original's, by digest. Interrupted,
    it goes on where it stopped when it is run again.

    Example: citeweave copy --from sqlite:papers.db --to neo4j://neo4j@localhost:7687
    """
    began = time.monotonic()
    with (
        open_store(source, create=False) as original,
        open_store(target) as other,
        bar(quiet=as_json, of="rows") as progress,
    ):
        progress.begin("copying")
        done = copy_graph(original, other, advance=progress.advance)
        shown = other.url
    for problem in done.problems:
        warn(problem, style="red")
    seconds = round(time.monotonic() - began, 3)
    if as_json:
        print_json(
            {
                "rows": done.rows,
                "digest": done.digest,
                "problems": len(done.problems),
                "seconds": seconds,
            }
        )
    else:
        verdict = f"{len(done.problems)} promises broken" if done.problems else "checked"
        results.print(f"{shown}: {done.rows} rows in {seconds} s, {verdict}", markup=False)
        results.print(done.digest)
    return FOUND_WRONG if done.problems else 0
