"""A graph copied from one store into another, row by row: nothing is derived anew.

The rows go in batches, each with how far the copy is, so that one that was interrupted goes on
where it stopped. Until it is done the copy is no graph that may be built on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from citeweave_graph.checking import problems
from citeweave_graph.deriving import COPYING
from citeweave_graph.store import Store
from citeweave_graph.tables import TABLES, Row, Tables
from citeweave_graph.view import View
from citeweave_schema.errors import StoreUnavailableError, UsageError

__all__ = ["Copied", "copy"]

_AT_ONCE = 5_000
_ORDER = ("node", "edge", *(name for name in TABLES if name not in ("node", "edge", "evidence")))
"""What others refer to first. Evidence goes with its edges."""

_META = "meta"


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """What a copy did.

    Attributes:
        rows: how many rows the copy has.
        digest: of the content, the same on both sides.
        problems: promises that the copy breaks, which the original breaks too; none as a rule.
    """

    rows: int
    digest: str
    problems: tuple[str, ...]


def copy(
    source: Store, target: Store, *, advance: Callable[[int], object] = lambda _: None
) -> Copied:
    """Copy a graph into a store that has none, or go on with such a copy.

    Args:
        source: what is copied, as it is now.
        target: a store with an empty graph, or with a part of this copy.
        advance: told how many more rows are there.

    Raises:
        UsageError: the target has another graph, or both are one.
        StoreUnavailableError: one of them cannot be used, or the source changed meanwhile.
        StoreError: the copy is not what was copied.
    """
    if source.url == target.url:
        raise UsageError(f"{source.url} cannot be copied into itself")
    with source.view() as view:
        tables = target.tables()
        try:
            rows = _copied_rows(view, tables, target.url, advance)
        finally:
            tables.close()
        expected = view.digest()
    with target.view() as copied:
        found, digest = tuple(problems(copied)), copied.digest()
    if digest != expected:
        raise StoreUnavailableError(
            f"{target.url}: the copy is not what {source.url} was (digest {digest[:12]}…, "
            f"expected {expected[:12]}…); did something write to either? Copy into an empty graph"
        )
    return Copied(rows=rows, digest=digest, problems=found)


def _copied_rows(view: View, tables: Tables, url: str, advance: Callable[[int], object]) -> int:
    done = _begun(view, tables, url)
    total = sum(done.values())
    advance(total)
    for table in _ORDER:
        if table == _META:
            continue
        rows = islice(view.everything(table), done.get(table, 0), None)
        for some in _batches(rows):
            evidence = _evidence(view, some) if table == "edge" else []
            done[table] = done.get(table, 0) + len(some)
            done["evidence"] = done.get("evidence", 0) + len(evidence)
            with tables.transaction(checked=False):
                tables.insert(table, some)
                tables.insert("evidence", evidence)
                tables.insert(_META, [_mark(view, done)])
            total += len(some) + len(evidence)
            advance(len(some) + len(evidence))
    with tables.transaction():
        tables.delete(_META, "name", [COPYING])
        tables.insert(_META, list(view.everything(_META)))
    return total


def _begun(view: View, tables: Tables, url: str) -> dict[str, int]:
    """Give how many rows of each table are there already."""
    meta = {row["name"]: row["value"] for row in tables.everything(_META)}
    mark = meta.get(COPYING)
    if mark:
        kept = json.loads(mark)
        if kept["state"] != _state(view):
            raise UsageError(
                f"{url}: another copy into it was not finished, or its original changed since; "
                "copy into an empty graph"
            )
        return dict(kept["done"])
    if meta or any(True for _ in tables.everything("judgement")):
        raise UsageError(f"{url}: it has a graph already; copy into an empty one")
    return {}


def _mark(view: View, done: dict[str, int]) -> Row:
    return {"name": COPYING, "value": json.dumps({"state": _state(view), "done": done})}


def _state(view: View) -> str:
    manifest = view.manifest()
    return f"{view.state} {manifest.at}"


def _evidence(view: View, edges: Iterable[Row]) -> list[dict[str, Any]]:
    """Give the mentions that some edges stand on."""
    pairs = {(edge["source"], edge["target"]) for edge in edges if edge["role"] is not None}
    rows = view.rows("evidence", "paper", {paper for paper, _ in pairs})
    return [row for row in rows if (row["paper"], row["target"]) in pairs]


def _batches(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while some := list(islice(rows, _AT_ONCE)):
        yield some
