"""The style sheet: colours, sizes and captions by label."""

from __future__ import annotations

from importlib.resources import files

__all__ = ["style"]


def style() -> str:
    """Give the style sheet, in Browser's own format (`.grass`, which knows no comments).

    >>> "node.Paper {" in style()
    True
    """
    return files("citeweave_graph.neo4j.browser").joinpath("citeweave.grass").read_text("utf-8")
