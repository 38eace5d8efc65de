"""Prepare a paper's text for the pipeline, and find the way back to the characters as given."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from spacy.tokens import Doc

from citeweave_nlp.gold import GAP
from citeweave_nlp.sentences import sentence_firsts, sentence_starts
from citeweave_nlp.wording import blanks_of, text_of, words_of
from citeweave_schema.kinds import Field

__all__ = ["READ_LIMIT", "FieldText", "Reading", "sentences_in"]

READ_LIMIT = 20_000
"""How many characters of a field are read; what comes after them is not extracted."""

_SURROGATES = re.compile("[\ud800-\udfff]")
_BREAKS = re.compile(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class FieldText:
    """One field of the paper, and where it begins and ends in the text that is read."""

    field: Field
    offset: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """The one text that the pipeline reads for a paper, and the fields in it.

    Attributes:
        text: what the pipeline reads: signs that no text can hold (lone surrogates) and line
            breaks in the title are replaced, one for one.
        given: the same characters as they were given.
        fields: where title and abstract lie in both.
    """

    text: str
    given: str
    fields: tuple[FieldText, ...]

    @classmethod
    def of(cls, title: str, abstract: str | None) -> Reading:
        r"""Make it from title and abstract.

        >>> reading = Reading.of("A title", "An abstract.")
        >>> reading.text, [one.offset for one in reading.fields]
        ('A title\n\nAn abstract.', [0, 9])
        """
        # A blank line inside the title would look like the gap before the abstract.
        title = title[:READ_LIMIT]
        text = _BREAKS.sub(" ", _SURROGATES.sub("\ufffd", title))
        first = FieldText(Field.TITLE, 0, len(text))
        if not abstract:
            return cls(text, title, (first,))
        abstract = abstract[:READ_LIMIT]
        begin = len(text) + len(GAP)
        second = FieldText(Field.ABSTRACT, begin, begin + len(abstract))
        read = text + GAP + _SURROGATES.sub("\ufffd", abstract)
        return cls(read, title + GAP + abstract, (first, second))

    def field_of(self, start: int, end: int) -> FieldText | None:
        """Give the field that a span lies in, or None where none holds it or could print it."""
        if _SURROGATES.search(self.given, start, end):
            return None
        for one in self.fields:
            if one.offset <= start and end <= one.end:
                return one
        return None


def sentences_in(doc: Doc) -> list[tuple[int, int]]:
    """Give the sentences of a document in characters, white space around them left out.

    A pipeline of somebody else's that marks none is helped out with our own rules.
    """
    if doc.has_annotation("SENT_START"):
        starts = sentence_firsts(doc)
    else:
        starts = sentence_starts(words_of(doc), blanks_of(doc))
    text = text_of(doc)
    firsts = [doc[at].idx for at, first in enumerate(starts) if first or not at]
    trimmed: list[tuple[int, int]] = []
    for start, end in pairwise([*firsts, len(text)]):
        piece = text[start:end]
        left = start + len(piece) - len(piece.lstrip())
        right = start + len(piece.rstrip())
        if left < right:
            trimmed.append((left, right))
    return trimmed
