"""Who wrote a paper, as far as it helps to tell papers apart: names compared, not people."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from citeweave_graph.identity.titles import fold

__all__ = ["Byline", "byline", "one_person", "shared"]

_NAME_LIMIT = 200
_WORD = re.compile(r"[^\W\d_]+")
_INITIALS = re.compile(r"[A-Z]{1,3}")
"""As PubMed and others print them, after the family name and without dots."""
_AFTER = frozenset({"jr", "sr", "ii", "iii", "iv"})
_NOBODY = frozenset({"et al", "others", "and others", "anonymous", ""})
_LONG_NAME = 4


@dataclass(frozen=True, slots=True)
class Byline:
    """A printed name, taken apart.

    Attributes:
        surname: the last word of the family name, without accents; empty when it names nobody.
        given: the first given name, or its initial; empty when only a surname is printed.
        words: all words of the name.
    """

    surname: str
    given: str
    words: frozenset[str]


@functools.lru_cache(maxsize=50_000)
def byline(name: str) -> Byline:
    r"""Take a printed name apart, whichever way round it is printed.

    >>> one, other = byline("M\xfcller, J\xf6rg-Peter"), byline("J. P. Muller")
    >>> one.surname, one.given, one_person(one, other)
    ('muller', 'jorg', True)
    >>> byline("Smith JA").surname, byline("and others").surname
    ('smith', '')
    """
    name = name[:_NAME_LIMIT]
    last, comma, first = name.partition(",")
    if comma:
        family, given = _words(last), _words(first.partition(",")[0])
    else:
        printed = name.split()
        if len(printed) > 1 and _INITIALS.fullmatch(printed[-1]) and not printed[0].isupper():
            family, given = _words(" ".join(printed[:-1])), _words(printed[-1])
        else:
            words = _words(name)
            family, given = words[-1:], words[:-1]
    every = [*given, *family]
    if " ".join(every) in _NOBODY or not family:
        return Byline("", "", frozenset())
    return Byline(family[-1], given[0] if given else "", frozenset(every))


def _words(text: str) -> list[str]:
    words = _WORD.findall(fold(text))
    while len(words) > 1 and words[-1] in _AFTER:
        words.pop()
    return words


def one_person(one: Byline, other: Byline) -> bool:
    """Tell whether two names may be prints of one: initials, order and a slip are no matter."""
    if one.words == other.words:
        return True
    if not _one_given(one.given, other.given):
        return False
    if one.surname == other.surname:
        return True
    if one.surname in other.words or other.surname in one.words:
        return min(len(one.surname), len(other.surname)) > 2
    return _a_slip_apart(one.surname, other.surname)


def _one_given(one: str, other: str) -> bool:
    return not one or not other or one[0] == other[0] or _a_slip_apart(one, other)


def _a_slip_apart(one: str, other: str) -> bool:
    long = min(len(one), len(other)) >= _LONG_NAME
    return long and OSA.distance(one, other, score_cutoff=1) <= 1


def shared(ones: Collection[str], others: Collection[str]) -> float:
    """Give how much of the shorter of two lists of surnames is in the other, 0 to 1."""
    least = min(len(ones), len(others))
    return len(set(ones) & set(others)) / least if least else 0.0
