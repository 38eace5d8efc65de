"""Servers that die or lie down, and others who write: nothing is doubled or lost.

What takes long is in `torture/test_neo4j_faults.py`.
"""

import logging
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from building import build, digest_of
from dictionary import Dictionary
from relating import RELATING
from sample import SOURCES

from citeweave_graph import open_store
from citeweave_graph.neo4j import connection
from citeweave_graph.neo4j.connection import Connection, LostConnectionError
from citeweave_graph.neo4j.tables import PATIENCE, Neo4jTables
from citeweave_schema.errors import StoreUnavailableError, UsageError

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

    monkeypatch.setattr(Neo4jTables, "_write", _after(2, lose))
    # else the driver's own patience may be enough for a server that is quick to start
    monkeypatch.setattr(connection, "_RETRY_WRITES_SECONDS", 0.2)
    with open_store(neo4j.url) as store, caplog.at_level(logging.WARNING):
        build(store, _EVERYTHING, extract=Dictionary(), batch=4)
        assert digest_of(store) == undisturbed
    assert "waiting up to 60 s" in caplog.text
    assert "going on" in caplog.text


def test_a_commit_that_succeeded_unheard_is_not_done_twice(neo4j, undisturbed, monkeypatch):
    plain, disturbed = Connection.write, []

    def write(self, work):
        answer = plain(self, work)
        if "_write" in work.__qualname__ and len(disturbed) < 3:
            disturbed.append(work)
            raise LostConnectionError("nobody heard of it")
        return answer

    monkeypatch.setattr(Connection, "write", write)
    with open_store(neo4j.url) as store:
        build(store, _EVERYTHING, extract=Dictionary(), batch=4)
        assert digest_of(store) == undisturbed
    assert len(disturbed) == 3


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


def test_a_writer_whose_lock_was_lost_does_not_write_beside_another(neo4j, monkeypatch):
    monkeypatch.setenv(PATIENCE, "0")
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
