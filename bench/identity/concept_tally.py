"""Counts of pairs that are right, missed and wrong, and the figures with their intervals."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np

RESAMPLES = 1_000


@dataclass(slots=True)
class Tally:
    """Pairs, by the unit (group or paper) that is resampled."""

    right: Counter[int] = field(default_factory=Counter)
    missed: Counter[int] = field(default_factory=Counter)
    wrong: Counter[tuple[int, int]] = field(default_factory=Counter)
    items: list[tuple[int, float, float]] = field(default_factory=list)
    units: int = 0

    def add(self, other: Tally) -> None:
        """Take the pairs of another population in."""
        shift = self.units
        self.right.update({one + shift: count for one, count in other.right.items()})
        self.missed.update({one + shift: count for one, count in other.missed.items()})
        self.wrong.update({(a + shift, b + shift): n for (a, b), n in other.wrong.items()})
        self.items.extend((one + shift, first, last) for one, first, last in other.items)
        self.units += other.units

    def figures(self) -> dict[str, object]:
        """Give precision, recall, F1 and B-cubed, each with its interval."""
        chance = np.random.default_rng(0)
        point = self._measured(np.ones(self.units))
        share = np.full(self.units, 1 / self.units)
        drawn = [
            self._measured(chance.multinomial(self.units, share).astype(float))
            for _ in range(RESAMPLES)
        ]
        found: dict[str, object] = {
            "pairs_right": sum(self.right.values()),
            "pairs_missed": sum(self.missed.values()),
            "pairs_wrong": sum(self.wrong.values()),
        }
        for number, name in enumerate(("P", "R", "F1", "B3_P", "B3_R", "B3_F1")):
            if number >= 3 and not self.items:
                break
            low, high = np.nanpercentile([one[number] for one in drawn], [2.5, 97.5])
            found[name] = [round(float(one), 4) for one in (point[number], low, high)]
        return found

    def _measured(self, weight: np.ndarray) -> list[float]:
        right = sum(weight[unit] * count for unit, count in self.right.items())
        missed = sum(weight[unit] * count for unit, count in self.missed.items())
        wrong = sum(
            (weight[one] if one == other else weight[one] * weight[other]) * count
            for (one, other), count in self.wrong.items()
        )
        found = _ratios(_share(right, right + wrong), _share(right, right + missed))
        if self.items:
            units = [unit for unit, _, _ in self.items]
            weights = weight[units]
            total = weights.sum()
            precision = float((weights * [one for _, one, _ in self.items]).sum() / total)
            recall = float((weights * [one for _, _, one in self.items]).sum() / total)
            found += _ratios(precision, recall)
        return found


def _share(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")


def _ratios(precision: float, recall: float) -> list[float]:
    return [precision, recall, _share(2 * precision * recall, precision + recall)]
