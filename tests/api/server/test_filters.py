"""Filters: each means what it says, on every store the same, and none is too large."""

import pytest

from citeweave.server import execute

RAG, BARE, COLOR = "Retrieval for Knowledge", "Answers with RAG", "Ähnliche Farben"
SURVEY, GNN, QUIET, ROOTS = "A Survey", "Graphs", "Quiet", "Old Roots"

PAPERS = [
    ("{}", {RAG, BARE, COLOR, SURVEY, GNN, QUIET, ROOTS}),
    ("{year: {gte: 2021}}", {BARE, GNN, QUIET}),
    ("{year: {lte: 2020, gte: 2019}}", {RAG, COLOR}),
    ("{year: {in: [2019, 2021]}}", {COLOR, BARE}),
    ("{year: {eq: 2022}, retracted: true}", {GNN}),
    ("{year: {isNull: true}}", {SURVEY}),
    ('{title: {contains: "ähnliche"}}', {COLOR}),
    ('{title: {eq: "Quiet"}}', {QUIET}),
    ('{title: {in: ["Quiet", "Graphs"]}}', {QUIET, GNN}),
    ("{abstract: {isNull: true}, stub: false}", {QUIET}),
    ('{venue: {eq: "ACL"}}', {RAG, BARE}),
    ("{venue: {isNull: false}}", {RAG, BARE, SURVEY}),
    ('{language: {eq: "de"}}', {COLOR}),
    ("{stub: true}", {ROOTS}),
    ('{methods: {some: {name: {eq: "RAGs"}}}}', {RAG, BARE, SURVEY}),
    ('{methods: {some: {name: {eq: "rag"}, role: {in: [PROPOSES]}}}}', {RAG}),
    ('{methods: {some: {name: {eq: "rag"}, role: {eq: MENTIONS}}}}', {SURVEY}),
    ('{methods: {none: {name: {contains: "a"}}}}', {QUIET, ROOTS}),
    ("{methods: {some: {confidence: {gte: 0.95}}}}", {RAG, GNN}),
    ('{datasets: {some: {name: {in: ["ImageNet"]}}}}', {BARE}),
    ("{tasks: {some: {role: {eq: ADDRESSES}}}}", {RAG}),
    ("{metrics: {some: {}}}", {COLOR}),
    ('{authors: {some: {name: {eq: "Jun Li"}}}}', {COLOR, GNN, QUIET}),
    ('{organizations: {some: {name: {eq: "deepmind"}}}}', {GNN}),
    ("{people: {some: {}}}", {GNN}),
    ('{references: {some: {title: {eq: "Old Roots"}}}}', {RAG, SURVEY}),
    ("{citations: {some: {year: {gte: 2022}}}}", {RAG}),
    ("{not: {year: {gte: 2000}}, stub: false}", {SURVEY}),
    ('{or: [{title: {eq: "Quiet"}}, {and: [{year: {eq: 2022}}, {retracted: true}]}]}',
     {QUIET, GNN}),
    ("{or: []}", set()),
    ("{and: []}", {RAG, BARE, COLOR, SURVEY, GNN, QUIET, ROOTS}),
    ('{methods: {some: {not: {role: {eq: MENTIONS}}, or: [{name: {eq: "attention"}}]}}}',
     {COLOR, SURVEY}),
]  # fmt: skip


@pytest.mark.parametrize(("where", "titles"), PAPERS)
def test_papers(ask, where, titles):
    found = ask(f"{{ papers(where: {where}, first: 100) {{ totalCount nodes {{ title }} }} }}")
    assert {one["title"] for one in found["papers"]["nodes"]} == titles
    assert found["papers"]["totalCount"] == len(titles)


@pytest.mark.parametrize("where", ["{methods: {all: {role: {in: [PROPOSES, USES]}}}}"])
def test_all_is_true_where_there_is_none(ask, where):
    found = ask(f"{{ papers(where: {where}, first: 100) {{ nodes {{ title }} }} }}")["papers"]
    titles = {one["title"] for one in found["nodes"]}
    assert QUIET in titles
    assert SURVEY not in titles


def test_concepts_authors_organisations_and_venues(ask):
    found = ask(
        """{
          concepts(where: {kind: {eq: METHOD}, papers: {some: {role: {eq: PROPOSES}}}}) {
            nodes { name } }
          one: concepts(where: {name: {eq: "GNN"}}) { nodes { name } }
          authors(where: {papers: {some: {year: {eq: 2019}}}}) { nodes { name } }
          organizations(where: {authors: {some: {name: {contains: "wei"}}}}) { nodes { name } }
          venues(where: {papers: {some: {year: {isNull: true}}}}) { nodes { name } }
        }"""
    )
    assert {one["name"] for one in found["concepts"]["nodes"]} == {
        "retrieval augmented generation",
        "graph neural network",
    }
    assert found["one"]["nodes"] == [{"name": "graph neural network"}]
    assert [one["name"] for one in found["authors"]["nodes"]] == ["Jun Li", "Wei Wang"]
    assert found["organizations"]["nodes"] == [{"name": "DeepMind"}]
    assert found["venues"]["nodes"] == [{"name": "NeurIPS"}]


@pytest.mark.parametrize(
    ("field", "direction", "expected"),
    [
        ("YEAR", "DESC", [GNN, QUIET, BARE, RAG, COLOR, ROOTS, SURVEY]),
        ("YEAR", "ASC", [ROOTS, COLOR, RAG, BARE, GNN, QUIET, SURVEY]),
        ("TITLE", "ASC", [SURVEY, BARE, GNN, ROOTS, QUIET, RAG, COLOR]),
    ],
)
def test_orders(ask, field, direction, expected):
    query = "query($o: PaperOrder) { papers(orderBy: $o) { nodes { title } } }"
    found = ask(query, o={"field": field, "direction": direction})["papers"]["nodes"]
    titles = [one["title"] for one in found]
    ties = {GNN, QUIET}
    untied = [one for one in expected if one not in ties]
    assert [one for one in titles if one not in ties] == untied
    assert {one for one in titles if one in ties} == ties


def _code(sample, where) -> str:
    query = "query($w: PaperWhere) { papers(where: $w) { totalCount } }"
    return execute(sample, query, {"w": where})["errors"][0]["extensions"]["code"]


def test_a_filter_is_bounded_in_depth_comparisons_and_values(sample):
    deep: dict = {"stub": True}
    for _ in range(20):
        deep = {"not": deep}
    assert _code(sample, deep) == "BAD_INPUT"
    assert _code(sample, {"or": [{"year": {"eq": one}} for one in range(101)]}) == "BAD_INPUT"
    assert _code(sample, {"year": {"in": list(range(201))}}) == "BAD_INPUT"


def test_a_filter_nested_beyond_what_python_can_is_refused_too(sample):
    deep: dict = {"stub": True}
    for _ in range(5_000):
        deep = {"not": deep}
    assert _code(sample, deep) in ("TOO_DEEP", "BAD_QUERY")


@pytest.mark.parametrize("value", [-0.1, 1.1])
def test_a_confidence_is_between_0_and_1(sample, value):
    query = """query($c: Float!) {
      concept(by: {name: "RAG"}) { papers(minConfidence: $c) { totalCount } } }"""
    assert execute(sample, query, {"c": value})["errors"][0]["extensions"]["code"] == "BAD_INPUT"
