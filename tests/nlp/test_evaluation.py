import pytest

from citeweave_nlp import evaluate


def concept(name, *aliases, kind="METHOD", role="uses"):
    return {"type": kind, "name": name, "aliases": list(aliases), "role": role}


def score(gold, predicted):
    return evaluate([{"id": "p", "entities": gold}], [{"id": "p", "entities": predicted}])


def test_all_right():
    result = score([concept("BERT")], [concept("BERT")])
    assert result["ALL"] == {
        "precision": 1.0,
        "recall": 1.0,
        "f1": 1.0,
        "relaxed_f1": 1.0,
        "gold": 1,
        "predicted": 1,
    }
    assert result["METHOD"] == result["ALL"]
    assert result["role_accuracy"] == 1.0
    assert result["alias_precision"] == 1.0


def test_normal_form_case_hyphen_plural():
    gold = [concept("Large-Language  Models")]
    assert score(gold, [concept("large language model")])["ALL"]["f1"] == 1.0


def test_types_are_kept_apart():
    result = score([concept("BERT", kind="DATASET")], [concept("BERT")])
    assert result["ALL"]["f1"] == 0.0
    assert result["METHOD"]["predicted"] == 1
    assert result["DATASET"]["gold"] == 1


def test_name_among_the_gold_forms_is_enough():
    # One of three forms is right, and it is the name.
    result = score([concept("RAG")], [concept("RAG", "x one", "y two")])
    assert result["ALL"]["f1"] == 1.0
    assert result["alias_precision"] == pytest.approx(0.3333)


def test_half_of_the_forms_is_enough():
    assert score([concept("RAG")], [concept("wrong one", "RAG")])["ALL"]["f1"] == 1.0
    assert score([concept("RAG")], [concept("wrong one", "RAG", "z")])["ALL"]["f1"] == 0.0


def test_matching_is_one_to_one_in_order_of_prediction():
    gold = [concept("RAG", role="proposes")]
    result = score(gold, [concept("RAG", role="uses"), concept("rag", role="proposes")])
    assert result["ALL"]["precision"] == 0.5
    assert result["ALL"]["recall"] == 1.0
    assert result["role_accuracy"] == 0.0  # the first prediction is the hit


def test_relaxed_needs_whole_words_in_a_row_and_half_the_words():
    gold = [concept("deep graph neural network")]
    assert score(gold, [concept("graph neural")])["ALL"]["relaxed_f1"] == 1.0
    assert score(gold, [concept("graph")])["ALL"]["relaxed_f1"] == 0.0
    assert score(gold, [concept("deep neural")])["ALL"]["relaxed_f1"] == 0.0
    assert score(gold, [concept("raph neural")])["ALL"]["relaxed_f1"] == 0.0
    assert score(gold, [concept("graph neural")])["ALL"]["f1"] == 0.0


def test_roles_count_over_hits_of_methods_datasets_and_tasks_only():
    gold = [concept("A one"), concept("B two", kind="METRIC", role="mentions")]
    missing = {"type": "METHOD", "name": "A one"}
    result = score(gold, [missing, concept("B two", kind="METRIC", role="uses")])
    assert result["role_accuracy"] == 0.0
    assert result["ALL"]["f1"] == 1.0


def test_micro_over_papers_and_what_was_not_predicted_counts():
    gold = [
        {"id": "1", "entities": [concept("A one"), concept("B two")]},
        {"id": "2", "entities": [concept("C three")]},
    ]
    predicted = [
        {"id": "1", "entities": [concept("A one"), concept("D four")]},
        {"id": "9", "entities": [concept("E five")]},
    ]
    result = evaluate(gold, predicted)["ALL"]
    assert (result["gold"], result["predicted"]) == (3, 2)
    assert result["precision"] == 0.5
    assert result["recall"] == pytest.approx(0.3333)
    assert result["f1"] == 0.4


def test_nothing_at_all():
    result = evaluate([], [])
    assert result["ALL"]["f1"] == 0.0
    assert result["role_accuracy"] == 0.0
