"""Over 2,000 papers of the ACL Anthology, each store gives byte-identical answers."""

from __future__ import annotations

import json
import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import worlds_served
from neo4j_server import Neo4jServer

from citeweave.server import execute
from citeweave.server.examples import EXAMPLES
from citeweave_graph import Store
from citeweave_schema import EdgeKind, Node

SHORT = os.environ.get("CITEWEAVE_TORTURE") == "short"
VOLUMES = sorted((Path(__file__).parent / "acl").glob("2022*.xz" if SHORT else "*.xz"))
PAPERS = 145 if SHORT else 2_059
ASKED = 10 if SHORT else 60
"""Papers of which every question about a paper is asked."""
BATCH = 256

pytestmark = [pytest.mark.torture, pytest.mark.timeout(1800)]


@dataclass(frozen=True)
class World:
    """The same graph on each store, and what to ask there instead of what the examples ask."""

    stores: dict[str, Store]
    papers: list[Node]
    instead: dict[str, str]

    def answers(self, query: str, variables: dict[str, Any]) -> dict[str, str]:
        """Give the answer of each store, having checked that it is none of errors."""
        asked = {name: self.instead.get(value, value) for name, value in variables.items()}
        return {name: _answer(store, query, asked) for name, store in self.stores.items()}


@pytest.fixture(scope="module")
def world(
    tmp_path_factory: pytest.TempPathFactory, neo4j_server: Callable[[], Neo4jServer]
) -> Iterator[World]:
    server = neo4j_server()
    server.reset()
    urls = {
        "memory": "memory:",
        "sqlite": f"sqlite:{tmp_path_factory.mktemp('anthology') / 'g.db'}",
        "neo4j": server.url,
    }
    stores = {name: worlds_served.read(VOLUMES, url, batch=BATCH) for name, url in urls.items()}
    papers, instead = _known(stores["memory"])
    yield World(stores, papers, instead)
    for store in stores.values():
        store.close()


def _known(store: Store) -> tuple[list[Node], dict[str, str]]:
    """Give the papers with concepts, most first, and values for the variables of the examples."""
    with store.view() as view:
        edges = list(view.all_edges())
        concepts = Counter(edge.source for edge in edges if edge.role)
        ordered = sorted(concepts, key=lambda paper: (-concepts[paper], paper))
        papers = [node for node in map(view.node, ordered) if node is not None]
        author = _most(view.node, (e.target for e in edges if e.kind is EdgeKind.AUTHORED))
        venue = _most(view.node, (e.target for e in edges if e.kind is EdgeKind.PUBLISHED_IN))
    first, second = papers[:2]
    asked = {example.file: example.variables for example in EXAMPLES}
    return papers, {
        asked["01-sharing"]["title"]: first.name,
        asked["07-path"]["from"]: first.id,
        asked["07-path"]["to"]: second.id,
        asked["05-concept"]["name"]: "transformer",
        asked["06-search"]["words"]: "translation",
        asked["11-people"]["author"]: author.name,
        asked["12-venues"]["name"]: venue.name,
    }


def _most(node: Callable[[str], Node | None], ids: Iterator[str]) -> Node:
    counted = Counter(ids)
    found = node(min(counted, key=lambda one: (-counted[one], one)))
    assert found is not None
    return found


def _answer(store: Store, query: str, variables: dict[str, Any]) -> str:
    answer = execute(store, query, variables)
    assert "errors" not in answer, answer
    (answer["data"].get("graph") or {}).pop("at", None)
    answer["data"].pop("rateLimit", None)
    return json.dumps(answer, ensure_ascii=False)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.file)
def test_every_example_is_answered_alike(world: World, example: Any) -> None:
    answers = world.answers(example.query, dict(example.variables))
    assert answers["sqlite"] == answers["memory"]
    assert answers["neo4j"] == answers["memory"]


@pytest.mark.parametrize(
    "file", ["01-sharing", "02-why-sharing", "08-node", "13-citations", "17-identity", "21-similar"]
)
def test_many_papers_are_answered_alike(world: World, file: str) -> None:
    (example,) = (one for one in EXAMPLES if one.file == file)
    for paper in random.Random(file).sample(world.papers, ASKED):
        values = {"title": paper.name, "id": paper.id}
        answers = world.answers(example.query, {name: values[name] for name in example.variables})
        assert set(answers.values()) == {answers["memory"]}, paper.id
        assert '{"paper": null}' not in answers["memory"]


def test_the_graphs_are_the_same(world: World) -> None:
    digests, counts = set(), set()
    for store in world.stores.values():
        with store.view() as view:
            digests.add(view.digest())
            counts.add(view.text_papers())
    assert len(digests) == 1
    assert counts == {PAPERS}
