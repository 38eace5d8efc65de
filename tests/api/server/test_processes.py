"""Several processes on one graph file: they count together, take turns, and end together."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import worlds_served
from hypothesis import given
from hypothesis import strategies as st

from citeweave.server import Settings, serve
from citeweave.server.failures import RefusedError
from citeweave.server.processes import SharedBuckets, SharedTurn
from citeweave.server.rates import Rates
from citeweave_schema.errors import ForeignStoreError, UsageError

SERVE = """
import sys
from citeweave.server import Limits, Settings, serve
settings = Settings(port=0, workers=2, limits=Limits(points=40))
serve(sys.argv[1], settings, started=lambda url: print(url, flush=True))
"""
HOLD = """
import sys
from pathlib import Path
from citeweave.server.processes import SharedBuckets, SharedTurn
turn = SharedTurn(Path(sys.argv[1]))
assert turn.acquire(timeout=5)
with SharedBuckets(Path(sys.argv[1])).held("a") as bucket:
    bucket.value = (3.0, 10.0)
print("held", flush=True)
sys.stdin.read()
"""


def asked(url: str, path: str = "graphql", body: object = None) -> tuple[int, str]:
    request = urllib.request.Request(  # noqa: S310  # our own address
        url + path,
        data=None if body is None else json.dumps(body).encode(),
        headers={"content-type": "application/json", "connection": "close"},
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310
            return response.status, response.read().decode()
    except urllib.error.HTTPError as problem:
        return problem.code, problem.read().decode()


def processes_of(parent: int) -> set[int]:
    done = subprocess.run(
        ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(parent)],
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line.split(maxsplit=1) for line in done.stdout.splitlines()]
    return {int(pid) for pid, command in lines if "spawn_main" in command}


def alive(pid: int) -> bool:
    state = Path(f"/proc/{pid}/stat")
    return state.exists() and state.read_text().rpartition(")")[2].split()[0] != "Z"


@contextlib.contextmanager
def served(path: Path) -> Iterator[subprocess.Popen[str]]:
    """A server with two processes, which prints its address."""
    worlds_served.sample(f"sqlite:{path}").close()
    command = [sys.executable, "-c", SERVE, f"sqlite:{path}"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        try:
            yield server
        finally:
            server.kill()


def until(met, seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(OSError):
            if met():
                return True
        time.sleep(0.05)
    return False


@pytest.mark.skipif(not Path("/proc").exists(), reason="looks at processes in /proc")
def test_two_processes_are_one_server(tmp_path):
    with served(tmp_path / "g.db") as server:
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        workers = processes_of(server.pid)
        assert len(workers) == 2
        statuses = [asked(url, body={"query": "{ papers { totalCount } }"})[0] for _ in range(45)]
        assert statuses.count(429) >= 3  # 40 points, and what came back meanwhile
        assert statuses[:40] == [200] * 40
        # An answer is read before its request is over; the one that asks is under way.
        only_this = "\nciteweave_http_running 1.0\n"
        assert until(lambda: only_this in asked(url, "metrics")[1])
        numbers = asked(url, "metrics")[1]
        counted = re.search(
            r'citeweave_graphql_operations_total\{operation="query",outcome="ok"\} (\S+)', numbers
        )
        assert counted
        assert float(counted[1]) == statuses.count(200)

        os.kill(next(iter(workers)), signal.SIGKILL)
        assert until(lambda: len(processes_of(server.pid) - workers) == 1)
        assert until(lambda: asked(url, "readyz")[0] == 200)
        workers = processes_of(server.pid)

        server.send_signal(signal.SIGTERM)
        assert server.wait(60) == 0
        assert not any(map(alive, workers))


@pytest.mark.skipif(not Path("/proc").exists(), reason="looks at processes in /proc")
def test_processes_end_when_the_one_that_watches_them_is_gone(tmp_path):
    with served(tmp_path / "g.db") as server:
        assert server.stdout is not None
        server.stdout.readline()
        workers = processes_of(server.pid)
        server.kill()
    assert until(lambda: not any(map(alive, workers)))


def test_what_several_processes_cannot_serve_is_refused_before_they_start(sample, tmp_path):
    with pytest.raises(UsageError, match="in memory"):
        serve(sample, Settings(workers=2))
    with pytest.raises(ForeignStoreError):
        serve(f"sqlite:{tmp_path / 'none.db'}", Settings(workers=2))
    with pytest.raises(UsageError, match="make a token first"):
        serve(f"sqlite:{tmp_path / 'none.db'}", Settings(workers=2, host="0.0.0.0"))  # noqa: S104


def test_turns_and_points_are_those_of_all_processes(tmp_path):
    turn = SharedTurn(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        assert not turn.acquire(timeout=0.05)
        assert not turn.acquire(blocking=False)
        rates = Rates(10, clock=lambda: 10.0, buckets=SharedBuckets(tmp_path))
        assert rates.take("a", 1).remaining == 2
        with pytest.raises(RefusedError):
            rates.take("a", 3)
        other.kill()  # what it held is free again
    assert turn.acquire(timeout=5)
    waited = []
    thread = threading.Thread(target=lambda: waited.append(turn.acquire(timeout=5)))
    thread.start()
    turn.release()
    thread.join()
    assert waited == [True]
    turn.release()
    turn.close()


@given(st.lists(st.sampled_from("abcdefghij"), max_size=60))
def test_shared_buckets_count_as_own_ones_do(tmp_path_factory, clients):
    now = 0.0
    shared = SharedBuckets(tmp_path_factory.mktemp("shared"))
    both = [Rates(3, clock=lambda: now), Rates(3, clock=lambda: now, buckets=shared)]
    for client in clients:
        now += 1.0
        found = []
        for rates in both:
            try:
                found.append(rates.take(client, 1).remaining)
            except RefusedError as refusal:
                found.append(refusal.more)
        assert found[0] == found[1]
    shared.close()


def test_a_full_set_forgets_the_longest_unseen(tmp_path):
    shared = SharedBuckets(tmp_path)
    for number in range(40_000):  # more than there are places
        with shared.held(f"client {number}") as bucket:
            bucket.value = (1.0, float(number + 1))
    with shared.held("client 39999") as bucket:
        assert bucket.value == (1.0, 40_000.0)
    with shared.held("client 0") as bucket:
        assert bucket.value is None
    shared.close()
