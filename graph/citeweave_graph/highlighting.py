"""Where the words of a query are in the texts that people are shown, and a piece around them.

Texts are searched in a folded form (`searching.words`), whose letters may be more or fewer than
those of the text itself: "ﬁ" is two of them, "é" may be one of two. Every word is found back here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from citeweave_graph.searching import Term
from citeweave_schema.nodes import Node, PaperNode

__all__ = ["Highlight", "SearchField", "Snippet", "highlights", "placed_words", "snippet"]

_MOST = 200
_SNIPPET = 240
_LEAD = 60
"""Code points: the length of a snippet, and what of it comes before the words matched."""

_WORD = re.compile(r"[^\W_]+")
_CHUNK = re.compile(r"\S+")


class SearchField(StrEnum):
    """A text that search looks at: of a paper as its readable form, else a name."""

    TITLE = "title"
    ABSTRACT = "abstract"
    NAME = "name"
    ALIAS = "alias"


@dataclass(frozen=True, slots=True, kw_only=True)
class Highlight:
    """A word of a text that a query matched.

    Attributes:
        field: which text; `TITLE` and `ABSTRACT` in their readable form.
        start: code points ahead of it.
        end: where it ends; the text between is the word.
        alias: place of the alias among those of the node, from 0; None in other fields.
    """

    field: SearchField
    start: int
    end: int
    alias: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """A piece of an abstract, and where in it the piece begins."""

    text: str
    start: int


def highlights(node: Node, query: Sequence[Term]) -> tuple[Highlight, ...]:
    """Give the words of a node's texts that a query matched, in the order of the texts.

    At most 200 of them.
    """
    found = _highlights(node, query)
    return tuple(one for one, _ in zip(found, range(_MOST), strict=False))


def _highlights(node: Node, query: Sequence[Term]) -> Iterator[Highlight]:
    for field, alias, text in _shown(node):
        for word, start, end in placed_words(text):
            if any(term.matches(word) for term in query):
                yield Highlight(field=field, start=start, end=end, alias=alias)


def _shown(node: Node) -> Iterator[tuple[SearchField, int | None, str]]:
    if isinstance(node, PaperNode):
        yield SearchField.TITLE, None, node.name
        yield SearchField.ABSTRACT, None, node.abstract_readable or node.abstract or ""
        return
    yield SearchField.NAME, None, node.name
    for place, alias in enumerate(node.aliases):
        yield SearchField.ALIAS, place, alias.name


def snippet(node: Node, query: Sequence[Term]) -> Snippet | None:
    """Give the piece of an abstract, of whole words, where a query matched the most terms.

    Of several the first; the beginning where it matched none. None without an abstract.
    """
    if not isinstance(node, PaperNode):
        return None
    text = node.abstract_readable or node.abstract
    if not text:
        return None
    matched = [
        (start, frozenset(place for place, term in enumerate(query) if term.matches(word)))
        for word, start, _ in placed_words(text)
    ]
    start = _start([one for one in matched if one[1]])
    return _cut(text, max(0, start - _LEAD))


def _start(matched: Sequence[tuple[int, frozenset[int]]]) -> int:
    """Give the start of the word after which the most terms are within a snippet's reach."""
    best, most = 0, 0
    behind = 0
    for ahead, (start, _) in enumerate(matched):
        behind = max(behind, ahead)
        while behind < len(matched) and matched[behind][0] < start + _SNIPPET - _LEAD:
            behind += 1
        terms = len(frozenset().union(*(terms for _, terms in matched[ahead:behind])))
        if terms > most:
            best, most = start, terms
    return best


def _cut(text: str, start: int) -> Snippet:
    """Cut a snippet out of a text, moved to where words begin and end."""
    end = min(len(text), start + _SNIPPET)
    if start:
        gap = text.find(" ", start, start + _LEAD)
        start = gap + 1 if gap >= 0 else start
    if end < len(text):
        gap = text.rfind(" ", start + _SNIPPET // 2, end + 1)
        end = gap if gap >= 0 else end
    return Snippet(text=text[start:end], start=start)


def placed_words(text: str) -> Iterator[tuple[str, int, int]]:
    r"""Give the words of a text as `searching.words` has them, each with its start and end.

    Where one letter of the text belongs to two words, both have it.

    >>> list(placed_words("Über-\ufb01nal x_y"))
    [('über', 0, 4), ('final', 5, 9), ('x', 10, 11), ('y', 12, 13)]
    """
    for chunk in _CHUNK.finditer(text):
        for word, start, end in _words_of_chunk(chunk.group()):
            yield word, chunk.start() + start, chunk.start() + end


def _words_of_chunk(chunk: str) -> Iterator[tuple[str, int, int]]:
    if chunk.isascii():
        for found in _WORD.finditer(chunk.lower()):
            yield found.group(), found.start(), found.end()
        return
    folded, origins = _folded(chunk)
    for found in _WORD.finditer(folded):
        first, last = origins[found.start()], origins[found.end() - 1]
        yield found.group(), first[0], last[1]


def _folded(chunk: str) -> tuple[str, list[tuple[int, int]]]:
    """Fold a piece of text, and give for each letter of it the letters that it comes from."""
    parts: list[str] = []
    origins: list[tuple[int, int]] = []
    for start, end in _pieces(chunk):
        part = _fold(chunk[start:end])
        parts.append(part)
        origins += [(start, end)] * len(part)
    folded, whole = "".join(parts), _fold(chunk)
    if folded == whole:
        return folded, origins
    return whole, [(0, len(chunk))] * len(whole)  # letters that compose otherwise than expected


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _pieces(chunk: str) -> Iterator[tuple[int, int]]:
    """Cut a text where a letter begins that does not join the one before it."""
    start = 0
    for place in range(1, len(chunk)):
        if not _joins(chunk[place]):
            yield start, place
            start = place
    yield start, len(chunk)


def _joins(letter: str) -> bool:
    """Whether a letter may compose with what is before it: marks, and vowels of Hangul."""
    return (
        unicodedata.combining(letter) > 0
        or unicodedata.category(letter).startswith("M")
        or ("\u1160" <= letter <= "\u11ff")
    )
