"""Cut the tokens of a document into the word pieces that a transformer reads.

The vocabulary is BERT's uncased one (Devlin et al., 2019): a token is written in lower case
without accents, cut at punctuation, and each part is the fewest pieces that spell it
(curated-tokenizers does that). Every token has at least one piece, and its pieces lie together.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from curated_tokenizers import WordPieceProcessor  # type: ignore[attr-defined]

__all__ = ["CLS", "MASK", "PAD", "SEP", "UNKNOWN", "WINDOW", "Pieces", "Window", "windows"]

PAD, UNKNOWN, CLS, SEP, MASK = 0, 100, 101, 102, 103
"""Numbers of the special pieces in BERT's vocabulary."""

WINDOW = 500
"""Pieces of a text that the transformer reads at once, beside its two marks."""

_PARTS = re.compile(r"\w+|[^\w\s]")
_MOST_OF_A_TOKEN = 8
_MOST_SIGNS = 100
_CACHED = 50_000


@dataclass(slots=True)
class Pieces:
    """A vocabulary of word pieces; it remembers how it cut a word."""

    _processor: WordPieceProcessor
    _known: dict[str, tuple[int, ...]] = field(default_factory=dict)

    @classmethod
    def of_vocabulary(cls, vocabulary: Sequence[str]) -> Pieces:
        """Make it from the pieces in the order of their numbers."""
        return cls(WordPieceProcessor(list(vocabulary)))

    def cut(self, token: str) -> tuple[int, ...]:
        """Give the numbers of a token's pieces; white space is a separator.

        No more than eight: of an address or a formula more would only take room.
        """
        found = self._known.get(token)
        if found is None:
            found = tuple(self._cut(token))
            if len(self._known) >= _CACHED:
                self._known.clear()
            self._known[token] = found
        return found

    def _cut(self, token: str) -> list[int]:
        if token.isspace():
            return [SEP]
        plain = unicodedata.normalize("NFD", token.lower())
        plain = "".join(sign for sign in plain if unicodedata.category(sign) != "Mn")
        numbers: list[int] = []
        for part in _PARTS.findall(plain)[:_MOST_OF_A_TOKEN]:
            ids, _ = self._processor.encode(part[:_MOST_SIGNS])
            numbers += (one if one >= 0 else UNKNOWN for one in ids)
        return numbers[:_MOST_OF_A_TOKEN] or [UNKNOWN]


@dataclass(frozen=True, slots=True)
class Window:
    """Tokens that are read together, and those of them whose vectors are taken from here.

    Attributes:
        first: first token that is read.
        last: one past the last.
        kept_first: first token whose vector is kept.
        kept_last: one past the last.
    """

    first: int
    last: int
    kept_first: int
    kept_last: int


def windows(sizes: Iterable[int], longest: int = WINDOW) -> list[Window]:
    """Divide tokens of so many pieces into windows that overlap by half.

    Each token is kept where it has the most text around it: from the window whose middle is
    nearest.

    >>> windows([1] * 5, longest=4)
    [Window(first=0, last=4, kept_first=0, kept_last=3), \
Window(first=2, last=5, kept_first=3, kept_last=5)]
    """
    counts = list(sizes)
    spans: list[tuple[int, int]] = []
    first = 0
    while not spans or spans[-1][1] < len(counts):
        last, pieces = first, 0
        while last < len(counts) and (last == first or pieces + counts[last] <= longest):
            pieces += counts[last]
            last += 1
        spans.append((first, last))
        first = max(first + 1, (first + last) // 2)
    # Between two windows the border is the middle of what they share.
    borders = [0, *((right[0] + left[1]) // 2 for left, right in pairwise(spans)), len(counts)]
    return [
        Window(*span, start, end)
        for span, (start, end) in zip(spans, pairwise(borders), strict=True)
    ]
