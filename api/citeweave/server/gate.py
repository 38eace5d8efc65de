"""Who may ask: the Host, the Origin and the token of each request, before anything else.

The Host check keeps pages away whose name was made to point at this machine (DNS rebinding); the
Origin check keeps pages of other sites away; no CORS header is sent but to origins that whoever
runs the server allows.
"""

from __future__ import annotations

import base64
import binascii
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from citeweave.server.failures import Code, RefusedError
from citeweave.server.pages import is_shell
from citeweave.server.responses import refused
from citeweave.server.session import Client
from citeweave.server.settings import LOOPBACK_NAMES, Settings
from citeweave.server.tokens import TokenStore

__all__ = ["Gate"]

_OPEN_TO_ALL = ("/healthz", "/readyz")
"""Whether the server lives may be asked by any machine that watches over it."""


class Gate:
    """Lets requests through that may ask, with who they are in `scope["state"]["client"]`."""

    def __init__(self, app: ASGIApp, settings: Settings, tokens: TokenStore | None) -> None:
        """Stand before an application."""
        self._app = app
        self._settings = settings
        self._tokens = tokens
        own = () if settings.host in ("0.0.0.0", "::") else (settings.host,)  # noqa: S104  # compared, not bound
        self._hosts = {name.lower() for name in (*LOOPBACK_NAMES, *own, *settings.hosts)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through or answer it with a refusal."""
        if scope["type"] != "http" or scope["path"] in _OPEN_TO_ALL:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        try:
            self._check_host(headers.getlist("host"))
            self._check_origin(headers)
            address = scope["client"][0] if scope.get("client") else "here"
            open_to_all = is_shell(scope["path"]) and scope["method"] in ("GET", "HEAD")
            shown = [] if open_to_all else headers.getlist("authorization")
            client = self._client(shown, address, needed=self._settings.closed and not open_to_all)
        except RefusedError as refusal:
            await refused(refusal, headers)(scope, receive, send)
            return
        scope.setdefault("state", {})["client"] = client
        await self._app(scope, receive, send)

    def _check_host(self, hosts: list[str]) -> None:
        if len(hosts) != 1 or _name(hosts[0]) not in self._hosts:
            raise RefusedError(
                Code.FORBIDDEN, "this server does not answer under the name in the Host header"
            )

    def _check_origin(self, headers: Headers) -> None:
        """Let a page of this server ask, and those of the origins that are allowed.

        What a page of another site embeds, such as an image, has no Origin; browsers mark it.
        """
        embedded = headers.get("sec-fetch-site") in ("cross-site", "same-site") and (
            headers.get("sec-fetch-mode") != "navigate"
        )
        if embedded and "origin" not in headers:
            raise RefusedError(Code.FORBIDDEN, "pages of other sites may not load from this server")
        for origin in headers.getlist("origin"):
            same = _place(origin) == headers["host"].lower()
            if not same and origin not in self._settings.origins:
                raise RefusedError(Code.FORBIDDEN, "pages of this origin may not ask this server")

    def _client(self, shown: list[str], address: str, *, needed: bool) -> Client:
        if not shown:
            if needed:
                raise RefusedError(Code.UNAUTHENTICATED, "this server answers only with a token")
            return Client(name=address, scopes=frozenset({"read"}))
        token = _token(shown[0]) if len(shown) == 1 else None
        found = self._tokens.verify(token) if self._tokens and token else None
        if found is None:
            raise RefusedError(Code.UNAUTHENTICATED, "the token is unknown, expired or malformed")
        return Client(name=found.name, scopes=frozenset(found.scopes), known=True)


def _name(host: str) -> str:
    """Give the name in a Host header, without port and brackets."""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


def _place(origin: str) -> str | None:
    """Give name and port of an Origin header, or None where it has none."""
    try:
        return urlsplit(origin).netloc.lower() or None
    except ValueError:
        return None


def _token(shown: str) -> str | None:
    """Give the token of an Authorization header: a bearer's, or a browser's password."""
    kind, _, value = shown.partition(" ")
    if kind.lower() == "bearer":
        return value.strip() or None
    if kind.lower() == "basic":
        try:
            pair = base64.b64decode(value.strip(), validate=True).decode()
        except (binascii.Error, ValueError):
            return None
        return pair.partition(":")[2] or None
    return None
