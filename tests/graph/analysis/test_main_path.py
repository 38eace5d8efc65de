"""Main paths, beside counting every line of descent one by one."""

from __future__ import annotations

import math
from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citeweave_graph.analysis import compute_main_path, papers_about
from citeweave_graph.networks import NetworkKind, build_network
from citeweave_schema.errors import NotFoundError, UsageError


def _links(network, routes=0):
    return [(one.cited, one.citing) for one in compute_main_path(network, routes=routes).items]


def _lines(network):
    """Every line of descent of a network without cycles, as its papers."""
    flow = network.reverse()
    firsts = [one for one in flow if not flow.in_degree(one) and flow.out_degree(one)]
    lasts = [one for one in flow if not flow.out_degree(one) and flow.in_degree(one)]
    return [
        path for one in firsts for last in lasts for path in nx.all_simple_paths(flow, one, last)
    ]


@st.composite
def networks(draw):
    """Citation networks without cycles: papers cite what has a lesser number."""
    size = draw(st.integers(2, 8))
    pairs = [(f"p{late}", f"p{early}") for late in range(size) for early in range(late)]
    return nx.DiGraph(draw(st.lists(st.sampled_from(pairs), min_size=1, unique=True)))


@given(network=networks())
@settings(max_examples=80, deadline=None)
def test_counts_are_those_of_all_lines(network):
    lines = _lines(network)
    counts = dict.fromkeys(network.reverse().edges(), 0)
    for line in lines:
        for link in pairwise(line):
            counts[link] += 1
    found = compute_main_path(network, routes=len(counts))
    assert {(one.cited, one.citing): one.count for one in found.items} == counts
    assert all(one.share == one.count / len(lines) for one in found.items)
    assert found.figures["left_out"] == 0
    assert found.figures["log10_lines"] == pytest.approx(math.log10(len(lines)))
    sums = {tuple(line): sum(counts[link] for link in pairwise(line)) for line in lines}
    best = min(sums, key=lambda line: (-sums[line], line))
    assert sum(counts[link] for link in _links(network)) == sums[best]
    assert _links(network) == list(pairwise(best))


@given(network=networks(), routes=st.integers(1, 3))
@settings(max_examples=60, deadline=None)
def test_key_routes_are_the_best_lines_through_the_heaviest_links(network, routes):
    lines = _lines(network)
    counts = dict.fromkeys(network.reverse().edges(), 0)
    for line in lines:
        for link in pairwise(line):
            counts[link] += 1
    found = compute_main_path(network, routes=routes)
    links = {(one.cited, one.citing) for one in found.items}
    for key in sorted(counts, key=lambda one: (-counts[one], one))[:routes]:
        through = [line for line in lines if key in set(pairwise(line))]
        best = max(sum(counts[link] for link in pairwise(line)) for line in through)
        assert any(
            sum(counts[link] for link in pairwise(line)) == best and set(pairwise(line)) <= links
            for line in through
        )
    places = {
        one: place for place, one in enumerate((one.cited, one.citing) for one in found.items)
    }
    for (_, citing), place in places.items():
        assert all(place < after for (cited, _), after in places.items() if cited == citing)


def test_cycles_are_broken_by_year_and_then_by_id():
    network = nx.DiGraph([("b", "a"), ("a", "b"), ("c", "b"), ("b", "c"), ("d", "c"), ("a", "d")])
    for paper, year in {"a": 2001, "b": 2000, "c": 2001}.items():
        network.nodes[paper]["year"] = year
    found = compute_main_path(network)
    # b is the oldest, then a and c by id, then d, whose year is not known
    assert [(one.cited, one.citing) for one in found.items] == [("b", "c"), ("c", "d")]
    assert found.figures["left_out"] == 3
    assert found.figures["citations"] == 3


def test_citations_against_time_count_where_nothing_turns_in_a_circle():
    network = nx.DiGraph([("old", "new")])
    network.nodes["old"]["year"], network.nodes["new"]["year"] = 1990, 2020
    assert _links(network) == [("new", "old")]


def test_of_equals_the_least_ids_are_taken():
    network = nx.DiGraph([("d", "b"), ("d", "c"), ("b", "a"), ("c", "a"), ("e", "c"), ("e", "b")])
    assert _links(network) == [("a", "b"), ("b", "d")]


def _diamonds(number):
    """A chain in which there are two ways over each link."""
    network = nx.DiGraph()
    for step in range(number):
        here, there = f"{step:05}", f"{step + 1:05}"
        for middle in "xy":
            network.add_edge(there, here + middle)
            network.add_edge(here + middle, here)
    return network


def test_great_counts_are_exact():
    found = compute_main_path(_diamonds(2_000))
    assert len(found.items) == 4_000
    assert {one.count for one in found.items} == {2**1_999}
    assert {one.share for one in found.items} == {0.5}
    assert found.figures["log10_lines"] == pytest.approx(2_000 * math.log10(2))


def test_counts_that_nobody_could_read_are_refused():
    with pytest.raises(UsageError, match="lines of descent"):
        compute_main_path(_diamonds(13_001))


def test_the_main_path_of_a_concept_is_of_its_papers(story):
    concept = story.concept("attention").id
    papers = papers_about(story, concept)
    assert papers
    network = build_network(story, NetworkKind.CITATION).subgraph(papers)
    for one in compute_main_path(network, routes=2).items:
        assert {one.cited, one.citing} <= papers
    for wrong in (next(iter(papers)), "Cnothing"):
        with pytest.raises(NotFoundError):
            papers_about(story, wrong)


def test_the_story_has_a_main_path(story):
    network = build_network(story, NetworkKind.CITATION)
    found = compute_main_path(network)
    assert found.items
    assert found.origin.parameters["network"] == "citation"
    assert found.origin.parameters["routes"] == 0
    for one, following in pairwise(found.items):
        assert one.citing == following.cited
    for one in found.items:
        assert network.has_edge(one.citing, one.cited)
        assert network.nodes[one.cited]["name"] == one.cited_name


def test_nothing_has_no_main_path(nothing):
    found = compute_main_path(build_network(nothing, NetworkKind.CITATION), routes=3)
    assert found.items == ()
    assert found.figures == {"papers": 0, "citations": 0, "left_out": 0, "log10_lines": 0.0}


def test_what_has_no_main_path_is_refused():
    with pytest.raises(UsageError, match="direction"):
        compute_main_path(nx.path_graph(["a", "b"]))
    with pytest.raises(UsageError, match="0 or more"):
        compute_main_path(nx.DiGraph(), routes=-1)
