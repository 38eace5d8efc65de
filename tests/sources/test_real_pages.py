"""The three real pages, against facts taken from them by hand."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from citeweave_schema import Paper, PartialDate, normal_title
from citeweave_sources import open_source

SMALL = "000_1e249762e100398d.txt"
DAILY = "001_88a1be6efd77da39.txt"
LARGE = "002_2b3dca0f9ef16203.txt"


@pytest.fixture(scope="module")
def pages(listings: Path) -> dict[str, list[Paper]]:
    found = {}
    for path in sorted(listings.iterdir()):
        records = list(open_source(str(path)).read())
        assert all(isinstance(record, Paper) for record in records)
        found[path.name] = [record for record in records if isinstance(record, Paper)]
    return found


@pytest.fixture(scope="module")
def papers(pages: dict[str, list[Paper]]) -> list[Paper]:
    return [paper for page in pages.values() for paper in page]


def by_title(papers: list[Paper], start: str) -> Paper:
    (found,) = [paper for paper in papers if paper.title.startswith(start)]
    return found


def test_counts(pages):
    assert {name: len(found) for name, found in pages.items()} == {SMALL: 38, DAILY: 53, LARGE: 392}


def test_all_but_one_title_differ(papers):
    counts = Counter(normal_title(paper.title) for paper in papers)
    assert (len(papers), len(counts)) == (483, 482)
    assert len({paper.key for paper in papers}) == 482
    assert max(counts.values()) == 2


def test_every_line_of_text_is_in_one_paper(pages, listings):
    """Nothing lost, nothing invented: the long lines of each page are its abstracts, in order."""
    for name, found in pages.items():
        lines = (listings / name).read_text(encoding="utf-8").splitlines()
        assert [paper.abstract for paper in found] == [line for line in lines if len(line) > 300]
        titles = set(lines) | {line.removeprefix("Subscribe") for line in lines}
        assert all(paper.title in titles for paper in found)


def test_titles_have_the_shape_of_titles(papers):
    assert {len(paper.title) for paper in papers} <= set(range(16, 157))
    odd = re.compile(r"^(Subscribe|Get trending|Daily Papers)|authors$|·|•|\d{4} \d+$")
    assert not [paper.title for paper in papers if odd.search(paper.title)]
    assert not [paper.title for paper in papers if paper.title.endswith(".")]


def test_abstracts_have_the_shape_of_abstracts(papers):
    lengths = [len(paper.abstract or "") for paper in papers]
    assert (min(lengths), max(lengths)) == (354, 1923)


def test_first_title_of_search_results_is_without_subscribe(pages):
    assert pages[SMALL][0].title.startswith("Positional Attention: Expressivity")
    assert pages[LARGE][0].title == "ZIA: A Theoretical Framework for Zero-Input AI"


@pytest.mark.parametrize(
    ("start", "authors", "date"),
    [
        ("When Do Curricula Work in Federated Learning?", 8, "2022-12-24"),
        ("Non-instructional Fine-tuning", 3, "2024-08-26"),
        ("NoProp", 3, "2025-03-31"),
        ("Retrieval-Augmented Generation for Knowledge-Intensive", 12, "2020-05-22"),
        ("Procedural Pretraining", 5, "--01-29"),
        ("The Master Key Hypothesis", 9, "--04-07"),
        ("How Transformers Reject Wrong Answers", 1, "--02-24"),
        ("Induction Signatures Are Not Enough", 2, "--03-13"),
        ("The Consciousness Prior", 1, "2017-09-25"),
        ("SoFar", 18, "2025-02-18"),
        ("Languages You Know Influence Those You Learn", 6, "2022-12-04"),
    ],
)
def test_bylines(pages, start, authors, date):
    paper = by_title(pages[DAILY], start)
    assert (paper.author_count, str(paper.date)) == (authors, date)


def test_a_date_without_year_says_so(pages):
    date = by_title(pages[DAILY], "The Master Key Hypothesis").date
    assert date == PartialDate(None, 4, 7)
    assert date.precision == "month and day, year unknown"
    assert sum(1 for one in pages[DAILY] if one.date and one.date.year is None) == 4


def test_the_organisation_instead_of_authors(pages):
    paper = by_title(pages[DAILY], "SpatialTree")
    assert paper.organizations == ("ByteDance Seed",)
    assert (paper.author_count, str(paper.date)) == (None, "2025-12-23")
    assert [one.title for one in pages[DAILY] if one.organizations] == [paper.title]


def test_the_paper_without_byline(pages):
    (paper,) = [one for one in pages[DAILY] if one.date is None]
    assert paper.title == "The Truthfulness Spectrum Hypothesis"
    assert (paper.author_count, paper.organizations) == (None, ())


def test_search_results_have_no_bylines(pages):
    for paper in (*pages[SMALL], *pages[LARGE]):
        assert (paper.date, paper.author_count, paper.organizations) == (None, None, ())


def test_latex_is_kept_with_a_readable_form_beside_it(papers):
    paper = by_title(papers, "From $r$ to $Q^*$")
    assert (paper.title_readable or "").startswith("From r to Q^*: Your Language Model")
    readable = {
        r"J\"urgen": "Jürgen",
        r"73.55\%": "73.55%",
        r"na\"{\i}ve": "naïve",
        r"90{\deg}": "90°",
        r"{\em persistent homology}": "persistent homology",
        r"\(r-\phi\)": "r-ϕ",
        r"Schr{\"o}dinger": "Schrödinger",
        r"Ma\'nczak": "Mańczak",
        r"\textcolor[rgb]{0.93,0.0,0.47}{Our code can": "Our code can",
        "Debate~(MAD)": "Debate (MAD)",
    }
    for verbatim, plain in readable.items():
        (found,) = [paper for paper in papers if verbatim in (paper.abstract or "")]
        assert plain in (found.abstract_readable or "")
        assert verbatim not in (found.abstract_readable or "")


def test_text_without_latex_has_no_readable_form(papers):
    signs = re.compile(r"\\|\$|``|~")
    for paper in papers:
        if not signs.search(paper.abstract or ""):
            assert paper.abstract_readable is None
        if not signs.search(paper.title):
            assert paper.title_readable is None


def test_addresses_are_links_and_never_identifiers(papers):
    assert not [paper for paper in papers if paper.identifiers]
    comp = by_title(papers, "Competition of Mechanisms")
    assert [(link.what, link.address) for link in comp.links] == [
        ("repository", "https://github.com/francescortu/comp-mech"),
        ("repository", "https://huggingface.co/datasets/francescortu/comp-mech"),
    ]
    assert sum(1 for paper in papers if paper.links) == 70


def test_reading_twice_gives_the_same(listings):
    source = open_source(str(listings / SMALL))
    assert list(source.read()) == list(source.read())
