"""Serve the style sheet, the saved queries and the guide to Neo4j Browser until Ctrl-C."""

from __future__ import annotations

import argparse
import contextlib
import sys
import threading

from citeweave_graph.neo4j.browser.serving import BrowserFiles


def main() -> None:
    """Serve, and say what to type into Browser."""
    parser = argparse.ArgumentParser(prog="python -m citeweave_graph.neo4j.browser")
    parser.description = __doc__
    parser.add_argument("--port", type=int, default=7475, help="where to listen (default 7475)")
    port = parser.parse_args().port
    with BrowserFiles(port) as served, contextlib.suppress(KeyboardInterrupt):
        sys.stdout.write(
            f"Type into Neo4j Browser:\n  :style {served.style}\n  :guide {served.guide}\n"
            f"Saved queries, to be dropped onto its page: {served.address}/favourites.zip\n"
            "Ctrl-C ends it\n"
        )
        sys.stdout.flush()
        threading.Event().wait()


if __name__ == "__main__":
    main()
