"""Find where sentences begin, by rules checked on abstracts.

A sentence ends at a full stop, question mark or exclamation mark (and the quotes and brackets
that close after it), when white space and something that can open a sentence follow, unless the
full stop belongs to an abbreviation ("e.g.", "et al.", "Fig."), an initial ("J. Smith") or a
number. A blank line always ends a sentence. Formulas and addresses are single tokens and so are
never cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import cast

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc
from thinc.types import Ints2d

from citeweave_nlp.wording import blanks_of, words_of
from citeweave_nlp.wordlists import words_in

__all__ = ["SentenceSplitter", "sentence_firsts", "sentence_starts"]

_ENDS = frozenset(".!?…。")
_CLOSERS = frozenset("\"')]}\u201d\u2019\u00bb")
_OPENERS = frozenset("\"'([{\u201c\u2018\u00ab$*")
_NEVER_LAST = words_in(
    """
    al cf vs fig figs eq eqs sec secs tab no nos vol pp ref refs resp approx viz dr prof mr mrs
    ms st dept inc ltd jr thm prop def ch chap ed eds
    """
)
_DOTTED = frozenset({("e", "g"), ("i", "e"), ("w", "r"), ("r", "t"), ("a", "k"), ("k", "a")})
# These may end a sentence; they do when what follows looks like a new one ("etc. We show").
_PRONOUNS = words_in(
    """
    we our this these in it the to they however here moreover furthermore finally while
    """
)
_MAYBE_LAST = frozenset({"etc", "al", "resp", "approx", "inc", "ltd", "no", "ed"})


def sentence_starts(words: Sequence[str], blanks: Sequence[bool]) -> list[bool]:
    """Say for each token whether it begins a sentence.

    Args:
        words: the tokens, white space tokens among them.
        blanks: for each token, whether one blank follows it.

    >>> from citeweave_nlp.tokenizer import split_tokens
    >>> words, blanks = split_tokens("Smith et al. (2020) use it, e.g. here. We reach 3.5 points.")
    >>> [word for word, first in zip(words, sentence_starts(words, blanks)) if first]
    ['Smith', 'We']
    """
    starts = [False] * len(words)
    pending = True
    for index, word in enumerate(words):
        if pending and not word.isspace():
            starts[index] = True
            pending = False
        if word.isspace():
            if word.count("\n") > 1:
                pending = True
        elif word in _ENDS or word in _CLOSERS:
            end = _end_mark(words, blanks, index)
            if end is not None and _gap_after(words, blanks, index):
                following = _next_word(words, index)
                pending = following is not None and _closes(words, blanks, end, following)
    if starts and not any(starts):
        starts[0] = True
    return starts


def sentence_firsts(doc: Doc) -> list[bool]:
    """Say for each token of a document whether a sentence was marked to begin there."""
    # One call for all tokens: asking each token goes through the whole document every time.
    marks = doc.to_array(["SENT_START"])
    return [bool(mark == 1) for mark in marks.reshape(-1).astype("int64").tolist()]


def _end_mark(words: Sequence[str], blanks: Sequence[bool], index: int) -> int | None:
    """Give the end mark that the token is or closes directly after, if any."""
    while index > 0 and words[index] in _CLOSERS and not blanks[index - 1]:
        index -= 1
    return index if words[index] in _ENDS else None


def _gap_after(words: Sequence[str], blanks: Sequence[bool], index: int) -> bool:
    return blanks[index] or (index + 1 < len(words) and words[index + 1].isspace())


def _next_word(words: Sequence[str], index: int) -> int | None:
    for later in range(index + 1, len(words)):
        if not words[later].isspace():
            return later
    return None


def _closes(words: Sequence[str], blanks: Sequence[bool], end: int, following: int) -> bool:
    """Say whether the end mark at `end` closes a sentence before the token `following`."""
    if not _can_open(words, following):
        return False
    if words[end] != "." or end == 0 or blanks[end - 1]:
        return True
    before = words[end - 1]
    low = before.lower()
    if low in _MAYBE_LAST:
        return words[following].lower() in _PRONOUNS
    dotted = end >= 3 and words[end - 2] == "." and (words[end - 3].lower(), low) in _DOTTED
    if dotted or low in _NEVER_LAST:
        return False
    # An initial ("J. Smith"), unless it is a name that happens to have one letter ("vitamin C.").
    is_initial = len(before) == 1 and before.isupper() and words[following][:1].isupper()
    return not (is_initial and words[following].lower() not in _PRONOUNS)


def _can_open(words: Sequence[str], index: int) -> bool:
    first = words[index][0]
    if first in _OPENERS:
        return True
    if first.isalpha():
        # "iPhone", "x-vector": rare as openers; a lower-case word goes on with the sentence,
        # except one with a capital inside ("mBERT is").
        return not first.islower() or any(sign.isupper() for sign in words[index][1:])
    return first.isdigit() or first == "\\"


class SentenceSplitter:
    """The pipeline's component that marks where sentences begin; it learns nothing."""

    def __init__(self, name: str = "citeweave_sentences") -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Mark the sentence starts of the document."""
        starts = sentence_starts(words_of(doc), blanks_of(doc))
        # All tokens at once: setting one asks the whole document whether it has a parse.
        marks = np.array([[1 if first else -1] for first in starts], dtype=np.int64)
        if len(doc):
            doc.from_array(["SENT_START"], cast(Ints2d, marks.astype(np.uint64)))
        return doc

    def to_disk(self, path: str | Path, **_: object) -> None:
        """Write nothing: the rules are in this file."""

    def from_disk(self, path: str | Path, **_: object) -> SentenceSplitter:
        """Read nothing."""
        del path
        return self


@Language.factory("citeweave_sentences")
def create_sentence_splitter(nlp: Language, name: str) -> SentenceSplitter:
    """Give the component that marks where sentences begin."""
    del nlp
    return SentenceSplitter(name)
