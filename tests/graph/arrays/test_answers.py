"""What the arrays answer is what the database alone answers, whatever changed in between."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_graphs import VENUES, RandomGraph, plain_view

from citeweave_graph import ABOUT, SharingQuestion, Window, Years, open_store, questions
from citeweave_graph.filters import AllOf, AnyOf, Linked, Not, Operator, Quantifier, Test
from citeweave_graph.hops import Direction, EdgeOrder, Hop, Order, OrderField
from citeweave_graph.sqlite import snapshots, traversing
from citeweave_graph.sqlite.traversing import TraversingView
from citeweave_schema import ConceptKind, EdgeKind, NodeKind, Role
from citeweave_schema.errors import NotFoundError

_CONFIDENCES = [0.0, 0.0, 0.5, 0.57, 0.571, 0.9, 1.0]
_YEARS = [Years(), Years(), Years(first=2010), Years(last=2015), Years(first=2000, last=2010)]


@pytest.fixture(autouse=True)
def _arrays_answer_alone(monkeypatch):
    """Let nothing be answered in the plain way."""
    monkeypatch.setattr(traversing, "_HUB", -1)
    monkeypatch.setattr(
        TraversingView, "_answered", lambda self, question, _: question(self._arrays())
    )


def _subset(chance, values):
    return frozenset(one for one in values if chance.random() < 0.5)


def _hop(chance):
    return Hop(
        kinds=chance.choice([ABOUT, frozenset({EdgeKind.CITES}), _subset(chance, EdgeKind)]),
        direction=chance.choice(list(Direction)),
        far=chance.choice([None, None, *NodeKind]),
        concept_kinds=chance.choice([None, None, _subset(chance, ConceptKind)]),
        roles=chance.choice([None, None, _subset(chance, Role)]),
        min_confidence=chance.choice(_CONFIDENCES),
        years=chance.choice(_YEARS),
        order=chance.choice([EdgeOrder.STRENGTH, EdgeOrder.NEWEST]),
    )


def _question(chance):
    return SharingQuestion(
        kinds=chance.choice([frozenset({ConceptKind.METHOD}), _subset(chance, ConceptKind)]),
        roles=chance.choice([None, _subset(chance, Role)]),
        their_roles=chance.choice([None, _subset(chance, Role)]),
        min_confidence=chance.choice(_CONFIDENCES),
        years=chance.choice(_YEARS),
        venue=chance.choice([None, None, *VENUES, "unknown"]),
    )


def _windows(chance, keys):
    """Give windows of an answer with these keys: of any size, from any place, either way."""
    yield Window(size=chance.randrange(1, 8))
    yield Window(size=100)
    for _ in range(3):
        yield Window(
            size=chance.randrange(1, 8),
            after=chance.choice([None, *keys]),
            before=chance.choice([None, *keys]),
            backward=chance.random() < 0.5,
        )


def _odd(key):
    """Give keys beside one: what they name is nowhere."""
    return (
        [(*key[:-1], key[-1] + "a")]
        if isinstance(key[-1], str)
        else [(*key[:-3], "Pzz", *key[-2:])]
    )


def _check_windows(chance, ask, expected):
    every = expected(Window(size=100))
    keys = [*every.keys, *(odd for key in every.keys[:2] for odd in _odd(key))]
    for window in _windows(chance, keys):
        assert ask(window) == expected(window), window


def _check_sharing(chance, graph, view, plain):
    paper, question = graph.some_id(NodeKind.PAPER), _question(chance)
    if plain.node(paper) is None:
        with pytest.raises(NotFoundError):
            view.sharing(paper, question, Window())
        return
    _check_windows(
        chance,
        lambda window: view.sharing(paper, question, window)[0],
        lambda window: questions.sharing(plain, paper, question, window)[0],
    )
    expected = questions.sharing(plain, paper, question, Window(size=3))
    assert view.sharing(paper, question, Window(size=3)) == expected
    assert view.sharing_page(paper, question, Window(size=3)) == expected[0]


def _check_together(chance, graph, view, plain):
    ids, hops = [graph.some_id(), graph.some_id()], (_hop(chance), _hop(chance))
    assert view.together(ids, *hops, Window(size=4)) == questions.together(
        plain, ids, *hops, Window(size=4)
    )
    _check_windows(
        chance,
        lambda window: view.together(ids, *hops, window)[0][0],
        lambda window: questions.together(plain, ids, *hops, window)[0][0],
    )


def _check_paths(chance, graph, view, plain):
    ends = [graph.some_id(), graph.some_id()]
    choices = {
        "through": _subset(chance, EdgeKind) | {EdgeKind.USES},
        "max_length": chance.randrange(1, 6),
        "most": chance.choice([1, 3, 100]),
    }
    if None in plain.nodes(ends):
        with pytest.raises(NotFoundError):
            view.paths(*ends, **choices)
        return
    assert view.paths(*ends, **choices) == questions.paths(plain, *ends, **choices)


def _check_edges(chance, graph, view, plain):
    ids, hop = [graph.some_id() for _ in range(3)], _hop(chance)
    assert view.edge_counts(ids, hop) == plain.edge_counts(ids, hop)
    for facet in ("role", "kind", "year"):
        assert view.edge_facets(ids, hop, facet) == plain.edge_facets(ids, hop, facet)
    _check_windows(
        chance,
        lambda window: view.edges(ids, hop, window)[0],
        lambda window: plain.edges(ids, hop, window)[0],
    )


def _leaf(chance):
    return chance.choice(
        [
            Test(field="year", operator=Operator.GTE, value=2010),
            Test(field="year", operator=Operator.LTE, value=2010),
            Test(field="year", operator=Operator.IN, value=(1999, 2021)),
            Test(field="year", operator=Operator.IS_NULL, value=True),
            Test(field="venue", operator=Operator.EQ, value=chance.choice(["ACL", "", "zz"])),
            Test(field="venue", operator=Operator.IS_NULL, value=False),
            Test(field="language", operator=Operator.IN, value=("en", "fr")),
            Test(field="stub", operator=Operator.EQ, value=False),
            Test(field="retracted", operator=Operator.EQ, value=True),
            _linked(chance),
            _linked(chance),
        ]
    )


def _linked(chance):
    names = Test(field="name", operator=Operator.IN, value=("name 1", "NAME 2"))
    one = Test(field="name", operator=Operator.EQ, value=f"name {chance.randrange(4)}")
    role = Test(field="role", operator=Operator.IN, value=("uses", "proposes"))
    sure = Test(field="confidence", operator=Operator.GTE, value=0.57)
    hop = Hop(
        kinds=ABOUT,
        concept_kinds=chance.choice([None, _subset(chance, ConceptKind)]),
        roles=chance.choice([None, _subset(chance, Role)]),
        min_confidence=chance.choice(_CONFIDENCES),
    )
    return Linked(
        hop=hop,
        quantifier=chance.choice([Quantifier.SOME, Quantifier.NONE]),
        where=chance.choice([one, names, AllOf(parts=(names, role)), AllOf(parts=(one, sure))]),
    )


def _filter(chance):
    parts = tuple(_leaf(chance) for _ in range(chance.randrange(1, 4)))
    return chance.choice([parts[0], AllOf(parts=parts), AnyOf(parts=parts), Not(part=parts[-1])])


def _check_lists(chance, _graph, view, plain):
    where = chance.choice([None, _filter(chance), _filter(chance)])
    kind = NodeKind.PAPER
    assert view.count(kind, where) == plain.count(kind, where)
    for facet in ("year", "venue", "language"):
        assert view.facets(kind, where, facet) == plain.facets(kind, where, facet)
    order = Order(
        field=chance.choice([OrderField.ID, OrderField.YEAR, OrderField.NAME, OrderField.PAPERS])
    )
    if order.field is not OrderField.NAME:
        order = Order(field=order.field, descending=chance.random() < 0.5)
    _check_windows(
        chance,
        lambda window: view.page(kind, where, order, window),
        lambda window: plain.page(kind, where, order, window),
    )


_CHECKS = {
    "sharing": _check_sharing,
    "together": _check_together,
    "paths": _check_paths,
    "edges": _check_edges,
    "lists": _check_lists,
}


def _as_kept(chance, monkeypatch):
    """Let changes lie over the snapshot, or be merged into it each time, or keep none."""
    way = chance.randrange(3)
    monkeypatch.setattr(snapshots, "_WORTH_KEEPING", 10**9 if way == 2 else 0)
    monkeypatch.setattr(snapshots, "_MOST_CHANGED", -(10**9) if way == 1 else 10**9)


@pytest.mark.parametrize("name", _CHECKS)
@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_answers_are_those_of_the_database(tmp_path_factory, name, seed):
    chance = random.Random(seed)
    path = tmp_path_factory.mktemp("arrays") / "graph.db"
    graph = RandomGraph(chance)
    with pytest.MonkeyPatch.context() as monkeypatch, open_store(f"sqlite:{path}") as store:
        _as_kept(chance, monkeypatch)
        for _ in range(3):
            graph.put(store)
            with store.view() as view, plain_view(path) as plain:
                for _ in range(4):
                    _CHECKS[name](chance, graph, view, plain)
            graph.change()
