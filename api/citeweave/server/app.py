"""The application: its addresses, and what stands before them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from citeweave.server.compressing import Compressed
from citeweave.server.execution import Engine
from citeweave.server.exporting import Exports
from citeweave.server.failures import Code, RefusedError, formatted
from citeweave.server.files import file_response
from citeweave.server.gate import Gate
from citeweave.server.lanes import Lanes
from citeweave.server.observing import Observer, Watch
from citeweave.server.pages import (
    EXPLORER_PATHS,
    examples_response,
    explorer_page,
    graphiql_page,
)
from citeweave.server.processes import SharedBuckets, SharedTurn
from citeweave.server.rates import Rates
from citeweave.server.responses import json_response
from citeweave.server.settings import Settings
from citeweave.server.tokens import TokenStore
from citeweave.server.transport import GraphQLTransport
from citeweave_graph import Store, open_store
from citeweave_schema import Manifest
from citeweave_schema.errors import CiteweaveError, UsageError

__all__ = ["check_graph", "create_app"]

_PATHS = ("/", "/graphql", "/graphql/examples.json", "/export", "/healthz", "/readyz", "/metrics")


def create_app(
    store: Store | str, settings: Settings | None = None, *, shared: Path | None = None
) -> Starlette:
    """Give the application that answers for a graph.

    Args:
        store: an open store, which stays open, or the URL of one, closed when the server stops.
        settings: how it runs; on loopback with the default limits by default.
        shared: a folder that the processes of one server have in common; None for one process.

    Raises:
        UsageError: every request would need a token, and there is none.
        StoreError: the graph cannot be opened.
    """
    settings = settings or Settings()
    tokens = _tokens(settings)
    opened = open_store(store, create=False) if isinstance(store, str) else store
    observer = Observer(_PATHS)
    limits = settings.limits
    lanes = Lanes(limits.waiting, distant=opened.distant)
    rates = Rates(limits.points, buckets=SharedBuckets(shared) if shared else None)
    engine = Engine(
        opened,
        limits,
        rates,
        lanes=lanes,
        writing=SharedTurn(shared) if shared else None,
        introspection=settings.introspection,
    )
    transport = GraphQLTransport(engine, limits.body, observer)
    addresses = _Addresses(opened, transport, Exports(opened, limits, rates), observer)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        lanes.close()
        if opened is not store:
            opened.close()

    return Starlette(
        routes=addresses.routes(graphiql=settings.graphiql),
        middleware=[
            Middleware(Watch, observer=observer),
            Middleware(Compressed),
            *_sharing_with(settings.origins),
            Middleware(Gate, settings=settings, tokens=tokens),
        ],
        exception_handlers={HTTPException: _http_error, Exception: _fault},
        lifespan=lifespan,
    )


def check_graph(url: str, settings: Settings) -> None:
    """Find out whether a graph can be served, before processes are started that would do it.

    Raises:
        UsageError: every request would need a token, and there is none.
        StoreError: the graph cannot be opened.
    """
    _tokens(settings)
    open_store(url, create=False).close()


def _tokens(settings: Settings) -> TokenStore | None:
    """Give the tokens that count; refuse to do without any where others can reach the server."""
    tokens = TokenStore(settings.token_file) if settings.token_file else None
    if settings.closed and not (tokens and tokens.list()):
        raise UsageError(
            f"other machines can reach {settings.host}: make a token first, with "
            "`citeweave token create --name NAME`"
        )
    return tokens


def _sharing_with(origins: tuple[str, ...]) -> list[Middleware]:
    """Answer the questions that browsers ask for pages of other sites, where any are allowed."""
    if not origins:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=("GET", "POST"),
            allow_headers=("authorization", "content-type", "if-none-match"),
            expose_headers=("etag", "retry-after", "x-request-id"),
        )
    ]


class _Addresses:
    """What is answered at each path."""

    def __init__(
        self, store: Store, transport: GraphQLTransport, exports: Exports, observer: Observer
    ) -> None:
        self._store = store
        self._transport = transport
        self._exports = exports
        self._observer = observer
        self._graphiql = False

    def routes(self, *, graphiql: bool) -> list[Route]:
        self._graphiql = graphiql
        return [
            *(Route(path, self.explorer) for path in EXPLORER_PATHS),
            Route("/graphql", self.graphql, methods=["GET", "POST"]),
            Route("/graphql/examples.json", self.examples),
            Route("/export", self._exports.answer),
            Route("/healthz", self.alive),
            Route("/readyz", self.ready),
            Route("/metrics", self.metrics),
            Route("/static/{path:path}", self.file),
        ]

    async def explorer(self, _request: Request) -> Response:
        return explorer_page(graphiql=self._graphiql)

    async def file(self, request: Request) -> Response:
        return file_response(request.path_params["path"], request.headers)

    async def graphql(self, request: Request) -> Response:
        reading = request.method in ("GET", "HEAD") and "query" not in request.query_params
        if reading and self._graphiql and "text/html" in request.headers.get("accept", ""):
            return graphiql_page()
        return await self._transport.answer(request)

    async def examples(self, _request: Request) -> Response:
        return examples_response()

    async def alive(self, _request: Request) -> Response:
        return PlainTextResponse("alive\n")

    async def ready(self, _request: Request) -> Response:
        try:
            manifest = await run_in_threadpool(self._manifest)
        except CiteweaveError:
            return json_response({"status": "unavailable"}, 503)
        return json_response({"status": "ready", "version": manifest.version})

    async def metrics(self, _request: Request) -> Response:
        return Response(self._observer.text(), media_type="text/plain; version=0.0.4")

    def _manifest(self) -> Manifest:
        with self._store.view() as view:
            return view.manifest()


def _http_error(_request: Request, problem: Exception) -> Response:
    """Answer a wrong path or method in the form of all errors."""
    if not isinstance(problem, HTTPException):
        raise problem
    code = Code.NOT_FOUND if problem.status_code == 404 else Code.BAD_QUERY
    body = {"errors": [formatted(RefusedError(code, problem.detail))]}
    return json_response(body, problem.status_code, headers=dict(problem.headers or {}))


def _fault(_request: Request, problem: Exception) -> Response:
    """Answer a fault outside GraphQL; Starlette raises it again, to the server's log."""
    error = formatted(problem)
    status = 503 if error["extensions"]["code"] == Code.STORE_UNAVAILABLE else 500
    return json_response({"errors": [error]}, status)
