"""Connections: every item once in either direction, and cursors that fit or are refused."""

import base64
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citeweave.server import execute
from citeweave_graph import Store
from citeweave_schema import Judgement, Verdict

CONNECTIONS = {
    "papers": "papers(ARGS) { BODY }",
    "papers by title": "papers(orderBy: {field: TITLE}, ARGS) { BODY }",
    "papers by year": "papers(orderBy: {field: YEAR, direction: ASC}, ARGS) { BODY }",
    "filtered": 'papers(where: {venue: {eq: "ACL"}}, ARGS) { BODY }',
    "concepts": "concepts(ARGS) { BODY }",
    "search": 'search(query: "paper", ARGS) { BODY }',
    "users": 'concept(by: {name: "RAG"}) { papers(ARGS) { BODY } }',
    "newest users": 'concept(by: {name: "RAG"}) { papers(orderBy: NEWEST, ARGS) { BODY } }',
    "co-used": 'concept(by: {name: "RAG"}) { coUsed(ARGS) { BODY } }',
    "sharing": 'paper(by: {title: "Paper 006 on things"}) { sharing(ARGS) { BODY } }',
    "similar": 'paper(by: {title: "Paper 006 on things"}) { similar(ARGS) { BODY } }',
    "neighbours": 'venue(by: {name: "ACL"}) { neighbours(ARGS) { BODY } }',
}
RANKED = ("search", "co-used", "sharing", "similar")
BODY = """totalCount edges { cursor node { id } } nodes { id }
          pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"""


def connection(store: Store, name: str, arguments: str) -> dict:
    text = CONNECTIONS[name].replace("ARGS", arguments).replace("BODY", BODY)
    answer = execute(store, "{" + text + "}")
    assert "errors" not in answer, answer
    return _inner(answer["data"])


def _inner(data: dict) -> dict:
    while "edges" not in data:
        (data,) = data.values()
    return data


def _error(store: Store, name: str, arguments: str) -> dict:
    text = CONNECTIONS[name].replace("ARGS", arguments).replace("BODY", BODY)
    (error,) = execute(store, "{" + text + "}")["errors"]
    return error


def _walk(store: Store, name: str, size: int, *, backward: bool) -> list[str]:
    found: list[str] = []
    arguments = f"last: {size}" if backward else f"first: {size}"
    while True:
        page = connection(store, name, arguments)
        ids = [edge["node"]["id"] for edge in page["edges"]]
        assert ids == [one["id"] for one in page["nodes"]]
        found = ids + found if backward else found + ids
        more = "hasPreviousPage" if backward else "hasNextPage"
        if not page["pageInfo"][more]:
            assert len(found) == page["totalCount"]
            return found
        if backward:
            arguments = f'last: {size}, before: "{page["pageInfo"]["startCursor"]}"'
        else:
            arguments = f'first: {size}, after: "{page["pageInfo"]["endCursor"]}"'


@settings(max_examples=25, deadline=None)
@given(name=st.sampled_from(sorted(CONNECTIONS)), size=st.integers(3, 40))
def test_paging_gives_every_item_once_in_the_same_order_both_ways(many, name, size):
    forward = _walk(many, name, size, backward=False)
    assert len(set(forward)) == len(forward) > 0
    assert _walk(many, name, size, backward=True) == forward


@pytest.mark.parametrize("name", CONNECTIONS)
def test_the_default_page_is_twenty_and_both_cursors_may_be_given(many, name):
    page = connection(many, name, "first: null")
    assert len(page["edges"]) == min(20, page["totalCount"])
    cursors = [edge["cursor"] for edge in page["edges"]]
    between = connection(many, name, f'after: "{cursors[0]}", before: "{cursors[-1]}"')
    assert [edge["cursor"] for edge in between["edges"]] == cursors[1:-1]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("first: 0", "first takes 1 to 100, not 0"),
        ("first: 101", "first takes 1 to 100, not 101"),
        ("last: -1", "last takes 1 to 100, not -1"),
        ("first: 2, last: 2", "first or last, not both"),
    ],
)
def test_sizes_out_of_range_are_refused_not_cut(many, arguments, says):
    error = _error(many, "papers", arguments)
    assert error["extensions"]["code"] == "BAD_INPUT"
    assert says in error["message"]
    assert error["path"] == ["papers"]


@pytest.mark.parametrize("name", [one for one in CONNECTIONS if one != "papers"])
def test_a_cursor_of_another_question_is_refused(many, name):
    cursor = connection(many, "papers", "first: 1")["edges"][0]["cursor"]
    assert _error(many, name, f'after: "{cursor}"')["extensions"]["code"] == "BAD_CURSOR"


def test_a_cursor_of_another_node_is_refused(many):
    cursor = connection(many, "users", "first: 1")["edges"][0]["cursor"]
    query = """query($c: String) {
      concept(by: {name: "attention"}) { papers(after: $c) { totalCount } } }"""
    (error,) = execute(many, query, {"c": cursor})["errors"]
    assert error["extensions"]["code"] == "BAD_CURSOR"


def _repacked(cursor: str, change) -> str:
    row = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    change(row)
    return base64.urlsafe_b64encode(json.dumps(row).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "change",
    [
        lambda row: row.__setitem__(1, [0, "x"]),
        lambda row: row.__setitem__(1, []),
        lambda row: row.__setitem__(1, [None]),
        lambda row: row.__setitem__(1, [10**30]),
        lambda row: row.__setitem__(3, "00000000"),
        lambda row: row.pop(),
    ],
)
def test_an_altered_cursor_is_refused(many, change):
    cursor = connection(many, "papers", "first: 1")["edges"][0]["cursor"]
    error = _error(many, "papers", f'after: "{_repacked(cursor, change)}"')
    assert error["extensions"]["code"] == "BAD_CURSOR"


@settings(max_examples=40, deadline=None)
@given(cursor=st.text(max_size=40))
def test_any_text_that_is_no_cursor_is_refused(many, cursor):
    answer = execute(many, "query($c: String) { papers(after: $c) { totalCount } }", {"c": cursor})
    assert answer["errors"][0]["extensions"]["code"] == "BAD_CURSOR"


@pytest.mark.parametrize("name", ["papers", "search"])
def test_after_a_change_ranked_cursors_are_refused_and_others_go_on(fresh, name):
    before = {
        "papers": connection(fresh, "papers", "first: 2"),
        "search": _inner(
            execute(fresh, f'{{ search(query: "a", first: 2) {{ {BODY} }} }}')["data"]
        ),
    }[name]
    cursor = before["pageInfo"]["endCursor"]
    with fresh.view() as view:
        edge = next(one for one in view.all_edges() if one.role)
    judgement = Judgement(
        verdict=Verdict.REJECT_EDGE, left=edge.source, right=edge.target, by="t", at="2026-01-01"
    )
    with fresh.writer() as writer:
        writer.judge(judgement)
    if name == "papers":
        page = connection(fresh, "papers", f'first: 100, after: "{cursor}"')
        assert len(page["edges"]) == page["totalCount"] - 2
        return
    query = f'{{ search(query: "a", first: 2, after: "{cursor}") {{ totalCount }} }}'
    (error,) = execute(fresh, query)["errors"]
    assert error["extensions"]["code"] == "BAD_CURSOR"
    assert "another graph version" in error["message"]


def test_facets_count_the_whole_list_not_the_page(many):
    query = """{ papers(first: 1) { totalCount facets(by: VENUE) { value count }
                                    years: facets(by: YEAR) { value count } } }"""
    found = execute(many, query)["data"]["papers"]
    assert sum(one["count"] for one in found["facets"]) == found["totalCount"]
    assert sum(one["count"] for one in found["years"]) == found["totalCount"]
    assert None in {one["value"] for one in found["years"]}
