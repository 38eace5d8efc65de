"""Connecting to a service and to nothing else: never to a private address, whatever DNS says.

A name is resolved once, all its addresses are checked, and the connection goes to one of those
that were checked: so a second answer of DNS cannot lead elsewhere. The certificate is still
checked against the name.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence
from typing import TypeAlias

import httpx

from citeweave_schema.errors import SourceError

__all__ = ["Addresses", "CheckedTransport", "is_public", "public_addresses"]

Addresses: TypeAlias = Callable[[str, int], Sequence[str]]
"""Gives the addresses of a host and port."""

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the public internet.

    IPv4 addresses within IPv6 ones (mapped, 6to4, NAT64) are judged by themselves.

    >>> is_public("8.8.8.8"), is_public("169.254.169.254"), is_public("::ffff:10.0.0.1")
    (True, False, False)
    """
    one = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(one, ipaddress.IPv6Address):
        within = one.ipv4_mapped or one.sixtofour
        if within is None and one in _NAT64:
            within = ipaddress.IPv4Address(int(one) & 0xFFFFFFFF)
        if within is not None:
            return is_public(str(within))
    return one.is_global and not one.is_multicast


def resolved(host: str, port: int) -> list[str]:
    """Give the addresses of a host, in the order in which to try them.

    Raises:
        OSError: the name is unknown, or nothing can be asked for it.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def public_addresses(host: str, port: int, resolve: Addresses = resolved) -> list[str]:
    """Give the addresses of a host, all of which are of the public internet.

    Raises:
        OSError: the name is unknown, or nothing can be asked for it.
        SourceError: one of them is not.
    """
    addresses = list(resolve(host, port))
    for address in addresses:
        if not is_public(address):
            raise SourceError(
                f"{host} leads to {address}, which is no public address; nothing was sent. "
                "Check the name server of this network"
            )
    return addresses


class CheckedTransport(httpx.BaseTransport):
    """Sends requests to the addresses that a function gives for their host."""

    def __init__(self, inner: httpx.BaseTransport, addresses: Addresses) -> None:
        """Send through another transport."""
        self._inner = inner
        self._addresses = addresses

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request to the first address that takes it."""
        host = request.url.host
        port = request.url.port or (443 if request.url.scheme == "https" else 80)
        try:
            addresses = self._addresses(host, port)
        except OSError as problem:
            raise httpx.ConnectError(f"the name {host} cannot be resolved: {problem}") from problem
        trouble: httpx.TransportError = httpx.ConnectError(f"{host} has no address")
        for address in addresses:
            try:
                return self._inner.handle_request(_pinned(request, address))
            except (httpx.ConnectError, httpx.ConnectTimeout) as problem:
                trouble = problem
        raise trouble

    def close(self) -> None:
        """Close its connections."""
        self._inner.close()


def _pinned(request: httpx.Request, address: str) -> httpx.Request:
    extensions = {**request.extensions, "sni_hostname": request.url.host}
    return httpx.Request(
        request.method,
        request.url.copy_with(host=address),
        headers=request.headers,
        stream=request.stream,
        extensions=extensions,
    )
