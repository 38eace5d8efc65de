"""Fit the confidences to what cross-validation got right and wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from citeweave_nlp.calibration import Calibration, calibration_facts
from citeweave_nlp.evaluation import matches
from citeweave_nlp.extractor import Extractor
from citeweave_nlp.grouping import Group
from citeweave_nlp.name_list import NameList
from citeweave_nlp.reading import Reading
from citeweave_nlp.tags import TYPES
from citeweave_schema.codec import to_json

__all__ = [
    "Fitted",
    "Fold",
    "calibrated",
    "calibration_examples",
    "cross_calibrated",
    "fit_calibration",
    "predicted_in",
]

_ROUNDS = 60


Row = Mapping[str, Any]

Fitted = tuple[dict[str, float], bool]
"""Facts of an entity (`calibration_facts`), and whether it was right."""


@dataclass(frozen=True, slots=True)
class Fold:
    """A fold of annotated papers, and what was trained without them.

    Attributes:
        extractor: trained with the other papers.
        rows: the papers of the fold.
        names: the names of the other papers.
    """

    extractor: Extractor
    rows: Sequence[Row]
    names: NameList


def calibration_examples(
    extractor: Extractor, rows: Iterable[Row], names: NameList
) -> Iterator[Fitted]:
    """Give an example for each thing that an extractor considers in annotated papers.

    Args:
        extractor: one that was trained without these papers.
        rows: the papers.
        names: the names of the papers that it was trained with.
    """
    for row in rows:
        reading = Reading.of(row["title"] or "", row["abstract"])
        groups = extractor.groups(reading, extractor.nlp(reading.text))
        named = [_as_predicted(reading.text, group) for group in groups]
        hits = matches(row["entities"], named)
        for group, hit in zip(groups, hits, strict=True):
            facts = calibration_facts(reading.text, reading.fields[0].end, group, names)
            yield facts, hit is not None


def _as_predicted(text: str, group: Group) -> dict[str, Any]:
    surfaces = list(dict.fromkeys(text[one.start : one.end] for one in group.places))
    return {"type": group.kind.value, "name": surfaces[0], "aliases": surfaces[1:]}


def calibrated(extractor: Extractor, calibration: Calibration, least: float) -> Extractor:
    """Give the extractor with calibrated confidences, and a threshold that fits them.

    What makes F1 greatest is a threshold of half the F1 that can be reached (Lipton et al., 2014),
    whatever the type.
    """
    return replace(extractor, calibration=calibration, least_group=dict.fromkeys(TYPES, least))


def cross_calibrated(
    parts: Sequence[Fold], least: float
) -> tuple[Calibration, list[Row], list[dict[str, Any]]]:
    """Fit the calibration on folds; give it, the papers, and what is found in them.

    Each fold is predicted with a calibration that was fitted on the others.

    Args:
        parts: the folds.
        least: the calibrated confidence below which an entity is dropped.
    """
    examples = [list(calibration_examples(one.extractor, one.rows, one.names)) for one in parts]
    gold: list[Row] = []
    predicted: list[dict[str, Any]] = []
    for number, fold in enumerate(parts):
        others = [one for other, part in enumerate(examples) if other != number for one in part]
        fitted = replace(fit_calibration(others or examples[number]), names=fold.names)
        gold += fold.rows
        predicted += predicted_in(calibrated(fold.extractor, fitted, least), fold.rows)
    return fit_calibration([one for part in examples for one in part]), gold, predicted


def predicted_in(extractor: Extractor, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Give what the extractor finds in annotated papers, as rows that `evaluate` takes."""
    found = extractor.extract((row["title"] or "", row["abstract"]) for row in rows)
    return [
        {"id": row["id"], "entities": list(map(to_json, one.entities))}
        for row, one in zip(rows, found, strict=True)
    ]


def fit_calibration(examples: Sequence[Fitted], *, decay: float = 2.0) -> Calibration:
    """Fit logistic regression by Newton's method; the types' own weights are drawn to zero most.

    Args:
        examples: facts and outcomes, from papers that the extractor did not learn from.
        decay: how strongly weights are drawn to zero.
    """
    names = sorted({name for facts, _ in examples for name in facts})
    inputs = np.array([[facts.get(name, 0.0) for name in names] for facts, _ in examples])
    right = np.array([float(was_right) for _, was_right in examples])
    drawn = np.array([decay * (4.0 if "," in name else 1.0) for name in names])
    weights = np.zeros(len(names))
    for _ in range(_ROUNDS):
        guess = 1 / (1 + np.exp(-(inputs @ weights)))
        gradient = inputs.T @ (guess - right) + drawn * weights
        curve = (inputs * (guess * (1 - guess))[:, None]).T @ inputs + np.diag(drawn)
        weights -= np.linalg.solve(curve, gradient)
    rounded = weights.round(4).tolist()
    return Calibration(dict(zip(names, rounded, strict=True)))
