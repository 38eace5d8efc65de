"""Relations of concepts: which, what they say from where one stands, and where papers say it."""

from collections.abc import Iterator

import pytest
import worlds_served
from counting import CountingStore

from citeweave.server import Limits, execute
from citeweave_graph import Store

RAG, QA = "retrieval augmented generation", "question answering"
FACTS = """query($name: String!, $kinds: [RelationKind!], $direction: Direction! = BOTH,
                 $least: Float! = 0) {
  concept(by: {name: $name}) {
    related(kinds: $kinds, direction: $direction, minConfidence: $least) {
      totalCount edges { id kind direction support confidence node { id name kind } }
    }
  }
}"""
SENTENCES = """query($name: String!, $first: Int! = 5) {
  concept(by: {name: $name}) { related { edges {
    support node { name }
    evidence(first: $first) {
      paper { id title abstract } field sentence sentenceStart start end surface
      otherStart otherEnd otherSurface confidence extractor
    }
  } } }
}"""


@pytest.fixture(scope="module", params=["memory", "sqlite", "neo4j"])
def world(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, neo4j_server
) -> Iterator[Store]:
    url = "memory:"
    if request.param == "sqlite":
        url = f"sqlite:{tmp_path_factory.mktemp('related') / 'graph.db'}"
    if request.param == "neo4j":
        server = neo4j_server()
        server.reset(graph=True)
        url = server.url
    with worlds_served.relating(url) as store:
        yield store


def asked(store: Store, query: str, **variables):
    answer = execute(store, query, variables)
    assert "errors" not in answer, answer
    return answer["data"]


def _facts(store, **variables):
    found = asked(store, FACTS, **variables)["concept"]["related"]
    assert found["totalCount"] == len(found["edges"])
    return [
        (one["kind"], one["direction"], one["node"]["name"], one["support"], one["confidence"])
        for one in found["edges"]
    ]


def test_relations_of_a_concept_with_their_facts(world):
    assert _facts(world, name="RAG") == [
        ("USED_FOR", "OUT", QA, 3, 0.8),
        ("COMPARED_WITH", "BOTH", "attention", 2, 0.5),
        ("EVALUATED_ON", "OUT", "MMLU", 1, 0.9),
        ("USED_FOR", "OUT", "translation", 1, 0.8),
    ]
    assert _facts(world, name="QA") == [("USED_FOR", "IN", RAG, 3, 0.8)]
    assert _facts(world, name="attention") == [
        ("COMPARED_WITH", "BOTH", RAG, 2, 0.5),
        ("PART_OF", "OUT", "transformer", 1, 0.7),
    ]


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ({"kinds": ["USED_FOR"]}, [QA, "translation"]),
        ({"kinds": []}, []),
        ({"direction": "IN"}, ["attention"]),
        ({"direction": "OUT", "kinds": ["COMPARED_WITH", "EVALUATED_ON"]}, ["attention", "MMLU"]),
        ({"least": 0.8}, [QA, "MMLU", "translation"]),
    ],
)
def test_every_choice(world, choices, expected):
    assert [one[2] for one in _facts(world, name="RAG", **choices)] == expected


@pytest.mark.parametrize(
    ("field", "name", "expected"),
    [
        ("usedFor", "RAG", [QA, "translation"]),
        ("usedFor(minConfidence: 0.81)", "RAG", []),
        ("usedFor", "QA", []),
        ("evaluatedOn", "RAG", ["MMLU"]),
        ("evaluatedOn", "MMLU", []),
        ("broader", "transformer", []),
        ("broader", "graph neural network", ["transformer"]),
        ("narrower", "transformer", ["graph neural network"]),
        ("narrower", "graph neural network", []),
    ],
)
def test_the_fields_that_name_a_kind(world, field, name, expected):
    inner = f"{field} {{ totalCount nodes {{ name }} }}"
    query = f"query($name: String!) {{ concept(by: {{name: $name}}) {{ {inner} }} }}"
    concept = asked(world, query, name=name)["concept"]
    (found,) = concept.values()
    assert [node["name"] for node in found["nodes"]] == expected
    assert found["totalCount"] == len(expected)


@pytest.mark.parametrize("name", ["RAG", "attention", "transformer", "QA"])
def test_evidence_shows_both_concepts_in_the_text_of_the_paper(world, name):
    edges = asked(world, SENTENCES, name=name)["concept"]["related"]["edges"]
    assert edges
    for edge in edges:
        assert len(edge["evidence"]) == edge["support"]
        for one in edge["evidence"]:
            text = one["paper"][one["field"].lower()]
            assert text[one["start"] : one["end"]] == one["surface"]
            assert text[one["otherStart"] : one["otherEnd"]] == one["otherSurface"]
            assert text.startswith(one["sentence"], one["sentenceStart"])
            ours = {"RAG": {"RAG"}, "attention": {"attention"}, "QA": {"QA"}}
            assert one["surface"] in ours.get(name, {"transformer", "transformers"})
            assert one["otherSurface"] != one["surface"]


def test_evidence_is_cut_to_what_is_asked_for(world):
    edges = asked(world, SENTENCES, name="RAG", first=2)["concept"]["related"]["edges"]
    assert [len(edge["evidence"]) for edge in edges] == [2, 2, 1, 1]
    assert {one["extractor"] for edge in edges for one in edge["evidence"]} == {"dictionary 1"}


@pytest.mark.parametrize("size", [1, 2, 3])
@pytest.mark.parametrize(("way", "bound"), [("first", "after"), ("last", "before")])
def test_paging_gives_every_relation_once(world, size, way, bound):
    body = """totalCount edges { cursor node { name } } nodes { name }
              pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"""
    found, place = [], ""
    while True:
        text = (
            f'{{ concept(by: {{name: "RAG"}}) {{ related({way}: {size}{place}) {{ {body} }} }} }}'
        )
        page = asked(world, text)["concept"]["related"]
        names = [edge["node"]["name"] for edge in page["edges"]]
        assert names == [node["name"] for node in page["nodes"]]
        found = found + names if way == "first" else names + found
        info = page["pageInfo"]
        if not info["hasNextPage" if way == "first" else "hasPreviousPage"]:
            break
        cursor = info["endCursor" if way == "first" else "startCursor"]
        place = f', {bound}: "{cursor}"'
    assert found == [QA, "attention", "MMLU", "translation"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ("minConfidence: 1.1", "BAD_INPUT"),
        ("first: 0", "BAD_INPUT"),
        ('after: "x"', "BAD_CURSOR"),
        ("kinds: [USES]", "BAD_QUERY"),
    ],
)
def test_what_makes_no_sense_is_refused(world, arguments, code):
    text = f'{{ concept(by: {{name: "RAG"}}) {{ related({arguments}) {{ totalCount }} }} }}'
    (error,) = execute(world, text)["errors"]
    assert error["extensions"]["code"] == code


def test_a_cursor_of_one_field_does_not_fit_another(world):
    text = '{ concept(by: {name: "RAG"}) { usedFor { pageInfo { endCursor } } } }'
    cursor = asked(world, text)["concept"]["usedFor"]["pageInfo"]["endCursor"]
    text = (
        f'{{ concept(by: {{name: "RAG"}}) {{ evaluatedOn(after: "{cursor}") {{ totalCount }} }} }}'
    )
    (error,) = execute(world, text)["errors"]
    assert error["extensions"]["code"] == "BAD_CURSOR"


def test_neighbours_and_paths_show_where_relations_are_said(world):
    text = """{ concept(by: {name: "MMLU"}) { neighbours(kinds: [EVALUATED_ON]) {
        edges { kind role confidence outward evidence { surface sentence } } } } }"""
    (edge,) = asked(world, text)["concept"]["neighbours"]["edges"]
    assert edge == {
        "kind": "EVALUATED_ON",
        "role": None,
        "confidence": 0.9,
        "outward": False,
        "evidence": [{"surface": "RAG", "sentence": "RAG is evaluated on MMLU."}],
    }


QUERY = """query($n: Int!) { concepts(first: $n) { nodes {
  name
  usedFor(first: 3) { totalCount nodes { name } }
  related(first: 5) { totalCount edges {
    support node { name } evidence(first: 2) { sentence paper { title } }
  } }
} } }"""


def test_the_number_of_store_calls_does_not_depend_on_the_page(world):
    counted = CountingStore(world)

    def calls(size):
        counted.calls.clear()
        answer = execute(counted, QUERY, {"n": size}, limits=Limits(nodes=10**6, points=10**6))
        assert "errors" not in answer, answer
        return dict(counted.calls)

    few, more = calls(6), calls(50)
    assert max(few.pop("nodes"), more.pop("nodes")) <= 3
    assert few == more == {"page": 1, "edges": 2, "edge_counts": 2, "relation_evidence": 1}


def test_the_cost_counts_relations_their_sentences_and_papers(world):
    text = """{ rateLimit { nodeCount } concept(by: {name: "RAG"}) {
        related(first: 10) { edges { node { name } evidence(first: 3) { paper { id } } } } } }"""
    count = asked(world, text)["rateLimit"]["nodeCount"]
    assert count == 1 + 10 + 10 * (3 + 3)
