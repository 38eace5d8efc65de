"""Run a real Neo4j with Browser until Ctrl-C, to try things; or only fetch it for the tests."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from pathlib import Path

import typer
from neo4j_container import has_docker
from neo4j_files import MissingProgramError, class_archive, java, libraries
from neo4j_server import Neo4jServer, free_ports

from citeweave_graph.neo4j.browser import BrowserFiles

__all__ = ["main"]


def main() -> int:
    """Run a server until Ctrl-C, or only fetch it."""
    parser = argparse.ArgumentParser(description="Run Neo4j with Browser until Ctrl-C.")
    parser.add_argument("--home", type=Path, help="keep the data here; else it is gone at the end")
    parser.add_argument("--password", help="of the user neo4j; else nobody is asked for one")
    parser.add_argument("--fetch", action="store_true", help="fetch it for the tests, and end")
    given = parser.parse_args()
    try:
        if given.fetch:
            return _fetch()
        typer.echo("Starting Neo4j; the first time it is fetched, 140 MB")
        with BrowserFiles() as files:
            _serve(given, files)
    except KeyboardInterrupt:
        return 0
    except (MissingProgramError, RuntimeError) as error:
        typer.echo(error, err=True)
    return 1


def _serve(given: argparse.Namespace, files: BrowserFiles) -> None:
    server = Neo4jServer(
        password=given.password,
        home=given.home,
        ports=free_ports((7687, 7474)),
        settings={"browser.post_connect_cmd": files.first_commands},
    )
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with server:
        typer.echo(f"Graph    neo4j://127.0.0.1:{server.bolt_port}")
        typer.echo(f"Browser  {server.browser_url}")
        typer.echo("Ctrl-C ends it")
        while True:
            time.sleep(3600)


def _fetch() -> int:
    if os.environ.get("CITEWEAVE_TEST_NEO4J"):
        return 0
    try:
        program = java()
        libraries()
        with class_archive(program) as (_, is_missing):
            pass
        if is_missing:
            with Neo4jServer():  # the first one archives its classes, which takes a test too long
                pass
    except MissingProgramError:
        if not has_docker():
            raise
    return 0


if __name__ == "__main__":
    sys.exit(main())
