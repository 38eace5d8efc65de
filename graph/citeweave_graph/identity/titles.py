"""Titles as different sources print them: what is the same in all of them, and how alike two are.

A title loses its case, its LaTeX, its HTML, its accents, hyphens and punctuation; what is left
are its words. Two titles of one paper may still differ by slips of the keyboard, by a subtitle
that one source leaves out, or by an end that is cut off. Two titles of different papers may
differ as little: by a number, a letter that counts a part, a word for its opposite. So not only
how many characters differ is looked at but where.
"""

from __future__ import annotations

import functools
import html
import re
import unicodedata
from dataclasses import dataclass
from itertools import accumulate, groupby

from rapidfuzz.distance import OSA, Levenshtein

from citeweave_graph.identity.title_words import (
    ANSWER,
    EDITORIAL,
    ERRATUM,
    FORM,
    LANGUAGES,
    OPPOSED,
    ROMAN,
    SERIES,
    SIGNS,
    SMALL,
)

__all__ = ["OTHER", "Likeness", "Title", "fold", "folded_title", "likeness"]

_LOOKED_AT = 1_000
"""How many characters of a title are looked at; no title of a real paper is longer."""

_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_BREAK = re.compile(r"<(?:br|p)\b[^<>]{0,20}>", re.IGNORECASE)
_ACCENT = re.compile(r"""\\["'`^~=.](?:\s?\{\s?\\?([A-Za-z])\s?\}|\s?\\?([A-Za-z]))""")
_LETTER_ACCENT = re.compile(r"\\[cHkruvbdt](?:\{\s?\\?([A-Za-z]{1,2})\s?\}|\s([A-Za-z]))")
_LETTER = re.compile(r"\\(ss|ae|oe|AE|OE|aa|AA|[oOlLij])(?![A-Za-z])(?:\{\}|\s)?")
_LOOKS = re.compile(
    r"\\(?:text(?:it|bf|tt|sc|rm|sf|up|sl|normal)?|emph|math(?:rm|bf|cal|bb|it|sf|tt|frak)|"
    r"em|it|bf|sc|tt|rm|sf|sl|boldsymbol|bm|mbox|operatorname|ensuremath|uppercase|lowercase|"
    r"left|right|displaystyle)(?![A-Za-z])\s*"
)
_MACRO = re.compile(r"\\([A-Za-z]+)")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\u0300-\u036f\u0591-\u05c7\u064b-\u065f]")
_WORD = re.compile(r"(?:[^\W_]|[\u0900-\u0963\u0966-\u109f])+")
"""Letters and digits; in the scripts of South Asia vowels are marks, which are part of words."""
_SUBTITLE = re.compile(r"[:;\uff1a]|[?!]\s|(?<=\w{4})\.\s|\s[-\u2013\u2014]{1,3}\s|\u2014|\s\(")
_CUT = re.compile(r"(?:\u2026|\.\.\.)\W*$")
_LANGUAGE = re.compile(r"\s*\[in \w{1,20}\]$")
_RETRACTED = re.compile(r"^\W*retracted(?:\s+(?:article|paper))?\s*[:\]\-]\W*")

_SHORT_WORDS = 3
_SHORT_BYTES = 18
_SHORT_WORD = 3
_LONG_WORD = 7
_LONG_WORDS = 4
_LONG_BYTES = 26


@dataclass(frozen=True, slots=True)
class Title:
    """What is left of a title.

    Attributes:
        words: in order, small letters without accents.
        squashed: the words without the spaces between them.
        main: how many words stand before the subtitle; all where there is none.
        cut: True when the title says that its end is missing.
        aspects: what the text is to a work of the same name: an erratum, an answer, an abstract.
    """

    words: tuple[str, ...]
    squashed: str
    main: int
    cut: bool
    aspects: frozenset[str]

    @property
    def generic(self) -> bool:
        """Whether many papers may have the title: too short, or what every volume contains."""
        if len(self.words) < _SHORT_WORDS and len(self.squashed.encode()) < _SHORT_BYTES:
            return True
        return self.editorial

    @property
    def editorial(self) -> bool:
        """Whether it is the title of what every volume contains: a preface, an index."""
        return all(word in EDITORIAL or word in SMALL or word.isdecimal() for word in self.words)

    @property
    def specific(self) -> bool:
        """Whether the title by itself says which paper is meant."""
        size = len(self.squashed.encode())
        return not self.generic and len(self.words) >= _LONG_WORDS and size >= _LONG_BYTES


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two titles are.

    Attributes:
        score: 1 for equal ones, 0 for those of different papers.
        how: in words.
    """

    score: float
    how: str


OTHER = Likeness(0.0, "titles differ")
"""Two titles of which nothing says that they are one."""

_EQUAL = 1.0
_SUBTITLE_LOST = 0.94
_CUT_MARKED = 0.95
_CUT_WITHIN = 0.92
_CUT_SILENTLY = 0.87
_A_SLIP = 0.02
_SLIPS = 3
_LEAST_WITHIN = 15
"""From how many characters on a title may end within a word, or with a word that must go on."""
_LEAST_SILENT = 30
"""From how many characters on a title may end between two words without saying that it is cut."""


def fold(text: str) -> str:
    r"""Give a text in small letters without accents, LaTeX and HTML.

    >>> fold(r"{\"U}ber-Modelle &amp; <i>B&#233;zier</i>"), fold("\ufb01nal \u0141\xf3d\u017a")
    ('uber-modelle  and  bezier', 'final lodz')
    """
    text = text[:_LOOKED_AT]
    if "&" in text:
        text = html.unescape(html.unescape(text))
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub(" ", text))
    if "\\" in text:
        text = _without_macros(text)
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFKD", text))
        text = unicodedata.normalize("NFC", text)
    return text.casefold().translate(SIGNS)


def _without_macros(text: str) -> str:
    for pattern in (_ACCENT, _LETTER_ACCENT):
        text = pattern.sub(lambda found: found[1] or found[2], text)
    return _MACRO.sub(r" \1 ", _LOOKS.sub("", _LETTER.sub(r"\1", text)))


@functools.lru_cache(maxsize=20_000)
def folded_title(text: str) -> Title:
    """Give what is left of a title.

    >>> folded_title("BERT: Pre-training of Deep <b>Bidirectional</b> Transformers").words[:4]
    ('bert', 'pre', 'training', 'of')
    """
    plain = fold(text)
    if "retracted" in plain[:12]:
        plain = _RETRACTED.sub("", plain)
    if plain.endswith("]"):
        plain = _LANGUAGE.sub("", plain)
    words = tuple(_WORD.findall(plain))
    subtitle = _SUBTITLE.search(plain)
    main = len(_WORD.findall(plain[: subtitle.start()])) if subtitle else len(words)
    return Title(
        words,
        "".join(words),
        main or len(words),
        _CUT.search(plain) is not None,
        _aspects(words, main),
    )


def _aspects(words: tuple[str, ...], main: int) -> frozenset[str]:
    """Give what the text says of itself at its beginning, or in place of a subtitle."""
    found = set()
    begins, ends = words[:3], words[main:]
    for name, vocabulary in (("erratum", ERRATUM), ("answer", ANSWER)):
        if any(word in vocabulary for word in begins[:1]) or (
            begins and begins[0] in SMALL and any(word in vocabulary for word in begins[1:2])
        ):
            found.add(name)
        if ends and len(ends) <= _SHORT_WORDS and any(word in vocabulary for word in ends):
            found.add(name)
    if ends and len(ends) <= _SHORT_WORDS and any(word in FORM for word in ends):
        found.add("abstract")
    return frozenset(found)


@functools.lru_cache(maxsize=50_000)
def likeness(one: Title, other: Title) -> Likeness:
    """Tell how alike two titles are; the order of the two is no matter.

    >>> likeness(folded_title("Parsing with Graphs"), folded_title("PARSING WITH GRAPHS.")).how
    'titles equal'
    >>> likeness(folded_title("Task 1 at Home"), folded_title("Task 2 at Home")).score
    0.0
    """
    if one.squashed == other.squashed and one.squashed:
        return Likeness(_EQUAL, "titles equal")
    if one.aspects != other.aspects:
        return OTHER
    short, long = sorted((one, other), key=lambda title: (len(title.squashed), title.squashed))
    slips = _slips(short.words, long.words)
    if slips is not None:
        return Likeness(_EQUAL - _A_SLIP * slips, "titles equal but for slips")
    return _without_subtitle(short, long) or _cut(short, long) or OTHER


def _without_subtitle(short: Title, long: Title) -> Likeness | None:
    if long.main == len(long.words) or _counts(long.words[long.main :]):
        return None
    slips = _slips(short.words, long.words[: long.main])
    if slips is None:
        return None
    return Likeness(_SUBTITLE_LOST - _A_SLIP * slips, "one title without subtitle")


def _cut(short: Title, long: Title) -> Likeness | None:
    found = _beginning(short, long)
    if found is None:
        return None
    slips, within, rest = found
    lost = _A_SLIP * slips
    if short.cut:
        return Likeness(_CUT_MARKED - lost, "one title cut")
    size, last = len(short.squashed), short.words[-1]
    if ROMAN.fullmatch(last) or any(char.isdecimal() for char in last):
        return None
    if size >= _LEAST_WITHIN and (within or last in SMALL):
        return Likeness(_CUT_WITHIN - lost, "one title cut")
    if size >= _LEAST_SILENT and not _counts(rest):
        return Likeness(_CUT_SILENTLY - lost, "one title is the beginning of the other")
    return None


def _beginning(short: Title, long: Title) -> tuple[int, bool, tuple[str, ...]] | None:
    """Tell how the one title is the beginning of the other; None when it is not.

    Gives the slips in it, whether it ends within a word, and the words that follow.
    """
    if not short.words:
        return None
    if long.squashed.startswith(short.squashed):
        ends = list(accumulate(map(len, long.words)))
        within = len(short.squashed) not in ends
        passed = sum(end <= len(short.squashed) for end in ends)
        return 0, within, long.words[passed:]
    words = len(short.words)
    if len(long.words) < words or not long.words[words - 1].startswith(short.words[-1]):
        return None
    slips = _slips(short.words[:-1], long.words[: words - 1])
    if slips is None:
        return None
    return slips, short.words[-1] != long.words[words - 1], long.words[words:]


def _counts(rest: tuple[str, ...]) -> bool:
    """Whether what one title has more makes it a part, or another form, of the other."""
    if not rest:
        return False
    first = rest[0]
    if first in SERIES or first.isdecimal() or ROMAN.fullmatch(first) is not None:
        return True
    return len(rest) <= _SHORT_WORDS and any(
        word in FORM or word in ERRATUM or word in ANSWER for word in rest
    )


def _slips(one: tuple[str, ...], other: tuple[str, ...]) -> int | None:
    """Give by how many slips of the keyboard two titles differ; None when by more than that."""
    if "".join(one) == "".join(other):
        return 0
    if abs(sum(map(len, one)) - sum(map(len, other))) > 2 * _SLIPS:
        return None
    total = 0
    operations = Levenshtein.opcodes(one, other)
    for changed, run in groupby(operations, key=lambda step: step.tag != "equal"):
        if not changed:
            continue
        steps = list(run)
        left = one[steps[0].src_start : steps[-1].src_end]
        right = other[steps[0].dest_start : steps[-1].dest_end]
        found = _slips_between(left, right)
        if found is None:
            return None
        total += found
    return total if total <= _SLIPS else None


def _slips_between(left: tuple[str, ...], right: tuple[str, ...]) -> int | None:
    """Give how many slips make one run of words out of another, word by word or all together."""
    if 1 < len(left) == len(right):
        found = [_slips_in((one,), (other,)) for one, other in zip(left, right, strict=True)]
        known = [one for one in found if one is not None]
        if len(known) == len(found):
            return sum(known)
    return _slips_in(left, right)


def _slips_in(left: tuple[str, ...], right: tuple[str, ...]) -> int | None:
    """Give how many slips make one run of words out of another; None when it is another word."""
    one, other = "".join(left), "".join(right)
    if one == other:
        return 0
    if not one or not other:
        return 1 if len(left + right) == 1 and (one or other) in SMALL else None
    if any(char.isdecimal() for char in one + other):
        return None
    distance = OSA.distance(one, other, score_cutoff=2)
    if distance > 2 or _opposed(one, other):
        return None
    if distance == 1:
        return _one_slip(one, other)
    return distance if min(len(one), len(other)) >= _LONG_WORD else None


def _one_slip(one: str, other: str) -> int | None:
    """Give what one slip counts: in a word of three letters it may make an abbreviation another."""
    least = min(len(one), len(other))
    if least > _SHORT_WORD or one in SMALL or other in SMALL:
        return 1
    return 2 if least == _SHORT_WORD and len(one) != len(other) else None


def _opposed(one: str, other: str) -> bool:
    """Tell whether two words that look alike are known to mean different things."""
    if one in LANGUAGES and other in LANGUAGES:
        return True
    for beginnings in OPPOSED:
        for left in beginnings:
            if not one.startswith(left):
                continue
            stem = one[len(left) :]
            # A first letter typed twice is a slip.
            if len(stem) <= _SHORT_WORD or left == stem[0]:
                continue
            if any(right != left and other == right + stem for right in beginnings):
                return True
    return False
