"""Files that are no graph, disks that fail, others who write: said clearly, nothing half done."""

import os
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from building import build, digest_of, remove
from dictionary import Dictionary
from sample import RAG, SOURCES

from citeweave_graph import Order, Window, open_store
from citeweave_graph.sqlite.connection import reported
from citeweave_graph.sqlite.migrations import newest
from citeweave_schema import NodeKind, Paper
from citeweave_schema.errors import (
    ForeignStoreError,
    NewerStoreError,
    StoreTimeoutError,
    StoreUnavailableError,
    UsageError,
)

_SUPPORT = Path(__file__).parents[1] / "support"


@pytest.fixture
def path(tmp_path):
    """A graph file with the sample graph."""
    found = tmp_path / "graph.db"
    with open_store(f"sqlite:{found}") as store:
        build(store, SOURCES, extract=Dictionary())
    return found


def _digest(path):
    with open_store(f"sqlite:{path}", create=False) as store:
        return digest_of(store)


def _foreign_database(path):
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE theirs (x)")
    other.close()


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda path: path.write_bytes(os.urandom(5000)), id="random"),
        pytest.param(lambda path: path.write_text("title,year\n" * 500), id="text"),
        pytest.param(lambda path: path.mkdir(), id="folder"),
        pytest.param(_foreign_database, id="other program"),
    ],
)
def test_what_is_no_graph_is_refused_and_left_alone(tmp_path, make):
    path = tmp_path / "x.db"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(ForeignStoreError, match=r"x\.db"):
        open_store(f"sqlite:{path}")
    assert (path.read_bytes() if path.is_file() else None) == before


def test_an_empty_file_becomes_a_graph_only_when_asked(tmp_path):
    path = tmp_path / "x.db"
    path.touch()
    with pytest.raises(ForeignStoreError, match="empty"):
        open_store(f"sqlite:{path}", create=False)
    with open_store(f"sqlite:{path}") as store, store.view() as view:
        assert view.manifest().version == 0


def test_a_graph_that_is_not_there(tmp_path):
    with pytest.raises(ForeignStoreError, match="citeweave build"):
        open_store(f"sqlite:{tmp_path / 'x.db'}", create=False)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(StoreUnavailableError, match="folder"):
        open_store(f"sqlite:{tmp_path / 'no' / 'x.db'}")
    with pytest.raises(UsageError, match="path"):
        open_store("sqlite:")


def test_a_graph_from_a_later_version(path):
    with sqlite3.connect(path) as later:
        later.execute(f"PRAGMA user_version = {newest() + 1}")
    later.close()
    with pytest.raises(NewerStoreError, match="upgrade"):
        open_store(f"sqlite:{path}")


def test_a_file_cut_short_is_damaged_not_foreign_code(path):
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises((ForeignStoreError, StoreUnavailableError), match=r"graph\.db"):
        _digest(path)


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        (sqlite3.SQLITE_FULL, StoreUnavailableError, "disk is full"),
        (sqlite3.SQLITE_READONLY, StoreUnavailableError, "read-only"),
        (sqlite3.SQLITE_READONLY | 1 << 8, StoreUnavailableError, "read-only"),
        (sqlite3.SQLITE_BUSY, StoreUnavailableError, "wait until it is done"),
        (sqlite3.SQLITE_IOERR, StoreUnavailableError, "disk"),
        (sqlite3.SQLITE_CANTOPEN, StoreUnavailableError, "folder"),
        (sqlite3.SQLITE_CORRUPT, ForeignStoreError, "damaged"),
        (sqlite3.SQLITE_NOTADB, ForeignStoreError, "not a graph"),
        (sqlite3.SQLITE_INTERRUPT, StoreTimeoutError, "time budget"),
        (sqlite3.SQLITE_MISUSE, StoreUnavailableError, "boom"),
    ],
)
def test_every_failure_of_sqlite_is_told_in_our_words(code, kind, words):
    problem = sqlite3.OperationalError("boom")
    problem.sqlite_errorcode = code
    with pytest.raises(kind, match=words), reported(Path("g.db")):
        raise problem


_FILL = """
import resource, signal, sys
sys.path.insert(0, {support!r})
from building import build
from citeweave_graph import open_store
from citeweave_schema import Paper
from dictionary import Dictionary
from citeweave_schema.errors import StoreUnavailableError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
size = {size}
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
papers = [Paper(title=f"Paper {{number}}", abstract="words " * 300) for number in range(2000)]
try:
    with open_store("sqlite:{path}") as store:
        build(store, {{"big.jsonl": papers}}, extract=Dictionary(), batch=500)
except StoreUnavailableError as problem:
    print(problem)
    raise SystemExit(3)
"""


def test_a_disk_that_fills_up_leaves_whole_batches(path):
    before = _digest(path)
    size = path.stat().st_size + 600_000
    script = _FILL.format(support=str(_SUPPORT), path=path, size=size)
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 3, done.stderr
    assert "graph.db" in done.stdout
    with open_store(f"sqlite:{path}") as store:
        digest_of(store)
        with store.view() as view:
            papers = sum(node.name.startswith("Paper ") for node in view.all_nodes())
            assert papers % 500 == 0
        if papers:
            remove(store, "big.jsonl")
    assert _digest(path) == before


_HOLD = """
import sys
from citeweave_graph import open_store
with open_store("sqlite:" + sys.argv[1]) as store, store.writer():
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_writer_in_another_process_is_respected(path):
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout.readline() == b"held\n"
        with open_store(f"sqlite:{path}") as store:
            with pytest.raises(StoreUnavailableError, match="another process"):
                store.writer()
            assert digest_of(store)
        other.stdin.close()
        assert other.wait() == 0
    with open_store(f"sqlite:{path}") as store, store.writer():
        pass


def test_two_stores_of_one_process_have_one_writer(path):
    url = f"sqlite:{path}"
    with (
        open_store(url) as first,
        open_store(url) as second,
        first.writer(),
        pytest.raises(StoreUnavailableError),
    ):
        second.writer()


def test_a_database_locked_by_a_stranger(path, monkeypatch):
    monkeypatch.setattr("citeweave_graph.sqlite.connection._BUSY_SECONDS", 0.1)
    before = _digest(path)
    stranger = sqlite3.connect(path, isolation_level=None)
    stranger.execute("BEGIN IMMEDIATE")
    with open_store(f"sqlite:{path}") as store:
        with pytest.raises(StoreUnavailableError, match="wait"):
            remove(store, "first.jsonl")
        stranger.rollback()
        stranger.close()
        assert digest_of(store) == before


def test_readers_see_the_old_state_while_a_batch_is_written(path):
    before = _digest(path)
    inside, done = threading.Event(), threading.Event()
    plain = Dictionary()

    def slow(texts):
        inside.set()
        assert done.wait(20)
        return plain(texts)

    def write():
        with (
            open_store(f"sqlite:{path}") as store,
            store.writer(extract=slow, extractor=plain.version) as writer,
        ):
            writer.add(Paper(title="New", abstract="We use RAG."), "new.jsonl")

    thread = threading.Thread(target=write)
    thread.start()
    assert inside.wait(20)
    assert _digest(path) == before
    done.set()
    thread.join()
    assert _digest(path) != before


def test_a_deadline_ends_a_long_question(path, monkeypatch):
    monkeypatch.setattr("citeweave_graph.sqlite.reading._STEPS_BETWEEN_CHECKS", 1)
    with open_store(f"sqlite:{path}") as store:
        with (
            store.view(deadline=time.monotonic() - 1) as view,
            pytest.raises(StoreTimeoutError),
        ):
            view.page(NodeKind.PAPER, None, Order(), Window())
        with store.view(deadline=time.monotonic() + 60) as view:
            assert view.paper(RAG.title)
        with store.view() as view:
            assert view.paper(RAG.title)


def test_a_memory_graph_keeps_its_deadline_too():
    with (
        open_store("memory:") as store,
        store.view(deadline=time.monotonic() - 1) as view,
        pytest.raises(StoreTimeoutError),
    ):
        view.nodes(["x"])


def test_a_closed_view_says_so(path):
    with open_store(f"sqlite:{path}") as store:
        view = store.view()
        view.close()
        view.close()
        with pytest.raises(UsageError, match="closed"):
            view.text_papers()


def _immutable(path, flag):
    done = subprocess.run(["chattr", flag, str(path)], capture_output=True, check=False)
    return done.returncode == 0


def test_a_read_only_folder(path):
    folder = path.parent
    if os.geteuid() == 0:
        if not _immutable(folder, "+i"):
            pytest.skip("root needs chattr to make a folder read-only, and it does not work here")
    else:
        folder.chmod(0o555)
    try:
        assert _digest(path)
        with (
            open_store(f"sqlite:{path}", create=False) as store,
            pytest.raises(StoreUnavailableError),
        ):
            store.writer()
        with pytest.raises(StoreUnavailableError):
            open_store(f"sqlite:{folder / 'new.db'}")
    finally:
        _immutable(folder, "-i") if os.geteuid() == 0 else folder.chmod(0o755)
    assert _digest(path)


def test_a_read_only_file_refuses_to_be_written(path, monkeypatch):
    before = _digest(path)

    def read_only(connection, *_):
        connection.execute("PRAGMA query_only = ON")

    monkeypatch.setattr("citeweave_graph.sqlite.store.migrate", read_only)
    with open_store(f"sqlite:{path}") as store:
        with pytest.raises(StoreUnavailableError, match="read-only"):
            remove(store, "first.jsonl")
        assert digest_of(store) == before


def test_a_device_is_no_graph():
    with pytest.raises(ForeignStoreError, match="device"):
        open_store("sqlite:/dev/null")
