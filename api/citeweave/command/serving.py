"""`citeweave serve` and `citeweave token`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from citeweave.command.exits import reporting
from citeweave.command.options import Graph, Json
from citeweave.command.output import notes, print_json, results
from citeweave_graph import open_store
from citeweave_schema.errors import NotFoundError

if TYPE_CHECKING:
    from citeweave.server import TokenStore

__all__ = ["serve", "tokens"]

TokenFile = Annotated[
    Path | None,
    typer.Option(
        "--token-file",
        envvar="CITEWEAVE_TOKEN_FILE",
        metavar="FILE",
        help="Where tokens are kept.",
        show_default="~/.config/citeweave/tokens.json",
    ),
]


def _token_file(given: Path | None) -> Path:
    if given is not None:
        return given
    home = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return home / "citeweave" / "tokens.json"


@reporting
def serve(
    graph: Graph,
    host: Annotated[str, typer.Option("--host", help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0 for a free one.")] = 8000,
    allow_host: Annotated[
        list[str] | None,
        typer.Option("--allow-host", metavar="NAME", help="A name the server is reached under."),
    ] = None,
    allow_origin: Annotated[
        list[str] | None,
        typer.Option("--allow-origin", metavar="URL", help="A site whose pages may ask."),
    ] = None,
    token_file: TokenFile = None,
    introspection: Annotated[
        bool, typer.Option(help="Whether clients may ask for the schema.")
    ] = True,
    workers: Annotated[
        int, typer.Option("--workers", min=1, max=64, help="Processes that serve the graph.")
    ] = 1,
    graphiql: Annotated[bool, typer.Option(help="Whether to serve the query page.")] = True,
) -> None:
    """Serve a graph: the explorer at /, /graphql, /healthz, /readyz and /metrics.

    On this machine reading needs no token. Any other address needs one:
    citeweave token create --name NAME

    Example: citeweave serve --graph sqlite:papers.db
    """
    from citeweave import server  # noqa: PLC0415  # only this command needs it

    settings = server.Settings(
        host=host,
        port=port,
        hosts=tuple(allow_host or ()),
        origins=tuple(allow_origin or ()),
        token_file=_token_file(token_file),
        introspection=introspection,
        graphiql=graphiql,
        workers=workers,
    )
    if workers > 1:
        server.serve(graph, settings, started=_started)
        return
    with open_store(graph, create=graph == "memory:") as store:
        server.serve(store, settings, started=_started)


def _started(url: str) -> None:
    notes.print(Text(f"Serving at {url} (queries: {url.rstrip('/')}/graphql); end with Ctrl+C"))


tokens = typer.Typer(
    name="token",
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Create, list and revoke the tokens that clients of the server show.",
)


@tokens.command("create")
@reporting
def create(
    name: Annotated[str, typer.Option("--name", help="Whose token, or what for.")],
    scope: Annotated[
        list[str] | None, typer.Option("--scope", metavar="read|write", help="What it may do.")
    ] = None,
    days: Annotated[
        int | None,
        typer.Option("--days", min=1, max=36500, help="Days until it expires; else never."),
    ] = None,
    token_file: TokenFile = None,
    as_json: Json = False,
) -> None:
    """Create a token and show it, once.

    Example: citeweave token create --name lab --scope read --scope write
    """
    secret, token = _store(token_file).create(name, scope or ["read"], days=days)
    if as_json:
        print_json({"id": token.id, "name": token.name, "token": secret})
        return
    results.print(secret, markup=False)
    notes.print(Text(f"token {token.id} for {token.name}; it is not shown again"))


@tokens.command("list")
@reporting
def list_(token_file: TokenFile = None, as_json: Json = False) -> None:
    """List the tokens: never their secrets, which are not kept.

    Example: citeweave token list
    """
    found = _store(token_file).list()
    if as_json:
        rows = [{"id": one.id, "name": one.name, "scopes": list(one.scopes)} for one in found]
        print_json({"tokens": rows})
        return
    table = Table(box=None)
    for column in ("id", "name", "scopes", "created", "expires"):
        table.add_column(column)
    for one in found:
        expires = one.expires or "never"
        table.add_row(one.id, Text(one.name), " ".join(one.scopes), one.created, expires)
    results.print(table)


@tokens.command("revoke")
@reporting
def revoke(
    token: Annotated[str, typer.Argument(metavar="ID", help="As `citeweave token list` shows.")],
    token_file: TokenFile = None,
) -> None:
    """Revoke a token: it is refused from the next request on.

    Example: citeweave token revoke 3f2a91c0
    """
    if not _store(token_file).revoke(token):
        raise NotFoundError(f"there is no token {token!r}; `citeweave token list` shows all")


def _store(token_file: Path | None) -> TokenStore:
    from citeweave.server import TokenStore  # noqa: PLC0415  # only these commands need it

    return TokenStore(_token_file(token_file))
