"""Make training examples: documents, and the tags that the annotation allows at each token."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc

from citeweave_nlp.gold import full_text, occurrences
from citeweave_nlp.tags import TYPES, allowed_tags

__all__ = ["Example", "examples_of", "token_spans"]


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
