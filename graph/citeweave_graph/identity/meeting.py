"""Under which keys the records of one paper meet, however its title is printed.

Each key leaves something out, so that titles that differ there still meet: the end, that may be
cut; the subtitle; all words of one class, among which a slip of the keyboard may be. Titles of
which many papers may have one meet by first author and year too. A key is short and says nothing
by itself: a letter for its sort and a digest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from citeweave_graph.identity.bylines import byline
from citeweave_graph.identity.title_words import SMALL
from citeweave_graph.identity.titles import Title, folded_title
from citeweave_schema.papers import Paper

__all__ = ["title_blocks"]

_BEGINNING = 32
"""How many characters of a title count as its beginning."""
_BEGINNING_OF_AUTHOR = 12
"""How many do where the first author is known too."""
_END_OF_AUTHOR = 12
"""How many characters are its end, where first author and year are known."""
_BEGINNING_OF_NAME = 4
"""How many letters of the first author's surname are asked for; a slip comes mostly later."""
_ENOUGH = 26
"""From how many bytes on the beginning of a title is a key by itself."""
_ENOUGH_WORDS = 3
_ENOUGH_IN_WORDS = 26
"""From how many words and bytes on the words of one class are a key by themselves."""


def title_blocks(paper: Paper) -> tuple[str, ...]:
    """Give the keys that follow from a paper's title, with its first author and year.

    >>> one = title_blocks(Paper(title="Cross-lingual Parsing with Sentence Embeddings"))
    >>> other = title_blocks(Paper(title="Cross lingual parsing with sentence embedings ..."))
    >>> len(set(one) & set(other)) > 0
    True
    """
    title = folded_title(paper.title_readable or paper.title)
    if not title.words:
        return ()
    first = byline(paper.authors[0].name).surname[:_BEGINNING_OF_NAME] if paper.authors else ""
    year = paper.date.year if paper.date else None
    return tuple(dict.fromkeys(map(_short, _keys(title, first, year))))


def _keys(title: Title, first: str, year: int | None) -> Iterator[str]:
    if title.editorial:
        if first and year:
            yield f"e {title.squashed} {first} {year}"
        return
    if first:
        main = "".join(title.words[: title.main])
        yield f"a {main[:_BEGINNING_OF_AUTHOR]} {first}"
    if title.generic:
        return
    if first and year:
        yield f"z {title.squashed[-_END_OF_AUTHOR:]} {first} {year}"
    beginning = title.squashed[:_BEGINNING]
    if len(beginning.encode()) >= _ENOUGH:
        yield f"b {beginning}"
    elif year:
        yield f"b {beginning} {year}"
    yield from _words_of_a_class(title, first, year)


def _words_of_a_class(title: Title, first: str, year: int | None) -> Iterator[str]:
    """Give half of the words of a title, and the other half: one slip leaves one of them whole."""
    halves: tuple[list[str], list[str]] = ([], [])
    for word in sorted({word for word in title.words if word not in SMALL}):
        halves[ord(word[0]) % 2].append(word)
    for half in halves:
        together = " ".join(half)
        if len(half) >= _ENOUGH_WORDS and len(together.encode()) >= _ENOUGH_IN_WORDS:
            yield f"w {together}"
        elif first and len(half) > 1:
            yield f"w {together} {first}"
        elif first and half and year:
            yield f"w {together} {first} {year}"


def _short(key: str) -> str:
    return key[0] + ":" + hashlib.blake2b(key.encode("utf-8", "replace"), digest_size=8).hexdigest()
