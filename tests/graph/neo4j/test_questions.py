"""The native questions of the store give the answers of the generic ones, by use of the indexes."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

import pytest
import worlds
from building import build
from dictionary import Dictionary
from hypothesis import given, settings
from hypothesis import strategies as st

from citeweave_graph import (
    ABOUT,
    CITATIONS,
    REFERENCES,
    Direction,
    Hop,
    SharingQuestion,
    SimilarityQuestion,
    View,
    Window,
    Years,
    open_store,
    questions,
)
from citeweave_graph.comparing import Concepts
from citeweave_graph.filters import AllOf, AnyOf, Linked, Not, Operator, Quantifier, Test
from citeweave_graph.hops import EdgeOrder, Order, OrderField
from citeweave_graph.neo4j import compound, listing, similarity, statements
from citeweave_graph.neo4j.table_statements import look_up, parameters
from citeweave_graph.neo4j.texts import text
from citeweave_graph.neo4j.windowed import Statement
from citeweave_schema import (
    AuthorName,
    ConceptKind,
    EdgeKind,
    Identifier,
    NodeKind,
    Paper,
    PartialDate,
    Reference,
    Role,
    VenueName,
)
from citeweave_schema.errors import StoreTimeoutError

_SIZE = 40
_EXAMPLES = 8
"""Few: most of them are a statement of their own, which the server first has to plan."""


def _world() -> Iterator[Paper]:
    chance = random.Random(7)
    for number in range(_SIZE):
        cited = {chance.randrange(number) for _ in range(3)} if number else ()
        yield Paper(
            title=f"Paper {number}",
            abstract=" ".join(chance.sample(worlds.SENTENCES, 4)),
            identifiers=(_doi(number),),
            date=PartialDate(2015 + number % 6) if number % 5 else None,
            authors=tuple(AuthorName(name=f"Person {chance.randrange(15)}") for _ in range(2)),
            venue=VenueName(name=chance.choice(["ACL", "EMNLP"])),
            references=tuple(Reference(identifiers=(_doi(one),)) for one in sorted(cited)),
        )


def _doi(number: int) -> Identifier:
    return Identifier.parse("doi", f"10.1000/{number}")


@pytest.fixture(scope="module")
def both(neo4j_server) -> Iterator[tuple[View, View]]:
    """A view of the same graph on Neo4j and in memory."""
    server = neo4j_server()
    server.reset(graph=True)
    with open_store(server.url) as store, open_store("memory:") as memory:
        for one in (store, memory):
            build(one, {"world": list(_world())}, extract=Dictionary())
        with store.view() as view, memory.view() as reference:
            yield view, reference


@pytest.fixture(scope="module")
def ids(both) -> list[str]:
    return [node.id for node in both[1].all_nodes()]


windows = st.builds(Window, size=st.integers(1, 100), backward=st.booleans())
years = st.builds(
    Years,
    first=st.sampled_from([None, 2016, 2018]),
    last=st.sampled_from([None, 2017, 2019]),
)
_roles = st.none() | st.frozensets(st.sampled_from(list(Role)), min_size=1)
sharings = st.builds(
    SharingQuestion,
    kinds=st.frozensets(st.sampled_from(list(ConceptKind))),
    roles=_roles,
    their_roles=_roles,
    min_confidence=st.sampled_from([0.0, 0.5, 0.9, 1.0]),
    years=years,
    venue=st.sampled_from([None, "ACL", "Nature"]),
)
kinds = st.frozensets(st.sampled_from(list(EdgeKind)))
hops = st.builds(
    Hop,
    kinds=kinds | st.just(ABOUT) | st.just(frozenset(EdgeKind)),
    direction=st.sampled_from(list(Direction)),
    far=st.none() | st.sampled_from(list(NodeKind)),
    concept_kinds=st.none() | st.frozensets(st.sampled_from(list(ConceptKind))),
    roles=_roles,
    min_confidence=st.sampled_from([0.0, 0.9]),
    years=years,
    order=st.sampled_from(list(EdgeOrder)),
)


@given(data=st.data(), question=sharings, window=windows)
@settings(max_examples=_EXAMPLES)
def test_sharing_is_the_generic_answer(both, ids, data, question, window):
    view, reference = both
    papers = [one for one in ids if one.startswith("P")]
    paper = data.draw(st.sampled_from(papers))
    found = view.sharing(paper, question, window)
    assert found == questions.sharing(reference, paper, question, window)
    if found[0].keys:
        key = data.draw(st.sampled_from(found[0].keys))
        for onward in (Window(size=3, after=key), Window(size=3, before=key, backward=True)):
            assert view.sharing(paper, question, onward) == questions.sharing(
                reference, paper, question, onward
            )


@given(data=st.data(), first=hops, second=hops, window=windows)
@settings(max_examples=_EXAMPLES)
def test_together_is_the_generic_answer(  # noqa: PLR0917  # what hypothesis draws
    both, ids, data, first, second, window
):
    view, reference = both
    some = data.draw(st.lists(st.sampled_from([*ids, "Pnone"]), min_size=1, max_size=5))
    found = view.together(some, first, second, window)
    assert found == questions.together(reference, some, first, second, window)
    keys = found[0][0].keys
    if keys:
        onward = Window(size=2, after=keys[0], before=keys[-1])
        assert view.together(some, first, second, onward) == questions.together(
            reference, some, first, second, onward
        )


@given(data=st.data(), through=kinds, length=st.integers(1, 6), most=st.integers(1, 100))
@settings(max_examples=_EXAMPLES)
def test_paths_are_the_generic_answer(  # noqa: PLR0917  # as above
    both, ids, data, through, length, most
):
    view, reference = both
    start, goal = (data.draw(st.sampled_from(ids)) for _ in range(2))
    assert view.paths(
        start, goal, through=through, max_length=length, most=most
    ) == questions.paths(reference, start, goal, through=through, max_length=length, most=most)


@given(data=st.data(), hop=hops, window=windows)
@settings(max_examples=_EXAMPLES)
def test_edges_are_those_of_the_reference(both, ids, data, hop, window):
    view, reference = both
    some = data.draw(st.lists(st.sampled_from([*ids, "Pnone"]), max_size=5))
    pages = view.edges(some, hop, window)
    assert pages == reference.edges(some, hop, window)
    assert view.edge_counts(some, hop) == reference.edge_counts(some, hop)
    for facet in ("role", "kind", "year"):
        assert view.edge_facets(some, hop, facet) == reference.edge_facets(some, hop, facet)
    for page in pages:
        for key in page.keys[:2]:
            onward = Window(size=2, after=key)
            assert view.edges(some, hop, onward) == reference.edges(some, hop, onward)


_YEARS = Test(field="year", operator=Operator.GTE, value=2016)


def _linked(value: str, *more: Test, field: str = "name") -> Linked:
    named = Test(field=field, operator=Operator.IN, value=(value, "RAG"))
    hop = Hop(kinds=ABOUT, far=NodeKind.CONCEPT)
    return Linked(hop=hop, quantifier=Quantifier.SOME, where=AllOf(parts=(named, *more)))


@pytest.mark.parametrize(
    "where",
    [
        _linked("no such"),
        _linked("transformer"),
        _linked("no such", field="id"),
        _linked("transformer", Test(field="role", operator=Operator.EQ, value="uses")),
        AllOf(parts=(_YEARS, AllOf(parts=(_linked("transformer"), _linked("attention"))))),
        AnyOf(parts=(_linked("transformer"), Not(part=_YEARS))),
        Not(part=_linked("transformer")),
    ],
)
def test_what_a_filter_names_is_where_the_way_begins(both, where):
    view, reference = both
    assert view.count(NodeKind.PAPER, where) == reference.count(NodeKind.PAPER, where)
    for facet in ("year", "venue"):
        found = view.facets(NodeKind.PAPER, where, facet)
        assert found == reference.facets(NodeKind.PAPER, where, facet)
    for order in (Order(), Order(field=OrderField.YEAR, descending=True)):
        page = view.page(NodeKind.PAPER, where, order, Window(size=100))
        assert page == reference.page(NodeKind.PAPER, where, order, Window(size=100))
        for key in page.keys[:3]:
            for window in (Window(size=2, after=key), Window(size=2, before=key, backward=True)):
                assert view.page(NodeKind.PAPER, where, order, window) == reference.page(
                    NodeKind.PAPER, where, order, window
                )


@pytest.mark.parametrize("by", ["source", "year"])
def test_coverage_is_the_generic_answer(both, by):
    assert both[0].coverage(by) == both[1].coverage(by)


def _rows(table, column, values):
    return Statement(look_up(table, column), parameters(table, column, values))


# Plans

_MANY = Hop(kinds=ABOUT, direction=Direction.IN, concept_kinds=None)
_W = Window(size=20)
_NAMED = Linked(
    hop=Hop(kinds=ABOUT, far=NodeKind.CONCEPT),
    quantifier=Quantifier.SOME,
    where=Test(field="name", operator=Operator.EQ, value="RAG"),
)
PLANS = {
    "nodes": Statement(text("nodes"), {"ids": ["P1"]}),
    "titles": Statement(text("papers_by_title"), {"forms": [{"form": "a", "digest": 1}]}),
    "between": Statement(text("edges_between"), {"pairs": [["P1", "C1"]]}),
    "evidence": Statement(text("evidence"), {"pairs": [["P1", "C1"]]}),
    "edges": statements.edge_pages(["P1"], _MANY, _W),
    "edge counts": statements.edge_counts(["P1"], _MANY),
    "edge facets": statements.edge_facets(["P1"], _MANY, "kind"),
    "sentences": statements.relation_pages(["E1"], _W),
    "sharing": compound.sharing_statement("P1", SharingQuestion(), _W),
    "together": compound.together_statement(["P1"], _MANY, _MANY, _W),
    "similar": similarity.totals_statement("P1", SimilarityQuestion(), Concepts({"C1": 1}, {}, {})),
    "connections": similarity.connections_statement("P1", ["P2"], CITATIONS, REFERENCES),
    "members": _rows("member", "paper", ["P1"]),
    "records": _rows("record", "hash", ["x"]),
    "judged": _rows("judgement", "subject", ["x"]),
    "decided": _rows("decision", "one_node", ["x"]),
    "unsure": statements.candidate_page(None, _W),
    "paths": Statement(text("paths").replace("THROUGH", "CITES"), {"ids": ["P1", "P2"], "most": 9}),
}
LISTS = {
    "by name": listing.node_page(NodeKind.PAPER, None, Order(field=OrderField.NAME), _W),
    "counted": listing.node_count(NodeKind.PAPER, None),
    "using": listing.node_count(NodeKind.PAPER, _NAMED),
}
_SCANS = ("AllNodesScan", "NodeByLabelScan", "CartesianProduct", "RelationshipTypeScan")


def _operators(plan: dict) -> Iterator[str]:
    yield plan["operatorType"].partition("@")[0]
    for child in plan.get("children", ()):
        yield from _operators(child)


def _planned(server, statement: Statement) -> set[str]:
    with server.driver.session(database="neo4j") as session:
        result = session.run("EXPLAIN " + statement.text, statement.parameters)
        return set(_operators(result.consume().plan))


@pytest.mark.parametrize("name", PLANS)
@pytest.mark.usefixtures("both")
def test_look_ups_use_indexes_and_multiply_nothing(neo4j_server, name):
    operators = _planned(neo4j_server(), PLANS[name])
    assert not {one for one in operators if one.startswith(_SCANS)}, sorted(operators)


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.usefixtures("both")
def test_lists_look_at_no_node_of_another_kind(neo4j_server, name):
    operators = _planned(neo4j_server(), LISTS[name])
    assert not operators & {"AllNodesScan", "CartesianProduct"}, sorted(operators)


# Deadlines


@pytest.mark.usefixtures("both")
def test_a_deadline_ends_the_work_on_the_server(neo4j_server):
    server = neo4j_server()
    with open_store(server.url) as store, store.view(deadline=time.monotonic() + 1) as view:
        started = time.monotonic()
        with pytest.raises(StoreTimeoutError):
            view._rows("UNWIND range(1, 10000000000) AS n RETURN count(n % 7)", {})
        assert time.monotonic() - started < 10
        left = server.run("SHOW TRANSACTIONS YIELD currentQuery WHERE currentQuery CONTAINS '% 7'")
        assert len(left) <= 1  # this question itself
        with pytest.raises(StoreTimeoutError):
            view.node("P1")
