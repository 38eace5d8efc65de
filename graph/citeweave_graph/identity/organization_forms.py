"""When two names of organisations count as one name.

The form of a name is the set of its words that tell: in English where the table of words knows
them, without articles, connectives and legal forms, in the order of the alphabet. So it is the
same for "Universität zu Köln", "University of Cologne" and "Cologne University". Where the
order tells ("Washington University", "University of Washington") the form keeps the "of".
"""

from __future__ import annotations

import functools
import re
from collections.abc import Set as AbstractSet

from citeweave_graph.identity.organization_tables import (
    places,
    plain_text,
    rows,
    tokens,
    word,
    words_of,
)

__all__ = ["Campuses", "campuses", "contained", "form", "is_known", "unshortened"]

_DROPPED = ("of", "and", "article")
_OF = words_of("of") - {"in", "at", "for", "d", "a"}
_SILENT = frozenset({"&", "studi", "studies", "s", "l", "am", "en", "on", "campus", "branch"})
_COUNTRY_AT_END = re.compile(r"\s*\(([^()]*)\)\s*$")


def form(name: str) -> str:
    """Give the form under which two names of an organisation are the same.

    >>> form("Universität zu Köln") == form("COLOGNE UNIVERSITY") == form("University of Cologne")
    True
    >>> form("Washington University") == form("University of Washington")
    False
    >>> form("MIT"), form("Acme Robotics GmbH")
    ('institute massachusetts technology', 'acme robotics')
    """
    found = _resolved(_plain(name))
    # Words in another order may end in what is left out at the end of a name.
    while (settled := _resolved(_plain(found))) != found and len(settled) < len(found):
        found = settled
    return found


def contained(words: AbstractSet[str]) -> str | None:
    """Give the organisation that words stand for wherever they stand together; None for none.

    >>> contained({"the", "md", "anderson", "cancer", "center", "houston"})
    'University of Texas MD Anderson Cancer Center'
    """
    for anchor in sorted(_by_words().keys() & words):
        for wanted, name in _by_words()[anchor]:
            if wanted <= words:
                return name
    return None


def is_known(name_form: str, country: str | None = None) -> bool:
    """Tell whether a form is that of an organisation in the table of aliases.

    Args:
        name_form: the form of a name.
        country: the country that is stated with it; None when none is.

    >>> is_known(form("NIH")), is_known(form("NIH"), "Korea"), is_known("acme robotics")
    (True, False, False)
    """
    home = _homes().get(name_form)
    return name_form in _aliases() and (home is None or country in (None, home))


def unshortened(text: str) -> str | None:
    """Give the organisation that a short form, folded, stands for; None where it is none.

    >>> unshortened("mit"), unshortened("xyz")
    ('Massachusetts Institute of Technology', None)
    """
    return _short_names().get(text)


class Campuses:
    """A university of several campuses, or several of one name.

    Attributes:
        usual: the campus that a text which names none means; None when it may be any.
        words: the words for each campus, each as its folded words in order.
    """

    def __init__(self, usual: str, listed: str) -> None:
        """Read a row of the table."""
        self.words: dict[str, list[tuple[str, ...]]] = {}
        for entry in listed.split():
            names = [one.replace("_", " ") for one in entry.split("|")]
            self.words[names[0]] = [tuple(one for one, _, _ in tokens(name)) for name in names]
        self.usual = None if usual == "-" else usual.replace("_", " ")

    def found_in(self, text: list[str]) -> str | None:
        """Give the campus that the words of a text name, the longest of the names first."""
        given = set(text)
        best: tuple[int, str] | None = None
        for name, several in self.words.items():
            for parts in several:
                if (
                    given.issuperset(parts)
                    and _stands(parts, text)
                    and len(parts) > (best[0] if best else 0)
                ):
                    best = (len(parts), name)
        return best[1] if best else None


def campuses(name: str) -> Campuses | None:
    """Give the campuses of a university whose name says nothing of them; None for a single one.

    >>> sorted(campuses("University of Alaska").words)
    ['Anchorage', 'Fairbanks', 'Southeast']
    >>> campuses("University of Alaska Fairbanks")
    """
    return _systems().get(_plain(name))


def _stands(parts: tuple[str, ...], text: list[str]) -> bool:
    size = len(parts)
    return any(tuple(text[at : at + size]) == parts for at in range(len(text) - size + 1))


@functools.lru_cache(maxsize=65_536)
def _plain(name: str) -> str:
    """Give the form without aliases."""
    found = [word(text) for text, _, _ in tokens(_without_country(plain_text(name)))]
    while len(found) > 1 and found[-1].kind == "company" and found[-1].text in _LEGAL:
        found.pop()
    kept = [
        one.english
        for one in found
        if (one.kind not in _DROPPED or one.text == "and") and one.english not in _SILENT
    ]
    kept = [one for one in kept if one != "and"] or [one.text for one in found]
    kept = [_SAME.get(one, one) for one in kept]
    bag = _swapped(set(kept))
    if len(bag) == 2 and "university" in bag and (bag - {"university"}) <= words_of("of_matters"):
        other = next(iter(bag - {"university"}))
        first = next((one for one in found if one.english in bag), None)
        if first and first.english == "university":
            return f"university of {other}"
        return f"{other} university"
    return " ".join(sorted(bag))


_LEGAL = words_of("legal")
_SAME = {"sciences": "science", "hospitals": "hospital", "clinics": "clinic"}


def _without_country(name: str) -> str:
    match = _COUNTRY_AT_END.search(name)
    if match and " ".join(one for one, _, _ in tokens(match[1])) in places("country"):
        return name[: match.start()] or name
    return name


def _swapped(bag: set[str]) -> set[str]:
    """Give the words of a name of a university as other names of it have them.

    Honorary names stand for the town; a technical university is one of technology, and a
    polytechnic one is a polytechnic.
    """
    if "university" not in bag:
        return bag
    for wanted, other in _swaps():
        if wanted <= bag:
            bag = (bag - wanted) | other
    if "technical" in bag:
        bag = (bag - {"technical"}) | {"technology"}
    return bag - {"university"} if "polytechnic" in bag and len(bag) > 2 else bag


def _resolved(plain: str) -> str:
    found = _aliases().get(plain)
    if found is not None:
        return found
    name = contained(set(plain.split()))
    return _plain(name) if name is not None else plain


@functools.cache
def _swaps() -> list[tuple[frozenset[str], frozenset[str]]]:
    found = []
    for sort, names, other, *_ in rows("organization_aliases.tsv"):
        if sort == "swap":
            new = frozenset(word(one).english for one, _, _ in tokens(other))
            for name in names.split("|"):
                old = [word(one) for one, _, _ in tokens(name)]
                kept = frozenset(one.english for one in old if one.kind not in _DROPPED)
                found.append((kept, new))
    return found


@functools.cache
def _by_words() -> dict[str, list[tuple[frozenset[str], str]]]:
    """Give what words together stand for, each under the first of the words as written."""
    found: dict[str, list[tuple[frozenset[str], str]]] = {}
    for sort, names, other, *_ in rows("organization_aliases.tsv"):
        if sort == "contains":
            for name in names.split("|"):
                wanted = frozenset(_plain(name).split())
                anchor = max(sorted(wanted), key=len)
                found.setdefault(anchor, []).append((wanted, other))
    return found


@functools.cache
def _aliases() -> dict[str, str]:
    found: dict[str, str] = {}
    for sort, names, other, *_ in rows("organization_aliases.tsv"):
        if sort == "is":
            found.update({_plain(name): _plain(other) for name in names.split("|")})
            found[_plain(other)] = _plain(other)
    for name, usual, listed in rows("organization_campuses.tsv"):
        several = Campuses(usual, listed)
        for campus, ways in several.words.items():
            whole = _plain(f"{name}, {campus}")
            for plain in (_plain(f"{name}, {' '.join(way)}") for way in ways):
                if plain != _plain(name):
                    found.setdefault(plain, found.get(whole, whole))
        if several.usual is not None:
            whole = _plain(f"{name}, {several.usual}")
            found[_plain(name)] = found.get(whole, whole)
    return found


@functools.cache
def _homes() -> dict[str, str]:
    return {_plain(row[2]): row[3] for row in rows("organization_aliases.tsv") if len(row) > 3}


@functools.cache
def _short_names() -> dict[str, str]:
    return {
        " ".join(one for one, _, _ in tokens(name)): other
        for sort, names, other, *_ in rows("organization_aliases.tsv")
        if sort == "is"
        for name in (*names.split("|"), other)
        if len(name) > 2 and sum(map(str.isupper, name.split()[0])) > 1 and name.count(" ") < 2
    }


@functools.cache
def _systems() -> dict[str, Campuses]:
    return {
        _plain(name): Campuses(usual, listed)
        for name, usual, listed in rows("organization_campuses.tsv")
    }
