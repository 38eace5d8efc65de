"""One store call for each field and level, whatever the page; totals only when asked for."""

import pytest
from counting import CountingStore, CountingView

from citeweave.server import Limits, execute

QUERY = """query($n: Int!) {
  papers(first: $n) {
    edges { node {
      id
      venue { name }
      judgements { id }
      methods(first: 3) {
        totalCount
        facets(by: ROLE) { count }
        edges { role evidence(first: 2) { sentence } node {
          name
          papers(first: 2) { totalCount edges { node { title } } }
          coUsed(first: 2) { edges { count node { name } } }
        } }
      }
      tasks(first: 2) { nodes { name } }
      neighbours(first: 2) { edges { node { name } } }
      coCited(first: 2) { totalCount edges { node { title } } }
    } }
    pageInfo { endCursor }
    nodes { title }
  }
}"""


def calls(counted: CountingStore, query: str, **variables) -> dict[str, int]:
    counted.calls.clear()
    answer = execute(counted, query, variables, limits=Limits(nodes=10**6, points=10**6))
    assert "errors" not in answer, answer
    return dict(counted.calls)


def test_over_http_there_are_no_more_calls(counted, client_of):
    client = client_of(counted, limits=Limits(nodes=10**6, points=10**6))
    here = calls(counted, QUERY, n=20)
    counted.calls.clear()
    answer = client.post("/graphql", json={"query": QUERY, "variables": {"n": 20}})
    assert "errors" not in answer.json()
    found = dict(counted.calls)
    assert found.pop("nodes") <= here.pop("nodes")
    assert found == here


def test_the_number_of_store_calls_does_not_depend_on_the_page(counted):
    few, more = calls(counted, QUERY, n=3), calls(counted, QUERY, n=50)
    # which nodes are known already depends on the page; never is there a call for each
    assert max(few.pop("nodes"), more.pop("nodes")) <= 7
    assert few == more
    assert max(counted.sizes["evidence"]) > 50


def test_each_field_and_level_is_one_call(counted):
    found = calls(counted, QUERY, n=20)
    assert found == {
        "page": 1,
        "edges": 5,  # venue, methods, tasks, neighbours; papers of the methods
        "judgements": 1,
        "edge_counts": 2,  # of methods, and of their papers
        "edge_facets": 1,
        "evidence": 1,
        "together": 2,
        "nodes": found["nodes"],
    }
    assert found["nodes"] <= 7


def test_the_query_of_the_contract_takes_the_same_calls_for_any_page(counted):
    query = """query($n: Int!) { paper(by: {title: "Paper 006 on things"}) {
      methods(first: 50) { totalCount edges { node { name aliases } evidence(first: 2) { start } } }
      sharing(first: $n) { totalCount edges { score node { title }
        shared { weight concept { name } ours { evidence(first: 1) { surface } } } } } } }"""
    few, more = calls(counted, query, n=2), calls(counted, query, n=40)
    assert few == more
    assert few["sharing"] == 1


def test_what_is_similar_to_a_page_of_papers_is_looked_up_at_once(counted):
    query = """query($n: Int!) { papers(first: $n) { nodes {
      similar(first: 3) { totalCount edges { score node { title }
        parts { share shared { concept { name } } papers { title } } } } } } }"""
    few, more = calls(counted, query, n=2), calls(counted, query, n=12)
    assert few.keys() == more.keys() == {"page", "similar", "nodes"}
    # the contract of views compares one paper at a time; all of them in one turn
    assert (few["similar"], more["similar"]) == (2, 12)
    assert more["nodes"] <= few["nodes"] <= 2


@pytest.mark.parametrize(
    ("selection", "method"),
    [
        ("totalCount", "count"),
        ("facets(by: YEAR) { count }", "facets"),
        ("nodes { id }", "page"),
        ("pageInfo { endCursor }", "page"),
        ("edges { cursor } nodes { id } pageInfo { endCursor }", "page"),
    ],
)
def test_only_what_is_selected_is_asked_for(counted, selection, method):
    assert calls(counted, f"{{ papers {{ {selection} }} }}") == {method: 1}


def test_look_ups_of_one_kind_are_one_call(counted):
    found = calls(
        counted,
        """{ a: concept(by: {name: "RAG"}) { id } b: concept(by: {name: "attention"}) { id }
             c: paper(by: {title: "x"}) { id } d: paper(by: {title: "y"}) { id } }""",
    )
    assert found == {"named": 1, "papers_by_title": 1}


def test_a_request_opens_one_view_and_closes_it(counted):
    before = counted.views, counted.closed
    calls(counted, QUERY, n=3)
    assert (counted.views, counted.closed) == (before[0] + 1, before[1] + 1)


def test_a_request_that_asks_nothing_of_the_graph_opens_no_view(counted):
    before = counted.views
    assert calls(counted, "{ __typename rateLimit { cost } }") == {}
    assert counted.views == before


def test_a_view_can_be_asked_directly_and_stays_open(many):
    with many.view() as view:
        for _ in range(2):
            assert execute(view, "{ papers { totalCount } }")["data"]["papers"]["totalCount"] > 0


PAGE = """query($id: ID!) { paper(by: {id: $id}) { title venue { name }
  authors(first: 3) { nodes { name } }
  methods(first: 3) { edges { role node { name } evidence(first: 1) { sentence } } }
  references(first: 3) { totalCount nodes { title } }
  citations(first: 1) { totalCount } } }"""


def test_what_lies_equally_deep_goes_to_a_server_together(counted, monkeypatch):
    paper = execute(counted, "{ papers(first: 1) { nodes { id } } }")["data"]["papers"]["nodes"][0]
    near = execute(counted, PAGE, paper)
    monkeypatch.setattr(CountingView, "distant", True)
    # the paper, what it leads to, and what stands there
    assert calls(counted, PAGE, **paper) == {"nodes": 1, "look_up": 2}
    assert execute(counted, PAGE, paper) == near
