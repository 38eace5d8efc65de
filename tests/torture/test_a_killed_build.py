"""`citeweave build` killed at random moments and run again."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "examples" / "listings").glob("*.txt"))
KILLS = 3 if os.environ.get("CITEWEAVE_TORTURE") == "short" else 10

pytestmark = [pytest.mark.torture, pytest.mark.timeout(900)]


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "citeweave", *map(str, arguments)]


def build(graph: str) -> dict:
    done = subprocess.run(
        command("build", *PAGES, "--graph", graph, "--json"),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def digest(graph: str) -> str:
    """Give the digest; fails when a promise of the graph is broken."""
    done = subprocess.run(
        command("check", "--digest", "--graph", graph), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_build_killed_at_random_moments_ends_as_if_undisturbed(tmp_path):
    whole = f"sqlite:{tmp_path / 'whole.db'}"
    began = time.monotonic()
    report = build(whole)
    seconds = time.monotonic() - began
    expected = digest(whole)

    moments = random.Random(20261121)
    file = tmp_path / "hurt.db"
    hurt = f"sqlite:{file}"
    killed = 0
    for _ in range(KILLS):
        process = subprocess.Popen(
            command("build", *PAGES, "--graph", hurt),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            process.wait(timeout=moments.uniform(0.2, 0.6) * seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            killed += 1
        if file.exists() and file.stat().st_size:
            digest(hurt)
    assert killed
    resumed = build(hurt)
    assert digest(hurt) == expected
    assert resumed["papers_total"] == report["papers_total"]
    assert build(hurt)["graph_version"] == resumed["graph_version"]
