"""The transformer on onnxruntime."""

import numpy as np
import pytest

from citeweave_nlp import load
from citeweave_nlp.transformer import COLUMNS, Transformer
from citeweave_schema.errors import ExtractorError


def reader(extractor):
    return extractor.nlp.get_pipe("citeweave_tagger").reader


def test_a_row_for_each_token(extractor):
    doc = extractor.nlp.make_doc(
        "We train BERT on $Q^*$ and \ud83d\ude00.".encode("utf-16", "surrogatepass").decode(
            "utf-16"
        )
    )
    rows = reader(extractor).rows(doc)
    assert rows.shape == (len(doc), COLUMNS)
    assert np.isfinite(rows).all()


def test_nothing_gives_nothing(extractor):
    assert reader(extractor).rows(extractor.nlp.make_doc("")).shape == (0, COLUMNS)


def test_a_long_text_is_read_in_windows_that_know_their_surroundings(extractor):
    sentence = "We train BERT on the corpus and test it on SQuAD. "
    short = extractor.nlp.make_doc(sentence * 30)
    long = extractor.nlp.make_doc(sentence * 200)
    one, many = reader(extractor).rows(short), reader(extractor).rows(long)
    assert many.shape[0] == len(long)
    middle = len(short) // 2
    likeness = (
        (one[middle] @ many[middle]) / np.linalg.norm(one[middle]) / np.linalg.norm(many[middle])
    )
    assert likeness > 0.9


def test_what_is_missing_or_damaged_is_named(tmp_path):
    with pytest.raises(ExtractorError, match="no transformer"):
        Transformer.from_disk(tmp_path)
    (tmp_path / "transformer.onnx").write_bytes(b"no graph")
    (tmp_path / "vocabulary.txt").write_text("a\nb\n")
    with pytest.raises(ExtractorError, match="onnxruntime"):
        Transformer.from_disk(tmp_path)


def test_light_and_shipped_are_told_apart():
    assert load("light").version != load("shipped").version
