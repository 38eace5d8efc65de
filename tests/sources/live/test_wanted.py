"""What is asked for: identifiers, words, filters."""

from __future__ import annotations

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citeweave_schema.errors import SourceError, UsageError
from citeweave_sources.live import (
    SERVICES,
    Search,
    Wanted,
    read_filters,
    read_identifiers,
    told_apart,
)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("doi:10.1000/182", "doi:10.1000/182"),
        ("DOI:10.1000/ABC", "doi:10.1000/abc"),
        ("https://doi.org/10.1000/182", "doi:10.1000/182"),
        ("arxiv:2005.11401v4", "arxiv:2005.11401"),
        ("https://arxiv.org/abs/2005.11401", "arxiv:2005.11401"),
        ("arXiv:hep-th/9901001", "arxiv:hep-th/9901001"),
        ("openalex:W2741809807", "openalex:w2741809807"),
        ("https://openalex.org/W2741809807", "openalex:w2741809807"),
        ("s2:204e3073870fae3d05bcbc2f6a8e263d9b72e776", None),
        ("CorpusId:13756489", "s2:13756489"),
        ("acl:P19-1001", "acl:p19-1001"),
        ("pmid:29456894", "pubmed:29456894"),
        ("pmcid:PMC5815332", "pmc:pmc5815332"),
    ],
)
def test_identifiers_are_told_from_words(text, key):
    ids, words = told_apart(["graph", text, "networks"])
    assert [str(one) for one in ids] == [key or text]
    assert words == "graph networks"


@pytest.mark.parametrize(
    "words",
    [
        "graph neural networks",
        "cat:cs.CL",
        "ti:attention AND au:vaswani",
        "10.1000/182",
        "2005.11401",
        "https://example.com/x",
        "doi: what is it",
        "a:b",
    ],
)
def test_words_stay_words(words):
    assert told_apart([words]) == ([], words)


@pytest.mark.parametrize("text", ["doi:11.1000/182", "arxiv:abc", "s2:xyz", "https://doi.org/x"])
def test_what_begins_like_an_identifier_and_is_none_is_refused(text):
    with pytest.raises(UsageError, match="is not a"):
        told_apart([text])


@given(st.lists(st.text(max_size=30), max_size=4))
def test_any_arguments_are_told_apart_or_refused(arguments):
    with contextlib.suppress(UsageError):
        ids, words = told_apart(arguments)
        assert len(ids) + len(words.split()) <= sum(len(one.split()) for one in arguments)


def test_a_file_of_identifiers(tmp_path):
    path = tmp_path / "ids.txt"
    path.write_text(
        "\ufeff# my papers\n10.1000/182\n\n2005.11401v2\r\nW2741809807\n"
        "204e3073870fae3d05bcbc2f6a8e263d9b72e776\ndoi:10.1000/182\n",
        "utf-8",
    )
    assert [str(one) for one in read_identifiers(path)] == [
        "doi:10.1000/182",
        "arxiv:2005.11401",
        "openalex:w2741809807",
        "s2:204e3073870fae3d05bcbc2f6a8e263d9b72e776",
    ]


@pytest.mark.parametrize(
    ("raw", "error", "reason"),
    [
        (b"10.1000/182\nA title\n", UsageError, r"ids\.txt:2: 'A title' is no identifier"),
        (b"doi:x\n", UsageError, r"ids\.txt:1: 'x' is not a doi"),
        (b"\xff\xfe", SourceError, "is not UTF-8"),
        (b"#\n" * 100_001, SourceError, "more than 100,000 lines"),
    ],
)
def test_a_file_that_is_none_of_identifiers_is_refused(tmp_path, raw, error, reason):
    path = tmp_path / "ids.txt"
    path.write_bytes(raw)
    with pytest.raises(error, match=reason):
        read_identifiers(path)
    with pytest.raises(SourceError, match="cannot be read"):
        read_identifiers(tmp_path / "none.txt")


def test_filters():
    assert read_filters(["type=article", " a = b=c "]) == (("type", "article"), ("a", "b=c"))
    for bad in ("type", "=x", "x="):
        with pytest.raises(UsageError, match="write NAME=VALUE"):
            read_filters([bad])


def test_days_in_the_wrong_order_are_bad_usage():
    search = Search(since=date(2024, 2, 1), until=date(2024, 1, 1), most=1, today=date(2024, 3, 1))
    with pytest.raises(UsageError, match="--since 2024-02-01 is after --until 2024-01-01"):
        Wanted(ids=(), search=search).searches(SERVICES["openalex"])
