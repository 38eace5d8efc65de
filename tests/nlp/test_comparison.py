"""Pipelines and baselines side by side."""

import json
from pathlib import Path

from citeweave_nlp.baselines import baselines, predicted_by
from citeweave_nlp.comparison import main
from citeweave_nlp.evaluation import evaluate

GOLD = Path(__file__).parents[2] / "nlp" / "gold"


def test_a_trained_pipeline_is_worth_more_than_simple_ways(tmp_path, capsys):
    lines = (GOLD / "dev.jsonl").read_text("utf-8").splitlines()[:15]
    (tmp_path / "some.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert main([str(tmp_path / "some.jsonl"), "--train", str(GOLD / "train.jsonl"), "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    simple = ("capitalised words", "abbreviations and owners", "names of the training set")
    for system in ("light", "shipped"):
        for other in simple:
            assert figures[system]["ALL"]["f1"] > figures[other]["ALL"]["f1"] + 0.1
    assert "calibration_error" in figures["shipped"]


def test_a_set_that_covers_some_types_is_scored_on_these(tmp_path, capsys):
    row = {
        "id": 1,
        "title": "",
        "abstract": "Geoffrey Hinton of the University of Toronto trained AlexNet on ImageNet.",
        "known": ["PERSON", "ORG"],
        "entities": [
            {"type": "PERSON", "name": "Geoffrey Hinton", "aliases": [], "role": "mentions"}
        ],
    }
    (tmp_path / "one.jsonl").write_text(json.dumps(row), encoding="utf-8")
    assert main([str(tmp_path / "one.jsonl"), "--train", str(GOLD / "train.jsonl"), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["shipped"]
    assert set(found) & {"METHOD", "DATASET"} == set()
    assert found["PERSON"]["f1"] == 1.0


def test_a_name_list_finds_its_own_names(gold_train):
    find = baselines(gold_train)["names of the training set"]
    some = gold_train[:30]
    assert evaluate(some, predicted_by(find, some))["ALL"]["recall"] > 0.5


def test_a_missing_file_is_told(capsys):
    assert main(["no.jsonl", "--train", str(GOLD / "train.jsonl")]) == 2
    assert "no.jsonl" in capsys.readouterr().err
