"""What is similar on the arrays is what the reference says, whatever changed in between."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_graphs import VENUES, RandomGraph, plain_view

from citeweave_graph import (
    SimilarityKind,
    SimilarityQuestion,
    SimilarityWeights,
    Window,
    Years,
    comparing,
    open_store,
)
from citeweave_graph.arrays.similarity import cosines
from citeweave_graph.similarity import cosine
from citeweave_graph.sqlite import snapshots
from citeweave_graph.sqlite.traversing import TraversingView
from citeweave_schema import NodeKind
from citeweave_schema.errors import NotFoundError

_YEARS = [Years(), Years(), Years(first=2010), Years(last=2015)]


@pytest.fixture(autouse=True)
def _arrays_answer_alone(monkeypatch):
    """Let nothing be answered in the plain way."""
    monkeypatch.setattr(
        TraversingView, "_answered", lambda self, question, _: question(self._arrays())
    )


def _question(chance):
    weights = {kind.value: chance.choice([0, 1, 20, 100]) for kind in SimilarityKind}
    weights[chance.choice(list(SimilarityKind)).value] = 3
    return SimilarityQuestion(
        weights=SimilarityWeights(**weights),
        years=chance.choice(_YEARS),
        venue=chance.choice([None, None, *VENUES, "unknown"]),
    )


def _check(chance, graph, view, plain):
    paper, question = graph.some_id(NodeKind.PAPER), _question(chance)
    if plain.node(paper) is None:
        with pytest.raises(NotFoundError):
            view.similar(paper, question, Window())
        return
    every, total = comparing.similar(plain, paper, question, Window(size=100))
    assert view.similar(paper, question, Window(size=100)) == (every, total)
    keys = [None, *every.keys, *((score, one + "a") for score, one in every.keys[:2])]
    for _ in range(3):
        window = Window(
            size=chance.randrange(1, 6),
            after=chance.choice(keys),
            before=chance.choice(keys),
            backward=chance.random() < 0.5,
        )
        assert view.similar(paper, question, window) == comparing.similar(
            plain, paper, question, window
        )


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_answers_are_those_of_the_database(tmp_path_factory, seed):
    chance = random.Random(seed)
    path = tmp_path_factory.mktemp("arrays") / "graph.db"
    graph = RandomGraph(chance, papers=20)
    with pytest.MonkeyPatch.context() as monkeypatch, open_store(f"sqlite:{path}") as store:
        way = chance.randrange(3)
        monkeypatch.setattr(snapshots, "_WORTH_KEEPING", 10**9 if way == 2 else 0)
        monkeypatch.setattr(snapshots, "_MOST_CHANGED", -(10**9) if way == 1 else 10**9)
        for _ in range(3):
            graph.put(store)
            with store.view() as view, plain_view(path) as plain:
                for _ in range(4):
                    _check(chance, graph, view, plain)
            graph.change()


@given(
    one=st.integers(1, 10**6),
    pairs=st.lists(st.tuples(st.integers(1, 10**6), st.integers(0, 10**6)), max_size=20),
)
def test_cosines_are_exact(one, pairs):
    both = [min(some, one) for some, _ in pairs]
    others = [some + more for some, (_, more) in zip(both, pairs, strict=True)]
    found = cosines(np.array(both, dtype=np.int64), one, np.array(others, dtype=np.int64))
    assert found.tolist() == [
        cosine(some, one, other) for some, other in zip(both, others, strict=True)
    ]


def test_cosines_of_squares_are_not_rounded_down():
    sizes = np.array([4, 9, 25, 49, 10**6])
    assert cosines(sizes, 10**6, sizes).tolist() == [2000, 3000, 5000, 7000, 10**6]
