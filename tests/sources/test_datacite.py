"""Records of DataCite, made after its published description."""

from __future__ import annotations

import json

import pytest

from citeweave_schema import Affiliation, Identifier, Link

RECORD = {
    "id": "10.5281/zenodo.1234",
    "type": "dois",
    "attributes": {
        "doi": "10.5281/zenodo.1234",
        "identifiers": [{"identifier": "oai:zenodo.org:1234", "identifierType": "oai"}],
        "alternateIdentifiers": [
            {"alternateIdentifier": "2401.00001", "alternateIdentifierType": "arXiv"}
        ],
        "creators": [
            {
                "name": "Lovelace, Ada",
                "nameType": "Personal",
                "givenName": "Ada",
                "familyName": "Lovelace",
                "nameIdentifiers": [
                    {
                        "nameIdentifier": "https://orcid.org/0000-0003-1613-5981",
                        "nameIdentifierScheme": "ORCID",
                    },
                    {"nameIdentifier": "0000 0000", "nameIdentifierScheme": "ISNI"},
                ],
                "affiliation": [
                    {
                        "name": "Our Research",
                        "affiliationIdentifier": "https://ror.org/02nr0ka47",
                        "affiliationIdentifierScheme": "ROR",
                    },
                    "Somewhere",
                ],
            },
            {"name": "The Q Collaboration", "nameType": "Organizational", "affiliation": []},
        ],
        "titles": [
            {"title": "Über Q", "titleType": "TranslatedTitle"},
            {"title": "On Q"},
            {"title": "a study", "titleType": "Subtitle"},
        ],
        "publicationYear": 2024,
        "dates": [
            {"date": "2023-11-01", "dateType": "Submitted"},
            {"date": "2024-01-05", "dateType": "Issued"},
        ],
        "language": "en",
        "types": {"resourceTypeGeneral": "Preprint", "resourceType": ""},
        "container": {
            "type": "Series",
            "title": "Q Reports",
            "identifier": "1234-5678",
            "identifierType": "ISSN",
        },
        "descriptions": [
            {"description": "v2", "descriptionType": "Other"},
            {"description": "<p>We show Q.</p>", "descriptionType": "Abstract"},
        ],
        "relatedIdentifiers": [
            {
                "relationType": "Cites",
                "relatedIdentifierType": "DOI",
                "relatedIdentifier": "10.1000/A",
            },
            {
                "relationType": "References",
                "relatedIdentifierType": "arXiv",
                "relatedIdentifier": "arXiv:2005.11401",
            },
            {
                "relationType": "References",
                "relatedIdentifierType": "URL",
                "relatedIdentifier": "https://x.org",
            },
            {
                "relationType": "IsSupplementTo",
                "relatedIdentifierType": "DOI",
                "relatedIdentifier": "10.1000/B",
            },
        ],
        "referenceCount": 5,
    },
}


def record(**attributes):
    return {**RECORD, "attributes": {**RECORD["attributes"], **attributes}}


@pytest.mark.parametrize(
    "content",
    [
        json.dumps({"data": [RECORD], "meta": {"total": 1}, "links": {}}),
        json.dumps({"data": RECORD}, indent=2),
        json.dumps(RECORD) + "\n",
        json.dumps([RECORD]),
        json.dumps(RECORD["attributes"]),
    ],
)
def test_a_record_in_every_shape(read, content):
    (paper,), refusals = read(content, "dois.json")
    assert not refusals
    assert paper.title == "On Q: a study"
    assert paper.abstract == "We show Q."
    assert [str(one) for one in paper.identifiers] == [
        "doi:10.5281/zenodo.1234",
        "arxiv:2401.00001",
    ]
    assert (str(paper.date), paper.language) == ("2024-01-05", "en")
    ada, group = paper.authors
    assert (ada.name, group.name) == ("Ada Lovelace", "The Q Collaboration")
    assert [str(one) for one in ada.identifiers] == ["orcid:0000-0003-1613-5981"]
    assert ada.affiliations == (
        Affiliation(name="Our Research", identifiers=(Identifier.parse("ror", "02nr0ka47"),)),
        Affiliation(name="Somewhere"),
    )
    assert (paper.venue.name, str(paper.venue.identifiers[0])) == ("Q Reports", "issn:1234-5678")
    assert [one.key for one in paper.references] == ["doi:10.1000/a", "arxiv:2005.11401"]
    assert paper.references_stated == 5


@pytest.mark.parametrize("kind", ["Dataset", "Software", "Image", "PhysicalObject"])
def test_what_is_no_text_is_refused(read, kind):
    rows = [record(types={"resourceTypeGeneral": kind}), RECORD]
    papers, (refusal,) = read(json.dumps({"data": rows}), "dois.json")
    assert len(papers) == 1
    assert refusal.reason == f"a record of DataCite of the type {kind}, which is no paper"


def test_what_may_be_missing(read):
    rows = [
        record(dates=None, container=None, creators=[{"name": "A"}], descriptions=None),
        record(dates=[{"date": "2022", "dateType": "Created"}], publicationYear=None),
        record(titles=[]),
    ]
    (first, second), (refusal,) = read(json.dumps({"data": rows}), "dois.json")
    assert (str(first.date), first.venue, first.abstract) == ("2024", None, None)
    assert str(second.date) == "2022"
    assert "no title" in refusal.reason


def test_an_arxiv_doi_tells_the_arxiv_id(read):
    related = [{"relationType": "IsVersionOf", "relatedIdentifier": "10.1000/P"}]
    row = record(doi="10.48550/ARXIV.2401.00001", relatedIdentifiers=related)
    (paper,), _ = read(json.dumps(row), "dois.jsonl")
    assert paper.links == (Link(what="published", address="https://doi.org/10.1000/p"),)
    assert "arxiv:2401.00001" in map(str, paper.identifiers)
