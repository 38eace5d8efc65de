"""What sentences say of two concepts."""

import pytest

from citeweave_nlp import load
from citeweave_nlp.relations import RelationModel, pairs_in
from citeweave_nlp.terms import Term, TermList
from citeweave_schema.errors import ExtractorError
from citeweave_schema.kinds import EdgeKind, EntityType

TERMS = TermList(
    (
        Term("LoRA", EntityType.METHOD),
        Term("BERT", EntityType.METHOD),
        Term("SVM", EntityType.METHOD),
        Term("classifiers", EntityType.METHOD),
        Term("machine translation", EntityType.TASK),
        Term("SQuAD", EntityType.DATASET),
        Term("IBM", EntityType.ORG),
    )
)


@pytest.fixture(scope="module")
def reader():
    return load("light", terms=TERMS)


def said(reader, abstract, title="A study of learning machines"):
    (found,) = reader.extract([(title, abstract)])
    names = [entity.key for entity in found.entities]
    return {(one.kind, names[one.head], names[one.tail]) for one in found.relations}, found


@pytest.mark.parametrize(
    ("sentence", "relation"),
    [
        (
            "We use LoRA for machine translation.",
            (EdgeKind.USED_FOR, "lora", "machine translation"),
        ),
        ("We evaluate BERT on SQuAD.", (EdgeKind.EVALUATED_ON, "bert", "squad")),
        ("Our BERT outperforms SVM.", (EdgeKind.COMPARED_WITH, "bert", "svm")),
        ("We use classifiers such as SVM.", (EdgeKind.BROADER, "svm", "classifier")),
    ],
)
def test_plain_sentences(reader, sentence, relation):
    assert relation in said(reader, sentence)[0]


def test_a_list_and_an_organisation_say_nothing(reader):
    assert said(reader, "LoRA, BERT and IBM are mentioned.")[0] == set()


def test_sentences_are_not_mixed(reader):
    relations, found = said(reader, "We study LoRA. Others study machine translation.")
    assert relations == set()
    assert list(pairs_in(found.entities)) == []


def test_every_relation_stands_on_two_mentions_of_one_sentence(extractor, gold_dev):
    texts = [(row["title"], row["abstract"]) for row in gold_dev]
    relations = 0
    for (title, abstract), found in zip(texts, extractor.extract(texts), strict=True):
        for one in found.relations:
            head = found.entities[one.head].mentions[one.head_mention]
            tail = found.entities[one.tail].mentions[one.tail_mention]
            assert (head.field, head.sentence_start) == (tail.field, tail.sentence_start)
            text = title if head.field.value == "title" else abstract
            assert text[head.start : head.end] == head.text
            relations += 1
    assert relations > 20


def test_many_concepts_in_one_sentence_stay_cheap(reader):
    names = " ".join(["LoRA BERT SVM classifiers SQuAD"] * 400)
    (found,) = reader.extract([("A list", names)])
    assert len(found.relations) <= 60


def test_a_damaged_model_is_named(tmp_path):
    with pytest.raises(ExtractorError, match="no relations model"):
        RelationModel.from_disk(tmp_path)
