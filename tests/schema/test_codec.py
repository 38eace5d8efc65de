"""Records as lines: the two ways to write and the two ways to read are one."""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from citeweave_schema.codec import from_json, from_line, to_json, to_line
from citeweave_schema.dates import PartialDate
from citeweave_schema.edges import Edge, Evidence
from citeweave_schema.errors import IdentifierError, RecordError
from citeweave_schema.ids import Identifier, Scheme, node_id
from citeweave_schema.kinds import EdgeKind, Field, NodeKind, Role
from citeweave_schema.papers import Affiliation, AuthorName, Paper, Reference

TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1
).filter(lambda text: bool(text.strip()))
DOI = st.integers(1, 10**6).map(lambda number: Identifier(Scheme.DOI, f"10.1234/{number}"))
AUTHORS = st.builds(
    AuthorName,
    name=TEXT,
    identifiers=st.just(()),
    affiliations=st.lists(st.builds(Affiliation, name=TEXT), max_size=2).map(tuple),
)
PAPERS = st.builds(
    Paper,
    title=TEXT,
    abstract=st.none() | TEXT,
    identifiers=st.lists(DOI, max_size=2).map(tuple),
    date=st.none() | st.integers(1, 9999).map(PartialDate),
    authors=st.lists(AUTHORS, max_size=3).map(tuple),
    author_count=st.none() | st.integers(0, 5000),
    organizations=st.lists(TEXT, max_size=2).map(tuple),
    references=st.lists(st.builds(Reference, title=TEXT), max_size=2).map(tuple),
    retracted=st.booleans(),
)


def _plain(record: object) -> str:
    return json.dumps(to_json(record), ensure_ascii=False, separators=(",", ":"))


@given(PAPERS)
def test_a_line_is_its_json_object_written_by_the_standard_library(paper: Paper) -> None:
    line = to_line(paper)
    assert line == _plain(paper)
    assert from_line(Paper, line) == paper


@given(PAPERS)
def test_what_is_no_plain_dictionary_is_read_as_one(paper: Paper) -> None:
    row = to_json(paper)
    assert from_json(Paper, MappingProxyType(row)) == from_json(Paper, row) == paper


@pytest.mark.parametrize("confidence", [0.0, 1.0, 0.333, 1e-3])
def test_enums_numbers_and_nothing_are_written_as_json(confidence: float) -> None:
    edge = Edge(
        kind=EdgeKind.USES,
        source=node_id(NodeKind.PAPER, "a"),
        target=node_id(NodeKind.CONCEPT, "b"),
        role=Role.USES,
        confidence=confidence,
    )
    assert to_line(edge) == _plain(edge)
    assert from_line(Edge, to_line(edge)) == edge


EVIDENCE = Evidence(
    paper="P", target="C", field=Field.TITLE, start=0, end=1, surface="a", sentence="a",
    sentence_start=0, confidence=0.5, extractor="x",
)  # fmt: skip


def test_every_thousandth_is_written_as_the_standard_library_does() -> None:
    for number in range(1001):
        evidence = replace(EVIDENCE, confidence=number / 1000)
        assert to_line(evidence) == _plain(evidence)


def test_a_whole_number_is_read_as_a_number_with_a_point() -> None:
    row = {**to_json(EVIDENCE), "confidence": 1}
    found = from_json(Evidence, row)
    assert (found.confidence, type(found.confidence)) == (1.0, float)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"title": 7}, r"got `int` - at `\$.title`"),
        ({"title": None}, r"got `null` - at `\$.title`"),
        ({"references": None}, r"got `null` - at `\$.references`"),
        ({"references": ["x"]}, r"got `str` - at `\$.references\[.*\]`"),
        ({"references": [{"titel": "x"}]}, r"unknown field `titel` - at `\$.references\[.*\]`"),
        ({"identifiers": [7]}, r"expected a text, not 7 - at `\$.identifiers\[.*\]`"),
        ({"date": 2020}, r"expected a text, not 2020 - at `\$.date`"),
        ({"retracted": 1}, r"Expected `bool`, got `int` - at `\$.retracted`"),
        ({"author_count": True}, r"got `bool` - at `\$.author_count`"),
        ({"organizations": [None]}, r"got `null` - at `\$.organizations\[.*\]`"),
        ({"links": [{"what": "id"}]}, r"missing required field `address` - at `\$.links\[.*\]`"),
        ({"colour": "red", "size": 1}, "a Paper: .*unknown field `colour`"),
    ],
)
def test_what_cannot_be_is_refused_and_says_where(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(RecordError, match=reason):
        from_json(Paper, {"title": "A title", **change})


@pytest.mark.parametrize("role", ["usess", 7, None, ["uses"]])
def test_no_member_of_an_enumeration_is_refused(role: object) -> None:
    with pytest.raises(RecordError, match="kind"):
        from_json(Edge, {"kind": role, "source": "P", "target": "C"})


def test_a_record_without_what_it_needs_is_refused() -> None:
    with pytest.raises(RecordError, match=r"not a Paper: .*title"):
        from_json(Paper, {"abstract": "a"})


@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("doi:10.1234/ABC", "doi:10.1234/abc"),
        ("doi:10.1234/abc", "doi:10.1234/abc"),
        ("doi:https://doi.org/10.1234/abc", "doi:10.1234/abc"),
        ("arxiv:2401.00001v2", "arxiv:2401.00001"),
        ("acl:2020.acl-main.1.pdf", "acl:2020.acl-main.1"),
        ("issn: 1234-5678", "issn:1234-5678"),
    ],
)
def test_a_key_is_read_in_its_normal_form_or_brought_to_it(key: str, found: str) -> None:
    assert str(Identifier.from_key(key)) == found


@pytest.mark.parametrize("key", ["doi:x", "colour:red", "doi", ""])
def test_what_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(IdentifierError):
        Identifier.from_key(key)
