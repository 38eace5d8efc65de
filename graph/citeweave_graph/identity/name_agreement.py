"""How far two names of a person agree."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from citeweave_graph.identity.name_words import NICKNAMES
from citeweave_graph.identity.person_names import PersonName, is_letter, plain_surname

__all__ = ["Agreement", "compatible"]


class Agreement(IntEnum):
    """How far two names could be one person's; more is surer."""

    CONFLICT = 0
    INITIALS = 1
    PART = 2
    FULL = 3


def compatible(one: PersonName, other: PersonName) -> Agreement:
    """Tell how far two names could be the same person's.

    `FULL` when all parts are equal and written out; `PART` when the first given name is equal
    and one has middle names, a suffix or a spelling that the other lacks; `INITIALS` when only
    letters speak for the first given name; `CONFLICT` when anything printed differs.

    >>> rennie = PersonName.parse("Steven J. Rennie")
    >>> [compatible(rennie, PersonName.parse(name)).name for name in
    ...     ("Rennie, Steven J.", "Steven Rennie", "S. Rennie", "Steven K. Rennie")]
    ['FULL', 'PART', 'INITIALS', 'CONFLICT']
    """
    if one == other and one.has_full_given:
        return Agreement.FULL
    if one.suffix and other.suffix and one.suffix != other.suffix:
        return Agreement.CONFLICT
    surnames = _surnames_agree(one, other)
    if surnames is Agreement.CONFLICT:
        return surnames
    return min(surnames, _given_agree(one.fore, other.fore))


def _surnames_agree(one: PersonName, other: PersonName) -> Agreement:
    if one.last == other.last:
        return Agreement.FULL if one.suffix == other.suffix else Agreement.PART
    if not {one.last, *one.spellings}.isdisjoint({other.last, *other.spellings}):
        return Agreement.PART
    return (
        Agreement.PART
        if plain_surname(one.last) == plain_surname(other.last)
        else Agreement.CONFLICT
    )


def _given_agree(one: Sequence[str], other: Sequence[str]) -> Agreement:
    if not one or not other:
        return Agreement.PART if not one and not other else Agreement.CONFLICT
    if len(one) > len(other):
        one, other = other, one
    if "".join(one) == "".join(other) and not is_letter(one[0]) and not is_letter(other[0]):
        return Agreement.FULL
    first = _part_agrees(one[0], other[0])
    if first is Agreement.CONFLICT:
        return _joined_agree(one, other)
    rest = iter(other[1:])
    for part in one[1:]:
        if not any(_part_agrees(part, found) for found in rest):
            return _joined_agree(one, other)
    return min(first, Agreement.PART)


def _joined_agree(one: Sequence[str], other: Sequence[str]) -> Agreement:
    """Compare "Junichi" with "Jun Ichi" and "Jun-ichi T.": written in one or in parts."""
    left, right = _whole(one), _whole(other)
    if len(left) != len(right) and "".join(left) == "".join(right):
        return Agreement.PART
    return Agreement.CONFLICT


def _whole(parts: Sequence[str]) -> list[str]:
    return [part for part in parts if not is_letter(part)]


def _part_agrees(one: str, other: str) -> Agreement:
    if one == other:
        return Agreement.INITIALS if is_letter(one) else Agreement.FULL
    if is_letter(one) or is_letter(other):
        return Agreement.INITIALS if one[0] == other[0] else Agreement.CONFLICT
    if NICKNAMES.get(one, one) == NICKNAMES.get(other, other):
        return Agreement.PART
    return Agreement.CONFLICT
