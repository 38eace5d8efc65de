"""Works of OpenAlex: recorded answers of 2022, the present form, and damaged works."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from citeweave_schema import Affiliation, Identifier, Paper, VenueName
from citeweave_sources import Refusal, open_source

REAL = Path(__file__).parent / "real" / "openalex"
Outcome = tuple[list[Paper], list[Refusal]]


@pytest.fixture
def work(read: Callable[..., Outcome]):
    """Read one work given as keys; gives the paper."""

    def read_one(**keys: object) -> Paper:
        given = {"id": "https://openalex.org/W1234", "title": "On Q", "authorships": [], **keys}
        (paper,), refusals = read(json.dumps({"results": [given]}), "works.json")
        assert not refusals
        return paper

    return read_one


def ids(things: tuple[Identifier, ...]) -> list[str]:
    return [str(one) for one in things]


def test_a_single_work():
    source = open_source(str(REAL / "work.json"))
    (paper,) = source.read()
    assert source.format == "openalex"
    assert isinstance(paper, Paper)
    assert paper.title.startswith("The state of OA: a large-scale analysis of the prevalence")
    assert ids(paper.identifiers) == [
        "doi:10.7717/peerj.4375",
        "openalex:w2741809807",
        "pubmed:29456894",
        "pmc:pmc5815332",
    ]
    assert str(paper.date) == "2018-02-13"
    assert paper.abstract is not None
    assert paper.abstract.startswith("Despite growing interest in Open Access (OA) to scholarly")
    assert paper.abstract.endswith("as a way to inform OA policy and practice.")
    assert paper.venue is not None
    assert (paper.venue.name, ids(paper.venue.identifiers)) == (
        "PeerJ",
        ["issn:2167-8359", "openalex:v1983995261"],
    )
    assert [author.name for author in paper.authors][::8] == [
        "Heather A. Piwowar",
        "Stefanie Haustein",
    ]
    first = paper.authors[0]
    assert ids(first.identifiers) == ["orcid:0000-0003-1613-5981", "openalex:a1969205032"]
    assert first.affiliations == (
        Affiliation(
            name="Our Research",
            identifiers=(
                Identifier.parse("ror", "02nr0ka47"),
                Identifier.parse("openalex", "I4200000001"),
            ),
        ),
    )
    assert len(paper.references) == 34
    assert (paper.references_stated, paper.retracted, paper.language) == (None, False, None)


def test_a_list_of_works():
    papers = list(open_source(str(REAL / "works_by_api_url.json")).read())
    assert len(papers) == 25
    assert all(isinstance(paper, Paper) for paper in papers)
    assert sum(paper.abstract is not None for paper in papers) == 18
    assert sum(len(paper.authors) for paper in papers) == 97
    assert sum(len(paper.references) for paper in papers) == 237
    assert papers[3].abstract.startswith("Summary Understanding the growth of open access")


def test_groups_are_no_works():
    refusals = list(open_source(str(REAL / "group_by.json")).read())
    assert [type(one) for one in refusals] == [Refusal, Refusal]
    assert "without group_by" in refusals[0].reason


def test_the_present_form(work):
    paper = work(
        display_name="Another",
        ids={"openalex": "https://openalex.org/W1234", "pmid": "https://pubmed.ncbi.nlm.nih.gov/7"},
        publication_year=2023,
        publication_date="2023-05-01",
        language="de",
        is_retracted=True,
        primary_location={
            "landing_page_url": "https://doi.org/10.1000/q",
            "source": {
                "id": "https://openalex.org/S4306400194",
                "display_name": "Journal of Q &amp; R",
                "issn_l": "1234-5678",
                "issn": ["1234-5678", "8765-4321"],
            },
        },
        locations=[{"landing_page_url": "http://arxiv.org/abs/2305.00001v2"}],
        authorships=[
            {
                "author": {
                    "id": "https://openalex.org/A5000000001",
                    "display_name": "Ada Lovelace",
                },
                "raw_author_name": "LOVELACE, A.",
                "institutions": [],
                "raw_affiliation_strings": ["Dept. of Q,  London"],
            },
            {"author": {}, "raw_author_name": "Alan Turing"},
            {"author": None},
        ],
        referenced_works=["https://openalex.org/W4444", "nonsense", "https://openalex.org/W4444"],
        referenced_works_count=3,
    )
    assert paper.title == "On Q"
    assert ids(paper.identifiers) == ["openalex:w1234", "pubmed:7", "arxiv:2305.00001"]
    assert paper.venue == VenueName(
        name="Journal of Q & R",
        identifiers=(
            Identifier.parse("issn", "1234-5678"),
            Identifier.parse("issn", "8765-4321"),
            Identifier.parse("openalex", "S4306400194"),
        ),
    )
    assert [author.name for author in paper.authors] == ["Ada Lovelace", "Alan Turing"]
    assert paper.authors[0].affiliations == (Affiliation(name="Dept. of Q, London"),)
    assert [one.key for one in paper.references] == ["openalex:w4444"]
    assert (paper.references_stated, paper.language, paper.retracted) == (3, "de", True)
    assert str(paper.date) == "2023-05-01"


@pytest.mark.parametrize(
    ("index", "abstract"),
    [
        (None, None),
        ({}, None),
        ([], None),
        ({"We": [0], "show": [1, 3], "that": [2]}, "We show that show"),
        ({"b": [7], "a": [2]}, "a b"),
        ({"first": [0], "second": [0, 1]}, "first second"),
        ({"far": [100_000, 10**30, -1], "near": [5]}, "near"),
        ('{"IndexLength": 2, "InvertedIndex": {"We": [0], "show": [1]}}', "We show"),
        ('{"InvertedIndex": [', None),
        ({"odd": ["0", None, 1.5], "flat": 3, "good": [0]}, "good"),
    ],
)
def test_an_abstract_from_the_places_of_its_words(work, index, abstract):
    assert work(abstract_inverted_index=index).abstract == abstract


def test_a_title_with_tags_stays_as_given(work):
    paper = work(title="The <i>Q</i> of CO<sub>2</sub> &amp; more")
    assert paper.title == "The <i>Q</i> of CO<sub>2</sub> &amp; more"
    assert paper.title_readable == "The Q of CO2 & more"


def test_what_is_no_work_is_refused(read):
    rows = [
        {"id": "https://openalex.org/A5000000001", "display_name": "Ada"},
        {"id": "https://openalex.org/W1111", "title": None, "authorships": []},
        {"id": "https://openalex.org/W2222", "title": "x" * 5_001},
        {"id": "https://openalex.org/W3333", "title": "T", "authorships": [{}] * 10_001},
        {"id": "https://openalex.org/W3333", "title": "T", "referenced_works": [""] * 100_001},
        {"id": "https://openalex.org/W4444", "title": "Kept"},
    ]
    papers, refusals = read("\n".join(map(json.dumps, rows)), "works.jsonl", format="openalex")
    assert [paper.title for paper in papers] == ["Kept"]
    says = ["A5000000001 is an author", "no title", "5,001", "10,001 authors", "100,001 references"]
    assert all(part in one.reason for part, one in zip(says, refusals, strict=True))
    assert [one.place.rpartition(":")[2] for one in refusals] == ["1", "2", "3", "4", "5"]


def test_ids_that_do_not_parse_are_dropped(work):
    paper = work(doi="10.nonsense", ids={"pmid": "x", "pmcid": {}, "mag": "2741809807"})
    assert ids(paper.identifiers) == ["openalex:w1234"]
