"""Asking in the same process, without HTTP: what `citeweave ask` does."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from citeweave.server.execution import Engine, Request
from citeweave.server.session import Client
from citeweave.server.settings import Limits
from citeweave_graph import Store, View

__all__ = ["execute"]


def execute(
    graph: Store | View,
    query: str,
    variables: Mapping[str, Any] | None = None,
    scopes: Collection[str] = ("read",),
    *,
    operation_name: str | None = None,
    limits: Limits | None = None,
    by: str = "here",
) -> dict[str, Any]:
    """Answer a GraphQL request, with the same limits and errors as over HTTP.

    Args:
        graph: a store, or a view when nothing is to be written.
        query: the document.
        variables: values of its variables.
        scopes: what the request may do: "read", "write".
        operation_name: which operation of several to run.
        limits: what the request may take; those of the server by default.
        by: who judgements are said to be by.

    Returns:
        The response: `data`, `errors` or both. No error is raised.
    """
    engine = Engine(graph, limits or Limits(), alone=True)
    client = Client(name=by, scopes=frozenset(scopes), known=True)
    request = Request(query=query, operation_name=operation_name, variables=variables or {})

    def answered() -> dict[str, Any]:
        return asyncio.run(engine.answer(request, client)).body

    if not _in_event_loop():
        return answered()
    with ThreadPoolExecutor(max_workers=1) as beside:
        return beside.submit(answered).result()


def _in_event_loop() -> bool:
    """Whether the caller runs in an event loop, as a notebook does: it cannot begin another."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
