"""Rows of tables as a transaction of the server gives them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial
from itertools import islice
from operator import itemgetter
from typing import Any, TypeVar

from citeweave_graph.neo4j.connection import Reader, run
from citeweave_graph.neo4j.table_statements import look_up, page, parameters, returned
from citeweave_graph.tables import TABLES

__all__ = ["AT_ONCE", "chosen_rows", "every_row", "portions"]

AT_ONCE = 5_000
"""How many rows, or values to look up, a statement takes."""

Item = TypeVar("Item")


def portions(items: Iterable[Item], size: int = AT_ONCE) -> Iterator[list[Item]]:
    """Cut items into lists of at most a size.

    >>> list(portions("abcde", 2))
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some


def chosen_rows(
    transaction: Reader, table: str, column: str, values: Collection[Any]
) -> list[dict[str, Any]]:
    """Give the rows of a table whose column has one of the values; None is no value."""
    found: list[dict[str, Any]] = []
    wanted = dict.fromkeys(value for value in values if value is not None)
    for some in portions(wanted):
        records = run(transaction, look_up(table, column), parameters(table, column, some))
        found += returned(table, records.values())
    if table == "evidence":
        return [row for row in found if row[column] in wanted]
    return found


Read = Callable[[Callable[[Reader], list[dict[str, Any]]]], list[dict[str, Any]]]
"""Does work in a read transaction."""


def every_row(read: Read, table: str) -> Iterator[dict[str, Any]]:
    """Give the rows of a table, page by page, by the ids or keys that they are found by."""
    if table not in ("edge", "evidence"):
        for rows in _pages(read, table):
            yield from rows
        return
    column = "source" if table == "edge" else "paper"
    place = itemgetter(*TABLES[table].unique)
    for nodes in _pages(read, "node"):
        sources = [row["id"] for row in nodes]
        rows = read(partial(chosen_rows, table=table, column=column, values=sources))
        yield from sorted(rows, key=place)


def _pages(read: Read, table: str) -> Iterator[list[dict[str, Any]]]:
    after = ""
    while rows := read(partial(_page, table=table, after=after)):
        after = rows[-1].pop(_PLACE)
        yield rows


def _page(transaction: Reader, table: str, after: str) -> list[dict[str, Any]]:
    """Give the next rows after a place, the last one with its own."""
    records = run(transaction, page(table), {"after": after, "size": AT_ONCE}).values()
    rows = list(returned(table, (record[1:] for record in records)))
    if rows:
        rows[-1][_PLACE] = records[-1][0]
    return rows


_PLACE = "place"
