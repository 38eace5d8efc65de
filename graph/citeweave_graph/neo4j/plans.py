"""Look-ups as statements, each alone or several in one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from citeweave_graph.look_ups import EdgeCountsOf, EdgesOf, EvidenceOf, LookUp, NodesOf
from citeweave_graph.neo4j.statements import edge_counts, edge_pages
from citeweave_graph.neo4j.texts import text
from citeweave_graph.neo4j.windowed import Statement
from citeweave_graph.rows import FIELD_RANK, node_of
from citeweave_graph.windows import Page, Window, cut
from citeweave_schema.codec import from_line
from citeweave_schema.edges import Edge, Evidence
from citeweave_schema.nodes import Node

__all__ = ["BEGINNING", "Plan", "at_once", "in_places", "page_of", "plan_of"]

Item = TypeVar("Item")
_Record = Mapping[str, Any]
_PARAMETER = re.compile(r"\$(\w+)")


@dataclass(frozen=True, slots=True)
class Plan:
    """A statement for a look-up.

    Attributes:
        statement: what is run.
        columns: what each of its rows holds.
        answer: makes the answers of such rows.
    """

    statement: Statement
    columns: tuple[str, ...]
    answer: Callable[[Iterable[_Record]], list[Any]]


BEGINNING = Plan(Statement(text("meta"), {}), ("version", "state", "commit"), list)
"""What the graph says of itself, settings left out, and what its last commit is called."""


def plan_of(one: LookUp) -> Plan:
    """Give the plan of a look-up."""
    if isinstance(one, NodesOf):
        return _nodes(one)
    if isinstance(one, EdgesOf):
        return _edges(one)
    if isinstance(one, EdgeCountsOf):
        return _edge_counts(one)
    return _evidence(one)


def at_once(plans: Sequence[Plan]) -> Statement:
    """Give one statement that has the rows of each plan, as lists, in a column each."""
    parts: list[str] = []
    parameters: dict[str, Any] = {}
    for number, plan in enumerate(plans):
        own = f"q{number}_"
        body = _PARAMETER.sub(rf"${own}\1", plan.statement.text)
        parts.append(
            f"CALL () {{\nCALL () {{\n{body}\n}}\n"
            f"RETURN collect([{', '.join(plan.columns)}]) AS rows{number}\n}}"
        )
        parameters |= {own + name: value for name, value in plan.statement.parameters.items()}
    columns = ", ".join(f"rows{number}" for number in range(len(plans)))
    return Statement("\n".join((*parts, f"RETURN {columns}")), parameters)


def _nodes(one: NodesOf) -> Plan:
    statement = Statement(text("nodes"), {"ids": list(dict.fromkeys(one.ids))})

    def answer(rows: Iterable[_Record]) -> list[Node | None]:
        found = {row["asked"]: node_of(row) for row in rows}
        return [found.get(each) for each in one.ids]

    return Plan(statement, ("asked", "kind", "payload"), answer)


def _edges(one: EdgesOf) -> Plan:
    def answer(rows: Iterable[_Record]) -> list[Page[Edge]]:
        pages = {row["place"]: page_of(row, one.window, _edge) for row in rows}
        return in_places(pages, len(one.ids), Page())

    statement = edge_pages(one.ids, one.hop, one.window)
    return Plan(statement, ("place", "rows", "below", "above"), answer)


def _edge_counts(one: EdgeCountsOf) -> Plan:
    def answer(rows: Iterable[_Record]) -> list[int]:
        return in_places({row["place"]: row["count"] for row in rows}, len(one.ids), 0)

    return Plan(edge_counts(one.ids, one.hop), ("place", "count"), answer)


def _evidence(one: EvidenceOf) -> Plan:
    statement = Statement(text("evidence"), {"pairs": list(map(list, one.pairs))})

    def answer(rows: Iterable[_Record]) -> list[Page[Evidence]]:
        pages = {row["place"]: _mentions(row["evidence"], one.window) for row in rows}
        return in_places(pages, len(one.pairs), Page())

    return Plan(statement, ("place", "evidence"), answer)


def in_places(found: Mapping[int, Item], number: int, missing: Item) -> list[Item]:
    """Give what was found for each of so many places.

    >>> in_places({1: "one"}, 3, "")
    ['', 'one', '']
    """
    return [found.get(place, missing) for place in range(number)]


def page_of(record: _Record, window: Window, item: Callable[[Any], Item]) -> Page[Item]:
    """Give the page that a record of `rows`, `below` and `above` holds.

    Each row is what the item is made of and then its key; there may be one more than the window
    has room for.
    """
    rows = record["rows"]
    more = len(rows) > window.size
    rows = rows[: window.size]
    if not rows:
        return Page()
    if window.backward:
        rows.reverse()
    return Page(
        items=tuple(item(row[0]) for row in rows),
        keys=tuple(tuple(row[1:]) for row in rows),
        has_next=record["above"] or (more and not window.backward),
        has_previous=record["below"] or (more and window.backward),
    )


def _mentions(payloads: Iterable[str], window: Window) -> Page[Evidence]:
    found = [from_line(Evidence, one) for one in payloads]
    return cut(found, lambda one: (FIELD_RANK[one.field], one.start, one.target), window)


def _edge(payload: str) -> Edge:
    return from_line(Edge, payload)
