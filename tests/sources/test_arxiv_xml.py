"""What arXiv answers: Atom feeds, and OAI-PMH in three forms."""

from __future__ import annotations

from pathlib import Path

import pytest

from citeweave_schema import Paper
from citeweave_sources import Refusal, open_source

REAL = Path(__file__).parent / "real"
ATOM = REAL / "arxiv-atom"
OAI = REAL / "oai-pmh"

OAI_HEAD = '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>'
OAI_TAIL = "</ListRecords></OAI-PMH>"


def oai(metadata: str, identifier: str = "oai:x:1") -> str:
    return (
        f"{OAI_HEAD}\n<record><header><identifier>{identifier}</identifier></header>"
        f"<metadata>{metadata}</metadata></record>{OAI_TAIL}"
    )


def test_a_hundred_real_entries():
    source = open_source(str(ATOM / "q_testing_s0_m100.xml"))
    papers = list(source.read())
    assert source.format == "arxiv-atom"
    assert all(isinstance(one, Paper) for one in papers)
    assert len(papers) == 100
    assert all(one.key.startswith(("arxiv:", "doi:")) for one in papers)
    assert all(one.abstract and one.authors and one.date and one.date.day for one in papers)
    assert all("\n" not in one.title + one.abstract for one in papers)
    (gaudel,) = (one for one in papers if one.authors[0].name == "Marie-Claude Gaudel")
    assert [one.affiliations[0].name for one in gaudel.authors] == ["LRI", "IBISC"]
    assert gaudel.venue.name == "Formal Methods and Testing"


def test_old_identifiers_and_empty_answers():
    (paper,) = open_source(str(ATOM / "id_quant-ph_0201082v1_s0_m100.xml")).read()
    assert str(paper.identifiers[0]) == "arxiv:quant-ph/0201082"
    assert list(open_source(str(ATOM / "id_0000.0000_s0_m100.xml")).read()) == []


def test_an_error_of_the_api_is_no_paper():
    (refusal,) = open_source(str(ATOM / "id_abc_s0_m100.xml")).read()
    assert isinstance(refusal, Refusal)
    assert "incorrect id format for abc" in refusal.reason
    assert refusal.place.endswith(":9")


def test_both_identifiers_are_kept(read):
    (paper,), _ = read(
        '<feed xmlns:arxiv="http://arxiv.org/schemas/atom"><entry>'
        "<id>http://arxiv.org/abs/2005.11401v4</id><title>On\n  Q</title>"
        "<arxiv:doi>10.1000/Q</arxiv:doi></entry></feed>",
        "a.xml",
    )
    assert [str(one) for one in paper.identifiers] == ["doi:10.1000/q", "arxiv:2005.11401"]
    assert paper.title == "On Q"


@pytest.mark.parametrize("form", ["arXiv", "arXivRaw", "oai_dc"])
def test_one_paper_in_three_forms(form):
    source = open_source(str(OAI / f"{form}.xml"))
    paper, deleted = source.read()
    assert source.format == "oai-pmh"
    assert isinstance(paper, Paper)
    assert paper.title == "Heat-bath random walks with Markov bases"
    assert paper.abstract.startswith("Graphs on lattice points")
    assert "arxiv:1605.08386" in map(str, paper.identifiers)
    assert str(paper.date) == "2016-05-26"
    assert {one.name.split()[0].strip(",") for one in paper.authors} in (
        {"Caprice", "Tobias"},
        {"Stanley", "Windisch"},
    )
    assert isinstance(deleted, Refusal)
    assert "deleted oai:arXiv.org:0704.9999" in deleted.reason


def test_what_the_arxiv_form_says():
    paper, _ = open_source(str(OAI / "arXiv.xml")).read()
    assert next(str(one) for one in paper.identifiers) == "doi:10.1016/j.aam.2017.08.002"
    assert paper.venue.name == "Adv. in Appl. Math."
    assert paper.authors[1].affiliations[0].name == "A University"


def test_the_item_names_a_paper_of_arxiv(read):
    (paper,), _ = read(
        oai("<dc><title>T</title><identifier>n/a</identifier></dc>", "oai:arXiv.org:2005.11401"),
        "a.xml",
    )
    assert paper.key == "arxiv:2005.11401"


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (oai("<mods><title>T</title></mods>"), "in the form mods; harvest with"),
        (oai(""), "no metadata"),
        (oai("<arXiv><id>2005.11401</id></arXiv>"), "no title"),
        ('<OAI-PMH><error code="noRecordsMatch">none</error></OAI-PMH>', "noRecordsMatch"),
        ("<OAI-PMH><ListSets><set/></ListSets></OAI-PMH>", "verb=ListRecords"),
    ],
)
def test_what_is_refused(read, answer, says):
    papers, (refusal,) = read(answer, "a.xml")
    assert papers == []
    assert says in refusal.reason
