"""Projections are those that networkx computes by walking neighbours."""

from __future__ import annotations

import math
import random

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from networkx.algorithms import bipartite

from citeweave_graph.networks import projecting
from citeweave_graph.networks.asking import Counting, NetworkQuestion, Normalisation
from citeweave_graph.networks.projecting import occurrences, through, together
from citeweave_schema.errors import UsageError

PAIRS = st.sets(
    st.tuples(
        st.integers(0, 12).map(lambda one: f"u{one:02}"),
        st.integers(0, 9).map(lambda one: f"p{one}"),
    ),
    min_size=1,
    max_size=70,
)


def projected(pairs, question=NetworkQuestion()):  # noqa: B008  # frozen
    found = occurrences(pairs)
    links = together(found, found.largest(None), question)
    return {
        (found.units[first], found.units[second]): weight
        for first, second, weight in zip(links.first, links.second, links.weight, strict=True)
    }


def expected(pairs, project):
    graph = nx.Graph(list(pairs))
    units = {unit for unit, _ in pairs}
    network = project(graph, units)
    return {tuple(sorted(ends)): weight for *ends, weight in network.edges(data="weight")}


@given(PAIRS)
def test_full_counts(pairs):
    assert projected(pairs) == expected(pairs, bipartite.weighted_projected_graph)


@given(PAIRS)
def test_fractional_counts(pairs):
    found = projected(pairs, NetworkQuestion(counting=Counting.FRACTIONAL))
    assert found == pytest.approx(expected(pairs, bipartite.collaboration_weighted_projected_graph))


@given(PAIRS)
def test_jaccard(pairs):
    found = projected(pairs, NetworkQuestion(normalisation=Normalisation.JACCARD))
    assert found == pytest.approx(expected(pairs, bipartite.overlap_weighted_projected_graph))


def test_a_larger_network_with_hubs():
    chance = random.Random(1)
    pairs = {
        (f"u{chance.randrange(150):03}", f"p{min(int(chance.paretovariate(0.6)), 300):03}")
        for _ in range(1500)
    }
    assert projected(pairs) == expected(pairs, bipartite.weighted_projected_graph)
    found = projected(pairs, NetworkQuestion(counting=Counting.FRACTIONAL))
    wanted = expected(pairs, bipartite.collaboration_weighted_projected_graph)
    assert found.keys() == wanted.keys()
    assert all(math.isclose(found[ends], wanted[ends]) for ends in wanted)


@given(PAIRS, st.integers(1, 40))
def test_any_size_of_blocks_gives_the_same(pairs, block):
    whole = projected(pairs)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(projecting, "_BLOCK", block)
        assert projected(pairs) == whole


@given(PAIRS, PAIRS)
def test_two_modes(pairs, others):
    left = occurrences(pairs)
    right = occurrences((f"c{one}", place) for one, place in others)
    links = through(left, right, left.sizes, NetworkQuestion())
    found = {
        (left.units[first], right.units[second]): int(count)
        for first, second, count in zip(links.first, links.second, links.count, strict=True)
    }
    wanted = {}
    for unit, place in pairs:
        for concept, there in others:
            if place == there:
                ends = (unit, f"c{concept}")
                wanted[ends] = wanted.get(ends, 0) + 1
    assert found == wanted


def test_a_network_that_nothing_could_hold_is_refused():
    pairs = {(f"u{one}", "p") for one in range(4)}
    with pytest.raises(UsageError, match="more than 5 links"):
        projected(pairs, NetworkQuestion(most_links=5))
    assert len(projected(pairs, NetworkQuestion(most_links=6))) == 6
