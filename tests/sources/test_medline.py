"""MEDLINE: real files, and damage."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citeweave_schema import Paper
from citeweave_sources import Refusal, open_source

REAL = Path(__file__).parent / "real" / "medline"
FILES = sorted(path for path in REAL.iterdir() if path.suffix != ".md")


def read_real(name: str) -> tuple[list[Paper], list[Refusal]]:
    found = list(open_source(str(REAL / name)).read())
    return (
        [one for one in found if isinstance(one, Paper)],
        [one for one in found if isinstance(one, Refusal)],
    )


def ids(paper: Paper) -> list[str]:
    return [str(one) for one in paper.identifiers]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_real_file_is_medline(path):
    source = open_source(str(path))
    assert source.format == "medline"
    assert list(source.read())


def test_nbib():
    ((paper,), refusals) = read_real("NbibImporterTest.nbib")
    assert refusals == []
    assert ids(paper) == ["pubmed:27169098", "doi:10.4103/2277-9175.180636"]
    assert [one.name for one in paper.authors] == [
        "Shruthi, Basavaradhya Sahukar",
        "Vinodhkumar, Palani",
        "Selvamani",
        "corporater",
    ]
    assert paper.authors[1].affiliations[0].name == (
        "Department of Pedodontics, Sri Balaji Dental College and Hospital, Chennai, Tamil "
        "Nadu, India"
    )
    assert (str(paper.date), paper.language) == ("2016", "en")
    assert paper.venue is not None
    assert paper.venue.name == "Advanced biomedical research"
    assert [str(one) for one in paper.venue.identifiers] == ["issn:2277-9175"]


def test_several_records_and_what_has_no_title():
    papers, refusals = read_real("MedlinePlainImporterTestMultipleEntries.txt")
    assert [one.title for one in papers] == [
        (
            "From danger and motherhood to health and beauty: health advice for the factory "
            "girl in early twentieth-century Britain."
        ),
        (
            "This is a Testtitle This title should be appended: This title should also be "
            "appended. Another append to the Title? LastTitle"
        ),
    ]
    assert (ids(papers[0]), str(papers[1].date)) == (
        ["pubmed:20481061", "pmc:pmc4513071"],
        "2010-06",
    )
    assert [one.place.rpartition(":")[2] for one in refusals] == ["55", "87", "91", "95", "99"]
    assert refusals[1].reason.startswith("PMID 22664220: ")


def test_lines_without_tag_are_of_no_field():
    papers, refusals = read_real("MedlinePlainImporterStringOutOfBounds.txt")
    assert [(one.title, ids(one)) for one in papers] == [
        ("This is a test title", ["pubmed:27433151"]),
        ("This is also a test title", ["pubmed:27394443"]),
    ]
    assert refusals == []


RECORD = """PMID- 123
TI  - On Q.
FAU - Doe, Jane
AU  - Doe J
AUID- ORCID: 0000-0002-1825-0097
AD  - Univ Q, Norway. jane@q.no
AD  - Inst R.
AU  - Roe M
LID - 10.1000/q [doi]
LID - S0014 [pii]
LA  - ger
PT  - Journal Article
PT  - Retracted Publication
DP  - 2006 May-Jun
"""


def test_what_belongs_to_which_author(read):
    ((paper,), _) = read(RECORD, "pubmed.txt")
    jane, max_ = paper.authors
    assert (jane.name, str(jane.identifiers[0])) == ("Doe, Jane", "orcid:0000-0002-1825-0097")
    assert [one.name for one in jane.affiliations] == ["Univ Q, Norway. jane@q.no", "Inst R"]
    assert (max_.name, max_.affiliations) == ("Roe M", ())
    assert (paper.language, paper.retracted, str(paper.date)) == ("de", True, "2006-05")
    assert ids(paper) == ["pubmed:123", "doi:10.1000/q"]


def test_a_bad_byte_costs_its_record(read):
    bad = RECORD.encode().replace(b"Inst R", b"Inst \xfc")
    papers, (refusal,) = read(b"\n".join((RECORD.encode(), bad, RECORD.encode())), "a.nbib")
    assert len(papers) == 2
    assert "is not UTF-8" in refusal.reason


def test_records_without_an_empty_line_between(read):
    papers, refusals = read(RECORD + RECORD, "a.nbib")
    assert (len(papers), refusals) == (2, [])


WORDS = st.lists(st.text("abcxyzäöüß", min_size=1, max_size=8), min_size=1, max_size=30)


@settings(max_examples=60, deadline=None)
@given(title=WORDS, people=st.lists(st.text("ABCabc", min_size=2), max_size=5))
def test_what_is_written_is_read(tmp_path_factory, title, people):
    path = tmp_path_factory.getbasetemp() / "written.nbib"
    folded = "\n      ".join(" ".join(title[at : at + 5]) for at in range(0, len(title), 5))
    authors = "".join(f"FAU - {name}\nAU  - {name[0]}\n" for name in people)
    path.write_text(f"PMID- 77\nTI  - {folded}\n{authors}", encoding="utf-8")
    (paper,) = open_source(str(path)).read()
    assert isinstance(paper, Paper)
    assert (paper.title, ids(paper)) == (" ".join(title), ["pubmed:77"])
    assert [one.name for one in paper.authors] == people
