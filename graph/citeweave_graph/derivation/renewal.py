"""A graph that was derived by earlier rules is derived anew from its records."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from citeweave_graph.derivation.records import Records
from citeweave_graph.derivation.update import Change
from citeweave_graph.tables import Tables

__all__ = ["RULES", "renew"]

RULES = "6"
"""Names the rules of identity and naming; it changes whenever they do."""

_AT_ONCE = 20_000


def renew(tables: Tables, records: Records, derive: Callable[[Change], None]) -> None:
    """Cluster and link everything again.

    Args:
        tables: the store, in a transaction.
        records: the records of the store.
        derive: carries a change through to the graph.
    """
    hashes = [one for (one,) in tables.columns("record", ("hash",))]
    for some in _some_at_once(hashes):
        tables.delete("block", "hash", some)
        records.put_blocks(some)
    for some in _some_at_once(hashes):
        blocks = {row["block"] for row in tables.select("block", "hash", some)}
        derive(Change(blocks=blocks, touched=set(some)))


def _some_at_once(hashes: Sequence[str]) -> Iterator[Sequence[str]]:
    for first in range(0, len(hashes), _AT_ONCE):
        yield hashes[first : first + _AT_ONCE]
