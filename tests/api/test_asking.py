"""`citeweave ask`, `stats`, `check`, `extract`, `eval`, `token` and Python."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

import citeweave as package
from citeweave import pipeline
from citeweave.command.app import app
from citeweave.server import execute
from citeweave.server.examples import EXAMPLES
from citeweave_graph import open_store
from citeweave_graph.derivation.extractions import KeptExtraction, extraction_of
from citeweave_schema import text_hash

QUERY = """
query Sharing($title: String!) {
  paper(by: {title: $title}) {
    id title year
    methods(first: 50) { totalCount edges { role confidence node { id name kind aliases }
      evidence(first: 2) { sentence start end field surface } } }
    sharing(kinds: [METHOD], first: 10) { totalCount edges { score node { id title }
      shared { weight concept { name } } } }
  }
}
"""
ROOT = Path(__file__).resolve().parents[2]
TITLE = "Retrieval-Augmented Generation for Knowledge-Intensive NLP Tasks"


def test_the_fixed_query(citeweave, built):
    graph, _ = built
    ended = citeweave("ask", "--graph", graph, "--variables", json.dumps({"title": TITLE}), QUERY)
    assert ended.code == 0, ended.out
    paper = json.loads(ended.out)["data"]["paper"]
    assert paper["title"] == TITLE
    assert paper["methods"]["totalCount"] == len(paper["methods"]["edges"]) > 0
    for edge in paper["methods"]["edges"]:
        assert edge["role"] in {"PROPOSES", "USES", "COMPARES", "MENTIONS"}
        assert edge["node"]["kind"] == "METHOD"
        for evidence in edge["evidence"]:
            assert evidence["surface"] in evidence["sentence"]
            assert evidence["end"] - evidence["start"] == len(evidence["surface"])
    scores = [edge["score"] for edge in paper["sharing"]["edges"]]
    assert scores == sorted(scores, reverse=True)
    for edge in paper["sharing"]["edges"]:
        assert edge["score"] == pytest.approx(sum(one["weight"] for one in edge["shared"]))


def test_a_query_from_a_file_and_errors(citeweave, built, tmp_path):
    graph, _ = built
    file = tmp_path / "query.graphql"
    file.write_text("{ graph { version } }")
    assert citeweave("ask", "--graph", graph, f"@{file}").code == 0
    wrong = citeweave("ask", "--graph", graph, "{ nothing }")
    assert wrong.code == 1
    assert json.loads(wrong.out)["errors"][0]["extensions"]["code"] == "BAD_QUERY"
    assert (
        citeweave("ask", "--graph", graph, "--variables", "[1]", "{ graph { version } }").code == 2
    )
    assert citeweave("ask", "--graph", graph, "@/nowhere").code == 2


def test_the_graph_from_the_environment(citeweave, built):
    graph, _ = built
    assert citeweave("stats", "--json", CITEWEAVE_GRAPH=graph).json["counts"]["Paper"] == 482


def test_every_mention_is_the_slice_of_its_field(built):
    graph, _ = built
    with package.open(graph) as view:
        mentions = list(view.all_evidence())
        papers = {one.paper: view.node(one.paper) for one in mentions}
        edges = {(edge.source, edge.target) for edge in view.all_edges() if edge.role}
    assert mentions
    for one in mentions:
        text = getattr(papers[one.paper], one.field.value)
        assert text[one.start : one.end] == one.surface
        assert one.sentence in text
    assert edges == {(one.paper, one.target) for one in mentions}


class _AlreadyRead:
    """Finds in texts what the extractor of a graph found in them, without reading them again."""

    def __init__(self, view):
        self.version = view.manifest().extractor
        rows = view.everything("extraction")
        kept = (KeptExtraction(row["text"], row["extractor"], row["payload"]) for row in rows)
        self._found = {one.text_hash: extraction_of(one) for one in kept}

    def extract(self, texts, **_):
        return (self._found[text_hash(*one)] for one in texts)


def test_memory_and_sqlite_agree_on_the_listing_graph(built, monkeypatch):
    graph, _ = built
    with open_store(graph) as sqlite, open_store("memory:") as memory:
        with sqlite.view() as view:
            pages = [one.uri for one in view.manifest().sources]
            digest = view.digest()
            found = _AlreadyRead(view)
        monkeypatch.setattr(pipeline, "extractor_of", lambda _: found)
        package.build(pages, memory)
        with memory.view() as view:
            assert view.digest() == digest
        for example in EXAMPLES:
            answers = [
                json.dumps(execute(store, example.query, example.variables))
                for store in (sqlite, memory)
            ]
            assert same(answers[0]) == same(answers[1]), example.file
            assert "errors" not in json.loads(answers[0]), example.file


def same(answer: str) -> str:
    """Leave out of an answer when the graph was made, which is the one thing that may differ."""
    return re.sub(r"\d{4}-\d\d-\d\dT[^\"]+", "WHEN", answer)


def test_networkx(built):
    graph, _ = built
    with package.open(graph) as view:
        network = view.to_networkx()
        counts = view.manifest().counts
    kinds = [kind for _, kind in network.nodes(data="kind")]
    assert kinds.count("Paper") == 482
    assert sum(kind == "USES" for _, _, kind in network.edges(data="kind")) == counts["USES"]


def test_extract_and_eval(citeweave, tmp_path):
    dev = ROOT / "nlp" / "gold" / "dev.jsonl"
    out = tmp_path / "entities.jsonl"
    assert citeweave("extract", "--in", dev, "--out", out).code == 0
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [row["id"] for row in rows] == [
        json.loads(line)["id"] for line in dev.read_text("utf-8").splitlines()
    ]
    assert all(isinstance(row["relations"], list) for row in rows)
    for entity in rows[0]["entities"]:
        assert {"type", "name", "aliases", "role", "confidence", "mentions"} <= entity.keys()
    figures = citeweave("eval", "--gold", dev, "--pred", out, "--json").json
    assert figures["ALL"]["f1"] >= 0.50
    assert figures["ALL"]["relaxed_f1"] >= 0.56
    assert figures["role_accuracy"] >= 0.74


def test_extract_refuses_bad_lines_and_goes_on(citeweave, tmp_path):
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(
        '{"id": "a", "title": "We use BERT"}\n{"id": "b"}\n[]\n\n{"id":"c","title":"x"}\n'
    )
    ended = citeweave("extract", "--in", source, "--out", out)
    assert ended.code == 1
    assert "in.jsonl:2" in ended.err
    assert [json.loads(line)["id"] for line in out.read_text().splitlines()] == ["a", "c"]
    assert citeweave("extract", "--in", tmp_path / "none", "--out", out).code == 2


def test_tokens_are_shown_once(citeweave, tmp_path):
    file = tmp_path / "tokens.json"
    created = citeweave("token", "create", "--name", "lab", "--token-file", file, "--json").json
    assert created["token"] not in file.read_text()
    listed = citeweave("token", "list", "--token-file", file, "--json")
    assert listed.json["tokens"][0]["scopes"] == ["read"]
    assert created["token"] not in listed.out
    assert citeweave("token", "revoke", created["id"], "--token-file", file).code == 0
    assert citeweave("token", "revoke", created["id"], "--token-file", file).code == 2
    assert not citeweave("token", "list", "--token-file", file, "--json").json["tokens"]


def test_every_command_has_help_with_an_example(citeweave):
    names = [command.name for command in app.registered_commands]
    for name in names:
        ended = citeweave(name, "--help")
        assert ended.code == 0
        assert f"citeweave {name}" in ended.out.split("Example:")[1]
    assert citeweave("--version").out.startswith("citeweave ")
    assert citeweave("nothing").code == 2


@pytest.mark.parametrize("program", [[sys.executable, "-m", "citeweave"], ["citeweave"]])
def test_the_program_itself_runs(program):
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for argument, code in (("--version", 0), ("nothing", 2)):
        done = subprocess.run(
            [*program, argument], env={**os.environ, "PATH": path}, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == code
    assert "nothing" in done.stderr


def test_importing_is_quick_and_loads_no_model():
    program = "import sys, citeweave; print('spacy' in sys.modules, 'strawberry' in sys.modules)"
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False False"
    assert time.monotonic() - began < 10
