"""Learn what tells the roles from annotated concepts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from spacy.tokens import Doc

from citeweave_nlp.gold import occurrences
from citeweave_nlp.reading import sentences_in
from citeweave_nlp.regression import Regression, fit
from citeweave_nlp.roles import RoleModel, facts_of, place_of
from citeweave_schema.kinds import ROLES_OF, EntityType, Role

__all__ = ["RoleExample", "fit_roles", "role_examples"]

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
    fitted: dict[str, Regression] = {}
    for group in ("object", "task"):
        members = [one for one in examples if RoleModel.group_of(one[0]) == group]
        if members:
            roles = ROLES_OF[members[0][0]]
            right = [(facts, roles.index(role)) for _, facts, role in members]
            fitted[group] = fit(right, len(roles), decay=decay)
    return RoleModel(fitted)
