"""Confidences that mean what they say."""

import random

import pytest

from citeweave_nlp.calibration import Calibration, calibration_facts
from citeweave_nlp.calibration_training import fit_calibration
from citeweave_nlp.calibration_training import predicted_in as predictions
from citeweave_nlp.comparison import bands, calibration_error, interval
from citeweave_nlp.found import Found
from citeweave_nlp.grouping import Group
from citeweave_nlp.name_list import read_names
from citeweave_schema.errors import ExtractorError
from citeweave_schema.kinds import EntityType


def group(*confidences):
    places = [
        Found(5 * at, 5 * at + 4, EntityType.METHOD, one) for at, one in enumerate(confidences)
    ]
    return Group(EntityType.METHOD, "bert", places)


TEXT = "BERT " * 10


def test_surer_spans_make_a_surer_entity():
    calibration = Calibration({"best": 1.0, "any": 0.3, "type=METHOD": -0.2})
    sure = [calibration.confidence(TEXT, 0, group(one)) for one in (0.1, 0.5, 0.9, 1.0)]
    assert sure == sorted(sure)
    assert 0 < sure[0] < sure[-1] < 1


def test_what_was_overrated_is_rated_down():
    chance = random.Random(1)
    examples = []
    for _ in range(4000):
        said = chance.random()
        right = chance.random() < said**2
        examples.append((calibration_facts(TEXT, 0, group(said), {}), right))
    calibration = fit_calibration(examples)
    for said in (0.3, 0.5, 0.7):
        assert calibration.confidence(TEXT, 0, group(said)) == pytest.approx(said**2, abs=0.08)


def test_settings_that_are_no_weights_are_refused():
    assert Calibration.from_settings({}, {}) is None
    with pytest.raises(ExtractorError, match="calibration"):
        Calibration.from_settings({"calibration": {"best": "much"}}, {})


def test_bands_and_their_error():
    gold = [{"id": 1, "entities": [{"type": "METHOD", "name": "a", "aliases": []}]}]
    found = [
        {
            "id": 1,
            "entities": [
                {"type": "METHOD", "name": "a", "aliases": [], "confidence": 0.9},
                {"type": "METHOD", "name": "b", "aliases": [], "confidence": 0.5},
            ],
        }
    ]
    assert bands(gold, found) == [(0.5, 0.0, 1), (0.9, 1.0, 1)]
    assert bands(gold, found, 1) == [(0.7, 0.5, 2)]
    assert calibration_error(gold, found) == pytest.approx((0.5 + 0.1) / 2)


def test_the_shipped_confidences_on_dev(extractor, gold_dev):
    found = predictions(extractor, gold_dev)
    assert calibration_error(gold_dev, found) <= 0.05
    high = [band for band in bands(gold_dev, found) if band[0] >= 0.9]
    right = sum(share * count for _, share, count in high)
    assert right / sum(count for *_, count in high) >= 0.85
    low, best = interval(gold_dev, found)
    assert low < best


def test_a_name_that_other_papers_have_is_surer():
    weights = {"best": 1.0, "listed": 0.5, "listed otherwise": -0.5}
    known = Calibration(weights, {"bert": {"METHOD": 2}})
    other = Calibration(weights, {"bert": {"TASK": 2}})
    sure = [one.confidence(TEXT, 0, group(0.6)) for one in (other, Calibration(weights), known)]
    assert sure == sorted(sure)
    assert len(set(sure)) == 3


def test_a_damaged_list_of_names_is_named(tmp_path):
    (tmp_path / "names.json").write_text("[1, 2]")
    with pytest.raises(ExtractorError, match="list of names"):
        read_names(tmp_path)
    assert read_names(tmp_path / "elsewhere") == {}
