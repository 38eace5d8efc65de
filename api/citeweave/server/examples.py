"""Example queries, at least one for each root field, run on the graph of `examples/listings`.

GraphiQL and the guide show them, and the tests run them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

__all__ = ["EXAMPLES", "Example"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A query with the name it is shown under.

    Attributes:
        name: what it asks, in a few words: the first comment of its file.
        file: name of its file, without the ending.
        query: the document.
        variables: values of its variables, from the JSON file beside it.
    """

    name: str
    file: str
    query: str
    variables: Mapping[str, Any]


def _examples() -> tuple[Example, ...]:
    folder = files("citeweave.server") / "queries"
    found = []
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        stem, _, ending = entry.name.rpartition(".")
        if ending != "graphql":
            continue
        query = entry.read_text(encoding="utf-8")
        beside = folder / f"{stem}.json"
        variables = json.loads(beside.read_text(encoding="utf-8")) if beside.is_file() else {}
        name = query.partition("\n")[0].lstrip("# ")
        found.append(Example(name=name, file=stem, query=query, variables=variables))
    return tuple(found)


EXAMPLES = _examples()
"""All examples, in the order in which they are shown."""
