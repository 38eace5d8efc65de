"""Windows on ordered answers: which part is wanted, and which part this is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from citeweave_schema.errors import UsageError

__all__ = ["PAGE_LIMIT", "Key", "Page", "Window", "cut"]

PAGE_LIMIT = 100
"""The most items that one window may ask for."""

Key = tuple[int | str, ...]
"""The place of an item in its order; the last part is an id, so that no two are equal."""

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The first items after a key, or the last before one.

    Attributes:
        size: how many items at the most, 1 to `PAGE_LIMIT`.
        after: only items whose place lies behind this key; None for no lower end.
        before: only items whose place lies ahead of this key; None for no upper end.
        backward: take the last `size` of them instead of the first; the order stays.

    Raises:
        UsageError: a size out of its range.
    """

    size: int = 20
    after: Key | None = None
    before: Key | None = None
    backward: bool = False

    def __post_init__(self) -> None:
        """Refuse a size that no page has."""
        if not 1 <= self.size <= PAGE_LIMIT:
            raise UsageError(f"first and last take 1 to {PAGE_LIMIT}, not {self.size}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[Item]):
    """The items of a window, in order, each with its key.

    Attributes:
        items: at most as many as the window asked for.
        keys: the place of each item, for the next window's `after` or `before`.
        has_next: whether items follow the last one here.
        has_previous: whether items precede the first one here.
    """

    items: tuple[Item, ...] = ()
    keys: tuple[Key, ...] = ()
    has_next: bool = False
    has_previous: bool = False


def cut(items: Iterable[Item], key: Callable[[Item], Key], window: Window) -> Page[Item]:
    """Sort items by key and cut the window out of them.

    >>> cut("dcbae", lambda c: (c,), Window(size=2, after=("a",))).items
    ('b', 'c')
    >>> page = cut("dcbae", lambda c: (c,), Window(size=2, backward=True))
    >>> page.items, page.has_next, page.has_previous
    (('d', 'e'), False, True)
    """
    placed = sorted(((key(item), item) for item in items), key=lambda pair: pair[0])
    inside = [
        pair
        for pair in placed
        if (window.after is None or pair[0] > window.after)
        and (window.before is None or pair[0] < window.before)
    ]
    chosen = inside[-window.size :] if window.backward else inside[: window.size]
    if not chosen:
        return Page()
    return Page(
        items=tuple(item for _, item in chosen),
        keys=tuple(place for place, _ in chosen),
        has_next=chosen[-1][0] != placed[-1][0],
        has_previous=chosen[0][0] != placed[0][0],
    )
