"""Trends, successors, bridges, predictions and communities of a story that is known."""

from __future__ import annotations

import math

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from citeweave_graph import Years
from citeweave_graph.analysis import (
    ConceptQuestion,
    Division,
    Through,
    compute_bridges,
    compute_communities,
    compute_predictions,
    compute_successors,
    compute_trends,
    signed_ratio,
    yearly,
)
from citeweave_graph.networks import NetworkKind, NetworkQuestion, build_network
from citeweave_schema import ConceptKind
from citeweave_schema.errors import NotFoundError, UsageError

TABLE = st.tuples(*(st.integers(0, 50) for _ in range(4)))
EVERYTHING = ConceptQuestion(kinds=frozenset(ConceptKind))


@given(TABLE)
def test_the_ratio_is_that_of_the_table(cells):
    having, rest, there, rest_there = cells
    found = signed_ratio(having, having + rest, there, there + rest_there)
    whole = sum(cells)
    rows, columns = (having + rest, there + rest_there), (having + there, rest + rest_there)
    expected = 0.0
    for number, cell in enumerate(cells):
        if cell:
            expected += (
                2 * cell * math.log(cell * whole / (rows[number // 2] * columns[number % 2]))
            )
    if all(rows):
        assert abs(found) == pytest.approx(expected, abs=1e-6)
        assert (found >= 0) == (having * rows[1] >= there * rows[0]) or found == 0
    else:
        assert found == 0


def concept(view, name):
    found = view.concept(name)
    assert found, name
    return found.id


def test_years_are_counted(story):
    found = yearly(story, ConceptQuestion())
    assert found.years == tuple(range(2014, 2022))
    assert found.totals == (12,) * 7 + (13,)
    assert found.counts[concept(story, "attention")] == (6, 6, 6, 4, 2, 1, 0, 1)
    few = yearly(story, ConceptQuestion(years=Years(first=2016, last=2017)))
    assert few.counts[concept(story, "attention")] == (6, 4)


def test_trends(story):
    found = compute_trends(story)
    names = [one.name for one in found.items]
    assert "transformer" in names[0]
    assert names[-1] == "attention"
    rise, fall = found.items[0], found.items[-1]
    assert rise.first_year == 2017
    assert rise.papers == (0, 0, 0, 3, 5, 6, 8, 8)
    assert rise.share_recent == pytest.approx(22 / 37)
    assert rise.share_before == pytest.approx(8 / 36)
    assert rise.growth == pytest.approx(math.log2(22.5 / 38 / (8.5 / 37)))
    assert rise.ratio > 3.84
    assert fall.growth < 0 > fall.ratio


def test_what_emerges_was_not_there_before(story):
    question = ConceptQuestion(years=Years(last=2019))
    found = compute_trends(story, question, emerging=True)
    assert {one.first_year for one in found.items} <= {2017, 2018, 2019}
    assert len(found.items) == 2


def test_transformers_follow_attention(story):
    attention = concept(story, "attention")
    found = compute_successors(story, attention)
    (best,) = found.items
    assert "transformer" in best.name
    assert found.figures["share_after"] < found.figures["share_before"]
    assert best.share_after > best.share_before
    assert best.tasks == (concept(story, "translation"),)
    years = [story.node(one).year for one in best.papers]
    assert years == sorted(years)
    assert min(years) > found.figures["turn"]
    both = [story.node(one).abstract for one in best.both]
    assert all("attention" in text for text in both)


def test_what_rises_has_no_successor(story):
    rising = story.concept("transformer").id
    assert compute_successors(story, rising).items == ()
    with pytest.raises(NotFoundError):
        compute_successors(story, "Cnothing")


def test_bridges_over_concepts(story):
    found = compute_bridges(
        story, concept(story, "translation"), concept(story, "question answering")
    )
    best = found.items[0]
    assert best.name == "On bridge"
    assert best.inside == "both"
    assert 0 < best.score <= 1
    assert best.score == pytest.approx(math.sqrt(best.first * best.second))
    assert concept(story, "translation") in best.to_first


def test_bridges_over_citations(story):
    papers = {story.node(one).name: one for one in build_network(story, NetworkKind.CITATION)}
    cited = papers["On translation2015n0"]
    found = compute_bridges(
        story,
        [papers["On translation2014n0"]],
        [papers[f"On translation2016n{number}"] for number in range(8)],
        through=Through.CITATIONS,
    )
    best = {one.paper: one for one in found.items}[cited]
    # it cites two papers and is cited by eight
    assert (best.first, best.second) == pytest.approx((1 / 10, 8 / 10))
    assert best.to_first == (papers["On translation2014n0"],)
    with pytest.raises(UsageError):
        compute_bridges(story, [], [cited])


def test_predictions_are_those_of_networkx(story):
    network = build_network(
        story, NetworkKind.CO_USE, NetworkQuestion(kinds=frozenset(ConceptKind))
    )
    expected = {frozenset(pair): score for *pair, score in nx.adamic_adar_index(network) if score}
    found = compute_predictions(story, EVERYTHING, min_papers=1)
    assert {frozenset((one.first, one.second)): one.score for one in found.items} == pytest.approx(
        expected
    )
    assert found.items
    for one in found.items:
        assert one.between == len(one.ways)
        assert one.score == pytest.approx(sum(step.weight for step in one.ways))
        for step in one.ways:
            assert step.with_first
            assert step.with_second
    only = found.items[0].first
    chosen = compute_predictions(story, EVERYTHING, concept=only, min_papers=1)
    assert {frozenset((one.first, one.second)) for one in chosen.items} == {
        pair for pair in expected if only in pair
    }


@pytest.mark.parametrize("division", Division)
def test_communities_have_the_subjects_as_labels(story, division):
    network = build_network(
        story, NetworkKind.SHARED_CONCEPTS, NetworkQuestion(kinds=frozenset({ConceptKind.TASK}))
    )
    found = compute_communities(story, network, division=division)
    assert sorted(len(one.members) for one in found.items) in ([32, 65], [33, 64])
    labels = [one.labels[0].name for one in found.items]
    assert labels[0] == "translation"
    assert {label.name for label in found.items[1].labels} & {"question answering", "ImageNet"}
    assert found.figures["modularity"] > 0.3
    assert found.origin.parameters["division"] == division.value


def test_communities_of_concepts_are_named_by_their_members(story):
    kinds = frozenset({ConceptKind.METHOD, ConceptKind.TASK, ConceptKind.DATASET})
    network = build_network(story, NetworkKind.CO_USE, NetworkQuestion(kinds=kinds))
    for one in compute_communities(story, network).items:
        assert tuple(label.concept for label in one.labels) == one.members[:5]
        assert tuple(label.name for label in one.labels) == one.leading


def test_a_network_of_another_graph_is_refused(story, nothing):
    network = build_network(nothing, NetworkKind.CO_USE)
    with pytest.raises(UsageError, match="another state"):
        compute_communities(story, network)


def test_an_empty_graph_says_nothing(nothing):
    assert compute_trends(nothing).items == ()
    assert compute_predictions(nothing).items == ()
    network = build_network(nothing, NetworkKind.COUPLING)
    assert compute_communities(nothing, network).items == ()
