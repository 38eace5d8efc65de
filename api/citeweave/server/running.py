"""Running the server until it is told to stop."""

from __future__ import annotations

import socket
from collections.abc import Callable
from functools import partial

import uvicorn

from citeweave.server.app import create_app
from citeweave.server.observing import log_as_json
from citeweave.server.settings import Settings
from citeweave_graph import Store
from citeweave_schema.errors import StoreUnavailableError, UsageError

__all__ = ["serve"]

_LAST_SECONDS = 5


def serve(
    store: Store | str,
    settings: Settings | None = None,
    *,
    started: Callable[[str], None] | None = None,
) -> None:
    """Serve a graph until SIGINT or SIGTERM, with one JSON object a line on standard error.

    With several processes, each opens the graph by its URL; all listen at the same port.

    Args:
        store: an open store, or the URL of one.
        settings: how it runs.
        started: called with the address once requests are taken.

    Raises:
        UsageError: others could reach it and there is no token, or several processes cannot have
            the graph.
        StoreError: the graph cannot be opened, or the port is taken.
    """
    settings = settings or Settings()
    log_as_json()
    config = partial(
        uvicorn.Config,
        host=settings.host,
        port=settings.port,
        access_log=False,  # query strings hold variables; `observing` logs without them
        log_config=None,
        server_header=False,
        proxy_headers=False,  # whoever asks could write them
        timeout_graceful_shutdown=_LAST_SECONDS,
    )

    def say(port: int) -> None:
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        if started:
            started(f"http://{host}:{port}/")

    try:
        if settings.workers > 1:
            from citeweave.server import workers  # noqa: PLC0415  # few need them

            workers.serve_in_processes(_url(store), settings, config, say)
        else:
            _Server(config(create_app(store, settings)), say).run()
    except SystemExit as problem:
        raise StoreUnavailableError(
            f"{settings.host}:{settings.port} cannot be listened at; is another server there?"
        ) from problem


def _url(store: Store | str) -> str:
    """Give the URL by which every process can have a graph."""
    url = store if isinstance(store, str) else store.url
    if url.startswith("memory:"):
        raise UsageError(
            "a graph in memory is that of one process; serve it with --workers 1, or build a file"
        )
    return url


class _Server(uvicorn.Server):
    """A server that says when it takes requests, and where."""

    def __init__(self, config: uvicorn.Config, say: Callable[[int], None]) -> None:
        super().__init__(config)
        self._say = say

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._say(self.servers[0].sockets[0].getsockname()[1])
