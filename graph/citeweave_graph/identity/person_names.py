"""Read the printed name of a person: surname, given names, initials, in any script."""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass, field

from citeweave_graph.identity.frequencies import given_count, surname_count
from citeweave_graph.identity.name_words import (
    COMPOUND_SURNAMES,
    DEGREES,
    EASTERN_SURNAMES,
    LETTERS,
    PARTICLES,
    SUFFIXES,
    UMLAUTS,
)

__all__ = ["PersonName", "folded_parts", "is_letter", "plain_surname"]

_LIMIT = 300
"""Characters of a name that are read; nobody's is longer, and what follows is not compared."""

_TOKEN = re.compile(r"[^\W_]+")
_INITIALS = re.compile(r"(?:[^\W\d_]\.-?)+[^\W\d_]?\.?")
_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3005"
_EAST = re.compile(rf"[{_HAN}\u3040-\u30ff\uac00-\ud7af]+")
_MIDDLE_DOT = re.compile("[\u00b7\u2022\u2027\u30fb\uff65]")


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person's name, folded: no case, no diacritics, parts apart.

    Attributes:
        surname: the family name with its particles, parts joined by spaces; of a name of one
            word, that word.
        given: the given names in order, whole where they are printed so, else one letter.
        suffix: jr, sr, ii, iii or iv; empty when there is none.
        spellings: other ways to write the last part of the surname, such as "mueller" for
            "Müller".
        last: the last part of the surname, under which names meet.
        fore: all parts before the last but particles: where given names end is often not to be
            seen.

    >>> PersonName.parse("Josef van Genabith")
    PersonName(surname='van genabith', given=('josef',), suffix='', spellings=())
    >>> PersonName.parse("Rennie SJ") == PersonName.parse("S. J. Rennie")
    True
    """

    surname: str
    given: tuple[str, ...]
    suffix: str = ""
    spellings: tuple[str, ...] = ()
    last: str = field(init=False, repr=False, compare=False)
    fore: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Keep what comparing asks for again and again."""
        *before, last = self.surname.split(" ")
        object.__setattr__(self, "last", last)
        inner = (one for one in before if one not in PARTICLES)
        object.__setattr__(self, "fore", (*self.given, *inner))

    @classmethod
    def parse(cls, text: str) -> PersonName:
        """Read a name as printed; whatever cannot be told apart is taken for the surname.

        "Last, First", "First Last", "Last FM", "LAST First" and the order of East Asia (in its
        scripts, and in Latin ones where the words are plain) give the same parts. A text without
        any letter gives an empty surname.
        """
        return _parse(text[:_LIMIT])

    @property
    def initials(self) -> tuple[str, ...]:
        """The first letters of the given names."""
        return tuple(one[0] for one in self.given)

    @property
    def block(self) -> str:
        """The last part of the surname, its spellings made one, and the first initial."""
        first = self.fore[0][0] if self.fore else ""
        return f"{plain_surname(self.last)} {first}".rstrip()

    @property
    def has_full_given(self) -> bool:
        """Whether the first given name is written out."""
        fore = self.fore
        return bool(fore) and not is_letter(fore[0])


def is_letter(part: str) -> bool:
    """Tell an initial; one character of Han or Hangul is a whole name."""
    return len(part) == 1 and not _EAST.fullmatch(part)


def plain_surname(surname: str) -> str:
    """Give a folded surname with the umlauts that are written as two letters made one.

    Short ones stay: Xue and Xu are two families.

    >>> plain_surname("mueller"), plain_surname("xue")
    ('muller', 'xue')
    """
    if len(surname) < 5:
        return surname
    return surname.replace("ae", "a").replace("oe", "o").replace("ue", "u")


@functools.lru_cache(maxsize=50_000)
def _parse(text: str) -> PersonName:
    text = unicodedata.normalize("NFKC", text).strip()
    east = _eastern(text)
    if east is not None:
        return east
    text = _MIDDLE_DOT.sub(" ", text)
    pieces, suffix = _without_suffix([piece for piece in text.split(",") if piece.strip()])
    if len(pieces) > 1:
        surname = _tokens(pieces[0], whole=True)
        given = [part for piece in pieces[1:] for part in _tokens(piece)]
        given, behind = _particles_behind(given)
        return _name(behind + surname, given, suffix, pieces[0])
    words = _words(pieces[0]) if pieces else []
    number = _surname_place(words)
    if number is None:
        return PersonName("", (), suffix)
    surname_words, given_words = words[number], words[: number.start] + words[number.stop :]
    surname = [part for word in surname_words for part in _tokens(word, whole=True)]
    given = [part for word in given_words for part in _tokens(word)]
    return _name(surname, given, suffix, " ".join(surname_words))


def _name(surname: list[str], given: list[str], suffix: str, printed: str) -> PersonName:
    if not surname:
        surname, given = given[-1:], given[:-1]
    return PersonName(" ".join(surname), tuple(given), suffix, _spellings(printed))


def _eastern(text: str) -> PersonName | None:
    """Read a name in Han, kana or Hangul, whose surname comes first; None for others."""
    words = text.replace(",", " ").split()
    if not words or not all(_EAST.fullmatch(word) for word in words) or "・" in text:
        return None
    if len(words) > 1:
        return PersonName(words[0], ("".join(words[1:]),))
    word = words[0]
    length = 2 if len(word) > 3 or (word[:2] in COMPOUND_SURNAMES and len(word) > 2) else 1
    if len(word) == 1 or len(word) > 5:
        return PersonName(word, ())
    return PersonName(word[:length], (word[length:],))


def _without_suffix(pieces: list[str]) -> tuple[list[str], str]:
    """Take "Jr.", "III" and degrees off, wherever they stand."""
    suffix = ""
    left: list[str] = []
    for piece in pieces:
        words = piece.split()
        while words and (len(words) > 1 or left):
            word = words[-1]
            if word.strip(".").lower() in SUFFIXES:
                suffix = SUFFIXES[word.strip(".").lower()]
            elif word.replace(".", "") not in DEGREES:
                break
            words.pop()
        if words:
            left.append(" ".join(words))
    return left, suffix


def _words(text: str) -> list[str]:
    return [word for word in text.split() if _TOKEN.search(word)]


def _tokens(text: str, *, whole: bool = False) -> list[str]:
    """Give the folded parts of a piece; runs of capitals are initials unless it is a surname."""
    found: list[str] = []
    for word in text.split():
        if not whole and _is_initials(word):
            found.extend(_TOKEN_LETTER.findall(_fold(word)))
        else:
            found.extend(_TOKEN.findall(_fold(word)))
    return found


_TOKEN_LETTER = re.compile(r"[^\W\d_]")


def _is_initials(word: str) -> bool:
    if _INITIALS.fullmatch(word):
        return True
    return 1 < len(word) <= 3 and word.isalpha() and word.isupper()


def _fold(text: str) -> str:
    if text.isascii():
        return text.lower().replace("'", "").replace("`", "")
    plain = unicodedata.normalize("NFKD", text.casefold().translate(LETTERS))
    return unicodedata.normalize(
        "NFC", "".join(one for one in plain if not unicodedata.combining(one))
    )


def _spellings(printed: str) -> tuple[str, ...]:
    lower = unicodedata.normalize("NFC", printed.lower())
    other = lower.translate(UMLAUTS)
    if other == lower:
        return ()
    tokens = _TOKEN.findall(_fold(other))
    return tuple(tokens[-1:])


def _particles_behind(given: list[str]) -> tuple[list[str], list[str]]:
    """Split "Jaap van der" of "Meer, Jaap van der"."""
    number = len(given)
    while number > 1 and given[number - 1] in PARTICLES and len(given[number - 1]) > 1:
        number -= 1
    return given[:number], given[number:]


def _surname_place(words: list[str]) -> slice | None:
    """Tell which words are the surname of a name without a comma; None without words."""
    if not words:
        return None
    count = len(words)
    first = _fold(words[0])
    if count > 1:
        tail = count
        while tail > 1 and _is_initials(words[tail - 1]):
            tail -= 1
        if tail < count and _is_surname_before(first, words[tail:]):
            dotted = tail > 1 and any("." in word for word in words[tail:])
            return slice(tail - 1 if dotted else 0, tail)
        if _leads(words):
            return slice(0, 1)
    start = count - 1
    while start > 1 and _fold(words[start - 1]).strip("-") in PARTICLES:
        if len(words[start - 1]) == 1 and words[start - 1].isupper():
            break
        start -= 1
    return slice(start, count)


def _is_surname_before(first: str, tail: list[str]) -> bool:
    """Tell whether capitals at the end are initials ("Smith MA") and no surname ("Bo HE")."""
    if any("." in word or len(word) == 1 for word in tail):
        return True
    last = _fold(tail[-1])
    return surname_count(last) < 3 or surname_count(first) > given_count(first)


def _leads(words: list[str]) -> bool:
    """Tell whether the surname comes first: "ZHANG Yue", "Zhang Xiaoming"."""
    first, last = words[0], words[-1]
    if len(words) == 2 and first.isupper() and first.isalpha() and not last.isupper():
        return len(first) > 3 or surname_count(_fold(first)) > given_count(_fold(first))
    if len(words) != 2:
        return False
    one, other = _fold(first), _fold(last)
    return (
        surname_count(one) >= 30
        and surname_count(one) >= 8 * given_count(one)
        and one in EASTERN_SURNAMES
        and surname_count(other) <= given_count(other)
        and surname_count(other) < 8
    )


def folded_parts(text: str) -> list[str]:
    """Give the words of a name without case and diacritics.

    >>> folded_parts("Jun'ichi Müller-Łoś")
    ['junichi', 'muller', 'los']
    """
    return _TOKEN.findall(_fold(text))
