"""`citeweave analyze` and `citeweave report`."""

from __future__ import annotations

import csv
import json
from io import StringIO
from itertools import pairwise

import pytest
from typer.testing import CliRunner

from citeweave.command.app import app
from citeweave.command.choosing import years_of
from citeweave_graph import Years
from citeweave_schema.errors import UsageError


def run(*arguments):
    return CliRunner().invoke(app, [str(one) for one in arguments], env={"CITEWEAVE_GRAPH": ""})


def told(*arguments):
    done = run("analyze", *arguments, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


ANALYSES = {
    "rank": ["--by", "betweenness", "--network", "coupling"],
    "communities": ["--network", "co-use", "--kind", "method", "--kind", "task"],
    "trends": ["--min-papers", 1],
    "bursts": ["--min-papers", 1],
    "successors": ["attention", "--min-papers", 1],
    "bridges": ["attention", "transformer"],
    "main-path": ["--routes", 2],
    "predictions": ["--min-papers", 1, "--kind", "METHOD", "--kind", "DATASET"],
}


@pytest.mark.parametrize("name", ANALYSES)
def test_every_analysis_says_what_it_is_of(small, name):
    found = told("--graph", small, name, *ANALYSES[name])
    assert found["graph_version"] == 1
    assert found["graph_state"]
    assert found["parameters"]
    assert isinstance(found["items"], list)
    assert found == told(name, *ANALYSES[name], "--graph", small)
    done = run("analyze", name, *ANALYSES[name], "--graph", small, "--csv")
    assert done.exit_code == 0
    assert len(list(csv.reader(StringIO(done.stdout)))) in {0, len(found["items"]) + 1}


def test_ranks_by_citations(small):
    found = told("rank", "--by", "strength", "--graph", small, "--most", 2)
    assert [(one["name"], one["score"]) for one in found["items"]] == [
        ("Paper one", 3),
        ("Paper two", 2),
    ]
    done = run("analyze", "rank", "--by", "strength", "--graph", small)
    assert "Paper one" in done.stdout
    recent = told("rank", "--by", "strength", "--graph", small, "--years", "2021-")
    assert [one["score"] for one in recent["items"]] == [1, 1, 0]


def test_the_main_path_leads_from_the_oldest_on(small):
    found = told("main-path", "--graph", small)
    names = [(one["cited_name"], one["citing_name"]) for one in found["items"]]
    assert names[0][0] == "Paper one"
    assert all(one[1] == other[0] for one, other in pairwise(names))
    done = run("analyze", "main-path", "--graph", small)
    assert "Paper one" in done.stdout
    assert told("main-path", "--graph", small, "--years", "1800-1900")["items"] == []
    narrow = told("main-path", "--graph", small, "--concept", "attention")
    assert narrow["parameters"]["concept"].startswith("C")
    assert narrow["figures"]["papers"] <= found["figures"]["papers"]


def test_cells_are_no_formulas(hostile):
    done = run("analyze", "rank", "--by", "strength", "--graph", hostile, "--csv", "--most", 100)
    cells = [cell for row in csv.reader(StringIO(done.stdout)) for cell in row]
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)
    assert not any(cell.startswith(("=", "@", "\t")) for cell in cells)


@pytest.mark.parametrize(
    "wrong",
    [
        ["trends"],
        ["trends", "--graph", "nowhere:"],
        ["trends", "--graph", "SMALL", "--years", "20-x"],
        ["trends", "--graph", "SMALL", "--years", "2020-2010"],
        ["trends", "--graph", "SMALL", "--json", "--csv"],
        ["trends", "--graph", "SMALL", "--plot", "trends.exe"],
        ["rank", "--graph", "SMALL", "--network", "citation", "--normalise", "salton"],
        ["bursts", "--graph", "SMALL", "--ratio", "0.5"],
        ["main-path", "--graph", "SMALL", "--routes", "-1"],
        ["main-path", "--graph", "SMALL", "--concept", "Cnothing"],
        ["bridges", "attention", "nothing like it", "--graph", "SMALL"],
        ["predictions", "--concept", "Cnothing", "--graph", "SMALL"],
        ["communities", "--graph", "SMALL", "--resolution", "-1"],
    ],
)
def test_what_makes_no_sense_ends_with_2(small, wrong):
    done = run("analyze", *(small if one == "SMALL" else one for one in wrong))
    assert done.exit_code == 2, done.output
    assert not isinstance(done.exception, ValueError | TypeError)


def test_plots_and_report(small, tmp_path):
    pytest.importorskip("matplotlib")
    picture, page = tmp_path / "trends.svg", tmp_path / "report.html"
    done = run("analyze", "trends", "--graph", small, "--min-papers", 1, "--plot", picture)
    assert done.exit_code == 0, done.output
    assert b"<svg" in picture.read_bytes()
    done = run("report", "--graph", small, "--out", page, "--title", "Small", "--json")
    assert json.loads(done.stdout) == {"report": str(page), "graph_version": 1}
    assert "<title>Small</title>" in page.read_text("utf-8")


def test_years():
    assert years_of("") == Years()
    assert years_of("2015-") == Years(first=2015)
    for wrong in ("x", "2015-2016-2017", "2020-2019", "12345"):
        with pytest.raises(UsageError):
            years_of(wrong)
