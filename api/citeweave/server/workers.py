"""Several processes that serve one graph: started, watched and ended by uvicorn's supervisor."""

from __future__ import annotations

import multiprocessing
import os
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import uvicorn
from prometheus_client import multiprocess
from starlette.applications import Starlette
from uvicorn.supervisors import Multiprocess

from citeweave.server.app import check_graph, create_app
from citeweave.server.observing import NUMBERS, log_as_json
from citeweave.server.settings import Settings
from citeweave_schema.errors import StoreUnavailableError

__all__ = ["serve_in_processes"]

_START_SECONDS = 60.0


def serve_in_processes(
    url: str,
    settings: Settings,
    config: Callable[..., uvicorn.Config],
    started: Callable[[int], None],
) -> None:
    """Serve a graph in `settings.workers` processes until SIGINT or SIGTERM.

    Args:
        url: the graph, which each process opens.
        settings: how it runs.
        config: gives uvicorn's configuration for an application.
        started: called with the port once all processes take requests.

    Raises:
        UsageError: others could reach it and there is no token.
        StoreError: the graph cannot be opened.
        StoreUnavailableError: the processes do not start.
    """
    check_graph(url, settings)
    with tempfile.TemporaryDirectory(prefix="citeweave-") as folder, _numbers_in(folder):
        app = partial(_app, url, settings, Path(folder))
        configured = config(app, factory=True, workers=settings.workers)
        listening = configured.bind_socket()
        try:
            supervisor = _Supervisor(configured, [listening])
            supervisor.folder = folder
            supervisor.say = partial(started, listening.getsockname()[1])
            supervisor.run()
        finally:
            listening.close()
    if not supervisor.served:
        raise StoreUnavailableError("the processes of the server do not start; see the log above")


@contextmanager
def _numbers_in(folder: str) -> Iterator[None]:
    """Have the processes that are started meanwhile keep their numbers in a folder."""
    before = os.environ.get(NUMBERS)
    os.environ[NUMBERS] = folder
    try:
        yield
    finally:
        if before is None:
            del os.environ[NUMBERS]
        else:
            os.environ[NUMBERS] = before


def _app(url: str, settings: Settings, shared: Path) -> Starlette:
    """Give the application of one process."""
    log_as_json()
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    return create_app(url, settings, shared=shared)


def _end_with_parent() -> None:
    """End this process when the one that watches over it is gone, however it went."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


class _Supervisor(Multiprocess):
    """Says when all processes take requests, and forgets the numbers of those that died."""

    folder: str
    say: Callable[[], None]
    served = False

    def init_processes(self) -> None:
        super().init_processes()
        self.served = all(
            process.wait_until_ready(_START_SECONDS, self.should_exit) for process in self.processes
        )
        if self.served:
            self.say()
        else:
            self.should_exit.set()

    def keep_subprocess_alive(self) -> None:
        before = {process.pid for process in self.processes}
        super().keep_subprocess_alive()
        for pid in before - {process.pid for process in self.processes}:
            multiprocess.mark_process_dead(pid, self.folder)  # type: ignore[no-untyped-call]
