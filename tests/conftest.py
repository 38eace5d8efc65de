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


class _InGroups(LoadScopeScheduling):
    """Gives a worker all tests of a file; and all that ask a Neo4j server to two of them.

    A server takes most of a minute until it has made its plans, so there should be few. The
    contract of stores takes as long as all others that ask one.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        if "neo4j" not in nodeid and not _speaks_of_neo4j(file):
            return file
        return "servers, contract" if file.startswith("tests/graph/contract/") else "servers"


@functools.cache
def _speaks_of_neo4j(file: str) -> bool:
    return "neo4j" in (_ROOT / file).read_text("utf-8")


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Say how tests are shared out among workers."""
    return _InGroups(config, log)


@pytest.fixture(scope="session")
def neo4j_servers() -> Iterator[Callable[[str], Neo4jServer]]:
    """Give the server of a name, started when it is first asked for, ended with the session.

    A server has one database, and is dear: "empty" is for graphs of single tests, "module" for
    one graph that the tests of a module share, and who comes next empties it.
    """
    import neo4j_server  # noqa: PLC0415  # only who asks for a server needs its driver

    started: dict[str, Neo4jServer] = {}
    with ExitStack() as stack:

        def named(name: str) -> Neo4jServer:
            if name not in started:
                server = neo4j_server.for_tests(len(started))
                started[name] = stack.enter_context(server)
            return started[name]

        yield named


@pytest.fixture
def neo4j(neo4j_servers: Callable[[str], Neo4jServer]) -> Neo4jServer:
    """Give a server whose database is empty."""
    server = neo4j_servers("empty")
    server.reset()
    return server
