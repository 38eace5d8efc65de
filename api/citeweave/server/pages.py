"""The pages: the explorer and GraphiQL, all from files of ours.

Both are shells that hold nothing of the graph: what they show they ask in GraphQL, from the
browser, with whatever token its user has.
"""

from __future__ import annotations

import json
from functools import cache
from string import Template

from starlette.responses import HTMLResponse, Response

from citeweave.server.examples import EXAMPLES
from citeweave.server.files import STATIC, file_names
from citeweave.server.responses import json_response

__all__ = [
    "EXPLORER_PATHS",
    "examples_response",
    "explorer_page",
    "graphiql_page",
    "is_shell",
]

_KINDS = ("paper", "concept", "author", "organization", "venue", "person", "graph")
EXPLORER_PATHS = ("/", "/search", "/path", *(f"/{kind}/{{id}}" for kind in _KINDS))
"""The addresses of the explorer's views, as routes: one page answers all of them."""

_NAMED = ("explorer/main.js", "explorer/theme.js")
"""Modules that the page names by itself."""

_OPEN = ("/static/", *(f"/{kind}/" for kind in _KINDS))

_ONLY_OURS = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "font-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
)
# it writes nothing as markup, and the browser holds it to that
_EXPLORER_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data: blob:; font-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
# CodeMirror measures and colours with style attributes, which cannot run anything
_GRAPHIQL_POLICY = _ONLY_OURS + "style-src 'self' 'unsafe-inline'"


def is_shell(path: str) -> bool:
    """Tell whether a path leads to a page or file that holds nothing of the graph.

    >>> is_shell("/"), is_shell("/paper/P3ld4eorvdqvdeca2"), is_shell("/graphql")
    (True, True, False)
    """
    return path in EXPLORER_PATHS or path.startswith(_OPEN)


def explorer_page(*, graphiql: bool) -> Response:
    """Give the page of all views of the explorer; it reads which one from its address."""
    return _page(_explorer_text(graphiql=graphiql), _EXPLORER_POLICY)


@cache
def _explorer_text(*, graphiql: bool) -> str:
    """Give the page, with all modules named, so that none waits for another to be read."""
    preloads = "\n".join(
        f'<link rel="modulepreload" href="/static/{name}">'
        for name in file_names()
        if name.startswith("explorer/") and name.endswith(".js") and name not in _NAMED
    )
    template = Template((STATIC / "explorer.html").read_text(encoding="utf-8"))
    return template.substitute(modules=preloads, graphiql="yes" if graphiql else "no")


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
