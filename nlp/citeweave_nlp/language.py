"""In which language a text is written."""

from __future__ import annotations

import re
from functools import cache

from py3langid.langid import (  # type: ignore[import-untyped]
    MODEL_FILE,
    LanguageIdentifier,
)

__all__ = ["language_of"]

_LEAST_LETTERS = 40
_READ = 800
_SURE = 0.9
_NO_PROSE = re.compile(r"https?://\S+|\$[^$]*\$|\\[a-zA-Z]+|[\ud800-\udfff\x00-\x1f]+")
_LETTER = re.compile(r"[^\W\d_]")
# Words that nearly every English text of some length has.
_ENGLISH = re.compile(r"\b(?:the|of|and|for|with|in|to|is|are|that|we|by|on)\b", re.IGNORECASE)


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def language_of(text: str) -> str | None:
    """Give the ISO 639-1 code of the language of a text, or None when it is too short to tell.

    Addresses, formulas and LaTeX commands are not looked at, and of a long text only the first
    eight hundred characters. A text that might be English is taken for English unless another
    language is quite sure: names and formulas look foreign to a language identifier.

    >>> language_of("We study how a language model learns to translate from few examples.")
    'en'
    >>> language_of("Wir untersuchen, wie ein Sprachmodell aus wenigen Beispielen lernt.")
    'de'
    >>> language_of("GPT-4") is None
    True
    """
    prose = " ".join(_NO_PROSE.sub(" ", text[:_READ]).split())
    letters = len(_LETTER.findall(prose))
    if letters < _LEAST_LETTERS and not _is_foreign_script(prose):
        return None
    code, probability = _identifier().classify(prose)
    if code == "en":
        return "en"
    english = len(_ENGLISH.findall(prose))
    if probability < _SURE or english * 12 >= len(prose.split()):
        return "en" if english else None
    return str(code)


def _is_foreign_script(prose: str) -> bool:
    """Say whether ten or more letters, and most, are of no European script."""
    letters = _LETTER.findall(prose)
    foreign = sum(1 for letter in letters if letter > "\u02ff")
    return foreign >= 10 and 2 * foreign > len(letters)
