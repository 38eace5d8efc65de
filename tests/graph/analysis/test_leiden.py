"""Leiden divides as well as it promises, and never tears a community apart."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from citeweave_graph.analysis import leiden, modularity

LINKS = st.lists(
    st.tuples(st.integers(0, 14), st.integers(0, 14), st.sampled_from((0.5, 1.0, 3.0))),
    max_size=60,
)


def drawn(nodes, links):
    graph = nx.Graph()
    graph.add_nodes_from(range(nodes))
    for first, second, weight in links:
        if first != second:
            before = graph.get_edge_data(first, second, {"weight": 0})["weight"]
            graph.add_edge(first, second, weight=before + weight)
    return graph


def groups(division):
    return [
        {node for node, one in enumerate(division) if one == number}
        for number in range(max(division) + 1)
    ]


@given(LINKS, st.integers(0, 5), st.sampled_from((0.3, 1.0, 2.0)))
def test_every_community_is_connected(links, seed, resolution):
    graph = drawn(15, links)
    division = leiden(15, links, seed=seed, resolution=resolution)
    found = groups(division)
    assert sorted(node for some in found for node in some) == list(range(15))
    assert all(nx.is_connected(graph.subgraph(some)) for some in found)
    assert [len(some) for some in found] == sorted(map(len, found), reverse=True)
    assert division == leiden(15, links, seed=seed, resolution=resolution)


@given(LINKS, st.integers(0, 5))
def test_modularity_is_that_of_networkx(links, seed):
    graph = drawn(15, links)
    division = leiden(15, links, seed=seed)
    found = modularity(15, links, division)
    if not graph.number_of_edges():
        assert found == 0
        return
    assert found == pytest.approx(nx.community.modularity(graph, groups(division)))
    assert found >= modularity(15, links, list(range(15))) - 1e-9
    assert found >= modularity(15, links, [0] * 15) - 1e-9


def divisions(nodes):
    """Give every division of a few nodes."""
    if not nodes:
        yield []
        return
    for rest in divisions(nodes - 1):
        for number in range(max(rest, default=-1) + 2):
            yield [*rest, number]


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.just(1.0)), min_size=3, max_size=12)
)
def test_nearly_the_best_of_all_divisions(links):
    best = max(modularity(6, links, one) for one in divisions(6))
    assert (
        max(modularity(6, links, leiden(6, links, seed=seed)) for seed in range(3)) >= best - 0.05
    )


def test_the_karate_club():
    graph = nx.karate_club_graph()
    links = [(first, second, 1.0) for first, second in graph.edges]
    # 0.4198 is the best there is (Brandes et al. 2008)
    found = [modularity(34, links, leiden(34, links, seed=seed)) for seed in range(4)]
    assert max(found) == pytest.approx(0.4198, abs=1e-4)
    assert min(found) > 0.41


def test_planted_communities_are_found():
    graph = nx.planted_partition_graph(8, 40, 0.3, 0.01, seed=1)
    links = [(first, second, 1.0) for first, second in graph.edges]
    found = groups(leiden(320, links))
    assert sorted(map(sorted, found)) == [list(range(40 * one, 40 * one + 40)) for one in range(8)]


def test_nothing_to_divide():
    assert leiden(0, []) == []
    assert leiden(3, []) == [0, 1, 2]
    assert modularity(3, [], [0, 1, 2]) == 0
