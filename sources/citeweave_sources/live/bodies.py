"""The body of an answer, read within limits and known to be whole."""

from __future__ import annotations

import zlib
from collections.abc import Callable

import httpx

from citeweave_schema.errors import SourceError
from citeweave_sources.live.trouble import TryAgainError

__all__ = ["Limits", "glimpse", "media_type", "read_body"]

_AUTO = zlib.MAX_WBITS | 32
"""Both gzip and zlib, told apart by their heads."""


class Limits:
    """The most bytes that one answer may have."""

    sent = 16 * 1024 * 1024
    unpacked = 32 * 1024 * 1024


class _Glimpse(Limits):
    sent = unpacked = 64 * 1024


def read_body(response: httpx.Response, limits: Limits, still: Callable[[], None]) -> bytes:
    """Read the body of an answer, unpacking it.

    Args:
        response: an answer whose body has not been read.
        limits: how much may come.
        still: called after each piece; raises when there is no time left.

    Raises:
        TryAgainError: it was cut.
        SourceError: it is larger than an answer may be, or packed in a way not asked for.
        httpx.TransportError: the connection broke.
    """
    coding = response.headers.get("content-encoding", "").strip().lower()
    if coding not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise SourceError(f"the answer is packed as {coding[:40]!r}, which was not asked for")
    unpack = zlib.decompressobj(_AUTO) if coding not in ("", "identity") else None
    body = bytearray()
    sent = 0
    for piece in response.iter_raw():
        still()
        sent += len(piece)
        _check(sent, limits.sent)
        body += piece if unpack is None else _unpacked(unpack, piece, limits.unpacked - len(body))
        _check(len(body), limits.unpacked)
    if unpack is not None and sent and not unpack.eof:
        raise TryAgainError("the answer was cut")
    return bytes(body)


def glimpse(response: httpx.Response, still: Callable[[], None]) -> bytes:
    """Read the body of a refusal, for what it says; empty when it cannot be read or is long."""
    try:
        return read_body(response, _Glimpse(), still)
    except (TryAgainError, SourceError, httpx.TransportError):
        return b""


def media_type(response: httpx.Response) -> str:
    """Give the content type of an answer, without its parameters, in lower case."""
    return str(response.headers.get("content-type", "")).partition(";")[0].strip().lower()


def _unpacked(unpack: zlib._Decompress, piece: bytes, room: int) -> bytes:
    try:
        return unpack.decompress(piece, room + 1)
    except zlib.error as problem:
        raise TryAgainError(f"the answer was damaged: {problem}") from problem


def _check(size: int, most: int) -> None:
    if size > most:
        raise SourceError(
            f"the answer has more than {most // (1024 * 1024)} MB, which no answer of this service "
            "has; nothing of it was kept"
        )
