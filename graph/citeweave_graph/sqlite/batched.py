"""The same question for many ids: its SQL is made once and run for each of them.

A statement for each id stays, because SQLite has no LATERAL: one statement for all ids would walk
the whole list of each, hubs included, where this one stops after its window. Running a statement
that is prepared already takes a few microseconds; making its text took longer than the answer.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from citeweave_graph.hops import Hop
from citeweave_graph.rows import edge_of, evidence_of
from citeweave_graph.sqlite.reading import Reading
from citeweave_graph.sqlite.statements import Fragment, edge_keys, edge_source, within
from citeweave_graph.windows import Page, Window
from citeweave_schema.edges import Edge, Evidence

__all__ = ["edge_pages", "evidence_pages"]

Item = TypeVar("Item")


class _Blank(str):
    """The place of an id in the parameters of a statement; known by what it is, not its text."""

    __slots__ = ()


_NEAR, _FAR = _Blank(), _Blank()

_MENTIONS = Fragment(
    "SELECT payload, field AS k0, start AS k1, target AS k2 FROM evidence "
    "WHERE paper = ? AND target = ?",
    (_NEAR, _FAR),
)
_MENTION_KEYS = 3


def _filled(query: Fragment, near: str, far: str) -> Fragment:
    given = (near if one is _NEAR else far if one is _FAR else one for one in query.parameters)
    return Fragment(query.sql, tuple(given))


class _Pages(Generic[Item]):
    """A window on the rows of a SELECT that has blanks for ids."""

    def __init__(
        self,
        reading: Reading,
        source: Fragment,
        keys: int,
        window: Window,
        item: Callable[[sqlite3.Row], Item],
    ) -> None:
        self._reading = reading
        self._source = source
        self._keys = keys
        self._window = window
        self._item = item
        self._query = within(source, keys, window)

    def page(self, near: str, far: str = "") -> Page[Item]:
        rows = self._reading.rows_of(_filled(self._query, near, far))
        if not rows:
            return Page()
        source = _filled(self._source, near, far)
        return self._reading.page_of(rows, source, self._keys, self._window, self._item)


def edge_pages(
    reading: Reading, homes: Sequence[str], hop: Hop, window: Window
) -> list[Page[Edge]]:
    """Give the edges of a hop from each id; see `View.edges`."""
    source = edge_source(hop, _NEAR)
    pages = _Pages(reading, source, edge_keys(hop), window, edge_of)
    return [pages.page(here) for here in homes]


def evidence_pages(
    reading: Reading, pairs: Sequence[tuple[str, str]], window: Window
) -> list[Page[Evidence]]:
    """Give the mentions of each pair; see `View.evidence`."""
    pages = _Pages(reading, _MENTIONS, _MENTION_KEYS, window, evidence_of)
    return [pages.page(paper, target) for paper, target in pairs]
