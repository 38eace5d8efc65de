"""Words, names and numbers of a made-up literature; each follows from its number alone."""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt

__all__ = ["Numbers", "Zipf", "capital", "issn", "orcid", "person", "ror", "word"]

Numbers = npt.NDArray[np.int64]

_BEGINNINGS = ("b br ch d f fl g gr h k l m n p pl qu r s st t tr v w z").split()  # noqa: SIM905  # legible
_VOWELS = ("a e i o u ai ea io ou").split()  # noqa: SIM905  # legible
_ENDINGS = ["", "", "l", "m", "n", "nd", "r", "s", "t", "x"]
_SYLLABLES = [a + b + c for a in _BEGINNINGS for b in _VOWELS for c in _ENDINGS]
_GIVEN_NAMES = 3_000
_SURNAMES = 60_000
_ROR_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"


class Zipf:
    """Ranks from 0 by Zipf's law: few come up often, most seldom."""

    def __init__(self, count: int, exponent: float) -> None:
        weights = np.arange(1, count + 1, dtype=np.float64) ** -exponent
        self._bounds = np.cumsum(weights) / weights.sum()

    def at(self, share: float) -> int:
        """Give the rank that stands at a share, from 0 to 1, of all that are drawn."""
        return min(int(np.searchsorted(self._bounds, share, side="right")), len(self._bounds) - 1)

    def draw(self, chance: np.random.Generator, count: int) -> Numbers:
        found = np.searchsorted(self._bounds, chance.random(count), side="right")
        return np.minimum(found, len(self._bounds) - 1).astype(np.int64)


def _mixed(number: int) -> int:
    """Scatter a number over 64 bits, always in the same way (splitmix64)."""
    number = (number + 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
    number = ((number ^ number >> 30) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
    number = ((number ^ number >> 27) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
    return number ^ number >> 31


@functools.cache
def word(number: int) -> str:
    """Give a word; frequent ones, of small numbers, are short, and no two are equal."""
    found = _SYLLABLES[number * 577 % len(_SYLLABLES)]
    number //= len(_SYLLABLES)
    while number:
        found += _SYLLABLES[(number * 1_009 + 7) % len(_SYLLABLES)]
        number //= len(_SYLLABLES)
    return found


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


_GIVEN = Zipf(_GIVEN_NAMES, 0.9)
_LAST = Zipf(_SURNAMES, 0.85)


def person(number: int) -> str:
    """Give the name of a person, who may have namesakes; one in three has a middle initial."""
    dice = _mixed(number)
    given = capital(word(2_000 + _GIVEN.at((dice >> 40) / 2**24)))
    surname = capital(word(9_000 + 31 * _LAST.at((dice >> 16 & 0xFFFFFF) / 2**24)))
    middle = dice % 78
    return f"{given} {chr(65 + middle)}. {surname}" if middle < 26 else f"{given} {surname}"


def orcid(number: int) -> str:
    digits = f"0000{_mixed(number) % 10**11:011d}"
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    digits += "X" if check == 10 else str(check)
    return "-".join(digits[at : at + 4] for at in range(0, 16, 4))


def ror(number: int) -> str:
    left, letters = number, ""
    for _ in range(6):
        letters = _ROR_LETTERS[left % 32] + letters
        left //= 32
    return f"0{letters}{98 - number * 100 % 97:02d}"


def issn(number: int) -> str:
    digits = f"{1_000_000 + number * 7_919 % 8_999_999:07d}"
    check = -sum(int(digit) * weight for digit, weight in zip(digits, range(8, 1, -1))) % 11  # noqa: B905
    return f"{digits[:4]}-{digits[4:]}{'X' if check == 10 else check}"
