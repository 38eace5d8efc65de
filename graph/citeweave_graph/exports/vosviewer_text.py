"""VOSviewer's map file and network file.

The format: https://app.vosviewer.com/docs/file-types/map-and-network-file-type, tab-delimited.
Items are numbered from 1, as in VOSviewer's own files. A score is written where every item has
it, since the format has no way to leave one out. Cells that a spreadsheet would run are
neutralised, see `citeweave_graph.exports.pairs`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from citeweave_graph.exports.flat import Counts, FlatGraph
from citeweave_graph.exports.pairs import neutralised
from citeweave_graph.exports.texts import on_one_line
from citeweave_graph.exports.vosviewer import map_of

__all__ = ["write"]

_QUOTED = frozenset(',;"')


def write(graph: FlatGraph, target: Path) -> Counts:
    """Write a graph into an empty folder; ids and links are held in memory."""
    found = map_of(graph)
    scores = [name for name, complete in found.scores.items() if complete]
    heads = [
        *("id", "label", "description", "url", "cluster"),
        *(f"weight<{name}>" for name in found.weights),
        *(f"score<{name}>" for name in scores),
    ]
    numbers: dict[str, int] = {}
    with (target / "map.txt").open("w", encoding="utf-8", newline="\n") as file:
        file.write(_line(heads))
        for one in found.items():
            numbers[one.id] = len(numbers) + 1
            cells = [
                *(numbers[one.id], one.label, one.description, one.url or "", one.cluster or ""),
                *(one.weights[name] for name in found.weights),
                *(one.scores[name] for name in scores),
            ]
            file.write(_line(cells))
    with (target / "network.txt").open("w", encoding="utf-8", newline="\n") as file:
        for (source, goal), strength in sorted(found.links.items()):
            file.write(_line([numbers[source], numbers[goal], strength]))
    return Counts(len(numbers), len(found.links))


def _line(cells: Iterable[str | float]) -> str:
    return "\t".join(map(_cell, cells)) + "\n"


def _cell(value: str | float) -> str:
    if not isinstance(value, str):
        return repr(value)
    text = neutralised(on_one_line(value))
    return '"' + text.replace('"', '""') + '"' if _QUOTED & set(text) else text
