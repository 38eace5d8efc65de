"""The nodes that a graph which has none yet is to have because something names them.

Each part of a corpus names concepts, organisations and venues that other parts name too. What all
of them say of each waits in a file, so that a vocabulary need not fit into memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any, Self

from citeweave_graph.derivation.reaching import LETTERS, Ordered
from citeweave_graph.derivation.resolving import NodeKey
from citeweave_graph.tables import Usage
from citeweave_schema.kinds import NodeKind

__all__ = ["WaitingNodes"]

_AT_ONCE = 50_000
"""Nodes in memory before they are written: most parts name the same ones."""


class WaitingNodes:
    """Nodes that wait until everything that names them is there; use it in a `with` block."""

    def __init__(self) -> None:
        """Begin with none."""
        self._waiting = Ordered()
        self._keys: dict[str, NodeKey] = {}
        self._usage: dict[str, Usage] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *problem: object) -> None:
        self._waiting.close()

    def put(self, keys: Mapping[str, NodeKey], usage: Mapping[str, Usage]) -> None:
        """Add nodes that something names.

        Args:
            keys: kind and key of each.
            usage: how the concepts among them are used there.
        """
        self._keys.update(keys)
        for node, used in usage.items():
            _join(self._usage, node, used)
        if len(self._keys) >= _AT_ONCE:
            self._keep()

    def _keep(self) -> None:
        for node, (kind, key) in self._keys.items():
            used = self._usage.get(node)
            how = None if used is None else (dict(used.papers_by_role), used.first_year)
            self._waiting.add(node, (node, kind.value, key, how))
        self._keys, self._usage = {}, {}

    def parts(self, size: int) -> Iterator[tuple[dict[str, NodeKey], dict[str, Usage]]]:
        """Give all nodes in the order of their ids, some at once, as `put` takes them."""
        self._keep()
        keys: dict[str, NodeKey] = {}
        usage: dict[str, Usage] = {}
        for _, some in groupby(self._waiting.everything(), _name):
            if len(keys) >= size:
                yield keys, usage
                keys, usage = {}, {}
            for node, kind, key, how in some:
                keys[node] = NodeKind(kind), key
                if how is not None:
                    _join(usage, node, Usage(papers_by_role=how[0], first_year=how[1]))
        if keys:
            yield keys, usage


def _join(usage: dict[str, Usage], node: str, more: Usage) -> None:
    """Add how a concept is used to what is known of that."""
    usage[node] = usage[node] + more if node in usage else more


def _name(waiting: tuple[Any, ...]) -> str:
    """Give what `Ordered` orders by."""
    return str(waiting[0])[:LETTERS]
