"""What an abbreviation stands for in a paper, by what papers say.

The paper's own words come first: the long form that it defines, or one of the long forms that
others define and that it names too. Else the papers that define the abbreviation decide, where at
least nine in ten of them agree. Where they differ, the company that a name keeps decides: among
papers on images "CL" is contrastive learning, among those on grammar it is computational
linguistics. Without a clear margin the abbreviation stays apart, since a wrong merge is worse than
a missed one; and so it does where a single paper defines it that shares no concept with this one:
in half of the annotated papers, 6 in 16 such meant something else, of all others 3 in 95.

Company is weighed as in naive Bayes (Mosteller and Wallace, "Inference in an Authorship Problem",
1963): each long form by the number of papers that define it, times, for each other name of the
paper, how usual that name is in those papers, smoothed by how usual it is in the papers of all
candidates.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from math import exp, log

from citeweave_graph.identity.initials import stands_for
from citeweave_schema.judgements import Decision, Verdict
from citeweave_schema.kinds import NodeKind

__all__ = ["CREDIBLE", "LongForm", "Resolution", "agreed", "own_long_forms", "resolve"]

LocalName = str

_SHORT = re.compile(r"(?=.*[A-Z].*[A-Z])[A-Za-z0-9][A-Za-z0-9-]{1,11}")
"""One word with two capitals: what may be an abbreviation."""

_AGREEING, _OF = 9, 10
"""How many of the papers that spell an abbreviation out must spell it alike, of how many."""

_SURE = 0.95
"""The share of the odds that company must give to one long form."""

CREDIBLE = 2
"""How many papers must define a long form that is taken without regard to company.

An open list of names that has a long form (`NameLists.spelt_out`) speaks for as many.
"""

_SMOOTHING = 1.0


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

    One paper agrees with itself, which `resolve` takes for too little by itself.

    >>> agreed({"METHOD:a": LongForm(9), "METHOD:b": LongForm(1)})
    'METHOD:a'
    >>> agreed({"METHOD:a": LongForm(1), "METHOD:b": LongForm(1)}) is None
    True
    """
    if not longs:
        return None
    longs = _without_longer(longs)
    usual = _usual(longs)
    enough = _OF * longs[usual].papers >= _AGREEING * _defining(longs)
    return usual if enough else None


def own_long_forms(names: Mapping[LocalName, Collection[str]]) -> dict[LocalName, LocalName]:
    """Give the abbreviations of a paper whose long form it also names, though it never says so.

    Only where the letters leave no doubt (`initials.stands_for`) and one name of the kind fits.

    Args:
        names: the local names of the paper, each with its surfaces.

    >>> own_long_forms({
    ...     "METHOD:llm": ["LLMs"],
    ...     "METHOD:largelanguage": ["large language models"],
    ...     "METHOD:graphnet": ["graph net"],
    ... })
    {'METHOD:llm': 'METHOD:largelanguage'}
    """
    longs: dict[tuple[str, str], list[tuple[str, LocalName]]] = {}
    shorts: list[tuple[str, LocalName]] = []
    for name, surfaces in names.items():
        kind = name.partition(":")[0]
        for surface in surfaces:
            if len(surface.split()) > 1 or "-" in surface:
                longs.setdefault((kind, surface[:1].lower()), []).append((surface, name))
            if _SHORT.fullmatch(surface):
                shorts.append((surface, name))
    found: dict[LocalName, set[LocalName]] = {}
    for surface, name in shorts:
        for long, other in longs.get((name.partition(":")[0], surface[0].lower()), ()):
            if other != name and stands_for(surface, long):
                found.setdefault(name, set()).add(other)
    only = {name: next(iter(fitting)) for name, fitting in found.items() if len(fitting) == 1}
    # What is itself short for something would make the answer depend on the order.
    return {name: long for name, long in only.items() if long not in found}


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
    longs = _without_longer(longs)
    own = sorted(set(longs).intersection(others) - {name})
    if len(own) == 1:
        reason = f"the paper also names {_shown(own[0])}, which others abbreviate so"
        return _same(name, own[0], 1.0, "own long form", reason)
    company = set(others) - {name}
    if agreed(longs) is not None:
        return _by_agreement(name, longs, company)
    return _by_company(name, longs, company)


def _without_longer(longs: Mapping[LocalName, LongForm]) -> Mapping[LocalName, LongForm]:
    """Count a long form that only adds words to another for the more frequent of the two.

    "Deep reinforcement learning (RL)" is one paper's wording, not another meaning of "RL".
    """
    ordered = sorted(longs.items(), key=lambda one: (-one[1].papers, len(one[0]), one[0]))
    kept: dict[LocalName, LongForm] = {}
    for long, said in ordered:
        text = long.partition(":")[2]
        home = next((other for other in kept if _adds(text, other.partition(":")[2])), None)
        kept[home or long] = _summed(kept[home], said) if home else said
    return kept


def _adds(text: str, other: str) -> bool:
    return text.endswith(other) or text.startswith(other) or other.endswith(text)


def _summed(one: LongForm, other: LongForm) -> LongForm:
    company = dict(one.company)
    for name, count in other.company.items():
        company[name] = company.get(name, 0) + count
    return LongForm(one.papers + other.papers, company)


def _by_agreement(
    name: LocalName, longs: Mapping[LocalName, LongForm], others: set[LocalName]
) -> Resolution:
    usual = _usual(longs)
    said = longs[usual]
    share = said.papers / _defining(longs)
    if said.papers < CREDIBLE and others.isdisjoint(said.company):
        reason = f"only one paper spells it out, as {_shown(usual)}, and shares no concept"
        return _apart(name, usual, share / 2, reason)
    counts = f"{said.papers} of {_defining(longs)} papers that spell it out mean"
    return _same(name, usual, share, "agreement", f"{counts} {_shown(usual)}")


def _by_company(
    name: LocalName, longs: Mapping[LocalName, LongForm], others: set[LocalName]
) -> Resolution:
    odds = _odds(longs, others)
    best = max(sorted(odds), key=odds.__getitem__)
    shared = sorted(others.intersection(longs[best].company))
    among = f"{len(longs)} long forms"
    if not shared:
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
    known = {one for said in longs.values() for one in said.company}
    for long, said in sorted(longs.items()):
        weight = log(said.papers)
        for one in sorted(others & known):
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
    return Resolution(
        long,
        Decision(
            kind=NodeKind.CONCEPT,
            left=name,
            right=long,
            verdict=Verdict.SAME,
            score=score,
            rule=rule,
            reason=reason,
        ),
    )


def _apart(name: LocalName, long: LocalName, score: float, reason: str) -> Resolution:
    return Resolution(
        name,
        Decision(
            kind=NodeKind.CONCEPT,
            left=name,
            right=long,
            verdict=Verdict.UNSURE,
            score=score,
            rule="company",
            reason=reason,
        ),
    )
