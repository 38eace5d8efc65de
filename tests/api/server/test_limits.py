"""Limits: worked out before running, the same over every way in."""

import contextlib

import pytest
from graphql import OperationDefinitionNode, get_introspection_query, parse, validate
from hypothesis import given
from hypothesis import strategies as st

from citeweave.server import Limits, execute
from citeweave.server.building import core_schema
from citeweave.server.failures import RefusedError
from citeweave.server.measuring import Load, measure
from citeweave.server.rates import Rates, points_of


def load(query: str, **variables) -> Load:
    document = parse(query)
    assert validate(core_schema(), document) == []
    operation = next(
        one for one in document.definitions if isinstance(one, OperationDefinitionNode)
    )
    return measure(core_schema(), document, operation, variables)


@pytest.mark.parametrize(
    ("query", "nodes"),
    [
        ("{ __typename }", 0),
        ('{ paper(by: {id: "x"}) { id title } }', 1),
        ("{ papers { totalCount } }", 20),
        ("{ papers(first: 7) { nodes { id } } }", 7),
        ("{ papers(last: 7) { nodes { id } } }", 7),
        ("{ papers(first: 5000) { nodes { id } } }", 100),
        ("{ papers(first: 10) { nodes { methods(first: 5) { nodes { id } } } } }", 10 + 50),
        ("{ papers(first: 10) { edges { node { venue { name } } } } }", 10 + 10),
        ('{ paper(by: {id: "x"}) { methods(first: 5) { edges { evidence(first: 3) { end } } } } }',
         1 + 5 + 15),
        ('{ nodes(ids: ["a", "b", "c"]) { id } }', 3),
        ('{ path(from: "a", to: "b", first: 4) { nodes { id } } }', 4 + 20),
        ("{ ...F } fragment F on Query { papers(first: 3) { nodes { id } } }", 3),
        ("""{ node(id: "x") { ... on Paper { methods(first: 5) { totalCount } }
              ... on Concept { papers(first: 6) { totalCount } } } }""", 1 + 5 + 6),
        ("{ __schema { types { name } } }", 2_000),
        ("""{ paper(by: {id: "x"}) { sharing(first: 10) {
              edges { node { id } shared { concept { name } } } } } }""", 1 + 10 + 100),
        ("""{ paper(by: {id: "x"}) { similar(first: 10) { edges { node { id }
              parts { share shared { concept { name } } papers { id } } } } } }""",
         1 + 10 + 10 * (4 + 4 * (4 + 5))),
    ],
)  # fmt: skip
def test_nodes_are_the_product_of_first_down_the_tree(query, nodes):
    assert load(query).nodes == nodes


def test_sizes_in_variables_count(sample):
    assert load("query($n: Int) { papers(first: $n) { totalCount } }", n=9).nodes == 9
    query = "query($n: Int = 9) { papers(first: $n) { totalCount } rateLimit { nodeCount } }"
    assert execute(sample, query)["data"]["rateLimit"]["nodeCount"] == 9


def test_fragments_that_multiply_are_measured_without_being_multiplied():
    parts = ["fragment F0 on Query { papers(first: 1) { totalCount } }"]
    parts += [f"fragment F{n} on Query {{ ...F{n - 1} ...F{n - 1} }}" for n in range(1, 60)]
    assert load("{ ...F59 } " + " ".join(parts)).nodes == 2**59


def _refused(sample, query, **limits) -> dict:
    (error,) = execute(sample, query, limits=Limits(**limits))["errors"]
    return error


def test_too_costly(sample):
    query = """{ papers(first: 100) { nodes { methods(first: 100) { nodes { id } } } } }"""
    error = _refused(sample, query)
    assert error["extensions"] == {"code": "TOO_COSTLY", "nodeCount": 10_100, "limit": 10_000}
    assert "10,100" in error["message"]


def test_too_deep(sample):
    query = "id"
    for _ in range(5):
        query = f"methods(first: 1) {{ nodes {{ papers(first: 1) {{ nodes {{ {query} }} }} }} }}"
    error = _refused(sample, f'{{ paper(by: {{title: "x"}}) {{ {query} }} }}')
    assert error["extensions"]["code"] == "TOO_DEEP"


def test_exactly_the_depth_is_allowed(sample):
    query = "{ papers(first: 1) { nodes { methods(first: 1) { nodes { id } } } } }"
    assert "data" in execute(sample, query, limits=Limits(depth=5))
    assert _refused(sample, query, depth=4)["extensions"]["code"] == "TOO_DEEP"


def test_too_many_aliases_also_through_fragments(sample):
    text = " ".join(f"a{n}: __typename" for n in range(31))
    assert _refused(sample, "{" + text + "}")["extensions"]["code"] == "TOO_DEEP"
    parts = ["fragment F0 on Paper { a: id }"]
    parts += [f"fragment F{n} on Paper {{ ...F{n - 1} ...F{n - 1} }}" for n in range(1, 6)]
    query = '{ paper(by: {id: "x"}) { ...F5 } } ' + " ".join(parts)
    assert "aliases" in _refused(sample, query)["message"]


def test_too_many_tokens(sample):
    error = _refused(sample, "{" + "__typename " * 4001 + "}")
    assert error["extensions"]["code"] == "TOO_DEEP"
    assert "4,000" in error["message"]


@pytest.mark.parametrize(
    ("opening", "again"), [("", "{ a "), ("", "{ ... "), ("{ a(b: ", "{c: "), ("{ a(b: ", "[")]
)
def test_nesting_beyond_what_the_parser_can_is_too_deep(sample, opening, again):
    answer = execute(sample, opening + again * 3_900, limits=Limits(tokens=100_000))
    assert answer["errors"][0]["extensions"]["code"] == "TOO_DEEP"


def test_introspection_works_within_the_limits_and_has_a_depth_of_its_own(sample):
    assert "errors" not in execute(sample, get_introspection_query(input_value_deprecation=True))
    query = "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }"
    assert _refused(sample, query)["extensions"]["code"] == "BAD_QUERY"


@given(cost=st.integers(1, 50), clock=st.lists(st.floats(0, 30), min_size=1, max_size=30))
def test_a_client_never_gets_more_than_its_points_a_minute(cost, clock):
    now, granted = 0.0, []
    rates = Rates(60, clock=lambda: now)
    for step in clock:
        now += step
        with contextlib.suppress(RefusedError):
            rates.take("a", cost)
            granted.append(now)
    for start in granted:
        spent = cost * sum(start <= one < start + 60 for one in granted)
        assert spent <= 120  # a full bucket and what a minute brings


def test_clients_do_not_share_points():
    rates = Rates(10)
    rates.take("a", 10)
    assert rates.take("b", 3).remaining == 7
    with pytest.raises(RefusedError):
        rates.take("a", 1)


def test_the_price_is_a_point_for_each_hundred_nodes():
    assert [points_of(nodes) for nodes in (0, 99, 100, 10_000)] == [1, 1, 2, 101]
