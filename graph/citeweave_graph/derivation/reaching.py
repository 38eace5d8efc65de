"""Which records, and which authors' places, may have to do with each other.

What no chain of common keys joins can be worked on apart.
"""

from __future__ import annotations

import contextlib
import marshal
import tempfile
from array import array
from collections.abc import Collection, Iterator
from typing import IO, Any, Generic, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from citeweave_graph.tables import Tables

__all__ = ["LETTERS", "Chains", "Ordered", "Together", "records_that_meet"]

_Item = TypeVar("_Item")
_Numbers = NDArray[np.int64]

_AT_ONCE = 10_000
_MOST_FILES = 200

LETTERS = 8
"""Of a name, in ASCII: what a number of 64 bits holds."""


class Chains:
    """Things joined from one to the next (union-find): for some thousands."""

    def __init__(self) -> None:
        """Begin with nothing joined."""
        self._above: dict[int, int] = {}

    def root(self, one: int) -> int:
        """Give the thing that stands for all that are joined to one."""
        above = self._above
        while (parent := above.get(one, one)) != one:
            above[one] = one = above.get(parent, parent)
        return one

    def join(self, one: int, other: int) -> None:
        """Join two things, and all that are joined to either."""
        self._above[self.root(one)] = self.root(other)


class Together(Generic[_Item]):
    """Items that wait in files until it is known which of them chains of keys join.

    For millions: an item takes no memory, and a joint sixteen bytes. Use it in a `with` block.
    Things are told by numbers of 64 bits; two with one number would only be joined.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._files = contextlib.ExitStack()
        self._all = self._file()
        self._pairs = array("q")
        self._waiting: list[tuple[int, _Item]] = []
        self._count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *problem: object) -> None:
        self._files.close()

    def join(self, one: int, other: int) -> None:
        """Join two things, and all that are joined to either."""
        self._pairs.append(one)
        self._pairs.append(other)

    def add(self, thing: int, item: _Item) -> None:
        """Have an item wait that goes with a thing."""
        self._count += 1
        self._waiting.append((thing, item))
        if len(self._waiting) == _AT_ONCE:
            self._keep()

    def parts(self, size: int) -> Iterator[list[_Item]]:
        """Give all items, in parts of about a size; what is joined is in one part."""
        self._keep()
        many = min(self._count // size + 1, _MOST_FILES)
        files = [self._file() for _ in range(many)]
        things, roots = _joined(self._pairs)
        self._pairs = array("q")
        self._all.seek(0)
        some: list[tuple[int, _Item]]
        for some in _loaded(self._all):
            routed: dict[int, list[tuple[int, _Item]]] = {}
            for root, (_, item) in zip(_roots(some, things, roots), some, strict=True):
                routed.setdefault(root % many, []).append((root, item))
            for number, items in routed.items():
                marshal.dump(items, files[number])
        del things, roots
        for file in files:
            with file:
                file.seek(0)
                yield from _parted((one for some in _loaded(file) for one in some), size)

    def _keep(self) -> None:
        marshal.dump(self._waiting, self._all)
        self._waiting = []

    def _file(self) -> IO[bytes]:
        return self._files.enter_context(tempfile.TemporaryFile(prefix="citeweave-"))


class Ordered:
    """Tuples of plain values that wait in a file, and come back in the order of their names.

    For millions: one takes sixteen bytes of memory. Use it in a `with` block.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._file = tempfile.TemporaryFile(prefix="citeweave-")  # noqa: SIM115  # see `__exit__`
        self._names = array("q")
        self._places = array("q")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *problem: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def add(self, name: str, item: tuple[Any, ...]) -> None:
        """Have one wait; of names that begin with the same `LETTERS` any may come first."""
        self._names.append(int.from_bytes(name[:LETTERS].encode("ascii"), "big"))
        self._places.append(self._file.tell())
        marshal.dump(item, self._file)

    def everything(self) -> Iterator[tuple[Any, ...]]:
        """Give all of them."""
        places = np.frombuffer(self._places, dtype=np.int64)
        order = np.argsort(np.frombuffer(self._names, dtype=np.int64), kind="stable")
        for place in places[order].tolist():
            self._file.seek(place)
            yield marshal.load(self._file)  # noqa: S302  # we wrote it


def _joined(pairs: array[int]) -> tuple[_Numbers, _Numbers]:
    """Give things in order, and for each the thing that stands for all it is joined to."""
    # Who only asks need not wait for scipy.
    from scipy.sparse import coo_array  # noqa: PLC0415
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    things, places = np.unique(np.frombuffer(pairs, dtype=np.int64), return_inverse=True)
    if not things.size:
        return things, things
    ones, others = places[::2], places[1::2]
    joints = coo_array(
        (np.ones(ones.size, dtype=bool), (ones, others)), shape=(things.size, things.size)
    )
    _, labels = connected_components(joints, directed=False)
    _, first = np.unique(labels, return_index=True)
    return things, things[first][labels]


def _roots(items: Collection[tuple[int, _Item]], things: _Numbers, roots: _Numbers) -> list[int]:
    """Give what stands for the thing of each item: itself where nothing was joined to it."""
    numbers = np.fromiter((one for one, _ in items), dtype=np.int64, count=len(items))
    if things.size:
        places = np.minimum(np.searchsorted(things, numbers), things.size - 1)
        numbers = np.where(things[places] == numbers, roots[places], numbers)
    found: list[int] = numbers.tolist()
    return found


def _parted(items: Iterator[tuple[int, _Item]], size: int) -> Iterator[list[_Item]]:
    """Give items in parts of at least a size, but for the last; those of a root in one."""
    groups: dict[int, list[_Item]] = {}
    for root, item in items:
        groups.setdefault(root, []).append(item)
    some: list[_Item] = []
    while groups:
        some += groups.popitem()[1]
        if len(some) >= size or not groups:
            yield some
            some = []


def _loaded(file: IO[bytes]) -> Iterator[Any]:
    with contextlib.suppress(EOFError):
        while True:
            yield marshal.load(file)  # noqa: S302  # we wrote it


def records_that_meet(tables: Tables, at_once: int) -> Iterator[list[str]]:
    """Give the hashes of all records, those together that blocks join from record to record.

    Args:
        tables: the store, in which the blocks of all records are kept.
        at_once: about how many hashes a list has.
    """
    with Together[str]() as records:
        before = ("", "")
        for block, one in tables.columns("block", ("block", "hash")):
            if block == before[0]:
                records.join(_number(before[1]), _number(one))
            before = block, one
        for (one,) in tables.columns("record", ("hash",)):
            records.add(_number(one), one)
        yield from records.parts(at_once)


def _number(hashed: str) -> int:
    return int(hashed[-15:], 16)
