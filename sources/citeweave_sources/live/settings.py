"""What the environment says about a service: its address, the key, and who asks."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from citeweave_schema.errors import UsageError
from citeweave_sources.live.service import Service

__all__ = ["MAILTO", "Settings"]

MAILTO = "CITEWEAVE_MAILTO"
"""The environment variable with the address of who asks."""

_MAIL = re.compile(r"[\w.+%-]{1,64}@[\w.-]{1,200}", re.ASCII)
_KEY = re.compile(r"[\x21-\x7e]{1,500}")
_HIDDEN = "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How to reach a service.

    Attributes:
        base: its address, without a slash at its end.
        real: whether this is the service's own address, not one from the environment.
        agent: the User-Agent: the program, its version, and who to write to.
        key: the key; None when there is none. Shown nowhere.
    """

    base: str
    real: bool
    agent: str
    key: str | None = field(default=None, repr=False)

    @classmethod
    def read(cls, service: Service, environment: Mapping[str, str], product: str) -> Settings:
        """Read the settings of a service from environment variables.

        Raises:
            UsageError: one of them cannot be; the message names it and, of a key, nothing else.
        """
        variable = f"CITEWEAVE_{service.name.upper()}_URL"
        other = environment.get(variable, "")
        mailto = environment.get(MAILTO, "")
        if mailto and not _MAIL.fullmatch(mailto):
            raise UsageError(f"{MAILTO} is {mailto!r}, which is no e-mail address")
        return cls(
            base=_address(variable, other) if other else service.base,
            real=not other,
            agent=f"{product} (mailto:{mailto})" if mailto else product,
            key=_key(service, environment),
        )

    def hide(self, text: str) -> str:
        """Take the key out of a text that will be shown."""
        return text.replace(self.key, _HIDDEN) if self.key else text


def _key(service: Service, environment: Mapping[str, str]) -> str | None:
    if service.key is None:
        return None
    value = environment.get(service.key.variable, "").strip()
    if not value:
        return None
    if not _KEY.fullmatch(value):
        raise UsageError(f"{service.key.variable} holds no key: it has spaces or other characters")
    return value


def _address(variable: str, text: str) -> str:
    parts = urlsplit(text)
    host = parts.hostname or ""
    if parts.scheme == "https" and host:
        return text.rstrip("/")
    if parts.scheme == "http" and _is_this_machine(host):
        return text.rstrip("/")
    raise UsageError(
        f"{variable} is {text!r}; give an https:// address, or http:// of this machine"
    )


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
