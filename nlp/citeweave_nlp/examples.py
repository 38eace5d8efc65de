"""Make training examples: documents, and the tags that the annotation allows at each token."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc

from citeweave_nlp.gold import full_text, occurrences
from citeweave_nlp.sentences import sentence_firsts
from citeweave_nlp.tags import TYPES, allowed_tags

__all__ = ["HOLE", "Example", "examples_of", "hidden", "token_spans"]

HOLE = "\u2581"
"""What stands for a word that is hidden from the encoder."""


@dataclass(frozen=True, slots=True)
class Example:
    """A document and, for each of its tokens, the tags that the annotation allows."""

    doc: Doc
    allowed: NDArray[np.float64]


def examples_of(nlp: Language, rows: Iterable[Mapping[str, Any]]) -> list[Example]:
    """Give an example for each annotated paper that has any text.

    Args:
        nlp: a pipeline with tokenizer and sentence splitter.
        rows: annotated papers (`gold.read_gold`). A row with the key "known" says which types its
            annotation covers; without it, all are.
    """
    made: list[Example] = []
    for row in rows:
        doc = nlp(full_text(row["title"] or "", row["abstract"]))
        if len(doc):
            known = frozenset(row.get("known") or TYPES)
            spans = token_spans(doc, row["entities"])
            made.append(Example(doc, allowed_tags(len(doc), spans, known)))
    return made


def token_spans(doc: Doc, entities: Iterable[Mapping[str, Any]]) -> list[tuple[int, int, str]]:
    """Lay the concepts over the tokens: first token, one past the last, type.

    An occurrence that begins or ends inside a token, or reaches over a sentence's end, is left
    out.
    """
    concepts = list(entities)
    surfaces = [[one["name"], *(one.get("aliases") or ())] for one in concepts]
    spans: list[tuple[int, int, str]] = []
    for place in occurrences(doc.text, surfaces):
        span = doc.char_span(place.start, place.end)
        if span is None or any(token.is_sent_start for token in span[1:]):
            continue
        spans.append((span.start, span.end, concepts[place.concept]["type"]))
    return spans


def hidden(example: Example, share: float, chance: random.Random) -> Example:
    """Give the example with a share of its words hidden; the annotation stays."""
    doc = example.doc
    words = [
        HOLE if chance.random() < share and not token.is_space else token.text for token in doc
    ]
    shown = Doc(
        doc.vocab,
        words=words,
        spaces=[bool(token.whitespace_) for token in doc],
        sent_starts=list(sentence_firsts(doc)),
    )
    return Example(shown, example.allowed)
