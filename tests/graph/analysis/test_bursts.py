"""The automaton finds the cheapest of all sequences of states."""

from __future__ import annotations

import math
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citeweave_graph.analysis import burst_states, compute_bursts
from citeweave_schema.errors import UsageError

YEARS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 30)).map(lambda one: (min(one), max(one))),
    min_size=1,
    max_size=8,
)


def cost(states, years, ratio, gamma):
    """Give what a sequence costs as Kleinberg defines it, binomials and all."""
    having, every = (sum(one) for one in zip(*years, strict=True))
    chances = having / every, min(ratio * having / every, 0.9999)
    whole, before = 0.0, 0
    for state, (found, total) in zip(states, years, strict=True):
        if state > before:
            whole += gamma * math.log(len(years))
        before = state
        chance = chances[state]
        whole -= math.log(math.comb(total, found))
        whole -= found * math.log(chance) + (total - found) * math.log(1 - chance)
    return whole


@given(YEARS, st.sampled_from((1.5, 2.0, 3.0)), st.sampled_from((0.0, 0.5, 1.0, 2.0)))
def test_no_sequence_is_cheaper(years, ratio, gamma):
    relevant, totals = zip(*years, strict=True)
    found = burst_states(relevant, totals, ratio=ratio, gamma=gamma)
    assert len(found) == len(years)
    if not 0 < sum(relevant) < 0.99 * sum(totals):
        assert not sum(relevant) or len(set(found)) <= 2
        return
    least = min(cost(one, years, ratio, gamma) for one in product((0, 1), repeat=len(years)))
    assert cost(found, years, ratio, gamma) == pytest.approx(least)


@given(st.integers(1, 8), st.integers(0, 9))
def test_what_is_in_all_or_no_papers_never_bursts(years, papers):
    assert set(burst_states([papers] * years, [papers] * years)) == {0}
    assert set(burst_states([0] * years, [papers] * years)) == {0}


def test_the_rise_of_transformers_is_a_burst(story):
    found = compute_bursts(story, ratio=1.5)
    bursts = {one.name: one for one in found.items}
    rise = next(one for name, one in bursts.items() if "transformer" in name)
    assert (rise.first, rise.last, rise.ongoing) == (2018, 2021, True)
    assert rise.papers == 5 + 6 + 8 + 8
    fall = bursts["attention"]
    assert fall.first == 2014
    assert not fall.ongoing
    weights = [one.weight for one in found.items]
    assert weights == sorted(weights, reverse=True)
    assert min(weights) > 0


@pytest.mark.parametrize(
    "wrong", [{"ratio": 1.0}, {"gamma": -1.0}, {"most": 0}, {"ratio": math.nan}]
)
def test_impossible_automata_are_refused(nothing, wrong):
    with pytest.raises(UsageError):
        compute_bursts(nothing, **wrong)
