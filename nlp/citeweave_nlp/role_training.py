"""Learn what tells the roles: softmax regression over facts, with weight decay, in numpy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from citeweave_nlp.gold import occurrences
from citeweave_nlp.reading import sentences_in
from citeweave_nlp.roles import RoleModel, facts_of, place_of
from citeweave_schema.kinds import ROLES_OF, EntityType, Role

__all__ = ["RoleExample", "fit_roles", "role_examples"]

_LEAST_SEEN = 3
_ROUNDS = 600
_RATE = 0.5

RoleExample = tuple[EntityType, set[str], Role]
"""Type, facts and right role of one annotated concept."""


def role_examples(docs: Sequence[Doc], rows: Sequence[Mapping[str, Any]]) -> list[RoleExample]:
    """Give an example for each annotated concept whose type has more than one role."""
    made: list[RoleExample] = []
    for doc, row in zip(docs, rows, strict=True):
        surfaces = [[one["name"], *(one.get("aliases") or ())] for one in row["entities"]]
        spans: dict[int, list[tuple[int, int]]] = {}
        for place in occurrences(doc.text, surfaces):
            spans.setdefault(place.concept, []).append((place.start, place.end))
        sentences = sentences_in(doc)
        title_end = len(row["title"] or "")
        for number, one in enumerate(row["entities"]):
            kind = EntityType(one["type"])
            if len(ROLES_OF[kind]) > 1 and number in spans:
                places = [
                    place_of(doc.text, sentences, title_end, start, end)
                    for start, end in spans[number]
                ]
                facts = facts_of(kind, surfaces[number], places)
                made.append((kind, facts, Role(one["role"])))
    return made


def fit_roles(examples: Sequence[RoleExample], *, decay: float = 4e-3) -> RoleModel:
    """Learn the weights; the same examples in the same order give the same weights.

    Args:
        examples: annotated concepts.
        decay: how strongly weights are drawn to zero.
    """
    names: dict[str, tuple[str, ...]] = {}
    weights: dict[str, NDArray[np.float32]] = {}
    for group in ("object", "task"):
        members = [one for one in examples if RoleModel.group_of(one[0]) == group]
        if members:
            names[group], weights[group] = _fit(members, decay)
    return RoleModel(names, weights)


def _fit(
    members: Sequence[RoleExample], decay: float
) -> tuple[tuple[str, ...], NDArray[np.float32]]:
    counts = Counter(fact for _, facts, _ in members for fact in facts)
    names = tuple(sorted(fact for fact, count in counts.items() if count >= _LEAST_SEEN))
    index = {name: row for row, name in enumerate(names)}
    roles = ROLES_OF[members[0][0]]
    inputs = np.zeros((len(members), len(names)), dtype=np.float32)
    answers = np.zeros((len(members), len(roles)), dtype=np.float32)
    for row, (_, facts, role) in enumerate(members):
        inputs[row, [index[fact] for fact in facts if fact in index]] = 1.0
        answers[row, roles.index(role)] = 1.0
    weights = np.zeros((len(names), len(roles)), dtype=np.float32)
    speed = np.zeros_like(weights)
    # The inputs are sparse and of one scale: plain gradient descent with momentum settles soon.
    step = _RATE / float((inputs.sum(axis=1)).mean()) * 4
    for _ in range(_ROUNDS):
        scores = inputs @ weights
        scores -= scores.max(axis=1, keepdims=True)
        guess = np.exp(scores)
        guess /= guess.sum(axis=1, keepdims=True)
        gradient = inputs.T @ (guess - answers) / len(members) + decay * weights
        speed = 0.9 * speed - step * gradient
        weights += speed
    return names, weights
