"""Measures on networks whose answers are known."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from citeweave_graph.analysis import Measure, compute_ranking
from citeweave_graph.networks import NetworkKind, build_network
from citeweave_schema.errors import UsageError


def scores(network, measure, **options):
    return {one.node: one.score for one in compute_ranking(network, measure, **options).items}


def test_pagerank_solves_its_equations():
    network = nx.DiGraph([("a", "b"), ("c", "b"), ("b", "d"), ("d", "a"), ("e", "a")])
    order = list(network)
    moves = nx.to_numpy_array(network, nodelist=order)
    moves /= moves.sum(axis=1, keepdims=True)
    exact = np.linalg.solve(np.eye(5) - 0.85 * moves.T, np.full(5, 0.15 / 5))
    found = scores(network, Measure.PAGERANK)
    assert [found[one] for one in order] == pytest.approx(exact.tolist(), abs=1e-6)


def test_betweenness_of_a_path():
    network = nx.path_graph(["a", "b", "c", "d", "e"])
    found = scores(network, Measure.BETWEENNESS)
    assert found == pytest.approx({"a": 0, "b": 3 / 6, "c": 4 / 6, "d": 3 / 6, "e": 0})


def test_betweenness_is_estimated_from_a_few_sources_and_the_seed():
    network = nx.barabasi_albert_graph(120, 2, seed=3)
    network = nx.relabel_nodes(network, {one: f"n{one:03}" for one in network})
    exact = compute_ranking(network, Measure.BETWEENNESS, most=5)
    assert exact.origin.parameters["sources"] == "all"
    first = compute_ranking(network, Measure.BETWEENNESS, most=5, sources=40, seed=1)
    assert first == compute_ranking(network, Measure.BETWEENNESS, most=5, sources=40, seed=1)
    assert first.origin.parameters["sources"] == 40
    estimated = {one.node: one.score for one in first.items}
    assert estimated[exact.items[0].node] == pytest.approx(exact.items[0].score, rel=0.3)


def test_cores():
    network = nx.Graph(nx.complete_graph(["a", "b", "c", "d"]).edges)
    network.add_edges_from([("d", "e"), ("e", "f"), ("f", "f")])
    found = scores(network, Measure.CORE)
    assert found == {"a": 3, "b": 3, "c": 3, "d": 3, "e": 1, "f": 1}


def test_citations_are_what_comes_in(story):
    network = build_network(story, NetworkKind.CITATION)
    found = compute_ranking(network, Measure.STRENGTH, most=3)
    assert found.origin.graph_state == story.state
    assert found.origin.graph_version == story.manifest().version
    assert found.origin.parameters["network"] == "citation"
    assert [one.score for one in found.items] == [8, 8, 8]
    assert found.items[0].name.startswith("On translation")


@pytest.mark.parametrize("measure", Measure)
def test_nothing_to_rank(measure):
    assert compute_ranking(nx.Graph(), measure).items == ()


def test_impossible_numbers_are_refused():
    with pytest.raises(UsageError):
        compute_ranking(nx.Graph(), Measure.CORE, most=0)
