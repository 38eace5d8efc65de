"""Lists of words that rules look things up in, written as running text."""

from __future__ import annotations

__all__ = ["words_in"]


def words_in(text: str) -> frozenset[str]:
    """Give the words of a text that is a list of words.

    >>> sorted(words_in("fig eq fig"))
    ['eq', 'fig']
    """
    return frozenset(text.split())
