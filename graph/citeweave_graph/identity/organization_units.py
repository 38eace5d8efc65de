"""The grammar of names of organisations: which words belong to which head.

A part of an affiliation, which no comma parts, may hold several units: "Department of Genetics
Stanford University Stanford California". Each head ("Department", "University") is given the
words that belong to it, by what sort of words they are: names go with a university, fields with
a department, places behind a name with neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from citeweave_graph.identity.organization_tables import Word, places, tokens, word

__all__ = ["NEVER", "RANKS", "Token", "Unit", "is_proper", "rank", "tokens_of", "units_of"]

RANKS = {
    "university": 1,
    "technology": 2,
    "alias": 2,
    "hospital": 3,
    "college": 4,
    "academy": 5,
    "institute": 5,
    "government": 5,
    "museum": 5,
    "body": 6,
    "company": 6,
    "school": 7,
    "centre": 8,
    "laboratory": 9,
}
"""For each class of heads, how likely it is the organisation: the less, the likelier."""
NEVER = 99
"""The rank of what is no organisation by itself."""

_JOINING = frozenset({"of", "and", "article"})
_LEADING = frozenset({"national", "royal", "federal", "central", "free", "pontifical", "state"})
_STREETS = ("strasse", "str", "platz", "weg", "gasse", "laan", "straat", "street", "avenue")
_PREFIXES, _COUNTRIES, _STATES = places("prefix"), places("country"), places("state")


class Token(NamedTuple):
    """A word of a part and where it stands in it."""

    word: Word
    start: int
    end: int


@dataclass(slots=True)
class Unit:
    """A head with the words that belong to it, by the numbers of their tokens.

    Attributes:
        begin: where the name begins.
        first: the first token of the head.
        last: the last token of the head.
        end: the token behind the name.
    """

    begin: int
    first: int
    last: int
    end: int

    def beside(self, part: Sequence[Token]) -> list[Word]:
        """Give the words of the name but for its head."""
        return [
            one.word
            for at, one in enumerate(part[self.begin : self.end], self.begin)
            if not self.first <= at <= self.last or one.word.kind not in RANKS
        ]


def tokens_of(text: str) -> list[Token]:
    """Give the words of a part of an affiliation."""
    return [Token(word(one), start, end) for one, start, end in tokens(text)]


def is_proper(one: Word) -> bool:
    """Tell whether a word is a name rather than a word for a field or sort."""
    return one.kind == "name" and not one.field and not one.number


def units_of(part: Sequence[Token]) -> list[Unit]:
    """Give the units of a part, from left to right.

    >>> part = tokens_of("Department of Genetics Stanford University Stanford California")
    >>> [[one.word.text for one in part[unit.begin:unit.end]] for unit in units_of(part)]
    [['department', 'of', 'genetics'], ['stanford', 'university']]
    """
    units: list[Unit] = []
    for first, last in _heads(part):
        before = units[-1] if units else None
        if before is not None and _goes_on(part, before, first):
            before.last = last
            continue
        begin = _begin_behind(part, first, before) if before else _begin(part, first)
        units.append(Unit(begin, first, last, len(part)))
    for number, unit in enumerate(units):
        behind = units[number + 1].begin if number + 1 < len(units) else len(part)
        unit.end = _end(part, unit, behind)
    return units


def rank(part: Sequence[Token], unit: Unit) -> int:
    """Give how likely a unit is the organisation: the less, the likelier; `NEVER` for never.

    >>> part = tokens_of("Klinik der Universität Bonn")
    >>> [rank(part, unit) for unit in units_of(part)]
    [99, 1]
    """
    kind = part[unit.first].word.kind
    beside = unit.beside(part)
    english = {one.english for one in beside}
    told = any(one.kind == "attribute" and one.english != "medical" for one in beside)
    inside = {one.word.kind for one in part[unit.first : unit.last + 1]}
    if kind == "unit":
        return RANKS["government"] if english & {"us", "usda", "states"} else NEVER
    if kind == "university" and not inside.isdisjoint({"hospital", "centre"}):
        kind, told = "hospital", True
    if kind == "university" and "college" in inside:
        kind = "technology"
    if any(map(is_proper, beside)):
        return _rank_of_a_name(kind, english, part, unit)
    return _rank_of_a_sort(kind, english, told=told)


def _rank_of_a_name(kind: str, english: set[str], part: Sequence[Token], unit: Unit) -> int:
    """Rank a name with a word of its own: "Oxford University", "Institute Curie"."""
    if kind == "college" and unit.first == unit.begin:
        return NEVER
    if kind == "institute" and "technology" in english:
        return RANKS["technology"]
    if kind == "centre" and part[unit.first - 1].word.english in ("medical", "cancer"):
        return RANKS["hospital"]
    if kind == "laboratory" and "national" in english:
        return RANKS["institute"]
    return RANKS[kind]


def _rank_of_a_sort(kind: str, english: set[str], *, told: bool) -> int:
    """Rank a name without a word of its own: "Technical University", "Institute of Physics"."""
    if kind == "hospital":
        return RANKS[kind] if told else NEVER
    if not english or kind in ("college", "school", "laboratory"):
        return NEVER
    if kind in ("institute", "academy") and "national" not in english:
        return RANKS["institute" if "technology" in english else "centre"]
    return RANKS[kind]


def _heads(part: Sequence[Token]) -> list[tuple[int, int]]:
    """Give the heads of units: from which token to which, since some are of several words."""
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(part):
        kind = part[at].word.kind
        if kind in RANKS or kind == "unit":
            last = _compound(part, at) if kind == "university" else at
            found.append((at, last))
            at = last
        at += 1
    return found


def _compound(part: Sequence[Token], at: int) -> int:
    """Give the last token of a head such as "Polytechnic University", "University College"."""
    after = at + 1
    if after == len(part):
        return at
    kind = part[after].word.kind
    named = at > 0 and part[at - 1].word.kind in ("name", "attribute")
    polytechnic = kind == "institute" and part[at].word.english == "polytechnic"
    same = kind == "university" or polytechnic or (kind == "college" and not named)
    return after if same else at


def _is_of(part: Sequence[Token], at: int) -> bool:
    return at < len(part) and part[at].word.kind == "of"


def _goes_on(part: Sequence[Token], before: Unit, first: int) -> bool:
    """Tell whether a head goes on with the name before it.

    "University of Tokyo | Hospital", "First Hospital of Jilin | University".
    """
    kind, other = part[before.first].word.kind, part[first].word.kind
    of = before.last + 1 < first and _is_of(part, before.last + 1)
    if any(one.word.kind == "and" for one in part[before.last + 1 : first]):
        return False
    if kind == "university":
        medical = part[first - 1].word.english in ("medical", "cancer")
        return other == "hospital" or (other == "centre" and medical) or (other == "academy" and of)
    return kind == "hospital" and other == "university" and of


def _begin(part: Sequence[Token], first: int) -> int:
    """Give the token where the name around the first head of a part begins.

    All that stands before it belongs to it: "Oregon Health and Science | University".
    """
    at = first
    of = _is_of(part, first + 1)
    while at > 0:
        one = part[at - 1].word
        if one.number or one.kind in ("of", "article") or (of and one.field):
            break
        if one.kind == "and" and at == 1:
            break
        at -= 1
    return _without_joining(part, at, first)


def _begin_behind(part: Sequence[Token], first: int, before: Unit) -> int:
    """Give the token where the name around a head behind another begins.

    It does behind the field that the other is for: "Department of Genetics | Stanford University".
    """
    kind, floor = part[first].word.kind, before.last + 1
    of = _is_of(part, first + 1)
    of_university = part[before.first].word.kind == "university" and _is_of(part, floor)
    closed = of or kind not in ("university", "institute", "hospital", "academy")
    if closed and (kind in ("unit", "laboratory") or of_university):
        return first
    of_field = of and first + 2 < len(part) and part[first + 2].word.field
    at, proper = first, False
    while at > floor:
        one = part[at - 1].word
        if one.number or one.kind in ("of", "article"):
            break
        if proper and one.kind != "name" and one.english not in _LEADING:
            break
        if one.field and (proper or of):
            break
        if is_proper(one):
            if of and not of_field:
                break
            proper = True
        at -= 1
    return _without_joining(part, at, first)


def _without_joining(part: Sequence[Token], at: int, first: int) -> int:
    while at < first and part[at].word.kind in _JOINING:
        at += 1
    return at


def _end(part: Sequence[Token], unit: Unit, behind: int) -> int:
    """Give the token behind the name around a head; the next unit begins at `behind`."""
    after = unit.last + 1
    if after >= behind:
        return max(after, unit.first + 1)
    before = [one.word for one in part[unit.begin : unit.first]]
    named = any(map(is_proper, before))
    if named and not _is_of(part, after):
        return _behind_a_college(part, unit, behind)
    fields = named and after + 1 < behind and part[after + 1].word.field
    end = _run(part, after, behind, {one.text for one in before}, fields_only=fields)
    if end == behind < len(part):
        while end > after and _of_the_next(part, end - 1):
            end -= 1
    end = _without_places(part, after, end, named=named)
    while end > after and part[end - 1].word.kind in _JOINING:
        end -= 1
    return end


def _run(
    part: Sequence[Token], after: int, behind: int, seen: set[str], *, fields_only: bool
) -> int:
    """Give the token where what follows a head ends: at a number, a street, a name said before."""
    end = after
    while end < behind and not part[end].word.number:
        one = part[end].word
        if is_proper(one):
            again = one.text in seen and one.text not in _PREFIXES
            if again or fields_only or one.text.endswith(_STREETS):
                break
            seen.add(one.text)
        if one.text == "in" and seen:
            break
        end += 1
    return end


def _of_the_next(part: Sequence[Token], at: int) -> bool:
    """Tell whether a word before a head speaks of that: "Duke University | Medical | Center"."""
    one = part[at].word
    return (one.field or one.english == "medical") and part[at - 1].word.kind not in ("of", "and")


def _behind_a_college(part: Sequence[Token], unit: Unit, behind: int) -> int:
    """Give the token behind a head that has its name before it.

    "King's College London" goes on; "Stanford University Stanford California" does not.
    """
    after = unit.last + 1
    goes_on = part[unit.first].word.kind == "college" and behind == after + 1 == len(part)
    return behind if goes_on and not part[after].word.number else after


def _without_places(part: Sequence[Token], begin: int, end: int, *, named: bool) -> int:
    """Take country, state and town off the end of a name that no comma parts from them."""
    texts = [one.word.text for one in part[begin:end]]
    size = len(texts)
    for known in (_COUNTRIES, _STATES):
        for length in (3, 2, 1):
            rest = size - length
            if rest < 1 or " ".join(texts[rest:size]) not in known or _asked(part, begin + rest):
                continue
            if named or any(is_proper(one.word) for one in part[begin : begin + rest]):
                size = rest
                break
    if size < len(texts):
        rest = size - 1
        if rest >= 1 and texts[rest - 1] in _PREFIXES:
            rest -= 1
        if rest >= 1 and not _asked(part, begin + rest):
            size = rest
    return begin + size


def _asked(part: Sequence[Token], at: int) -> bool:
    """Tell whether what stands before a token asks for it: "of", "and", "New"."""
    before = part[at - 1].word
    return before.kind in _JOINING or before.text in _PREFIXES
