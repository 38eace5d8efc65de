"""Tags in titles and abstracts, and what only looks like tags."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citeweave_sources.markup import text_of, without_markup


@pytest.mark.parametrize(
    ("given_text", "plain"),
    [
        ("On Q", "On Q"),
        ("The role of\n      <scp>AI</scp>\n   in ecology", "The role of AI in ecology"),
        ("Heat <i>c</i><sub><i>p</i></sub> of water", "Heat cp of water"),
        ("ecology &amp; evolution", "ecology & evolution"),
        ("&lt;i&gt;Homo&lt;/i&gt; sapiens", "Homo sapiens"),
        ("AT&T, R&D and Q&A; x &unknown; y", "AT&T, R&D and Q&A; x &unknown; y"),
        ("p < 0.05 and q > 0.1", "p < 0.05 and q > 0.1"),
        ("vector<int> and List<String>", "vector<int> and List<String>"),
        (
            "A <mml:math> <mml:mi>\nB</mml:mi> <mml:mn>0</mml:mn></mml:math> x",
            "A B0 x",
        ),
        ("cut <i>off", "cut off"),
        ("<jats:title>A</jats:title>", "A"),
    ],
)
def test_titles(given_text, plain):
    assert without_markup(given_text) == plain


def test_an_abstract_with_sections():
    markup = (
        "<jats:title>Abstract</jats:title><jats:sec>\n<jats:title>Background</jats:title>"
        "<jats:p>We\n  test <jats:italic>in vivo</jats:italic>.</jats:p></jats:sec>"
        "<jats:sec><jats:title>Results</jats:title><jats:p>p &lt; 0.05.</jats:p></jats:sec>"
    )
    assert text_of(markup) == "Background\nWe test in vivo.\nResults\np < 0.05."


def test_of_two_forms_of_a_formula_one_is_taken():
    markup = (
        "<jats:p>Let <jats:inline-formula><jats:alternatives><jats:tex-math>\\documentclass{x}"
        "\\begin{document}$$n^2$$\\end{document}</jats:tex-math><mml:math><mml:mi>n</mml:mi>"
        "</mml:math></jats:alternatives></jats:inline-formula> be.</jats:p>"
    )
    assert text_of(markup) == "Let $$n^2$$ be."


@given(st.text(alphabet="<>/&;ijats:mpl# \n\\$xyz", max_size=200))
def test_any_text_is_turned(text):
    assert "\n" not in without_markup(text)
    text_of(text)


def test_long_hostile_texts_are_quick():
    for piece in ("<", "<i", "<!--", "<math>", "<alternatives>", "&amp", "<i " + "a" * 50):
        without_markup(piece * 4_000 + "\n")
        text_of(piece * 4_000)
