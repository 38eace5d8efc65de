"""Serve the style sheet, the saved queries and the guide to Browser, on loopback only."""

from __future__ import annotations

import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from citeweave_graph.neo4j.browser.favourites import packed
from citeweave_graph.neo4j.browser.guide import guide
from citeweave_graph.neo4j.browser.style import style

__all__ = ["BrowserFiles"]


class BrowserFiles:
    """A small HTTP server, for the time of a `with` block.

    Args:
        port: where it listens; 0 for any that is free.

    >>> with BrowserFiles() as served:
    ...     served.guide.startswith("http://localhost:")
    True
    """

    def __init__(self, port: int = 0) -> None:
        """Begin to listen.

        Raises:
            OSError: the port is taken.
        """
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def address(self) -> str:
        """The URL that it is asked at; Browser allows guides from the name `localhost`."""
        return f"http://localhost:{self._server.server_address[1]}"

    @property
    def guide(self) -> str:
        """The URL of the guide: `:guide URL` in Browser opens it."""
        return f"{self.address}/guide.html"

    @property
    def style(self) -> str:
        """The URL of the style sheet: `:style URL` in Browser applies it."""
        return f"{self.address}/citeweave.grass"

    @property
    def first_commands(self) -> str:
        """What `browser.post_connect_cmd` of a server may be set to, so that all is there."""
        return f"style {self.style}; guide {self.guide}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        port = self.connection.getsockname()[1]
        answer = _answer(self.path.partition("?")[0], f"http://localhost:{port}")
        if answer is None:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        content_type, body = answer
        self.send_response(HTTPStatus.OK)
        self._allow()
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_OPTIONS(self) -> None:
        """Browser's page is of another origin and sends headers, so it asks first (CORS)."""
        self.send_response(HTTPStatus.NO_CONTENT)
        self._allow()
        self.send_header("Access-Control-Allow-Methods", "GET")
        # Any: now and then Browser adds headers by which its makers trace errors.
        self.send_header("Access-Control-Allow-Headers", "*")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its name above
        """Say nothing."""

    def _allow(self) -> None:
        # What is served is public, the same for all, and takes no input.
        self.send_header("Access-Control-Allow-Origin", "*")


def _answer(path: str, address: str) -> tuple[str, bytes] | None:
    if path == "/guide.html":
        return "text/html; charset=utf-8", guide(address).encode()
    if path == "/citeweave.grass":
        return "text/plain; charset=utf-8", style().encode()
    if path == "/favourites.zip":
        return "application/zip", packed()
    return None
