"""Metadata lines of S2ORC: real lines, and lines that are none."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from citeweave_schema import Paper
from citeweave_sources import open_source

REAL = Path(__file__).parent / "real" / "s2orc" / "metadata.jsonl"


def test_real_lines():
    source = open_source(str(REAL))
    papers = list(source.read())
    assert source.format == "s2orc"
    assert len(papers) == 24
    assert all(isinstance(paper, Paper) for paper in papers)
    assert sum(len(paper.authors) for paper in papers) == 57
    assert sum(len(paper.references) for paper in papers) == 212
    assert sum(paper.abstract is not None for paper in papers) == 10
    schemes = Counter(one.scheme.value for paper in papers for one in paper.identifiers)
    assert schemes["s2"] == 24
    assert schemes["arxiv"] >= 4
    assert schemes["pmc"] >= 4


def test_a_real_line():
    paper = next(iter(open_source(str(REAL)).read()))
    assert isinstance(paper, Paper)
    assert paper.title == "State of external ocular muscles in strabismus of different duration"
    assert paper.key == "s2:77490025"
    assert paper.authors[0].name == "Pen'kov Ma"
    assert (str(paper.date), paper.abstract) == ("1975", None)
    assert paper.venue is not None
    assert paper.venue.name.endswith("zhurnal")


def test_names_ids_and_citations(read):
    row = {
        "paper_id": "18981336",
        "title": "On Q",
        "authors": [{"first": "Ada", "middle": ["B.", "C."], "last": "Lovelace", "suffix": "Jr."}],
        "year": 2008,
        "acl_id": "P08-1001",
        "doi": "nonsense",
        "mag_id": "123",
        "outbound_citations": ["1", "2", "x", "1"],
    }
    (paper,), refusals = read(json.dumps(row) + "\n", "metadata.jsonl")
    assert not refusals
    assert [author.name for author in paper.authors] == ["Ada B. C. Lovelace Jr."]
    assert [str(one) for one in paper.identifiers] == ["acl:p08-1001", "s2:18981336"]
    assert [one.key for one in paper.references] == ["s2:1", "s2:2"]


def test_full_texts_are_refused(read):
    row = {"paper_id": "1", "_pdf_hash": "x", "abstract": [], "body_text": [], "bib_entries": {}}
    papers, (refusal,) = read(json.dumps(row) + "\n", "pdf_parses.jsonl")
    assert papers == []
    assert "give the file of metadata" in refusal.reason
