"""What all tests share: examples that are the same on every run, and real Neo4j servers.

`CITEWEAVE_CHANCE=1` draws new ones, to look for what nobody thought of.
`CITEWEAVE_TEST_NEO4J=URL[,URL…]` names servers that are there already; the tests empty them.
"""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

if TYPE_CHECKING:
    from neo4j_server import Neo4jServer

    from citeweave_graph.neo4j.browser import BrowserFiles

_ROOT = Path(__file__).parents[1]

sys.path.insert(0, str(_ROOT / "tests" / "graph" / "support"))

# Time is measured in bench/; a shared machine must not fail a test by being slow.
settings.register_profile(
    "citeweave",
    deadline=None,
    derandomize="CITEWEAVE_CHANCE" not in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("citeweave")


_EMPTYING = {"empty", "neo4j"}
"""The fixtures that empty the database of the worker's server for a single test."""

_LAST = (
    "tests/graph/neo4j/test_migrations.py",
    "tests/graph/test_neo4j_server.py",
    "tests/api/server/test_outage.py",
    "tests/graph/neo4j/test_faults.py",
)
"""Who drops the schema of the server or kills it, after which it makes all its plans anew."""

_DEAR = ("tests/test_notebooks.py", "tests/nlp/", "tests/api/")
"""Where tests take long; they begin early, so that no worker is left alone with them."""


@functools.cache
def _group(file: str) -> str:
    """Give which tests shall be done by one worker, since they share what is dear to make.

    A server takes most of a minute until it has made its plans, the graph of the listing pages
    half of one until their texts are read, and a browser some seconds until it is there.
    """
    text = (_ROOT / file).read_text("utf-8")
    if "built" in text and file.startswith("tests/api/test_"):
        return "listings"
    if file.startswith("tests/api/explorer/"):
        return "explorer"
    asking = ("neo4j_server", "(neo4j", ", neo4j")
    if file.startswith("tests/api/server/"):
        asking += ("(stores",)
    if any(fixture in text for fixture in asking):
        return "servers"
    return file


def _scope(nodeid: str) -> str:
    file = nodeid.partition("::")[0]
    if file.startswith("tests/graph/contract/"):
        return "contract" if "neo4j" in nodeid else file
    return _group(file)


_FIRST = ("contract", "servers", "listings", "explorer")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put groups first, who destroys what others share last, and in a file who empties a graph."""
    files = list(dict.fromkeys(map(_file, items)))
    places = {file: place for place, file in enumerate(files)}

    def place(item: pytest.Item) -> tuple[int, int, int, bool]:
        file, scope = _file(item), _scope(item.nodeid)
        late = len(_FIRST) + (not file.startswith(_DEAR))
        first = _FIRST.index(scope) if scope in _FIRST else late
        last = 1 + _LAST.index(file) if file in _LAST else 0
        empties = not _EMPTYING.isdisjoint(getattr(item, "fixturenames", ()))
        return first, last, places[file], empties

    items.sort(key=place)


def _file(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]


class _InGroups(LoadScopeScheduling):
    """Gives a worker all tests of a group, or else of a file."""

    def _split_scope(self, nodeid: str) -> str:
        return _scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Say how tests are shared out among workers: group by group, in the order they have."""
    config.option.loadscopereorder = False
    return _InGroups(config, log)


@pytest.fixture(scope="session")
def browser_files() -> Iterator[BrowserFiles]:
    """Give what Neo4j Browser shows of a graph, served."""
    from citeweave_graph.neo4j.browser import BrowserFiles  # noqa: PLC0415  # few tests need it

    with BrowserFiles() as files:
        yield files


@pytest.fixture(scope="session")
def neo4j_server(browser_files: BrowserFiles) -> Iterator[Callable[[], Neo4jServer]]:
    """Give the one server of this worker, started when it is first asked for.

    It has one database. Who shares a graph among the tests of a module empties it first, and it
    stays until a test of the module asks for an empty one; those tests come last.
    """
    import neo4j_server  # noqa: PLC0415  # as above

    settings = {"browser.post_connect_cmd": browser_files.first_commands}
    with ExitStack() as stack:

        @functools.cache
        def started() -> Neo4jServer:
            return stack.enter_context(neo4j_server.for_tests(settings=settings))

        yield started


@pytest.fixture
def neo4j(neo4j_server: Callable[[], Neo4jServer]) -> Neo4jServer:
    """Give a server whose database is empty."""
    server = neo4j_server()
    server.reset()
    return server
