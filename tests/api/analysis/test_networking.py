"""`citeweave network`, and bridges between communities."""

from __future__ import annotations

import csv
import json

import networkx as nx
import pytest
from typer.testing import CliRunner

import citeweave
from citeweave.command.app import app
from citeweave_graph.exports import FORMATS, read_graph
from citeweave_graph.networks import Counting, NetworkKind, NetworkQuestion, build_network
from citeweave_schema import ConceptKind

GRAPHS = [name for name, one in FORMATS.items() if not one.of_papers]


def run(*arguments):
    return CliRunner().invoke(app, [str(one) for one in arguments], env={"CITEWEAVE_GRAPH": ""})


def written(url, out, kind, *options):
    done = run("network", kind, "--graph", url, "--out", out, "--json", *options)
    assert (done.exit_code, done.stderr) == (0, "")
    return json.loads(done.stdout)


def built(url, kind, **asked):
    with citeweave.open(url) as view:
        return build_network(view, kind, NetworkQuestion(**asked))


@pytest.mark.parametrize("kind", NetworkKind)
@pytest.mark.parametrize("ending", ["graphml", "gexf"])
def test_every_network_is_read_back_with_all_that_it_says(small, tmp_path, kind, ending):
    out = tmp_path / f"network.{ending}"
    told = written(small, out, kind.value)
    expected = built(small, kind)
    assert told["network"] == kind.value
    assert (told["format"], told["path"]) == (ending, str(out))
    assert (told["nodes"], told["edges"]) == (len(expected), expected.number_of_edges())
    assert (told["graph_version"], told["parameters"]["counting"]) == (1, "full")
    found = read_graph(out, ending) if FORMATS[ending].readable else nx.read_gexf(out)
    assert found.is_directed() == expected.is_directed()
    assert set(found) == set(expected)
    for one, data in expected.nodes(data=True):
        assert found.nodes[one]["label"] == data["name"]
        if ending == "graphml":
            assert found.nodes[one] == {**data, "label": data["name"]}
    for first, second, data in expected.edges(data=True):
        assert found.edges[first, second]["weight"] == pytest.approx(data["weight"])
        assert found.edges[first, second]["count"] == data["count"]


@pytest.mark.parametrize("form", GRAPHS)
def test_every_format_has_the_same_counts(small, tmp_path, form):
    told = written(small, tmp_path / "out", "co-authorship", "--format", form)
    assert (told["nodes"], told["edges"]) == (3, 3)
    if form == "csv":
        with (tmp_path / "out" / "nodes.csv").open(encoding="utf-8", newline="") as file:
            assert {one["label"] for one in csv.DictReader(file)} == {
                "Ada Lovelace", "Wei Wang", "Jun Li",
            }  # fmt: skip
    if form == "vosviewer":
        items = json.loads((tmp_path / "out").read_text("utf-8"))["network"]["items"]
        assert {one["label"] for one in items} == {"Ada Lovelace", "Wei Wang", "Jun Li"}
    if form == "cytoscape":
        elements = json.loads((tmp_path / "out").read_text("utf-8"))["elements"]
        assert (len(elements["nodes"]), len(elements["edges"])) == (3, 3)


def test_the_options_are_those_of_analyses(small, tmp_path):
    out = tmp_path / "co-use.graphml"
    options = ("--counting", "fractional", "--kind", "method", "--kind", "task", "--years", "-2019")
    told = written(small, out, "co-use", *options, "--min-count", 1, "--communities")
    expected = built(
        small,
        NetworkKind.CO_USE,
        counting=Counting.FRACTIONAL,
        kinds=frozenset({ConceptKind.METHOD, ConceptKind.TASK}),
        years=citeweave.Years(last=2019),
    )
    found = read_graph(out, "graphml")
    assert (len(found), found.number_of_edges()) == (len(expected), expected.number_of_edges())
    assert len(found) < len(built(small, NetworkKind.CO_USE, kinds=frozenset(ConceptKind)))
    assert (told["parameters"]["years"], found.graph["years"]) == ("-2019", "-2019")
    numbers = dict(found.nodes(data="community"))
    assert set(numbers.values()) == set(range(1, told["parameters"]["communities"] + 1))


def test_hostile_names_stay_text(hostile, tmp_path):
    written(hostile, tmp_path / "authors.gexf", "co-authorship")
    labels = {str(one) for _, one in nx.read_gexf(tmp_path / "authors.gexf").nodes(data="label")}
    assert any("<script>alert(1)</script>" in one for one in labels)
    written(hostile, tmp_path / "csv", "co-authorship", "--format", "csv")
    with (tmp_path / "csv" / "nodes.csv").open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)
    assert not any(cell.startswith(("=", "@")) for cell in cells)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("co-use", "--out", "network.json"), "node-link, vosviewer"),
        (("co-use", "--out", "network"), "--format"),
        (("co-use", "--out", "network.bib"), "--format"),
        (("co-use", "--out", "x.gexf", "--format", "bibtex"), "list of papers"),
        (("co-use", "--out", "x.gexf", "--format", "pajek"), "graphml"),
        (("co-use", "--out", "x.gexf", "--years", "20-x"), "20-x"),
        (("co-use", "--out", "none/x.gexf"), "cannot be written"),
        (("citation", "--out", "x.gexf", "--normalise", "salton"), "not normalised"),
        (("friendship", "--out", "x.gexf"), "co-authorship"),
    ],
)
def test_what_cannot_be_is_told(small, tmp_path, monkeypatch, options, words):
    monkeypatch.chdir(tmp_path)
    done = run("network", *options, "--graph", small)
    assert done.exit_code == 2
    assert words in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_replaced_without_being_told(small, tmp_path):
    out = tmp_path / "authors.graphml"
    out.write_text("mine", "utf-8")
    done = run("network", "co-authorship", "--out", out, "--graph", small)
    assert (done.exit_code, out.read_text("utf-8")) == (2, "mine")
    done = run("network", "co-authorship", "--out", out, "--graph", small, "--force")
    assert done.exit_code == 0
    assert f"3 nodes and 3 links in {out}" in done.stdout


def test_bridges_between_communities(small):
    asked = ("--network", "co-citation", "--graph", small, "--json")
    divided = json.loads(run("analyze", "communities", *asked).stdout)
    assert [one["number"] for one in divided["items"]] == [1]
    done = run("analyze", "bridges", 1, 1, "--communities", *asked)
    found = json.loads(done.stdout)
    assert found["parameters"]["first"] == f"{len(divided['items'][0]['members'])} papers"
    assert {one["inside"] for one in found["items"]} <= {"both", "neither"}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("1", "99"), "no community has the number 99"),
        (("attention", "1"), "no number"),
        (("1", "1", "--network", "co-use"), "coupling"),
    ],
)
def test_communities_that_are_none(small, options, words):
    kind = ("--network", "co-citation") if "--network" not in options else ()
    done = run("analyze", "bridges", *options, *kind, "--communities", "--graph", small)
    assert done.exit_code == 2
    assert words in done.stderr
