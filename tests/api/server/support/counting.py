"""A store that counts the calls of its views: all else is the store's own."""

from __future__ import annotations

import inspect
from collections import Counter
from typing import Any

from citeweave_graph import Store, View
from citeweave_graph.tables import Tables

_UNCOUNTED = {"close", "state"}


class CountingStore(Store):
    """Counts by name of method."""

    def __init__(self, inner: Store) -> None:
        self.url = inner.url
        self._inner = inner
        self.calls: Counter[str] = Counter()
        self.sizes: dict[str, list[int]] = {}
        self.views = 0
        self.closed = 0

    def view(self, *, deadline: float | None = None) -> View:
        self.views += 1
        return CountingView(self._inner.view(deadline=deadline), self)

    def tables(self) -> Tables:
        return self._inner.tables()

    def close(self) -> None:
        self._inner.close()


def _counted(name: str) -> Any:
    def call(self: Any, *arguments: Any, **options: Any) -> Any:
        if name not in _UNCOUNTED:
            self._store.calls[name] += 1
            if arguments and isinstance(arguments[0], list | tuple):
                self._store.sizes.setdefault(name, []).append(len(arguments[0]))
        if name == "close":
            self._store.closed += 1
        return getattr(self._inner, name)(*arguments, **options)

    return call


def _init(self: Any, inner: View, store: CountingStore) -> None:
    self._inner, self._store = inner, store


CountingView: Any = type(
    "CountingView",
    (View,),
    {
        **{
            name: _counted(name)
            for name, value in vars(View).items()
            if inspect.isfunction(value) and not name.startswith("_")
        },
        "state": property(lambda self: self._inner.state),
        "__init__": _init,
    },
)
