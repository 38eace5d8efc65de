"""Hugging Face's answers with papers, made after its published description."""

from __future__ import annotations

import json

import pytest

PAPER = {
    "id": "2401.00001",
    "authors": [
        {"_id": "65a", "name": "Ada Lovelace", "hidden": False},
        {"_id": "65b", "name": None},
        {"_id": "65c", "user": {"fullname": "Alan"}, "name": "Alan Turing"},
    ],
    "publishedAt": "2024-01-01T05:00:00.000Z",
    "submittedOnDailyAt": "2024-01-03T01:00:00.000Z",
    "title": "On\nQ",
    "summary": "We show Q.",
    "upvotes": 12,
    "githubRepo": "https://github.com/a/b",
    "ai_summary": "Q.",
    "organization": {"_id": "1", "name": "our-research", "fullname": "Our Research"},
}
ENTRY = {
    "paper": PAPER,
    "publishedAt": "2024-01-02T00:00:00.000Z",
    "title": "On\nQ",
    "numComments": 1,
}


@pytest.mark.parametrize(
    "content",
    [
        json.dumps([ENTRY, ENTRY]),
        json.dumps([PAPER, PAPER], indent=2),
        "\n".join([json.dumps(PAPER)] * 2),
        json.dumps({"dailyPapers": [ENTRY, ENTRY]}),
    ],
)
def test_papers_in_every_shape(read, content):
    (paper, again), refusals = read(content, "daily.json")
    assert not refusals
    assert paper == again
    assert (paper.title, paper.abstract, paper.key) == ("On Q", "We show Q.", "arxiv:2401.00001")
    assert str(paper.date) == "2024-01-01"
    assert [one.name for one in paper.authors] == ["Ada Lovelace", "Alan Turing"]
    assert paper.organizations == ("Our Research",)
    assert [link.address for link in paper.links] == ["https://github.com/a/b"]


def test_one_paper(read):
    (paper,), refusals = read(json.dumps({**PAPER, "organization": None}), "paper.json")
    assert not refusals
    assert paper.organizations == ()
