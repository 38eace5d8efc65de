import json
import random

import numpy as np
import pytest

from citeweave_nlp import load
from citeweave_nlp.blank import blank_pipeline
from citeweave_nlp.crossvalidate import folds_of
from citeweave_nlp.examples import HOLE, examples_of, hidden
from citeweave_nlp.field import Sentences, sweep
from citeweave_nlp.gold import read_gold
from citeweave_nlp.sentences import sentence_firsts
from citeweave_nlp.tags import END, LEGAL, START, TAGS, allowed_tags, tag_index
from citeweave_nlp.train import main
from citeweave_schema.errors import ExtractorError


def brute_force(emissions, moves):
    """Sum over all tag sequences of three tokens, one after the other."""
    total, marginals = 0.0, np.zeros_like(emissions)
    count = len(TAGS)
    for a in range(count):
        for b in range(count):
            for c in range(count):
                if START[a] and LEGAL[a, b] and LEGAL[b, c] and END[c]:
                    score = emissions[0, a] + emissions[1, b] + emissions[2, c]
                    weight = np.exp(score + moves[a, b] + moves[b, c])
                    total += weight
                    for row, tag in enumerate((a, b, c)):
                        marginals[row, tag] += weight
    return np.log(total), marginals / total


def test_the_field_sums_over_all_legal_sequences():
    rng = np.random.default_rng(3)
    emissions = rng.normal(size=(3, len(TAGS)))
    moves = rng.normal(size=(len(TAGS), len(TAGS))) / 2
    total, marginals = brute_force(emissions, moves)
    lattice = sweep(emissions, moves, Sentences.of([0], 3))
    assert lattice.log_total == pytest.approx(total)
    assert lattice.marginals() == pytest.approx(marginals)


def test_sentences_do_not_touch_each_other():
    rng = np.random.default_rng(4)
    emissions = rng.normal(size=(9, len(TAGS)))
    moves = rng.normal(size=(len(TAGS), len(TAGS)))
    together = sweep(emissions, moves, Sentences.of([0, 4, 5], 9))
    alone = sweep(emissions[5:], moves, Sentences.of([0], 4))
    assert together.marginals()[5:] == pytest.approx(alone.marginals())


def test_what_a_corpus_does_not_know_is_not_taught_as_absent():
    rows = allowed_tags(4, [(1, 3, "TASK")], frozenset({"TASK"}))
    assert rows[0, 0] == 1.0
    assert rows[0, tag_index("S", "METHOD")] == 1.0
    assert rows[0, tag_index("S", "TASK")] == 0.0
    assert rows[1].sum() == rows[2].sum() == 1.0
    assert rows[1, tag_index("B", "TASK")] == rows[2, tag_index("E", "TASK")] == 1.0


def test_training_from_scratch_works_and_repeats(tmp_path, gold_train):
    few = tmp_path / "few.jsonl"
    few.write_text("".join(json.dumps(row) + "\n" for row in gold_train[:12]), encoding="utf-8")
    versions = []
    for name in ("a", "b"):
        out = tmp_path / name
        assert main(["--train", str(few), "--out", str(out), "--epochs", "1"]) == 0
        extractor = load(str(out))
        versions.append(extractor.version)
        list(extractor.extract([("A title", "We train BERT.")]))
        assert json.loads((out / "training.json").read_text())["plan"]["epochs"] == 1
    assert versions[0] == versions[1]


def test_bad_annotations_are_named(tmp_path, capsys):
    path = tmp_path / "bad.jsonl"
    path.write_text('{"id": "1", "entities": []}\n[1]\n')
    with pytest.raises(ExtractorError, match=r"bad\.jsonl, line 2"):
        read_gold(path)
    assert main(["--train", str(path), "--out", str(tmp_path / "out")]) == 2
    assert "line 2" in capsys.readouterr().err
    assert main(["--train", str(tmp_path / "none"), "--out", str(tmp_path / "out")]) == 2


def test_hiding_words_keeps_the_annotation(gold_train):
    (example,) = examples_of(blank_pipeline(), gold_train[:1])
    shown = hidden(example, 0.5, random.Random(1))
    words = [token.text for token in shown.doc]
    assert len(words) == len(example.doc)
    assert len(words) / 4 < words.count(HOLE) < len(words)
    assert shown.allowed is example.allowed
    assert sentence_firsts(shown.doc) == sentence_firsts(example.doc)


def test_folds_hold_each_paper_once():
    folds = folds_of(10, 3, 1)
    assert sorted(number for fold in folds for number in fold) == list(range(10))
    assert folds == folds_of(10, 3, 1)
