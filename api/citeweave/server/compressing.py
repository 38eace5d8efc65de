"""Compression of responses, with zstd or gzip, for clients that take one of them.

What is compressed is what clients asked for themselves: no page of another site can have a text of
its own answered beside somebody's data (`gate`), which attacks on compressed secrets need.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable

import anyio.to_thread
import zstandard
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Compressed", "coding"]

_LEAST = 1_024
_LARGE = 65_536
"""Bytes from which compressing takes so long that the event loop is left for it."""


def _gzipped(body: bytes) -> bytes:
    return gzip.compress(body, compresslevel=4, mtime=0)


def _zstandard(body: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=3).compress(body)


_CODINGS: dict[str, Callable[[bytes], bytes]] = {"zstd": _zstandard, "gzip": _gzipped}
"""What can be done with a body, the quickest first."""


def coding(accepted: str) -> str | None:
    """Give the coding that a client prefers, of those we have; None for none.

    >>> coding("gzip, deflate, br, zstd"), coding("gzip;q=1, zstd;q=0.5"), coding("*")
    ('zstd', 'gzip', 'zstd')
    >>> coding(""), coding("br, gzip;q=0"), coding("*;q=0, gzip;q=x")
    (None, None, None)
    """
    weights: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, _, weight = part.partition(";")
        weights[name.strip()] = _weight(weight)
    offered = {name: weights.get(name, weights.get("*", 0.0)) for name in _CODINGS}
    best = max(offered, key=lambda name: offered[name])
    return best if offered[best] > 0 else None


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


class Compressed:
    """Stands before an application and compresses what it answers in one piece."""

    def __init__(self, app: ASGIApp) -> None:
        """Compress the responses of an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the application, compressed where the client takes that and it helps."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        chosen = coding(Headers(scope=scope).get("accept-encoding", ""))
        start: Message | None = None

        async def compressed(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message  # its headers follow from the body
                return
            if start is not None:
                head, start = start, None
                if message["type"] == "http.response.body":
                    await _compress(head, message, chosen)
                await send(head)
            await send(message)

        await self._app(scope, receive, compressed)


async def _compress(start: Message, message: Message, chosen: str | None) -> None:
    """Compress a body that is whole and long enough, with the headers that say so."""
    headers = MutableHeaders(scope=start)
    body: bytes = message.get("body", b"")
    if message.get("more_body") or len(body) < _LEAST or "content-encoding" in headers:
        return
    if "accept-encoding" not in headers.get("vary", ""):
        headers.add_vary_header("accept-encoding")
    if chosen is None:
        return
    compress = _CODINGS[chosen]
    if len(body) < _LARGE:
        message["body"] = compress(body)
    else:
        message["body"] = await anyio.to_thread.run_sync(compress, body)
    headers["content-encoding"] = chosen
    headers["content-length"] = str(len(message["body"]))
