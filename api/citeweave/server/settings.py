"""What whoever runs the server can set."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["LOOPBACK_NAMES", "Limits", "Settings", "is_loopback"]

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")
"""The names under which a machine reaches itself."""


def is_loopback(host: str) -> bool:
    """Tell whether an address to listen at is reached from this machine alone.

    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    if host in LOOPBACK_NAMES:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one request, or one client, may take.

    Attributes:
        nodes: most nodes that a query may touch, estimated before it runs.
        depth: deepest nesting of fields.
        aliases: most aliases in what is run, fragments counted where they are used.
        tokens: most tokens of a document.
        body: most bytes of a request.
        seconds: time budget of a request.
        points: points that a client may use in a minute (one for each 100 nodes).
        waiting: most requests of a kind (light, heavy, changing) at once, waiting ones included.
    """

    nodes: int = 10_000
    depth: int = 12
    aliases: int = 30
    tokens: int = 4_000
    body: int = 262_144
    seconds: float = 10.0
    points: int = 6_000
    waiting: int = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How the server runs.

    Attributes:
        host: address to listen at; any but a loopback one needs tokens.
        port: port to listen at; 0 for a free one.
        hosts: names that the Host header may have beside the loopback ones.
        origins: origins of other sites whose pages may ask, such as "https://lab.example".
        token_file: where tokens are kept; None for a server without any.
        introspection: whether clients may ask for the schema.
        graphiql: whether the query page is served.
        limits: what a request or client may take.
        workers: how many processes serve the graph.
        tokens_needed: True when every request needs a token; by default where `host` is
            not a loopback address.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    hosts: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    token_file: Path | None = None
    introspection: bool = True
    graphiql: bool = True
    limits: Limits = field(default_factory=Limits)
    workers: int = 1
    tokens_needed: bool | None = None

    @property
    def closed(self) -> bool:
        """Whether reading needs a token too."""
        return not is_loopback(self.host) if self.tokens_needed is None else self.tokens_needed
