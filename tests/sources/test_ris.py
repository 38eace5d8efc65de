"""RIS: real files of other programs, the dialects, and damage."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citeweave_schema import Paper
from citeweave_sources import Refusal, open_source

REAL = Path(__file__).parent / "real" / "ris"
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
def test_every_real_file_is_ris(path):
    source = open_source(str(path))
    assert source.format == "ris"
    assert list(source.read())


def test_a_record():
    ((paper,), refusals) = read_real("example_basic.ris")
    assert refusals == []
    assert paper.title == "A Mathematical Theory of Communication"
    assert [one.name for one in paper.authors] == ["Shannon,Claude E."]
    assert (str(paper.date), paper.venue and paper.venue.name) == (
        "1948-07",
        "Bell System Technical Journal",
    )


def test_text_around_the_records_and_no_space_behind_er():
    for name in ("example_extraneous_data.ris", "example_full_without_whitespace.ris"):
        papers, refusals = read_real(name)
        assert [one.title for one in papers] == ["Title of reference", "The title of the reference"]
        assert refusals == []
        assert [one.name for one in papers[0].authors] == ["Marx, Karl", "Lindgren, Astrid"]


def test_pubmed_identifiers_in_user_fields():
    ((paper,), _) = read_real("RisImporterTestDOI.ris")
    assert ids(paper) == ["doi:10.1589/jpts.28.186", "pubmed:26957754", "pmc:pmc4756000"]
    assert (paper.language, str(paper.date), len(paper.authors)) == ("en", "2016-01", 5)
    assert paper.venue is not None
    assert [str(one) for one in paper.venue.identifiers] == ["issn:0915-5287", "issn:2187-5626"]


def test_pmc_in_the_accession_number():
    ((paper,), _) = read_real("RisImporterTest6.ris")
    assert ids(paper) == ["doi:10.1155/2013/219840", "pmc:pmc3654245", "pubmed:23690738"]
    assert str(paper.date) == "2013-04-18"


def test_scopus():
    ((paper,), _) = read_real("RisImporterTestScopus.ris")
    assert ids(paper) == ["doi:10.1016/j.jmps.2004.03.010", "scopus:2-s2.0-4544289390"]
    assert len(paper.organizations) == 3
    assert paper.organizations[1].startswith("Human Performance Laboratory, Faculty of Kinesio")


def test_the_most_precise_date_of_the_first_year():
    ((paper,), _) = read_real("RisImporterTest8_date.ris")
    assert str(paper.date) == "2005-07-15"
    ((paper,), _) = read_real("litstudy-exclude.ris")
    assert (str(paper.date), ids(paper)) == ("2013-03", ["doi:10.1109/ssd.2013.6564007"])


def test_blank_lines_and_values_over_several_lines():
    ((paper,), _) = read_real("IEEEImport1.txt")
    assert paper.title == (
        "Improving Urban Road Extraction in High-Resolution Images Exploiting Directional "
        "Filtering, Perceptual Grouping, and Simple Topological Concepts"
    )
    assert [one.name for one in paper.authors] == ["Gamba, P.", "Dell'Acqua, F.", "Lisini, G."]


def test_a_record_without_type():
    ((paper,), refusals) = read_real("RisImporterCorrupted.ris")
    assert (ids(paper), refusals) == (["doi:10.1023/a:1017379030770"], [])


def test_byte_order_mark_and_no_title():
    papers, (refusal,) = read_real("example_bom.ris")
    assert papers == []
    assert refusal.place.endswith(":1")
    assert "no title" in refusal.reason


@pytest.mark.parametrize(
    "text",
    [
        "TY  - JOUR\nTI  - One\nTY  - JOUR\nTI  - Two\n",
        "ty  - JOUR\nti  - One\ner  -\nty  - JOUR\nti  - Two\ner  -\n",
        "TY - JOUR\nTI - One\nER -\nTY - JOUR\nT1 - Two\nER -\n",
        "TY  - JOUR\r\nCT  - One\r\nER  - \r\n\r\n2.\r\nTY  - BOOK\r\nBT  - Two\r\nER  - \r\n",
        "TY  - JOUR\nTI  - One\nZZ  - unknown\nAU  -\nER  - \nTY  - X\nST  - Two",
    ],
)
def test_dialects(read, text):
    papers, refusals = read(text, "a.ris")
    assert ([one.title for one in papers], refusals) == (["One", "Two"], [])


def test_web_of_science_style(read):
    ((paper,), _) = read(
        "TY  - JOUR\nAU  - Doe, J\nTI  - On Q\nAN  - WOS:000238592600006\nAD  - Univ Q, Q City\n"
        "N1  - Times Cited in Web of Science Core Collection: 3\nCited Reference Count: 15\n"
        "PY  - 2006\nDA  - MAR 20\nER  -\n",
        "a.ris",
    )
    assert (ids(paper), paper.references_stated) == (["wos:000238592600006"], 15)
    assert [one.name for one in paper.authors[0].affiliations] == ["Univ Q, Q City"]
    assert paper.organizations == ()


def test_references_in_the_notes_of_scopus(read):
    ((paper,), _) = read(
        "TY  - JOUR\nTI  - On Q\nN1  - Cited By :44\n"
        "N1  - References: Petri, C.A., Fundamentals of a theory (1962) Proc. IFIP, 62; "
        "Kalé, L., (1999) J Comp Phys, 151, p. 283\nER  -\n",
        "a.ris",
    )
    assert [one.title for one in paper.references] == ["Fundamentals of a theory"]
    assert paper.references_stated == 2


def test_a_bad_byte_costs_its_record(read):
    records = [f"TY  - JOUR\nTI  - Title {n}\nER  - \n".encode() for n in range(4)]
    records[1] = records[1].replace(b"Title", b"T\xeftle")
    papers, (refusal,) = read(b"".join(records), "a.ris")
    assert [one.title for one in papers] == ["Title 0", "Title 2", "Title 3"]
    assert refusal.place.endswith(":4")
    assert "line 5: byte" in refusal.reason


def test_code_with_records_in_it_is_not_ris(read):
    with pytest.raises(Exception, match="in no format"):
        read("export default `\nTY  - JOUR\nTI  - One\nER  - \n`\n", "data.js")


LINE = st.text(
    st.characters(exclude_categories=["C", "Zl", "Zp", "Zs"]), min_size=1, max_size=20
).filter(lambda text: " ".join(text.split()) == text)


@settings(max_examples=60, deadline=None)
@given(
    title=LINE,
    people=st.lists(LINE.filter(lambda text: ";" not in text), max_size=4),
    tag=st.sampled_from(["TI", "T1"]),
    end=st.sampled_from(["ER  - \n", "ER  -", ""]),
)
def test_what_is_written_is_read(tmp_path_factory, title, people, tag, end):
    path = tmp_path_factory.getbasetemp() / "written.ris"
    authors = "".join(f"AU  - {name}\n" for name in people)
    path.write_text(
        f"TY  - JOUR\n{tag}  - {title}\n{authors}PY  - 1948///\nDO  - 10.1000/k\n{end}",
        encoding="utf-8",
    )
    (paper,) = open_source(str(path)).read()
    assert isinstance(paper, Paper)
    assert (paper.title, [one.name for one in paper.authors]) == (title, people)
    assert (str(paper.date), ids(paper)) == ("1948", ["doi:10.1000/k"])
