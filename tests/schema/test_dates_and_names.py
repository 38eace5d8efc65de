from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citeweave_schema import (
    PartialDate,
    digest,
    normal_form,
    normal_person,
    normal_title,
    text_hash,
)
from citeweave_schema.errors import RecordError

DAYS = st.dates().map(lambda one: (one.year, one.month, one.day))
DATES = DAYS.flatmap(
    lambda day: st.sampled_from(
        [
            PartialDate(*day),
            PartialDate(day[0], day[1]),
            PartialDate(day[0]),
            PartialDate(None, day[1], day[2]),
            PartialDate(None, day[1]),
        ]
    )
)


@given(DATES)
def test_parse_and_str_are_inverse(date):
    assert PartialDate.parse(str(date)) == date


@pytest.mark.parametrize(
    ("date", "precision"),
    [
        (PartialDate(2020), "year"),
        (PartialDate(2020, 2), "month"),
        (PartialDate(2020, 2, 29), "day"),
        (PartialDate(None, 2, 29), "month and day, year unknown"),
        (PartialDate(None, 2), "month, year unknown"),
    ],
)
def test_precision(date, precision):
    assert date.precision == precision


@pytest.mark.parametrize(
    "parts",
    [
        (),
        (0,),
        (10_000,),
        (-5,),
        (2020, 0),
        (2020, 13),
        (2020, None, 5),
        (None, None, 5),
        (2021, 2, 29),
        (2020, 4, 31),
        (2020, 4, 0),
        (None, 2, 30),
    ],
)
def test_impossible_dates(parts):
    with pytest.raises(RecordError):
        PartialDate(*parts)


@given(st.text(max_size=12) | st.from_regex(r"-?[0-9-]{0,10}", fullmatch=True))
def test_any_text_is_a_date_or_a_record_error(text):
    try:
        date = PartialDate.parse(text)
    except RecordError:
        return
    assert str(date) == text or not text.isascii()


@pytest.mark.parametrize(
    ("surface", "form"),
    [
        ("Graph Neural Networks", "graph neural network"),
        ("graph-neural\u2013networks", "graph neural network"),
        ("BERT", "bert"),
        ("RNNs", "rnn"),
        ("GPS", "gps"),
        ("loss", "loss"),
        ("  F1   score ", "f1 score"),
        ("k\u2010means", "k mean"),
    ],
)
def test_normal_form(surface, form):
    assert normal_form(surface) == form


@given(st.text(max_size=60))
def test_normal_form_ignores_case_of_ascii_hyphens_and_space(text):
    form = normal_form(text)
    assert form == normal_form(f" {text}-")
    assert form == form.strip()
    assert "  " not in form
    assert "-" not in form


@given(st.text(max_size=60))
def test_normal_title_is_its_own_normal_title(text):
    form = normal_title(text)
    assert normal_title(form) == form
    assert normal_title(f"  {text} \u2026!") == form


@given(st.text(max_size=60))
def test_titles_differ_from_others_by_letters_and_digits_only(text):
    assert normal_title(text) == normal_title(f"\u201c{text}\u201d")


@pytest.mark.parametrize(
    ("one", "other"),
    [("Rennie, S. J.", "S.J. Rennie"), ("van der Berg, Jan", "Jan van der Berg")],
)
def test_one_person(one, other):
    assert normal_person(one) == normal_person(other)


@given(st.lists(st.text(max_size=5), max_size=4), st.lists(st.text(max_size=5), max_size=4))
def test_digests_keep_their_parts_apart(one, other):
    assert (digest(*one) == digest(*other)) == (one == other)


def test_a_text_without_abstract_has_one_hash():
    assert text_hash("T", None) == text_hash("T", "")
    assert text_hash("T", "A") != text_hash("TA", None)
