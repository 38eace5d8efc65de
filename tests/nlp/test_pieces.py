"""Word pieces and the windows in which a transformer reads them."""

from hypothesis import given
from hypothesis import strategies as st

from citeweave_nlp.pieces import SEP, UNKNOWN, Pieces, windows

VOCABULARY = ["[PAD]", *(f"[{n}]" for n in range(1, 100)), "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
VOCABULARY += ["graph", "##s", "net", "-", "e", "u", "##e", "##r"]
NUMBER = {piece: number for number, piece in enumerate(VOCABULARY)}


def cut(token):
    return [VOCABULARY[number] for number in Pieces.of_vocabulary(VOCABULARY).cut(token)]


def test_words_are_cut_into_known_pieces():
    assert cut("Graphs") == ["graph", "##s"]
    assert cut("graph-net") == ["graph", "-", "net"]
    assert cut("\n\n") == [VOCABULARY[SEP]]
    assert cut("zebra") == [VOCABULARY[UNKNOWN]]


def test_accents_are_dropped():
    assert cut("\u00dcber"[:1]) == ["u"]
    assert cut("e\u0301") == ["e"]


@given(st.text(max_size=200))
def test_every_token_has_some_pieces_and_not_too_many(token):
    assert 1 <= len(Pieces.of_vocabulary(VOCABULARY).cut(token)) <= 8


@given(st.lists(st.integers(1, 8), max_size=200), st.integers(16, 60))
def test_windows_keep_each_token_once_and_never_read_too_much(sizes, longest):
    found = windows(sizes, longest)
    kept = [token for one in found for token in range(one.kept_first, one.kept_last)]
    assert kept == list(range(len(sizes)))
    for one in found:
        assert one.first <= one.kept_first <= one.kept_last <= one.last
        assert sum(sizes[one.first : one.last]) <= longest
