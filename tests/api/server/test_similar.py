"""Similar papers over GraphQL: the parts, their reasons, weights, and what is refused."""

import math

import pytest
from sample import BARE, RAG, SURVEY

from citeweave.server import execute

QUERY = """query($title: String!, $weights: SimilarityWeights, $years: YearRange, $venue: String) {
  paper(by: {title: $title}) { id similar(weights: $weights, years: $years, venue: $venue) {
    totalCount
    edges { score node { id title } parts {
      kind value share count
      shared { weight concept { name kind } ours { role source } theirs { role source } }
      papers { title }
    } }
  } }
}"""
ONLY_METHODS_AND_COUPLING = {
    "methods": 50, "datasets": 0, "tasks": 0, "coCitation": 0, "coupling": 50, "text": 0,
}  # fmt: skip


def test_similar_by_hand(ask):
    paper = ask(QUERY, title=RAG.title, weights=ONLY_METHODS_AND_COUPLING)["paper"]
    best, second = paper["similar"]["edges"]
    assert paper["similar"]["totalCount"] == 2
    # both methods of RAG are BARE's too; SURVEY has one of them, and the same only reference
    rare, common = math.log(7 / 3), math.log(7 / 4)
    assert best["node"]["title"] == SURVEY.title
    assert best["score"] == pytest.approx(0.5 + 0.5 * common / (rare + common), abs=2e-6)
    coupling, methods = best["parts"]
    assert (coupling["kind"], coupling["value"], coupling["count"]) == ("COUPLING", 1, 1)
    assert coupling["papers"] == [{"title": "Old Roots"}]
    assert coupling["shared"] == []
    assert (methods["kind"], methods["count"], methods["papers"]) == ("METHODS", 1, [])
    assert coupling["share"] + methods["share"] == pytest.approx(1, abs=2e-6)
    (shared,) = methods["shared"]
    assert shared["concept"] == {"name": "transformer", "kind": "METHOD"}
    assert shared["weight"] == pytest.approx(common, abs=1e-6)
    assert shared["ours"] == {"role": "USES", "source": paper["id"]}
    assert shared["theirs"] == {"role": "USES", "source": best["node"]["id"]}
    assert (second["node"]["title"], second["score"]) == (BARE.title, 0.5)
    assert [part["kind"] for part in second["parts"]] == ["METHODS"]


@pytest.mark.parametrize(
    ("choices", "titles"),
    [
        ({"years": {"gte": 2021}}, {BARE.title}),
        ({"venue": "NeurIPS"}, {SURVEY.title}),
        ({"venue": "nowhere"}, set()),
    ],
)
def test_years_and_venue_are_those_of_the_others(ask, choices, titles):
    asked = {"title": RAG.title, "weights": ONLY_METHODS_AND_COUPLING, **choices}
    found = ask(QUERY, **asked)["paper"]["similar"]
    assert {edge["node"]["title"] for edge in found["edges"]} == titles
    assert found["totalCount"] == len(titles)


def test_weights_that_are_left_out_are_the_usual_ones(ask):
    usual = {"methods": 25, "datasets": 15, "tasks": 15, "coCitation": 20, "coupling": 15}
    given = [None, {}, {"text": 10}, {**usual, "text": 10}]
    answers = [ask(QUERY, title=RAG.title, weights=one) for one in given]
    assert answers == answers[:1] * len(given)
    assert answers[0]["paper"]["similar"]["edges"]


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ({"methods": -1}, "0 to 100"),
        ({"text": 101}, "0 to 100"),
        (dict.fromkeys(ONLY_METHODS_AND_COUPLING, 0), "all weights are 0"),
    ],
)
def test_weights_that_mean_nothing_are_refused(sample, weights, said):
    answer = execute(sample, QUERY, {"title": RAG.title, "weights": weights})
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "BAD_INPUT"
    assert said in error["message"]


def test_a_cursor_belongs_to_its_weights(sample):
    query = """query($weights: SimilarityWeights, $after: String) {
      paper(by: {doi: "10.1000/rag"}) { similar(first: 1, weights: $weights, after: $after) {
        pageInfo { endCursor } nodes { title } } } }"""
    first = execute(sample, query)["data"]["paper"]["similar"]
    after = first["pageInfo"]["endCursor"]
    second = execute(sample, query, {"after": after})["data"]["paper"]["similar"]
    assert second["nodes"] != first["nodes"]
    answer = execute(sample, query, {"after": after, "weights": {"text": 11}})
    assert answer["errors"][0]["extensions"]["code"] == "BAD_CURSOR"
