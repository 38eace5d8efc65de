r"""One plain writing for what LaTeX and Unicode write in many ways.

Abstracts print the same name as "$\text{F}_1$", "F\textsubscript{1}", "F₁" and "F1", and one Greek
letter as "$\beta$", "β" and "beta". Only what names hold is understood, by rules that look at each
character a fixed number of times: a name is never long, yet it may be hostile.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["plain"]

_LONGEST = 500
"""Characters of a name that are looked at: no real name has a tenth of them."""

# "ae", "ss" and their like are letters of their own; the other commands only dress what follows.
_LATEX_LETTERS = {
    "ae": "ae", "AE": "ae", "oe": "oe", "OE": "oe", "ss": "ss", "o": "o", "O": "o", "l": "l",
    "L": "l", "aa": "a", "AA": "a", "i": "i", "j": "j", "ell": "l", "times": "x", "cdot": " ",
    "infty": "infinity", "to": " to ", "rightarrow": " to ", "ast": "*", "star": "*",
    "textasteriskcentered": "*", "sharp": "#", "textendash": "-", "textemdash": "-", "pm": "+-",
    "textsuperscript": "", "textsubscript": "", "quad": " ", "qquad": " ",
}  # fmt: skip
_GREEK_LETTERS = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma"
    " sigma tau upsilon phi chi psi omega"
)
_GREEK = {chr(0x3B1 + number): name for number, name in enumerate(_GREEK_LETTERS.split())}
_GREEK_NAMES = frozenset(_GREEK.values())
_SIGNS = str.maketrans({
    "\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u2032": "'", "`": "'",
    "\u2192": " to ", "\u21d2": " to ", "\u00d7": "x", "\u2217": "*", "\u22c6": "*", "\u2605": "*",
    "\u2212": "-", "\u266f": "#", "\u221e": "infinity", "\u2044": "/", "\u00df": "ss",
    "\u00e6": "ae", "\u0153": "oe", "\u00f8": "o", "\u0142": "l", "\u0111": "d", "\u00f0": "d",
    "\u0131": "i",
    "\u00ad": None, "\u200b": None, "\u200c": None, "\u200d": None, "\u2060": None,
    "\ufeff": None,
})  # fmt: skip

_ACCENT = re.compile(r"\\(?:[\"'`^~=.]|[Hcuvdbrk](?![A-Za-z]))\s*\{?\s*\\?([A-Za-z])\s*\}?")
_COMMAND = re.compile(r"\\([A-Za-z]+)\*?\s*")
_MARKUP = re.compile(r"</?(?:su[bp]|i|b|em|strong|tt|sc|span)\s*/?>", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([#$%&_{}])")
_DRESS = re.compile(r"[${}\\]|(?<=\w)\^|_(?=[{\w\\])|(?<=[\s$])_")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_GREEK_RUN = re.compile("[\u0370-\u03ff]+")


def plain(name: str) -> str:
    r"""Give a name in lower case, without LaTeX, accents, and all the ways to write one sign.

    A Greek letter that stands by itself is spelt out; a word in Greek is left as it is. Spaces and
    hyphens stay where they were.

    >>> [plain(one) for one in (r"$\text{F}_1$", "F₁", r"$\beta$-VAE", "β-VAE", r"Poincar\'e")]
    ['f1', 'f1', 'beta-vae', 'beta-vae', 'poincare']
    """
    text = name[:_LONGEST]
    if "\\" in text or "$" in text or "_" in text or "{" in text or "^" in text:
        text = _without_latex(text)
    if "<" in text:
        text = _MARKUP.sub("", text)
    if text.isascii():
        return text.lower().replace("`", "'")
    text = unicodedata.normalize("NFKC", text).casefold().translate(_SIGNS)
    text = _without_accents(_BEYOND_ASCII.sub(_spaced, text))
    text = _GREEK_RUN.sub(_spelt, text)
    return unicodedata.normalize("NFC", text)


def _without_latex(text: str) -> str:
    text = _ACCENT.sub(r"\1", text)
    text = _ESCAPED.sub(lambda found: " and " if found[1] == "&" else found[1], text)
    return _DRESS.sub("", _COMMAND.sub(_command, text))


def _command(found: re.Match[str]) -> str:
    """Give what a command prints: Greek its name, a letter itself, a style nothing."""
    name = found[1]
    if name in _LATEX_LETTERS:
        return _LATEX_LETTERS[name]
    bare = name.removeprefix("var").lower()
    return bare if bare in _GREEK_NAMES else ""


def _without_accents(text: str) -> str:
    """Take accents off Latin and Greek letters; in other scripts a mark may be a vowel."""
    kept: list[str] = []
    base = ""
    for sign in unicodedata.normalize("NFD", text):
        if not unicodedata.combining(sign):
            base = sign
        elif base < "\u0400":
            continue
        kept.append(sign)
    return "".join(kept)


def _spaced(found: re.Match[str]) -> str:
    """Give a space for what separates in any script, and every other sign itself."""
    return " " if unicodedata.category(found[0])[0] in "PZC" else found[0]


def _spelt(found: re.Match[str]) -> str:
    letters = found[0]
    return _GREEK.get(letters, letters) if len(letters) == 1 else letters
