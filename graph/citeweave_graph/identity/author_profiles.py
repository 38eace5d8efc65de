"""What is known of the author of one or more slots, and what two such authors share."""

from __future__ import annotations

import functools
import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from citeweave_graph.identity.author_slots import Slot
from citeweave_graph.identity.frequencies import expected_namesakes, word_weight

__all__ = ["FEATURES", "Profile", "Shared", "name_weight", "shared"]

FEATURES = (
    "has common co-authors",
    "weight of common co-authors",
    "share of common co-authors",
    "has co-authors that may be common",
    "cosine of title words",
    "weight of common title words",
    "rare common title words",
    "has common venue",
    "years apart",
    "papers of the smaller",
    "papers of the larger",
    "co-authors of the fewer",
    "co-authors of the more",
    "has no co-authors",
)
"""What the score is made of, in the order of its weights."""

_NAME_LIMIT = 6.0
_SUM_LIMIT = 15.0
_RARE_WORD = 4.0


@dataclass(slots=True)
class Profile:
    """What one or more slots say together of their author.

    Attributes:
        size: how many slots.
        companions: normalised names of those they wrote with.
        blocks: surname and initial of each of those.
        words: title words, each with the number of titles.
        telling: the rarer of these words.
        length: the length of the vector of title words.
        venues: where the papers appeared.
        first: the earliest year; None when no year is known.
        last: the latest year.
        papers: ids of the papers.
        cites: ids of what the papers cite.
        organizations: keys of where the author works.
        concepts: ids of what the papers are about.
    """

    size: int
    companions: frozenset[str]
    blocks: frozenset[str]
    words: Counter[str]
    telling: frozenset[str]
    length: float
    venues: frozenset[str]
    first: int | None
    last: int | None
    papers: frozenset[str]
    cites: frozenset[str]
    organizations: frozenset[str]
    concepts: frozenset[str]

    @classmethod
    def of(cls, slots: Sequence[Slot]) -> Profile:
        """Give what slots say together."""
        years = [slot.year for slot in slots if slot.year is not None]
        companions = _union(slot.companions for slot in slots)
        words: Counter[str] = Counter()
        for slot in slots:
            words.update(slot.words)
        return cls(
            size=len(slots),
            companions=companions,
            blocks=frozenset(map(_block, companions)),
            words=words,
            telling=frozenset(word for word in words if word_weight(word) > _RARE_WORD),
            length=math.sqrt(
                math.fsum([(many * word_weight(word)) ** 2 for word, many in words.items()])
            ),
            venues=frozenset(slot.venue for slot in slots if slot.venue),
            first=min(years, default=None),
            last=max(years, default=None),
            papers=frozenset(slot.paper for slot in slots),
            cites=_union(slot.cites for slot in slots),
            organizations=_union(slot.organizations for slot in slots),
            concepts=_union(slot.concepts for slot in slots),
        )


@dataclass(frozen=True, slots=True)
class Shared:
    """What two profiles have in common.

    Attributes:
        companions: normalised names of common co-authors.
        company: whether they have co-authors, or some that may be, in common.
        telling: the rarer among the common words of titles.
        features: the numbers that the score weighs, in the order of `FEATURES`.
    """

    companions: frozenset[str]
    company: bool
    telling: frozenset[str]
    features: tuple[float, ...]


def shared(one: Profile, other: Profile) -> Shared:
    """Give what two profiles have in common."""
    companions = one.companions & other.companions
    small, large = sorted((one.size, other.size))
    fewer, more = sorted((len(one.companions), len(other.companions)))
    words = one.words.keys() & other.words.keys()
    weights = {word: word_weight(word) for word in words}
    telling = one.telling & other.telling
    # `fsum` is exact, so that the order in which sets give their members does not matter.
    maybe = _may_be_common(one, other, companions)
    return Shared(
        companions,
        bool(companions) or maybe,
        telling,
        (
            float(bool(companions)),
            min(math.fsum(map(name_weight, companions)), _SUM_LIMIT),
            len(companions) / fewer if fewer else 0.0,
            float(maybe),
            _cosine(one, other, weights),
            math.sqrt(math.fsum([weight * weight for weight in weights.values()])),
            math.log1p(len(telling)),
            float(not one.venues.isdisjoint(other.venues)),
            math.log1p(_years_apart(one, other)),
            math.log(small),
            math.log(large),
            math.log1p(fewer),
            math.log1p(more),
            float(not fewer),
        ),
    )


@functools.lru_cache(maxsize=50_000)
def name_weight(name: str) -> float:
    """Give how much it says that two papers have an author of this normalised name in common.

    >>> name_weight("grzegorz chrupala") > name_weight("wei wang")
    True
    """
    surname = name.rpartition(" ")[2]
    given = name.partition(" ")[0]
    return min(math.log1p(1 / expected_namesakes(surname, given)), _NAME_LIMIT)


@functools.lru_cache(maxsize=50_000)
def _block(companion: str) -> str:
    """Give the last word and the first letter of a normalised name."""
    return f"{companion.rpartition(' ')[2]} {companion[:1]}"


def _may_be_common(one: Profile, other: Profile, known: Collection[str]) -> bool:
    """Tell whether co-authors of other spelling ("S. Lin", "Shouxun Lin") may be one."""
    blocks = one.blocks & other.blocks
    if len(blocks) <= len(known):
        blocks -= {_block(name) for name in known}
    if not blocks:
        return False
    left = [name for name in one.companions if _block(name) in blocks and name not in known]
    right = [name for name in other.companions if _block(name) in blocks and name not in known]
    return any(_agree(name, found) for name in left for found in right)


def _agree(one: str, other: str) -> bool:
    """Tell whether two normalised names differ in what one leaves out: names, or all but a letter.

    >>> _agree("s lin", "shouxun lin"), _agree("shan lin", "shouxun lin")
    (True, False)
    """
    if _block(one) != _block(other):
        return False
    left, right = one.partition(" ")[0], other.partition(" ")[0]
    return left == right or len(left) == 1 or len(right) == 1


def _cosine(one: Profile, other: Profile, weights: Mapping[str, float]) -> float:
    lengths = one.length * other.length
    if not lengths:
        return 0.0
    left, right = one.words, other.words
    return (
        math.fsum([left[word] * right[word] * some * some for word, some in weights.items()])
        / lengths
    )


def _years_apart(one: Profile, other: Profile) -> int:
    if one.first is None or one.last is None or other.first is None or other.last is None:
        return 0
    return max(0, one.first - other.last, other.first - one.last)


def _union(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    filled = [one for one in sets if one]
    return filled[0] if len(filled) == 1 else frozenset().union(*filled)
