"""What can be seen from outside: one log line and a few numbers for each request.

Neither the text of a query nor its variables, nor a header, nor a query string is ever logged.
"""

from __future__ import annotations

import os
import re
import secrets
import sys
import time
from collections.abc import Collection
from typing import TextIO

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from citeweave.server.execution import Answer

__all__ = ["NUMBERS", "Observer", "Watch", "log_as_json"]

NUMBERS = "PROMETHEUS_MULTIPROC_DIR"
"""The variable in which prometheus_client looks for the folder that processes count in."""

_log = structlog.get_logger("citeweave.server")
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
}


def log_as_json(stream: TextIO = sys.stderr) -> None:
    """Write the log of this process as one JSON object a line."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(stream),
    )


class Observer:
    """Counts requests and what GraphQL made of them."""

    def __init__(self, routes: Collection[str]) -> None:
        """Count by path; all that are not known are counted as one."""
        self._routes = frozenset(routes)
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "citeweave_http_requests", "Requests by method, path and status.",
            ["method", "path", "status"], registry=self.registry,
        )  # fmt: skip
        self._seconds = Histogram(
            "citeweave_http_seconds", "How long requests took.", ["path"], registry=self.registry
        )
        self.running = Gauge(
            "citeweave_http_running", "Requests being answered.", registry=self.registry,
            multiprocess_mode="livesum",
        )  # fmt: skip
        self._operations = Counter(
            "citeweave_graphql_operations", "GraphQL operations by kind and whether without error.",
            ["operation", "outcome"], registry=self.registry,
        )  # fmt: skip
        self._errors = Counter(
            "citeweave_graphql_errors", "GraphQL errors by code.", ["code"], registry=self.registry
        )
        self._nodes = Histogram(
            "citeweave_graphql_nodes", "Nodes that operations could touch, as estimated.",
            registry=self.registry, buckets=(1, 10, 100, 1_000, 10_000),
        )  # fmt: skip

    def text(self) -> bytes:
        """Give the numbers as Prometheus reads them, of all processes of the server together."""
        if NUMBERS not in os.environ:
            return generate_latest(self.registry)
        together = CollectorRegistry()
        MultiProcessCollector(together, os.environ[NUMBERS])  # type: ignore[no-untyped-call]
        return generate_latest(together)

    def answered(self, answer: Answer) -> None:
        """Count one GraphQL answer."""
        outcome = "error" if answer.codes else "ok"
        self._operations.labels(answer.operation or "unknown", outcome).inc()
        self._nodes.observe(answer.load.nodes)
        for code in answer.codes:
            self._errors.labels(code.value).inc()
        structlog.contextvars.bind_contextvars(
            operation=answer.operation,
            nodes=answer.load.nodes,
            codes=sorted({code.value for code in answer.codes}),
        )

    def responded(self, scope: Scope, status: int, seconds: float) -> None:
        """Count and log one HTTP response."""
        path = scope["path"] if scope["path"] in self._routes else "other"
        client = scope.get("state", {}).get("client")
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self._requests.labels(method, path, str(status)).inc()
        self._seconds.labels(path).observe(seconds)
        _log.info(
            "request",
            method=method,
            path=path,
            status=status,
            ms=round(1000 * seconds, 1),
            client=client.name if client else None,
        )


class Watch:
    """Stands before the application and tells an observer how each request went."""

    def __init__(self, app: ASGIApp, observer: Observer) -> None:
        """Watch an application."""
        self._app = app
        self._observer = observer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the application; count and log how it went."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(Headers(scope=scope))
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=request_id)
        began, status = time.perf_counter(), 500

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["x-request-id"] = request_id
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        with self._observer.running.track_inprogress():
            try:
                await self._app(scope, receive, watched)
            finally:
                self._observer.responded(scope, status, time.perf_counter() - began)


def _request_id(headers: Headers) -> str:
    """Give the id that a proxy gave the request, when it looks like one, else a new one."""
    given = headers.get("x-request-id", "")
    return given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
