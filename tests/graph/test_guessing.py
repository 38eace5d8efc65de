"""Which words a mistyped one stands for; and that the index of words finds every one of them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citeweave_graph.guessing import guessed, nearest, within
from citeweave_graph.searching import Term
from citeweave_graph.words.index import Index
from citeweave_graph.words.making import Document, arrays_of
from citeweave_schema.ids import node_id
from citeweave_schema.kinds import NodeKind

_WORD = st.text(st.sampled_from("abcde\u00e9\u00fc\u4e2d\u6587\U00020bb7"), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("word", "other", "near"),
    [
        ("bert", "brt", True),
        ("bert", "berts", True),
        ("bert", "bret", True),
        ("bert", "bart", True),
        ("bert", "barts", False),
        ("trasnfomer", "transformer", True),
        ("transformed", "transformers", True),
        ("trnsfomed", "transformer", False),
    ],
)
def test_one_edit_or_two(word, other, near):
    assert (within(word, [other]) == [other]) is near


def test_at_most_five_those_that_most_are_called_by():
    names = {f"wor{letter}": number for number, letter in enumerate("abcefgh")}
    assert nearest("word", names) == ("worh", "worg", "worf", "wore", "worc")


def test_only_words_that_nothing_has_are_guessed():
    query = (Term("transfomer", prefix=False), Term("word", prefix=False), Term("x", prefix=True))
    found = guessed(query, (0, 3, 0), lambda word: (f"{word} again",))
    assert [term.instead for term in found] == [("transfomer again",), (), ()]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(_WORD, min_size=1, max_size=4), min_size=1, max_size=20), _WORD)
def test_the_index_finds_all_words_that_are_near(names, word):
    ids = sorted(node_id(NodeKind.CONCEPT, str(number)) for number in range(len(names)))
    documents = [Document(one, " ".join(some), "") for one, some in zip(ids, names, strict=True)]
    index = Index(arrays_of(documents, ids))
    words = sorted({one for some in names for one in some})
    expected = within(word, words)
    assert index.near(word) == expected
