"""Search as the schema has it: highlights, snippets, corrections, suggestions."""

import pytest

from citeweave.server import execute

QUERY = """
query($words: String!, $first: Int) {
  search(query: $words, first: $first) {
    totalCount
    corrections { from to }
    edges {
      score snippet snippetStart
      highlights { field alias start end }
      node {
        __typename name
        ... on Paper { titleReadable abstractReadable }
        ... on Concept { aliases }
      }
    }
  }
}
"""


def _shown(edge, highlight):
    node, field = edge["node"], highlight["field"]
    if field == "ALIAS":
        text = node["aliases"][highlight["alias"]]
    else:
        texts = {"TITLE": "titleReadable", "ABSTRACT": "abstractReadable", "NAME": "name"}
        text = node[texts[field]]
    return text[highlight["start"] : highlight["end"]]


def test_highlights_point_at_the_words_as_they_are_shown(ask):
    found = ask(QUERY, words="rag")["search"]
    assert found["totalCount"] == len(found["edges"])
    assert found["corrections"] == []
    assert found["edges"][0]["node"]["name"] == "retrieval augmented generation"
    fields = set()
    for edge in found["edges"]:
        assert edge["highlights"]
        assert {_shown(edge, one).lower() for one in edge["highlights"]} == {"rag"}
        fields |= {one["field"] for one in edge["highlights"]}
    assert fields == {"TITLE", "ABSTRACT", "ALIAS"}


def test_a_snippet_is_a_piece_of_the_abstract(ask):
    for edge in ask(QUERY, words="transformer")["search"]["edges"]:
        if edge["node"]["__typename"] != "Paper":
            assert edge["snippet"] is None
            assert edge["snippetStart"] is None
            continue
        abstract, start = edge["node"]["abstractReadable"], edge["snippetStart"]
        assert abstract[start : start + len(edge["snippet"])] == edge["snippet"]
        assert "transformer" in edge["snippet"]


def test_the_answer_says_what_was_taken_instead(ask):
    found = ask(QUERY, words="Transfomer rag")["search"]
    assert found["corrections"] == [{"from": "transfomer", "to": ["transformer"]}]
    for edge in found["edges"]:
        assert {_shown(edge, one).lower() for one in edge["highlights"]} == {"transformer", "rag"}


def test_suggestions(ask):
    names = [one["name"] for one in ask('{ suggest(query: "retr") { name } }')["suggest"]]
    assert names == ["retrieval augmented generation", "Retrieval for Knowledge"]
    query = '{ suggest(query: "retr", kinds: [PAPER], first: 1) { __typename name } }'
    assert ask(query)["suggest"] == [{"__typename": "Paper", "name": "Retrieval for Knowledge"}]
    assert ask('{ suggest(query: "") { name } }')["suggest"] == []


@pytest.mark.parametrize("first", [0, 101])
def test_a_number_of_suggestions_out_of_range_is_refused(sample, first):
    answer = execute(sample, f'{{ suggest(query: "a", first: {first}) {{ name }} }}')
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "BAD_INPUT"
