"""Responses: media types, statuses and headers, as GraphQL over HTTP has them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from starlette.datastructures import Headers
from starlette.responses import Response

from citeweave.server.failures import Code, RefusedError, formatted

__all__ = [
    "GRAPHQL_JSON",
    "JSON",
    "json_response",
    "kept",
    "media_type",
    "refused",
    "status_of",
    "unchanged",
    "written",
]

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"

_STATUSES = {
    Code.UNAUTHENTICATED: 401,
    Code.FORBIDDEN: 403,
    Code.RATE_LIMITED: 429,
    Code.INTERNAL: 500,
    Code.STORE_UNAVAILABLE: 503,
    Code.TIMEOUT: 504,
}
"""The status of a request that was refused for a reason which HTTP knows too."""


def media_type(accept: str | None) -> str | None:
    """Give the media type that a client prefers; None when it takes none of ours.

    >>> media_type("application/graphql-response+json, application/json;q=0.9")
    'application/graphql-response+json'
    >>> media_type(None), media_type("text/html"), media_type("*/*")
    ('application/json', None, 'application/json')
    """
    if not accept:
        return JSON
    best: tuple[float, str] | None = None
    for part in accept.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        kind = GRAPHQL_JSON if name == GRAPHQL_JSON else JSON
        weight = _weight(parameters)
        fits = name in (JSON, GRAPHQL_JSON, "*/*", "application/*") and weight > 0
        if fits and (best is None or weight > best[0]):
            best = (weight, kind)
    return best[1] if best else None


def _weight(parameters: list[str]) -> float:
    for one in parameters:
        name, _, value = one.partition("=")
        if name == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0


def status_of(codes: tuple[Code, ...], *, ran: bool, media: str) -> int:
    """Give the status of an answer.

    What ran is 200, errors or not. Of what was refused, the older media type says 200 too where
    only GraphQL knows the reason, the newer one 400.
    """
    if ran:
        return 200
    known = next((_STATUSES[code] for code in codes if code in _STATUSES), None)
    return known or (400 if media == GRAPHQL_JSON else 200)


def written(body: Mapping[str, Any]) -> bytes:
    """Give a body as JSON text; characters that no encoding has are replaced."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def json_response(
    body: Mapping[str, Any] | bytes,
    status: int = 200,
    media: str = JSON,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Give a body, or the text of one, as JSON."""
    return Response(
        body if isinstance(body, bytes) else written(body),
        status_code=status,
        media_type=f"{media}; charset=utf-8",
        headers={"cache-control": "no-store", **(headers or {})},
    )


def unchanged(tag: str) -> Response:
    """Give the response to a client that has the answer."""
    return Response(status_code=304, headers=kept(tag))


def kept(tag: str) -> dict[str, str]:
    """Give the headers of an answer that its client alone may keep, and ask whether it stands."""
    return {"etag": tag, "cache-control": "private, no-cache", "vary": "accept, authorization"}


def refused(refusal: RefusedError, asked: Headers, status: int = 400) -> Response:
    """Give the response to a request that was refused before GraphQL saw it."""
    media = media_type(asked.get("accept")) or JSON
    headers = {}
    if refusal.code is Code.UNAUTHENTICATED:
        # a browser asks its user for a password, which may be a token; programs send a bearer's
        browsing = "text/html" in asked.get("accept", "")
        headers["www-authenticate"] = f'{"Basic" if browsing else "Bearer"} realm="citeweave"'
    if "retryAfter" in refusal.more:
        headers["retry-after"] = str(refusal.more["retryAfter"])
    return json_response(
        {"errors": [formatted(refusal)]},
        _STATUSES.get(refusal.code, status),
        media,
        headers,
    )
