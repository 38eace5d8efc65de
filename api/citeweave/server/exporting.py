"""Parts of the graph as files to download: `GET /export?format=gexf&ids=…` or `&query=…`."""

from __future__ import annotations

import shutil
import tempfile
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from citeweave.choosing import Choice
from citeweave.server.failures import RefusedError, code_of, formatted
from citeweave.server.rates import Rates, points_of
from citeweave.server.responses import refused
from citeweave.server.session import Client
from citeweave.server.settings import Limits
from citeweave_graph import Store
from citeweave_graph.exports import FORMATS, ExportFormat, export_format, write_part
from citeweave_schema.errors import CiteweaveError, NotFoundError, UsageError

__all__ = ["MOST_NODES", "Exports"]

MOST_NODES = 10_000
"""The most nodes of one file; larger ones are written by `citeweave export`."""
_MOST_PAPERS = 1_000
_USUAL_PAPERS = 100
_PIECE = 262_144
_KNOWN = ("format", "ids", "query", "limit", "only")


@dataclass(frozen=True, slots=True)
class _Asked:
    form: str
    choice: Choice


class Exports:
    """Answers requests to /export."""

    def __init__(self, store: Store, limits: Limits, rates: Rates) -> None:
        """Answer from a store, within its limits of time and points."""
        self._store = store
        self._limits = limits
        self._rates = rates

    async def answer(self, request: Request) -> Response:
        """Answer one request: with a whole file, or a refusal."""
        client: Client = request.state.client
        try:
            client.require("read")
            asked = _asked(request.query_params)
            self._rates.take(client.name, points_of(MOST_NODES))
            file = await run_in_threadpool(self._written, asked)
        except CiteweaveError as problem:
            return _refusal(request, problem)
        return _download(file, asked.form)

    def _written(self, asked: _Asked) -> BinaryIO:
        """Write a file that nothing but its handle leads to any more."""
        folder = Path(tempfile.mkdtemp(prefix="citeweave-export-"))
        try:
            path = folder / "part"
            with self._store.view(deadline=time.monotonic() + self._limits.seconds) as view:
                write_part(asked.choice.part(view, MOST_NODES), path, asked.form)
            found = FORMATS[asked.form]
            return (_packed(path, found) if found.files else path).open("rb")
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _asked(given: QueryParams) -> _Asked:
    """Read what is asked.

    Raises:
        UsageError: a parameter that is not known, is there twice or is missing, or its value.
    """
    names = [name for name, _ in given.multi_items()]
    for name in names:
        if name not in _KNOWN or names.count(name) > 1:
            raise UsageError(f"/export takes each of {', '.join(_KNOWN)} once; {name!r} is not so")
    form, ids, query = given.get("format", ""), given.get("ids"), given.get("query")
    export_format(form)
    if (ids is None) == (query is None):
        raise UsageError("say what to export: either ids, with commas between them, or query")
    choice = Choice(
        ids=None if ids is None else ids.split(",", MOST_NODES + 1),
        query=query,
        limit=_limit(given.get("limit")),
        only=given.get("only", "").lower() in ("1", "true"),
    )
    return _Asked(form, choice)


def _limit(given: str | None) -> int:
    if given is None:
        return _USUAL_PAPERS
    if not (given.isascii() and given.isdigit() and 1 <= int(given[:9]) <= _MOST_PAPERS):
        raise UsageError(f"limit takes 1 to {_MOST_PAPERS:,}")
    return int(given)


def _packed(folder: Path, found: ExportFormat) -> Path:
    """Give one file in the place of the several of a folder."""
    path = folder.with_name("part.zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in found.files:
            archive.write(folder / name, name)
    return path


def _download(file: BinaryIO, form: str) -> Response:
    found = FORMATS[form]
    suffix, media = (".zip", "application/zip") if found.files else (found.suffix, found.media_type)
    size = file.seek(0, 2)
    file.seek(0)
    return StreamingResponse(
        _pieces(file),
        media_type=media,
        headers={
            "content-disposition": f'attachment; filename="citeweave{suffix}"',
            "content-length": str(size),
            "content-security-policy": "default-src 'none'; sandbox",
            "cache-control": "no-store",
        },
    )


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece


def _refusal(request: Request, problem: CiteweaveError) -> Response:
    """Give the response to what was raised on purpose, in the form of all errors."""
    if isinstance(problem, RefusedError):
        return refused(problem, request.headers)
    said = formatted(problem)
    extensions = {name: value for name, value in said["extensions"].items() if name != "code"}
    refusal = RefusedError(code_of(problem), said["message"], **extensions)
    return refused(refusal, request.headers, 404 if isinstance(problem, NotFoundError) else 400)
