"""`citeweave export`, in this process: a process of its own for each run would take minutes."""

from __future__ import annotations

import json

import networkx as nx
import pytest
from typer.testing import CliRunner

import citeweave
from citeweave.command.app import app
from citeweave_graph.exports import FORMATS, read_graph
from citeweave_schema import NodeKind

RAG = "Retrieval-Augmented Generation for Knowledge-Intensive NLP Tasks"


@pytest.fixture(scope="module")
def export():
    def run(*arguments):
        return CliRunner().invoke(app, ["export", *map(str, arguments)])

    return run


@pytest.fixture(scope="module")
def graph(built):
    return built[0]


@pytest.fixture(scope="module")
def totals(graph):
    with citeweave.open(graph) as view:
        nodes = list(view.all_nodes())
        papers = sum(one.kind is NodeKind.PAPER and not one.stub for one in nodes)
        edges = list(view.all_edges())
        links = {frozenset((one.source, one.target)) for one in edges}
        return {"nodes": len(nodes), "edges": len(edges), "links": len(links), "papers": papers}


@pytest.mark.parametrize("form", FORMATS)
def test_the_listing_graph_in_every_format(export, graph, totals, form, tmp_path):
    ended = export(form, tmp_path / "out", "--graph", graph, "--json")
    assert (ended.exit_code, ended.stderr) == (0, "")
    told = json.loads(ended.stdout)
    wanted = ("papers",) if FORMATS[form].of_papers else ("nodes", "edges")
    expected = {**totals, "edges": totals["links" if "vosviewer" in form else "edges"]}
    assert {name: told[name] for name in wanted} == {name: expected[name] for name in wanted}
    assert (told["format"], told["path"]) == (form, str(tmp_path / "out"))
    if FORMATS[form].readable:
        found = read_graph(tmp_path / "out", form)
        assert (len(found), found.number_of_edges()) == (totals["nodes"], totals["edges"])


def test_a_search_a_filter_and_ids_choose_papers(export, graph, tmp_path):
    def papers(*options):
        path = tmp_path / "part.json"
        ended = export("node-link", path, "--graph", graph, "--force", *options)
        assert ended.exit_code == 0, ended.stderr
        found = read_graph(path, "node-link")
        return {one for one, kind in found.nodes(data="kind") if kind == "Paper"}, found

    with citeweave.open(graph) as view:
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


def test_the_nodes_of_an_answer(export, graph, tmp_path):
    query = tmp_path / "question.graphql"
    query.write_text(
        "query($title: String!) { paper(by: {title: $title}) "
        "{ which: id methods(first: 50) { edges { node { id name } } } } }",
        "utf-8",
    )
    path = tmp_path / "answer.graphml"
    variables = json.dumps({"title": RAG})
    asked = ("--question", f"@{query}", "--variables", variables, "--graph", graph)
    ended = export("graphml", path, *asked)
    assert ended.exit_code == 0, ended.stderr
    found = read_graph(path, "graphml")
    assert {kind for _, kind in found.nodes(data="kind")} == {"Paper", "Concept"}
    assert isinstance(found, nx.MultiDiGraph)
    assert found.number_of_edges() >= len(found) - 1 > 1
    assert all("sentence" in data for _, _, data in found.edges(data=True))
    assert f"nodes and {found.number_of_edges()} edges in" in ended.stdout


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
def test_what_cannot_be_is_told(export, graph, tmp_path, options, words):
    form, out, *rest = options
    ended = export(form, tmp_path / out, *rest, "--graph", graph)
    assert ended.exit_code == 2
    assert words in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_replaced_without_being_told(export, graph, tmp_path):
    path = tmp_path / "papers.bib"
    path.write_text("mine", "utf-8")
    ended = export("bibtex", path, "--graph", graph)
    assert (ended.exit_code, path.read_text("utf-8")) == (2, "mine")
    assert "--force" in ended.stderr
    assert export("bibtex", path, "--graph", graph, "--force").exit_code == 0
    assert path.read_text("utf-8").startswith("@")


def test_neo4j_import_is_still_there(export, graph, tmp_path):
    ended = export("neo4j-import", tmp_path / "import", "--graph", graph)
    assert ended.exit_code == 0
    assert ended.stdout.startswith("neo4j-admin database import full")
    assert (tmp_path / "import" / "nodes.csv").exists()


def test_the_command_itself(citeweave, graph, tmp_path):
    ended = citeweave("export", "ris", tmp_path / "papers.ris", "--graph", graph)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.endswith(f"papers in {tmp_path / 'papers.ris'}\n")
