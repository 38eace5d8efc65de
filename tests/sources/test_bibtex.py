"""BibTeX and BibLaTeX: real files of other programs, the rules of the format, and damage."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citeweave_schema import Paper
from citeweave_sources import Refusal, open_source
from citeweave_sources.drafts import RECORD_LIMIT

REAL = Path(__file__).parent / "real" / "bibtex"


def read_real(name: str) -> tuple[list[Paper], list[Refusal]]:
    found = list(open_source(str(REAL / name)).read())
    return (
        [one for one in found if isinstance(one, Paper)],
        [one for one in found if isinstance(one, Refusal)],
    )


def ids(paper: Paper) -> list[str]:
    return [str(one) for one in paper.identifiers]


def names(paper: Paper) -> list[str]:
    return [one.name for one in paper.authors]


@pytest.mark.parametrize("path", sorted(REAL.glob("*.bib")), ids=lambda path: path.name)
def test_every_real_file_is_bibtex(path):
    source = open_source(str(path))
    assert source.format == "bibtex"
    assert list(source.read())


def test_an_article():
    ((paper,), refusals) = read_real("one_simple_entry.bib")
    assert refusals == []
    assert paper.title == (
        "The Chemistry Development Kit (CDK): an open-source Java library for Chemo- and "
        "Bioinformatics."
    )
    assert ids(paper) == ["doi:10.1021/ci025584y", "pubmed:12653513"]
    assert names(paper)[:2] == ["Christoph Steinbeck", "Yongquan Han"]
    assert (len(paper.authors), str(paper.date)) == (6, "2003")
    assert paper.venue is not None
    assert str(paper.venue.identifiers[0]) == "issn:0095-2338"


def test_orcids_of_biblatex():
    ((paper,), _) = read_real("orcid.bib")
    assert [(one.name, str(one.identifiers[0])) for one in paper.authors] == [
        ("Lars G. Willighagen", "orcid:0000-0002-4751-4637"),
        ("Eelke Jongejans", "orcid:0000-0003-1148-7419"),
    ]
    assert paper.title.startswith(r"Mapping wing morphs of \textit{Tetrix subulata} using")
    assert (paper.title_readable or "").startswith("Mapping wing morphs of Tetrix subulata using")
    assert str(paper.date) == "2024-03-02"


def test_names_of_many_kinds():
    papers, _ = read_real("complex.bib")
    (paper,) = [one for one in papers if one.title == "Article with complex Authornames"]
    assert names(paper) == [
        "Eric von Hippel",
        "Joseph M. Reagle Jr.",
        "John F. Sherry Jr.",
        "Johan A van den Huevel Jr.",
    ]
    assert [one.name for one in papers[-1].authors][:2] == ["Jeff Yan", "Alan Blackwell"]
    assert len(papers) == 20


def test_a_parent_further_down():
    papers, refusals = read_real("crossref-dblp.bib")
    assert refusals == []
    assert papers[0].venue is not None
    assert papers[0].venue.name.startswith("12th Working IEEE/IFIP Conference on Software")
    assert ids(papers[0]) == ["doi:10.1109/wicsa.2015.29"]
    assert ids(papers[-1]) == []


def test_entries_without_title_are_refused_with_key_and_line():
    papers, refusals = read_real("crossref.bib")
    assert [one.title for one in papers] == ["Foo", "Bar", "Baz", "Foo"]
    assert [(one.place.rpartition(":")[2], one.reason.split(":")[0]) for one in refusals] == [
        ("19", "the entry 'd'"),
        ("28", "the entry 'f'"),
    ]


def test_strings_and_preamble():
    ((paper,), refusals) = read_real("string_and_preamble.bib")
    assert (paper.title, refusals) == ("Foobarbar", [])


def test_an_entry_that_is_not_closed():
    ((paper,), (refusal,)) = read_real("different_delimiters.bib")
    assert paper.title == "Title"
    assert refusal.place.endswith(":7")
    assert refusal.reason.startswith("the entry 'b' is not whole")


def test_biblatex_fields():
    papers, refusals = read_real("biblatex-input.bib")
    assert (len(papers), refusals) == (28, [])
    by_title = {one.title: one for one in papers}
    hopper = by_title["Edward {Hopper}: Transformaties van het werkelijke"]
    assert hopper.title_readable == "Edward Hopper: Transformaties van het werkelijke"
    assert (hopper.language, names(hopper)) == ("nl", ["Rolf Günter Renner"])
    assert ids(by_title["Sign Clustering and Topic Extraction in Proto-Elamite"]) == [
        "acl:w19-2516"
    ]
    nerve = next(one for one in papers if one.title.startswith("Conduction velocity"))
    assert sorted(ids(nerve)) == ["pmc:pmc1348748", "pubmed:5500723"]


def test_other_encodings_cost_what_they_spoil():
    papers, (refusal,) = read_real("encoding-windows-1252-with-header.bib")
    assert papers == []
    assert "0xB0) is not UTF-8" in refusal.reason
    papers, (refusal,) = read_real("gbk_test.bib")
    assert papers == []
    assert refusal.place.endswith(":1")


def entry(fields: str, kind: str = "article", key: str = "k") -> str:
    return f"@{kind}{{{key},\n{fields}\n}}\n"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("eprint = {2005.11401v4}, archivePrefix = {arXiv}", "arxiv:2005.11401"),
        ("eprint = {2005.11401}", "arxiv:2005.11401"),
        ("eprint = {12653513}, eprinttype = {pubmed}", "pubmed:12653513"),
        ("journal = {arXiv preprint arXiv:2005.11401}", "arxiv:2005.11401"),
        ("journal = {CoRR}, volume = {abs/2005.11401}", "arxiv:2005.11401"),
        ("eid = {arXiv:1706.03762}", "arxiv:1706.03762"),
        (r"howpublished = {\url{https://arxiv.org/abs/1706.03762}}", "arxiv:1706.03762"),
        ("url = {https://doi.org/10.1000/A(1)2}", "doi:10.1000/a(1)2"),
        (r"doi = {10.1007/978-3-030-01234-2\_1}", "doi:10.1007/978-3-030-01234-2_1"),
        ("url = {https://aclanthology.org/2020.acl-main.1/}", "acl:2020.acl-main.1"),
        ("unique-id = {WOS:000238592600006}", "wos:000238592600006"),
        (
            "url = {https://www.scopus.com/inward/record.uri?eid=2-s2.0-27344436659&x=1}",
            "scopus:2-s2.0-27344436659",
        ),
    ],
)
def test_identifiers_wherever_they_stand(read, fields, expected):
    ((paper,), refusals) = read(entry(f"title = {{On Q}}, {fields}"), "a.bib")
    assert (ids(paper), refusals) == ([expected], [])


@pytest.mark.parametrize(
    "fields",
    [
        "doi = {none}, url = {https://example.org/x}, pmid = {x}",
        "note = {See also arXiv:2005.11401 and others}",
        "eprint = {123}, eprinttype = {jstor}",
    ],
)
def test_what_does_not_identify_is_left_out(read, fields):
    ((paper,), _) = read(entry(f"title = {{On Q}}, {fields}"), "a.bib")
    assert ids(paper) == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("year = 2020, month = feb", "2020-02"),
        ('year = "2020", month = 5 # "~" # mar', "2020-03-05"),
        ("date = {2016-05-04/2017-01}", "2016-05-04"),
        (r"year = {\noopsort{1973}1981}", "1981"),
        ("year = {to appear}", "None"),
        ("year = {2020}, month = {13}", "2020"),
    ],
)
def test_dates(read, fields, expected):
    ((paper,), _) = read(entry(f"title = {{On Q}}, {fields}"), "a.bib")
    assert str(paper.date) == expected


def test_inheritance_never_takes_what_identifies_the_volume(read):
    text = (
        entry("title = {Part}, crossref = {V}", "inproceedings", "p")
        + entry(
            "title = {Volume}, subtitle = {Second}, year = 2020, doi = {10.1000/v}, "
            "issn = {0095-2338}, abstract = {Of all.}",
            "proceedings",
            "v",
        )
        + entry("title = {X}, xdata = {one, two}", "article", "x")
        + entry("journal = {J}, year = 1999", "xdata", "one")
        + entry("doi = {10.1000/x}, xdata = {x}", "xdata", "two")
    )
    (part, _, with_xdata), refusals = read(text, "a.bib")
    assert refusals == []
    assert (part.title, ids(part), part.abstract, str(part.date)) == ("Part", [], None, "2020")
    assert part.venue is not None
    assert (part.venue.name, len(part.venue.identifiers)) == ("Volume: Second", 1)
    assert (ids(with_xdata), str(with_xdata.date)) == (["doi:10.1000/x"], "1999")


def test_references_of_web_of_science_and_scopus(read):
    text = entry(
        "title = {One}, cited-references = {Lee J, 2001, NATURE, V1, P2, DOI 10.1000/a\\_1.\n"
        "   Kim K, 2003, BOOK.\n   Roe M, 2005, J Q, V3, DOI 10.1000/b.}"
    ) + entry(
        "title = {Two}, source = {Scopus}, references = {Petri, C.A., Fundamentals of a theory "
        "(1962) Proc. IFIP, 62, p. 386; Kalé, L., (1999) J Comp Phys, 151, p. 283}"
    )
    (one, two), refusals = read(text, "a.bib")
    assert refusals == []
    assert [str(each.identifiers[0]) for each in one.references] == [
        "doi:10.1000/a_1",
        "doi:10.1000/b",
    ]
    assert (one.references[1].first_author, one.references[1].year) == ("Roe M", 2005)
    assert one.references_stated == 3
    assert [each.title for each in two.references] == ["Fundamentals of a theory"]
    assert two.references_stated == 2


def test_references_of_an_older_export():
    papers, _ = read_real("testjabref_292.bib")
    stated = [paper for paper in papers if paper.references_stated]
    assert [(len(one.references), one.references_stated) for one in stated] == [(6, 25)]
    first = stated[0].references[0]
    assert (first.first_author, str(first.identifiers[0])) == (
        "EVERSMANN B",
        "doi:10.1109/jssc.2003.819174",
    )


def test_rings_of_parents_end(read):
    ring = "".join(
        entry(f"title = {{T{n}}}, crossref = {{k{(n + 1) % 30}}}", key=f"k{n}") for n in range(30)
    )
    papers, refusals = read(ring, "a.bib")
    assert (len(papers), refusals) == (30, [])


def test_parents_that_all_name_each_other(read):
    keys = ", ".join(f"x{n}" for n in range(40))
    text = "".join(
        entry(f"note = {{{n}}}, xdata = {{{keys}}}", "xdata", f"x{n}") for n in range(40)
    )
    papers, _ = read(text + entry(f"title = {{T}}, xdata = {{{keys}}}") * 20, "a.bib")
    assert len(papers) == 20


def test_definitions_hold_for_later_entries_and_do_not_explode(read):
    bomb = "".join(f"@string{{s{n} = s{n - 1} # s{n - 1}}}\n" for n in range(1, 60))
    text = '@string{s0 = "0123456789"}\n' + bomb + entry("title = {On Q}, journal = s2")
    ((paper,), refusals) = read(text, "a.bib")
    assert paper.venue is not None
    assert paper.venue.name == "0123456789" * 4
    assert refusals
    assert all("more than" in one.reason for one in refusals)


def test_a_long_entry_and_many_authors_are_refused(read):
    many = " and ".join(f"A{n} B" for n in range(10_001))
    text = (
        entry("title = {Good 1}")
        + entry(f"title = {{Bad}}, author = {{{many}}}", key="many")
        + entry("title = {Bad}, abstract = {" + ("x" * 1000 + "\n") * (RECORD_LIMIT // 1000) + "}")
        + entry("title = {Good 2}")
    )
    papers, refusals = read(text, "a.bib")
    assert [one.title for one in papers] == ["Good 1", "Good 2"]
    assert ["10,001 authors" in refusals[0].reason, "characters" in refusals[1].reason] == [
        True
    ] * 2


def test_a_bad_byte_costs_its_entry_and_none_outside(read):
    good, other = entry("title = {One}").encode(), entry("title = {Two}", key="b").encode()
    bad = entry("title = {Caf\u00e9}", key="cafe").encode("latin-1")
    papers, (refusal,) = read(good + "% caf\u00e9\n".encode("latin-1") + bad + other, "a.bib")
    assert [one.title for one in papers] == ["One", "Two"]
    assert refusal.place.endswith("a.bib:5")
    assert refusal.reason.startswith("the entry 'cafe': line 6: byte")


def test_entries_on_one_line(read):
    papers, refusals = read("@article{a, title={A}} @article{b, title={B}}", "a.txt")
    assert ([one.title for one in papers], refusals) == (["A", "B"], [])


WORD = st.text(st.characters(categories=["Lu", "Ll"], max_codepoint=0x17F), min_size=2, max_size=9)
WORDS = st.lists(WORD.filter(lambda word: word.lower() not in ("and", "others")), min_size=2)


@settings(max_examples=60, deadline=None)
@given(
    title=WORDS,
    people=st.lists(st.tuples(WORD.map(str.title), WORD.map(str.title)), max_size=4),
    year=st.integers(1900, 2030),
    delimiters=st.sampled_from(["{}", '""']),
)
def test_what_is_written_is_read(tmp_path_factory, title, people, year, delimiters):
    people = [pair for pair in people if not {"And", "Others", "Jr", "Sr"} & set(pair)]
    opening, closing = delimiters
    path = tmp_path_factory.getbasetemp() / "written.bib"
    path.write_text(
        f"@article{{k,\n title = {opening}{' '.join(title)}{closing},\n"
        f" author = {opening}{' and '.join(f'{last}, {first}' for first, last in people)}{closing},"
        f"\n year = {year},\n doi = {{10.1000/k}}\n}}\n",
        encoding="utf-8",
    )
    (paper,) = open_source(str(path)).read()
    assert isinstance(paper, Paper)
    assert paper.title == " ".join(title)
    assert names(paper) == [f"{first} {last}" for first, last in people]
    assert (str(paper.date), ids(paper)) == (str(year), ["doi:10.1000/k"])
