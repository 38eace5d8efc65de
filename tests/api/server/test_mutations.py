"""Mutations: judgements about edges, seen at once and undone by withdrawing them."""

import pytest

from citeweave.server import execute
from citeweave_graph import Store

EDGES = """query($title: String!) { paper(by: {title: $title}) { id judgements { id verdict reason }
  methods { edges { role node { id name } judgement { id by reason } } } } }"""
BOTH = ("read", "write")


def paper(store: Store, title: str = "Answers with RAG") -> dict:
    return execute(store, EDGES, {"title": title})["data"]["paper"]


def edge(found: dict, name: str) -> dict | None:
    edges = found["methods"]["edges"]
    return next((one for one in edges if one["node"]["name"].startswith(name)), None)


def run(store: Store, text: str, **variables: str) -> dict:
    return execute(store, text, variables, scopes=BOTH, by="ada")


REJECT = """mutation($p: ID!, $t: ID!) { rejectEdge(paper: $p, target: $t, reason: "a colour") {
  judgement { id verdict paper target by reason }
  paper { id methods { edges { node { name } } } } } }"""
WITHDRAW = """mutation($id: ID!) { withdrawJudgement(id: $id) {
  judgement { id } paper { methods { totalCount } judgements { id } } } }"""


def test_a_rejected_edge_is_gone_and_comes_back_when_withdrawn(fresh):
    before = paper(fresh)
    target = edge(before, "retrieval")["node"]["id"]
    answer = run(fresh, REJECT, p=before["id"], t=target)
    judged = answer["data"]["rejectEdge"]
    assert judged["judgement"]["verdict"] == "REJECT_EDGE"
    assert (judged["judgement"]["by"], judged["judgement"]["reason"]) == ("ada", "a colour")
    names = [one["node"]["name"] for one in judged["paper"]["methods"]["edges"]]
    assert not [name for name in names if name.startswith("retrieval")]
    after = paper(fresh)
    assert edge(after, "retrieval") is None
    assert [one["id"] for one in after["judgements"]] == [judged["judgement"]["id"]]
    undone = run(fresh, WITHDRAW, id=judged["judgement"]["id"])["data"]["withdrawJudgement"]
    assert undone["paper"] == {
        "methods": {"totalCount": len(before["methods"]["edges"])},
        "judgements": [],
    }
    assert edge(paper(fresh), "retrieval")


def test_a_corrected_edge_has_its_judgement(fresh):
    before = paper(fresh)
    target = edge(before, "transformer")["node"]["id"]
    answer = run(
        fresh,
        """mutation($p: ID!, $t: ID!) { correctEdge(paper: $p, target: $t, role: COMPARES) {
             paper { methods { edges { role node { name } judgement { id by } } } } } }""",
        p=before["id"],
        t=target,
    )
    found = edge(answer["data"]["correctEdge"]["paper"], "transformer")
    assert found["role"] == "COMPARES"
    assert found["judgement"]["by"] == "ada"


def test_each_mutation_of_a_request_sees_what_the_one_before_did(fresh):
    before = paper(fresh)
    ids = [one["node"]["id"] for one in before["methods"]["edges"]]
    answer = run(
        fresh,
        """mutation($p: ID!, $a: ID!, $b: ID!) {
             a: rejectEdge(paper: $p, target: $a) { paper { methods { totalCount } } }
             b: rejectEdge(paper: $p, target: $b) { paper { methods { totalCount } } } }""",
        p=before["id"],
        a=ids[0],
        b=ids[1],
    )["data"]
    assert answer["a"]["paper"]["methods"]["totalCount"] == len(ids) - 1
    assert answer["b"]["paper"]["methods"]["totalCount"] == len(ids) - 2


def test_a_mutation_makes_a_version(fresh):
    before = paper(fresh)
    run(fresh, REJECT, p=before["id"], t=edge(before, "retrieval")["node"]["id"])
    assert execute(fresh, "{ graph { version } }")["data"]["graph"]["version"] == 2


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ('rejectEdge(paper: "Paaaaaaaaaaaaaaaa", target: "Caaaaaaaaaaaaaaaa")', "NOT_FOUND"),
        ('rejectEdge(paper: "nonsense", target: "Caaaaaaaaaaaaaaaa")', "NOT_FOUND"),
        ('correctEdge(paper: "Paaaaaaaaaaaaaaaa", target: "Caaaaaaaaaaaaaaaa")', "BAD_INPUT"),
        ('correctEdge(paper: "Paaaaaaaaaaaaaaaa", target: "Caaaaaaaaaaaaaaaa", name: " ")',
         "BAD_INPUT"),
        ('withdrawJudgement(id: "J00000000000000000000")', "NOT_FOUND"),
        (f'rejectEdge(paper: "P{"a" * 16}", target: "C{"a" * 16}", reason: "{"x" * 2001}")',
         "BAD_INPUT"),
    ],
)  # fmt: skip
def test_what_is_not_there_cannot_be_judged(fresh, field, expected):
    (error,) = run(fresh, f"mutation {{ {field} {{ judgement {{ id }} }} }}")["errors"]
    assert error["extensions"]["code"] == expected
    assert execute(fresh, "{ graph { version } }")["data"]["graph"]["version"] == 1


def test_a_second_writer_makes_the_store_unavailable(fresh):
    before = paper(fresh)
    with fresh.writer():
        answer = run(fresh, REJECT, p=before["id"], t=edge(before, "retrieval")["node"]["id"])
    assert answer["errors"][0]["extensions"]["code"] == "STORE_UNAVAILABLE"


def test_a_view_cannot_write(fresh):
    before = paper(fresh)
    with fresh.view() as view:
        answer = execute(
            view,
            REJECT,
            {"p": before["id"], "t": edge(before, "retrieval")["node"]["id"]},
            scopes=BOTH,
        )
    assert answer["errors"][0]["extensions"]["code"] == "BAD_INPUT"
