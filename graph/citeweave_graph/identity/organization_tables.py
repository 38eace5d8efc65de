"""The tables that names of organisations are read with: words, places, campuses, aliases.

They lie beside this module in `data`, where `SOURCE.md` says where they come from.
"""

from __future__ import annotations

import functools
import html
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files

__all__ = ["Word", "folded", "places", "plain_text", "rows", "tokens", "word", "words_of"]

_FROM = "ßæøœłđðþıəʂʻ"
_TO = ("ss", "ae", "o", "oe", "l", "d", "d", "th", "i", "a", "s", "")
_LETTERS = str.maketrans(dict(zip(_FROM, _TO, strict=True)))
_MARKS = "'`\u2019\u2018\u00b4\u02bc\u2032"
_APOSTROPHES = re.compile(f"[{_MARKS}.]")
_LETTER = (
    r"[^\x00-/:-@\[-`{-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u2000-\u206f\u20a0-\u2bff"
    r"\u2e00-\u2e7f\u3000-\u303f\uff00-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]"
)
_TOKEN = re.compile(
    r"(?<![^\W_])(?:[^\W\d_]\.){2,}(?:[^\W\d_](?![^\W_]))?"
    rf"|{_LETTER}+(?:[{_MARKS}]{_LETTER}+)*|&"
)
_WORD_LIMIT = 60


@functools.lru_cache(maxsize=65_536)
def folded(word: str) -> str:
    """Give a word without case, accents and apostrophes.

    >>> folded("Universität"), folded("King's"), folded("Łódź")
    ('universitat', 'kings', 'lodz')
    """
    plain = _APOSTROPHES.sub("", word[:_WORD_LIMIT]).casefold()
    if plain.isascii() and (plain.isalnum() or plain == "&"):
        return plain
    parts = unicodedata.normalize("NFKD", plain).casefold().translate(_LETTERS)
    return unicodedata.normalize("NFC", "".join(one for one in parts if one.isalnum()))


def rows(table: str) -> Iterator[list[str]]:
    """Give the rows of a table, comments left out, as their cells."""
    text = files("citeweave_graph.identity").joinpath("data", table).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


@functools.cache
def words_of(kind: str) -> frozenset[str]:
    """Give the words of a class, folded."""
    return frozenset(
        folded(entry.partition("=")[0])
        for name, entries in rows("organization_words.tsv")
        if name == kind
        for entry in entries.split()
    )


@functools.cache
def places(kind: str) -> Mapping[str, str]:
    """Give the places of a class, folded, their words parted by one space, with their names.

    >>> places("country")["deutschland"], "bavaria" in places("country")
    ('Germany', False)
    """
    found = {}
    for name, entries in rows("organization_places.tsv"):
        if name == kind:
            for entry in entries.split():
                text, _, english = entry.replace("_", " ").partition("=")
                found[" ".join(one for one, _, _ in tokens(text))] = _titled(english or text)
    return found


def _titled(name: str) -> str:
    return name.upper() if len(name) < 4 else name.title()


def tokens(text: str) -> list[tuple[str, int, int]]:
    """Give the words of a text, folded, each with where it stands."""
    found = ((folded(one.group()), one.start(), one.end()) for one in _TOKEN.finditer(text))
    return [one for one in found if one[0]]


@dataclass(frozen=True, slots=True)
class Word:
    """What a word of an affiliation is.

    Attributes:
        text: folded.
        kind: its class in the table of words; "name" for one that is in none.
        english: its counterpart in English, or itself.
        field: whether it names a field of knowledge.
        number: whether it has a digit.
    """

    text: str
    kind: str
    english: str
    field: bool
    number: bool


@functools.lru_cache(maxsize=65_536)
def word(text: str) -> Word:
    """Give what a folded word is.

    >>> word("universitat").english, word("chemistry").field, word("oxford").kind
    ('university', True, 'name')
    """
    kind, english = _table().get(text, ("name", text))
    if kind == "name" and text.endswith(("klinik", "abteilung")):
        kind = "unit"
    by_ending = len(text) > 6 and text.endswith(_FIELD_ENDINGS) and not text.endswith("technology")
    field = by_ending or text in words_of("field")
    return Word(text, kind, english, field, any(map(str.isdigit, text)))


_FIELD_ENDINGS = ("ology", "ologie", "ologia", "istry", "ography", "iatry", "onomy", "therapy")
_FLAT = ("translated", "science")
_LISTS = ("field", "of_matters", "legal")


@functools.cache
def _table() -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for kind, entries in rows("organization_words.tsv"):
        if kind in _LISTS:
            continue
        name = "name" if kind in _FLAT else kind
        for entry in entries.split():
            text, _, english = entry.partition("=")
            found.setdefault(folded(text), (name, folded(english) or folded(text)))
    for kind, entries in rows("organization_places.tsv"):
        if kind == "other":
            for entry in entries.split():
                text, _, english = entry.partition("=")
                known = found.get(folded(text), ("name", ""))
                found[folded(text)] = (known[0], folded(english))
    return found


def plain_text(text: str) -> str:
    """Give a text in one form of Unicode, the entities of HTML turned into characters.

    >>> plain_text("Health &amp;amp; Science"), plain_text("Westfa\u00a8lische")
    ('Health & Science', 'Westfalische')
    """
    if "&" in text:
        text = html.unescape(html.unescape(text))
    text = text.translate(_IGNORED)
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


_IGNORED = str.maketrans(
    dict.fromkeys('\n\t"\u201c\u201d\u201e\u00ab\u00bb', " ")
    | {"\u00a8": "", "\u00ad": "", "\u00b4": "'"}
)
