"""How sure is it that a paper has an entity, so that of those marked 0.9 nine in ten are right.

The field gives each span a probability; what it says of a whole entity is too sure where a name
is repeated, because a wrong reading is repeated too. Platt's remedy (1999) with a few facts more:
a logistic function of the spans' probabilities, of how the entity is named and of its type, fitted
to what cross-validation got right and wrong (`calibration_training`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from citeweave_nlp.grouping import Group, noisy_or
from citeweave_nlp.name_list import NameList
from citeweave_schema.errors import ExtractorError
from citeweave_schema.names import normal_form

__all__ = ["Calibration", "calibration_facts"]

_NAME_SHAPE = re.compile(r"[A-Z]\w*[A-Z]|\d")
_SUREST = 0.999


def _logit(probability: float) -> float:
    bounded = min(_SUREST, max(1 - _SUREST, probability))
    return math.log(bounded / (1 - bounded))


def calibration_facts(text: str, title_end: int, group: Group, names: NameList) -> dict[str, float]:
    """Give what the confidence of an entity is judged by, as numbers by name.

    Args:
        text: the text that was read.
        title_end: one past the title's last character.
        group: the entity.
        names: names that other papers have.
    """
    kind = group.kind.value
    rates = [one.confidence for one in group.places]
    surfaces = {text[one.start : one.end] for one in group.places}
    longest = max((len(surface.split()) for surface in surfaces), default=1)
    best, any_of_them = _logit(max(rates)), _logit(noisy_or(rates))
    known = [names.get(normal_form(surface), {}) for surface in surfaces]
    same = max((counts.get(kind, 0) for counts in known), default=0)
    other = max((sum(counts.values()) - counts.get(kind, 0) for counts in known), default=0)
    return {
        "listed": float(same > 0),
        f"listed,{kind}": float(same > 0),
        "listed often": float(same > 2),
        "listed otherwise": float(other > 0),
        f"type={kind}": 1.0,
        f"best,{kind}": best,
        "best": best,
        "any": any_of_them,
        "least": _logit(min(rates)),
        "named twice": float(len(rates) > 1),
        "named often": float(len(rates) > 3),
        "in title": float(any(one.start < title_end for one in group.places)),
        "abbreviated": float(bool(group.short_forms)),
        "one word": float(longest == 1),
        "long": float(longest > 3),
        "shaped like a name": float(any(_NAME_SHAPE.search(one) for one in surfaces)),
        "several forms": float(len({one.lower() for one in surfaces}) > 1),
    }


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights of the facts, and the names that other papers have."""

    weights: Mapping[str, float]
    names: NameList = field(default_factory=dict, repr=False)

    def confidence(self, text: str, title_end: int, group: Group) -> float:
        """Give how sure it is that the paper has this entity in this type, 0 to 1."""
        facts = calibration_facts(text, title_end, group, self.names)
        total = sum(self.weights.get(name, 0.0) * value for name, value in facts.items())
        return 1 / (1 + math.exp(-total))

    @classmethod
    def from_settings(cls, settings: Mapping[str, object], names: NameList) -> Calibration | None:
        """Read the weights from a pipeline's settings; None where it has none.

        Raises:
            ExtractorError: they are no numbers by name.
        """
        given = settings.get("calibration")
        if given is None:
            return None
        if not isinstance(given, dict) or not all(
            isinstance(weight, int | float) for weight in given.values()
        ):
            raise ExtractorError("the calibration in a pipeline's settings is no numbers by name")
        return cls({str(name): float(weight) for name, weight in given.items()}, names)
