"""The text and the words of a document, read from spaCy once.

Asking a `Doc` for its text or each token for its own builds every string anew, which is a sixth
of the time that the light pipeline takes for an abstract.
"""

from __future__ import annotations

from spacy.tokens import Doc

__all__ = ["blanks_of", "remember", "text_of", "words_of"]

Wording = tuple[str, list[str], list[bool]]
_KEY = "citeweave wording"


def remember(doc: Doc, text: str, words: list[str], blanks: list[bool]) -> Doc:
    """Keep with a document what it was made from: its text, its words, and blanks after them."""
    doc.user_data[_KEY] = (text, words, blanks)
    return doc


def text_of(doc: Doc) -> str:
    """Give the text of a document."""
    return _wording(doc)[0]


def words_of(doc: Doc) -> list[str]:
    """Give the text of each token."""
    return _wording(doc)[1]


def blanks_of(doc: Doc) -> list[bool]:
    """Say for each token whether a blank follows it."""
    return _wording(doc)[2]


def _wording(doc: Doc) -> Wording:
    known: Wording | None = doc.user_data.get(_KEY)
    if known is None:
        blanks = [bool(token.whitespace_) for token in doc]
        known = (doc.text, [token.text for token in doc], blanks)
        doc.user_data[_KEY] = known
    return known
