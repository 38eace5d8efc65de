"""Servers that die, lie down or are full, and others who write: nothing is doubled or lost."""

import logging
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from building import build, digest_of
from dictionary import Dictionary
from neo4j_server import Neo4jServer
from relating import RELATING
from sample import SOURCES

from citeweave_graph import open_store
from citeweave_graph.neo4j.connection import Connection
from citeweave_graph.neo4j.tables import PATIENCE, Neo4jTables
from citeweave_graph.neo4j.url import parse
from citeweave_schema import NodeKind
from citeweave_schema.errors import StoreFullError, StoreUnavailableError, UsageError

_SUPPORT = Path(__file__).parents[1] / "support"
_EVERYTHING = {**SOURCES, **RELATING}


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


def test_a_build_goes_on_when_the_server_comes_back(neo4j, undisturbed, monkeypatch, caplog):
    def lose():
        neo4j.kill()
        threading.Timer(0.5, neo4j.start).start()

    monkeypatch.setattr(Neo4jTables, "_write", _after(4, lose))
    with open_store(neo4j.url) as store, caplog.at_level(logging.WARNING):
        build(store, _EVERYTHING, extract=Dictionary(), batch=2)
        assert digest_of(store) == undisturbed
    assert "waiting up to 60 s" in caplog.text
    assert "going on" in caplog.text


def test_a_commit_that_succeeded_unheard_is_not_done_twice(neo4j, undisturbed, monkeypatch):
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


def test_a_later_run_resumes_where_the_server_stayed_away(neo4j, undisturbed, monkeypatch):
    monkeypatch.setenv(PATIENCE, "0")
    with monkeypatch.context() as patch:
        patch.setattr(Neo4jTables, "_write", _after(4, neo4j.kill))
        with (
            open_store(neo4j.url) as store,
            pytest.raises(StoreUnavailableError, match="does not answer"),
        ):
            build(store, _EVERYTHING, extract=Dictionary(), batch=2)
    with pytest.raises(StoreUnavailableError, match="see that it runs"):
        open_store(neo4j.url)
    neo4j.start()
    with open_store(neo4j.url) as store:
        build(store, _EVERYTHING, extract=Dictionary(), batch=2)
        assert digest_of(store) == undisturbed


def test_killed_while_it_commits(neo4j, undisturbed):
    with open_store(neo4j.url) as store:

        def fell():
            time.sleep(0.6)
            neo4j.kill()
            neo4j.start()

        thread = threading.Thread(target=fell)
        thread.start()
        build(store, _EVERYTHING, extract=Dictionary(), batch=1)
        thread.join()
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


_HOLD = """
import sys
from citeweave_graph import open_store
with open_store(sys.argv[1]) as store, store.writer():
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("end", ["done", "killed"])
def test_a_writer_in_another_process_is_respected(neo4j, end):
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, neo4j.url], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout.readline() == b"held\n"
        with open_store(neo4j.url) as store:
            with pytest.raises(StoreUnavailableError, match="another process"):
                store.writer()
            if end == "killed":
                other.kill()
            other.stdin.close()
            other.wait()
            with store.writer():
                pass


def test_a_writer_whose_lock_was_lost_does_not_write_beside_another(neo4j):
    with open_store(neo4j.url) as store, open_store(neo4j.url) as other:
        first = store.writer()
        with first:
            first._tables._lock.release()
            with other.writer() as second:
                second.keep_setting("mine", "second")
                with pytest.raises(StoreUnavailableError, match="another process"):
                    first.keep_setting("mine", "first")
            with pytest.raises(StoreUnavailableError, match="another process wrote"):
                first.keep_setting("mine", "first")
        with store.view() as view:
            assert view.setting("mine") == "second"


def test_a_lock_that_was_lost_is_taken_again(neo4j):
    with open_store(neo4j.url) as store, store.writer() as writer:
        writer._tables._lock.release()
        with open_store(neo4j.url) as other, other.writer():
            pass
        writer.keep_setting("mine", "first")
        with store.view() as view:
            assert view.setting("mine") == "first"


@pytest.mark.parametrize("patience", ["soon", "-1", "nan", "1e9"])
def test_a_patience_that_is_none(neo4j, monkeypatch, patience):
    monkeypatch.setenv(PATIENCE, patience)
    with open_store(neo4j.url) as store, pytest.raises(UsageError, match=PATIENCE):
        store.writer()


def test_a_full_transaction_memory_makes_smaller_batches(undisturbed):
    with (
        Neo4jServer(settings={"db.memory.transaction.max": "4m"}) as server,
        open_store(server.url) as store,
    ):
        connection = Connection(parse(server.url))
        rows = [{"name": str(number), "value": "x" * 1_000} for number in range(20_000)]
        tables = Neo4jTables(connection)
        with pytest.raises(StoreFullError, match=r"db\.memory\.transaction\.max"):
            with tables.transaction():
                tables.insert("meta", rows)
        assert list(tables.everything("meta")) == []
        tables.close()
        connection.close()
        build(store, _EVERYTHING, extract=Dictionary(), batch=10_000)
        assert digest_of(store) == undisturbed


def test_who_has_the_wrong_password_is_told_so_without_it():
    with Neo4jServer(password="a long secret") as server:  # noqa: S106  # of the test's server
        url = server.url.replace("a long secret", "wrong secret")
        with pytest.raises(StoreUnavailableError, match="user or the password") as caught:
            open_store(url)
        assert "secret" not in str(caught.value)
