"""What an abbreviation stands for in a paper, by what papers say.

The paper's own words come first: the long form that it defines, or one of the long forms that
others define and that it names too. Else the papers that define the abbreviation decide, where at
least nine in ten of them agree. Where they differ, the company that a name keeps decides: among
papers on images "CL" is contrastive learning, among those on grammar it is computational
linguistics. Without a clear margin the abbreviation stays apart, since a wrong merge is worse than
a missed one.

Company is weighed as in naive Bayes (Mosteller and Wallace, "Inference in an Authorship Problem",
1963): each long form by the number of papers that define it, times, for each other name of the
paper, how usual that name is in those papers, smoothed by how usual it is in the papers of all
candidates.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from math import exp, log

from citeweave_schema.judgements import Decision, Verdict
from citeweave_schema.kinds import NodeKind

__all__ = ["LongForm", "Resolution", "agreed", "resolve"]

LocalName = str

_AGREEING, _OF = 9, 10
"""How many of the papers that spell an abbreviation out must spell it alike, of how many."""

_SURE = 0.95
"""The share of the odds that company must give to one long form."""

_LEAST_SHARED = 1
_SMOOTHING = 1.0
_NO_NAMES: Mapping[LocalName, int] = {}


@dataclass(frozen=True, slots=True)
class LongForm:
    """What papers say of one long form of an abbreviation.

    Attributes:
        papers: how many papers define it so.
        company: for each other concept of those papers, in how many of them it is. May be left
            out where company is not to decide.
    """

    papers: int
    company: Mapping[LocalName, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Resolution:
    """What stands for a name, and the decision that says why; None where there was none to take."""

    name: LocalName
    decision: Decision | None = None


def agreed(longs: Mapping[LocalName, LongForm]) -> LocalName | None:
    """Give the long form on which at least nine in ten papers agree; None where they do not.

    >>> agreed({"METHOD:a": LongForm(9), "METHOD:b": LongForm(1)})
    'METHOD:a'
    >>> agreed({"METHOD:a": LongForm(1), "METHOD:b": LongForm(1)}) is None
    True
    """
    if not longs:
        return None
    usual = _usual(longs)
    enough = _OF * longs[usual].papers >= _AGREEING * _defining(longs)
    return usual if enough else None


def resolve(
    name: LocalName,
    longs: Mapping[LocalName, LongForm],
    others: Collection[LocalName] = (),
    defined: LocalName | None = None,
) -> Resolution:
    """Give what stands for a name in a paper.

    It depends on nothing but the arguments: what the papers that define the name say, and what else
    this paper names.

    Args:
        name: what the paper calls something.
        longs: the long forms that papers define for it.
        others: the other local names of the paper.
        defined: the long form that the paper itself defines; None where it defines none.

    >>> longs = {
    ...     "METHOD:contrastivelearning": LongForm(2, {"DATASET:imagenet": 2}),
    ...     "METHOD:curriculumlearning": LongForm(2, {"TASK:machinetranslation": 2}),
    ... }
    >>> resolve("METHOD:cl", longs).name
    'METHOD:cl'
    >>> resolve("METHOD:cl", longs, ["METHOD:curriculumlearning"]).name
    'METHOD:curriculumlearning'
    >>> found = resolve("METHOD:rag", {"METHOD:retrievalaugmentedgeneration": LongForm(12)})
    >>> found.decision.rule, found.decision.reason
    ('agreement', '12 of 12 papers that spell it out mean retrievalaugmentedgeneration')
    """
    if defined is not None and defined != name:
        return _same(name, defined, 1.0, "definition", "the paper spells it out")
    if not longs:
        return Resolution(name)
    own = sorted(set(longs).intersection(others) - {name})
    if len(own) == 1:
        reason = f"the paper also names {_shown(own[0])}, which others abbreviate so"
        return _same(name, own[0], 1.0, "own long form", reason)
    usual = _usual(longs)
    counts = f"{longs[usual].papers} of {_defining(longs)} papers that spell it out mean"
    if agreed(longs) is not None:
        share = longs[usual].papers / _defining(longs)
        return _same(name, usual, share, "agreement", f"{counts} {_shown(usual)}")
    return _by_company(name, longs, set(others) - {name})


def _by_company(
    name: LocalName, longs: Mapping[LocalName, LongForm], others: set[LocalName]
) -> Resolution:
    odds = _odds(longs, others)
    best = max(sorted(odds), key=odds.__getitem__)
    shared = sorted(others.intersection(longs[best].company))
    among = f"{len(longs)} long forms"
    if len(shared) < _LEAST_SHARED:
        reason = f"papers give it {among}, and none of their concepts is in this paper"
        return _apart(name, best, odds[best], reason)
    seen = ", ".join(_shown(one) for one in shared[:3])
    if odds[best] < _SURE:
        reason = f"papers give it {among}; {seen} do not tell which"
        return _apart(name, best, odds[best], reason)
    reason = f"papers give it {among}; those that mean {_shown(best)} also name {seen}"
    return _same(name, best, odds[best], "company", reason)


def _odds(longs: Mapping[LocalName, LongForm], others: set[LocalName]) -> dict[LocalName, float]:
    """Give the probability of each long form, given the other names of the paper."""
    total = _defining(longs)
    weights: dict[LocalName, float] = {}
    heard = sorted(others.intersection(*[set().union(*(one.company for one in longs.values()))]))
    for long, said in sorted(longs.items()):
        weight = log(said.papers)
        for one in heard:
            usual = sum(other.company.get(one, 0) for other in longs.values()) / total
            here = said.company.get(one, 0) + _SMOOTHING * usual
            weight += log(here / (said.papers + _SMOOTHING))
        weights[long] = weight
    highest = max(weights.values())
    scale = sum(exp(weight - highest) for weight in weights.values())
    return {long: exp(weight - highest) / scale for long, weight in weights.items()}


def _defining(longs: Mapping[LocalName, LongForm]) -> int:
    return sum(one.papers for one in longs.values())


def _usual(longs: Mapping[LocalName, LongForm]) -> LocalName:
    return max(sorted(longs), key=lambda long: longs[long].papers)


def _shown(name: LocalName) -> str:
    return name.partition(":")[2] or name


def _same(name: LocalName, long: LocalName, score: float, rule: str, reason: str) -> Resolution:
    return Resolution(long, _decided(name, long, Verdict.SAME, score, rule, reason))


def _apart(name: LocalName, long: LocalName, score: float, reason: str) -> Resolution:
    return Resolution(name, _decided(name, long, Verdict.UNSURE, score, "company", reason))


def _decided(
    name: LocalName, long: LocalName, verdict: Verdict, score: float, rule: str, reason: str
) -> Decision:
    return Decision(
        kind=NodeKind.CONCEPT,
        left=name,
        right=long,
        verdict=verdict,
        score=score,
        rule=rule,
        reason=reason,
    )
