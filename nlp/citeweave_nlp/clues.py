"""What the whole document says about a token, beside the words next to it.

A concept of a paper is named again and again, in the title, and with an abbreviation. An encoder
that reads a few words at a time cannot see that, so these facts are given to the tagger as they
are: ones and zeros, one row a token.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from typing import cast

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc
from thinc.api import Model
from thinc.types import Floats2d

from citeweave_nlp.abbreviations import definitions
from citeweave_nlp.gold import GAP
from citeweave_nlp.sentences import sentence_firsts

__all__ = ["CLUES", "Clues", "clues_of"]

_NAMES = tuple(
    """
    title opening early middle last in_title once twice often pair_before pair_after triple
    long short sentence_first capital_inside all_capitals after_hyphen before_hyphen capital
    number
    """.split()  # noqa: SIM905 (order counts, and a column of strings reads worse)
)
_AT = {name: column for column, name in enumerate(_NAMES)}
CLUES = len(_NAMES)
"""Number of clues, the columns of a row."""


def clues_of(doc: Doc) -> NDArray[np.float32]:
    """Give the clues of each token of a document whose sentences are marked."""
    texts = [token.text for token in doc]
    words = [text.lower() for text in texts]
    rows = np.zeros((len(words), CLUES), dtype=np.float32)
    gap = next((index for index, text in enumerate(texts) if GAP in text), len(words))
    title = set(words[:gap]) if gap < len(words) else set()
    counts = Counter(words)
    pairs = Counter(pairwise(words))
    triples = Counter(zip(words, words[1:], words[2:], strict=False))
    repeated = len(triples) < len(words) - 2
    starts = sentence_firsts(doc)
    sentences = max(1, sum(starts[gap:]))
    sentence = 0
    for index, word in enumerate(words):
        row = rows[index]
        if index > gap and starts[index]:
            sentence += 1
        row[_place(index, gap, sentence, sentences)] = 1.0
        row[_AT["in_title"]] = word in title
        count = counts[word]
        row[_AT["once" if count == 1 else "twice" if count == 2 else "often"]] = 1.0
        row[_AT["pair_before"]] = index > 0 and pairs[words[index - 1], word] > 1
        row[_AT["pair_after"]] = index + 1 < len(words) and pairs[word, words[index + 1]] > 1
        row[_AT["triple"]] = repeated and _in_repeated_triple(index, words, triples)
        row[_AT["sentence_first"]] = starts[index]
        for clue in _shape(texts[index]):
            row[clue] = 1.0
        row[_AT["after_hyphen"]] = index > 0 and texts[index - 1] == "-"
        row[_AT["before_hyphen"]] = index + 1 < len(words) and texts[index + 1] == "-"
    _mark_definitions(doc, texts, rows)
    return rows


@lru_cache(maxsize=50_000)
def _shape(text: str) -> tuple[int, ...]:
    """Give the clues of how a token is written."""
    clues = {
        "capital": text[:1].isupper(),
        "capital_inside": any(sign.isupper() for sign in text[1:]),
        "all_capitals": len(text) > 1 and text.isupper(),
        "number": text[:1].isdigit(),
    }
    return tuple(_AT[name] for name, holds in clues.items() if holds)


def _place(index: int, gap: int, sentence: int, sentences: int) -> int:
    if index < gap:
        return _AT["title"]
    if sentence <= 1:
        return _AT["opening"]
    if sentence >= sentences:
        return _AT["last"]
    return _AT["early" if 2 * sentence <= sentences else "middle"]


def _in_repeated_triple(
    index: int, words: list[str], triples: Counter[tuple[str, str, str]]
) -> bool:
    for first in range(max(0, index - 2), min(index, len(words) - 3) + 1):
        if triples[words[first], words[first + 1], words[first + 2]] > 1:
            return True
    return False


def _mark_definitions(doc: Doc, texts: list[str], rows: NDArray[np.float32]) -> None:
    text = doc.text
    found = definitions(text)
    if not found:
        return
    short_forms = {text[one.short_start : one.short_end] for one in found}
    for index, token in enumerate(texts):
        if token in short_forms:
            rows[index, _AT["short"]] = 1.0
    for one in found:
        span = doc.char_span(one.long_start, one.long_end, alignment_mode="expand")
        if span is not None:
            rows[span.start : span.end, _AT["long"]] = 1.0
        span = doc.char_span(one.short_start, one.short_end, alignment_mode="expand")
        if span is not None:
            rows[span.start : span.end, _AT["short"]] = 1.0


def Clues() -> Model[list[Doc], list[Floats2d]]:  # noqa: N802 (thinc names layers like classes)
    """Give the layer that reads the clues; it has no weights."""
    return Model("clues", _forward, dims={"nO": CLUES})


def _forward(
    _model: Model[list[Doc], list[Floats2d]], docs: list[Doc], is_train: bool
) -> tuple[list[Floats2d], Callable[[list[Floats2d]], list[Doc]]]:
    del is_train
    rows = [cast(Floats2d, clues_of(doc)) for doc in docs]

    def backprop(gradient: list[Floats2d]) -> list[Doc]:
        del gradient
        return []

    return rows, backprop
