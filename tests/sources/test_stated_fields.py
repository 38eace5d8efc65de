"""What single fields of exports say: identifiers, dates, languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citeweave_sources.languages import language_code
from citeweave_sources.printed_dates import month_of, printed_date
from citeweave_sources.stated_ids import doi_in, issns, of_address, orcid


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://doi.org/10.1000/ABC", "doi:10.1000/abc"),
        ("dx.doi.org/10.1000/abc", "doi:10.1000/abc"),
        ("https://dl.acm.org/doi/abs/10.1145/12.34", "doi:10.1145/12.34"),
        (
            "http://link.springer.com/article/10.1007/s11227-011-0631-3",
            "doi:10.1007/s11227-011-0631-3",
        ),
        ("https://arxiv.org/pdf/2005.11401v4.pdf", "arxiv:2005.11401"),
        ("https://www.aclweb.org/anthology/P19-1001/", "acl:p19-1001"),
        ("https://aclanthology.org/2020.acl-main.1/", "acl:2020.acl-main.1"),
        ("https://openalex.org/W2741809807", "openalex:w2741809807"),
        ("https://pubmed.ncbi.nlm.nih.gov/26957754", "pubmed:26957754"),
        ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC4756000/", "pmc:pmc4756000"),
        ("https://lens.org/020-200-401-307-33X", "lens:020-200-401-307-33x"),
        (
            "https://app.dimensions.ai/details/publication/pub.1012345678",
            "dimensions:pub.1012345678",
        ),
        ("https://example.org/article?id=10.1000/abc", None),
        ("https://github.com/a/b", None),
        ("http://[broken", None),
        ("", None),
    ],
)
def test_addresses(address, expected):
    assert [str(one) for one in of_address(address)] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2001/09/01/", "2001-09-01"),
        ("2012///", "2012"),
        ("2010   06", "2010-06"),
        ("24-27 Sept. 2019", "2019-09"),
        ("2006 May-Jun", "2006-05"),
        ("16 Oct 2013", "2013-10-16"),
        ("October 5, 2013", "2013-10-05"),
        ("13/10/2013", "2013"),
        ("2019-02-31", "2019-02"),
        ("2019-13-01", "2019"),
        ("1999-2005", "1999"),
        ("YEAR/MONTH/DAY/", "None"),
        ("99", "None"),
        ("0000", "None"),
    ],
)
def test_dates(text, expected):
    assert str(printed_date(text)) == expected


def test_months_of_other_languages():
    assert [month_of(text) for text in ("M\u00e4rz", "dezembro", "F\u00e9vr", "ago", None)] == [
        3, 12, 2, 8, None
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("English", "en"),
        ("en-GB", "en"),
        ("ger", "de"),
        ("Chinese", "zh"),
        ("35064163", None),
        ("", None),
    ],
)
def test_languages(text, expected):
    assert language_code(text) == expected


def test_numbers_with_a_wrong_check_digit():
    assert issns("0955-2358 2214707786 12345") == ()
    assert orcid("0000-0002-4751") == ()


@given(st.text(max_size=60))
def test_any_text_is_only_read(text):
    for read in (doi_in, of_address, issns, orcid, printed_date, language_code):
        read(text)
