"""What the command prints: results on standard output, everything else on standard error."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

__all__ = ["Bar", "bar", "notes", "print_json", "printable", "results", "warn"]

_UNBOUNDED = 1_000_000


def _width() -> int | None:
    """Give the width of tables: the terminal's; elsewhere nothing is cut to fit a width."""
    return None if sys.stdout.isatty() else _UNBOUNDED


results = Console(highlight=False, soft_wrap=True, width=_width())
"""For results: tables on a terminal, plain text elsewhere."""

notes = Console(stderr=True, highlight=False, soft_wrap=True)
"""For progress, warnings and errors."""


def print_json(value: Mapping[str, Any]) -> None:
    """Print one line of JSON on standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def warn(message: str, style: str = "yellow") -> None:
    """Print a message for the person at the terminal; what it quotes is never taken for markup."""
    notes.print(Text(printable(message), style=style))


def printable(text: str) -> str:
    """Replace control characters, which could drive the terminal or turn what it shows around."""
    return "".join(
        one if one.isprintable() or one in "\n\t" else "\N{REPLACEMENT CHARACTER}" for one in text
    )


class Bar:
    """Shows how far a build is."""

    def __init__(self, progress: Progress) -> None:
        """Show on a progress display."""
        self._progress = progress
        self._task = progress.add_task("starting", total=None)

    def begin(self, what: str) -> None:
        """See `citeweave.pipeline.Progress.begin`."""
        self._progress.update(self._task, description=printable(os.path.basename(what)))  # noqa: PTH119  # may be any text

    def advance(self, papers: int) -> None:
        """See `citeweave.pipeline.Progress.advance`."""
        self._progress.advance(self._task, papers)


@contextmanager
def bar(*, quiet: bool = False, of: str = "papers") -> Iterator[Bar]:
    """Show progress on a terminal; nothing where standard error is none, or when quiet."""
    progress = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(of),
        TimeElapsedColumn(),
        console=notes,
        transient=True,
        disable=quiet or not notes.is_terminal,
    )
    with progress:
        yield Bar(progress)
