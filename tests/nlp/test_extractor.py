import json
import time

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from citeweave_nlp import evaluate, load, pipeline_names
from citeweave_nlp.calibration_training import predicted_in as predictions
from citeweave_nlp.reading import READ_LIMIT
from citeweave_schema.codec import from_json, to_json
from citeweave_schema.errors import ExtractorError
from citeweave_schema.mentions import Entity
from citeweave_schema.names import text_hash


def one(extractor, title, abstract=None):
    (found,) = extractor.extract([(title, abstract)])
    for entity in found.entities:
        for mention in entity.mentions:
            mention.check_against(title, abstract)
    return found


def by_key(found):
    return {(entity.type.value, entity.key): entity for entity in found.entities}


def test_dev_figures_are_above_the_floors(extractor, gold_dev):
    figures = evaluate(gold_dev, predictions(extractor, gold_dev))
    assert figures["ALL"]["f1"] >= 0.64
    assert figures["ALL"]["relaxed_f1"] >= 0.68
    assert figures["ALL"]["precision"] >= 0.62
    assert figures["METHOD"]["f1"] >= 0.68
    assert figures["role_accuracy"] >= 0.85


def test_every_mention_is_the_slice_of_its_field(extractor, gold_dev):
    texts = [(row["title"], row["abstract"]) for row in gold_dev]
    mentions = 0
    for (title, abstract), found in zip(texts, extractor.extract(texts), strict=True):
        assert found.text_hash == text_hash(title, abstract)
        for entity in found.entities:
            assert entity.mentions
            assert entity.name == entity.mentions[0].text
            assert set(entity.surfaces) == {mention.text for mention in entity.mentions}
            for mention in entity.mentions:
                mention.check_against(title, abstract)
                mentions += 1
    assert mentions > 300


@pytest.mark.parametrize("batch_size", [1, 7, 64])
def test_batches_change_nothing(extractor, gold_dev, batch_size):
    texts = [(row["title"], row["abstract"]) for row in gold_dev[:20]]
    alone = [next(extractor.extract([text])) for text in texts]
    assert list(extractor.extract(texts, batch_size=batch_size)) == alone


def test_workers_change_nothing(extractor, gold_dev):
    texts = [(row["title"], row["abstract"]) for row in gold_dev[:20]]
    here = list(extractor.extract(texts))
    assert list(extractor.extract(texts, workers=2, batch_size=3)) == here


def test_it_streams(extractor):
    taken = []

    def texts():
        for number in range(1000):
            taken.append(number)
            yield "A title", None

    stream = extractor.extract(texts(), batch_size=4)
    next(stream)
    stream.close()
    assert len(taken) <= 8


def test_long_form_and_abbreviation_are_one_entity(extractor):
    found = one(
        extractor,
        "Retrieval with language models",
        "We propose retrieval-augmented generation (RAG) for question answering. RAG is better "
        "than BERT. In the end, RAG wins on SQuAD.",
    )
    rag = by_key(found)["METHOD", "retrieval augmented generation"]
    assert rag.short_forms == ("RAG",)
    assert [mention.text for mention in rag.mentions].count("RAG") == 3
    assert rag.role.value == "proposes"
    assert "propose" in (rag.mentions[0].cue or "")


def test_the_key_does_not_depend_on_the_plural(extractor):
    keys = [
        {entity.key for entity in one(extractor, "A study", text).entities}
        for text in (
            "We train large language models on code.",
            "We train a large language model on code.",
        )
    ]
    assert "large language model" in keys[0] & keys[1]


def test_owner_of_a_repository(extractor):
    text = "We train BERT. Code is at https://github.com/facebookresearch/foo."
    owner = by_key(one(extractor, "A study of training", text))["ORG", "facebookresearch"]
    assert owner.mentions[0].text == "facebookresearch"
    assert owner.role.value == "mentions"


def test_other_languages_are_kept_and_not_extracted(extractor):
    found = one(
        extractor,
        "Wie Sprachmodelle lernen",
        "Wir untersuchen, wie große Sprachmodelle wie BERT aus wenigen Beispielen lernen.",
    )
    assert found.language == "de"
    assert found.entities == ()
    assert one(extractor, "BERT").language is None


def test_title_only_and_nothing_at_all(extractor):
    assert one(extractor, "").entities == ()
    assert one(extractor, "", "").entities == ()
    assert one(extractor, "\n \t", None).entities == ()
    found = one(extractor, "BERT: Pre-training of Deep Transformers for Language Understanding")
    assert all(m.field.value == "title" for entity in found.entities for m in entity.mentions)


def test_a_very_long_text_is_read_up_to_the_limit(extractor):
    began = time.process_time()
    found = one(extractor, "A long text", "We train BERT on ImageNet for translation. " * 250_000)
    assert time.process_time() - began < 20
    assert found.entities
    assert max(m.end for entity in found.entities for m in entity.mentions) <= READ_LIMIT


HOSTILE = [
    "\x00\x01\x02 BERT \x7f",
    "\ud800 BERT \udfff on \ud83d",
    "👩‍👩‍👧‍👦 BERT 😀",
    "e\u0301\u0302\u0303" * 30,
    "\u202eBERT si siht\u202c",
    "نموذج لغوي كبير BERT",
    "$" * 500,
    "(" * 500 + "A" + ")" * 500,
    "\\" * 300,
    "a" * 5000,
    "A-" * 2000,
    "\n\n\n\n",
    "BERT\n\nBERT\r\n\r\nBERT",
    "\ufeffBERT",
    "\x800\x1e1(",
    "lan\u2028guage model\nBERT on\nImageNet",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text(extractor, text):
    one(extractor, text, text)
    one(extractor, f"We propose {text} on", f"{text} is trained on ImageNet (IN). {text}")


@settings(max_examples=60, deadline=None)
@given(
    title=st.text(max_size=60),
    abstract=st.none()
    | st.text(max_size=200)
    | st.lists(
        st.sampled_from(
            [
                *("We propose", "BERT", "(LLMs)", "large language models", ".", "\n\n", "$x$"),
                *("\ud800", "\x1e", "\u2028", "e\u0301", "漢", "https://github.com/a-lab/b"),
            ]
        ),
        max_size=30,
    ).map(" ".join),
)
def test_any_text_gives_true_slices(extractor, title, abstract):
    one(extractor, title, abstract)


def test_json_form_and_back(extractor, gold_dev):
    found = one(extractor, gold_dev[0]["title"], gold_dev[0]["abstract"])
    for entity in found.entities:
        assert from_json(Entity, json.loads(json.dumps(to_json(entity)))) == entity


def test_names_and_versions(extractor):
    assert pipeline_names()[:2] == ("shipped", "light")
    assert load("light").version.startswith("citeweave-light ")
    assert extractor.version.startswith("citeweave-minilm ")


def test_no_such_pipeline(tmp_path):
    with pytest.raises(ExtractorError, match="shipped, light"):
        load("nothing-of-this-name")
    (tmp_path / "config.cfg").write_text("[nlp]\nlang = 'en'\npipeline = ['no_such_part']\n")
    with pytest.raises(ExtractorError, match="cannot load the pipeline"):
        load(str(tmp_path))


def test_any_spacy_pipeline_can_take_its_place(tmp_path):
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns(
        [
            {"label": "METHOD", "pattern": "BERT"},
            {"label": "PER", "pattern": "Ada Lovelace"},
            {"label": "GPE", "pattern": "Paris"},
        ]
    )
    nlp.to_disk(tmp_path / "mine")
    mine = load(str(tmp_path / "mine"))
    text = "Ada Lovelace trains BERT in Paris. We also train BERT on many texts."
    found = one(mine, "A study of training", text)
    assert set(by_key(found)) == {("METHOD", "bert"), ("PERSON", "ada lovelace")}
    assert by_key(found)["METHOD", "bert"].confidence == 0.75
    assert list(mine.extract([("A study of training", text)], workers=2)) == [found]


def test_what_nobody_sees_is_no_name(extractor):
    found = one(extractor, "\u200f on MMLU", "We use \u200f and \u202e on MMLU and GPT-4.")
    surfaces = [m.text for entity in found.entities for m in entity.mentions]
    assert all(any(sign.isalnum() for sign in surface) for surface in surfaces)
