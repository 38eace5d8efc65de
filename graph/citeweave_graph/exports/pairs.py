"""Two CSV files: nodes.csv, and edges.csv with the ids of the ends of each edge.

The form is that of RFC 4180, in UTF-8. A cell whose text a spreadsheet would take for a formula
gets an apostrophe in front, and so does one that begins with an apostrophe, so that `plain` gives
every text back (https://owasp.org/www-community/attacks/CSV_Injection). What is not known is an
empty cell.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from citeweave_graph.exports.flat import Counts, FlatGraph, Scalar, edge_ids
from citeweave_graph.exports.texts import shown

__all__ = ["neutralised", "plain", "write"]

_RUN = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What formulas begin with; spreadsheets for East Asian languages know the wide forms too."""

_SKIPPED = ("\t", "\r", "\n")
_MARK = "'"


def neutralised(text: str) -> str:
    """Give a text as a cell that no spreadsheet runs.

    >>> [neutralised(one) for one in ("=1+1", " @SUM(A1)", "'tis", "a-b")]
    ["'=1+1", "' @SUM(A1)", "''tis", 'a-b']
    """
    risky = text.startswith((_MARK, *_SKIPPED)) or text.lstrip().startswith(_RUN)
    return _MARK + text if risky else text


def plain(cell: str) -> str:
    """Give the text that `neutralised` made a cell of.

    >>> plain("'=1+1"), plain("''tis"), plain("a-b")
    ('=1+1', "'tis", 'a-b')
    """
    return cell.removeprefix(_MARK)


def write(graph: FlatGraph, target: Path) -> Counts:
    """Write a graph into an empty folder; nothing of it is held in memory."""
    named = edge_ids(graph)
    nodes = _write(
        target / "nodes.csv",
        ["id", *graph.node_columns],
        ([one.id, *map(one.attributes.get, graph.node_columns)] for one in graph.nodes()),
    )
    keyed = ["key"] if graph.multigraph else []
    edges = _write(
        target / "edges.csv",
        ["source", "target", "id", *keyed, *graph.edge_columns],
        (
            [
                *(one.source, one.target, named(one), *([one.key] if keyed else [])),
                *map(one.attributes.get, graph.edge_columns),
            ]
            for one in graph.edges()
        ),
    )
    return Counts(nodes, edges)


def _write(path: Path, heads: Sequence[str], rows: Iterable[Sequence[Scalar | None]]) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([neutralised(shown(one)) for one in heads])
        for row in rows:
            writer.writerow([_cell(one) for one in row])
            count += 1
    return count


def _cell(value: Scalar | None) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return neutralised(shown(value))
    return str(value).lower() if isinstance(value, bool) else repr(value)
