"""The ACL Anthology's XML: ids, dates, and titles that stand twice."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from defusedxml.ElementTree import fromstring

from citeweave_schema import Paper
from citeweave_sources import Refusal, open_source
from citeweave_sources.glued import text_once

REAL = Path(__file__).parent / "real" / "acl"


def volume(papers: str, meta: str = "<year>2020</year>", collection: str = "2020.acl") -> str:
    return (
        f'<?xml version="1.0"?>\n<collection id="{collection}">\n<volume id="1">\n'
        f"<meta><booktitle>Proceedings of <fixed-case>X</fixed-case></booktitle>{meta}</meta>\n"
        f"<frontmatter><url>x</url></frontmatter>\n{papers}\n</volume>\n</collection>\n"
    )


# Where it stands in the snapshot, the markup, and how it is to be read; CC BY 4.0.
_LINES = (Path(__file__).parent / "glued_titles.txt").read_text("utf-8").split("\n")
GLUED = list(zip(_LINES[1::4], _LINES[2::4], strict=True))

ONCE = [
    ("Plain words", "Plain words"),
    ("Logarithmic <fixed-case>O</fixed-case>pinion\n  Pools", "Logarithmic Opinion Pools"),
    # Marked in the middle of a word, as 642 titles of the snapshot are.
    (
        "Subtitling in the e<fixed-case>T</fixed-case>itle Project",
        "Subtitling in the eTitle Project",
    ),
    ("i<fixed-case>C</fixed-case>hi: a tool", "iChi: a tool"),
    ("Gesture using 3<fixed-case>D</fixed-case> Skeletons", "Gesture using 3D Skeletons"),
    ("BERT is not <fixed-case>BERT</fixed-case>", "BERT is not BERT"),
    ("A wait-<tex-math>k</tex-math> strategy", "A wait-$k$ strategy"),
    ("Dyck-<tex-math>(k,m)</tex-math>", "Dyck-$(k,m)$"),
    ("<b>m<fixed-case>DAPT</fixed-case></b>: <i>all</i>", "mDAPT: all"),
    ('A <a href="https://x.y">link</a> alone', "A link alone"),
    ("Code (<url>https://x.y/z</url>) is there", "Code (https://x.y/z) is there"),
    ("", ""),
]


@pytest.mark.parametrize(("markup", "text"), GLUED + ONCE)
def test_titles_are_read_once(markup, text):
    assert text_once(fromstring(f"<title>{markup}</title>")) == text


def test_a_copy_whose_end_is_nowhere_stands_alone():
    markup = '<t>One <a href="h">two</a> three<i>Something else altogether</i></t>'
    assert text_once(fromstring(markup)) == "One two three"


@pytest.mark.parametrize("bomb", ["_ ", "^", " ", ". ", "K", "1 ", "_ 1 "])
def test_bombs_take_no_time(bomb):
    began = time.monotonic()
    for mark in ("tex-math", "url", "i"):
        text_once(fromstring(f"<t>a {bomb * 100_000}.<{mark}>x{bomb * 1_000}</{mark}>!</t>"))
    assert time.monotonic() - began < 5


def test_real_collections():
    found = {
        path.name: [one for one in open_source(str(path)).read() if isinstance(one, Paper)]
        for path in sorted(REAL.glob("*.xml"))
    }
    assert {name: len(papers) for name, papers in found.items()} == {
        "2016.eamt.xml": 24,
        "2018.ijclclp.xml": 9,
        "2020.amta.xml": 58,
        "2020.sigtyp.xml": 3,
    }
    first = found["2020.sigtyp.xml"][0]
    assert str(first.identifiers[0]) == "doi:10.18653/v1/2020.sigtyp-1.1"
    assert first.key == "doi:10.18653/v1/2020.sigtyp-1.1"
    assert str(first.date) == "2020-11"
    assert first.venue is not None
    assert first.venue.name.startswith("Proceedings of the Second Workshop on Computational")
    titles = [paper.title for paper in found["2020.sigtyp.xml"]]
    assert (
        "Predicting Typological Features in WALS using Language Embeddings and Conditional "
        "Probabilities: ÚFAL Submission to the SIGTYP 2020 Shared Task"
    ) in titles
    assert [paper.retracted for paper in found["2020.amta.xml"]].count(True) == 1
    people = [
        str(one) for paper in found["2016.eamt.xml"] for a in paper.authors for one in a.identifiers
    ]
    assert people


def test_what_a_paper_says(read):
    (paper,), refusals = read(
        volume(
            '<paper id="7"><title>Sur Q</title>'
            '<author id="yang-liu-ict"><first>Yang</first><last>Liu</last>'
            '<variant script="hani"><first>洋</first><last>刘</last></variant></author>'
            "<author><first/><last>Plato</last></author><author><first/><last/></author>"
            "<abstract>Nous … https://github.com/a/b.</abstract><url>P05-1007</url>"
            "<doi>10.1000/Q</doi><language>fra</language><pwcdataset url='x'>MNIST</pwcdataset>"
            "<retracted date='2021-01-01'>Wrong.</retracted></paper>",
            "<month>September 13-15</month><year>2005</year>",
            "P05",
        ),
        "P05.xml",
    )
    assert refusals == []
    assert [str(one) for one in paper.identifiers] == ["doi:10.1000/q", "acl:p05-1007"]
    assert [author.name for author in paper.authors] == ["Yang Liu", "Plato"]
    assert str(paper.authors[0].identifiers[0]) == "acl-person:yang-liu-ict"
    assert (paper.language, str(paper.date), paper.retracted) == ("fr", "2005-09", True)
    assert paper.venue.name == "Proceedings of X"
    assert paper.links[0].address == "https://github.com/a/b"


@pytest.mark.parametrize(
    ("collection", "year"), [("W06", "2006"), ("C65", "1965"), ("2020.acl", "2020"), ("x", None)]
)
def test_a_volume_that_does_not_state_its_year(read, collection, year):
    (paper,), _ = read(volume('<paper id="1"><title>T</title></paper>', "", collection), "c.xml")
    assert (str(paper.date) if paper.date else None) == year


def test_papers_without_title_are_refused_in_their_place(read):
    papers, (refusal,) = read(
        volume('<paper id="1"><title> </title></paper>\n<paper id="2"><title>T</title></paper>'),
        "c.xml",
    )
    assert [paper.title for paper in papers] == ["T"]
    assert refusal.place.endswith("c.xml:6")
    assert "no title" in refusal.reason


def test_identifiers_that_are_none_are_left_out(read):
    (paper,), refusals = read(
        volume('<paper id="a b"><title>T</title><doi>http://hdl.handle.net/2065</doi></paper>'),
        "c.xml",
    )
    assert (paper.identifiers, refusals) == ((), [])


def test_damage_keeps_what_stands_before(read):
    whole = (REAL / "2020.amta.xml").read_bytes()
    papers, (refusal,) = read(whole[:20_000], "c.xml")
    assert len(papers) > 10
    assert "no well-formed XML from here on" in refusal.reason
    assert isinstance(refusal, Refusal)
    assert int(refusal.place.rpartition(":")[2]) == whole[:20_000].count(b"\n") + 1
