"""What was found in a text, before it is grouped: spans with a type and a confidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from spacy.tokens import Doc

from citeweave_nlp.tagger import SPANS
from citeweave_nlp.wording import text_of
from citeweave_schema.kinds import EntityType

__all__ = ["UNRATED", "Found", "found_in", "without_overlap"]

UNRATED = 0.5
"""The confidence of a name from a pipeline that gives none."""

_POSSESSIVE = re.compile(r"(?:['\u2019]s?)?\s*\Z")
_OTHER_NAMES = {"PER": "PERSON", "ORGANIZATION": "ORG", "ORGANISATION": "ORG"}


@dataclass(frozen=True, slots=True)
class Found:
    """A span that names something.

    Attributes:
        start: first character.
        end: one past the last character.
        kind: what it names.
        confidence: how sure that is, 0 to 1.
        key: under which name papers share it, where a term list says so.
    """

    start: int
    end: int
    kind: EntityType
    confidence: float
    key: str | None = None


def found_in(doc: Doc, least: Mapping[str, float]) -> list[Found]:
    """Give the names that a pipeline left in a document, without overlap, in order of the text.

    Read are our own tagger's spans, else those of a spaCy span categorizer ("sc"), both with
    their scores, else `doc.ents`. Types of other names are left out.

    Args:
        doc: a document that went through the pipeline.
        least: for each type, the confidence below which a span is no name; 0 where it says none.
    """
    for group in (SPANS, "sc"):
        if group in doc.spans:
            spans = doc.spans[group]
            scores = spans.attrs.get("scores")
            rated = list(zip(spans, _rates(scores, len(spans)), strict=True))
            break
    else:
        rated = [(span, UNRATED) for span in doc.ents]
    text = text_of(doc)
    found: list[Found] = []
    for span, score in rated:
        name = _OTHER_NAMES.get(span.label_.upper(), span.label_.upper())
        start, end = _trimmed(text, span.start_char, span.end_char)
        visible = any(sign.isalnum() for sign in text[start:end])
        if name in EntityType.__members__ and visible:
            confidence = min(1.0, max(0.0, float(score)))
            if confidence >= least.get(name, 0.0):
                found.append(Found(start, end, EntityType(name), confidence))
    return without_overlap(found)


def _rates(scores: Iterable[float] | None, count: int) -> list[float]:
    # numpy floats from a span categorizer, a list from our tagger, None from hand-made groups
    return [UNRATED] * count if scores is None else [float(score) for score in scores]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    possessive = _POSSESSIVE.search(text, start, end)
    end = possessive.start() if possessive else end
    for opening, closing in ("()", "[]", "{}"):
        # "SE(3" goes on to its bracket; a bracket that nothing opened is not part of a name.
        opened = text.count(opening, start, end) - text.count(closing, start, end)
        if opened > 0 and text[end : end + 1] == closing:
            end += 1
        if opened < 0 and text[end - 1 : end] == closing:
            end -= 1
    return start, end


def without_overlap(found: Iterable[Found]) -> list[Found]:
    """Give the most confident spans that do not overlap, in order of the text.

    >>> spans = [Found(0, 9, EntityType.METHOD, 0.4), Found(4, 9, EntityType.TASK, 0.6)]
    >>> [one.start for one in without_overlap(spans)]
    [4]
    """
    taken: set[int] = set()
    kept: list[Found] = []
    for one in sorted(found, key=lambda one: (-one.confidence, one.start, -one.end, one.kind)):
        span = range(one.start, one.end)
        if taken.isdisjoint(span):
            taken.update(span)
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)
