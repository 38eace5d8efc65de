"""PubMed XML: real records, and each thing that a record may say."""

from __future__ import annotations

from pathlib import Path

import pytest

from citeweave_schema import Paper
from citeweave_sources import open_source

REAL = Path(__file__).parent / "real" / "pubmed"


def article(inner: str, more: str = "", data: str = "") -> str:
    return (
        "<PubmedArticleSet>\n<PubmedArticle><MedlineCitation><PMID>12</PMID>"
        f"<Article>{inner}</Article>{more}</MedlineCitation>"
        f"<PubmedData>{data}</PubmedData></PubmedArticle></PubmedArticleSet>"
    )


@pytest.fixture
def one(read):
    """Read the only paper of a file."""

    def read_one(inner: str, more: str = "", data: str = "") -> Paper:
        (paper,), refusals = read(article(inner, more, data), "p.xml")
        assert refusals == []
        return paper

    return read_one


def test_real_records():
    counts = {}
    for path in sorted(REAL.glob("*.xml")):
        source = open_source(str(path))
        found = list(source.read())
        papers = sum(isinstance(item, Paper) for item in found)
        assert source.format == "pubmed"
        counts[path.stem.removeprefix("MedlineImporterTest")] = (papers, len(found) - papers)
    assert counts == {
        "ArticleID": (1, 0),
        "ArticleItalics": (1, 0),
        "ArticleNoISSN": (1, 0),
        "BookArticleSet": (1, 1),
        "KeywordSingleEntry": (1, 0),
        "MalformedEntry": (0, 1),
        "MathML": (1, 0),
        "MeshHeadingList": (1, 0),
        "Nbib": (2, 0),
        "PubmedBook": (1, 0),
    }


def test_a_real_record_in_full():
    paper = next(open_source(str(REAL / "MedlineImporterTestArticleItalics.xml")).read())
    assert isinstance(paper, Paper)
    assert (
        paper.title == "Genome-wide significant risk factors on chromosome 19 and the APOE locus."
    )
    assert str(paper.identifiers[0]).startswith("doi:10.18632/oncotarget")
    assert paper.references_stated == len(paper.references) > 30
    assert paper.references[0].identifiers[0].scheme == "pubmed"
    assert paper.references[0].raw
    assert paper.language == "en"


def test_titles_lose_their_markup(one):
    title = "<ArticleTitle>H<sub>2</sub>O in <i>E.\n coli</i>.</ArticleTitle>"
    assert one(title).title == "H2O in E. coli."


def test_the_original_title_where_there_is_no_other(one):
    paper = one(
        "<ArticleTitle>[Not Available].</ArticleTitle><VernacularTitle>Über Q</VernacularTitle>"
        "<Language>ger</Language>"
    )
    assert (paper.title, paper.language) == ("Über Q", "de")


def test_parts_of_an_abstract(one):
    paper = one(
        "<ArticleTitle>T</ArticleTitle><Abstract><AbstractText Label='AIMS'>We <b>do</b>."
        "</AbstractText><AbstractText/><AbstractText Label='UNLABELLED'>So.</AbstractText>"
        "<CopyrightInformation>C</CopyrightInformation></Abstract>"
    )
    assert paper.abstract == "AIMS: We do. So."


def test_authors(one):
    paper = one(
        "<ArticleTitle>T</ArticleTitle><AuthorList>"
        "<Author ValidYN='Y'><LastName>Lovelace</LastName><ForeName>Ada</ForeName>"
        "<Initials>A</Initials><Identifier Source='ORCID'>http://orcid.org/0000000218250097"
        "</Identifier><AffiliationInfo><Affiliation>London.</Affiliation>"
        "<Identifier Source='ROR'>https://ror.org/041nk4h53</Identifier></AffiliationInfo></Author>"
        "<Author><LastName>Gibb</LastName><Initials>FW</Initials><Suffix>Jr</Suffix>"
        "<Affiliation>Leeds.</Affiliation></Author>"
        "<Author ValidYN='N'><LastName>Wrong</LastName></Author><Author/>"
        "<Author><CollectiveName>The Group</CollectiveName></Author></AuthorList>"
    )
    assert [author.name for author in paper.authors] == ["Ada Lovelace", "FW Gibb Jr", "The Group"]
    assert str(paper.authors[0].identifiers[0]) == "orcid:0000-0002-1825-0097"
    assert str(paper.authors[0].affiliations[0].identifiers[0]) == "ror:041nk4h53"
    assert paper.authors[1].affiliations[0].name == "Leeds."


@pytest.mark.parametrize(
    ("stated", "date"),
    [
        ("<Year>2015</Year><Month>Dec</Month><Day>1</Day>", "2015-12-01"),
        ("<Year>2015</Year><Month>02</Month>", "2015-02"),
        ("<Year>2015</Year><Season>Spring</Season>", "2015"),
        ("<Year>2015</Year><Month>Feb</Month><Day>31</Day>", "2015-02"),
        ("<MedlineDate>1998 Dec-1999 Jan</MedlineDate>", "1998-12"),
        ("<MedlineDate>2000 Spring</MedlineDate>", "2000"),
        ("<Year>soon</Year>", None),
    ],
)
def test_dates(one, stated, date):
    paper = one(
        "<ArticleTitle>T</ArticleTitle><Journal><ISSN>0027-8424</ISSN>"
        f"<JournalIssue><PubDate>{stated}</PubDate></JournalIssue><Title>J</Title></Journal>"
    )
    assert (str(paper.date) if paper.date else None) == date
    assert str(paper.venue.identifiers[0]) == "issn:0027-8424"


def test_references_and_identifiers(one):
    paper = one(
        "<ArticleTitle>T</ArticleTitle><ELocationID EIdType='doi' ValidYN='N'>10.1/x</ELocationID>",
        data="<ArticleIdList><ArticleId IdType='pmc'>PMC77</ArticleId>"
        "<ArticleId IdType='doi'>10.1000/Q</ArticleId><ArticleId IdType='pii'>S1</ArticleId>"
        "</ArticleIdList><ReferenceList><Reference><Citation>A. 2001</Citation><ArticleIdList>"
        "<ArticleId IdType='pubmed'>7</ArticleId></ArticleIdList></Reference>"
        "<ReferenceList><Reference><Citation>B. 2002</Citation></Reference></ReferenceList>"
        "</ReferenceList>",
    )
    assert [str(one) for one in paper.identifiers] == ["pubmed:12", "pmc:pmc77", "doi:10.1000/q"]
    assert [(str(r.identifiers[0]), r.raw) for r in paper.references] == [("pubmed:7", "A. 2001")]
    assert paper.references_stated == 2


@pytest.mark.parametrize(
    ("inner", "more", "retracted"),
    [
        ("<PublicationType>Retracted Publication</PublicationType>", "", True),
        ("<PublicationType>Retraction of Publication</PublicationType>", "", False),
        ("", "<CommentsCorrections RefType='RetractionIn'/>", True),
        ("", "<CommentsCorrections RefType='RetractionOf'/>", False),
    ],
)
def test_retractions(one, inner, more, retracted):
    paper = one(
        f"<ArticleTitle>T</ArticleTitle><PublicationTypeList>{inner}</PublicationTypeList>",
        f"<CommentsCorrectionsList>{more}</CommentsCorrectionsList>",
    )
    assert paper.retracted is retracted


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (article("<ArticleTitle/>"), "no title"),
        ("<PubmedArticleSet>\n<PubmedArticle/></PubmedArticleSet>", "no citation"),
        ("<PubmedArticleSet>\n<DeleteCitation><PMID>1</PMID></DeleteCitation></PubmedArticleSet>",
         "DeleteCitation is no citation"),
        ("<MedlineCitationSet>\n<MedlineCitation/></MedlineCitationSet>", "no article"),
    ],
)  # fmt: skip
def test_what_is_refused(read, content, says):
    papers, (refusal,) = read(content, "p.xml")
    assert papers == []
    assert refusal.place.endswith("p.xml:2")
    assert says in refusal.reason
