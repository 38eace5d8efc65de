"""Answers kept on disk: what an interrupted run has fetched is not asked for again.

An answer is one file, named by the SHA-256 of its request (which never has a key in it): a line of
JSON with the version of this form, when the answer came and the SHA-256 of what follows, then the
answer as it came. A file that does not say so truthfully is ignored, and replaced.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
import os
import re
import tempfile
from pathlib import Path

from citeweave_schema.errors import UsageError
from citeweave_sources.live.bodies import Limits
from citeweave_sources.live.clock import Clock

__all__ = ["Cache", "default_folder"]

_FORM = 1
_HEAD = 512
_NUMBER = 32
_PART = ".part-"
_OURS = re.compile(rf"[0-9a-f]{{64}}|{re.escape(_PART)}.+")
"""Answers, and what a run that was killed left of one."""

_LIMIT = 2 * 1024**3
_ROOM = 0.8
"""How full the folder may be after old answers were thrown away."""


def default_folder(environment: dict[str, str] | os._Environ[str]) -> Path:
    """Give the folder that answers are kept in when none is named.

    ``citeweave/fetch`` in ``XDG_CACHE_HOME``, or in ``~/.cache`` (XDG Base Directory
    Specification).

    >>> default_folder({"XDG_CACHE_HOME": "/var/tmp/me"}).as_posix()
    '/var/tmp/me/citeweave/fetch'
    """
    named = environment.get("XDG_CACHE_HOME", "")
    home = Path(named) if named.startswith("/") else Path("~/.cache").expanduser()
    return home / "citeweave" / "fetch"


class Cache:
    """A folder of answers.

    Attributes:
        problem: why answers cannot be kept; None while they can.
    """

    def __init__(
        self,
        folder: Path,
        *,
        max_age: float,
        limit: int = _LIMIT,
        clock: Clock | None = None,
    ) -> None:
        """Keep answers in a folder.

        Args:
            folder: where; made when it is not there.
            max_age: how many seconds an answer is good for.
            limit: how many bytes all answers may have; the oldest are thrown away.
            clock: what time it is.

        Raises:
            UsageError: the folder cannot be made.
        """
        self._folder = folder
        self._max_age = max_age
        self._limit = limit
        self._clock = clock or Clock()
        self._fresh: set[str] | None = None
        self._size: int | None = None
        self.problem: str | None = None
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as problem:
            raise UsageError(
                f"answers cannot be kept in {folder}: {problem.strerror}; "
                "name another folder with --cache, or give --no-cache"
            ) from problem

    def get(self, key: str) -> bytes | None:
        """Give the answer to a request; None when there is none that is whole and new enough."""
        if self._fresh is not None and key not in self._fresh:
            return None
        try:
            with self._path(key).open("rb") as file:
                head = _head(file.readline(_HEAD))
                body = file.read(Limits.unpacked + 1)
        except OSError:
            return None
        if head is None or head[1] != hashlib.sha256(body).hexdigest():
            return None
        age = self._clock.time() - head[0]
        return body if 0 <= age <= self._max_age else None

    def put(self, key: str, body: bytes) -> None:
        """Keep an answer; when it cannot be kept, `problem` says why."""
        digest = hashlib.sha256(body).hexdigest()
        head = json.dumps({"form": _FORM, "at": self._clock.time(), "sha256": digest})
        path = self._path(key)
        try:
            path.parent.mkdir(mode=0o700, exist_ok=True)
            _write(path, head.encode() + b"\n" + body)
            self._make_room(len(head) + 1 + len(body))
            if self._fresh is not None:
                self._fresh.add(key)
        except OSError as problem:
            self.problem = f"{self._folder}: {problem.strerror or problem}"

    def idle(self, base: str) -> float:
        """Give how many seconds ago a service was last asked; infinity when nothing is known."""
        try:
            at = float(self._asked(base).read_text("ascii")[:_NUMBER])
        except (OSError, ValueError):
            return math.inf
        return self._clock.time() - at if math.isfinite(at) else math.inf

    def note_asked(self, base: str) -> None:
        """Note that a service was asked now, so that the next run keeps its distance."""
        with contextlib.suppress(OSError):
            _write(self._asked(base), f"{self._clock.time():.3f}".encode())

    def start_over(self) -> None:
        """Give none of the answers that are kept by now."""
        self._fresh = set()

    def _asked(self, base: str) -> Path:
        return self._folder / f"asked-{hashlib.sha256(base.encode()).hexdigest()[:16]}"

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / key

    def _make_room(self, added: int) -> None:
        if self._size is not None and self._size + added <= self._limit:
            self._size += added
            return
        kept = sorted(self._kept(), key=lambda one: (one[1].st_mtime, one[0].name))
        size = sum(info.st_size for _, info in kept)
        if size > self._limit:
            for path, info in kept:
                if size <= self._limit * _ROOM:
                    break
                path.unlink(missing_ok=True)
                size -= info.st_size
        self._size = size

    def _kept(self) -> list[tuple[Path, os.stat_result]]:
        found = [path for path in self._folder.glob("??/*") if _OURS.fullmatch(path.name)]
        return [(path, path.lstat()) for path in found if path.is_file()]


def _head(line: bytes) -> tuple[float, str] | None:
    try:
        head = json.loads(line)
        if head["form"] != _FORM:
            return None
        return float(head["at"]), str(head["sha256"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _write(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=_PART)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
