"""Words matched are found back in the texts as they are shown, in any script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citeweave_graph import Highlight, SearchField, highlights, snippet
from citeweave_graph.highlighting import placed_words
from citeweave_graph.searching import Term, terms, words
from citeweave_schema.kinds import ConceptKind
from citeweave_schema.nodes import Alias, ConceptNode, PaperNode

_ODD = st.text(
    st.one_of(
        st.sampled_from(
            " _-.\n\u0301\u0308\u00a8\ufb01\u0130\u1e9e\u03c2e\u00e9\u1100\u1161\u11a8"
        ),
        st.characters(exclude_categories=["Cs"]),
    )
)


def _paper(title, abstract=None):
    return PaperNode(id="P1", key="k", title=title, abstract=abstract)


@given(_ODD)
def test_the_words_are_those_that_search_compares(text):
    assert [word for word, _, _ in placed_words(text)] == words(text)


@given(_ODD)
def test_a_word_lies_where_it_is_said_to_be(text):
    for word, start, end in placed_words(text):
        assert 0 <= start < end <= len(text)
        assert word in " ".join(words(text[start:end])) or word in words(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("We use e\u0301tude.", ["We", "use", "e\u0301tude"]),
        ("STRASSE Stra\u00dfe", ["STRASSE", "Stra\u00dfe"]),
        ("of\ufb01ce \U0001d49cbc", ["of\ufb01ce", "\U0001d49cbc"]),
        ("\ud55c\uad6d \u1112\u1161\u11ab", ["\ud55c\uad6d", "\u1112\u1161\u11ab"]),
    ],
)
def test_a_word_is_shown_as_it_is_written(text, shown):
    assert [text[start:end] for _, start, end in placed_words(text)] == shown


def test_highlights_of_a_paper():
    paper = _paper("Graph Neural Networks", "A graph is drawn. Graphs.")
    assert highlights(paper, terms("neural graph")) == (
        Highlight(field=SearchField.TITLE, start=0, end=5),
        Highlight(field=SearchField.TITLE, start=6, end=12),
        Highlight(field=SearchField.ABSTRACT, start=2, end=7),
        Highlight(field=SearchField.ABSTRACT, start=18, end=24),
    )


def test_highlights_of_names_and_of_what_was_taken_instead():
    concept = ConceptNode(
        id="C1",
        key="k",
        concept_kind=ConceptKind.METHOD,
        name="transformer",
        aliases=(Alias(name="T5", count=1), Alias(name="the Transformer", count=1)),
    )
    assert highlights(concept, [Term("transfomer", prefix=True, instead=("transformer",))]) == (
        Highlight(field=SearchField.NAME, start=0, end=11),
        Highlight(field=SearchField.ALIAS, alias=1, start=4, end=15),
    )
    assert snippet(concept, terms("transformer")) is None


def test_highlights_are_not_without_end():
    assert len(highlights(_paper("a", "b " * 10_000), terms("b"))) == 200


def test_a_snippet_is_where_the_most_terms_are():
    filler = "some other words that say nothing at all "
    abstract = "Rare here. " + filler * 10 + "the common rare thing " + filler * 10
    found = snippet(_paper("t", abstract), terms("common rare"))
    assert "the common rare thing" in found.text
    assert len(found.text) <= 240
    assert abstract[found.start :].startswith(found.text)
    assert abstract[found.start - 1] == " "
    assert abstract[found.start + len(found.text)] == " "


def test_a_snippet_of_what_only_its_title_matches_is_the_beginning():
    assert snippet(_paper("graphs", "Short."), terms("graphs")).text == "Short."
    assert snippet(_paper("graphs"), terms("graphs")) is None


@given(_ODD, st.text("ab \u00e9", max_size=8))
def test_a_snippet_is_a_piece_of_the_abstract(text, query):
    found = snippet(_paper("t", text), terms(query))
    if not text:
        assert found is None
    else:
        assert text[found.start : found.start + len(found.text)] == found.text
