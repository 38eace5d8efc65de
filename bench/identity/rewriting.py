"""Write a record as another system would export it: the rules that the measurement rests on.

Each rule is written from what exports do, not from what the matcher undoes: letters are hit
anywhere in a word, titles are cut anywhere, a subtitle is lost at the first colon, dash or
question mark, and fields go missing without regard to what is left.
"""

from __future__ import annotations

import html
import random
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace

_LATEX_MARKS = {
    "\u0300": "`",
    "\u0301": "'",
    "\u0302": "^",
    "\u0303": "~",
    "\u0308": '"',
    "\u0304": "=",
    "\u0307": ".",
    "\u030c": "v",
    "\u0327": "c",
    "\u0306": "u",
    "\u030b": "H",
    "\u0328": "k",
}
_LATEX_LETTERS = {"\u00df": r"{\ss}", "\u00f8": r"{\o}", "\u0142": r"{\l}", "\u00e6": r"{\ae}"}
_SMALL = {"a", "an", "the", "of", "for", "in", "on", "to", "and", "or", "by", "with", "from", "at"}
_SPLIT = re.compile(r"\s*[:\u2013\u2014]\s+|\s-+\s|(?<=\?)\s+")
_KEYS = "qwertyuiop asdfghjkl zxcvbnm"


@dataclass(frozen=True, slots=True)
class Record:
    """What a system states of a paper; `paper` is the truth, which no matcher sees."""

    paper: str
    title: str
    names: tuple[str, ...]
    year: int | None
    venue: str | None
    kind: str = "original"


Rule = Callable[[Record, random.Random], Record]


def case(one: Record, chance: random.Random) -> Record:
    title = chance.choice([str.upper, str.lower, str.title, _sentence])(one.title)
    return replace(one, title=title, names=tuple(map(last_first, one.names)))


def _sentence(title: str) -> str:
    return title[:1].upper() + title[1:].lower()


def latex(one: Record, chance: random.Random) -> Record:
    words = [f"{{{word}}}" if _capital(word) else word for word in one.title.split()]
    title = _encoded(" ".join(words)).replace("&", r"\&").replace("\u2013", "--")
    if chance.random() < 0.2:
        place = chance.randrange(len(words))
        words[place] = rf"\emph{{{words[place].strip('{}')}}}"
        title = _encoded(" ".join(words))
    return replace(one, title=title, names=tuple(_encoded(last_first(name)) for name in one.names))


def _capital(word: str) -> bool:
    return any(char.isupper() for char in word[1:])


def _encoded(text: str) -> str:
    found = []
    for char in text:
        parts = unicodedata.normalize("NFD", char)
        if char in _LATEX_LETTERS:
            found.append(_LATEX_LETTERS[char])
        elif len(parts) == 2 and parts[1] in _LATEX_MARKS and parts[0].isascii():
            mark = _LATEX_MARKS[parts[1]]
            found.append(
                rf"{{\{mark}{{{parts[0]}}}}}" if mark.isalpha() else rf"{{\{mark}{parts[0]}}}"
            )
        else:
            found.append(char)
    return "".join(found)


def entities(one: Record, chance: random.Random) -> Record:
    title = html.escape(one.title).encode("ascii", "xmlcharrefreplace").decode()
    words = title.split()
    place = chance.randrange(len(words))
    words[place] = chance.choice(["<i>{}</i>", "<b>{}</b>", "<scp>{}</scp>", "{}"]).format(
        words[place]
    )
    if chance.random() < 0.2:
        words = [html.escape(word) for word in words]
    return replace(one, title=" ".join(words))


def cut(one: Record, chance: random.Random) -> Record:
    length = chance.randint(max(20, len(one.title) // 2), max(21, len(one.title) - 3))
    if length >= len(one.title):
        return case(one, chance)
    end = chance.choice(["\u2026", "...", " ...", ""])
    return replace(one, title=one.title[:length].rstrip() + end, names=one.names[:3])


def subtitle(one: Record, chance: random.Random) -> Record:
    main = _SPLIT.split(one.title, maxsplit=1)[0].strip()
    if main == one.title or len(main) < 2:
        return missing(one, chance)
    return replace(one, title=main, names=tuple(map(last_first, one.names)))


def missing(one: Record, chance: random.Random) -> Record:
    gone = chance.choice(["year", "names", "venue", "year venue", "names venue", "year names"])
    title = chance.choice([str.title, _sentence, str])(one.title)
    return replace(
        one,
        title=title,
        year=None if "year" in gone else one.year,
        names=() if "names" in gone else one.names,
        venue=None if "venue" in gone else one.venue,
    )


def initials(one: Record, chance: random.Random) -> Record:
    style = chance.randrange(3)
    names = []
    for name in one.names:
        family, comma, first = name.partition(", ")
        *given, last = [*first.split(), family] if comma else name.split()
        letters = [part[0] for part in given]
        dotted = " ".join(f"{letter}." for letter in letters)
        names.append(
            [f"{dotted} {last}", f"{last}, {dotted}", f"{last} {''.join(letters)}"][style].strip(
                ", "
            )
        )
    return replace(one, names=tuple(names), venue=_abbreviated(one.venue))


def first_author(one: Record, chance: random.Random) -> Record:
    names = tuple(map(last_first, one.names[:1]))
    if names and len(one.names) > 1 and chance.random() < 0.5:
        names = (*names, "et al.")
    return replace(one, names=names, venue=_abbreviated(one.venue))


def _abbreviated(venue: str | None) -> str | None:
    if venue is None:
        return None
    capitals = [word[0] for word in venue.split() if word[0].isupper()]
    return "".join(capitals) if len(capitals) > 2 else venue


def preprint(one: Record, chance: random.Random) -> Record:
    earlier = chance.choices([0, 1, 2, 3], [40, 45, 12, 3])[0]
    title = one.title
    if chance.random() < 0.1:
        title = subtitle(one, chance).title
    return replace(
        one,
        title=title,
        year=one.year - earlier if one.year else None,
        venue=chance.choice(["arXiv", "CoRR", "arXiv preprint", "ArXiv.org", "arXiv (Cornell)"]),
    )


def typos(one: Record, chance: random.Random) -> Record:
    title = one.title
    for _ in range(chance.choices([1, 2, 3], [70, 22, 8])[0]):
        title = _slip(title, chance)
    names = tuple(_slip(name, chance) if chance.random() < 0.1 else name for name in one.names)
    return replace(one, title=title, names=names)


def _slip(text: str, chance: random.Random) -> str:
    letters = [place for place, char in enumerate(text) if char.isalpha()]
    if len(letters) < 4:
        return text
    place = chance.choice(letters)
    other = chance.choice(_KEYS.replace(" ", ""))
    return chance.choice(
        [
            text[:place] + text[place + 1 :],
            text[:place] + other + text[place:],
            text[:place] + other + text[place + 1 :],
            text[:place] + text[place + 1 : place + 2] + text[place] + text[place + 2 :],
            text[:place] + text[place] + text[place:],
        ]
    )


def printed(one: Record, chance: random.Random) -> Record:
    """As taken from a PDF: ligatures, broken words, curly quotes, lost spaces."""
    title = one.title.replace("ffi", "\ufb03").replace("fi", "\ufb01").replace("fl", "\ufb02")
    title = title.replace("'", "\u2019").replace("-", chance.choice(["-", "\u2010", "\u2011"]))
    words = title.split()
    long = [place for place, word in enumerate(words) if len(word) > 7 and word.isalpha()]
    if long and chance.random() < 0.5:
        place = chance.choice(long)
        middle = len(words[place]) // 2
        words[place] = (
            words[place][:middle] + chance.choice(["- ", "-", "\u00ad"]) + words[place][middle:]
        )
    joined = chance.choice([" ", " ", "\u00a0"]).join(words)
    if len(words) > 3 and chance.random() < 0.2:
        joined = joined.replace(words[1] + " " + words[2], words[1] + words[2])
    return replace(
        one, title=joined, names=tuple(unicodedata.normalize("NFD", n) for n in one.names)
    )


def reference(one: Record, chance: random.Random) -> Record:
    """As a list of references has it: the first author, a year that may be the preprint's."""
    names = initials(one, chance).names[:1] if chance.random() < 0.9 else ()
    year = one.year
    if year and chance.random() < 0.1:
        year += chance.choice([-1, 1])
    title = chance.choice([_sentence, str, str.lower])(one.title)
    return replace(
        one, title=title, names=names, year=year if chance.random() < 0.9 else None, venue=None
    )


def combined(one: Record, chance: random.Random) -> Record:
    """Two or three of the above at once: what is stated first, then how it is written."""
    found = one
    for rule in sorted(chance.sample(_SIMPLE, chance.choice([2, 2, 3])), key=_SIMPLE.index):
        found = rule(found, chance)
    return found


def last_first(name: str) -> str:
    if "," in name or name.rsplit(maxsplit=1)[-1].isupper():  # it is so already, or "Smith JA"
        return name
    *given, last = name.split()
    return f"{last}, {' '.join(given)}" if given else name


_SIMPLE: list[Rule] = [
    preprint,
    subtitle,
    missing,
    first_author,
    case,
    initials,
    typos,
    cut,
    printed,
    entities,
    latex,
]
RULES: dict[str, Rule] = {rule.__name__: rule for rule in [*_SIMPLE, reference, combined]}


def rewritten(one: Record, chance: random.Random, kind: str | None = None) -> Record:
    """Give a record as another system would state it."""
    name = kind or chance.choice(sorted(RULES))
    found = RULES[name](one, chance)
    title = found.title if found.title.strip() else one.title
    return replace(found, title=title, kind=name)
