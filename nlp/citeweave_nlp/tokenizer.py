r"""Cut scientific text into tokens so that the names in it begin and end at token borders.

Words, numbers and single punctuation marks are tokens of their own: "CIFAR-10/100" is five of
them, because a name may end at any of these marks. Kept whole are addresses (their insides are
no prose), formulas between dollar signs, decimal numbers, and words with LaTeX accents in them
(``J\"urgen``). Nothing is lost: the tokens and the white space between them give the text back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry
from spacy.vocab import Vocab

from citeweave_nlp.wording import remember

__all__ = ["ScienceTokenizer", "split_tokens"]

_TOKEN = re.compile(
    r"""
      (?:https?://|www\.)[^\s<>"{}|\\^`]*[^\s<>"{}|\\^`.,;:!?)\]'*]   # an address
    | \$(?!\s)[^$\n]{1,80}?(?<!\s)\$(?!\d)                             # a formula
    | \\[a-zA-Z]+                                                      # a LaTeX command
    | \d+(?:[.,]\d+)+                                                  # a number with a point
    | (?:[^\W_]|\\["'`^~=.]\{?[A-Za-z]\}?)+[\u0300-\u036f]*            # a word, accents and all
    | \s+
    | .                                                                # any other sign, alone
    """,
    re.VERBOSE | re.DOTALL,
)


def split_tokens(text: str) -> tuple[list[str], list[bool]]:
    """Give the tokens of a text, and for each whether one blank follows it.

    White space beyond that one blank becomes a token too, so that joining gives the text back.

    >>> split_tokens("GPT-4 (few-shot).")[0]
    ['GPT', '-', '4', '(', 'few', '-', 'shot', ')', '.']
    >>> split_tokens("see https://github.com/a/b, p. 3.5")[0]
    ['see', 'https://github.com/a/b', ',', 'p', '.', '3.5']
    >>> split_tokens("costs $5 and $k$-means")[0]
    ['costs', '$', '5', 'and', '$k$', '-', 'means']
    """
    words: list[str] = []
    blanks: list[bool] = []
    for token in _TOKEN.findall(text):
        if token.isspace():
            rest = token
            if token[0] == " " and words and not blanks[-1] and not words[-1].isspace():
                blanks[-1] = True
                rest = token[1:]
            if rest:
                words.append(rest)
                blanks.append(False)
        else:
            words.append(token)
            blanks.append(False)
    return words, blanks


class ScienceTokenizer:
    """The tokenizer of the pipeline: text in, `Doc` out; it has no state but the vocabulary."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Give the text as a document of tokens; the document's text equals the text given."""
        words, blanks = split_tokens(text)
        return remember(Doc(self.vocab, words=words, spaces=blanks), text, words, blanks)

    def to_disk(self, path: str | Path, **_: object) -> None:
        """Write nothing: the rules are in this file."""

    def from_disk(self, path: str | Path, **_: object) -> ScienceTokenizer:
        """Read nothing."""
        del path
        return self

    def to_bytes(self, **_: object) -> bytes:
        """Give no bytes: the rules are in this file."""
        return b""

    def from_bytes(self, data: bytes, **_: object) -> ScienceTokenizer:
        """Read nothing."""
        del data
        return self

    def pipe(self, texts: Iterable[str], batch_size: int = 64) -> Iterable[Doc]:
        """Give a document for each text."""
        del batch_size
        return map(self, texts)


@registry.tokenizers("citeweave.ScienceTokenizer.v1")  # type: ignore[untyped-decorator]
def create_tokenizer() -> Callable[[Language], ScienceTokenizer]:
    """Give what makes the tokenizer of a pipeline; named in the pipeline's config."""

    def make(nlp: Language) -> ScienceTokenizer:
        return ScienceTokenizer(nlp.vocab)

    return make
