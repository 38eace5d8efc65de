from pathlib import Path

import pytest

from citeweave_nlp import load
from citeweave_nlp.gold import read_gold

GOLD = Path(__file__).parents[2] / "nlp" / "gold"


@pytest.fixture(scope="session")
def extractor():
    return load()


@pytest.fixture(scope="session")
def gold_train():
    return read_gold(GOLD / "train.jsonl")


@pytest.fixture(scope="session")
def gold_dev():
    return read_gold(GOLD / "dev.jsonl")
