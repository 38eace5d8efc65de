"""Runs of the command, each in a process of its own that need not import everything anew.

One process imports what the command may need, and forks for each run: it takes a twentieth of the
time. What a run gets is what a person's gets: arguments, folder, environment, no terminal.
"""

from __future__ import annotations

import atexit
import importlib
import json
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

__all__ = ["CommandRuns"]

_RUN = "citeweave"


class CommandRuns:
    """The process that forks; use it in a `with` block."""

    def __enter__(self) -> Self:
        self._process = _started()
        return self

    def __exit__(self, *_: object) -> None:
        with self._process:
            pass

    def run(
        self, arguments: Sequence[str], cwd: Path, environment: Mapping[str, str], folder: Path
    ) -> tuple[int, str, str]:
        """Run the command; give its exit code and what it wrote to its output and to its errors.

        A run that is broken off, as by a test's time-out, is killed; its answer would be taken for
        that of the next one.
        """
        out, err = folder / "out", folder / "err"
        order = {
            "arguments": [_RUN, *arguments], "cwd": str(cwd), "environment": dict(environment),
            "out": str(out), "err": str(err),
        }  # fmt: skip
        try:
            code = self._ended(order)
        except BaseException:
            os.killpg(self._process.pid, signal.SIGKILL)
            self.__exit__()
            self._process = _started()
            raise
        return code, out.read_text("utf-8"), err.read_text("utf-8")

    def _ended(self, order: Mapping[str, object]) -> int:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{json.dumps(order)}\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


def _started() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, __file__],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        process_group=0,  # of its own, so that its runs can be killed with it
    )  # fmt: skip


def _serve() -> None:
    _import_everything()
    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if not pid:
            _become(order)
        _, status = os.waitpid(pid, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _import_everything() -> None:
    for module in ("citeweave.command.app", "citeweave.server", "citeweave_nlp", "spacy"):
        importlib.import_module(module)


def _become(order: dict[str, object]) -> None:
    """Do one run in the forked process, and end it."""
    from citeweave.command import main  # noqa: PLC0415

    code = 1
    try:
        os.chdir(str(order["cwd"]))
        os.environ.clear()
        os.environ.update(order["environment"])  # type: ignore[call-overload]
        _redirect(str(order["out"]), str(order["err"]))
        sys.argv = list(order["arguments"])  # type: ignore[call-overload]
        try:
            main()
            code = 0
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
        atexit._run_exitfuncs()  # which `os._exit` leaves out
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:  # noqa: BLE001  # as Python does at its end
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(code)


def _redirect(out: str, err: str) -> None:
    for place, path, flags in (
        (0, os.devnull, os.O_RDONLY),
        (1, out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
        (2, err, os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
    ):
        opened = os.open(path, flags, 0o600)
        os.dup2(opened, place)
        os.close(opened)
    sys.stdin, sys.stdout, sys.stderr = (
        os.fdopen(place, mode, encoding="utf-8", closefd=False)
        for place, mode in enumerate(("r", "w", "w"))
    )


if __name__ == "__main__":
    _serve()
