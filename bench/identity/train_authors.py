"""Fit the weights of `identity/author_score.py` to the ACL Anthology, and print them.

`python bench/identity/train_authors.py FOLDER_OF_ACL_XML`

What is taken for the truth: all slots of one rare full name (fewer than 0.05 namesakes expected, at
least two slots) are one person, those of two rare names two. Names in whose block any slot carries
an id are left out, so that nothing that `authors.py` measures is fitted. Pairs of profiles are

- of one person: the slots split in two at random, a random few of each side; and parts that no
  co-author of a rare name connects;
- of two: the same of two people with surnames that are both East Asian or both not, and initials
  that differ, as homonyms are mostly of one language.

A logistic regression (Newton's method, ridge 1) with both kinds of one weight in total gives
log-likelihood ratios; how rare the name is comes on top as a prior. Seeded, so that it repeats.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from anthology import labelled_blocks, read, slots_of

from citeweave_graph.identity.author_profiles import FEATURES, Profile, name_weight, shared
from citeweave_graph.identity.author_slots import Slot, slot_blocks
from citeweave_graph.identity.frequencies import expected_namesakes
from citeweave_graph.identity.name_words import EASTERN_SURNAMES

RARE = 0.05
SEED = 5
STRONG = 3.0
SIZES = (1, 1, 1, 2, 3, 5, 8, 15)

Person = list[Slot]


def people(folder: Path) -> dict[bool, list[Person]]:
    """Give the slots of each rare full name, East Asian ones apart."""
    papers = list(read(folder))
    left_out = labelled_blocks(papers)
    found: dict[tuple[str, tuple[str, ...]], Person] = {}
    for slot, _ in slots_of(papers):
        name = slot.name
        if name.has_full_given and slot_blocks(slot.author)[-1] not in left_out:
            found.setdefault((name.last, name.fore), []).append(slot)
    sides: dict[bool, list[Person]] = {True: [], False: []}
    for (surname, fore), person in sorted(found.items()):
        if len(person) > 1 and len(fore[0]) > 2 and expected_namesakes(surname, fore[0]) < RARE:
            sides[surname in EASTERN_SURNAMES].append(person)
    return sides


def parts(person: Person) -> list[Person]:
    """Split the slots by whether co-authors of rare names connect them."""
    groups: list[tuple[set[str], Person]] = []
    for slot in person:
        company = {name for name in slot.companions if name_weight(name) >= STRONG}
        mine = [group for group in groups if group[0] & company]
        groups = [group for group in groups if not group[0] & company]
        groups.append(
            (
                company.union(*(names for names, _ in mine)),
                [slot, *(one for _, some in mine for one in some)],
            )
        )
    return [group for _, group in groups]


def pairs(
    sides: dict[bool, list[Person]], chance: random.Random
) -> Iterator[tuple[Person, Person, bool]]:
    for same_side in sides.values():
        for person in same_side:
            for _ in range(min(len(person) // 2, 6)):
                mixed = chance.sample(person, len(person))
                cut = chance.randint(1, len(mixed) - 1)
                yield few(mixed[:cut], chance), few(mixed[cut:], chance), True
            split = parts(person)
            for _ in range(min(len(split), 6) if len(split) > 1 else 0):
                one, other = chance.sample(split, 2)
                yield one, other, True
            for _ in range(3):
                stranger = chance.choice(same_side)
                if alike(person, stranger):
                    continue
                yield few(person, chance), few(stranger, chance), False
                yield chance.choice(split), chance.choice(parts(stranger)), False


def alike(one: Person, other: Person) -> bool:
    left, right = one[0].name, other[0].name
    return left.last == right.last or left.fore[0][0] == right.fore[0][0]


def few(slots: Person, chance: random.Random) -> Person:
    return chance.sample(slots, min(len(slots), chance.choice(SIZES)))


def fit(features: np.ndarray, same: np.ndarray) -> np.ndarray:
    """Give bias and weights."""
    rows = np.hstack([np.ones((len(features), 1)), features])
    weight = np.where(same, 0.5 / same.mean(), 0.5 / (1 - same.mean()))
    found = np.zeros(rows.shape[1])
    for _ in range(30):
        odds = 1 / (1 + np.exp(-rows @ found))
        slope = rows.T @ (weight * (odds - same)) + found
        curve = (rows * (weight * odds * (1 - odds))[:, None]).T @ rows + np.eye(len(found))
        found -= np.linalg.solve(curve, slope)
    return found


def main() -> None:
    chance = random.Random(SEED)  # noqa: S311 - no secret
    features, same = [], []
    for one, other, truth in pairs(people(Path(sys.argv[1])), chance):
        if {slot.paper for slot in one}.isdisjoint(slot.paper for slot in other):
            features.append(shared(Profile.of(one), Profile.of(other)).features)
            same.append(truth)
    weights = fit(np.array(features), np.array(same))
    print(f"{len(same):,} pairs, {sum(same):,} of one person")
    for name, weight in zip(("bias", *FEATURES), weights, strict=True):
        print(f"{weight:8.3f}  {name}")


if __name__ == "__main__":
    main()
