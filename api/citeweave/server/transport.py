"""GraphQL over HTTP: what a request must look like, and its way to the engine and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from citeweave.server.execution import Engine, Request
from citeweave.server.failures import Code, RefusedError
from citeweave.server.observing import Observer
from citeweave.server.responses import (
    JSON,
    json_response,
    kept,
    media_type,
    refused,
    status_of,
    unchanged,
)
from citeweave.server.tags import asked_tags

__all__ = ["GraphQLTransport"]


class _BadRequest(Exception):  # noqa: N818  # a response in the making
    """A request that is no GraphQL request, with the status that says why."""

    def __init__(self, status: int, message: str, **headers: str) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers


class GraphQLTransport:
    """Answers requests to /graphql."""

    def __init__(self, engine: Engine, body_limit: int, observer: Observer) -> None:
        """Answer with an engine, bodies up to a limit of bytes."""
        self._engine = engine
        self._body_limit = body_limit
        self._observer = observer

    async def answer(self, http: HttpRequest) -> Response:
        """Answer one request."""
        media = media_type(http.headers.get("accept"))
        if media is None:
            refusal = RefusedError(Code.BAD_QUERY, f"this answers with {JSON}")
            return refused(refusal, http.headers, 406)
        try:
            request = await self._request(http)
        except _BadRequest as problem:
            refusal = RefusedError(Code.BAD_QUERY, str(problem))
            response = refused(refusal, http.headers, problem.status)
            response.headers.update(problem.headers)
            return response
        answer = await self._engine.answer(request, http.state.client)
        self._observer.answered(answer)
        status = status_of(answer.codes, ran=answer.ran, media=media)
        if request.read_only and answer.operation == "mutation":
            return json_response(answer.body, 405, media, {"allow": "POST"})
        if answer.unchanged and answer.tag:
            return unchanged(answer.tag)
        headers = _retry(answer.body)
        if answer.tag and request.read_only:
            headers = kept(answer.tag)
        elif answer.tag:
            headers = {"etag": answer.tag}  # what POST answers is kept by no cache
        return json_response(answer.text or answer.body, status, media, headers)

    async def _request(self, http: HttpRequest) -> Request:
        if http.method == "POST":
            _check_content_type(http.headers)
            return _request_of(_parsed(await self._body(http), "the body"), read_only=False)
        values: dict[str, Any] = dict(http.query_params)
        for name in ("variables", "extensions"):
            if values.get(name):
                values[name] = _parsed(values[name].encode("utf-8", "replace"), name)
        request = _request_of(values, read_only=True)
        return replace(request, unless=asked_tags(http.headers.get("if-none-match")))

    async def _body(self, http: HttpRequest) -> bytes:
        """Read the body, no further than the limit."""
        body = bytearray()
        try:
            async for chunk in http.stream():
                body += chunk
                if len(body) > self._body_limit:
                    raise _BadRequest(
                        413,
                        f"the body has more than {self._body_limit:,} bytes",
                        connection="close",
                    )
        except ClientDisconnect:
            raise _BadRequest(400, "the body was cut short") from None
        return bytes(body)


def _check_content_type(headers: Headers) -> None:
    """Take JSON alone: a page of another site cannot send it without being asked about."""
    kind, *parameters = (
        part.strip().lower() for part in headers.get("content-type", "").split(";")
    )
    charsets = [one.partition("=")[2].strip('"') for one in parameters if one.startswith("charset")]
    if kind != JSON or any(one not in ("utf-8", "utf8") for one in charsets):
        raise _BadRequest(415, f"POST takes {JSON} in UTF-8")


def _parsed(text: bytes, what: str) -> Any:  # noqa: ANN401  # any JSON
    try:
        return json.loads(text.decode("utf-8"), parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise _BadRequest(400, f"{what} is not JSON") from None


def _no_number(name: str) -> None:
    raise ValueError(name)


def _request_of(row: object, *, read_only: bool) -> Request:
    if isinstance(row, list):
        raise _BadRequest(400, "one request at a time: batches are not taken")
    if not isinstance(row, Mapping):
        raise _BadRequest(400, "a request is a JSON object")
    query, name = row.get("query"), row.get("operationName") or None
    variables = row.get("variables")
    if not isinstance(query, str) or not query.strip():
        raise _BadRequest(400, "a request has a query")
    if name is not None and not isinstance(name, str):
        raise _BadRequest(400, "operationName is a text")
    if variables not in (None, "") and not isinstance(variables, Mapping):
        raise _BadRequest(400, "variables are an object")
    return Request(query=query, operation_name=name, variables=variables or {}, read_only=read_only)


def _retry(body: Mapping[str, Any]) -> dict[str, str]:
    for error in body.get("errors", ()):
        if "retryAfter" in error["extensions"]:
            return {"retry-after": str(error["extensions"]["retryAfter"])}
    return {}
