"""JSON files of long lists, written item by item, one a line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TextIO

from citeweave_graph.exports.texts import json_text

__all__ = ["write_list", "write_lists"]


def write_list(file: TextIO, items: Iterable[Mapping[str, Any]]) -> int:
    """Write a list and give how many items it had."""
    file.write("[")
    count = 0
    for item in items:
        file.write(",\n" if count else "\n")
        file.write(json_text(item))
        count += 1
    file.write("\n]")
    return count


def write_lists(
    file: TextIO,
    lists: Mapping[str, Iterable[Mapping[str, Any]]],
    fixed: Mapping[str, Any] | None = None,
) -> list[int]:
    """Write an object of lists, fixed members before them; give how long the lists were."""
    counts: list[int] = []
    file.write("{")
    before = fixed or {}
    file.writelines(f"{json_text(name)}: {json_text(before[name])},\n" for name in before)
    for name, items in lists.items():
        file.write(",\n" if counts else "")
        file.write(f"{json_text(name)}: ")
        counts.append(write_list(file, items))
    file.write("}")
    return counts
