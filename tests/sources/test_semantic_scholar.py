"""Papers of Semantic Scholar: recorded answers and lines in the form of the bulk datasets."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from citeweave_schema import Paper
from citeweave_sources import Refusal, open_source

REAL = Path(__file__).parent / "real" / "s2"
SHA = "2d5673caa9e6af3a7b82a43f19ee920992db07ad"


def read_file(name):
    source = open_source(str(REAL / name))
    assert source.format == "s2"
    found = list(source.read())
    papers = [one for one in found if isinstance(one, Paper)]
    return papers, [one for one in found if isinstance(one, Refusal)]


def ids(thing):
    return [str(one) for one in thing.identifiers]


def test_a_paper_with_references_and_citations():
    papers, refusals = read_file("paper.json")
    assert not refusals
    turing, *citing = papers
    assert turing.title == "Computing Machinery and Intelligence"
    assert ids(turing) == ["doi:10.1093/mind/lix.236.433", f"s2:{SHA}", "s2:14636783"]
    assert str(turing.date) == "1950-10-01"
    assert [(one.name, ids(one)) for one in turing.authors] == [("A. Turing", ["s2:2262347"])]
    assert turing.venue.name == "The Philosophy of Artificial Intelligence"
    assert (len(turing.references), turing.references_stated) == (14, 14)
    first = turing.references[0]
    assert (first.title, first.year) == ("Calculating Instruments and Machines", 1951)
    assert first.first_author == "D. Hartree"
    assert "s2:58879058" in ids(first)
    assert len(citing) == 3
    assert citing[0].title.startswith("The Journey/DAO/TAO of Embodied Intelligence")
    assert citing[0].abstract is None
    assert citing[0].references_stated == 8
    assert [str(one.venue.identifiers[0]) for one in citing[:1]] == ["issn:2329-9266"]
    assert all([one.key for one in paper.references] == [turing.key] for paper in citing)


@pytest.mark.parametrize(
    ("name", "papers", "refused"),
    [
        ("paper_batch.json", 3, 0),
        ("paper_references.json", 50, 0),
        ("paper_search.json", 89, 0),
        ("snippet_search.json", 2, 0),
        ("citation.json", 1, 0),
        ("author_search.json", 0, 59),
        ("paper_with_null_values.json", 0, 1),
    ],
)
def test_answers(name, papers, refused):
    assert [len(found) for found in read_file(name)] == [papers, refused]


def test_a_batch():
    papers, _ = read_file("paper_batch.json")
    assert papers[0].title == ("How Much Should We Trust Differences-in-Differences Estimates?")
    assert [paper.references_stated for paper in papers] == [30, 67, 2]
    assert [len(paper.authors) for paper in papers] == [3, 4, 3]


def test_refusals_say_what_to_ask_for():
    assert "ask again with fields=title" in read_file("paper_with_null_values.json")[1][0].reason
    assert "an author of Semantic Scholar" in read_file("author_search.json")[1][0].reason


def test_citing_and_cited_in_one_answer(read):
    answer = {
        "data": [
            {
                "citingPaper": {"paperId": "a" * 40, "title": "Citing", "year": 2020},
                "citedPaper": {"paperId": "b" * 40, "title": "Cited"},
            }
        ]
    }
    (citing, cited), refusals = read(json.dumps(answer), "citations.json")
    assert not refusals
    assert [one.key for one in citing.references] == [cited.key]


def test_lines_of_the_dataset_of_papers(read):
    row = {
        "corpusid": 3658586,
        "externalids": {
            "ACL": "P19-1001",
            "ArXiv": "1905.00001",
            "CorpusId": "3658586",
            "DBLP": None,
            "DOI": "10.18653/V1/P19-1001",
            "PubMed": "77",
            "PubMedCentral": "88",
            "MAG": "1",
        },
        "title": "On Q",
        "authors": [
            {"authorId": "12345", "name": "Ada Lovelace"},
            {"authorId": None, "name": None},
        ],
        "venue": "",
        "publicationvenueid": None,
        "year": 2019,
        "referencecount": 30,
        "publicationdate": None,
        "journal": {"name": "Q Letters"},
    }
    (paper,), refusals = read(json.dumps(row) + "\n", "papers.jsonl")
    assert not refusals
    assert ids(paper) == [
        *("doi:10.18653/v1/p19-1001", "arxiv:1905.00001", "acl:p19-1001", "s2:3658586"),
        *("pubmed:77", "pmc:pmc88"),
    ]
    assert (str(paper.date), paper.venue.name, paper.references_stated) == ("2019", "Q Letters", 30)
    assert [one.name for one in paper.authors] == ["Ada Lovelace"]


def test_lines_of_the_dataset_of_abstracts(read):
    row = {
        "corpusid": 7,
        "openaccessinfo": {"externalids": {"DOI": "10.1000/q"}, "license": None},
        "abstract": "We show Q.",
    }
    (paper,), refusals = read(json.dumps(row) + "\n", "abstracts.jsonl")
    assert not refusals
    assert (paper.title, paper.abstract) == ("doi:10.1000/q", "We show Q.")
    assert paper.is_known_by_id
    assert ids(paper) == ["doi:10.1000/q", "s2:7"]


def test_lines_of_the_dataset_of_citations(read):
    pairs = [(7, 1), (7, 2), (7, 2), (8, 1), (7, None), (7, 3)]
    lines = [
        {"citationid": n, "citingcorpusid": a, "citedcorpusid": b, "isinfluential": False}
        for n, (a, b) in enumerate(pairs)
    ]
    papers, (refusal,) = read("\n".join(map(json.dumps, lines)), "citations.jsonl")
    cited = [(paper.title, [one.key for one in paper.references]) for paper in papers]
    assert cited == [("s2:7", ["s2:1", "s2:2"]), ("s2:8", ["s2:1"]), ("s2:7", ["s2:3"])]
    assert all(paper.is_known_by_id for paper in papers)
    assert refusal.place.endswith(":5")
    assert "the cited paper has no id" in refusal.reason


def test_a_paper_with_a_title_is_not_known_by_id_alone():
    papers, _ = read_file("paper_search.json")
    assert not any(paper.is_known_by_id for paper in papers)


def test_an_author_with_papers(read):
    answer = {"authorId": "1", "name": "A", "papers": [{"paperId": "a" * 40, "title": "On Q"}]}
    papers, refusals = read(json.dumps(answer), "author.json")
    assert ([paper.title for paper in papers], refusals) == (["On Q"], [])


def test_an_error(read):
    papers, (refusal,) = read('{"error": "Paper not found", "paperId": 0}', "x.json", format="s2")
    assert papers == []
    assert "without title" in refusal.reason
