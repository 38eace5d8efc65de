from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citeweave_sources import readable


@pytest.mark.parametrize(
    ("latex", "plain"),
    [
        (r"$Q^*$", "Q^*"),
        (r"Top-$k$ Decoding", "Top-k Decoding"),
        (r"$O(n^2)$ in $\mathbb{R}^d$, $\epsilon$-greedy", "O(n^2) in \u211d^d, ϵ-greedy"),
        (r"\(r-\phi\)", "r-ϕ"),
        (r"$$E=mc^2$$", "E=mc^2"),
        (r"\(\scoreGamma\) measures", "scoreGamma measures"),
        (r"$\operatorname{argmax}_x$", "argmax_x"),
        (r"A=B=C\neq A", "A=B=C≠ A"),
        (r"J\"urgen Erd\H{o}s Bj\o rn \L{}ukasz stra\ss e", "Jürgen Erdős Bjørn Łukasz straße"),
        (r"{\'e}t\'e \c{S}tef\u{a}nescu", "été Ştefănescu"),
        (r"na\"{\i}ve", "naïve"),
        (r"73.55\% \& \#1 A\_B", "73.55% & #1 A_B"),
        (r"90{\deg} and {\gamma}", "90° and \u03b3"),
        (r"{\em persistent {\bf homology}}", "persistent homology"),
        (r"\textbf{a \emph{b}} \texttt{pip}", "a b pip"),
        (r"\textcolor[rgb]{0.9,0,0}{Our code}", "Our code"),
        (r"\href{https://a.b}{here} \url{https://c.d}", "here https://c.d"),
        (r"``translating'' it", "“translating” it"),
        (r"NLP~researchers", "NLP researchers"),
    ],
)
def test_latex_becomes_text(latex, plain):
    assert readable(latex) == plain


@pytest.mark.parametrize(
    "text",
    [
        "100% of 5% & 3_4",
        "it costs $5 and $6, or US$5-$7",
        r"C:\new\table",
        r"the \frameworkname is ours",
        r"don\'t, it\'s",
        r"He said \"and\" twice",
        "{GitHub}",
        "https://a.example/~user and ~50% and 3~4",
        r"\input{/etc/passwd}",
        r"\newcommand{\x}{y}",
        "a -- b --- c",
        "snake_case and x^2 and a\\\\b",
        "{", "}", "$", "$$", "\\", "``", "\\(", r"\textbf{open",
        "e\u0301 stays decomposed",
    ],
)  # fmt: skip
def test_what_only_resembles_latex_is_untouched(text):
    assert readable(text) is None


def test_no_text():
    assert readable(None) is None
    assert readable("") is None


@settings(max_examples=300, deadline=None)
@given(
    st.text(alphabet=st.sampled_from("\\${}()[]\"'`~%&_^ abeoi\n") | st.characters(), max_size=80)
)
def test_never_crashes_and_never_gives_nothing(text):
    plain = readable(text)
    assert plain is None or (plain.strip() and plain != text)


@given(st.text(alphabet=st.characters(exclude_characters="\\$~`"), max_size=200))
def test_text_without_latex_signs_is_untouched(text):
    assert readable(text) is None


@pytest.mark.parametrize(
    "bomb",
    [
        "{\\em " * 30_000,
        "\\(" * 90_000,
        "$a" * 90_000,
        ("\\textbf{" * 240 + "}" * 240) * 80,
        "\\frac{" * 200 + "}{}" * 200,
        "$" + "{" * 900 + "}" * 900 + "$",
        "$\\begin{a}" * 18_000,
        "\\alpha" * 30_000,
    ],
)
def test_bombs_are_bounded(bomb):
    start = time.monotonic()
    readable(bomb)
    assert time.monotonic() - start < 10
