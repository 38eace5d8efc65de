"""The files that browsers load, kept in memory: they are small, many, and asked for all at once."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response

__all__ = ["STATIC", "file_names", "file_response"]

STATIC = files("citeweave.server") / "static"
"""The folder of files that browsers load."""

_MEDIA = {".js": "text/javascript", ".css": "text/css", ".html": "text/html"}
_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _File:
    """A file as it is sent."""

    content: bytes
    packed: bytes
    media: str
    tag: str


def file_names() -> tuple[str, ...]:
    """Give the paths of all files within the folder, in order.

    >>> "explorer/main.js" in file_names()
    True
    """
    return tuple(sorted(_found()))


def file_response(path: str, asked: Headers) -> Response:
    """Give a file; only its tag where the browser has it already.

    Browsers ask each time (`no-cache`): modules of two versions do not go together.

    Args:
        path: within the folder of files.
        asked: headers of the request.

    Raises:
        HTTPException: 404 when there is no such file.
    """
    if path not in _found():
        raise HTTPException(404)
    file = _read(path)
    headers = {"cache-control": "no-cache", "etag": file.tag, "vary": "accept-encoding"}
    if file.tag in asked.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if _GZIP.search(asked.get("accept-encoding", "")):
        headers["content-encoding"] = "gzip"
        return Response(file.packed, headers=headers, media_type=file.media)
    return Response(file.content, headers=headers, media_type=file.media)


@cache
def _found() -> Mapping[str, Traversable]:
    return dict(_walk(STATIC, ""))


def _walk(folder: Traversable, under: str) -> list[tuple[str, Traversable]]:
    found: list[tuple[str, Traversable]] = []
    for entry in folder.iterdir():
        name = under + entry.name
        found += _walk(entry, f"{name}/") if entry.is_dir() else [(name, entry)]
    return found


@cache
def _read(path: str) -> _File:
    """Read a file of the folder, once; only paths that are there come here."""
    content = _found()[path].read_bytes()
    ending = "." + path.rpartition(".")[2]
    return _File(
        content=content,
        packed=gzip.compress(content, mtime=0),
        media=_MEDIA.get(ending, "text/plain"),
        tag=f'"{hashlib.sha256(content).hexdigest()[:32]}"',
    )
