"""Score predicted concepts against annotated ones, exactly as the annotation guideline defines.

A predicted concept hits a gold concept of the same paper and type when the normal form of its
name is among the gold forms, or when at least half of its own forms are. Matching is one to one,
in order of prediction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from citeweave_schema.kinds import EntityType
from citeweave_schema.names import normal_form

__all__ = ["evaluate", "matches"]

_WITH_ROLE = frozenset({"METHOD", "DATASET", "TASK"})


@dataclass(slots=True)
class _Counts:
    gold: int = 0
    predicted: int = 0
    hits: int = 0
    relaxed: int = 0


@dataclass(slots=True)
class _Tally:
    by_type: dict[str, _Counts] = field(default_factory=dict)
    roles: Counter[bool] = field(default_factory=Counter)
    aliases: Counter[bool] = field(default_factory=Counter)

    def of(self, kind: str) -> _Counts:
        return self.by_type.setdefault(kind, _Counts())


def evaluate(
    gold_rows: Iterable[Mapping[str, Any]], pred_rows: Iterable[Mapping[str, Any]]
) -> dict[str, Any]:
    """Give the figures of `citeweave eval --json`.

    Papers are matched by `id`; one that was not predicted counts with no predictions, one that is
    not in the gold is left out. Ratios with nothing to divide are 0.

    Args:
        gold_rows: annotated papers: `{"id", "entities": [{"type", "name", "aliases", "role"}]}`.
        pred_rows: predicted papers of the same form, as `citeweave extract` writes them.

    Returns:
        "ALL" and each type: precision, recall, f1, relaxed_f1 (0 to 1), gold, predicted (counts);
        "role_accuracy" over the hits of METHOD, DATASET and TASK; "alias_precision" over the
        forms of the hits.
    """
    predictions: dict[str, Sequence[Mapping[str, Any]]] = {
        str(row["id"]): row.get("entities") or () for row in pred_rows
    }
    tally = _Tally()
    for row in gold_rows:
        _score_paper(row["entities"], predictions.get(str(row["id"]), ()), tally)
    total = _Counts()
    for counts in tally.by_type.values():
        total.gold += counts.gold
        total.predicted += counts.predicted
        total.hits += counts.hits
        total.relaxed += counts.relaxed
    result: dict[str, Any] = {"ALL": _figures(total)}
    for kind in (one.value for one in EntityType):
        if kind in tally.by_type:
            result[kind] = _figures(tally.by_type[kind])
    result["role_accuracy"] = _share(tally.roles)
    result["alias_precision"] = _share(tally.aliases)
    return result


def matches(
    gold: Sequence[Mapping[str, Any]], predicted: Sequence[Mapping[str, Any]]
) -> list[int | None]:
    """Give for each predicted concept of a paper the number of the annotated one that it hits."""
    gold_forms = [_forms(entity) for entity in gold]
    taken: set[int] = set()
    found: list[int | None] = []
    for entity in predicted:
        name, forms = normal_form(entity["name"]), _forms(entity)
        hit = next(
            (
                index
                for index, one in enumerate(gold)
                if one["type"] == entity["type"]
                and index not in taken
                and _hits(name, forms, gold_forms[index])
            ),
            None,
        )
        if hit is not None:
            taken.add(hit)
        found.append(hit)
    return found


def _forms(entity: Mapping[str, Any]) -> set[str]:
    names = (entity["name"], *(entity.get("aliases") or ()))
    return {normal_form(name) for name in names}


def _score_paper(
    gold: Sequence[Mapping[str, Any]], predicted: Sequence[Mapping[str, Any]], tally: _Tally
) -> None:
    gold_forms = [_forms(entity) for entity in gold]
    for entity in gold:
        tally.of(entity["type"]).gold += 1
    for entity in predicted:
        tally.of(entity["type"]).predicted += 1
    taken_relaxed: set[int] = set()
    for entity, hit in zip(predicted, matches(gold, predicted), strict=True):
        same_type = [index for index, one in enumerate(gold) if one["type"] == entity["type"]]
        name, forms = normal_form(entity["name"]), _forms(entity)
        if hit is not None:
            tally.of(entity["type"]).hits += 1
            for form in sorted(forms):
                tally.aliases[form in gold_forms[hit]] += 1
            if entity["type"] in _WITH_ROLE:
                tally.roles[entity.get("role") == gold[hit]["role"]] += 1
        relaxed = hit if hit is not None and hit not in taken_relaxed else None
        if relaxed is None:
            relaxed = next(
                (
                    i
                    for i in same_type
                    if i not in taken_relaxed and _hits_relaxed(name, forms, gold_forms[i])
                ),
                None,
            )
        if relaxed is not None:
            taken_relaxed.add(relaxed)
            tally.of(entity["type"]).relaxed += 1


def _hits(name: str, forms: set[str], gold: set[str]) -> bool:
    return name in gold or 2 * len(forms & gold) >= len(forms)


def _hits_relaxed(name: str, forms: set[str], gold: set[str]) -> bool:
    if _hits(name, forms, gold):
        return True
    return any(_contains(one, other) for one in forms for other in gold)


def _contains(one: str, other: str) -> bool:
    """Say whether one form holds the other as words in a row, the shorter not below half."""
    short, long = sorted((one.split(), other.split()), key=len)
    if not short or 2 * len(short) < len(long):
        return False
    size = len(short)
    return any(long[at : at + size] == short for at in range(len(long) - size + 1))


def _figures(counts: _Counts) -> dict[str, float | int]:
    return {
        "precision": _ratio(counts.hits, counts.predicted),
        "recall": _ratio(counts.hits, counts.gold),
        "f1": _ratio(2 * counts.hits, counts.predicted + counts.gold),
        "relaxed_f1": _ratio(2 * counts.relaxed, counts.predicted + counts.gold),
        "gold": counts.gold,
        "predicted": counts.predicted,
    }


def _ratio(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def _share(outcomes: Counter[bool]) -> float:
    return _ratio(outcomes[True], outcomes[True] + outcomes[False])
