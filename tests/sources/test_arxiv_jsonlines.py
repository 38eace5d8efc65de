"""arXiv's metadata lines, made after the published description, and unarXive's papers."""

from __future__ import annotations

import json

import pytest

PAPER = {
    "id": "2212.11867",
    "submitter": "Ada Lovelace",
    "authors": "Ada Lovelace, Alan M. Turing Jr. and The Q Group",
    "title": "Zeros of $Q^*$: a growing number\n  of derivatives",
    "comments": "12 pages",
    "journal-ref": "J. Q 5 (2022)",
    "doi": "10.1000/Q 10.1000/R",
    "report-no": None,
    "categories": "math.PR math.CA",
    "license": None,
    "abstract": "  We show that\nQ holds.\n  And more, see\ngithub.com/a/b.\n",
    "versions": [
        {"version": "v1", "created": "Thu, 22 Dec 2022 17:06:45 GMT"},
        {"version": "v2", "created": "Mon, 9 Jan 2023 10:00:00 GMT"},
    ],
    "update_date": "2023-01-10",
    "authors_parsed": [["Lovelace", "Ada", ""], ["Turing", "Alan M.", "Jr."], ["Q Group", "", ""]],
}


def paper_of(read, **keys):
    (paper,), refusals = read(json.dumps({**PAPER, **keys}) + "\n", "arxiv.json")
    assert not refusals
    return paper


def test_a_line(read):
    paper = paper_of(read)
    assert paper.title == "Zeros of $Q^*$: a growing number of derivatives"
    assert paper.title_readable == "Zeros of Q^*: a growing number of derivatives"
    assert paper.abstract == "We show that Q holds.\nAnd more, see github.com/a/b."
    assert [link.address for link in paper.links] == ["https://github.com/a/b"]
    assert [str(one) for one in paper.identifiers] == [
        *("doi:10.1000/q", "doi:10.1000/r", "arxiv:2212.11867")
    ]
    assert str(paper.date) == "2022-12-22"
    assert [one.name for one in paper.authors] == ["Ada Lovelace", "Alan M. Turing Jr.", "Q Group"]
    assert paper.venue is None


def test_names_without_their_parts(read):
    names = [one.name for one in paper_of(read, authors_parsed=None).authors]
    assert names == ["Ada Lovelace", "Alan M. Turing Jr.", "The Q Group"]


@pytest.mark.parametrize(
    ("versions", "date"),
    [
        ([], None),
        (None, None),
        ([{"created": "yesterday"}], None),
        ([{"created": "2022-12-22"}], "2022-12-22"),
        ([{"created": "Thu, 99 Dec 2022 17:06:45 GMT"}], None),
        (["v1"], None),
    ],
)
def test_dates(read, versions, date):
    found = paper_of(read, versions=versions).date
    assert (str(found) if found else None) == date


def test_too_many_authors(read):
    line = json.dumps({**PAPER, "authors_parsed": [["A", "B", ""]] * 10_001})
    papers, (refusal,) = read(line + "\n", "arxiv.json")
    assert papers == []
    assert "10,001 authors" in refusal.reason


UNARXIVE = {
    "paper_id": "2212.11867",
    "_pdf_hash": None,
    "_source_hash": "1b58",
    "_source_name": "2212.11867.gz",
    "metadata": {**PAPER, "doi": None},
    "discipline": "Mathematics",
    "abstract": {"section": "Abstract", "text": "  We show\nQ.\n", "cite_spans": []},
    "body_text": [{"section": "One", "text": "As in {{cite:b1}}, x."}],
    "bib_entries": {
        "b1": {
            "bib_entry_raw": "A. Author. On A. 1999.",
            "contained_arXiv_ids": [],
            "ids": {
                "open_alex_id": "https://openalex.org/W1234",
                "doi": "10.1000/A",
                "arxiv_id": "",
                "pubmed_id": "",
                "pmc_id": "",
            },
        },
        "b2": {
            "bib_entry_raw": "B. Author, arXiv:2005.11401",
            "contained_arXiv_ids": [{"id": "2005.11401", "start": 17, "end": 27}],
            "ids": {"open_alex_id": "", "doi": "", "arxiv_id": ""},
        },
        "b3": {"bib_entry_raw": "C. Author. On C.", "ids": {"open_alex_id": "", "doi": ""}},
        "b4": None,
    },
    "ref_entries": {},
}


def test_a_paper_of_unarxive(read):
    (paper,), refusals = read(json.dumps(UNARXIVE) + "\n", "unarxive.jsonl")
    assert not refusals
    assert paper.title == "Zeros of $Q^*$: a growing number of derivatives"
    assert paper.abstract == "We show Q."
    assert [str(one) for one in paper.identifiers] == ["arxiv:2212.11867"]
    assert (str(paper.date), len(paper.authors)) == ("2022-12-22", 3)
    first, second = paper.references
    assert [str(one) for one in first.identifiers] == ["doi:10.1000/a", "openalex:w1234"]
    assert first.raw == "A. Author. On A. 1999."
    assert second.key == "arxiv:2005.11401"
    assert paper.references_stated == 4


def test_each_is_told_from_the_other(read):
    papers, _ = read(json.dumps(UNARXIVE) + "\n", "x.jsonl", format="unarxive")
    assert len(papers) == 1
    papers, _ = read(json.dumps(PAPER) + "\n", "x.jsonl", format="arxiv-jsonl")
    assert len(papers) == 1
