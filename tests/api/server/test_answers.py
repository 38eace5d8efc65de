"""The answers of the schema on a graph that can be worked out by hand."""

import math

import pytest

from citeweave.server import execute

SHARING = """
query Sharing($title: String!) {
  paper(by: {title: $title}) {
    id title year
    methods(first: 50) { totalCount edges { role confidence node { id name kind aliases } evidence(first: 2) { sentence start end field surface } } }
    sharing(kinds: [METHOD], first: 10) { totalCount edges { score node { id title } shared { weight concept { name } } } }
  }
}
"""  # noqa: E501  # verbatim


def test_the_query_that_others_script_against_runs_verbatim(ask):
    paper = ask(SHARING, title="Retrieval for Knowledge")["paper"]
    assert paper["year"] == 2020
    methods = {edge["node"]["name"]: edge for edge in paper["methods"]["edges"]}
    assert paper["methods"]["totalCount"] == len(methods) == 2
    rag = methods["retrieval augmented generation"]
    assert rag["role"] == "PROPOSES"
    assert rag["node"]["kind"] == "METHOD"
    assert rag["node"]["aliases"] == ["RAG"]
    for evidence in rag["evidence"]:
        assert evidence["field"] == "ABSTRACT"
        assert evidence["surface"] in ("retrieval augmented generation", "RAG")
        assert evidence["surface"] in evidence["sentence"]
        assert evidence["end"] - evidence["start"] == len(evidence["surface"])
    sharing = paper["sharing"]
    assert sharing["totalCount"] == len(sharing["edges"])
    best = sharing["edges"][0]
    assert best["node"]["title"] == "Answers with RAG"
    assert best["score"] == pytest.approx(sum(one["weight"] for one in best["shared"]))


def test_weights_are_the_formula_in_whole_millionths(ask):
    found = ask(
        """{ paper(by: {doi: "10.1000/rag"}) { sharing { edges { shared {
             weight concept { documentFrequency } } } } }
             graph { completeness { papers } } }"""
    )
    papers = found["graph"]["completeness"]["papers"]
    for edge in found["paper"]["sharing"]["edges"]:
        for one in edge["shared"]:
            expected = math.log((papers + 1) / (one["concept"]["documentFrequency"] + 1))
            assert one["weight"] == round(1e6 * expected) / 1e6


def test_sharing_has_the_evidence_of_both_sides(ask):
    found = ask(
        """{ paper(by: {doi: "10.1000/rag"}) { id sharing(first: 1) { edges { node { id } shared {
             concept { id }
             ours { source target role evidence { sentence } }
             theirs { source target role evidence { sentence } } } } } } }"""
    )["paper"]
    edge = found["sharing"]["edges"][0]
    for one in edge["shared"]:
        assert (one["ours"]["source"], one["ours"]["target"]) == (found["id"], one["concept"]["id"])
        assert one["theirs"]["source"] == edge["node"]["id"]
        assert one["ours"]["evidence"]
        assert one["theirs"]["evidence"]


@pytest.mark.parametrize(
    "by",
    [
        '{doi: "https://doi.org/10.1000/RAG"}',
        '{arxiv: "2005.11401v3"}',
        '{title: "retrieval  FOR knowledge!"}',
    ],
)
def test_a_paper_is_found_by_what_identifies_it(ask, by):
    found = ask(f"{{ paper(by: {by}) {{ id title doi arxiv identifiers {{ scheme value }} }} }}")
    assert found["paper"]["title"] == "Retrieval for Knowledge"
    assert found["paper"]["doi"] == "10.1000/rag"
    assert {"scheme": "ARXIV", "value": "2005.11401"} in found["paper"]["identifiers"]


@pytest.mark.parametrize(
    "field",
    [
        'paper(by: {title: "none such"})',
        'paper(by: {doi: "10.1000/none"})',
        'paper(by: {id: "Paaaaaaaaaaaaaaaa"})',
        'paper(by: {id: "nonsense"})',
        'concept(by: {name: "none such"})',
        'author(by: {name: "Nobody"})',
        'organization(by: {name: "None"})',
        'venue(by: {name: "None"})',
        'person(by: {name: "Nobody"})',
        'node(id: "nonsense")',
    ],
)
def test_a_look_up_that_finds_nothing_is_null_without_an_error(ask, field):
    assert set(ask(f"{{ {field} {{ id }} }}").values()) == {None}


def test_nodes_come_in_the_order_asked_with_null_for_the_unknown(ask):
    ids = [one["id"] for one in ask("{ papers(first: 3) { nodes { id } } }")["papers"]["nodes"]]
    asked = [ids[2], "Paaaaaaaaaaaaaaaa", ids[0]]
    found = ask("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=asked)["nodes"]
    assert [one and one["id"] for one in found] == [ids[2], None, ids[0]]


def test_an_id_of_another_kind_is_not_that_kind(ask):
    concept = ask("{ concepts(first: 1) { nodes { id } } }")["concepts"]["nodes"][0]["id"]
    query = "query($id: ID!) { paper(by: {id: $id}) { id } node(id: $id) { __typename } }"
    assert ask(query, id=concept) == {"paper": None, "node": {"__typename": "Concept"}}


def test_traversals_from_authors_organisations_venues_and_persons(ask):
    found = ask(
        """{
          author(by: {name: "Wei Wang"}) {
            name papers(orderBy: NEWEST) { edges { position printed node { title } } }
            coAuthors { edges { count node { name } } } organizations { nodes { name } }
            methods { edges { count node { name } } }
          }
          organization(by: {name: "deepmind"}) {
            papers { nodes { title } } authors { nodes { name } } methods { totalCount } }
          venue(by: {name: "ACL"}) { papers(years: {gte: 2021}) { totalCount nodes { title } } }
          person(by: {name: "Goodman"}) { papers { nodes { title } } }
        }"""
    )
    author = found["author"]
    assert author["papers"]["edges"][0]["node"]["title"] == "Graphs"
    assert {"Jun Li", "A. Lovelace"} == {
        edge["node"]["name"] for edge in author["coAuthors"]["edges"]
    }
    assert author["coAuthors"]["edges"][0] == {"count": 2, "node": {"name": "Jun Li"}}
    assert author["organizations"]["nodes"] == [{"name": "DeepMind"}]
    assert author["methods"]["edges"]
    assert found["organization"]["papers"]["nodes"] == [{"title": "Graphs"}]
    assert found["organization"]["authors"]["nodes"] == [{"name": "Wei Wang"}]
    assert found["venue"]["papers"]["totalCount"] == 1
    assert found["person"]["papers"]["nodes"] == [{"title": "Graphs"}]


def test_citations_both_ways_co_citation_and_coupling(ask):
    found = ask(
        """query($title: String!) { paper(by: {title: $title}) {
             references { totalCount nodes { title stub } } citations { nodes { title } }
             coupled { edges { count node { title } } } coCited { totalCount }
             within(steps: 3) { totalCount edges { distance node { title } } }
             built: within(steps: 1, direction: IN) { edges { node { title } } }
             venue { name } authors { edges { position node { name } } } } }""",
        title="Retrieval for Knowledge",
    )["paper"]
    assert found["references"] == {"totalCount": 1, "nodes": [{"title": "Old Roots", "stub": True}]}
    assert {one["title"] for one in found["citations"]["nodes"]} == {"Answers with RAG", "Graphs"}
    assert found["coupled"]["edges"] == [{"count": 1, "node": {"title": "A Survey"}}]
    assert found["coCited"]["totalCount"] == 0
    assert found["within"]["totalCount"] == 4
    assert [one["distance"] for one in found["within"]["edges"]] == [1, 1, 1, 2]
    assert found["within"]["edges"][-1]["node"]["title"] == "A Survey"
    assert {one["node"]["title"] for one in found["built"]["edges"]} == {
        "Answers with RAG",
        "Graphs",
    }
    assert found["venue"] == {"name": "ACL"}
    assert [edge["position"] for edge in found["authors"]["edges"]] == [1, 2]


def test_trends_compare_the_last_years_with_those_before(ask):
    found = ask(
        """{ trends(kinds: [METHOD], roles: [PROPOSES, USES, MENTIONS], minPapers: 2) {
               concept { name } firstYear years { year papers } shareRecent growth } }"""
    )["trends"]
    (rag,) = (one for one in found if one["concept"]["name"] == "retrieval augmented generation")
    assert sum(one["papers"] for one in rag["years"]) == 2  # the third has no year
    assert rag["firstYear"] == 2020
    assert [one["year"] for one in rag["years"]] == sorted(one["year"] for one in rag["years"])
    assert 0 < rag["shareRecent"] <= 1


@pytest.mark.parametrize("wrong", ["window: 0", "minPapers: 0", "first: 0", "first: 101"])
def test_trends_refuse_what_cannot_be(sample, wrong):
    (error,) = execute(sample, f"{{ trends({wrong}) {{ growth }} }}")["errors"]
    assert error["extensions"]["code"] == "BAD_INPUT"


def test_a_concept_knows_its_papers_by_role_and_year(ask):
    found = ask(
        """{ concept(by: {name: "RAG"}, kind: METHOD) {
             name aliasCounts { name count } paperCount firstYear
             all: papers { totalCount facets(by: ROLE) { value count } }
             proposing: papers(roles: [PROPOSES]) { nodes { title } }
             late: papers(years: {gte: 2021}) { nodes { title } }
             trend { year papers } proposed: trend(roles: [PROPOSES]) { year papers }
             coUsed(kinds: [METHOD]) { edges { count node { name } } } } }"""
    )["concept"]
    years = [one["year"] for one in found["trend"]]
    assert years == list(range(2020, years[-1] + 1))
    assert sum(one["papers"] for one in found["trend"]) == 2  # the third has no year
    assert found["proposed"] == [{"year": 2020, "papers": 1}]
    assert found["name"] == "retrieval augmented generation"
    assert found["paperCount"] == found["all"]["totalCount"] == 3
    assert found["firstYear"] == 2020
    assert {one["value"] for one in found["all"]["facets"]} == {"proposes", "uses", "mentions"}
    assert found["proposing"]["nodes"] == [{"title": "Retrieval for Knowledge"}]
    assert found["late"]["nodes"] == [{"title": "Answers with RAG"}]
    assert found["coUsed"]["edges"][0]["node"]["name"].startswith("transformer")


def test_search_and_paths(ask):
    hits = ask('{ search(query: "retriev", kinds: [PAPER]) { totalCount nodes { id name } } }')
    assert hits["search"]["nodes"][0]["name"] == "Retrieval for Knowledge"
    first = hits["search"]["nodes"][0]["id"]
    last = ask('{ paper(by: {title: "Graphs"}) { id } }')["paper"]["id"]
    found = ask(
        """query($a: ID!, $b: ID!) { path(from: $a, to: $b, through: [CITES]) {
             length nodes { id __typename } edges { kind source target } } }""",
        a=first,
        b=last,
    )["path"]
    assert found == [
        {
            "length": 1,
            "nodes": [{"id": first, "__typename": "Paper"}, {"id": last, "__typename": "Paper"}],
            "edges": [{"kind": "CITES", "source": last, "target": first}],
        }
    ]


def test_the_graph_knows_what_is_missing(ask):
    graph = ask(
        """{ graph { version at state extractor sources { uri records complete }
             counts { papers stubs methods mentions }
             completeness { papers stubs withAbstract withYear withVenue withAuthors
                            withReferences withConcepts } } }"""
    )["graph"]
    assert graph["version"] == 1
    assert [one["uri"] for one in graph["sources"]] == ["first.jsonl", "second.jsonl"]
    assert graph["completeness"] == {
        "papers": 6, "stubs": 1, "withAbstract": 5, "withYear": 5, "withVenue": 3,
        "withAuthors": 5, "withReferences": 4, "withConcepts": 5,
    }  # fmt: skip
    assert graph["counts"]["papers"] == 6


def test_neighbours_are_all_edges_of_a_node(ask):
    found = ask(
        """{ paper(by: {title: "Graphs"}) { id neighbours(first: 100) { totalCount
             facets(by: KIND) { value count } edges { kind outward cursor node { id } } } } }"""
    )["paper"]["neighbours"]
    assert found["totalCount"] == len(found["edges"])
    assert {"CITES", "AUTHORED", "NAMES", "PROPOSES"} == {edge["kind"] for edge in found["edges"]}
    assert all(edge["outward"] == (edge["kind"] != "AUTHORED") for edge in found["edges"])


def test_a_date_without_year_says_so(ask):
    query = '{ paper(by: {title: "A Survey"}) { year date datePrecision missing } }'
    assert ask(query)["paper"] == {
        "year": None,
        "date": "--04-27",
        "datePrecision": "month and day, year unknown",
        "missing": ["abstract", "authors", "year"][1:],
    }
