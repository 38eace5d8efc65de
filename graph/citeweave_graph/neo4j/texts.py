"""The Cypher statements that stand in files of their own, each loaded once."""

from __future__ import annotations

import functools
from importlib import resources

__all__ = ["text"]


@functools.cache
def text(name: str) -> str:
    """Give a statement by its name, without the comments at its head.

    Raises:
        FileNotFoundError: there is none of this name.

    >>> text("text_papers").startswith("MATCH (paper:Paper)")
    True
    """
    file = resources.files("citeweave_graph.neo4j") / "cypher" / f"{name}.cypher"
    lines = file.read_text("utf-8").splitlines()
    return "\n".join(line for line in lines if not line.lstrip().startswith("//"))
