"""Rows of tables as a transaction of the server gives them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

import neo4j

from citeweave_graph.neo4j.connection import run
from citeweave_graph.neo4j.table_statements import look_up, parameters, returned

__all__ = ["AT_ONCE", "chosen_rows", "portions"]

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
    transaction: neo4j.ManagedTransaction, table: str, column: str, values: Collection[Any]
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
