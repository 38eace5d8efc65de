"""How common a surname, a given name or a word of a title is, from a fixed table.

Two slots with a rare name are likely one person; two called "Wei Wang" are not. The table
(`frequencies.tsv`, see `frequencies.md`) is shipped and never follows from the graph at hand, so
that what is decided about one name does not hang on the others.
"""

from __future__ import annotations

import functools
import math
from importlib.resources import files

__all__ = ["expected_namesakes", "given_count", "surname_count", "word_weight"]

_UNLISTED_NAME = 1
_UNLISTED_WORD = 60
"""What a name or word that the table does not list counts for."""


def surname_count(name: str) -> int:
    """Give how many people of the table have a surname, folded; 0 of one that is not listed.

    >>> surname_count("wang") > 500, surname_count("chrupala")
    (True, 0)
    """
    return _table()["surname"].get(name, 0)


def given_count(name: str) -> int:
    """Give how many people of the table have a first given name, folded; one letter is a name.

    A letter counts for all the names that begin with it.

    >>> given_count("david") > 100, given_count("d") > given_count("david")
    (True, True)
    """
    return _table()["given"].get(name, 0)


def expected_namesakes(surname: str, given: str) -> float:
    """Give how many people of the table one expects to bear a name by chance.

    Surnames and given names are taken for independent, which counts too few for names of one
    language; the prior of `author_score` is steeper than 1 for that.

    >>> expected_namesakes("wang", "wei") > 100 * expected_namesakes("chrupala", "grzegorz")
    True
    """
    return (
        max(surname_count(surname), _UNLISTED_NAME)
        * max(given_count(given), _UNLISTED_NAME)
        / _table()["people"]["*"]
    )


@functools.lru_cache(maxsize=100_000)
def word_weight(word: str) -> float:
    """Give how much a word tells, the logarithm of titles to titles with it (inverse frequency).

    >>> word_weight("for") < word_weight("translation") < word_weight("phylogeny")
    True
    """
    table = _table()
    count = max(table["word"].get(word, 0), _UNLISTED_WORD)
    return math.log(table["titles"]["*"] / count)


@functools.cache
def _table() -> dict[str, dict[str, int]]:
    table: dict[str, dict[str, int]] = {}
    text = files("citeweave_graph.identity").joinpath("frequencies.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        part, name, count = line.split("\t")
        table.setdefault(part, {})[name] = int(count)
    given = table["given"]
    letters: dict[str, int] = {}
    for name, number in given.items():
        letters[name[0]] = letters.get(name[0], 0) + number
    given.update(letters)
    return table
