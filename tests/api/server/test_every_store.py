"""Every example query of the documents gives byte-identical answers on each store."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import worlds_served

from citeweave.server import execute
from citeweave.server.examples import EXAMPLES
from citeweave_graph import Store

DOCS = Path(__file__).resolve().parents[3] / "docs"
_BLOCK = re.compile(r"^```graphql\n(.*?)^```", re.MULTILINE | re.DOTALL)


def _in_documents() -> Iterator[Any]:
    for file in sorted(DOCS.glob("*.md")):
        for number, found in enumerate(_BLOCK.finditer(file.read_text("utf-8"))):
            query = found.group(1)
            if "mutation" not in query:
                yield pytest.param(query, {}, id=f"{file.stem}-{number}")


QUERIES = [
    *(pytest.param(one.query, dict(one.variables), id=one.file) for one in EXAMPLES),
    *_in_documents(),
]


@pytest.fixture(scope="module")
def listings(tmp_path_factory, neo4j_server) -> Iterator[dict[str, Store]]:
    """The graph of the listing pages on each store."""
    server = neo4j_server()
    server.reset(graph=True)
    urls = {
        "memory": "memory:",
        "sqlite": f"sqlite:{tmp_path_factory.mktemp('listings') / 'g.db'}",
        "neo4j": server.url,
    }
    stores = {name: worlds_served.listings(url) for name, url in urls.items()}
    yield stores
    for store in stores.values():
        store.close()


def _answer(store: Store, query: str, variables: dict[str, Any]) -> str:
    answer = execute(store, query, variables)
    data = answer.get("data") or {}
    (data.get("graph") or {}).pop("at", None)
    data.pop("rateLimit", None)
    return json.dumps(answer, ensure_ascii=False)


@pytest.mark.parametrize(("query", "variables"), QUERIES)
def test_every_example_is_answered_alike(listings, query, variables):
    answers = {name: _answer(store, query, variables) for name, store in listings.items()}
    assert answers["sqlite"] == answers["memory"]
    assert answers["neo4j"] == answers["memory"]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.file)
def test_no_example_fails(listings, example):
    answer = execute(listings["neo4j"], example.query, dict(example.variables))
    assert "errors" not in answer


def test_the_graphs_are_the_same(listings):
    digests = set()
    for store in listings.values():
        with store.view() as view:
            digests.add(view.digest())
    assert len(digests) == 1
