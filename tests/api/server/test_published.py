"""What is published stays true: the schema file, the examples, the guide, the package's names."""

import re
from pathlib import Path

import pytest
import worlds_served
from graphql import FieldNode, build_schema, parse

import citeweave.server
from citeweave.server import execute
from citeweave.server.building import core_schema
from citeweave.server.examples import EXAMPLES
from citeweave.server.sdl import SDL_FILE, sdl

GUIDE = Path(__file__).parents[3] / "docs" / "graphql.md"


def test_the_committed_schema_is_the_schema():
    assert SDL_FILE.read_text("utf-8") == sdl(), "run: python -m citeweave.server.sdl"
    build_schema(sdl())


def test_everything_in_the_schema_is_described():
    for name, kind in core_schema().type_map.items():
        if name.startswith("__") or name in ("String", "Int", "Float", "Boolean", "ID"):
            continue
        assert kind.description, name
        if name in ("Query", "Mutation"):
            assert all(field.description for field in kind.fields.values())


def test_each_root_field_has_an_example():
    shown = {
        selection.name.value
        for example in EXAMPLES
        for selection in parse(example.query).definitions[0].selection_set.selections
        if isinstance(selection, FieldNode)
    }
    assert shown == set(core_schema().query_type.fields)


@pytest.fixture(scope="module")
def listings():
    return worlds_served.listings()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.file)
def test_each_example_runs_on_the_demo_graph(listings, example):
    answer = execute(listings, example.query, example.variables)
    assert "errors" not in answer, answer
    assert any(answer["data"].values()) or example.file == "11-people"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.file)
def test_the_guide_shows_each_example(example):
    assert example.query.strip() in GUIDE.read_text("utf-8")


def test_every_query_of_the_guide_runs(listings):
    for text in re.findall(r"```graphql\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL):
        example = next((one for one in EXAMPLES if one.query.strip() == text.strip()), None)
        if example is None and not text.startswith("mutation"):
            answer = execute(listings, text)
            assert "errors" not in answer, (text, answer)


def test_the_public_names():
    assert citeweave.server.__all__ == sorted(citeweave.server.__all__)
    assert set(citeweave.server.__all__) == {
        "Limits", "Settings", "Token", "TokenStore", "create_app", "execute", "serve",
    }  # fmt: skip
