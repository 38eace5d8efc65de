"""Open a graph for reading."""

from __future__ import annotations

import weakref

from citeweave_graph import View, open_store

__all__ = ["open"]


def open(url: str) -> View:  # noqa: A001  # `citeweave.open`, as in gzip.open
    """Open a view of a graph: its questions are methods, and `to_networkx` gives it all.

    Use it in a `with` block, or close it. It shows the graph as it is now; open another to see
    what was built since.

    Args:
        url: `memory:` (an empty graph), `sqlite:PATH` or `neo4j://HOST`.

    Raises:
        UsageError: the URL names no kind of graph.
        ForeignStoreError: there is no such graph, or what is there is not one of ours.
        NewerStoreError: a later version of citeweave wrote it.
        StoreUnavailableError: it cannot be read now.

    >>> with open("memory:") as view:
    ...     view.paper("Attention Is All You Need") is None
    True
    """
    store = open_store(url, create=False)
    try:
        view = store.view()
    except BaseException:
        store.close()
        raise
    weakref.finalize(view, store.close)  # nobody else knows of its connections
    return view
