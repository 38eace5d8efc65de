"""Every error has a code of the closed list, and tells nothing of our insides."""

import asyncio
import time
from pathlib import Path

import pytest
from counting import CountingStore, CountingView
from structlog.testing import capture_logs

from citeweave.server import Limits, Settings, execute
from citeweave.server.execution import Engine, Request
from citeweave.server.failures import MEANINGS, Code
from citeweave.server.session import ANYBODY
from citeweave_graph import Store, open_store
from citeweave_schema import Identifier, Paper, PartialDate, SourceState
from citeweave_schema.errors import StoreTimeoutError, StoreUnavailableError

BAD_QUERIES = [
    "",
    "{",
    "{ nothing }",
    "{ papers { nodes } }",
    "{ papers(first: true) { totalCount } }",
    "{ paper(by: {}) { id } }",
    '{ paper(by: {id: "x", title: "y"}) { id } }',
    "{ paper(by: {id: null}) { id } }",
    "query A { __typename } query B { __typename }",
    "subscription { papers }",
    "fragment F on Query { __typename }",
    "{ ...F } fragment F on Query { ...F }",
    "query($x: Int!) { papers(first: $x) { totalCount } }",
    "{ concepts(where: {kind: {eq: method}}) { totalCount } }",
]


def codes(answer: dict) -> set[str]:
    return {error["extensions"]["code"] for error in answer["errors"]}


@pytest.mark.parametrize("query", BAD_QUERIES)
def test_what_does_not_fit_the_schema(sample, query):
    answer = execute(sample, query)
    assert codes(answer) == {"BAD_QUERY"}
    assert "data" not in answer


@pytest.mark.parametrize(
    "variables",
    [{"by": {}}, {"by": {"id": "x", "title": "y"}}, {"by": {"id": None}}, {"by": 3}, {}],
)
def test_variables_that_do_not_fit_the_schema(sample, variables):
    answer = execute(sample, "query($by: PaperBy!) { paper(by: $by) { id } }", variables)
    assert codes(answer) == {"BAD_QUERY"}


@pytest.mark.parametrize(
    "query",
    [
        '{ paper(by: {doi: "nonsense"}) { id } }',
        "{ papers(first: 0) { totalCount } }",
        '{ path(from: "Paaaaaaaaaaaaaaaa", to: "x", maxLength: 9) { length } }',
        "{ papers(orderBy: {field: TITLE, direction: DESC}) { nodes { id } } }",
        '{ nodes(ids: ["x"' + ', "x"' * 100 + "]) { id } }",
        """{ venue(by: {name: "ACL"}) { papers(first: 1) { nodes {
             methods { edges { evidence(first: 0) { start } } } } } } }""",
    ],
)  # fmt: skip
def test_values_that_make_no_sense(sample, query):
    assert codes(execute(sample, query)) == {"BAD_INPUT"}


ODD_TEXTS = [
    "",
    " ",
    "\x00",
    "a\x00b",
    "'",
    '"',
    "%",
    "_",
    "*",
    "NEAR(",
    "a OR",
    "-",
    "😀",
    "\u202e",
]


@pytest.mark.parametrize("text", ODD_TEXTS)
@pytest.mark.parametrize("kind", ["memory", "sqlite", "neo4j"])
def test_odd_texts_are_only_texts(stores, kind, text):
    answer = execute(
        stores[kind],
        """query($t: String!, $id: ID!) {
          paper(by: {title: $t}) { id } concept(by: {name: $t}) { id } node(id: $id) { id }
          search(query: $t, first: 1) { totalCount }
          papers(where: {title: {contains: $t}, venue: {eq: $t}}) { totalCount }
          names: papers(where: {methods: {some: {name: {eq: $t}}}}) { totalCount } }""",
        {"t": text, "id": text},
    )
    assert {error["extensions"]["code"] for error in answer.get("errors", ())} <= {"BAD_INPUT"}


def test_half_a_character_is_no_text(sample):
    query = "query($t: String!) { paper(by: {title: $t}) { id } }"
    assert codes(execute(sample, query, {"t": "\ud800"})) == {"BAD_QUERY"}
    assert codes(execute(sample, query + "\udfff")) == {"BAD_QUERY"}


def test_a_notebook_may_ask_too(sample):
    async def asked():
        return execute(sample, "{ __typename }")

    assert asyncio.run(asked()) == {"data": {"__typename": "Query"}}


def test_a_path_from_nowhere_is_not_found(sample):
    query = '{ path(from: "Paaaaaaaaaaaaaaaa", to: "Paaaaaaaaaaaaaaab") { length } }'
    (error,) = execute(sample, query)["errors"]
    assert error["extensions"]["code"] == "NOT_FOUND"
    assert error["path"] == ["path"]


def test_an_ambiguous_title_lists_the_ids():
    store = open_store("memory:")

    papers = [
        Paper(title="Same", abstract=text, date=PartialDate(year),
              identifiers=(Identifier.parse("doi", f"10.1000/{year}"),))
        for text, year in (("One.", 2001), ("Two.", 2011))
    ]  # fmt: skip
    with store.writer() as writer:
        state = SourceState(uri="a", format="jsonl", sha256="x", records=2)
        writer.begin_source(state)
        for paper in papers:
            writer.add(paper, "a")
        writer.end_source(state, keep={one.content_hash for one in papers})
    (error,) = execute(store, '{ paper(by: {title: "SAME"}) { id } }')["errors"]
    assert error["extensions"]["code"] == "AMBIGUOUS"
    found = execute(store, "{ papers { nodes { id } } }")["data"]["papers"]["nodes"]
    assert set(error["extensions"]["ids"]) == {one["id"] for one in found}
    assert len(found) == 2


class Failing(CountingStore):
    """A store whose reads fail."""

    def __init__(self, inner: Store, problem: Exception) -> None:
        super().__init__(inner)
        self.problem = problem

    def view(self, *, deadline=None):
        view = super().view(deadline=deadline)
        view.manifest = self._fail
        return view

    def _fail(self):
        raise self.problem


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        (StoreUnavailableError("/secret/path is locked"), "STORE_UNAVAILABLE"),
        (StoreTimeoutError("too long"), "TIMEOUT"),
        (ZeroDivisionError("the user's secret value"), "INTERNAL"),
        (RuntimeError("/secret/path"), "INTERNAL"),
        (RecursionError("deep"), "TOO_DEEP"),
    ],
)
def test_faults_are_masked_and_logged_under_the_id_that_the_client_gets(sample, problem, code):
    with capture_logs() as logs:
        answer = execute(Failing(sample, problem), "{ rateLimit { cost } graph { version } }")
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == code
    assert "secret" not in str(answer)
    assert "secret" not in str(logs)
    if code in ("INTERNAL", "STORE_UNAVAILABLE"):
        assert [log["fault"] for log in logs] == [error["extensions"]["id"]]
        assert logs[0]["type"] == type(problem).__name__


def test_a_fault_in_one_nullable_field_leaves_the_others(sample):
    query = '{ a: paper(by: {doi: "nonsense"}) { id } b: paper(by: {doi: "10.1000/rag"}) { id } }'
    answer = execute(sample, query)
    assert answer["data"]["a"] is None
    assert answer["data"]["b"]
    assert [error["path"] for error in answer["errors"]] == [["a"]]


class Slow(CountingStore):
    """A store whose counting takes long and does not look at the deadline."""

    def view(self, *, deadline=None):
        view = super().view(deadline=deadline)
        view.count = lambda *_: time.sleep(3) or 1
        return view


def test_the_time_budget_ends_a_request_even_when_the_store_does_not(sample):
    began = time.monotonic()
    store = Slow(sample)
    engine = Engine(store, Limits(seconds=0.2))

    async def timed():
        answer = await engine.answer(Request(query="{ papers { totalCount } }"), ANYBODY)
        return answer, time.monotonic() - began

    answer, seconds = asyncio.run(timed())
    assert answer.codes == (Code.TIMEOUT,)
    assert seconds < 1.5
    # the call that was left at work gives its view back when it ends
    until = time.monotonic() + 10
    while store.closed < store.views and time.monotonic() < until:
        time.sleep(0.05)
    assert store.closed == store.views == 1


def test_the_deadline_of_the_view_ends_a_request(sample):
    answer = execute(sample, "{ papers { totalCount } }", limits=Limits(seconds=0.0))
    assert codes(answer) == {"TIMEOUT"}


def test_every_code_has_a_meaning_and_the_guide_lists_it():
    guide = (Path(__file__).parents[3] / "docs" / "graphql.md").read_text("utf-8")
    for code in Code:
        assert f"| `{code.value}` | {MEANINGS[code]} |" in guide


def test_counting_views_count_every_method_of_the_contract():
    assert not CountingView.__abstractmethods__
    assert Settings().closed is False
