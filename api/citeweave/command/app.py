"""The commands, put together."""

from __future__ import annotations

import sys

import typer

from citeweave.command.analyzing import analyses
from citeweave.command.asking import ask
from citeweave.command.building import build, remove
from citeweave.command.copying import copy
from citeweave.command.exits import INTERRUPTED
from citeweave.command.exporting import export
from citeweave.command.extracting import evaluate, extract
from citeweave.command.fetching import fetch
from citeweave.command.identifying import identities
from citeweave.command.looking import check, stats
from citeweave.command.networking import network
from citeweave.command.serving import serve, tokens
from citeweave.command.summarising import report

__all__ = ["app", "main"]

app = typer.Typer(
    name="citeweave",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Reads papers, extracts what they are about, and answers questions over the graph.",
    epilog="Begin with: citeweave build examples/listings/*.txt --graph sqlite:papers.db",
)

app.command("build")(build)
app.command("remove")(remove)
app.command("fetch")(fetch)
app.command("extract")(extract)
app.command("ask")(ask)
app.command("serve")(serve)
app.command("stats")(stats)
app.command("check")(check)
app.command("copy")(copy)
app.add_typer(analyses, name="analyze")
app.command("network")(network)
app.command("report")(report)
app.command("export")(export)
app.add_typer(identities, name="identity")
app.add_typer(tokens, name="token")
app.command("eval")(evaluate)


@app.callback(invoke_without_command=True)
def root(
    version: bool = typer.Option(False, "--version", help="Print the version."),  # typer's way
) -> None:
    """Show the version, or leave it to the command."""
    if version:
        from citeweave import __version__  # noqa: PLC0415  # only here

        typer.echo(f"citeweave {__version__}")
        raise typer.Exit


def main() -> None:
    """Run the command; what ends it is an exit code, never a traceback."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
