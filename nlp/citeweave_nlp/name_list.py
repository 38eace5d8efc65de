"""The names that annotated papers have: a second opinion on what the network finds.

A name that other papers have as a method is likelier to be one here; a name that they have as
something else is less so. Kept beside a pipeline's weights as `names.json`.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from citeweave_schema.errors import ExtractorError
from citeweave_schema.names import normal_form

__all__ = ["NO_NAMES", "NameList", "names_in", "read_names", "write_names"]

NameList = Mapping[str, Mapping[str, int]]
"""For each normal form, the types in which papers have it, and how many papers."""

NO_NAMES: NameList = {}

_FILE = "names.json"


def names_in(rows: Iterable[Mapping[str, Any]]) -> NameList:
    """Count the names of annotated papers.

    >>> entity = {"name": "GNNs", "aliases": [], "type": "METHOD"}
    >>> names_in([{"entities": [entity]}])
    {'gnn': {'METHOD': 1}}
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        for entity in row["entities"]:
            surfaces = (entity["name"], *(entity.get("aliases") or ()))
            for form in {normal_form(surface) for surface in surfaces}:
                counts[form][entity["type"]] += 1
    return {form: dict(sorted(kinds.items())) for form, kinds in sorted(counts.items())}


def write_names(folder: Path, names: NameList) -> None:
    """Write a list into a pipeline's folder."""
    text = json.dumps(names, ensure_ascii=False, indent=0)
    (folder / _FILE).write_text(text + "\n", encoding="utf-8")


def read_names(folder: Path) -> NameList:
    """Read the list of a pipeline's folder; empty where it has none.

    Raises:
        ExtractorError: the file is damaged.
    """
    path = folder / _FILE
    if not path.exists():
        return NO_NAMES
    try:
        names = json.loads(path.read_text("utf-8"))
        return {
            str(form): {str(kind): int(count) for kind, count in kinds.items()}
            for form, kinds in names.items()
        }
    except (OSError, ValueError, AttributeError, TypeError) as problem:
        raise ExtractorError(f"{path} is no list of names: {problem}") from problem
