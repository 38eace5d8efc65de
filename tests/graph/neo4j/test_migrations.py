"""A database becomes a graph once, whoever asks first; other people's databases are left alone."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from neo4j_server import Neo4jServer

from citeweave_graph import open_store
from citeweave_graph.neo4j.connection import Connection
from citeweave_graph.neo4j.migrations import check, migrate, newest
from citeweave_graph.neo4j.url import parse
from citeweave_schema.errors import ForeignStoreError, NewerStoreError


@pytest.fixture
def connection(neo4j: Neo4jServer) -> Iterator[Connection]:
    """A connection to an empty database."""
    found = Connection(parse(neo4j.url))
    yield found
    found.close()


def test_the_steps_are_taken_once(neo4j, connection):
    neo4j.reset(schema=True)
    assert check(connection) == 0
    with ThreadPoolExecutor(2) as several:
        list(several.map(lambda _: migrate(connection), range(2)))
    migrate(connection)
    assert check(connection) == newest()
    taken = neo4j.run("MATCH (m:CiteweaveMigration) RETURN m.number AS n, m.at AS at ORDER BY n")
    assert [row["n"] for row in taken] == list(range(newest() + 1))
    assert all(row["at"] for row in taken[1:])
    locks = neo4j.run("MATCH (n:CiteweaveLock) RETURN n.id AS id ORDER BY id")
    assert [row["id"] for row in locks] == ["door", "writer"]
    lacking = neo4j.run("SHOW INDEXES YIELD name, state WHERE state <> 'ONLINE' RETURN name")
    assert lacking == []


def test_a_step_that_was_broken_off_is_taken_again(neo4j, connection):
    neo4j.run("CREATE (:CiteweaveMigration {number: 0, name: 'begun'})")
    assert check(connection) == 0
    migrate(connection)
    assert check(connection) == newest()


def test_a_database_of_somebody_else_is_left_alone(neo4j):
    neo4j.run("CREATE (:Person {name: 'Ann'})-[:KNOWS]->(:Person {name: 'Bob'})")
    for create in (True, False):
        with pytest.raises(ForeignStoreError, match="something else"):
            open_store(neo4j.url, create=create)
    assert neo4j.run("MATCH (n) RETURN count(n) AS found")[0]["found"] == 2


def test_an_empty_database_becomes_a_graph_only_when_asked(neo4j):
    with pytest.raises(ForeignStoreError, match="citeweave build"):
        open_store(neo4j.url, create=False)
    with open_store(neo4j.url) as store, store.view() as view:
        assert view.manifest().version == 0
    with open_store(neo4j.url, create=False) as store, store.view() as view:
        assert view.manifest().version == 0


def test_a_graph_from_a_later_version(neo4j, connection):
    migrate(connection)
    neo4j.run("CREATE (:CiteweaveMigration {number: $number})", number=newest() + 1)
    with pytest.raises(NewerStoreError, match="upgrade"):
        open_store(neo4j.url)
    neo4j.reset()


def test_a_database_that_is_not_there(neo4j):
    with pytest.raises(ForeignStoreError, match="no such database"):
        open_store(f"{neo4j.url}/other")
