"""Windows on ordered rows as Cypher, composed of constants."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from citeweave_graph.neo4j.conditions import Parameters, beyond
from citeweave_graph.neo4j.places import ordered
from citeweave_graph.neo4j.properties import SORT_PREFIX
from citeweave_graph.windows import Key, Window

__all__ = ["NAMES_BEGIN", "Places", "Source", "Statement", "plainly", "windowed"]


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement and its parameters."""

    text: str
    parameters: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Places:
    """What rows are ordered by: expressions in ascending order, and those given as their key."""

    order: tuple[str, ...]
    key: tuple[str, ...]
    bound: tuple[int, ...]
    """For each expression of the order, the part of the key that it is compared with."""


NAMES_BEGIN = "n.sort_prefix"
"""The part of a node's name that is indexed."""


def plainly(*keys: str) -> Places:
    """Give places that are compared and given by the same expressions."""
    return Places(keys, keys, tuple(range(len(keys))))


def _bound(places: Places, key: Key, parameters: Parameters) -> list[str]:
    parts = []
    for number, part in enumerate(places.bound):
        value = key[part]
        if isinstance(value, str):
            value = ordered(value)
            if places.order[number] == NAMES_BEGIN:
                value = value[:SORT_PREFIX]
        parts.append(parameters.add(value))
    return parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where rows come from.

    Attributes:
        found: the beginning of a query that finds them, up to a condition that goes on by AND.
        item: what to give of each.
        places: their order.
        scope: the variables that the query needs of what is before it.
    """

    found: str
    item: str
    places: Places
    scope: str = ""


def windowed(source: Source, window: Window, parameters: Parameters) -> str:
    """Give the part of a statement that collects the rows of a window, one more than it holds.

    Taken from the far end, and in that order, when the window goes backward. It ends in
    `rows`, `below` and `above`: whether rows lie ahead of what the window may hold, or behind.
    """
    places, inside, below, above = source.places, "", "false", "false"
    if window.after is not None:
        after = beyond(places.order, ">", _bound(places, window.after, parameters))
        inside += f" AND {after}"
        below = f"EXISTS {{ {source.found} AND NOT ({after}) RETURN 1 AS one }}"
    if window.before is not None:
        before = beyond(places.order, "<", _bound(places, window.before, parameters))
        inside += f" AND {before}"
        above = f"EXISTS {{ {source.found} AND NOT ({before}) RETURN 1 AS one }}"
    direction = " DESC" if window.backward else ""
    order = ", ".join(one + direction for one in places.order)
    limit = parameters.add(window.size + 1)
    columns = ", ".join((source.item, *places.key))
    return (
        f"CALL ({source.scope}) {{\n"
        f"  {source.found}{inside}\n"
        f"  WITH * ORDER BY {order} LIMIT {limit}\n"
        f"  RETURN collect([{columns}]) AS rows\n"
        "}\n"
        f"WITH *, {below} AS below, {above} AS above"
    )
