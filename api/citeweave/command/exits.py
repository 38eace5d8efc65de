"""Exit codes, and which error ends the command with which."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import typer

from citeweave.command.output import warn
from citeweave_schema.errors import CiteweaveError, SourceUnavailableError, StoreUnavailableError

__all__ = ["FOUND_WRONG", "INTERRUPTED", "UNAVAILABLE", "USAGE", "reporting"]

FOUND_WRONG = 1
"""Done, but something was refused, found wrong, or answered with errors."""
USAGE = 2
"""Bad usage, no source readable, not a graph of ours, a graph from a newer version."""
UNAVAILABLE = 3
"""The store or the live source is unavailable; nothing is half written."""
INTERRUPTED = 130
"""Interrupted; run again to go on."""

Arguments = ParamSpec("Arguments")


def reporting(command: Callable[Arguments, int | None]) -> Callable[Arguments, None]:
    """Make a command end with its exit code, and tell its errors in words, never a traceback."""

    @wraps(command)
    def run(*args: Arguments.args, **kwargs: Arguments.kwargs) -> None:
        try:
            code = command(*args, **kwargs) or 0
        except (StoreUnavailableError, SourceUnavailableError) as problem:
            code = _told(problem, UNAVAILABLE)
        except CiteweaveError as problem:
            code = _told(problem, USAGE)
        except KeyboardInterrupt:
            warn("interrupted; run the same command again to go on")
            code = INTERRUPTED
        except BrokenPipeError:
            code = 0
        if code:
            raise typer.Exit(code)

    return run


def _told(problem: Exception, code: int) -> int:
    warn(f"citeweave: {problem}", style="red")
    return code
