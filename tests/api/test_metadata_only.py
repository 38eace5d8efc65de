"""Building from metadata alone: no text is read, and how it is read and kept shows nowhere."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

import citeweave
from citeweave import pacing, pipeline, reading_apart
from citeweave.reading import chunks
from citeweave.reading_apart import ReadingApart
from citeweave_graph import canon, open_store
from citeweave_schema import NodeKind
from citeweave_schema.errors import StoreUnavailableError
from citeweave_sources import open_source

Papers = Callable[..., Path]


def rows(first: int, size: int) -> list[dict]:
    return [
        {
            "title": f"A study of the number {number} by GraphNet",
            "abstract": "We use the Transformer on ImageNet.",
            "authors": [{"name": f"Ada Author{number % 7}"}, {"name": f"Bo Beispiel{number}"}],
            "venue": {"name": f"Conference {number % 3}"},
            "identifiers": [f"doi:10.1000/study.{number}"],
            "references": [{"identifiers": [f"doi:10.1000/study.{max(0, number - 2)}"]}],
        }
        for number in range(first, first + size)
    ]


@pytest.fixture
def sources(papers: Papers) -> list[Path]:
    return [
        papers(*rows(place * 100, 100 + 50 * place), name=f"{place}.jsonl") for place in range(3)
    ]


def digest(graph: str) -> str:
    with open_store(graph) as store, store.view() as view:
        return canon.digest(view)


def counts(graph: str) -> dict[str, int]:
    with citeweave.open(graph) as view:
        return {kind.value: view.count(kind, None) for kind in NodeKind}


def test_no_text_is_read_until_a_pipeline_is_named(citeweave, papers, tmp_path):
    graph = f"sqlite:{tmp_path / 'g.db'}"
    file = papers(*rows(0, 5))
    ended = citeweave("build", file, "--graph", graph, "--pipeline", "none", "--json")
    assert (ended.code, ended.json["papers_new"], ended.json["concepts"]) == (0, 5, 0)
    found = counts(graph)
    assert (found["Paper"], found["Author"], found["Venue"], found["Concept"]) == (5, 10, 3, 0)
    assert citeweave("check", "--graph", graph).code == 0
    again = citeweave("build", file, "--graph", graph, "--pipeline", "none", "--json").json
    assert (again["papers_new"], again["graph_version"]) == (0, 1)

    read = citeweave("build", file, "--graph", graph, "--pipeline", "light", "--json").json
    assert (read["papers_new"], read["graph_version"]) == (0, 2)
    assert read["concepts"] > 0
    fresh = f"sqlite:{tmp_path / 'fresh.db'}"
    assert citeweave("build", file, "--graph", fresh, "--pipeline", "light").code == 0
    assert digest(graph) == digest(fresh)

    citeweave("build", file, "--graph", graph, "--pipeline", "none")
    assert counts(graph)["Concept"] == 0


def test_neither_spacy_nor_onnxruntime_is_loaded(papers, tmp_path):
    file = papers(*rows(0, 3))
    program = (
        "import sys, citeweave\n"
        f"done = citeweave.build([{str(file)!r}], 'sqlite:{tmp_path / 'g.db'}', pipeline='none')\n"
        "assert done.papers_new == 3\n"
        "print(sorted({'spacy', 'onnxruntime'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, text=True
    )
    assert done.stdout.strip() == "[]", done.stderr


def test_batches_and_the_process_that_reads_leave_the_digest(sources, tmp_path, monkeypatch):
    digests = set()
    for name, most, apart in (("one", 20_000, False), ("two", 30, False), ("three", 170, True)):
        monkeypatch.setattr(pacing, "_MOST_RECORDS", most)
        monkeypatch.setattr(pipeline, "Pace", lambda most=most, **_: pacing.Pace(most_records=most))
        monkeypatch.setattr(reading_apart, "pays", lambda _, apart=apart: apart)
        graph = f"sqlite:{tmp_path / name}.db"
        done = citeweave.build(sources, graph, pipeline="none")
        assert (done.papers_read, done.papers_new) == (450, 400)
        digests.add(digest(graph))
    assert len(digests) == 1


def test_a_build_that_was_interrupted_goes_on(sources, tmp_path, monkeypatch):
    class Interrupting:
        kept = 0

        def begin(self, what: str) -> None:
            pass

        def advance(self, papers: int) -> None:
            self.kept += papers
            if self.kept >= 200:
                raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "Pace", lambda **_: pacing.Pace(most_records=30))
    monkeypatch.setattr(reading_apart, "pays", lambda _: True)
    path, progress = tmp_path / "g.db", Interrupting()
    graph = f"sqlite:{path}"
    with pytest.raises(KeyboardInterrupt):
        citeweave.build(sources, graph, pipeline="none", progress=progress)
    with closing(sqlite3.connect(path)) as kept:
        assert 0 < kept.execute("SELECT count(*) FROM record WHERE NOT stub").fetchone()[0] < 400
    with pytest.raises(StoreUnavailableError, match="not whole yet"):  # it is derived at the end
        counts(graph)
    done = citeweave.build(sources, graph, pipeline="none")
    assert done.papers_total == 400
    fresh = f"sqlite:{tmp_path / 'fresh.db'}"
    citeweave.build(sources, fresh, pipeline="none")
    assert digest(graph) == digest(fresh)


def test_a_process_reads_what_this_one_reads(sources):
    opened = [open_source(str(one)) for one in sources]
    expected = [[r.hash for one in chunks(source, 10) for r in one.records] for source in opened]
    with ReadingApart(opened) as process:
        found = [
            [record.hash for one in process.chunks(source) for record in one.given]
            for source in opened
        ]
    assert found == expected


def test_a_process_that_dies_costs_the_source_it_read_and_no_other(sources, monkeypatch):
    opened = [open_source(str(one)) for one in sources]
    with ReadingApart(opened) as process:
        monkeypatch.setattr(sys, "executable", shutil.which("false"))
        (only,) = process.chunks(opened[0])
        assert "0.jsonl: the process that read it ended" in only.problem
        monkeypatch.undo()
        assert sum(len(one.given) for one in process.chunks(opened[1])) == 150
        assert [one.last for one in process.chunks(opened[2])] == [True]


def test_changes_between_opening_and_reading_are_told_by_the_process(sources):
    opened = [open_source(str(one)) for one in sources]
    sources[1].write_text(json.dumps({"title": "Another"}) + "\n")
    with ReadingApart(opened) as process:
        problems = [[one.problem for one in process.chunks(source)][-1] for source in opened]
    assert problems[0] is problems[2] is None
    assert "was changed" in problems[1]


def test_what_was_refused_before_is_counted_and_listed_when_asked(tmp_path):
    file = tmp_path / "mixed.jsonl"
    file.write_text(json.dumps({"title": "Good"}) + "\nnot json\n")
    graph = f"sqlite:{tmp_path / 'g.db'}"
    first = citeweave.build([file], graph, pipeline="none")
    assert (len(first.refused), first.refused_before) == (1, 0)
    again = citeweave.build([file], graph, pipeline="none")
    assert (again.refused, again.refused_before, again.to_json()["refused"]) == ((), 1, 1)
    listed = citeweave.build([file], graph, pipeline="none", list_refused=True)
    assert (listed.refused, listed.refused_before) == (first.refused, 0)
