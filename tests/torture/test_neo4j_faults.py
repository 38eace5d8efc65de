"""Neo4j servers that die at the worst moments, are full, or know their users."""

import threading
import time

import pytest
from building import build, digest_of
from dictionary import Dictionary
from neo4j_server import Neo4jServer
from relating import RELATING
from sample import SOURCES

from citeweave_graph import open_store
from citeweave_graph.neo4j.connection import Connection
from citeweave_graph.neo4j.tables import PATIENCE, Neo4jTables
from citeweave_schema import NodeKind, Paper
from citeweave_schema.errors import StoreFullError, StoreUnavailableError

_EVERYTHING = {**SOURCES, **RELATING}

pytestmark = [pytest.mark.torture, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def undisturbed():
    """The digest of a build that nothing disturbs."""
    with open_store("memory:") as store:
        build(store, _EVERYTHING, extract=Dictionary())
        return digest_of(store)


def _after(number, work):
    """Make the commit of a number do something first."""
    plain, count = Neo4jTables._write, 0

    def write(self, pending):
        nonlocal count
        count += 1
        if count == number:
            work()
        plain(self, pending)

    return write


def test_a_later_run_resumes_where_the_server_stayed_away(neo4j, undisturbed, monkeypatch):
    monkeypatch.setenv(PATIENCE, "0")
    with open_store(neo4j.url) as store:
        with monkeypatch.context() as patch:
            patch.setattr(Neo4jTables, "_write", _after(2, neo4j.kill))
            with pytest.raises(StoreUnavailableError, match="does not answer"):
                build(store, _EVERYTHING, extract=Dictionary(), batch=4)
        with pytest.raises(StoreUnavailableError, match="see that it runs"):
            open_store(neo4j.url)
        neo4j.start()
        assert digest_of(store) != undisturbed
        build(store, _EVERYTHING, extract=Dictionary())
        assert digest_of(store) == undisturbed


def test_a_commit_before_a_restart_is_not_done_twice(neo4j, undisturbed, monkeypatch):
    plain, disturbed = Connection.write, []

    def write(self, work):
        answer = plain(self, work)
        if "_write" in work.__qualname__ and not disturbed:
            disturbed.append(work)
            neo4j.restart()
            plain(self, work)
        return answer

    monkeypatch.setattr(Connection, "write", write)
    with open_store(neo4j.url) as store:
        build(store, _EVERYTHING, extract=Dictionary(), batch=4)
        assert digest_of(store) == undisturbed
    assert disturbed


def test_killed_while_it_commits(neo4j, undisturbed, monkeypatch):
    def fall():
        time.sleep(0.3)
        neo4j.kill()
        neo4j.start()

    # Not before: a server that is not there when a build begins is an error at once.
    falling = threading.Thread(target=fall)
    monkeypatch.setattr(Neo4jTables, "_write", _after(1, falling.start))
    with open_store(neo4j.url) as store:
        build(store, _EVERYTHING, extract=Dictionary(), batch=1)
        falling.join()
        assert digest_of(store) == undisturbed


def test_a_read_while_the_server_is_away(neo4j):
    with open_store(neo4j.url) as store:
        build(store, SOURCES, extract=Dictionary())
        with store.view() as view:
            papers = view.count(NodeKind.PAPER, None)
            neo4j.kill()
            begun = time.monotonic()
            with pytest.raises(StoreUnavailableError):
                view.count(NodeKind.PAPER, None)
            assert time.monotonic() - begun < 30
        neo4j.start()
        with store.view() as view:
            assert view.count(NodeKind.PAPER, None) == papers


def test_a_full_transaction_memory_makes_smaller_batches(monkeypatch):
    plain, full = Neo4jTables._write, []

    def write(self, pending):
        try:
            plain(self, pending)
        except StoreFullError as problem:
            full.append(str(problem))
            raise

    monkeypatch.setattr(Neo4jTables, "_write", write)
    papers = [Paper(title=f"Paper {number}", abstract="word " * 400) for number in range(250)]
    with open_store("memory:") as store:
        build(store, {"many.jsonl": papers})
        expected = digest_of(store)
    with (
        Neo4jServer(settings={"db.memory.transaction.max": "4m"}) as server,
        open_store(server.url) as store,
    ):
        build(store, {"many.jsonl": papers}, batch=10_000)
        assert digest_of(store) == expected
        assert full
        assert all("db.memory.transaction.max" in one for one in full)


def test_who_has_the_wrong_password_is_told_so_without_it():
    with Neo4jServer(password="a long secret") as server:  # noqa: S106  # of the test's server
        url = server.url.replace("a long secret", "wrong secret")
        with pytest.raises(StoreUnavailableError, match="user or the password") as caught:
            open_store(url)
        assert "secret" not in str(caught.value)
