"""The tables that databases export: Scopus, IEEE, Springer really; others as they are described."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from citeweave_schema import Paper
from citeweave_sources import detect, open_source
from citeweave_sources.scopus_references import reference_of
from citeweave_sources.springer_csv import parted_names

REAL = Path(__file__).parent / "real"


def table(*rows: dict[str, str], above: str = "") -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return above + out.getvalue()


def ids(paper: Paper) -> list[str]:
    return [str(one) for one in paper.identifiers]


def read_real(folder: str, name: str) -> list[Paper]:
    source = open_source(str(REAL / folder / name))
    assert source.format == folder
    found = list(source.read())
    papers = [one for one in found if isinstance(one, Paper)]
    assert len(papers) == len(found)
    return papers


def test_scopus():
    papers = read_real("scopus-csv", "scopus.csv")
    murata, gutowska, gogolinska, volume, _ = papers
    assert murata.title == "Petri Nets: Properties, Analysis and Applications"
    assert ids(murata) == ["doi:10.1109/5.24143", "scopus:2-s2.0-0024645936"]
    assert (str(murata.date), murata.language) == ("1989", "en")
    assert [one.name for one in murata.authors[0].affiliations] == [
        (
            "Department of Electrical Engineering and Computer Science, University of Illinois, "
            "Chicago, IL 60680, United States"
        )
    ]
    assert (len(murata.references), murata.references_stated) == (288, 317)
    assert murata.references[1].title == "Fundamentals of a theory of asynchronous information flow"
    assert murata.references[1].first_author == "Petri, C.A."
    assert (volume.authors, volume.abstract is None) == ((), False)
    # Its funding texts stand in two cells, so that the row is longer than the header.
    assert ids(gutowska)[1:] == ["pubmed:35064163", "scopus:2-s2.0-85123480963"]
    assert [len(one.affiliations) for one in gutowska.authors[:4]] == [1, 1, 2, 2]
    assert (len(gutowska.references), gutowska.references_stated) == (41, 42)
    assert gogolinska.venue is not None
    assert [str(one) for one in gogolinska.venue.identifiers] == ["issn:2211-0984"]


def test_scopus_since_2023(read):
    text = table(
        {
            "Authors": "Murata T.; Roe M.",
            "Author full names": "Murata, Tadao (7402736947); Roe, Max (1)",
            "Title": "On Q",
            "Year": "2023",
            "Source title": "J Q",
            "DOI": "10.1000/q",
            "Affiliations": "Univ Q, Norway; Inst R, Chile",
            "Authors with affiliations": "Murata T., Univ Q, Norway; Roe M., Inst R, Chile",
            "References": "Petri C.A., Kommunikation mit Automaten, IIM Bonn, 2, pp. 1-5, (1962)",
            "Document Type": "Retracted",
            "EID": "2-s2.0-85123480963",
        }
    )
    ((paper,), refusals) = read(text, "scopus.csv")
    assert refusals == []
    assert [(one.name, one.affiliations[0].name) for one in paper.authors] == [
        ("Murata, Tadao", "Univ Q, Norway"),
        ("Roe, Max", "Inst R, Chile"),
    ]
    assert paper.retracted
    assert [(one.title, one.year) for one in paper.references] == [
        ("Kommunikation mit Automaten", 1962)
    ]


def test_scopus_cells_out_of_place(read):
    row = {"Title": "On Q", "Year": "Nature", "Source title": "x", "EID": "y"}
    papers, (refusal,) = read(table(row), "a.csv")
    assert papers == []
    assert "the year is 'Nature'" in refusal.reason


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Thomas, R., Boolean formalization (1973) J Theor Biol, 42", "Boolean formalization"),
        (
            "Fulda, S, Dikic, I., Ubiquitylation in disorders (2012) EMBO",
            "Ubiquitylation in disorders",
        ),
        ("Haas, P., (2002) Stochastic Petri Nets, , Springer", "Stochastic Petri Nets"),
        ("Kalé, L., Skeel, R., (1999) J Comp Phys, 151, p. 283", None),
        ("P Systems web page, , http://psystems.disco.unimib.it", None),
        ("Doe J., A title, with comma, Journal of Q, 3, pp. 1-2, (2020)", None),
        ("", None),
    ],
)
def test_titles_in_references(text, title):
    found = reference_of(text)
    assert (found.title if found else None) == title


def test_ieee():
    papers = read_real("ieee-csv", "ieee.csv")
    first = papers[0]
    assert first.title == (
        'Exascale Computing Trends: Adjusting to the "New Normal"\' for Computer Architecture'
    )
    assert (ids(first), str(first.date)) == (["doi:10.1109/mcse.2013.95"], "2013-10-16")
    assert [(one.name, one.affiliations[0].name) for one in first.authors] == [
        ("P. Kogge", "University of Notre Dame"),
        ("J. Shalf", "Lawrence Berkeley National Laboratory"),
    ]
    assert first.references_stated == 13
    assert len(papers[3].authors) == 26
    assert not any(one.affiliations for one in papers[3].authors)


def test_springer():
    papers = read_real("springer-csv", "springer.csv")
    assert len(papers) == 18
    assert ids(papers[0]) == ["doi:10.1007/978-3-030-92127-9_33"]
    assert [one.name for one in papers[0].authors] == ["Araz R. Aliev", "Nigar T. Ismayilova"]
    assert [one.name for one in papers[1].authors][:3] == [
        "Rafik A. Aliev",
        "Janusz Kacprzyk",
        "Witold Pedrycz",
    ]


@pytest.mark.parametrize(
    ("glued", "names"),
    [
        ("DeHao ChenWenGuang Chen", ["DeHao Chen", "WenGuang Chen"]),
        ("Yun-Fei DuJuan Chen", ["Yun-Fei Du", "Juan Chen"]),
        ("Bo Yang 杨博Kai Lu", ["Bo Yang 杨博", "Kai Lu"]),
        ("J.R. SmithA. B. Doe Jr.Max Roe", ["J.R. Smith", "A. B. Doe Jr.", "Max Roe"]),
        ("Selvamani", []),
        ("", []),
    ],
)
def test_glued_names(glued, names):
    assert parted_names(glued) == names


def test_dimensions(read):
    text = table(
        {
            "Rank": "1",
            "Publication ID": "pub.1012345678",
            "DOI": "10.1000/q",
            "PMID": "123",
            "Title": "On Q",
            "Abstract": "We study Q.",
            "Source title": "J Q",
            "PubYear": "2020",
            "Publication Date": "2020-05-04",
            "Authors": "Doe, Jane; Roe, Max",
            "Authors (Raw Affiliation)": "Doe, Jane (Univ Q (Main), Norway; Inst R); Roe, Max ()",
            "Dimensions URL": "https://app.dimensions.ai/details/publication/pub.1012345678",
            "Cited references": (
                "[Lee, J; Kim, K|ur.1|Nature|2001|1|2|3-4|10.1000/a|pub.1000000001|5];"
                "[Anon||Book|1999||||||]"
            ),
        },
        above='"About the data: Exported on Nov 02, 2025. Criteria: ..."\n',
    )
    assert detect("Dimensions-Publication.csv", text.encode()) == "dimensions-csv"
    ((paper,), refusals) = read(text, "a.csv")
    assert refusals == []
    assert ids(paper) == ["doi:10.1000/q", "pubmed:123", "dimensions:pub.1012345678"]
    assert [(one.name, len(one.affiliations)) for one in paper.authors] == [
        ("Doe, Jane", 2),
        ("Roe, Max", 0),
    ]
    assert paper.authors[0].affiliations[0].name == "Univ Q (Main), Norway"
    assert str(paper.date) == "2020-05-04"
    (reference,) = paper.references
    assert sorted(map(str, reference.identifiers)) == [
        "dimensions:pub.1000000001",
        "doi:10.1000/a",
    ]
    assert (reference.year, reference.first_author) == (2001, "Lee, J")
    assert paper.references_stated == 2


def test_lens(read):
    text = table(
        {
            "Lens ID": "020-200-401-307-33X",
            "Title": "On Q",
            "Date Published": "2020-05-04",
            "Publication Year": "2020",
            "Source Title": "J Q",
            "ISSNs": "00952338; 15372197",
            "Author/s": "Jane Doe; Max Roe",
            "References": "000-111-222-333-444; not an id; 020-200-401-307-33X",
            "PMCID": "PMC12345",
            "DOI": "10.1000/q",
        }
    )
    assert detect("lens-export.csv", text.encode()) == "lens-csv"
    ((paper,), _) = read(text, "a.csv")
    assert ids(paper) == ["lens:020-200-401-307-33x", "doi:10.1000/q", "pmc:pmc12345"]
    assert [one.name for one in paper.authors] == ["Jane Doe", "Max Roe"]
    assert (len(paper.references), paper.references_stated) == (2, 3)
    assert paper.venue is not None
    assert [str(one) for one in paper.venue.identifiers] == ["issn:0095-2338", "issn:1537-2197"]


OLDER = {
    "id": "https://openalex.org/W2741809807",
    "display_name": "On Q",
    "publication_date": "2020-05-04",
    "primary_location_id": "https://openalex.org/S4306400194",
    "primary_location_display_name": "J Q",
    "primary_location_issns": "0095-2338|1537-2197",
    "author_ids": "https://openalex.org/A5023888391|https://openalex.org/A5023888392",
    "author_names": "Jane Doe|Max Roe",
    "author_orcids": "https://orcid.org/0000-0002-1825-0097|",
    "author_institution_names": "Univ Q|Univ Q|Inst R",
    "doi": "https://doi.org/10.1000/q",
    "pmid": "https://pubmed.ncbi.nlm.nih.gov/123",
    "publication_year": "2020",
    "is_retracted": "True",
    "referenced_works": "https://openalex.org/W1234567|https://openalex.org/W7654321",
}
NEWER = {
    "id": OLDER["id"],
    "doi": OLDER["doi"],
    "title": "On Q",
    "display_name": "On Q",
    "publication_date": OLDER["publication_date"],
    "ids.pmid": OLDER["pmid"],
    "primary_location.source.id": OLDER["primary_location_id"],
    "primary_location.source.display_name": "J Q",
    "primary_location.source.issn": OLDER["primary_location_issns"],
    "authorships.author.id": OLDER["author_ids"],
    "authorships.author.display_name": OLDER["author_names"],
    "authorships.author.orcid": OLDER["author_orcids"],
    "authorships.institutions.display_name": OLDER["author_institution_names"],
    "is_retracted": "true",
    "referenced_works": OLDER["referenced_works"],
    "referenced_works_count": "2",
}


@pytest.mark.parametrize("cells", [OLDER, NEWER], ids=["older", "newer"])
def test_openalex(read, cells):
    text = table(cells)
    assert detect("works.csv", text.encode()) == "openalex-csv"
    ((paper,), refusals) = read(text, "works.csv")
    assert refusals == []
    assert ids(paper) == ["openalex:w2741809807", "doi:10.1000/q", "pubmed:123"]
    assert [(one.name, [str(each) for each in one.identifiers]) for one in paper.authors] == [
        ("Jane Doe", ["orcid:0000-0002-1825-0097", "openalex:a5023888391"]),
        ("Max Roe", ["openalex:a5023888392"]),
    ]
    assert paper.organizations == ("Univ Q", "Inst R")
    assert [str(one.identifiers[0]) for one in paper.references] == [
        "openalex:w1234567",
        "openalex:w7654321",
    ]
    assert (paper.references_stated, paper.retracted) == (2, True)
    assert paper.venue is not None
    assert len(paper.venue.identifiers) == 3


def test_ids_that_do_not_align_are_nobodys(read):
    text = table(OLDER | {"author_orcids": "https://orcid.org/0000-0002-1825-0097"})
    ((paper,), _) = read(text, "works.csv")
    assert [len(one.identifiers) for one in paper.authors] == [1, 1]


def test_other_tables_are_refused():
    head = b"Record ID,Title,Subject,Institution,Journal\n1,On Q,x,y,z\n"
    with pytest.raises(Exception, match="a table of values"):
        detect("retractions.csv", head)
