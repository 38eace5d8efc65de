"""What a mistyped word of a query may stand for: words of names that are a few edits away.

An edit is a letter put in, left out or taken for another, or two neighbours in the wrong order:
the restricted Damerau-Levenshtein distance, "optimal string alignment" (Damerau, "A Technique
for Computer Detection and Correction of Spelling Errors", 1964).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from rapidfuzz.distance import OSA

from citeweave_graph.searching import Term

__all__ = ["GUESSES", "edits", "guessed", "nearest", "within"]

GUESSES = 5
"""The most words that one word stands for."""

_SHORTEST, _TWO_EDITS, _LONGEST = 4, 8, 60


def edits(word: str) -> int:
    """Give how many edits a word may be wrong by: two from 8 letters, none below 4 or above 60.

    >>> [edits(one) for one in ("rag", "bert", "transfomer", "w" * 61)]
    [0, 1, 2, 0]
    """
    if not _SHORTEST <= len(word) <= _LONGEST:
        return 0
    return 2 if len(word) >= _TWO_EDITS else 1


def nearest(word: str, names: Mapping[str, int]) -> tuple[str, ...]:
    """Give the words of names that a word stands for: those of the fewest edits.

    Of several the ones that most nodes are called by, then in the order of the alphabet.

    Args:
        word: of a query.
        names: how many nodes, papers not counted, have each word in their names; words that are
            further away may be left out.

    >>> nearest("transfomer", {"transformer": 7, "transformers": 3, "transfer": 9})
    ('transformer',)
    >>> nearest("bret", {"bert": 2, "brat": 2, "brett": 5, "rag": 9})
    ('brett', 'bert', 'brat')
    """
    most = edits(word)
    if not most:
        return ()
    away = {one: OSA.distance(word, one, score_cutoff=most) for one in names}
    least = min(away.values(), default=most + 1)
    if least > most:
        return ()
    near = [one for one, distance in away.items() if distance == least]
    return tuple(sorted(near, key=lambda one: (-names[one], one))[:GUESSES])


def within(word: str, others: Iterable[str]) -> list[str]:
    """Give those of other words that are at most as many edits away as a word may be wrong by.

    >>> within("transfomer", ["transformer", "transformers", "transit"])
    ['transformer', 'transformers']
    """
    most = edits(word)
    return [one for one in others if OSA.distance(word, one, score_cutoff=most) <= most]


def guessed(
    query: Sequence[Term], having: Sequence[int], near: Callable[[str], tuple[str, ...]]
) -> tuple[Term, ...]:
    """Give the terms of a query with those that no text has standing for words of names.

    Args:
        query: its terms.
        having: how many nodes of the kinds searched have each.
        near: gives what `nearest` gives of all names in the graph.
    """
    return tuple(
        Term(term.word, term.prefix, near(term.word)) if not count and edits(term.word) else term
        for term, count in zip(query, having, strict=True)
    )
