"""citeweave's own JSON lines: records, the short form, and lines that are neither."""

from __future__ import annotations

import json
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citeweave_schema import (
    Affiliation,
    AuthorName,
    Identifier,
    Link,
    Paper,
    PartialDate,
    Reference,
    Scheme,
    VenueName,
    to_json,
    to_line,
)
from citeweave_schema.errors import RecordError
from citeweave_sources import Refusal, open_source
from citeweave_sources.jsonlines import paper_from_row

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
NAMES = TEXT.filter(lambda text: bool(text.strip()))
DATES = st.builds(
    PartialDate, st.integers(1, 9999), st.none() | st.integers(1, 12)
) | st.dates().map(lambda date: PartialDate(date.year, date.month, date.day))
IDENTIFIERS = st.builds(
    lambda n: Identifier(Scheme.ARXIV, f"2005.{n:05d}"), st.integers(0, 99_999)
) | st.builds(lambda n: Identifier(Scheme.DOI, f"10.1000/{n}"), st.integers(0))
AUTHORS = st.builds(
    AuthorName,
    name=NAMES,
    affiliations=st.lists(st.builds(Affiliation, name=NAMES), max_size=2).map(tuple),
)
PAPERS = st.builds(
    Paper,
    title=NAMES,
    abstract=st.none() | NAMES,
    title_readable=st.none() | NAMES,
    identifiers=st.lists(IDENTIFIERS, max_size=3, unique=True).map(tuple),
    date=st.none() | DATES,
    authors=st.lists(AUTHORS, max_size=3).map(tuple),
    author_count=st.none() | st.integers(0, 3_000),
    organizations=st.lists(NAMES, max_size=2).map(tuple),
    venue=st.none() | st.builds(VenueName, name=NAMES),
    language=st.sampled_from([None, "en", "de"]),
    references=st.lists(
        st.builds(Reference, title=NAMES, year=st.none() | st.integers(1, 2100)), max_size=2
    ).map(tuple),
    retracted=st.booleans(),
)


KEYS = (
    *("id", "title", "abstract", "year", "doi", "arxiv", "authors", "venue", "name", "date"),
    *("identifiers", "links", "references", "organizations", "citeweave", "what", "address"),
)


def short(**row: object) -> Paper:
    return paper_from_row({"title": "On Q", **row})


@given(PAPERS)
def test_a_record_with_its_version_is_read_as_it_was_written(paper):
    row = json.loads(to_line(paper))
    assert paper_from_row({"citeweave": 1, **row}) == paper


@settings(max_examples=50, deadline=None)
@given(st.lists(PAPERS, min_size=1, max_size=5))
def test_a_file_of_records_round_trips(tmp_path_factory, papers):
    path = tmp_path_factory.getbasetemp() / "round.jsonl"
    rows = [json.dumps({"citeweave": 1, **to_json(paper)}, ensure_ascii=False) for paper in papers]
    path.write_text("\n".join(rows), encoding="utf-8", newline="")
    assert list(open_source(str(path)).read()) == papers


@settings(max_examples=50, deadline=None)
@given(PAPERS)
def test_reading_what_was_read_changes_nothing(paper):
    once = paper_from_row(to_json(paper))
    assert paper_from_row(to_json(once)) == once


def test_listing_papers_round_trip_without_version(listings):
    for path in listings.iterdir():
        for paper in open_source(str(path)).read():
            assert paper_from_row(to_json(paper)) == paper


def test_the_short_form():
    paper = paper_from_row(
        {
            "id": "p1",
            "title": "On $Q$",
            "abstract": "See github.com/a/b.",
            "year": 2024,
            "doi": "https://doi.org/10.1000/Q",
            "arxiv": "2401.00001v2",
            "authors": ["Ada Lovelace", {"name": "Alan Turing"}],
            "venue": "Journal of Q",
        }
    )
    assert [str(one) for one in paper.identifiers] == ["doi:10.1000/q", "arxiv:2401.00001"]
    assert paper.date == PartialDate(2024)
    assert [author.name for author in paper.authors] == ["Ada Lovelace", "Alan Turing"]
    assert paper.venue == VenueName(name="Journal of Q")
    assert paper.title_readable == "On Q"
    assert paper.links == (
        Link(what="id", address="p1"),
        Link(what="repository", address="https://github.com/a/b"),
    )


@pytest.mark.parametrize(
    ("given_id", "identifier"),
    [
        ("arxiv:2005.11401", "arxiv:2005.11401"),
        ("DOI:10.1000/X", "doi:10.1000/x"),
        ("acl:P19-1001", "acl:p19-1001"),
        ("openalex:W123456", "openalex:w123456"),
    ],
)
def test_an_id_that_identifies(given_id, identifier):
    paper = short(id=given_id)
    assert ([str(one) for one in paper.identifiers], paper.links) == ([identifier], ())


@pytest.mark.parametrize(
    "given_id",
    ["p1", "2005.11401", "doi:nonsense", "orcid:0000-0002-1825-0097", "openalex:A1234", 7],
)
def test_an_id_that_does_not_identify_is_kept_as_a_link(given_id):
    paper = short(id=given_id)
    assert paper.identifiers == ()
    assert paper.links == (Link(what="id", address=str(given_id)),)
    assert paper.key == short().key


def test_no_abstract():
    assert [short(abstract=none).abstract for none in (None, "", " \n")] == [None] * 3
    assert short().abstract is None


def test_null_is_as_if_left_out():
    nothing = dict.fromkeys(("id", "year", "doi", "authors", "venue", "date", "links"))
    assert short(**nothing) == short()


def test_text_is_verbatim():
    assert short(abstract="  We  do. \n").abstract == "  We  do. \n"


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ([1], "expected a JSON object"),
        ("text", "expected a JSON object"),
        ({}, "title"),
        ({"title": ""}, "title is empty"),
        ({"title": 5}, "Expected `str`, got `int`"),
        ({"title": "x" * 5_001}, "5,001 characters"),
        ({"title": "a\0b"}, "no store can keep"),
        ({"title": "a\ud800b"}, "no store can keep"),
        ({"title": "x", "abstrct": "y"}, "unknown field `abstrct`"),
        ({"title": "x", "abstract": 5}, "got `int`"),
        ({"title": "x", "year": "MMXX"}, "year must be a number, not 'MMXX'"),
        ({"title": "x", "year": True}, "year must be a number"),
        ({"title": "x", "year": 20_200}, "year 20200 is not between"),
        ({"title": "x", "year": 2020, "date": "2020"}, "both date and year"),
        ({"title": "x", "date": "yesterday"}, "is not a date like"),
        ({"title": "x", "date": "2021-02-30"}, "day 30 is not in month 2"),
        ({"title": "x", "doi": "abc"}, "is not a doi identifier"),
        ({"title": "x", "doi": ["10.1000/1"]}, "doi must be a text"),
        ({"title": "x", "openalex": "A12345"}, "does not identify a paper"),
        ({"title": "x", "authors": "Ada"}, "Expected `array`, got `str`"),
        ({"title": "x", "authors": [""]}, "author's name is empty"),
        ({"title": "x", "id": ["p1"]}, "id must be a text"),
        ({"title": "x", "id": ""}, "id must be a text"),
        ({"title": "x", "id": "a\nb"}, "cannot be printed"),
        ({"title": "x", "id": "\ud800"}, "cannot be printed"),
        ({"title": "x", "citeweave": 2}, "version 2 of the form.*pip install --upgrade citeweave"),
        ({"title": "x", "citeweave": "1"}, "must be the form's version"),
    ],
)
def test_rows_that_are_no_paper(row, says):
    with pytest.raises(RecordError, match=says):
        paper_from_row(row)


@pytest.mark.parametrize(
    "row",
    [
        {"identifiers": [5]},
        {"date": [2020]},
        {"authors": [5]},
        {"authors": [{"name": "A", "affiliations": ["MIT"]}]},
        {"venue": 5},
        {"links": ["x"]},
        {"references": [None]},
        {"organizations": [1]},
        {"retracted": "no"},
        {"author_count": 1.5},
    ],
)
def test_wrong_types_inside(row):
    with pytest.raises(RecordError):
        short(**row)


def test_a_bad_line_is_refused_and_the_rest_goes_on(read):
    lines = [
        '{"title": "One"}',
        "not JSON",
        '{"title": "Two"',
        '{"title": "Three"}',
        "",
        "[" * 100_000,
        '{"title": "Four", "x": ' + '{"a":' * 50_000,
        '{"citeweave": 99, "title": "Five"}',
        '{"title": "Six"}',
    ]
    papers, refusals = read("\n".join(lines), "papers.jsonl")
    assert [paper.title for paper in papers] == ["One", "Three", "Six"]
    places = [int(refusal.place.rpartition(":")[2]) for refusal in refusals]
    assert places == [2, 3, 6, 7, 8]
    assert all("papers.jsonl:" in refusal.place for refusal in refusals)
    assert "nested too deeply" in refusals[2].reason


def test_a_line_that_is_too_long_is_skipped_in_bounded_memory(tmp_path):
    path = tmp_path / "papers.jsonl"
    with path.open("wb") as file:
        file.write(b'{"title": "One"}\n{"title": "')
        for _ in range(100):
            file.write(b"x" * (1 << 20))
        file.write(b'"}\n{"title": "Two"}\n')
    tracemalloc.start()
    one, refusal, two = open_source(str(path)).read()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(one, Paper)
    assert isinstance(two, Paper)
    assert isinstance(refusal, Refusal)
    assert refusal.place.endswith(":2")
    assert "the line has 104,857," in refusal.reason
    assert peak < 100 * (1 << 20)


def test_a_line_of_ten_megabytes(read):
    rows = '{"title": "One", "abstract": "' + "x" * 10_000_000 + '"}\n{"title": "Two"}\n'
    papers, (refusal,) = read(rows, "papers.jsonl")
    assert [paper.title for paper in papers] == ["Two"]
    assert "10,000,000 characters; at most 200,000" in refusal.reason


def test_a_line_in_another_encoding(read):
    rows = '{"title": "One"}\n{"title": "Ægir"}\n'.encode("latin-1")
    papers, (refusal,) = read(rows, "papers.jsonl")
    assert [paper.title for paper in papers] == ["One"]
    assert "iconv" in refusal.reason


def test_byte_order_mark_and_windows_line_ends(read):
    rows = b'\xef\xbb\xbf{"title": "One"}\r\n{"title": "Two"}\r\n'
    papers, refusals = read(rows, "papers.txt")
    assert ([paper.title for paper in papers], refusals) == (["One", "Two"], [])


def test_duplicate_lines_are_given_twice(read):
    papers, refusals = read('{"title": "One"}\n' * 2, "papers.jsonl")
    assert (len(papers), refusals) == (2, [])


def test_the_gold_files_texts_are_read(read):
    papers, _ = read('{"id": "a1", "title": "T", "abstract": "A b."}\n', "any.txt")
    assert papers[0].abstract == "A b."


@settings(max_examples=200, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(KEYS),
                inner,
                max_size=5,
            )
        ),
        max_leaves=12,
    )
)
def test_any_json_is_a_paper_or_a_record_error(value):
    row = {"title": "On Q", **value} if isinstance(value, dict) else value
    try:
        paper = paper_from_row(row)
    except RecordError:
        return
    assert paper_from_row(to_json(paper)) == paper
    assert paper.content_hash
