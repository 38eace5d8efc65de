"""How a view of a graph file searches: in the index of words where there is one, else in SQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TypeVar

from citeweave_graph import searching
from citeweave_graph.arrays.kept import DamagedError
from citeweave_graph.searching import Term
from citeweave_graph.sqlite import finding
from citeweave_graph.sqlite.kept_words import KeptWords
from citeweave_graph.windows import Window, cut
from citeweave_graph.words.ranking import Found, Words
from citeweave_schema.kinds import NodeKind

__all__ = ["Finder"]

Answer = TypeVar("Answer")


class Finder:
    """Search in a graph file, until a `time.monotonic` time."""

    def __init__(self, kept: KeptWords | None, deadline: float | None) -> None:
        """Search with an index of words, or without."""
        self._kept = kept
        self._deadline = deadline

    def search(
        self,
        connection: sqlite3.Connection,
        query: Sequence[Term],
        kinds: Collection[NodeKind],
        *,
        namesakes: Mapping[str, int],
        window: Window,
    ) -> Found:
        """Give a window of what has all terms of a query."""
        found = self._quickly(
            connection, lambda words: words.search(query, kinds, namesakes, window)
        )
        if found is not None:
            return found
        meant, scores = finding.found(connection, query, kinds)
        page = cut(scores, lambda one: searching.place(one, scores[one], namesakes), window)
        points = tuple(scores[one] for one in page.items)
        return Found(query=meant, page=page, scores=points, total=len(scores))

    def suggest(
        self,
        connection: sqlite3.Connection,
        query: Sequence[Term],
        kinds: Collection[NodeKind],
        first: int,
    ) -> list[str]:
        """Give nodes among which the first suggestions are, in any order."""
        found = self._quickly(connection, lambda words: words.suggest(query, kinds, first))
        return finding.suggested(connection, query, kinds, first) if found is None else found

    def _quickly(
        self, connection: sqlite3.Connection, asked: Callable[[Words], Answer]
    ) -> Answer | None:
        """Ask the index of words; None when there is none that can be believed."""
        words = self._kept.at(connection, self._deadline) if self._kept else None
        if self._kept is None or words is None:
            return None
        try:
            return asked(words)
        except DamagedError:
            self._kept.forget()
            return None
