"""The first or last items of a window in an order, picked out of many without sorting all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np

from citeweave_graph.arrays.graph import Graph
from citeweave_graph.arrays.kept import Array
from citeweave_graph.windows import Page, Window

__all__ = ["Cut", "behind", "cut_out", "first_places", "page_of", "ranked"]

Item = TypeVar("Item")

_FAR = 1 << 62


def first_places(keys: Sequence[Array], most: int) -> Array:
    """Give the places of the least items in the order of some keys, sorted.

    >>> first_places([np.array([2, 1, 2, 1]), np.array([0, 9, 1, 8])], 3).tolist()
    [3, 1, 0]
    """
    chosen = _least(keys, np.arange(len(keys[0])), most)
    order = np.lexsort([key[chosen] for key in reversed(keys)])
    found: Array = chosen[order][:most]
    return found


def _least(keys: Sequence[Array], among: Array, most: int) -> Array:
    """Give the places of the least items, and maybe some that are equal in all keys."""
    if len(among) <= most or not keys or most <= 0:
        return among if most > 0 else among[:0]
    values = keys[0][among]
    bound = np.partition(values, most - 1)[most - 1]
    below, level = among[values < bound], among[values == bound]
    return np.concatenate([below, _least(keys[1:], level, most - len(below))])


def ranked(graph: Graph, one: int | str, *, before: bool) -> int:
    """Give the rank that stands for an id in the key of a window.

    That of an id which is none any more is so that the nodes beside it lie on the right side.
    """
    rank, known = graph.rank_of(str(one))
    return rank if known or before else rank - 1


def behind(keys: Sequence[Array], place: Sequence[Any]) -> Array:
    """Tell which items lie behind a place in the order of some keys."""
    value = max(-_FAR, min(_FAR, place[0]))
    found: Array = keys[0] > value
    level = np.flatnonzero(keys[0] == value)
    if len(level) and len(keys) > 1:
        found[level] = behind([key[level] for key in keys[1:]], place[1:])
    return found


def _is_last(keys: Sequence[Array], place: Sequence[int], *, backward: bool) -> bool:
    """Tell whether no item lies behind a place in the order of some keys, or ahead of it."""
    last = int(keys[0].min() if backward else keys[0].max())
    if last != place[0]:
        return False
    level = np.flatnonzero(keys[0] == last)
    if len(level) == 1 or len(keys) == 1:
        return True
    return _is_last([key[level] for key in keys[1:]], place[1:], backward=backward)


def _turned(keys: Sequence[Array]) -> list[Array]:
    """Give keys of the reverse order."""
    return [~key for key in keys]


class Cut:
    """What a window holds: the places of items in order, and whether others precede or follow."""

    def __init__(self, places: Array, *, has_previous: bool, has_next: bool) -> None:
        """See the attributes of `Page`."""
        self.places = places
        self.has_previous = has_previous
        self.has_next = has_next


def cut_out(
    keys: Sequence[Array],
    window: Window,
    after: Sequence[Any] | None,
    before: Sequence[Any] | None,
) -> Cut:
    """Cut a window out of items that are ordered by some keys, no two of which are equal in all.

    Args:
        keys: of all items, ascending; of signed numbers.
        window: its size and direction.
        after: the place that items must lie behind, as keys.
        before: the place that items must lie ahead of.
    """
    inside: Array | None = None
    if after is not None:
        inside = behind(keys, after)
    if before is not None:
        ahead = behind(_turned(keys), [~value for value in before])
        inside = ahead if inside is None else inside & ahead
    sign = -1 if window.backward else 1
    if inside is None:
        chosen = first_places(_turned(keys) if window.backward else keys, window.size)
        places = chosen[::sign]
    else:
        among = np.flatnonzero(inside)
        some = [key[among] for key in keys]
        chosen = first_places(_turned(some) if window.backward else some, window.size)
        places = among[chosen[::sign]]
    if not len(places):
        return Cut(places, has_previous=False, has_next=False)
    ends = [[int(key[one]) for key in keys] for one in (places[0], places[-1])]
    return Cut(
        places,
        has_previous=not _is_last(keys, ends[0], backward=True),
        has_next=not _is_last(keys, ends[1], backward=False),
    )


def page_of(
    graph: Graph,
    nodes: Array,
    order: Array,
    window: Window,
    made: Callable[[int, str], Item],
) -> Page[Item]:
    """Give the part of some nodes that a window asks for; the key of one is (order, id).

    Args:
        graph: where they are.
        nodes: their numbers.
        order: what each is ordered by, ascending.
        window: which part.
        made: makes an item of an order and an id.
    """
    if not len(nodes):
        return Page()
    after, before = (
        None if key is None else [key[0], ranked(graph, key[1], before=is_before)]
        for key, is_before in ((window.after, False), (window.before, True))
    )
    cut = cut_out([order, graph.ranks(nodes)], window, after, before)
    keys = tuple(zip(order[cut.places].tolist(), graph.ids(nodes[cut.places]), strict=True))
    return Page(
        items=tuple(made(*key) for key in keys),
        keys=keys,
        has_next=cut.has_next,
        has_previous=cut.has_previous,
    )
