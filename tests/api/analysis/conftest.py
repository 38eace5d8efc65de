"""A graph whose titles and names are hostile, and the story's."""

from __future__ import annotations

import pytest
from building import build
from dictionary import Dictionary
from literature import LITERATURE
from msgspec.structs import replace
from story import STORY

from citeweave_graph import open_store
from citeweave_schema import AuthorName

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title></style></svg><svg onload=alert(1)>",
    r"$\frac{1}{0}$ and $\unknown{ & ]]> <!-- --> {{7*7}}",
    "a\u202eb\x85c\u2028d 图神经网络 \U0001f600",
    "=HYPERLINK(1)",
)


def _hostile():
    for number, paper in enumerate(STORY):
        words = HOSTILE[number % len(HOSTILE)]
        yield replace(
            paper,
            title=f"{words} {number}",
            authors=tuple(
                AuthorName(name=f"{HOSTILE[(number + step) % len(HOSTILE)]} Smith")
                for step in range(3)
            ),
        )


@pytest.fixture(scope="session")
def hostile(tmp_path_factory):
    """The URL of a graph in which everything that a source says is an attack."""
    url = f"sqlite:{tmp_path_factory.mktemp('hostile') / 'g.db'}"
    with open_store(url) as store:
        source = "<iframe src=//evil>.jsonl"
        build(store, {source: tuple(_hostile())}, extract=Dictionary(), batch=1000)
    return url


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    """The URL of the small literature's graph."""
    url = f"sqlite:{tmp_path_factory.mktemp('small') / 'g.db'}"
    with open_store(url) as store:
        build(store, {"literature": LITERATURE}, extract=Dictionary())
    return url


@pytest.fixture
def view(hostile):
    with open_store(hostile) as store, store.view() as view:
        yield view
