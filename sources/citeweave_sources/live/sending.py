"""How requests leave: with the key, to the service, through a proxy where there is one."""

from __future__ import annotations

import urllib.request
from urllib.parse import urlsplit

import httpx

from citeweave_schema.errors import UsageError
from citeweave_sources.live.addresses import CheckedTransport, public_addresses
from citeweave_sources.live.service import Service
from citeweave_sources.live.settings import Settings

__all__ = ["SigningTransport", "transport_for"]


class SigningTransport(httpx.BaseTransport):
    """Puts the key into a request on its way out, where no log and no message sees it."""

    def __init__(self, inner: httpx.BaseTransport, service: Service, settings: Settings) -> None:
        """Send through another transport."""
        self._inner = inner
        self._place = service.key
        self._value = settings.key

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request with the key, where there is one."""
        if self._place is None or self._value is None:
            return self._inner.handle_request(request)
        url, headers = request.url, request.headers.copy()
        if self._place.header:
            headers[self._place.header] = self._place.prefix + self._value
        if self._place.param:
            url = url.copy_merge_params({self._place.param: self._value})
        signed = httpx.Request(
            request.method,
            url,
            headers=headers,
            stream=request.stream,
            extensions=request.extensions,
        )
        return self._inner.handle_request(signed)

    def close(self) -> None:
        """Close its connections."""
        self._inner.close()


def transport_for(settings: Settings) -> httpx.BaseTransport:
    """Give what sends to a service: to checked addresses, or through the environment's proxy.

    Raises:
        UsageError: the environment's proxy or certificates cannot be used.
    """
    try:
        return _transport(settings)
    except (ValueError, ImportError) as problem:
        raise UsageError(f"the proxy for https in the environment: {problem}") from problem
    except OSError as problem:
        raise UsageError(
            f"the certificates to trust cannot be read: {problem}; check SSL_CERT_FILE"
        ) from problem


def _transport(settings: Settings) -> httpx.BaseTransport:
    if not settings.real:
        return httpx.HTTPTransport()
    host = urlsplit(settings.base).hostname or ""
    proxy = urllib.request.getproxies().get("https")
    if proxy and not urllib.request.proxy_bypass(host):
        # The proxy resolves names: what it may reach is its own rule.
        return httpx.HTTPTransport(proxy=proxy)
    return CheckedTransport(httpx.HTTPTransport(), public_addresses)
