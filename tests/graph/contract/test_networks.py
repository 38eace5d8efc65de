"""Networks and analyses are the same on every store."""

from __future__ import annotations

from dataclasses import replace

import pytest

from citeweave_graph.analysis import (
    ConceptQuestion,
    Through,
    compute_bridges,
    compute_bursts,
    compute_communities,
    compute_growth,
    compute_predictions,
    compute_trends,
)
from citeweave_graph.networks import NetworkKind, NetworkQuestion, build_network
from citeweave_schema import ConceptKind, Role

EVERYTHING = NetworkQuestion(kinds=frozenset(ConceptKind), roles=frozenset(Role), named=True)


@pytest.mark.parametrize("kind", NetworkKind)
def test_networks(view, reference, kind):
    found, expected = (build_network(one, kind, EVERYTHING) for one in (view, reference))
    assert list(found.nodes(data=True)) == list(expected.nodes(data=True))
    assert list(found.edges(data=True)) == list(expected.edges(data=True))
    assert found.number_of_nodes()


def test_analyses(view, reference):
    question = ConceptQuestion(kinds=frozenset(ConceptKind), roles=frozenset(Role))
    first, second = (reference.concept(name).id for name in ("transformer", "attention"))
    answers = [
        [
            compute_trends(one, question, min_papers=1),
            compute_bursts(one, question, min_papers=1),
            compute_growth(one),
            compute_predictions(one, question, min_papers=1),
            compute_bridges(one, first, second, question),
            compute_bridges(one, first, second, through=Through.CITATIONS),
            compute_communities(one, build_network(one, NetworkKind.CO_USE, EVERYTHING)),
        ]
        for one in (view, reference)
    ]
    found, expected = (
        [replace(one, origin=replace(one.origin, graph_state="", graph_version=0)) for one in some]
        for some in answers
    )
    assert found == expected
