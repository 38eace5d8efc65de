"""Which records, and which authors' places, may have to do with each other.

What no chain of common keys joins can be worked on apart.
"""

from __future__ import annotations

from collections.abc import Iterator

from citeweave_graph.tables import Tables

__all__ = ["Chains", "records_that_meet"]


class Chains:
    """Things joined from one to the next (union-find)."""

    def __init__(self) -> None:
        """Begin with nothing joined."""
        self._above: dict[int, int] = {}

    def root(self, one: int) -> int:
        """Give the thing that stands for all that are joined to one."""
        above = self._above
        while (parent := above.get(one, one)) != one:
            above[one] = one = above[parent]
        return one

    def join(self, one: int, other: int) -> None:
        """Join two things, and all that are joined to either."""
        for thing in (one, other):
            self._above.setdefault(thing, thing)
        self._above[self.root(one)] = self.root(other)

    def __contains__(self, one: int) -> bool:
        return one in self._above


def records_that_meet(tables: Tables, at_once: int) -> Iterator[list[str]]:
    """Give the hashes of all records, those together that blocks join from record to record.

    Args:
        tables: the store, in which the blocks of all records are kept.
        at_once: from how many hashes on a list is full.
    """
    chains, before = Chains(), ("", "")
    for block, one in tables.columns("block", ("block", "hash")):
        if block == before[0]:
            chains.join(_number(before[1]), _number(one))
        before = block, one
    groups: dict[int, list[str]] = {}
    some: list[str] = []
    for (one,) in tables.columns("record", ("hash",)):
        number = _number(one)
        if number in chains:
            groups.setdefault(chains.root(number), []).append(one)
            continue
        some.append(one)
        if len(some) >= at_once:
            yield some
            some = []
    del chains
    while groups:
        some += groups.popitem()[1]
        if len(some) >= at_once:
            yield some
            some = []
    if some:
        yield some


def _number(hashed: str) -> int:
    """Give what tells a record from others, in less memory; two alike would only be joined."""
    return int(hashed[-16:], 16)
