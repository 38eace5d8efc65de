"""Every block of docs/recipes.md runs, and the forms of a recipe give the same answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from building import build
from dictionary import WORDS, Dictionary
from known_papers import PAPERS

from citeweave.server import execute
from citeweave_graph import Store, open_store
from citeweave_schema import EntityType, Paper

_PAGE = Path(__file__).resolve().parents[1] / "docs" / "recipes.md"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_SAID = Paper(
    title="What Encoders Are Good For",
    abstract="BERT is used for question answering. BERT is used for text summarization.",
)
_WORDS = {
    EntityType.METHOD: (
        "BERT", "BART", "T5", "Transformer", "masked language modeling", "dense retrieval",
        "dense passage retrieval", "retrieval-augmented generation", "fusion-in-decoder",
    ),
    EntityType.DATASET: ("SQuAD", "GLUE", "Natural Questions"),
    EntityType.TASK: (
        "machine translation", "open-domain question answering", "text summarization",
    ),
}  # fmt: skip


class _Words(Dictionary):
    """The dictionary, with words that the known papers have."""

    def _words(self) -> list[tuple[EntityType, str]]:
        more = [(kind, word) for kind, some in _WORDS.items() for word in some]
        return [*((kind, word) for kind, some in WORDS.items() for word in some), *more]


@dataclass(frozen=True)
class _Recipe:
    title: str
    any_order: bool
    blocks: dict[str, str]


def _recipes() -> tuple[str, list[_Recipe], str]:
    """Give the block before the recipes, the recipes, and the block that ends all."""
    before, *sections = re.split(r"^## ", _PAGE.read_text("utf-8"), flags=re.MULTILINE)
    found, last = [], ""
    for section in sections:
        pairs = _BLOCK.findall(section)
        if len(pairs) == 4:
            last = pairs.pop()[1]
        assert [kind for kind, _ in pairs] == ["graphql", "python", "cypher"], section
        title, _, text = section.partition("\n")
        found.append(_Recipe(title, "in another order" in text, dict(pairs)))
    ((kind, first),) = _BLOCK.findall(before)
    assert kind == "python"
    return first, found, last


_FIRST, _RECIPES, _LAST = _recipes()


@pytest.fixture(scope="module")
def stores(tmp_path_factory, neo4j_server) -> Iterator[dict[str, Store]]:
    """The known papers in a file and on a server."""
    server = neo4j_server()
    server.reset()
    path = tmp_path_factory.mktemp("recipes") / "papers.db"
    with open_store(f"sqlite:{path}") as sqlite, open_store(server.url) as neo4j:
        for store in (sqlite, neo4j):
            build(store, {"known papers": [*PAPERS, _SAID]}, extract=_Words())
        yield {f"sqlite:{path}": sqlite, server.url: neo4j}


@pytest.fixture(scope="module")
def namespaces(stores) -> Iterator[list[dict[str, Any]]]:
    """What the Python blocks go on from, on each store."""
    found = []
    with pytest.MonkeyPatch.context() as patch:
        for url in stores:
            patch.setenv("CITEWEAVE_GRAPH", url)
            found.append(_after(_FIRST, {}))
    yield found
    for one in found:
        _after(_LAST, one)


def _after(code: str, namespace: dict[str, Any]) -> dict[str, Any]:
    exec(compile(code, _PAGE.name, "exec"), namespace)  # noqa: S102  # our own page
    return namespace


def _printed(code: str, namespace: dict[str, Any]) -> list[str]:
    out = StringIO()
    with redirect_stdout(out):
        _after(code, dict(namespace))
    return [part for line in out.getvalue().splitlines() for part in line.split(" | ")]


def _leaves(answer: Any) -> Iterator[str]:
    """Give the values of an answer one after another, as Python prints them."""
    if isinstance(answer, dict):
        answer = list(answer.values())
    if isinstance(answer, list):
        for part in answer:
            yield from _leaves(part)
    else:
        yield str(answer)


def _settled(values: list[str], recipe: _Recipe) -> list[str]:
    found = [value.casefold() for value in values]  # GraphQL writes roles in capitals
    return sorted(found) if recipe.any_order else found


@pytest.mark.parametrize("recipe", _RECIPES, ids=lambda one: one.title)
def test_the_forms_of_a_recipe_give_the_same_answer(stores, namespaces, neo4j_server, recipe):
    answers = []
    for store in stores.values():
        answer = execute(store, recipe.blocks["graphql"], {})
        assert "errors" not in answer, answer
        answers.append(list(_leaves(answer["data"])))
    answers += [_printed(recipe.blocks["python"], one) for one in namespaces]
    rows = neo4j_server().run(recipe.blocks["cypher"])
    answers.append(list(_leaves([row.values() for row in rows])))
    first, *others = [_settled(values, recipe) for values in answers]
    assert len(first) > 1
    for other in others:
        assert other == first
