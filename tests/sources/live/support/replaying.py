"""A server on this machine that answers as it is told, and a clock that does not wait."""

from __future__ import annotations

import contextlib
import gzip
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qsl, unquote, urlsplit

RECORDED = Path(__file__).parents[2] / "recorded" / "live"
JSON = "application/json"
ATOM = "application/atom+xml"


@dataclass(frozen=True)
class Asked:
    """A request that came."""

    method: str
    path: str
    params: dict[str, str]
    headers: dict[str, str]
    body: bytes
    raw: str

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Reply:
    """An answer to give.

    `missing` bytes of the body are announced and never come; `stalls` sends nothing until the
    test is over; `endless` goes on until the other side hangs up.
    """

    body: bytes = b"{}"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    media: str = JSON
    missing: int = 0
    stalls: bool = False
    endless: bool = False


def recorded(name: str, **changes: Any) -> Reply:
    """Give a recorded answer: the ones that were sent packed are sent packed."""
    body = (RECORDED / name).read_bytes()
    headers = {"Content-Encoding": "gzip"} if name.endswith(".gz") else {}
    media = ATOM if ".xml" in name else JSON
    return Reply(**{"body": body, "headers": headers, "media": media, **changes})


def content(name: str) -> Any:
    """Give what a recorded answer in JSON says."""
    body = (RECORDED / name).read_bytes()
    return json.loads(gzip.decompress(body) if name.endswith(".gz") else body)


def reply(value: Any, **changes: Any) -> Reply:
    """Give an answer in JSON."""
    return Reply(json.dumps(value).encode(), **changes)


Handler = Callable[[Asked], Reply]


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Say nothing: that the other side hangs up is what many tests are about."""


class Replay:
    """The server: `answer` says what to answer, `asked` what was asked."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.answer: Handler = lambda _: Reply()
        self.over = threading.Event()
        replay = self

        class Handle(BaseHTTPRequestHandler):
            protocol_version: ClassVar[str] = "HTTP/1.1"

            def do_GET(self) -> None:
                replay.handle(self)

            def do_POST(self) -> None:
                replay.handle(self)

            def log_message(self, *_: object) -> None:
                pass

        self._server = _Server(("127.0.0.1", 0), Handle)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}
        )
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def script(self, *replies: Reply | Handler) -> None:
        """Answer one after the other; the last again and again."""
        left = list(replies)

        def answer(asked: Asked) -> Reply:
            one = left.pop(0) if len(left) > 1 else left[0]
            return one if isinstance(one, Reply) else one(asked)

        self.answer = answer

    def handle(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        length = int(handler.headers.get("content-length") or 0)
        asked = Asked(
            method=handler.command,
            path=unquote(parts.path),
            params=dict(parse_qsl(parts.query)),
            headers={name.lower(): value for name, value in handler.headers.items()},
            body=handler.rfile.read(length),
            raw=handler.path,
        )
        self.asked.append(asked)
        one = self.answer(asked)
        with contextlib.suppress(OSError):
            self._send(handler, one)

    def _send(self, handler: BaseHTTPRequestHandler, one: Reply) -> None:
        if one.stalls:
            self.over.wait(30)
            handler.close_connection = True
            return
        handler.send_response(one.status)
        handler.send_header("Content-Type", one.media)
        for name, value in one.headers.items():
            handler.send_header(name, value)
        if one.endless:
            handler.close_connection = True
            handler.end_headers()
            while not self.over.is_set():
                handler.wfile.write(one.body)
        handler.send_header("Content-Length", str(len(one.body) + one.missing))
        handler.end_headers()
        handler.wfile.write(one.body)
        handler.close_connection = bool(one.missing)

    def close(self) -> None:
        self.over.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class FakeClock:
    """Time that goes on only when somebody waits; `waits` says how long each did."""

    def __init__(self) -> None:
        self.now = 1_000_000.0
        self.waits: list[float] = []

    def monotonic(self) -> float:
        return self.now

    def time(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds
