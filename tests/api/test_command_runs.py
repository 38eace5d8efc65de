"""The tests' own runs of the command: one that is broken off leaves nothing to the next."""

import os
import signal
import threading
from pathlib import Path

import pytest
from command_runs import CommandRuns


class _BrokenOffError(Exception):
    pass


def _break_off(*_: object) -> None:
    raise _BrokenOffError


def test_a_run_that_is_broken_off_does_not_answer_for_the_next(tmp_path: Path):
    graph = f"sqlite:{tmp_path / 'graph.db'}"
    (tmp_path / "papers.jsonl").write_text('{"title": "On Graphs"}\n', "utf-8")
    with CommandRuns() as runs:

        def run(*arguments: str) -> tuple[int, str, str]:
            return runs.run(arguments, tmp_path, os.environ, tmp_path)

        assert run("build", "papers.jsonl", "--graph", graph, "--pipeline", "none")[0] == 0
        before = signal.signal(signal.SIGUSR1, _break_off)
        timer = threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGUSR1))
        try:
            timer.start()
            with pytest.raises(_BrokenOffError):
                run("serve", "--graph", graph, "--port", "0")
        finally:
            timer.cancel()
            signal.signal(signal.SIGUSR1, before)
        code, out, _ = run("--version")
        assert (code, out.split()[0]) == (0, "citeweave")
