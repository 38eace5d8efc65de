"""Running the server until it is told to stop."""

from __future__ import annotations

import socket
from collections.abc import Callable

import uvicorn

from citeweave.server.app import create_app
from citeweave.server.observing import log_as_json
from citeweave.server.settings import Settings
from citeweave_graph import Store
from citeweave_schema.errors import StoreUnavailableError

__all__ = ["serve"]

_LAST_SECONDS = 5


def serve(
    store: Store | str,
    settings: Settings | None = None,
    *,
    started: Callable[[str], None] | None = None,
) -> None:
    """Serve a graph until SIGINT or SIGTERM, with one JSON object a line on standard error.

    Args:
        store: an open store, or the URL of one.
        settings: how it runs.
        started: called with the address once requests are taken.

    Raises:
        UsageError: others could reach it and there is no token.
        StoreError: the graph cannot be opened, or the port is taken.
    """
    settings = settings or Settings()
    app = create_app(store, settings)
    log_as_json()
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        access_log=False,  # query strings hold variables; `observing` logs without them
        log_config=None,
        server_header=False,
        proxy_headers=False,  # whoever asks could write them
        timeout_graceful_shutdown=_LAST_SECONDS,
    )
    server = _Server(config, started)
    try:
        server.run()
    except SystemExit as problem:
        raise StoreUnavailableError(
            f"{settings.host}:{settings.port} cannot be listened at; is another server there?"
        ) from problem


class _Server(uvicorn.Server):
    """A server that says when it takes requests, and where."""

    def __init__(self, config: uvicorn.Config, started: Callable[[str], None] | None) -> None:
        super().__init__(config)
        self._say = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and self._say:
            port = self.servers[0].sockets[0].getsockname()[1]
            host = f"[{self.config.host}]" if ":" in self.config.host else self.config.host
            self._say(f"http://{host}:{port}/")
