"""A server of a graph, in a thread of its own, and waiting for what a page comes to."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import uvicorn

from citeweave.server import Settings, create_app
from citeweave_graph import Store


def served(store: Store, **settings: Any) -> Iterator[str]:
    """Serve a graph on a free port for as long as the generator is held."""
    config = uvicorn.Config(
        create_app(store, Settings(**settings)),
        host="127.0.0.1",
        port=0,
        log_config=None,
        access_log=False,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 10
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


def until(page: Any, condition: str, seconds: float = 10) -> None:
    """Wait until an expression holds in a page.

    Playwright's own way evaluates the text in the page, which the page's rules forbid.
    """
    end = time.monotonic() + seconds
    while not page.evaluate(condition):
        assert time.monotonic() < end, condition
        page.wait_for_timeout(20)
