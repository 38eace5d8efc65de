"""Web of Science: real files, the tab-delimited form, and damage."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citeweave_schema import Paper
from citeweave_sources import Refusal, open_source

REAL = Path(__file__).parent / "real" / "wos"
FILES = sorted(path for path in REAL.iterdir() if path.suffix != ".md")


def read_real(name: str) -> list[Paper]:
    found = list(open_source(str(REAL / name)).read())
    assert not any(isinstance(one, Refusal) for one in found)
    return [one for one in found if isinstance(one, Paper)]


def ids(paper: Paper) -> list[str]:
    return [str(one) for one in paper.identifiers]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_real_file_is_wos(path):
    assert open_source(str(path)).format == "wos"
    assert read_real(path.name)


def test_records_with_references():
    first, second = read_real("example_wos.ris")
    assert first.title == (
        "Interactions stabilizing the structure of the core light-harvesting complex (LHl) of "
        "photosynthetic bacteria and its subunit (B820)"
    )
    assert ids(first) == ["doi:10.1021/bi049798f", "wos:000221807500019", "pubmed:15170338"]
    assert [one.name for one in first.authors] == [
        "Parkes-Loach, PS",
        "Majeed, AP",
        "Law, CJ",
        "Loach, PA",
    ]
    assert (str(first.date), first.language) == ("2004-06-08", "en")
    assert (len(first.references), first.references_stated) == (54, 59)
    assert (len(second.references), second.references_stated) == (73, 86)
    reference = first.references[0]
    assert (reference.first_author, reference.year) == ("ALLEN JP", 1986)
    assert str(reference.identifiers[0]) == "doi:10.1073/pnas.83.22.8589"
    assert reference.raw is not None
    assert reference.raw.startswith("ALLEN JP, 1986, P NATL ACAD SCI USA, V83, P8589, DOI")
    assert first.venue is not None
    assert [str(one) for one in first.venue.identifiers] == ["issn:0006-2960"]


def test_older_files():
    first, second = read_real("IsiImporterTestWOS.isi")
    assert ids(first) == ["wos:000238592600006"]
    assert (str(first.date), first.references, first.references_stated) == ("2006-06-14", (), 17)
    assert first.organizations == (
        "NAS Ukraine, Inst Phys, UA-03028 Kiev, Ukraine",
        "Lviv Natl Univ, UA-29005 Lvov, Ukraine",
    )
    assert second.authors[3].name == "Degl'Innocenti, R"


def test_records_of_other_databases():
    assert [ids(one) for one in read_real("IsiImporterTestMedline.isi")] == [
        ["pubmed:16842170"],
        ["pubmed:16735938"],
    ]
    assert len(read_real("IsiImporterTestMedline.isi")[1].authors) == 7
    inspec = read_real("IsiImporterTestInspec.isi")[0]
    assert (ids(inspec), inspec.organizations, str(inspec.date)) == ([], (), "2006-07")


HEADER = "FN Clarivate Analytics Web of Science\nVR 1.0\n"
RECORD = """PT J
AU Doe, J
   Roe, M
AF Doe, Jane
   Roe, Max
TI On Q
OI Roe, Max/0000-0002-1825-0097; Doe, Jane/bad
C1 [Doe, Jane; Roe, Max] Univ Q, Dept A, Q City, Norway.
   [Roe, Max] Inst R, R City, Chile.
C3 Univ Q; Inst R
CR Lee J, 2001, NATURE, V1, P2, DOI [10.1000/a, 10.1000/b]
   Vaswani A, 2017, ARXIV, DOI arXiv:1706.03762
   Kim K, 2003, BOOK
PM 12345
DT Article; Retracted Publication
UT WOS:000111222333444
ER

"""


def test_authors_with_orcids_and_addresses(read):
    ((paper,), refusals) = read(HEADER + RECORD + "EF\n", "savedrecs.txt")
    assert refusals == []
    jane, max_ = paper.authors
    assert (jane.name, jane.identifiers) == ("Doe, Jane", ())
    assert [str(one) for one in max_.identifiers] == ["orcid:0000-0002-1825-0097"]
    assert [one.name for one in jane.affiliations] == ["Univ Q, Dept A, Q City, Norway"]
    assert [one.name for one in max_.affiliations] == [
        "Univ Q, Dept A, Q City, Norway",
        "Inst R, R City, Chile",
    ]
    assert paper.organizations == ("Univ Q", "Inst R")
    assert [str(one.identifiers[0]) for one in paper.references] == [
        "doi:10.1000/a",
        "arxiv:1706.03762",
    ]
    assert (paper.references_stated, paper.retracted) == (3, True)
    assert ids(paper) == ["wos:000111222333444", "pubmed:12345"]


def test_tab_delimited(read):
    text = (
        "PT\tAU\tBA\tBE\tGP\tAF\tTI\tSO\tC1\tCR\tNR\tPD\tPY\tDI\tUT\r\n"
        "J\tDoe, J; Roe, M\t\t\t\tDoe, Jane; Roe, Max\tOn Q\tJ Q\t"
        "[Doe, Jane] Univ Q, Norway; [Roe, Max] Inst R, Chile\t"
        "Lee J, 2001, NATURE, V1, DOI 10.1000/a; Kim K, 2003, BOOK\t2\tJUN 14\t2006\t"
        "10.1000/q\tWOS:000111222333444\r\n"
        "\r\n"
        "J\tX\r\n"
    )
    ((paper,), (refusal,)) = read("\ufeff" + text, "savedrecs.txt")
    assert [one.name for one in paper.authors] == ["Doe, Jane", "Roe, Max"]
    assert [one.affiliations[0].name for one in paper.authors] == [
        "Univ Q, Norway",
        "Inst R, Chile",
    ]
    assert (len(paper.references), paper.references_stated) == (1, 2)
    assert (str(paper.date), ids(paper)) == (
        "2006-06-14",
        ["doi:10.1000/q", "wos:000111222333444"],
    )
    assert refusal.place.endswith(":4")


def test_a_record_without_end_and_one_without_title(read):
    text = HEADER + RECORD.replace("ER\n", "") + "PT J\nAU X\nER\n" + RECORD
    papers, (refusal,) = read(text, "a.txt")
    assert [one.title for one in papers] == ["On Q", "On Q"]
    assert "no title" in refusal.reason


def test_a_bad_byte_costs_its_record(read):
    bad = RECORD.encode().replace(b"   Roe, M\n", b"   R\xf6e, M\n")
    papers, (refusal,) = read(HEADER.encode() + RECORD.encode() + bad + RECORD.encode(), "a.txt")
    assert len(papers) == 2
    assert "is not UTF-8" in refusal.reason


WORDS = st.lists(st.text("abcxyzäöüß", min_size=1, max_size=8), min_size=1, max_size=30)


@settings(max_examples=60, deadline=None)
@given(title=WORDS, abstract=WORDS, people=st.lists(st.text("ABCabc", min_size=2), max_size=5))
def test_what_is_written_is_read(tmp_path_factory, title, abstract, people):
    path = tmp_path_factory.getbasetemp() / "written.txt"
    listed = "".join(f"{'   ' if n else 'AU '}{name}\n" for n, name in enumerate(people))
    folded = "\n   ".join(" ".join(abstract[at : at + 5]) for at in range(0, len(abstract), 5))
    path.write_text(
        f"{HEADER}PT J\n{listed}TI {' '.join(title)}\nAB {folded}\nUT WOS:000111222\nER\n\nEF",
        encoding="utf-8",
    )
    (paper,) = open_source(str(path)).read()
    assert isinstance(paper, Paper)
    assert (paper.title, paper.abstract) == (" ".join(title), " ".join(abstract))
    assert [one.name for one in paper.authors] == people
