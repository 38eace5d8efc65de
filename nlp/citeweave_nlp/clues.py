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
from citeweave_nlp.wording import text_of, words_of

__all__ = ["CLUES", "Clues", "clues_of"]

_NAMES = tuple(
    """
    title opening early middle last in_title once twice often pair_before pair_after triple
    long short sentence_first capital_inside all_capitals after_hyphen before_hyphen capital
    number
    """.split()  # noqa: SIM905 (order counts, and a column of strings reads worse)
)
_AT = {name: column for column, name in enumerate(_NAMES)}
_ONCE, _TWICE, _OFTEN = _AT["once"], _AT["twice"], _AT["often"]
CLUES = len(_NAMES)
"""Number of clues, the columns of a row."""


def clues_of(doc: Doc) -> NDArray[np.float32]:
    """Give the clues of each token of a document whose sentences are marked."""
    texts = words_of(doc)
    words = [text.lower() for text in texts]
    gap = next((index for index, text in enumerate(texts) if GAP in text), len(words))
    title = set(words[:gap]) if gap < len(words) else set()
    counts = Counter(words)
    pairs = Counter(pairwise(words))
    again = [pairs[pair] > 1 for pair in pairwise(words)]
    in_triple = _in_repeated_triples(words)
    starts = sentence_firsts(doc)
    sentences = max(1, sum(starts[gap:]))
    sentence = 0
    holds: list[int] = []  # numbers of cells, row by row: one assignment is faster than many
    for index, word in enumerate(words):
        row = index * CLUES
        if index > gap and starts[index]:
            sentence += 1
        holds.append(row + _place(index, gap, sentence, sentences))
        count = counts[word]
        holds.append(row + (_ONCE if count == 1 else _TWICE if count == 2 else _OFTEN))
        holds += [row + clue for clue in _shape(texts[index])]
        if word in title:
            holds.append(row + _AT["in_title"])
        if count > 1 and index > 0 and again[index - 1]:
            holds.append(row + _AT["pair_before"])
        if count > 1 and index < len(again) and again[index]:
            holds.append(row + _AT["pair_after"])
        if index in in_triple:
            holds.append(row + _AT["triple"])
        if starts[index]:
            holds.append(row + _AT["sentence_first"])
        if word == "-":
            holds += _beside_hyphen(index, len(words))
    rows = np.zeros((len(words), CLUES), dtype=np.float32)
    rows.reshape(-1)[holds] = 1.0
    _mark_definitions(doc, texts, rows)
    return rows


def _beside_hyphen(index: int, count: int) -> list[int]:
    """Give the cells of the tokens before and after a hyphen."""
    cells = [(index - 1) * CLUES + _AT["before_hyphen"]] if index > 0 else []
    if index + 1 < count:
        cells.append((index + 1) * CLUES + _AT["after_hyphen"])
    return cells


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


def _in_repeated_triples(words: list[str]) -> set[int]:
    """Give the tokens that are in three tokens in a row which occur again."""
    triples = list(zip(words, words[1:], words[2:], strict=False))
    counts = Counter(triples)
    if len(counts) == len(triples):
        return set()
    repeated = (first for first, triple in enumerate(triples) if counts[triple] > 1)
    return {first + step for first in repeated for step in range(3)}


def _mark_definitions(doc: Doc, texts: list[str], rows: NDArray[np.float32]) -> None:
    text = text_of(doc)
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
