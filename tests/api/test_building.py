"""`citeweave build` and `remove`, as `shared` scripts use them."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

import pytest

from citeweave_graph import open_store

FIRST = {"title": "Attention in Transformers", "abstract": "We use the Transformer on ImageNet."}
SECOND = {"title": "Graphs of Papers", "abstract": "We propose GraphNet, evaluated on MMLU."}
LIGHT = ("--pipeline", "light")
"""Where it does not matter what is found in texts: the other pipeline takes long to load."""


def digest(citeweave, graph):
    ended = citeweave("check", "--digest", "--graph", graph)
    assert ended.code == 0, ended.err
    return ended.out.strip()


def test_three_pages_give_482_papers(built):
    _, ended = built
    assert ended.code == 0, ended.err
    assert {key: ended.json[key] for key in ("papers_read", "papers_new", "papers_total")} == {
        "papers_read": 483,
        "papers_new": 482,
        "papers_total": 482,
    }
    assert (ended.json["papers_merged"], ended.json["papers_updated"]) == (1, 0)
    assert (ended.json["refused"], ended.json["graph_version"]) == (0, 1)
    assert ended.json["concepts"] > 1000
    assert ended.json["mentions"] > 3000
    assert isinstance(ended.json["seconds"], float)


def test_a_second_run_changes_nothing(citeweave, built):
    graph, first = built
    pages = [one["uri"] for one in citeweave("stats", "--json", "--graph", graph).json["sources"]]
    before = digest(citeweave, graph)
    again = citeweave("build", *pages, "--graph", graph, "--json")
    assert again.code == 0
    for key in ("papers_new", "papers_updated", "papers_merged", "refused"):
        assert again.json[key] == 0
    for key in ("papers_read", "papers_total", "concepts", "mentions", "graph_version"):
        assert again.json[key] == first.json[key]
    assert digest(citeweave, graph) == before


def test_order_and_store_leave_the_digest(citeweave, built, tmp_path):
    graph, _ = built
    sources = citeweave("stats", "--json", "--graph", graph).json["sources"]
    pages = [one["uri"] for one in sorted(sources, key=lambda one: one["records"])[:2]]
    whole, other = (f"sqlite:{tmp_path / name}.db" for name in ("whole", "other"))
    assert citeweave("build", *pages, "--pipeline", "light", "--graph", whole).code == 0
    for page in reversed(pages):
        assert citeweave("build", page, "--pipeline", "light", "--graph", other).code == 0
    assert digest(citeweave, other) == digest(citeweave, whole)


def test_several_workers_find_the_same(citeweave, papers, tmp_path):
    file = papers(FIRST, SECOND)
    graphs = [f"sqlite:{tmp_path / name}.db" for name in ("one", "two")]
    for graph, workers in zip(graphs, (1, 2), strict=True):
        assert citeweave("build", file, "--graph", graph, "--workers", workers).code == 0
    assert digest(citeweave, graphs[0]) == digest(citeweave, graphs[1])


def test_a_changed_source_updates_its_papers(citeweave, papers, tmp_path):
    graph = f"sqlite:{tmp_path / 'g.db'}"
    file = papers(FIRST, SECOND)
    assert citeweave("build", file, *LIGHT, "--graph", graph).code == 0
    papers({**FIRST, "abstract": "We compare with BERT."}, SECOND)
    ended = citeweave("build", file, *LIGHT, "--graph", graph, "--json").json
    counts = [ended[key] for key in ("papers_new", "papers_updated", "papers_merged")]
    assert (counts, ended["papers_total"], ended["graph_version"]) == ([0, 1, 0], 2, 2)
    fresh = f"sqlite:{tmp_path / 'fresh.db'}"
    assert citeweave("build", file, *LIGHT, "--graph", fresh).code == 0
    assert digest(citeweave, graph) == digest(citeweave, fresh)


def test_a_paper_of_two_sources_is_merged_and_survives_one(citeweave, papers, tmp_path):
    graph = f"sqlite:{tmp_path / 'g.db'}"
    one, two = papers(FIRST, name="one.jsonl"), papers(FIRST, SECOND, name="two.jsonl")
    assert citeweave("build", one, *LIGHT, "--graph", graph).code == 0
    before = digest(citeweave, graph)
    assert citeweave("build", two, *LIGHT, "--graph", graph, "--json").json["papers_merged"] == 1
    removed = citeweave("remove", two, "--graph", graph, "--json")
    assert (removed.code, removed.json["papers_removed"]) == (0, 1)
    assert digest(citeweave, graph) == before
    assert citeweave("remove", two, "--graph", graph).code == 2


def test_bad_lines_are_refused_with_their_place_and_the_rest_is_built(citeweave, tmp_path):
    file = tmp_path / "mixed.jsonl"
    file.write_text(f"{json.dumps(FIRST)}\nnot json\n{json.dumps(SECOND)}\n", "utf-8")
    report = tmp_path / "report.jsonl"
    graph = f"sqlite:{tmp_path / 'g.db'}"
    ended = citeweave("build", file, *LIGHT, "--graph", graph, "--json", "--report", report)
    assert (ended.code, ended.json["papers_new"], ended.json["refused"]) == (1, 2, 1)
    (row,) = map(json.loads, report.read_text("utf-8").splitlines())
    assert row["place"].endswith("mixed.jsonl:2")
    assert row["reason"]
    again = citeweave("build", file, *LIGHT, "--graph", graph, "--json")
    assert (again.code, again.json["refused"], again.json["graph_version"]) == (1, 1, 1)


def test_an_unreadable_source_among_others_is_reported(citeweave, papers, tmp_path):
    graph = f"sqlite:{tmp_path / 'g.db'}"
    ended = citeweave(
        "build", tmp_path / "missing", papers(FIRST), *LIGHT, "--graph", graph, "--json"
    )
    assert (ended.code, ended.json["papers_new"]) == (1, 1)
    assert "missing" in ended.err


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\x01\x02\xff" * 100, "Überschrift\n".encode("utf-16"), b"just some words\n"],
    ids=["empty", "binary", "utf-16", "prose"],
)
def test_what_is_no_source_is_refused_and_makes_no_graph_content(citeweave, tmp_path, content):
    file = tmp_path / "input"
    file.write_bytes(content)
    ended = citeweave("build", file, "--graph", f"sqlite:{tmp_path / 'g.db'}")
    assert ended.code == 2
    assert "input" in ended.err


def test_what_stands_before_damage_is_built(citeweave, tmp_path):
    rows = [{**FIRST, "title": f"On the number {n} {random.Random(n).random()}"} for n in range(40)]
    packed = gzip.compress("".join(json.dumps(row) + "\n" for row in rows).encode())
    file = tmp_path / "cut.jsonl.gz"
    file.write_bytes(packed[: len(packed) // 2])
    graph = f"sqlite:{tmp_path / 'g.db'}"
    ended = citeweave("build", file, *LIGHT, "--graph", graph, "--json")
    assert ended.code == 1
    assert ended.json["sources_unreadable"] == 1
    assert 10 < ended.json["papers_new"] == ended.json["papers_read"] < 40
    file.write_bytes(packed)
    ended = citeweave("build", file, *LIGHT, "--graph", graph, "--json")
    assert (ended.code, ended.json["papers_total"]) == (0, 40)


def test_a_huge_line_is_refused_quickly(citeweave, tmp_path):
    file = tmp_path / "huge.jsonl"
    file.write_text(json.dumps({"title": "x" * 10_000_000}) + "\n" + json.dumps(FIRST) + "\n")
    ended = citeweave("build", file, *LIGHT, "--graph", f"sqlite:{tmp_path / 'g.db'}", "--json")
    assert (ended.code, ended.json["papers_new"], ended.json["refused"]) == (1, 1, 1)


def test_what_is_no_graph_is_left_alone(citeweave, papers, tmp_path):
    for name, content in (("text", b"hello, not a graph " * 50), ("folder", None)):
        path: Path = tmp_path / name
        path.mkdir() if content is None else path.write_bytes(content)
        for arguments in (("build", papers(FIRST)), ("check",), ("stats",)):
            assert citeweave(*arguments, "--graph", f"sqlite:{path}").code == 2
        assert content is None or path.read_bytes() == content
    assert citeweave("stats", "--graph", f"sqlite:{tmp_path / 'none.db'}").code == 2
    assert not (tmp_path / "none.db").exists()
    assert citeweave("stats", "--graph", "nonsense").code == 2


def test_a_second_writer_waits_its_turn(citeweave, papers, tmp_path):
    graph = f"sqlite:{tmp_path / 'g.db'}"
    with open_store(graph) as store, store.writer():
        ended = citeweave("build", papers(FIRST), *LIGHT, "--graph", graph)
    assert ended.code == 3
    assert "another process" in ended.err
    assert citeweave("build", papers(FIRST), *LIGHT, "--graph", graph).code == 0


def test_a_graph_in_no_folder_is_unavailable(citeweave, papers):
    ended = citeweave("build", papers(FIRST), "--graph", "sqlite:/nowhere/at/all/g.db")
    assert ended.code == 3


def test_terms_win_and_stay_with_the_graph(citeweave, papers, tmp_path):
    graph = f"sqlite:{tmp_path / 'g.db'}"
    terms = tmp_path / "terms.jsonl"
    terms.write_text('{"name": "Zorblax", "kind": "METHOD", "aliases": ["zorb machine"]}\n')
    first = papers({"title": "On the zorb machine", "abstract": "A Zorblax is fine."})
    assert citeweave("build", first, "--graph", graph, "--terms", terms).code == 0
    more = papers({"title": "Yet another Zorblax"}, name="more.jsonl")
    assert citeweave("build", more, "--graph", graph).code == 0
    query = '{ concept(by: {name: "zorb machine"}) { name papers { totalCount } } }'
    answer = json.loads(citeweave("ask", "--graph", graph, query).out)
    assert answer["data"]["concept"] == {"name": "Zorblax", "papers": {"totalCount": 2}}
