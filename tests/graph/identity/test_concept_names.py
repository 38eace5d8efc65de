"""Names of one concept have one key; names of two have two."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from citeweave_graph.identity.concept_names import NOTHING, concept_key, surface_key
from citeweave_schema.kinds import ConceptKind

METHOD, DATASET = ConceptKind.METHOD, ConceptKind.DATASET
TASK, METRIC = ConceptKind.TASK, ConceptKind.METRIC

ONE = [
    (METHOD, ["fine-tuning", "Fine tuning", "finetuning", "fine\u2010tuning", "fine\u2013tunings"]),
    (METHOD, ["large language models", "Large Language Model (LLM)", "LARGE-LANGUAGE MODEL"]),
    (METHOD, ["Transformer", "transformers", "the Transformer model", "transformer architecture"]),
    (METHOD, ["β-VAE", r"$\beta$-VAE", "beta-VAE", "Beta VAEs"]),
    (METHOD, ["ε-greedy", r"$\varepsilon$-greedy", "ϵ greedy", "epsilon-greedy"]),
    (METHOD, ["Naïve Bayes", "naive Bayes", r"Na\"{\i}ve Bayes"]),
    (METHOD, ["long short-term memory (LSTM) networks", "Long Short Term Memory network"]),
    (METHOD, ["YOLOv3", "YOLO v3", "YOLO version 3"]),
    (METHOD, ["A* search", "A$^*$ search"]),
    (METHOD, ["Poincaré embeddings", r"Poincar\'e embedding"]),
    (METHOD, ["confusion matrices", "confusion matrix"]),
    (METHOD, ["Q&A", "Q and A"]),
    (METRIC, ["F1", "F-1", "F₁", "F$_1$", r"$\text{F}_1$", "F1 score", "F1-measure"]),
    (METRIC, ["F-measure", "F-score", "F measures"]),
    (METRIC, ["R²", "$R^2$", "R2", "R<sup>2</sup>"]),
    (METRIC, ["Recall@5", "recall at 5"]),
    (METRIC, ["Cohen's κ", r"Cohen $\kappa$", "cohen’s kappa"]),  # noqa: RUF001
    (METRIC, ["top-1 acc", "Top-1 Accuracy"]),
    (DATASET, ["SQuAD", "the SQuAD dataset", "SQuAD corpus", "SQuAD data set"]),
    (DATASET, ["SQuAD 1.1", "SQuAD v1.1", "SQuAD-1.1 dataset"]),
    (DATASET, ["CIFAR-10", "CIFAR10", "Cifar - 10"]),
    (DATASET, ["CNN/Daily Mail", "CNN-DailyMail", "CNN / Daily Mail"]),
    (TASK, ["text summarisation", "Text Summarization task"]),
    (TASK, ["dialogue act labelling", "dialog act labeling"]),
    (TASK, ["Visual Question Answering (VQA)", "visual question-answering"]),
    (TASK, ["behaviour modelling", "behavior modeling"]),
]
TWO = [
    (DATASET, ["CIFAR-10", "CIFAR-100"]),
    (DATASET, ["SQuAD", "SQuAD 1.1", "SQuAD 2.0"]),
    (DATASET, ["ImageNet", "ImageNet-1k", "ImageNet-21k", "Tiny ImageNet"]),
    (DATASET, ["STS", "STS Benchmark"]),
    (DATASET, ["PASCAL", "PASCAL-S"]),
    (DATASET, ["NTU RGB+D", "NTU RGB-D"]),
    (DATASET, ["Set 5 10", "Set 510"]),
    (METHOD, ["GPT-2", "GPT-3", "GPT-3.5"]),
    (METHOD, ["BERT", "BERT-base", "BERT-large"]),
    (METHOD, ["PointNet", "PointNet++"]),
    (METHOD, ["A*", "A"]),
    (METHOD, ["C", "C++", "C#"]),
    (METHOD, ["GPS", "GP"]),
    (METHOD, ["softmax", "A-Softmax"]),
    (METHOD, ["linear model", "linear algorithm"]),
    (METHOD, ["world model", "world"]),
    (METHOD, ["conv1", "con1"]),
    (METRIC, ["F1", "F2"]),
    (TASK, ["multi-task", "multi"]),
    (TASK, ["हिन्दी", "हनद"]),
]


@pytest.mark.parametrize(("kind", "names"), ONE, ids=lambda value: str(value)[:40])
def test_ways_to_write_a_name_have_one_key(kind: ConceptKind, names: list[str]) -> None:
    keys = {name: concept_key(kind, name) for name in names}
    assert len(set(keys.values())) == 1, keys


@pytest.mark.parametrize(("kind", "names"), TWO, ids=lambda value: str(value)[:40])
def test_different_names_have_different_keys(kind: ConceptKind, names: list[str]) -> None:
    keys = {name: concept_key(kind, name) for name in names}
    assert len(set(keys.values())) == len(names), keys


def test_a_head_counts_only_in_its_kind() -> None:
    assert concept_key(TASK, "SQuAD dataset") == "squaddataset"
    assert concept_key(DATASET, "SQuAD dataset") == "squad"


def test_a_head_alone_is_a_name() -> None:
    assert concept_key(DATASET, "dataset") == "dataset"
    assert concept_key(TASK, "tasks") == "task"
    assert concept_key(METRIC, "score") == "score"


def test_case_shows_the_plural_of_an_abbreviation() -> None:
    assert surface_key(METHOD, "LMs") == surface_key(METHOD, "LM") == "lm"
    assert surface_key(METHOD, "GPS") == "gps"
    assert concept_key(METHOD, "LMs") == "lms"


@pytest.mark.parametrize("name", ["", " ", "-", "()", "…", "$$", "\u200b", "''"])
def test_a_name_of_nothing_has_the_key_of_nothing(name: str) -> None:
    assert concept_key(METHOD, name) == NOTHING


def test_a_hostile_name_is_read_in_little_time() -> None:
    for name in ("(" * 50_000, "dataset " * 20_000, "\\'" * 50_000, "a(b) " * 20_000, "é" * 90_000):
        assert len(concept_key(DATASET, name)) <= 1_500


KINDS = st.sampled_from(list(ConceptKind))
LIKE_NAMES = st.text("abeinsxvABMS '()[]$\\^_{}-0123.,+*@&%βéß /", max_size=30)
PLAIN = st.text("abcdeimnsxvzABC 0123.-", max_size=30)


@given(KINDS, st.text(max_size=40) | LIKE_NAMES)
@example(METHOD, "&S0")
@example(METHOD, "0SV0")
@example(DATASET, "\ua83a\u2de0")
@example(METRIC, '0"%@')
def test_a_key_is_its_own_key_and_never_empty(kind: ConceptKind, name: str) -> None:
    key = concept_key(kind, name)
    assert key
    assert concept_key(kind, key) == key


@given(KINDS, PLAIN)
def test_case_hyphens_and_spaces_do_not_count(kind: ConceptKind, name: str) -> None:
    key = concept_key(kind, name)
    assert concept_key(kind, name.upper()) == key
    assert concept_key(kind, name.replace(" ", "-")) == key
    assert concept_key(kind, f" {name} ".replace(" ", "  ")) == key


@given(KINDS, st.lists(st.sampled_from(["deep", "graph", "net", "word", "text"]), min_size=1))
def test_closed_compounds_are_open_ones(kind: ConceptKind, words: list[str]) -> None:
    assert concept_key(kind, "".join(words)) == concept_key(kind, " ".join(words))


@given(KINDS, PLAIN)
def test_numbers_are_never_changed(kind: ConceptKind, name: str) -> None:
    assert re.findall(r"\d+", concept_key(kind, name)) == re.findall(r"\d+", name)
