"""From a graph's URL to its store; each kind of store is imported when it is first asked for."""

from __future__ import annotations

import importlib
from types import MappingProxyType
from typing import cast

from citeweave_graph.store import Store
from citeweave_schema.errors import UsageError

__all__ = ["STORES", "open_store"]

_NEO4J = "citeweave_graph.neo4j:Neo4jStore"

STORES: MappingProxyType[str, tuple[str, str]] = MappingProxyType(
    {
        "memory": ("citeweave_graph.memory:MemoryStore", "in memory, gone with the process"),
        "sqlite": ("citeweave_graph.sqlite:SqliteStore", "one file, sqlite:PATH"),
        "neo4j": (_NEO4J, "a Neo4j server, neo4j://[USER[:PASSWORD]@]HOST[:PORT][/DATABASE]"),
        "neo4j+s": (_NEO4J, "the same over TLS"),
        "neo4j+ssc": (_NEO4J, "the same over TLS with any certificate"),
        "bolt": (_NEO4J, "one member of a Neo4j cluster, as neo4j:"),
        "bolt+s": (_NEO4J, "the same over TLS"),
        "bolt+ssc": (_NEO4J, "the same over TLS with any certificate"),
    }
)
"""For each scheme of a URL, where its store is and what it is."""


def open_store(url: str, *, create: bool = True) -> Store:
    """Open the graph that a URL names.

    Args:
        url: `memory:`, `sqlite:PATH`, or `neo4j://[USER[:PASSWORD]@]HOST[:PORT][/DATABASE]` with
            the schemes `neo4j+s`, `neo4j+ssc`, `bolt`, `bolt+s` and `bolt+ssc` too.
        create: make a new, empty graph where there is none.

    Raises:
        UsageError: no such scheme.
        ForeignStoreError: what is there is not a graph of ours, or nothing is there and
            `create` is False.
        NewerStoreError: a later version of citeweave wrote it.
        StoreUnavailableError: it cannot be opened now.
    """
    scheme = url.partition(":")[0]
    if ":" not in url or scheme not in STORES:
        known = ", ".join(f"{name}: ({what})" for name, (_, what) in STORES.items())
        raise UsageError(f"{_without_password(url)!r} names no graph; a URL begins with {known}")
    module, _, name = STORES[scheme][0].partition(":")
    store_type = getattr(importlib.import_module(module), name)
    return cast("Store", store_type(url) if scheme == "memory" else store_type(url, create=create))


def _without_password(url: str) -> str:
    before, at, after = url.rpartition("@")
    return f"…@{after}" if at and before else url
