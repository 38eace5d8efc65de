"""Tokens: who may ask a server that others can reach, and who may write.

A token is 256 random bits, so its SHA-256 tells nothing that could be guessed at: the slow hashes
made for passwords would only slow every request down. The file holds names, scopes, dates and
hashes; a token itself is shown once, when it is made.
"""

from __future__ import annotations

import hmac
import json
import os
import re
import secrets
import stat
import tempfile
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from citeweave_schema.errors import StoreUnavailableError, UsageError

__all__ = ["SCOPES", "Token", "TokenStore"]

SCOPES = ("read", "write")
"""What a token may allow; who may write may read too."""

_NAME = re.compile(r"[\w.@-]{1,64}")
_FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token as the file keeps it.

    Attributes:
        id: what it is revoked by.
        name: who or what has it; unique.
        scopes: what it allows.
        created: when it was made, ISO 8601 in UTC.
        expires: when it ends, ISO 8601 in UTC; None for never.
        hash: SHA-256 of the token.
    """

    id: str
    name: str
    scopes: tuple[str, ...]
    created: str
    expires: str | None
    hash: str

    def is_valid(self, now: datetime) -> bool:
        """Whether it has not expired."""
        return self.expires is None or now < datetime.fromisoformat(self.expires)


class TokenStore:
    """The tokens of a server, in one file that only its owner can read.

    The file is read anew when it has changed, so that a token made or revoked while the server
    runs counts at once.
    """

    def __init__(self, path: Path) -> None:
        """Use the file at a path; it need not exist yet."""
        self.path = path
        self._read: tuple[Token, ...] = ()
        self._seen: tuple[int, int, int] | None = None

    def create(
        self, name: str, scopes: Collection[str], *, days: int | None = None
    ) -> tuple[str, Token]:
        """Make a token and give it, with what is kept of it; it cannot be shown again.

        Args:
            name: who or what will have it: letters, digits and .@-_
            scopes: "read", "write"; write includes read.
            days: after how many days it ends; None for never.

        Raises:
            UsageError: a name that is taken or has other characters, or an unknown scope.
            StoreUnavailableError: the file cannot be read or written.
        """
        known = self.list()
        if not _NAME.fullmatch(name):
            raise UsageError(f"{name!r} is no name for a token: 1 to 64 letters, digits or .@-_")
        if any(one.name == name for one in known):
            raise UsageError(f"there is a token {name!r} already; revoke it first")
        if not scopes or not set(scopes) <= set(SCOPES):
            given = ", ".join(scopes) or "none"
            raise UsageError(f"scopes are {' and '.join(SCOPES)}, not {given}")
        secret = "cw_" + secrets.token_urlsafe(32)
        now = datetime.now(UTC)
        token = Token(
            id=secrets.token_hex(4),
            name=name,
            scopes=tuple(one for one in SCOPES if one in {"read", *scopes}),
            created=now.isoformat(timespec="seconds"),
            expires=(now + timedelta(days=days)).isoformat(timespec="seconds") if days else None,
            hash=_hash(secret),
        )
        self._write((*known, token))
        return secret, token

    def list(self) -> tuple[Token, ...]:
        """Give all tokens, expired ones too, in the order in which they were made.

        Raises:
            UsageError: the file is no token file, or others may write to it.
            StoreUnavailableError: it cannot be read.
        """
        try:
            status = self.path.stat()
        except FileNotFoundError:
            return ()
        except OSError as problem:
            raise _unreadable(self.path, problem) from problem
        seen = (status.st_mtime_ns, status.st_size, status.st_ino)
        if seen != self._seen:
            if status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
                raise UsageError(f"others may write to {self.path}: chmod 600 it")
            self._read, self._seen = _tokens(self.path), seen
        return self._read

    def revoke(self, token: str) -> bool:
        """Take a token out by its id; False when there is none."""
        known = self.list()
        left = tuple(one for one in known if one.id != token)
        if len(left) == len(known):
            return False
        self._write(left)
        return True

    def verify(self, token: str) -> Token | None:
        """Give what is known of a token that a client shows; None when unknown or expired.

        Every hash is compared, in constant time, whichever fits.
        """
        shown, now = _hash(token), datetime.now(UTC)
        fitting = [one for one in self.list() if hmac.compare_digest(one.hash, shown)]
        return next((one for one in fitting if one.is_valid(now)), None)

    def _write(self, tokens: tuple[Token, ...]) -> None:
        """Put a new file in the place of the old one, so that no half of one is ever read."""
        text = json.dumps({"citeweave_tokens": _FORMAT, "tokens": [asdict(one) for one in tokens]})
        try:
            self._replace(text + "\n")
        except OSError as problem:
            raise StoreUnavailableError(
                f"{self.path}: the tokens cannot be written ({problem.strerror}); name another "
                "file with --token-file"
            ) from problem

    def _replace(self, text: str) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=".tokens-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(self.path)  # mkstemp made it with mode 0600
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def _hash(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _tokens(path: Path) -> tuple[Token, ...]:
    try:
        row = json.loads(path.read_text(encoding="utf-8"))
        if row["citeweave_tokens"] != _FORMAT:
            raise UsageError(f"{path} was written by another version of citeweave")
        return tuple(Token(**{**one, "scopes": tuple(one["scopes"])}) for one in row["tokens"])
    except OSError as problem:
        raise _unreadable(path, problem) from problem
    except (ValueError, KeyError, TypeError) as problem:
        if isinstance(problem, UsageError):
            raise
        raise UsageError(f"{path} is not a token file of citeweave") from problem


def _unreadable(path: Path, problem: OSError) -> StoreUnavailableError:
    return StoreUnavailableError(
        f"{path}: the tokens cannot be read ({problem.strerror}); name another file with "
        "--token-file"
    )
