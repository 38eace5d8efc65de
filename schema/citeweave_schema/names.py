"""Normal forms: when do two written names count as the same name."""

from __future__ import annotations

import functools
import hashlib
import re
import unicodedata

__all__ = ["digest", "normal_form", "normal_person", "normal_title", "text_hash"]

_GAPS = re.compile(r"[\s\-\u2010\u2011\u2013\u2014]+")
_NOT_WORD = re.compile(r"[^\w]+")


def normal_form(surface: str) -> str:
    r"""Give the normal form of a concept's surface, as the annotation guideline defines it.

    Lower case; every run of hyphens and white space becomes one space; trimmed; one final "s"
    dropped when the form is longer than three characters and does not end in "ss".

    >>> normal_form("Graph\u2011Neural  Networks")
    'graph neural network'
    >>> normal_form("RNNs"), normal_form("loss"), normal_form("GPS")
    ('rnn', 'loss', 'gps')
    """
    form = _GAPS.sub(" ", surface.lower()).strip()
    if len(form) > 3 and form.endswith("s") and not form.endswith("ss"):
        form = form[:-1].rstrip()
    return form


@functools.lru_cache(maxsize=50_000)
def normal_title(title: str) -> str:
    """Give the form under which two titles are the same: letters and digits of any script.

    >>> normal_title("When Do Curricula Work in  Federated Learning?")
    'when do curricula work in federated learning'
    >>> normal_title("Ægir: Über-Modelle") == normal_title("ÆGIR  über modelle")
    True
    """
    folded = unicodedata.normalize("NFKC", title).casefold()
    return _NOT_WORD.sub(" ", folded.replace("_", " ")).strip()


@functools.lru_cache(maxsize=50_000)
def normal_person(name: str) -> str:
    """Give the form under which two printed names of a person or organisation are the same.

    >>> normal_person("Rennie, S. J.") == normal_person("S.J. Rennie")
    True
    """
    if name.count(",") == 1:
        last, first = name.split(",")
        name = f"{first} {last}"
    folded = unicodedata.normalize("NFKC", name).casefold()
    return " ".join(_NOT_WORD.sub(" ", folded).split())


def digest(*parts: str) -> str:
    """Give the SHA-256 of the parts in order, as 64 hexadecimal digits.

    The parts are kept apart, so that ("ab", "c") and ("a", "bc") differ.
    """
    state = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        state.update(len(data).to_bytes(8, "big"))
        state.update(data)
    return state.hexdigest()


def text_hash(title: str, abstract: str | None) -> str:
    """Give the key under which the extraction from a text is kept: equal texts, equal key."""
    return digest("text", title, abstract or "")
