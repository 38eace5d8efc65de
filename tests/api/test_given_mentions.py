"""Building from what was found in texts already, given as a file."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import citeweave
from citeweave import given as given_module
from citeweave import reading_apart
from citeweave.given import GivenMentions, _Places
from citeweave_graph import canon, open_store
from citeweave_schema import NodeKind, text_hash
from citeweave_schema.errors import SourceError, UsageError

Papers = Callable[..., Path]

ABSTRACT = "We use the Transformer on ImageNet."


def row(number: int) -> dict:
    return {"title": f"Paper {number}", "abstract": ABSTRACT, "doi": f"10.1000/q.{number}"}


def found(number: int, **changes: object) -> dict:
    mention = {"field": "abstract", "start": 11, "end": 22, "text": "Transformer"}
    entity = {
        "type": "METHOD",
        "name": "Transformer",
        "role": "uses",
        "confidence": 0.9,
        "mentions": [{**mention, "confidence": 0.9, "sentence": [0, len(ABSTRACT)]}],
    }
    title = f"Paper {number}"
    return {"text": text_hash(title, ABSTRACT), "entities": [entity], "extractor": "ours"} | changes


@pytest.fixture
def mentions(tmp_path: Path) -> Callable[..., Path]:
    def write(*rows: object, name: str = "found.jsonl") -> Path:
        path = tmp_path / name
        lines = "".join((one if isinstance(one, str) else json.dumps(one)) + "\n" for one in rows)
        data = lines.encode()
        path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        return path

    return write


def digest(graph: str) -> str:
    with open_store(graph) as store, store.view() as view:
        return canon.digest(view)


@pytest.mark.parametrize("name", ["found.jsonl", "found.jsonl.gz"])
def test_what_is_given_is_in_the_graph(papers, mentions, tmp_path, monkeypatch, name):
    monkeypatch.setattr(reading_apart, "pays", lambda _: name.endswith(".gz"))
    file = papers(*(row(number) for number in range(9)))
    given = mentions(*(found(number) for number in reversed(range(8))), name=name)
    graph = f"sqlite:{tmp_path / 'g.db'}"
    done = citeweave.build([file], graph, mentions=given)
    assert (done.papers_new, done.concepts, done.mentions, done.refused) == (9, 1, 8, ())
    again = citeweave.build([file], graph, mentions=given)
    assert (again.graph_version, again.mentions) == (1, 8)


def test_two_papers_of_one_text_both_have_its_mentions(papers, mentions, tmp_path):
    file = papers(row(1), row(2), {**row(1), "doi": "10.1000/another", "year": 1999})
    graph = f"sqlite:{tmp_path / 'g.db'}"
    done = citeweave.build([file], graph, mentions=mentions(found(1), found(2)))
    assert (done.papers_new, done.mentions) == (3, 3)


def test_added_papers_give_the_graph_of_all_at_once(papers, mentions, tmp_path):
    first, more = papers(*map(row, range(5))), papers(*map(row, range(5, 8)), name="more.jsonl")
    graph, fresh = f"sqlite:{tmp_path / 'g.db'}", f"sqlite:{tmp_path / 'fresh.db'}"
    citeweave.build([first], graph, mentions=mentions(*map(found, range(5))))
    added = citeweave.build(
        [more], graph, mentions=mentions(*map(found, range(5, 8)), name="more-found.jsonl")
    )
    assert (added.papers_new, added.papers_updated, added.mentions) == (3, 0, 8)
    citeweave.build([first, more], fresh, mentions=mentions(*map(found, range(8)), name="all"))
    assert digest(graph) == digest(fresh)


def test_another_extractor_reads_all_anew(papers, mentions, tmp_path):
    file, graph = papers(*map(row, range(3))), f"sqlite:{tmp_path / 'g.db'}"
    citeweave.build([file], graph, mentions=mentions(*map(found, range(3))))
    other = mentions(*(found(number, extractor="theirs") for number in range(2)), name="other")
    assert citeweave.build([file], graph, mentions=other).mentions == 2
    assert citeweave.build([file], graph, pipeline="none").mentions == 0


def test_a_text_may_be_given_itself(papers, mentions, tmp_path):
    one = found(1, title="Paper 1", abstract=ABSTRACT)
    del one["text"]
    done = citeweave.build(
        [papers(row(1))], f"sqlite:{tmp_path / 'g.db'}", mentions=mentions("", one)
    )
    assert done.mentions == 1


def _moved(**changes: object) -> dict:
    one = found(0)
    one["entities"][0]["mentions"][0] |= changes
    return one


BAD = {
    "not json": "not a line of JSON",
    "[" * 100_000: "Expected `object`",
    "[]": "Expected `object`, got `array`",
    json.dumps(found(0, text="abc")): '"text" cannot be',
    json.dumps(found(0, text=None)): '"title" and "abstract"',
    json.dumps(found(0, entities={})): "Expected `array`, got `object`",
    json.dumps(found(0, entities=[7])): "Expected `object`, got `int`",
    json.dumps(found(0, relations=[{}])): "missing required field",
    json.dumps(found(0, score=1)): "unknown field `score`",
    json.dumps(found(0, language="English")): '"language" cannot be',
    json.dumps(found(0, extractor="another")): "give each extractor's findings by themselves",
    json.dumps(_moved(start=10, end=21)): "not 'Transformer'",
    json.dumps(_moved(start=1e308)): "not",
    json.dumps(_moved(start=float("inf"))): "not a line of JSON",
    json.dumps(_moved(sentence=[0, 9999])): "not 'Transformer'",
    json.dumps(_moved(confidence=float("nan"))): "not a line of JSON",
    json.dumps(_moved(cue="\udc00")): "surrogate",
    json.dumps(found(0, title="\x00")): "no store can keep",
}


@pytest.mark.parametrize("line", BAD, ids=range(len(BAD)))
def test_a_bad_line_is_refused_and_the_rest_taken(papers, mentions, tmp_path, line):
    given = mentions(found(1), line, found(2))
    done = citeweave.build(
        [papers(*map(row, range(3)))], f"sqlite:{tmp_path / 'g.db'}", mentions=given
    )
    assert (done.papers_new, done.mentions) == (3, 2)
    (refused,) = done.refused
    assert (refused.source, refused.place) == (str(given), f"{given}:2")
    assert BAD[line] in refused.reason


def test_a_file_that_cannot_be_read_says_so(papers, mentions, tmp_path):
    file, graph = papers(row(1)), f"sqlite:{tmp_path / 'g.db'}"
    with pytest.raises(SourceError, match="missing"):
        citeweave.build([file], graph, mentions=tmp_path / "missing")
    with pytest.raises(UsageError, match="terms"):
        citeweave.build([file], graph, mentions=mentions(), terms="terms.csv")
    packed = mentions(*map(found, range(50)), name="cut.jsonl.gz")
    packed.write_bytes(packed.read_bytes()[:-40])
    done = citeweave.build([papers(row(1), row(99))], graph, mentions=packed)
    assert "cut.jsonl.gz" in done.unreadable[0].reason


def test_what_extract_writes_can_be_given_back(citeweave, papers, tmp_path):
    file, out, graph = papers(*map(row, range(2))), tmp_path / "out", f"sqlite:{tmp_path / 'g.db'}"
    assert citeweave("extract", "--in", file, "--out", out, "--pipeline", "light").code == 0
    built = citeweave("build", file, "--mentions", out, "--graph", graph, "--json")
    fresh = f"sqlite:{tmp_path / 'fresh.db'}"
    read = citeweave("build", file, "--pipeline", "light", "--graph", fresh, "--json")
    assert (built.code, read.code) == (0, 0)
    assert built.json["concepts"] == read.json["concepts"] > 0
    assert built.json["mentions"] == read.json["mentions"]
    assert citeweave("check", "--graph", graph).code == 0


def test_the_name_of_an_extractor_is_its_first_lines(mentions):
    with GivenMentions(mentions("{", found(1))) as given:
        assert given.version == "given ours"
        (one,) = given.extract([("Another", None)])
    assert (one.extractor, one.entities) == ("given ours", ())


def test_removing_needs_no_file(papers, mentions, tmp_path):
    first, more = papers(row(1)), papers({**row(1), "year": 2001}, row(2), name="more.jsonl")
    graph = f"sqlite:{tmp_path / 'g.db'}"
    citeweave.build([first, more], graph, mentions=mentions(found(1), found(2)))
    citeweave.remove([more], graph)
    with citeweave.open(graph) as view:
        assert view.count(NodeKind.PAPER, None) == 1


@given(
    st.lists(st.tuples(st.integers(0, 2**64 - 1) | st.integers(0, 40), st.integers(0, 2**40))),
    st.integers(0, 5),
)
def test_where_lines_stand_is_found_however_many_are_sorted_in(lines, latest):
    places, expected = _Places(), {}
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(given_module, "_LATEST", latest)
        for number, place in lines:
            places.add(number, place)
            expected.setdefault(number, place)
    assert {number: places.get(number) for number in expected} == expected
    assert places.get(2**64 - 1) == expected.get(2**64 - 1)
