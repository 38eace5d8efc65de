"""Networks of a literature small enough to be worked out by hand."""

from __future__ import annotations

import pytest
from building import build
from dictionary import Dictionary
from literature import LITERATURE

from citeweave_graph import Years, open_store
from citeweave_graph.networks import (
    Counting,
    NetworkKind,
    NetworkQuestion,
    Normalisation,
    build_network,
)
from citeweave_schema import ConceptKind, Role
from citeweave_schema.errors import UsageError

FRACTIONAL = NetworkQuestion(counting=Counting.FRACTIONAL)
SHORT = {
    "Ada Lovelace": "Ada",
    "Wei Wang": "Wei",
    "Jun Li": "Jun",
    "TU Delft": "Delft",
    "University of Oslo": "Oslo",
    "Kyoto University": "Kyoto",
}


@pytest.fixture(scope="module", params=["memory", "sqlite"])
def view(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("networks")
    url = "memory:" if request.param == "memory" else f"sqlite:{folder / 'g.db'}"
    with open_store(url) as store:
        build(store, {"literature": LITERATURE}, extract=Dictionary())
        with store.view() as view:
            yield view


def short(name):
    return SHORT.get(name, name.removeprefix("Paper "))


def drawn(view, kind, question=None, attribute="weight"):
    """Give the links of a network by the short names of their ends."""
    network = build_network(view, kind, question)
    names = {one: short(name) for one, name in network.nodes(data="name")}
    edges = network.edges(data=attribute)
    if network.is_directed():
        return {(names[first], names[second]): value for first, second, value in edges}
    return {
        " ".join(sorted((names[first], names[second]))): value for first, second, value in edges
    }


def test_citation(view):
    full = drawn(view, NetworkKind.CITATION)
    assert full == {
        ("two", "one"): 1,
        ("three", "one"): 1,
        ("three", "two"): 1,
        ("four", "one"): 1,
        ("four", "two"): 1,
    }
    assert drawn(view, NetworkKind.CITATION, FRACTIONAL) == {
        ("two", "one"): 1,
        ("three", "one"): 0.5,
        ("three", "two"): 0.5,
        ("four", "one"): 0.5,
        ("four", "two"): 0.5,
    }
    since = NetworkQuestion(years=Years(first=2021))
    assert drawn(view, NetworkKind.CITATION, since) == {("four", "one"): 1, ("four", "two"): 1}


def test_co_citation(view):
    assert drawn(view, NetworkKind.CO_CITATION) == {"one two": 2}
    assert drawn(view, NetworkKind.CO_CITATION, FRACTIONAL) == {"one two": 2}
    last = NetworkQuestion(years=Years(last=2020))
    assert drawn(view, NetworkKind.CO_CITATION, last) == {"one two": 1}
    # one is cited three times, two twice
    for how, weight in (
        (Normalisation.ASSOCIATION, 2 / 6),
        (Normalisation.SALTON, 2 / 6**0.5),
        (Normalisation.JACCARD, 2 / 3),
    ):
        question = NetworkQuestion(normalisation=how)
        assert drawn(view, NetworkKind.CO_CITATION, question) == {"one two": pytest.approx(weight)}


def test_coupling(view):
    assert drawn(view, NetworkKind.COUPLING) == {"four two": 1, "four three": 2, "three two": 1}
    # one is cited by three, two by two
    assert drawn(view, NetworkKind.COUPLING, FRACTIONAL) == {
        "four two": 0.5,
        "four three": 1.5,
        "three two": 0.5,
    }
    twice = NetworkQuestion(min_count=2)
    assert drawn(view, NetworkKind.COUPLING, twice) == {"four three": 2}
    heavy = NetworkQuestion(counting=Counting.FRACTIONAL, min_weight=1.0)
    assert drawn(view, NetworkKind.COUPLING, heavy) == {"four three": 1.5}


def test_co_authorship(view):
    assert drawn(view, NetworkKind.CO_AUTHORSHIP) == {"Ada Wei": 2, "Ada Jun": 1, "Jun Wei": 1}
    assert drawn(view, NetworkKind.CO_AUTHORSHIP, FRACTIONAL) == {
        "Ada Wei": 1.5,
        "Ada Jun": 0.5,
        "Jun Wei": 0.5,
    }
    network = build_network(view, NetworkKind.CO_AUTHORSHIP)
    assert {
        short(name): network.nodes[one]["occurrences"] for one, name in network.nodes(data="name")
    } == {"Ada": 3, "Wei": 2, "Jun": 2}


def test_organisations(view):
    network = build_network(view, NetworkKind.ORGANISATIONS)
    assert network.number_of_nodes() == 3
    weights = sorted(weight for *_, weight in network.edges(data="weight"))
    assert weights == [1, 1, 2]


def test_co_use_takes_the_kinds_and_roles_asked_for(view):
    methods = drawn(view, NetworkKind.CO_USE)
    assert sorted(methods.values()) == [1]
    every = NetworkQuestion(kinds=frozenset(ConceptKind), roles=frozenset(Role))
    network = build_network(view, NetworkKind.CO_USE, every)
    kinds = {kind for _, kind in network.nodes(data="concept_kind")}
    assert kinds >= {"METHOD", "DATASET", "TASK"}
    assert network.number_of_edges() > len(methods)
    sure = NetworkQuestion(min_confidence=1.0, roles=frozenset({Role.PROPOSES}))
    assert drawn(view, NetworkKind.CO_USE, sure) == {}


def test_papers_that_share_concepts(view):
    assert drawn(view, NetworkKind.SHARED_CONCEPTS) == {
        "one two": 1,
        "four one": 1,
        "four two": 1,
        "three two": 1,
    }


def test_papers_and_concepts(view):
    network = build_network(view, NetworkKind.PAPER_CONCEPT, FRACTIONAL)
    papers = {one for one, side in network.nodes(data="bipartite") if side == 0}
    assert {network.nodes[one]["kind"] for one in papers} == {"Paper"}
    assert all(network.degree(one, weight="weight") == pytest.approx(1) for one in papers)
    assert {role for *_, role in network.edges(data="role")} == {"uses"}
    assert all(0 < sure <= 1 for *_, sure in network.edges(data="confidence"))


def test_authors_and_concepts(view):
    found = build_network(view, NetworkKind.AUTHOR_CONCEPT)
    names = {one: short(name) for one, name in found.nodes(data="name")}
    weights = {
        (names[first], names[second]): weight
        for first, second, weight in found.edges(data="weight")
    }
    (attention,) = {two for _, two in weights if "attention" in two.lower()}
    assert weights["Ada", attention] == 3
    assert weights["Wei", attention] == 2
    assert weights["Jun", attention] == 1
    shared = build_network(view, NetworkKind.AUTHOR_CONCEPT, FRACTIONAL)
    ada = next(one for one, name in names.items() if name == "Ada")
    concept = next(one for one, name in names.items() if name == attention)
    assert shared.edges[ada, concept]["weight"] == pytest.approx(1 / 2 + 1 / 3 + 1)


@pytest.mark.parametrize("kind", NetworkKind)
def test_only_the_largest_nodes(view, kind):
    network = build_network(view, kind, NetworkQuestion(most_nodes=1))
    sides = [side for _, side in network.nodes(data="bipartite")]
    assert len(sides) == len(set(sides))
    whole = build_network(view, kind)
    assert set(network) <= set(whole)


@pytest.mark.parametrize("kind", NetworkKind)
def test_attributes_are_plain_and_say_where_they_are_from(view, kind):
    network = build_network(view, kind)
    assert network.graph["network"] == kind.value
    assert network.graph["graph_version"] == view.manifest().version
    assert network.graph["graph_state"] == view.state
    values = [*network.graph.values()]
    values += [value for _, data in network.nodes(data=True) for value in data.values()]
    values += [value for *_, data in network.edges(data=True) for value in data.values()]
    assert {type(value) for value in values} <= {str, int, float, bool}
    assert all(data["name"] and data["kind"] for _, data in network.nodes(data=True))


@pytest.mark.parametrize(
    "wrong",
    [{"min_confidence": 2}, {"min_weight": -1}, {"min_count": 0}, {"most_nodes": 0},
     {"kinds": frozenset()}, {"min_weight": float("nan")}],
)  # fmt: skip
def test_impossible_questions_are_refused(wrong):
    with pytest.raises(UsageError):
        NetworkQuestion(**wrong)


def test_what_does_not_meet_is_not_normalised(view):
    question = NetworkQuestion(normalisation=Normalisation.SALTON)
    with pytest.raises(UsageError, match="not normalised"):
        build_network(view, NetworkKind.CITATION, question)
