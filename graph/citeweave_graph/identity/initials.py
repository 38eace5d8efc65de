"""Does a short form stand for a long one: as far as the letters tell."""

from __future__ import annotations

import re

__all__ = ["stands_for", "without_expansion"]

_WORD = re.compile(r"[^\W_]+")
_BRACKET = re.compile(r"\s*[(\[]([^()\[\]]{2,150})[)\]]")
_SMALL = frozenset([
    "a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "via",
    "with",
])  # fmt: skip
_LONGEST = 12
_MOST_WORDS = 16
_MOST_OF_A_WORD = 3


def stands_for(short: str, long: str) -> bool:
    """Tell whether a short form takes its letters from the words of a long one, in order.

    Each letter is the first of a word or follows one that was taken from the same word, of which
    three may be taken, no word but a small one is passed over, and the first letter is the first
    word's: stricter than the search for definitions in a text, since here nothing else says that
    the two belong together.
    A plural "s" of the short form needs no letter.

    >>> stands_for("VQA", "visual question answering"), stands_for("POS", "part-of-speech")
    (True, True)
    >>> stands_for("NMT", "neural translation"), stands_for("VRD", "VRD relation detection")
    (False, False)
    """
    letters = "".join(_WORD.findall(short.lower()))
    words = _WORD.findall(long.lower())[: _MOST_WORDS + 1]
    if not 2 <= len(letters) <= _LONGEST or not 2 <= len(words) <= _MOST_WORDS:
        return False
    if letters in words:
        return False
    if letters[-1] == "s" and len(letters) > 2 and _taken(letters[:-1], words):
        return True
    return _taken(letters, words)


def _taken(letters: str, words: list[str]) -> bool:
    """Follow all ways at once: how many letters may be taken when a word begins."""
    ways = {0}
    for number, word in enumerate(words):
        after: set[int] = set()
        for at in ways:
            if number and word in _SMALL:
                after.add(at)
            after |= _through(letters, at, word)
        ways = after
    return len(letters) in ways


def _through(letters: str, at: int, word: str) -> set[int]:
    """Give how many letters may be taken after a word whose first letter is the next one."""
    if at >= len(letters) or letters[at] != word[0]:
        return set()
    found = {at + 1}
    reached, place = at + 1, 1
    while reached < min(len(letters), at + _MOST_OF_A_WORD):
        place = word.find(letters[reached], place) + 1
        if not place:
            break
        reached += 1
        found.add(reached)
    return found


def without_expansion(name: str) -> str:
    """Take out of a name a bracket that only says another part of it again.

    >>> without_expansion("visual question answering (VQA)")
    'visual question answering'
    >>> without_expansion("VQA (visual question answering)")
    'visual question answering'
    >>> without_expansion("long short-term memory (LSTM) networks")
    'long short-term memory networks'
    >>> without_expansion("ARC (easy)")
    'ARC (easy)'
    """
    for found in list(_BRACKET.finditer(name))[:3]:
        before, inside, after = name[: found.start()], found[1], name[found.end() :]
        words = before.split()
        for count in range(min(len(words), _MOST_WORDS), 1, -1):
            if stands_for(inside, " ".join(words[-count:])):
                return before + after
        if words and stands_for(words[-1], inside):
            return " ".join([*words[:-1], inside]) + after
    return name
