import pytest

from citeweave_nlp.abbreviations import definitions


def pairs(text):
    return [
        (text[one.short_start : one.short_end], text[one.long_start : one.long_end])
        for one in definitions(text)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We use large language models (LLMs).", [("LLMs", "large language models")]),
        (
            "by retrieval-augmented generation (RAG)",
            [("RAG", "retrieval-augmented generation")],
        ),
        ("using RAG (retrieval-augmented generation)", [("RAG", "retrieval-augmented generation")]),
        ("Random Field (CRF) is none", []),
        (
            "a conditional random field (CRF; Lafferty et al., 2001)",
            [("CRF", "conditional random field")],
        ),
        (
            "heat shock transcription factor (HSF)",
            [("HSF", "heat shock transcription factor")],
        ),
        ("Natural Questions [NQ]", [("NQ", "Natural Questions")]),
        ("it works (see Section 2)", []),
        ("we got more (2020)", []),
        ("results on the test set (89.3 F1)", []),
        (
            "graph neural networks (GNNs) and graph attention networks (GATs)",
            [("GNNs", "graph neural networks"), ("GATs", "graph attention networks")],
        ),
    ],
)
def test_definitions(text, expected):
    assert pairs(text) == expected


def test_the_long_form_stays_in_its_sentence():
    assert pairs("We go large. Models (LM) exist.") == []


def test_a_long_row_of_brackets_takes_no_time():
    assert definitions("(" * 20_000) == []
    assert definitions("(A" * 10_000 + ")" * 10_000) is not None
