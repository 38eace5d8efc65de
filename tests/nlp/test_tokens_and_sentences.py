import pytest
from hypothesis import given
from hypothesis import strategies as st

from citeweave_nlp.blank import blank_pipeline
from citeweave_nlp.gold import full_text, occurrences
from citeweave_nlp.sentences import sentence_starts
from citeweave_nlp.tokenizer import split_tokens


def cut(text):
    words, blanks = split_tokens(text)
    sentences = []
    for word, blank, first in zip(words, blanks, sentence_starts(words, blanks), strict=True):
        if first or not sentences:
            sentences.append("")
        sentences[-1] += word + " " * blank
    return [sentence.strip() for sentence in sentences]


@given(st.text(max_size=200))
def test_tokens_and_blanks_give_the_text_back(text):
    words, blanks = split_tokens(text)
    assert "".join(word + " " * blank for word, blank in zip(words, blanks, strict=True)) == text
    assert all(words)


@given(st.text(alphabet="aB1. -$\\\"'{}()\n\t\u0301é漢", max_size=60))
def test_the_pipeline_keeps_any_text(text):
    assert blank_pipeline()(text).text == text


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("fine-tuning", ["fine", "-", "tuning"]),
        ("CIFAR-10/100", ["CIFAR", "-", "10", "/", "100"]),
        ("$k$-means", ["$k$", "-", "means"]),
        ("from $5 to $10", ["from", "$", "5", "to", "$", "10"]),
        (r"73.55\% F1", ["73.55", "\\", "%", "F1"]),
        (r"J\"urgen", [r"J\"urgen"]),
        ("https://a.io/b_c.", ["https://a.io/b_c", "."]),
        (r"\textbf{RAG}", ["\\textbf", "{", "RAG", "}"]),
    ],
)
def test_cuts_as_names_need_it(text, tokens):
    assert split_tokens(text)[0] == tokens


def test_gold_names_begin_and_end_at_token_borders(gold_train):
    total = bad = 0
    for row in gold_train:
        text = full_text(row["title"], row["abstract"])
        words, blanks = split_tokens(text)
        starts, ends, at = set(), set(), 0
        for word, blank in zip(words, blanks, strict=True):
            starts.add(at)
            ends.add(at + len(word))
            at += len(word) + blank
        concepts = [
            [one["name"], *one["aliases"]] for one in row["entities"] if one["type"] != "ORG"
        ]
        for place in occurrences(text, concepts):
            if "://" not in text[max(0, place.start - 60) : place.start].split(" ")[-1]:
                total += 1
                bad += place.start not in starts or place.end not in ends
    assert total > 8000
    assert bad / total < 0.002


@pytest.mark.parametrize(
    "sentences",
    [
        ["We use tools, e.g. GPT-4, i.e. a model.", "It works."],
        ["Smith et al. (2020) show it.", "We do not."],
        ["See Fig. 3 and Eq. 4 for it.", "See Sec. 2."],
        ["Accuracy rises from 3.5 to 73.55 points.", "BLEU falls."],
        ["Code is at https://github.com/a/b.git.", "Try it."],
        ["The loss $f(x) = x. Y$ is flat.", "It stays."],
        ["Does it scale?", "Yes!", "We show how."],
        ['They call it "magic."', "We do not."],
        ["It ends (as said.)", "We go on."],
        ["J. Smith and K. Lee agree.", "We differ."],
        ["Images, text, etc. are used.", "Audio, etc.", "We extend this."],
        ["It improves by 5%.", "$k$-means does not."],
        ["It helps vs. BERT and w.r.t. Time.", "mBERT is better."],
        ["First we train.", "3D models follow."],
    ],
)
def test_sentences(sentences):
    assert cut(" ".join(sentences)) == sentences


def test_a_blank_line_ends_a_sentence():
    assert cut("A title without a stop\n\nan abstract.") == [
        "A title without a stop",
        "an abstract.",
    ]


def test_every_document_has_a_first_sentence():
    nlp = blank_pipeline()
    for text in ("", " ", "\n\n", "Text.", "."):
        assert len(list(nlp(text).sents)) <= 1
