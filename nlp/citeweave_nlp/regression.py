"""Softmax regression over facts that hold or do not: what judges roles and relations.

A fact is a name ("cue=propose"); a text's facts are a set of names. Learnt by gradient descent
with momentum and weight decay in numpy; the same examples in the same order give the same
weights.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from citeweave_nlp.start import save
from citeweave_schema.errors import ExtractorError

__all__ = ["Regression", "fit", "probabilities", "read_regressions", "write_regressions"]

Floats = NDArray[np.float32]

_LEAST_SEEN = 3
_ROUNDS = 600
_RATE = 0.5


@dataclass(frozen=True, slots=True)
class Regression:
    """Weights of facts for each answer: a row a fact, a column an answer."""

    names: tuple[str, ...]
    weights: Floats
    _index: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the facts by name."""
        object.__setattr__(self, "_index", {name: row for row, name in enumerate(self.names)})

    def scores(self, facts: Iterable[str]) -> Floats:
        """Give the score of each answer; facts never seen in training count nothing."""
        index = self._index
        known = sorted({index[fact] for fact in facts if fact in index})
        result: Floats = self.weights.take(known, axis=0).sum(axis=0)
        return result


def probabilities(scores: Floats) -> Floats:
    """Give the probability of each answer from its score.

    >>> probabilities(np.array([0.0, 0.0], dtype=np.float32)).tolist()
    [0.5, 0.5]
    """
    raised = np.exp(scores - scores.max())
    result: Floats = raised / raised.sum()
    return result


def fit(examples: Sequence[tuple[set[str], int]], answers: int, *, decay: float) -> Regression:
    """Learn the weights.

    Args:
        examples: facts, and the number of the right answer.
        answers: how many answers there are.
        decay: how strongly weights are drawn to zero.
    """
    counts = Counter(fact for facts, _ in examples for fact in facts)
    names = tuple(sorted(fact for fact, count in counts.items() if count >= _LEAST_SEEN))
    index = {name: row for row, name in enumerate(names)}
    inputs = np.zeros((len(examples), len(names)), dtype=np.float32)
    right = np.zeros((len(examples), answers), dtype=np.float32)
    for row, (facts, answer) in enumerate(examples):
        inputs[row, [index[fact] for fact in facts if fact in index]] = 1.0
        right[row, answer] = 1.0
    weights = np.zeros((len(names), answers), dtype=np.float32)
    speed = np.zeros_like(weights)
    # The inputs are sparse and of one scale: plain gradient descent with momentum settles soon.
    step = _RATE / float((inputs.sum(axis=1)).mean()) * 4
    for _ in range(_ROUNDS):
        scores = inputs @ weights
        scores -= scores.max(axis=1, keepdims=True)
        guess = np.exp(scores)
        guess /= guess.sum(axis=1, keepdims=True)
        gradient = inputs.T @ (guess - right) / len(examples) + decay * weights
        speed = 0.9 * speed - step * gradient
        weights += speed
    return Regression(names, weights)


def write_regressions(folder: Path, name: str, models: Mapping[str, Regression]) -> None:
    """Write regressions into NAME.json and NAME.npz in a folder, in half precision."""
    folder.mkdir(parents=True, exist_ok=True)
    save(
        folder / f"{name}.npz",
        {group: one.weights.astype(np.float16) for group, one in models.items()},
    )
    names = {group: list(one.names) for group, one in models.items()}
    (folder / f"{name}.json").write_text(
        json.dumps(names, ensure_ascii=False, indent=0), encoding="utf-8"
    )


def read_regressions(folder: Path, name: str) -> dict[str, Regression]:
    """Read what `write_regressions` wrote.

    Raises:
        ExtractorError: there is none, or it is damaged.
    """
    try:
        names = json.loads((folder / f"{name}.json").read_text("utf-8"))
        with np.load(folder / f"{name}.npz") as kept:
            weights = {group: kept[group].astype(np.float32) for group in kept.files}
        return {group: Regression(tuple(names[group]), weights[group]) for group in weights}
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise ExtractorError(f"no {name} model in {folder}: {problem}") from problem
