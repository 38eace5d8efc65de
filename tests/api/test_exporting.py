"""`citeweave export`, as a person runs it."""

from __future__ import annotations

import json

import networkx as nx
import pytest

import citeweave
from citeweave_graph.exports import FORMATS, read_graph
from citeweave_schema import NodeKind

RAG = "Retrieval-Augmented Generation for Knowledge-Intensive NLP Tasks"


@pytest.fixture(scope="module")
def graph(built):
    return built[0]


@pytest.fixture(scope="module")
def totals(graph):
    with citeweave.open(graph) as view:
        nodes = list(view.all_nodes())
        papers = sum(one.kind is NodeKind.PAPER and not one.stub for one in nodes)
        return {"nodes": len(nodes), "edges": len(list(view.all_edges())), "papers": papers}


@pytest.mark.parametrize("form", FORMATS)
def test_the_listing_graph_in_every_format(citeweave, graph, totals, form, tmp_path):
    ended = citeweave("export", form, tmp_path / "out", "--graph", graph, "--json")
    assert (ended.code, ended.err) == (0, "")
    told = ended.json
    wanted = ("papers",) if FORMATS[form].of_papers else ("nodes", "edges")
    assert {name: told[name] for name in wanted} == {name: totals[name] for name in wanted}
    assert (told["format"], told["path"]) == (form, str(tmp_path / "out"))
    if FORMATS[form].readable:
        found = read_graph(tmp_path / "out", form)
        assert (len(found), found.number_of_edges()) == (totals["nodes"], totals["edges"])


def test_a_search_a_filter_and_ids_choose_papers(citeweave, graph, tmp_path):
    def papers(*options):
        path = tmp_path / "part.json"
        ended = citeweave("export", "node-link", path, "--graph", graph, "--force", *options)
        assert ended.code == 0, ended.err
        found = read_graph(path, "node-link")
        return {one for one, kind in found.nodes(data="kind") if kind == "Paper"}, found

    with citeweave_view(graph) as view:
        rag = view.paper(RAG).id
    found, whole = papers("--query", RAG)
    assert found == {rag}
    assert len(whole) > 1
    assert {data["kind"] for _, _, data in whole.edges(data=True)} & {"PROPOSES", "USES"}
    assert papers("--ids", rag)[0] == {rag}
    (tmp_path / "ids.txt").write_text(f"{rag}\n{rag}\n", "utf-8")
    assert papers("--ids", f"@{tmp_path / 'ids.txt'}")[0] == {rag}
    alone = papers("--ids", rag, "--only")[1]
    assert (set(alone), alone.number_of_edges()) == ({rag}, 0)
    where = json.dumps({"title": {"contains": "retrieval"}})
    some, _ = papers("--papers-where", where)
    assert rag in some
    assert len(papers("--papers-where", where, "--limit", 2)[0]) == 2 < len(some)
    assert len(papers("--query", "language models", "--limit", 3)[0]) == 3


def citeweave_view(graph):
    return citeweave.open(graph)


def test_the_nodes_of_an_answer(citeweave, graph, tmp_path):
    query = tmp_path / "question.graphql"
    query.write_text(
        "query($title: String!) { paper(by: {title: $title}) "
        "{ which: id methods(first: 50) { edges { node { id name } } } } }",
        "utf-8",
    )
    path = tmp_path / "answer.graphml"
    variables = json.dumps({"title": RAG})
    asked = ("--question", f"@{query}", "--variables", variables, "--graph", graph)
    ended = citeweave("export", "graphml", path, *asked)
    assert ended.code == 0, ended.err
    found = read_graph(path, "graphml")
    assert {kind for _, kind in found.nodes(data="kind")} == {"Paper", "Concept"}
    assert isinstance(found, nx.MultiDiGraph)
    assert found.number_of_edges() >= len(found) - 1 > 1
    assert all("sentence" in data for _, _, data in found.edges(data=True))
    assert f"nodes and {found.number_of_edges()} edges in" in ended.out


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("pajek", "out"), "graphml"),
        (("gexf", "out", "--query", "zzzz"), "no paper"),
        (("gexf", "out", "--query", "a", "--ids", "b"), "ids and query"),
        (("gexf", "out", "--ids", "nothing"), "arxiv:2005.11401"),
        (("gexf", "out", "--ids", "doi:10.1000/none"), "no paper doi:10.1000/none"),
        (("gexf", "out", "--ids", "Paaaaaaaaaaaaaaaa"), "no node"),
        (("gexf", "out", "--ids", ","), "no node was chosen"),
        (("gexf", "out", "--ids", "@nowhere.txt"), "cannot be read"),
        (("gexf", "out", "--papers-where", "[]"), "JSON object"),
        (("gexf", "out", "--papers-where", '{"colour": 1}'), "colour"),
        (("gexf", "out", "--papers-where", '{"year": {"eq": 1}}'), "no paper passes"),
        (("gexf", "out", "--question", "{ nothing }"), "nothing"),
        (("gexf", "out", "--question", "{ graph { version } }"), "field id"),
        (("neo4j-import", "out", "--query", "a"), "whole graph"),
        (("gexf", "none/out"), "cannot be written"),
    ],
)
def test_what_cannot_be_is_told(citeweave, graph, tmp_path, options, words):
    form, out, *rest = options
    ended = citeweave("export", form, tmp_path / out, *rest, "--graph", graph)
    assert ended.code == 2
    assert words in ended.err
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_replaced_without_being_told(citeweave, graph, tmp_path):
    path = tmp_path / "papers.bib"
    path.write_text("mine", "utf-8")
    ended = citeweave("export", "bibtex", path, "--graph", graph)
    assert (ended.code, path.read_text("utf-8")) == (2, "mine")
    assert "--force" in ended.err
    assert citeweave("export", "bibtex", path, "--graph", graph, "--force").code == 0
    assert path.read_text("utf-8").startswith("@")


def test_neo4j_import_is_still_there(citeweave, graph, tmp_path):
    ended = citeweave("export", "neo4j-import", tmp_path / "import", "--graph", graph)
    assert ended.code == 0
    assert ended.out.startswith("neo4j-admin database import full")
    assert (tmp_path / "import" / "nodes.csv").exists()
