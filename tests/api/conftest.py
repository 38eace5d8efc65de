"""One graph of the listing pages for all tests of the command and of Python."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent / "support"))

from command_runs import CommandRuns

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
def citeweave(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Command]:
    """Run the command as a person does: another process, no terminal."""
    home = tmp_path_factory.mktemp("home")

    with CommandRuns() as runs:

        def run(*arguments: object, cwd: Path = ROOT, **environment: str) -> Ended:
            everything = {**os.environ, "XDG_CONFIG_HOME": str(home), **environment}
            ended = Ended(*runs.run(list(map(str, arguments)), cwd, everything, home))
            assert "Traceback" not in ended.err, ended.err
            return ended

        yield run


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
