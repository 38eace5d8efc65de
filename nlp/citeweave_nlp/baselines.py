"""Simple ways to find concepts, to see what a trained pipeline is worth beside them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from citeweave_nlp.abbreviations import definitions
from citeweave_nlp.gold import full_text
from citeweave_nlp.owners import repository_owners
from citeweave_nlp.roles import default_role
from citeweave_nlp.terms import Term, TermList, looked_up
from citeweave_schema.kinds import EntityType

__all__ = ["Baseline", "baselines", "predicted_by"]

Row = Mapping[str, Any]
Baseline = Callable[[Row], list[tuple[str, EntityType]]]
"""Gives the names that it finds in a paper, with their types."""

_CAPITALISED = re.compile(
    r"\b[A-Z][\w-]*[A-Z0-9][\w-]*\b|(?<=[\w,;)] )(?:[A-Z][\w-]+)(?: [A-Z][\w-]+)*"
)


def capitalised(row: Row) -> list[tuple[str, EntityType]]:
    """Take what looks like a name inside a sentence for a method.

    >>> capitalised({"title": "", "abstract": "We train BERT on Natural Questions."})
    [('BERT', <EntityType.METHOD: 'METHOD'>), ('Natural Questions', <EntityType.METHOD: 'METHOD'>)]
    """
    found = _CAPITALISED.findall(row["abstract"] or "")
    return [(name, EntityType.METHOD) for name in dict.fromkeys(found)]


def rules(row: Row) -> list[tuple[str, EntityType]]:
    """Take what the text abbreviates for methods, and the owners of repositories."""
    text = full_text(row["title"] or "", row["abstract"])
    found = [(text[one.long_start : one.long_end], EntityType.METHOD) for one in definitions(text)]
    found += [(text[one.start : one.end], EntityType.ORG) for one in repository_owners(text)]
    return list(dict.fromkeys(found))


def name_list(rows: Iterable[Row]) -> Baseline:
    """Look up the names that annotated papers have, each in its commonest type."""
    kinds: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    names: dict[tuple[str, ...], str] = {}
    for row in rows:
        for entity in row["entities"]:
            for name in (entity["name"], *entity["aliases"]):
                form = looked_up(name)
                kinds[form][entity["type"]] += 1
                names.setdefault(form, name)
    terms = TermList(
        tuple(
            Term(names[form], EntityType(counts.most_common(1)[0][0]))
            for form, counts in sorted(kinds.items())
            if form
        )
    )

    def find(row: Row) -> list[tuple[str, EntityType]]:
        text = full_text(row["title"] or "", row["abstract"])
        found = [(text[one.start : one.end], one.term.kind) for one in terms.matches(text)]
        return list(dict.fromkeys(found))

    return find


def baselines(rows: Sequence[Row]) -> dict[str, Baseline]:
    """Give the baselines by name.

    Args:
        rows: the annotated papers that a pipeline learns from, for the list of names.
    """
    return {
        "capitalised words": capitalised,
        "abbreviations and owners": rules,
        "names of the training set": name_list(rows),
    }


def predicted_by(find: Baseline, rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Give what a baseline finds, as rows that `evaluate` takes, each in its commonest role."""
    return [
        {
            "id": row["id"],
            "entities": [
                {"type": kind.value, "name": name, "aliases": [], "role": default_role(kind).value}
                for name, kind in find(row)
            ],
        }
        for row in rows
    ]
