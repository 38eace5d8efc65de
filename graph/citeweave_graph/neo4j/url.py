"""Where a Neo4j server is, and with which user and password it is asked."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from citeweave_schema.errors import UsageError

__all__ = ["PASSWORD", "PASSWORD_FILE", "SCHEMES", "Address", "parse"]

SCHEMES = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
"""The schemes of the driver: `+s` is TLS, `+ssc` TLS with any certificate."""

PASSWORD = "CITEWEAVE_NEO4J_PASSWORD"  # noqa: S105  # the variable's name
"""The environment variable that holds the password."""

PASSWORD_FILE = "CITEWEAVE_NEO4J_PASSWORD_FILE"  # noqa: S105  # the variable's name
"""The environment variable that names a file that holds the password."""

_FORM = "neo4j://[USER[:PASSWORD]@]HOST[:PORT][/DATABASE]"
_PORT = 7687
_DATABASE = re.compile(r"[A-Za-z][A-Za-z0-9.-]{0,62}")
_HOST = re.compile(r"[A-Za-z0-9._-]{1,253}|[0-9A-Fa-f:.]{2,45}")
_LONGEST_FILE = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A server, a database on it, and who asks; the password is never shown.

    Attributes:
        scheme: one of `SCHEMES`.
        host: its name or number.
        port: of Bolt.
        database: its name; None for the server's default.
        user: who asks; None where the server asks for nobody.
        password: of the user; None where there is none.
    """

    scheme: str
    host: str
    port: int
    database: str | None = None
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @property
    def server(self) -> str:
        """The URL of the server, as the driver wants it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"

    def __str__(self) -> str:
        """Give what may be shown: the server and the database."""
        return self.server if self.database is None else f"{self.server}/{self.database}"


def parse(url: str, environment: Mapping[str, str] | None = None) -> Address:
    """Read the URL of a graph on a Neo4j server.

    The password is that of the URL, else of the environment variable `PASSWORD`, else of the file
    that `PASSWORD_FILE` names; where there is none, the server is asked without user.

    Args:
        url: `neo4j://[USER[:PASSWORD]@]HOST[:PORT][/DATABASE]`, or another of `SCHEMES`; in user
            and password, other characters than letters and digits as `%40`.
        environment: where the variables are looked up; the process's own when None.

    Raises:
        UsageError: no such URL, or a password file that cannot be read.

    >>> address = parse("neo4j+s://ann:se%40cret@graph.example.org/papers", {})
    >>> str(address), address.user, address.password
    ('neo4j+s://graph.example.org:7687/papers', 'ann', 'se@cret')
    >>> parse("bolt://[::1]:7000", {}).server
    'bolt://[::1]:7000'
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", _PORT if parts.port is None else parts.port
    except ValueError:
        raise _wrong("its host or port is none") from None
    if parts.scheme not in SCHEMES:
        raise _wrong(f"its scheme is none of {', '.join(SCHEMES)}")
    if not _HOST.fullmatch(host) or not 0 < port < 65_536:
        raise _wrong("its host or port is none")
    if parts.query or parts.fragment:
        raise _wrong("it takes no ? or #; write those of a password as %3F or %23")
    database = parts.path.removeprefix("/")
    if database and not _DATABASE.fullmatch(database):
        raise _wrong("its database has no name that Neo4j allows")
    password = unquote(parts.password) if parts.password else _password(environment)
    user = unquote(parts.username) if parts.username else "neo4j"
    return Address(
        scheme=parts.scheme,
        host=host,
        port=port,
        database=database or None,
        user=None if password is None else user,
        password=password,
    )


def _wrong(why: str) -> UsageError:
    return UsageError(f"the URL of a graph on Neo4j is {_FORM}: {why}")


def _password(environment: Mapping[str, str] | None) -> str | None:
    known = os.environ if environment is None else environment
    if known.get(PASSWORD):
        return known[PASSWORD]
    name = known.get(PASSWORD_FILE)
    if not name:
        return None
    try:
        with Path(name).open("rb") as file:
            found = file.read(_LONGEST_FILE + 1)
        password = found.decode().rstrip("\r\n")
    except (OSError, ValueError) as problem:
        what = getattr(problem, "strerror", None) or "it is not UTF-8 text"
        raise UsageError(f"the file that {PASSWORD_FILE} names cannot be read: {what}") from None
    if not password or len(found) > _LONGEST_FILE:
        raise UsageError(f"the file that {PASSWORD_FILE} names holds no password")
    return password
