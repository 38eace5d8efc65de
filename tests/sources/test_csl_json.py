"""CSL-JSON: citation.js's own files, and items made for one point each."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from citeweave_schema import Paper
from citeweave_sources import open_source

REAL = Path(__file__).parent / "real" / "csl-json"


@pytest.mark.parametrize(("name", "papers", "authors"), [("bibtex", 16, 26), ("biblatex", 28, 54)])
def test_real_files(name, papers, authors):
    source = open_source(str(REAL / f"{name}.json"))
    found = list(source.read())
    assert source.format == "csl-json"
    assert all(isinstance(one, Paper) for one in found)
    assert (len(found), sum(len(one.authors) for one in found)) == (papers, authors)


def test_real_items():
    papers = {paper.title: paper for paper in open_source(str(REAL / "biblatex.json")).read()}
    nerve = papers["Conduction velocity in myelinated nerve fibres of <i>Xenopos laevis</i>"]
    assert (
        nerve.title_readable == "Conduction velocity in myelinated nerve fibres of Xenopos laevis"
    )
    assert [str(one) for one in nerve.identifiers] == ["pubmed:5500723"]
    assert (str(nerve.date), nerve.venue.name) == ("1970-06", "Journal of Physiology")
    assert [str(one) for one in nerve.venue.identifiers] == ["issn:0022-3751"]
    assert [one.name for one in nerve.authors] == ["N A Hutchinson", "Z J Koles", "R S Smith"]
    assert papers["Edward Hopper: Transformaties van het werkelijke"].language == "nl"
    first = next(iter(open_source(str(REAL / "bibtex.json")).read()))
    assert (first.title, str(first.date)) == ("Lorem Ipsum", "2020-02")
    assert first.venue.name == "The BibTeX Journal"


@pytest.fixture
def item(read):
    def read_one(**keys):
        given = {"id": "1", "type": "article-journal", "title": "On Q", "DOI": "10.1000/q", **keys}
        (paper,), refusals = read(json.dumps([given]), "library.json")
        assert not refusals
        return paper

    return read_one


def test_names(item):
    authors = [
        {"given": "Ludwig", "non-dropping-particle": "van", "family": "Beethoven"},
        {"given": "Jean", "dropping-particle": "de", "family": "La Fontaine", "suffix": "II"},
        {"literal": "The Q Collaboration"},
        {"ORCID": "0000-0003-1613-5981", "family": "Lovelace"},
        {},
    ]
    paper = item(author=authors)
    assert [one.name for one in paper.authors] == [
        *("Ludwig van Beethoven", "Jean de La Fontaine II", "The Q Collaboration", "Lovelace")
    ]
    assert str(paper.authors[-1].identifiers[0]) == "orcid:0000-0003-1613-5981"


@pytest.mark.parametrize(
    ("issued", "date"),
    [
        ({"date-parts": [[2020, 2, 3]]}, "2020-02-03"),
        ({"date-parts": [["2020", "2"]]}, "2020-02"),
        ({"date-parts": [[2020], [2021]]}, "2020"),
        ({"raw": "2020-05-01"}, "2020-05-01"),
        ({"literal": "2019?"}, "2019"),
        ({"literal": "Spring"}, None),
        ("2020", None),
        (None, None),
    ],
)
def test_dates(item, issued, date):
    found = item(issued=issued).date
    assert (str(found) if found else None) == date


def test_identifiers(item):
    paper = item(
        PMCID="PMC99",
        PMID=77,
        URL="http://arxiv.org/abs/2005.11401v2",
        note="Cited.\nPMID: 78\nDOI: 10.1000/R",
    )
    assert [str(one) for one in paper.identifiers] == [
        *("doi:10.1000/q", "pubmed:77", "pmc:pmc99", "pubmed:78", "doi:10.1000/r"),
        "arxiv:2005.11401",
    ]
    assert [
        str(one)
        for one in item(ISSN="1234-5678, 8765-4321", **{"container-title": "J"}).venue.identifiers
    ] == [*("issn:1234-5678", "issn:8765-4321")]


def test_abstracts(item):
    assert item(abstract="<p>We <b>show</b> Q.</p>").abstract == "We show Q."
    assert item(abstract="We & you.").abstract == "We & you."


def test_other_shapes(read):
    items = [
        {"id": n, "type": "book", "title": f"T{n}", "issued": {"raw": "2020"}} for n in range(3)
    ]
    for content in (json.dumps({"items": items}), "\n".join(map(json.dumps, items))):
        papers, refusals = read(content, "library.json")
        assert ([paper.title for paper in papers], refusals) == (["T0", "T1", "T2"], [])


def test_an_item_without_title_is_refused(read):
    rows = [{"id": "1", "type": "book", "issued": {}}, {"id": "2", "type": "book", "title": "T"}]
    papers, (refusal,) = read(json.dumps(rows), "library.json")
    assert [paper.title for paper in papers] == ["T"]
    assert refusal.place.endswith("library.json#1")
