"""Texts in the form in which a server compares them as this program does."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from citeweave_graph import searching
from citeweave_graph.predicates import fold
from citeweave_graph.rows import name_form
from citeweave_schema.kinds import NodeKind

__all__ = ["FOLDED", "LONGEST_WORD", "PLACES", "form_key", "ordered", "places", "readable"]

FOLDED = ("name", "abstract", "venue", "language")
"""The texts that CONTAINS compares with their letter case folded, and that may not be ASCII."""

PLACES = {"node": ("sort_name",), "decision": ("one", "other")}
"""The columns of texts of any script whose order is compared with a parameter."""

LONGEST_WORD = 120
"""The longest word, in characters, that the index of words surely holds as one: its tokenizer
cuts words after 255 units of UTF-16."""

_HIGHEST_PLAIN = "\ud7ff"


def ordered(text: str) -> str:
    r"""Give a text such that any two of them compare by code point on a Neo4j server.

    It compares what is stored by code point, but with a parameter by UTF-16 unit, where what lies
    beyond the Basic Multilingual Plane comes before U+E000 (seen with 5.26). A mark before each
    character that the two see differently puts them right.

    >>> ordered("plain")
    'plain'
    >>> [ordered(one).encode("utf-16-be").hex() for one in ("\ufa11", "\U00020bb7")]
    ['e000fa11', 'e001d842dfb7']
    """
    if max(text, default="") <= _HIGHEST_PLAIN:
        return text
    return "".join(map(_marked, text))


def _marked(one: str) -> str:
    if one <= _HIGHEST_PLAIN:
        return one
    return ("\ue000" if one <= "\uffff" else "\ue001") + one


def places(table: str, row: Mapping[str, Any]) -> dict[str, str]:
    """Give the ordered form of a row's texts, where it differs, as `COLUMN_place`.

    >>> places("decision", {"one": "a", "other": "\U00020bb7"})
    {'other_place': '\ue001𠮷'}
    """
    found = {one: ordered(row[one]) for one in PLACES.get(table, ())}
    return {f"{one}_place": text for one, text in found.items() if text != row[one]}


def form_key(form: str) -> str:
    """Give the word by which the index of names finds a form; the forms must still be compared.

    >>> form_key("chain of thought")
    '81e2f49de7447c8f'
    """
    return hashlib.blake2b(form.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def readable(row: Mapping[str, Any], payload: Mapping[str, Any]) -> dict[str, Any]:
    """Give the properties that questions need of a node beside its columns.

    `forms` and `form_keys`: the forms of all names of what is no paper; `folded_…`: the texts
    that are not ASCII, letter case folded; `sort_name_place` as `places` gives it; `long_words`:
    1 where a word is longer than `LONGEST_WORD`.
    """
    found: dict[str, Any] = dict(places("node", row))
    kind = NodeKind(row["kind"])
    if kind is not NodeKind.PAPER:
        names = [row["name"], *(alias["name"] for alias in payload.get("aliases", ()))]
        found["forms"] = sorted({name_form(kind, one) for one in names})
        found["form_keys"] = " ".join(map(form_key, found["forms"]))
    abstract = payload.get("abstract_readable") or payload.get("abstract")
    for name, text in {**row, "abstract": abstract}.items():
        if name in FOLDED and text is not None and not text.isascii():
            found[f"folded_{name}"] = fold(text)
    words = searching.words(" ".join(searching.texts_of_row(row["name"], payload)))
    if max(map(len, words), default=0) > LONGEST_WORD:
        found["long_words"] = 1
    return found
