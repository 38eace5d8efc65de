"""How much speaks for two papers being one: a score, and what it comes from in words."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from citeweave_graph.identity.facts import Facts, authorship, contradiction, years_between
from citeweave_graph.identity.titles import OTHER, Likeness, Title, likeness

__all__ = ["JOINED_FROM", "LOOKED_AT_FROM", "Agreement", "agreement"]

JOINED_FROM = 0.85
"""From this score on two papers are one."""
LOOKED_AT_FROM = 0.75
"""From this score on a person may look at them."""

_APART = 0.5
_YEAR_UNKNOWN = 0.03
_YEAR_NEXT = 0.02
_YEAR_FAR = 0.03
_LONG = 40
"""From how many characters on a title may differ a little and still stand alone."""
_SHORT = 0.06
_VENUE_UNKNOWN = 0.005
_VENUES_DIFFER = 0.02
_OTHER_RECORD = 0.04
_MISSED = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What speaks for and against two papers being one.

    Attributes:
        score: 0 to 1.
        title: how alike the titles are, 0 to 1.
        contradicted: True when they cannot be one.
        reason: what was seen, in words.
    """

    score: float
    title: float
    contradicted: bool
    reason: str

    @property
    def joins(self) -> bool:
        """Whether it is enough to make them one."""
        return not self.contradicted and self.score >= JOINED_FROM


def agreement(one: Facts, other: Facts) -> Agreement:
    """Compare two papers by all that is known of them."""
    alike, titles = _best_titles(one, other)
    against = contradiction(one, other)
    if not alike.score or against is not None:
        score = min(_APART, alike.score)
        reason = f"{_titled(alike)}, but {against}" if alike.score else alike.how
        return Agreement(score=score, title=alike.score, contradicted=True, reason=reason)
    authors = authorship(one, other)
    year_loss, years = _compared_years(one, other)
    place_loss, places = _compared_places(one, other)
    known = authors.loss == 0 and bool(one.years and other.years)
    score = alike.score - authors.loss - year_loss - place_loss
    words = [_titled(alike), authors.how, years, *places]
    specific = all(title.specific for title in titles)
    if _too_common(one, other, titles, lost=year_loss if known else 1.0):
        score, words = min(score, _MISSED), [*words, "a title that many papers have"]
    elif one.bare or other.bare:
        long = min(len(title.squashed) for title in titles) >= _LONG
        if (one.stub and other.stub) or not specific or (alike.score < 1 and not long):
            score, words = min(score, _MISSED), [*words, "nothing but a title"]
    elif not known and not specific:
        score, words = score - _SHORT, [*words, "a short title"]
    return Agreement(
        score=round(max(score, 0.0), 3),
        title=alike.score,
        contradicted=False,
        reason=", ".join(words),
    )


def _compared_years(one: Facts, other: Facts) -> tuple[float, str]:
    if not one.years or not other.years:
        return _YEAR_UNKNOWN, "year unknown"
    between = years_between(one, other)
    if not between:
        return 0.0, "year equal"
    loss = _YEAR_NEXT if between == 1 else _YEAR_FAR
    return loss, f"years {_years(one)} and {_years(other)}"


def _compared_places(one: Facts, other: Facts) -> tuple[float, list[str]]:
    loss, words = 0.0, []
    if one.preprint != other.preprint:
        words.append("one is a preprint")
    elif not one.venues or not other.venues:
        loss += _VENUE_UNKNOWN
    elif one.venues.isdisjoint(other.venues):
        loss += _VENUES_DIFFER
        words.append("venues differ")
    if _twice_in_a_database(one, other):
        loss += _OTHER_RECORD
        words.append("two records in one database")
    return loss, words


def _best_titles(one: Facts, other: Facts) -> tuple[Likeness, tuple[Title, Title] | tuple[()]]:
    best: tuple[Likeness, tuple[Title, Title] | tuple[()]] = (OTHER, ())
    mine = sorted({title for group in one.titles for title in group}, key=_by_text)
    theirs = sorted({title for group in other.titles for title in group}, key=_by_text)
    for left, right in product(mine, theirs):
        found = likeness(left, right)
        if found.score > best[0].score:
            best = (found, (left, right))
    return best


def _by_text(title: Title) -> tuple[str, tuple[str, ...], int, bool]:
    return title.squashed, title.words, title.main, title.cut


def _too_common(one: Facts, other: Facts, titles: tuple[Title, ...], *, lost: float) -> bool:
    """Whether a title is one of those that need everything else to agree.

    What every volume contains needs first author, year and venue; a short name needs the author
    and at most a year between.
    """
    if any(title.editorial for title in titles):
        same_title = len({title.squashed for title in titles}) == 1
        return lost > 0 or not same_title or one.venues.isdisjoint(other.venues)
    return lost > _YEAR_NEXT and any(title.generic for title in titles)


def _twice_in_a_database(one: Facts, other: Facts) -> bool:
    return any(
        one.databases[scheme].isdisjoint(other.databases[scheme])
        for scheme in one.databases.keys() & other.databases.keys()
    )


def _titled(alike: Likeness) -> str:
    return f"title {alike.score:.2f} ({alike.how})"


def _years(facts: Facts) -> str:
    return " ".join(map(str, sorted(facts.years)))
