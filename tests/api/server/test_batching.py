"""Loaders gather what is asked for in one turn, and what is selected is known before it is met."""

import asyncio

import pytest
from graphql import FieldNode, FragmentDefinitionNode, OperationDefinitionNode, parse

from citeweave.server import Limits, execute
from citeweave.server.batching import Batched
from citeweave.server.selecting import Below


class Asked:
    """A question that doubles its keys, and remembers what it was asked."""

    def __init__(self) -> None:
        self.questions: list[list[int]] = []
        self.problem: Exception | None = None
        self.begun = asyncio.Event()

    async def __call__(self, keys: list[int]) -> list[int]:
        self.questions.append(keys)
        self.begun.set()
        await asyncio.sleep(0)
        if self.problem:
            raise self.problem
        return [2 * key for key in keys]


def test_what_is_asked_in_one_turn_is_one_question():
    asked = Asked()

    async def all_at_once() -> list[int]:
        loader = Batched(asked)
        first = await asyncio.gather(loader.load(1), loader.load(2), loader.load(1))
        await loader.load_all([2, 3, 1])
        return [*first, loader.known[3], await loader.load(3)]

    assert asyncio.run(all_at_once()) == [2, 4, 2, 6, 6]
    assert asked.questions == [[1, 2], [3]]


def test_what_is_under_way_is_not_asked_again():
    asked = Asked()

    async def overlapping() -> None:
        loader = Batched(asked)
        first = asyncio.create_task(loader.load(1))
        await asked.begun.wait()
        await loader.load_all([1, 2])
        assert (await first, loader.known) == (2, {1: 2, 2: 4})

    asyncio.run(overlapping())
    assert asked.questions == [[1], [2]]


def test_all_who_wait_get_the_problem_and_the_next_may_ask_again():
    asked = Asked()
    asked.problem = ValueError("down")

    async def failing() -> int:
        loader = Batched(asked)
        both = await asyncio.gather(loader.load(1), loader.load(2), return_exceptions=True)
        assert both == [asked.problem] * 2
        with pytest.raises(ValueError, match="down"):
            await loader.load_all([3])
        asked.problem = None
        return await loader.load(1)

    assert asyncio.run(failing()) == 2


def test_one_who_is_cancelled_does_not_take_the_answer_from_others():
    asked = Asked()

    async def one_leaves() -> int:
        loader = Batched(asked)
        leaving, staying = (asyncio.create_task(loader.load(1)) for _ in range(2))
        await asyncio.sleep(0)
        leaving.cancel()
        return await staying

    assert asyncio.run(one_leaves()) == 2


def below(query: str, **variables: object) -> Below:
    document = parse(query)
    fragments = {
        one.name.value: one
        for one in document.definitions
        if isinstance(one, FragmentDefinitionNode)
    }
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    (field,) = operation.selection_set.selections
    assert isinstance(field, FieldNode)
    return Below([field], fragments, variables)


def test_selections_are_seen_through_fragments():
    found = below(
        """query($n: Int, $m: Int) { edges { ...F ... on X { evidence(first: $n) { end } } } }
        fragment F on X { node { id } ...G evidence { end } again: evidence(first: 3) { end } }
        fragment G on X { shared { concept { id } more: evidence(first: $m) { end } } }""",
        n=2,
    )
    assert "node" in found
    assert "cursor" not in found
    assert sorted(found.values("evidence", "first", 5)) == [2, 3, 5]
    assert "concept" in found.of("shared")
    assert found.of("shared").values("evidence", "first", 5) == [5]
    assert "concept" not in found.of("cursor")


def test_what_stands_under_a_condition_is_not_looked_at_ahead():
    assert "node" not in below("{ edges { node @skip(if: true) { id } } }")
    assert "node" not in below("{ edges { ... @include(if: false) { node { id } } } }")


def test_fragments_that_multiply_are_walked_once():
    parts = ["fragment F0 on X { node { id } }"]
    parts += [f"fragment F{n} on X {{ ...F{n - 1} ...F{n - 1} }}" for n in range(1, 60)]
    assert "node" in below("{ edges { ...F59 } } " + " ".join(parts))


SKIPPED = """query($no: Boolean!, $n: Int!) { papers(first: 9) { nodes { methods {
  edges { node @include(if: $no) { name } evidence(first: $n) @skip(if: $no) { start } } } } } }"""


@pytest.mark.parametrize(
    ("no", "asked", "left"), [(False, "evidence", "nodes"), (True, "nodes", "evidence")]
)
def test_conditions_decide_what_the_store_is_asked(counted, no, asked, left):
    counted.calls.clear()
    answer = execute(counted, SKIPPED, {"no": no, "n": 2}, limits=Limits())
    assert "errors" not in answer
    assert counted.calls[asked] == 1
    assert left not in counted.calls


@pytest.mark.parametrize("first", [0, 101, -1])
def test_a_wrong_size_is_refused_where_it_stands(many, first):
    query = """query($n: Int!) { papers(first: 2) { nodes { methods {
      edges { evidence(first: $n) { end } } } } } }"""
    errors = execute(many, query, {"n": first})["errors"]
    assert {one["extensions"]["code"] for one in errors} == {"BAD_INPUT"}
    assert errors[0]["path"][-1] == "evidence"
