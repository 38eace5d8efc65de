"""One graph of the listing pages for all tests of the command and of Python."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "examples" / "listings").glob("*.txt"))


@dataclass(frozen=True)
class Ended:
    """How a run of the command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out.strip().splitlines()[-1])


Command = Callable[..., Ended]


@pytest.fixture(scope="session")
def citeweave(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """Run the command as a person does: another process, no terminal."""
    home = tmp_path_factory.mktemp("home")

    def run(*arguments: object, cwd: Path = ROOT, **environment: str) -> Ended:
        done = subprocess.run(
            [sys.executable, "-m", "citeweave", *map(str, arguments)],
            cwd=cwd,
            env={**os.environ, "XDG_CONFIG_HOME": str(home), **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=110,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return Ended(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture(scope="session")
def built(citeweave: Command, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Ended]:
    """The graph of the three pages, and how its build ended."""
    graph = f"sqlite:{tmp_path_factory.mktemp('graph') / 'listings.db'}"
    return graph, citeweave("build", *PAGES, "--graph", graph, "--json")


@pytest.fixture
def papers(tmp_path: Path) -> Callable[..., Path]:
    """Write papers as JSON lines and give the file."""

    def write(*rows: dict[str, Any], name: str = "papers.jsonl") -> Path:
        path = tmp_path / name
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
        return path

    return write
