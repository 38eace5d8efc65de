"""A build that is killed at any moment leaves a sound graph, and is finished by the next."""

import contextlib
import os
import random
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from building import digest_of

from citeweave_graph import open_store
from citeweave_graph.sqlite.filling import UNFINISHED
from citeweave_schema.errors import StoreUnavailableError

pytestmark = [pytest.mark.torture, pytest.mark.timeout(600)]

_KILLS = 3 if os.environ.get("CITEWEAVE_TORTURE") == "short" else 10
_BUILDER = Path(__file__).with_name("builder.py")


def _start(url: str, *how: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, str(_BUILDER), url, *how], stdout=subprocess.PIPE)


def _finish(url: str, *how: str) -> float:
    """Build to the end; give the seconds from the moment the graph was open."""
    with _start(url, *how) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        began = time.monotonic()
        assert process.wait() == 0
        return time.monotonic() - began


def test_killed_builds_are_sound_and_are_resumed(tmp_path):
    whole = f"sqlite:{tmp_path / 'whole.db'}"
    seconds = _finish(whole)
    expected = _digest(whole)

    url = f"sqlite:{tmp_path / 'killed.db'}"
    moments = random.Random(7)
    papers = 0
    for _ in range(_KILLS):
        with _start(url) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(moments.uniform(0.6, 0.95) * seconds)
            process.kill()
        with open_store(url) as store, store.view() as view:
            digest_of(store)
            assert view.text_papers() >= papers
            papers = view.text_papers()
    assert papers > 0
    _finish(url)
    with open_store(url) as store, store.view() as view:
        assert view.digest() == expected
        assert view.manifest().version == 1
    _finish(url)
    with open_store(url) as store, store.view() as view:
        assert view.manifest().version == 1


def test_killed_derivations_are_begun_anew(tmp_path):
    whole, filled = f"sqlite:{tmp_path / 'whole.db'}", f"sqlite:{tmp_path / 'filled.db'}"
    _finish(whole)
    expected = _digest(whole)
    seconds = _finish(filled, "fill")
    assert _digest(filled) == expected

    path = tmp_path / "killed.db"
    moments = random.Random(11)
    unfinished = 0
    for number in range(_KILLS):
        with _start(f"sqlite:{path}", "fill") as process:
            assert process.stdout is not None
            process.stdout.readline()
            while process.poll() is None and not _is_unfinished(path):
                time.sleep(0.01)
            # The first at once: how long the rest takes is another time on a busy machine.
            time.sleep(moments.uniform(0, 0.7) * seconds if number else 0)
            process.kill()
        with open_store(f"sqlite:{path}") as store, store.view() as view:
            try:
                assert list(view.all_nodes()) == [] or view.digest() == expected
            except StoreUnavailableError:
                unfinished += 1
        with contextlib.closing(sqlite3.connect(path)) as plain:
            assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert unfinished
    _finish(f"sqlite:{path}", "fill")
    assert _digest(f"sqlite:{path}") == expected


def _is_unfinished(path: Path) -> bool:
    """Tell whether a file says that its graph is being derived."""
    with contextlib.closing(sqlite3.connect(path)) as plain:
        query = "SELECT EXISTS (SELECT 1 FROM meta WHERE name = ?)"
        return bool(plain.execute(query, [UNFINISHED]).fetchone()[0])


def _digest(url: str) -> str:
    with open_store(url) as store:
        return digest_of(store)
