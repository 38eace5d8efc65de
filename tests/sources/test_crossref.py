"""Works of Crossref: recorded answers, and works made for one point each."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from citeweave_schema import Affiliation, Identifier, Link, Paper
from citeweave_sources import Refusal, open_source

REAL = Path(__file__).parent / "real" / "crossref"
Outcome = tuple[list[Paper], list[Refusal]]


def read_file(name: str) -> Outcome:
    source = open_source(str(REAL / name))
    assert source.format == "crossref"
    found = list(source.read())
    papers = [one for one in found if isinstance(one, Paper)]
    return papers, [one for one in found if isinstance(one, Refusal)]


@pytest.fixture
def work(read: Callable[..., Outcome]):
    def read_one(**keys: object) -> Paper:
        given = {"DOI": "10.1000/Q", "title": ["On Q"], "type": "journal-article", **keys}
        answer = {"status": "ok", "message-type": "work", "message": given}
        (paper,), refusals = read(json.dumps(answer), "work.json")
        assert not refusals
        return paper

    return read_one


def test_a_single_work():
    (paper,), refusals = read_file("work.json")
    assert not refusals
    assert paper.key == "doi:10.1371/journal.pone.0033693"
    assert str(paper.date) == "2012-03-21"
    assert [author.name for author in paper.authors][:2] == ["Shankar Sadasivan", "Brooks B. Pond"]
    assert (len(paper.authors), len(paper.references), paper.references_stated) == (6, 69, 70)
    assert paper.venue is not None
    assert (paper.venue.name, str(paper.venue.identifiers[0])) == ("PLoS ONE", "issn:1932-6203")
    assert paper.language == "en"
    first, *_, fifth = paper.references[:5]
    assert str(first.identifiers[0]) == "doi:10.1038/sj.npp.1301164"
    assert first.title == "Stimulants: Therapeutic actions in ADHD."
    assert (first.year, first.first_author) == (2006, "AF Arnsten")
    assert fifth.identifiers == ()
    assert fifth.title is not None
    assert fifth.title.startswith("Monitoring the Future national survey results on drug use")
    assert not paper.retracted


def test_a_query():
    papers, refusals = read_file("works_query.json")
    assert not refusals
    assert [paper.title for paper in papers] == ["Communicating Ecology", "Chemical Ecology"]
    assert papers[0].abstract is not None
    assert papers[0].abstract.startswith("Communication is perhaps the most important")
    assert "<" not in papers[0].abstract


def test_a_page_of_works():
    papers, refusals = read_file("works_cursor.json")
    assert (len(papers), len(refusals)) == (17, 3)
    assert {one.reason for one in refusals} == {
        "a dataset of Crossref (its type is 'dataset'), not a paper"
    }
    assert refusals[0].place.rpartition("#")[2].isdigit()
    by_key = {paper.key: paper for paper in papers}
    widgets = by_key["doi:10.1109/afrcon.2009.5308146"]
    assert (str(widgets.date), len(widgets.references)) == ("2009-09", 2)
    assert widgets.references_stated == 26
    screens = by_key["doi:10.1117/1.jei.28.6.063006"]
    assert screens.authors[0].affiliations[0].name.startswith("Hebei University of Science")
    blog = by_key["doi:10.59350/7mtwq-q3661"]
    assert str(blog.authors[0].identifiers[0]) == "orcid:0000-0001-7542-0286"
    assert str(by_key["doi:10.1007/springerreference_66110"].date) == "None"


def test_titles_and_their_subtitles():
    papers, _ = read_file("works_sample.json")
    assert [paper.title for paper in papers][-1] == (
        "Arthroskopische Refixation der proximalen Ruptur des vorderen Kreuzbands mit "
        "intraligamentärer Bandaugmentation: Operationstechnik, Indikationen, Ergebnisse und "
        "Limitationen"
    )
    assert papers[1].venue is not None
    assert papers[1].venue.name == "Progress in Colloid & Polymer Science"
    assert papers[2].language == "de"


def test_journals_are_no_works():
    papers, refusals = read_file("journals_query.json")
    assert (papers, len(refusals)) == ([], 2)
    assert "not a work" in refusals[0].reason


def test_a_title_with_tags(work):
    paper = work(title=["Heat <i>c</i><sub>p</sub>\n     of water"], subtitle=["", "x"])
    assert paper.title == "Heat <i>c</i><sub>p</sub>\n     of water: x"
    assert paper.title_readable == "Heat cp of water: x"
    assert work(title="A title that is a text").title == "A title that is a text"


def test_an_abstract_in_jats(work):
    paper = work(
        abstract="<jats:title>Abstract</jats:title><jats:p>We &lt;3 <jats:i>Q</jats:i>.</jats:p>"
    )
    assert paper.abstract == "We <3 Q."


def test_authors(work):
    ror = [{"id": "https://ror.org/02nr0ka47", "id-type": "ROR"}, {"id": "x", "id-type": "ISNI"}]
    paper = work(
        author=[
            {
                "given": "Ada",
                "family": "Lovelace",
                "suffix": "Jr.",
                "ORCID": "http://orcid.org/0000-0003-1613-5981",
                "affiliation": [{"name": "Our Research", "id": ror}, {"place": ["London"]}],
            },
            {"name": "The Q Collaboration", "sequence": "additional"},
            {"sequence": "additional"},
            "Turing",
        ]
    )
    first, second = paper.authors
    assert (first.name, second.name) == ("Ada Lovelace Jr.", "The Q Collaboration")
    assert [str(one) for one in first.identifiers] == ["orcid:0000-0003-1613-5981"]
    assert first.affiliations == (
        Affiliation(name="Our Research", identifiers=(Identifier.parse("ror", "02nr0ka47"),)),
    )


def test_references(work):
    paper = work(
        reference=[
            {"key": "1", "DOI": "10.1000/A", "unstructured": "A. On A. 1999."},
            {"key": "2", "volume-title": "Book of B", "author": "B", "year": "2001a"},
            {"key": "3", "journal-title": "J. C", "volume": "5"},
            {"key": "4", "unstructured": "D. On D."},
            {"key": "5", "DOI": "10.1000/a", "unstructured": "A. On A. 1999."},
            {"key": "6", "DOI": "10.1000/B", "article-title": "x" * 5_001, "year": 0},
            None,
        ],
        **{"reference-count": 7},
    )
    first, second, third = paper.references
    assert (first.key, first.raw) == ("doi:10.1000/a", "A. On A. 1999.")
    assert (second.title, second.year, second.first_author) == ("Book of B", 2001, "B")
    assert (third.key, third.title, third.year) == ("doi:10.1000/b", None, None)
    assert paper.references_stated == 7


@pytest.mark.parametrize(
    ("dates", "date"),
    [
        ({"issued": {"date-parts": [[None]]}}, None),
        ({"issued": {"date-parts": [[2020, 2, 30]]}}, "2020-02"),
        ({"issued": {"date-parts": [[2020, 13]]}}, "2020"),
        ({"issued": {"date-parts": []}, "posted": {"date-parts": [["2019", 5]]}}, "2019-05"),
        ({"published": {"date-parts": [[2020]]}, "issued": {"date-parts": [[2021]]}}, "2020"),
        ({"issued": "2020"}, None),
    ],
)
def test_dates(work, dates, date):
    found = work(**dates).date
    assert (str(found) if found else None) == date


def test_retractions_and_relations(work):
    assert work(**{"updated-by": [{"type": "retraction", "DOI": "10.1000/r"}]}).retracted
    assert not work(**{"updated-by": [{"type": "correction", "DOI": "10.1000/r"}]}).retracted
    assert not work(**{"update-to": [{"type": "retraction", "DOI": "10.1000/r"}]}).retracted
    paper = work(relation={"has-preprint": [{"id-type": "doi", "id": "10.1000/P"}], "cites": "x"})
    assert paper.links == (Link(what="preprint", address="https://doi.org/10.1000/p"),)
    assert [str(one) for one in paper.identifiers] == ["doi:10.1000/q"]


def test_lists_and_lines_and_bare_works(read):
    works = [{"DOI": f"10.1000/{n}", "title": ["T"], "member": "1"} for n in range(3)]
    for content in (
        json.dumps(works),
        "\n".join(map(json.dumps, works)),
        json.dumps({"items": works}, indent=1),
        json.dumps([{"message-type": "work", "message": one, "status": "ok"} for one in works]),
    ):
        papers, refusals = read(content, "works.json")
        assert [paper.key for paper in papers] == [f"doi:10.1000/{n}" for n in range(3)]
        assert not refusals
