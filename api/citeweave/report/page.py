"""The report as a whole: what the graph holds, then section after section."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from citeweave.report import markup, sections
from citeweave_schema.errors import UsageError

if TYPE_CHECKING:
    from citeweave_graph import View

__all__ = ["build_report", "write_report"]


def build_report(view: View, *, title: str = "A map of the literature", seed: int = 0) -> str:
    """Give the report about a graph as one HTML page.

    Equal content, title and seed give the same page but for the pictures' layout, which may
    differ between versions of matplotlib and networkx.

    Args:
        view: of any store.
        title: of the page.
        seed: of layouts and communities.

    Raises:
        UsageError: matplotlib is not installed.
    """
    parts = [
        markup.heading(title, level=1),
        *sections.overview(view),
        *sections.growth(view),
        *sections.trends(view),
        *sections.bursts(view),
        *sections.concept_map(view, seed),
        *sections.subjects(view, seed),
        *sections.papers(view),
        *sections.people(view, seed),
        *sections.outlook(view),
    ]
    return markup.document(title, parts)


def write_report(
    view: View,
    path: str | os.PathLike[str],
    *,
    title: str = "A map of the literature",
    seed: int = 0,
) -> None:
    """Write the report about a graph; all of it or nothing. See `build_report`.

    Raises:
        UsageError: the file cannot be written, or matplotlib is not installed.
    """
    text = build_report(view, title=title, seed=seed)
    target = Path(path)
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".citeweave-")
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as file:
            file.write(text)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(target)
    except OSError as problem:
        raise UsageError(f"cannot write {target}: {problem.strerror or problem}") from problem
    finally:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
