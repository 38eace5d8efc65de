"""The pages: a small one that says what this is, and GraphiQL, all from files of ours."""

from __future__ import annotations

import html
import json
from importlib.resources import files
from string import Template

from starlette.responses import HTMLResponse, Response

from citeweave.server.examples import EXAMPLES
from citeweave.server.responses import json_response
from citeweave_schema import Manifest

__all__ = ["STATIC", "examples_response", "graphiql_page", "home_page"]

STATIC = files("citeweave.server") / "static"
"""The folder of files that browsers load."""

_ONLY_OURS = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "font-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
)
_HOME_POLICY = _ONLY_OURS + "style-src 'self'"
# CodeMirror measures and colours with style attributes, which cannot run anything
_GRAPHIQL_POLICY = _ONLY_OURS + "style-src 'self' 'unsafe-inline'"

_COUNTS = (
    ("Paper", "papers"),
    ("METHOD", "methods"),
    ("DATASET", "datasets"),
    ("TASK", "tasks"),
    ("METRIC", "metrics"),
    ("Author", "authors"),
    ("Organization", "organisations"),
    ("mentions", "mentions"),
)


def home_page(manifest: Manifest) -> Response:
    """Give the page that says what is in the graph."""
    counts = "".join(
        f"<tr><th scope=row>{html.escape(label)}</th><td>{manifest.counts.get(name, 0):,}</td></tr>"
        for name, label in _COUNTS
    )
    sources = "".join(f"<li>{html.escape(one.uri)}</li>" for one in manifest.sources)
    text = Template((STATIC / "home.html").read_text(encoding="utf-8")).substitute(
        version=manifest.version, counts=counts, sources=sources or "<li>none yet</li>"
    )
    return _page(text, _HOME_POLICY)


def graphiql_page() -> Response:
    """Give the page on which queries are written and run."""
    return _page((STATIC / "graphiql.html").read_text(encoding="utf-8"), _GRAPHIQL_POLICY)


def examples_response() -> Response:
    """Give the example queries for the page."""
    return json_response(
        {
            "examples": [
                {
                    "name": one.name,
                    "query": one.query,
                    "variables": json.dumps(one.variables) if one.variables else "",
                }
                for one in EXAMPLES
            ]
        }
    )


def _page(text: str, policy: str) -> Response:
    return HTMLResponse(
        text, headers={"content-security-policy": policy, "cache-control": "no-cache"}
    )
