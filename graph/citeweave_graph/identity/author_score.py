"""How much speaks for two authors being one: a logistic score, and the reason in words."""

from __future__ import annotations

import functools
import math
from collections.abc import Collection

from citeweave_graph.identity.author_profiles import Profile, Shared, name_weight, shared
from citeweave_graph.identity.frequencies import expected_namesakes
from citeweave_graph.identity.name_agreement import Agreement, compatible
from citeweave_graph.identity.person_names import PersonName

__all__ = ["agreement", "chance", "companion_score", "hopeless", "name_prior", "reason", "score"]

_BIAS = 1.193
_WEIGHTS = (
    2.484,
    0.215,
    2.984,
    4.515,
    10.676,
    0.018,
    0.795,
    1.081,
    -0.412,
    -1.895,
    -0.572,
    -0.353,
    -0.342,
    -0.099,
)
"""In the order of `FEATURES`; fitted by `bench/identity/train_authors.py` to pairs of profiles of
rare full names of the ACL Anthology, half of them of one name, half of two."""

_PRIOR_BIAS = -1.0
_PRIOR_SLOPE = 1.2
"""Tuned on one half of the labelled names by `bench/identity/authors.py`."""

_CITES = 2.5
_COMMON_REFERENCES = 0.4
_COMMON_ORGANIZATION = 2.0
_COMMON_CONCEPTS = 0.25
"""What the Anthology has no data to fit, set by hand below what a common co-author is worth."""

_ALONE = 3.0
"""How far the prior of a name must be above even odds to join two authors who have nothing but it
(and perhaps a venue) in common: a wrong merge is worse than a missed one."""
_NAMELESS = 50.0
"""How many people one expects behind a name of one word."""
_RAREST = 1e-4
_EXTREME = 30.0
_SHOWN = 3


def hopeless(one: Profile, other: Profile, prior: float, least: float) -> bool:
    """Tell at little cost that a score would not be above the least: nothing is in common."""
    return (
        prior - _ALONE <= least
        and one.blocks.isdisjoint(other.blocks)
        and one.telling.isdisjoint(other.telling)
        and not _beside(one, other)
    )


def score(one: Profile, other: Profile, prior: float) -> tuple[float, Shared]:
    """Give the log-odds that two profiles are of one author, and what they share."""
    found = shared(one, other)
    value = prior + _BIAS
    for weight, feature in zip(_WEIGHTS, found.features, strict=True):
        value += weight * feature
    beside = _beside(one, other)
    if not (beside or found.telling or found.company):
        value = min(value, prior - _ALONE)
    return value + beside, found


def _beside(one: Profile, other: Profile) -> float:
    """Give what citations, affiliations and concepts speak for."""
    value = 0.0
    if one.cites or other.cites:
        if not one.cites.isdisjoint(other.papers) or not other.cites.isdisjoint(one.papers):
            value += _CITES
        value += _COMMON_REFERENCES * math.sqrt(len(one.cites & other.cites))
    if not one.organizations.isdisjoint(other.organizations):
        value += _COMMON_ORGANIZATION
    if not one.concepts or not other.concepts:
        return value
    return value + _COMMON_CONCEPTS * math.sqrt(len(one.concepts & other.concepts))


def companion_score(companion: str, prior: float) -> float:
    """Give the log-odds that two papers with a common co-author, and no more, have one author."""
    return prior + _BIAS + _WEIGHTS[0] + _WEIGHTS[1] * name_weight(companion)


def chance(value: float) -> float:
    """Turn log-odds into a probability.

    >>> chance(0.0), chance(1000.0) > 0.999
    (0.5, True)
    """
    return 1 / (1 + math.exp(-max(-_EXTREME, min(_EXTREME, value))))


def agreement(one: Collection[PersonName], other: Collection[PersonName]) -> Agreement:
    """Tell how far the names of two authors agree: the best pair, if none speaks against it.

    A pair that differs does not when one of its names is known of both authors: somebody who
    published under two names still has either.

    >>> smith, jones = map(PersonName.parse, ("Ann Smith", "Ann Jones"))
    >>> agreement({smith, jones}, {jones}).name, agreement({smith}, {jones}).name
    ('FULL', 'CONFLICT')
    """
    best = Agreement.CONFLICT
    for left in one:
        for right in other:
            found = compatible(left, right)
            if found is Agreement.CONFLICT and left not in other and right not in one:
                return Agreement.CONFLICT
            best = max(best, found)
    return best


def name_prior(one: Collection[PersonName], other: Collection[PersonName]) -> float:
    """Give the log-odds that bearers of two names are one before all else: by how rare it is.

    Of each the name that tells most counts, and of the two the one that tells less.
    """
    common = max(min(map(_namesakes, one)), min(map(_namesakes, other)))
    return _PRIOR_BIAS - _PRIOR_SLOPE * math.log(common)


def reason(one: Profile, other: Profile, found: Shared, names: Agreement) -> str:
    """Say in words what speaks for two profiles being of one author."""
    parts = []
    if found.companions:
        parts.append(f"co-authors {_some(found.companions, title=True)} in common")
    if not one.cites.isdisjoint(other.papers) or not other.cites.isdisjoint(one.papers):
        parts.append("one cites the other")
    references = one.cites & other.cites
    if references:
        parts.append(f"{len(references)} references in common")
    if not one.organizations.isdisjoint(other.organizations):
        parts.append(f"affiliation {_some(one.organizations & other.organizations)} in common")
    if one.concepts & other.concepts:
        parts.append(f"{len(one.concepts & other.concepts)} concepts in common")
    if found.telling:
        parts.append(f"title words {_some(found.telling)} in common")
    if not one.venues.isdisjoint(other.venues):
        parts.append("same venue")
    return f"{said(names)}; {', '.join(parts) or 'nothing else in common'}"


_SAID = {
    Agreement.CONFLICT: "different names",
    Agreement.INITIALS: "initials agree",
    Agreement.PART: "names agree",
    Agreement.FULL: "same name",
}


def said(names: Agreement) -> str:
    """Say in words how far names agree."""
    return _SAID[names]


def _some(names: Collection[str], *, title: bool = False) -> str:
    shown = sorted(names)
    more = len(shown) - _SHOWN
    listed = ", ".join(one.title() if title else one for one in shown[:_SHOWN])
    return f"{listed} and {more} more" if more > 0 else listed


@functools.lru_cache(maxsize=50_000)
def _namesakes(name: PersonName) -> float:
    fore = name.fore
    if not fore:
        return _NAMELESS
    found = expected_namesakes(name.last, fore[0])
    for part in fore[1:]:
        found *= 0.1 if len(part) > 1 else 0.2
    return max(found, _RAREST)
