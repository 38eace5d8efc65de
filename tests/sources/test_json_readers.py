"""What all readers of JSON have in common: told apart, and never brought down by their input."""

from __future__ import annotations

import contextlib
import json
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citeweave_schema import Paper
from citeweave_schema.errors import SourceError
from citeweave_sources import Refusal, detect, open_source

REAL = Path(__file__).parent / "real"
WORKS = {
    "openalex": {"id": "https://openalex.org/W1234", "title": "On Q", "authorships": []},
    "crossref": {"DOI": "10.1000/q", "title": ["On Q"], "reference-count": 0, "type": "book"},
    "s2": {"paperId": "a" * 40, "title": "On Q"},
    "s2orc": {"paper_id": "77", "title": "On Q", "outbound_citations": []},
    "datacite": {"attributes": {"doi": "10.1000/q", "titles": [{"title": "On Q"}], "types": {}}},
    "arxiv-jsonl": {"id": "2401.00001", "title": "On Q", "categories": "cs", "authors_parsed": []},
    "unarxive": {"paper_id": "2401.00001", "metadata": {"title": "On Q"}, "bib_entries": {}},
    "hf": {"paper": {"id": "2401.00001", "title": "On Q", "summary": "Q.", "upvotes": 1}},
    "csl-json": {"id": "q", "type": "book", "title": "On Q", "issued": {"raw": "2020"}},
}
OWN_LINES = [
    {"id": "p1", "title": "T", "abstract": 'So: {"paperId": "1", "DOI": "x"}'},
    {"id": "https://openalex.org/W1234", "title": "T"},
    {"title": "T", "doi": "10.1000/q", "year": 2020, "authors": ["A"], "venue": "V"},
    {"citeweave": 1, "title": "T", "identifiers": ["s2:77"], "references": [{"title": "R"}]},
    {"title": "T", "references_stated": 3, "retracted": True, "language": "en", "date": "2020"},
]


@pytest.mark.parametrize("name", WORKS)
@pytest.mark.parametrize("file", ["export.json", "export.jsonl", "export.txt"])
def test_each_format_is_told_from_the_others(name, file):
    row = WORKS[name]
    forms = [
        json.dumps(row) + "\n" + json.dumps(row),
        json.dumps([row, row]),
        json.dumps([row], indent=4),
        "\ufeff" + json.dumps(row, indent=1),
        json.dumps(row)[:-1],
        json.dumps({**row, "title": row.get("title")}, separators=(",", ":")),
    ]
    assert {detect(file, form.encode()) for form in forms} == {name}


@pytest.mark.parametrize("path", sorted(REAL.glob("*/*.json*")), ids=lambda path: path.name)
def test_real_files_are_told_by_how_they_begin(path):
    if path.parent.name not in WORKS:
        pytest.skip("another kind of format")
    whole = path.read_bytes()
    assert detect(path.name, whole[:65_536]) == path.parent.name


@pytest.mark.parametrize("row", OWN_LINES)
def test_own_lines_stay_own(row):
    assert detect("papers.jsonl", json.dumps(row).encode()) == "jsonl"


@pytest.mark.parametrize("name", WORKS)
def test_good_lines_around_bad_ones_are_kept(read, name):
    good = json.dumps(WORKS[name])
    lines = [good, good[:-9], good, "\0\0", '{"a": ' * 500, "null", good, '{"title": 7}', good]
    papers, refusals = read("\n".join(lines), "lines.jsonl", format=name)
    assert len(papers) == 4
    assert [one.place.rpartition(":")[2] for one in refusals] == ["2", "4", "5", "6", "8"]


@pytest.mark.parametrize("name", WORKS)
def test_good_records_around_bad_ones_are_kept(read, name):
    good = json.dumps(WORKS[name])
    papers, refusals = read(f"[{good}, {{}}, {good}, {{x}}, {good}]", "list.json", format=name)
    assert len(papers) == 3
    assert [one.place.rpartition("#")[2] for one in refusals] == ["2", "4"]


def keys_of(row: object) -> set[str]:
    if isinstance(row, dict):
        return set(row).union(*(keys_of(value) for value in row.values()))
    return set().union(*map(keys_of, row)) if isinstance(row, list) else set()


def known_keys() -> list[str]:
    found = keys_of(list(WORKS.values()))
    for path in REAL.glob("*/*.json"):
        with contextlib.suppress(ValueError):
            found |= keys_of(json.loads(path.read_text()))
    more = "subtitle issued raw literal reference updated-by relation abstract primary_location"
    more += " source ids versions created entry given suffix corpusid abstracts externalids"
    more += " citingcorpusid citedcorpusid relatedIdentifiers relationType descriptions creators"
    more += " container publicationYear dates organization summary githubRepo metadata ISSN"
    return sorted(found.union(more.split()))


TEXTS = st.text(max_size=6) | st.sampled_from(["10.1000/q", "2020-01-01", "\ud800\0", "<i>", " "])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 10**20) | st.floats() | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(known_keys()), inner, max_size=6)
    ),
    max_leaves=20,
)


@settings(max_examples=25)
@given(extra=st.dictionaries(st.sampled_from(known_keys()), VALUES, max_size=10))
@pytest.mark.parametrize("name", WORKS)
def test_values_of_any_type_are_a_paper_or_a_refusal(tmp_path_factory, name, extra):
    path = tmp_path_factory.getbasetemp() / "any.json"
    path.write_text(json.dumps([{**WORKS[name], **extra}, extra]), errors="surrogatepass")
    found = list(open_source(str(path), name).read())
    assert found
    assert all(isinstance(one, Paper | Refusal) for one in found)


@pytest.mark.parametrize("name", [name for name in WORKS if (REAL / name).exists()])
def test_mutated_real_files(tmp_path, name):
    path = max((REAL / name).glob("*.json*"), key=lambda one: one.stat().st_size)
    whole = path.read_bytes()[:120_000]
    given = tmp_path / path.name
    for seed in range(25):
        chance = random.Random(f"{name} {seed}")
        data = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(200, len(data))] ^= 1 << chance.randrange(8)
        if seed % 3 == 0:
            del data[chance.randrange(len(data)) :]
        given.write_bytes(data)
        with contextlib.suppress(SourceError):
            found = list(open_source(str(given), name).read())
            assert all(isinstance(one, Paper | Refusal) for one in found)


@pytest.mark.parametrize("name", ["openalex", "crossref", "csl-json"])
def test_one_lost_mark_costs_few_records(tmp_path, name):
    path = max((REAL / name).glob("*.json"), key=lambda one: one.stat().st_size)
    whole = path.read_bytes()
    path_given = tmp_path / path.name
    papers = [one for one in open_source(str(path)).read() if isinstance(one, Paper)]
    keys = {paper.key for paper in papers}
    marks = [at for at, byte in enumerate(whole) if byte in b'{}[]"' and at > len(whole) // 8]
    chance = random.Random(name)
    lost = []
    for at in chance.sample(marks, 20):
        path_given.write_bytes(whole[:at] + whole[at + 1 :])
        found = list(open_source(str(path_given), name).read())
        left = {one.key for one in found if isinstance(one, Paper)}
        lost.append(len(keys - left))
        assert any(isinstance(one, Refusal) for one in found)
    assert sorted(lost)[len(lost) * 3 // 4] <= 2, sorted(lost)
