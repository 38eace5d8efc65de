"""`citeweave build` and `citeweave remove`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from citeweave import pipeline
from citeweave.command.exits import FOUND_WRONG, reporting
from citeweave.command.options import Graph, Json, Sources, Workers
from citeweave.command.output import bar, print_json, results, warn
from citeweave.files import replacing
from citeweave_schema.codec import to_json
from citeweave_schema.errors import UsageError

__all__ = ["build", "remove"]

_SHOWN_REFUSALS = 10


@reporting
def build(
    sources: Sources,
    graph: Graph,
    format_: Annotated[
        str, typer.Option("--format", metavar="auto|NAME", help="Format of the sources.")
    ] = "auto",
    workers: Workers = 1,
    pipeline_: Annotated[
        str,
        typer.Option(
            "--pipeline",
            metavar="shipped|light|none|PATH",
            help="What extracts; none reads no text.",
        ),
    ] = "shipped",
    terms: Annotated[
        Path | None,
        typer.Option(
            "--terms", metavar="FILE", help="Your own names: kept with the graph, always win."
        ),
    ] = None,
    mentions: Annotated[
        Path | None,
        typer.Option(
            "--mentions", metavar="FILE", help="What `extract` found; no text is read then."
        ),
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option("--report", metavar="FILE", help="Write what was refused, as JSON lines."),
    ] = None,
    as_json: Json = False,
) -> int:
    """Build a graph from files, or extend it by them.

    Run again on the same files, it changes nothing; killed, it goes on where it stopped.

    Example: citeweave build examples/listings/*.txt --graph sqlite:papers.db
    """
    with bar(quiet=as_json) as progress:
        done = pipeline.build(
            sources,
            graph,
            format=format_,
            workers=workers,
            pipeline=pipeline_,
            terms=terms,
            mentions=mentions,
            progress=progress,
            list_refused=report is not None,
        )
    _tell_refusals(done)
    if report is not None:
        _write_report(report, done)
    if as_json:
        print_json(done.to_json())
    else:
        _show(done, graph)
    wrong = done.refused or done.refused_before or done.unreadable
    return FOUND_WRONG if wrong else 0


@reporting
def remove(sources: Sources, graph: Graph, as_json: Json = False) -> None:
    """Take sources out of a graph, with all that only they supported.

    Example: citeweave remove old.txt --graph sqlite:papers.db
    """
    removed = pipeline.remove(sources, graph)
    if as_json:
        print_json({"sources_removed": len(removed), "papers_removed": sum(removed.values())})
        return
    for source, papers in removed.items():
        results.print(f"{source}: removed, and {papers} papers with it", markup=False)


def _tell_refusals(done: pipeline.BuildReport) -> None:
    for failed in done.unreadable:
        warn(f"not read: {failed.reason}")
    for one in done.refused[:_SHOWN_REFUSALS]:
        warn(f"refused: {one.place}: {one.reason}")
    more = len(done.refused) - _SHOWN_REFUSALS
    if more > 0:
        warn(f"… and {more} more; --report FILE writes all of them")
    if done.refused_before:
        warn(
            f"{done.refused_before:,} records of unchanged sources were refused when these were "
            "built; --report FILE writes them"
        )


def _write_report(path: Path, done: pipeline.BuildReport) -> None:
    try:
        with replacing(path) as file:
            for one in (*done.unreadable, *done.refused):
                file.write(json.dumps(to_json(one), ensure_ascii=False) + "\n")
    except OSError as problem:
        raise UsageError(f"--report {path}: {problem.strerror}") from problem


def _show(done: pipeline.BuildReport, graph: str) -> None:
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(justify="right", style="bold")
    table.add_column()
    for count, what in (
        (done.papers_read, "papers read"),
        (done.papers_new, "new"),
        (done.papers_updated, "updated"),
        (done.papers_merged, "merged into another"),
        (len(done.refused) + done.refused_before, "refused"),
        (done.papers_total, "papers in the graph"),
        (done.concepts, "concepts"),
        (done.mentions, "mentions"),
    ):
        table.add_row(f"{count:,}", what)
    results.print(table)
    results.print(f"{graph}, version {done.graph_version}, {done.seconds:.1f} s", markup=False)
