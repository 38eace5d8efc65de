"""How fast a graph of metadata alone is built, and how fast an unchanged one is passed over.

`python bench/metadata.py [FOLDER]` builds the files of a folder, or a made-up corpus of 20,000
papers, with `citeweave build --pipeline none`, twice, and prints one line of JSON: papers,
seconds, papers a second, the most memory that all processes had together, and the second run's
seconds and their share of the first.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from citeweave_schema import (
    AuthorName,
    Identifier,
    Paper,
    PartialDate,
    Reference,
    VenueName,
)
from citeweave_schema.codec import to_line

_SIZE = 20_000
_FILES = 20
_SYLLABLES = ("ba", "den", "fi", "go", "hal", "ka", "lin", "mo", "ne", "ri", "sa", "tu", "vor")
_MEMORY_SECONDS = 0.1


def made_up(size: int, seed: int = 0) -> Iterator[Paper]:
    """Give papers of a made-up literature; the same size and seed give the same ones."""
    chance = random.Random(seed)  # noqa: S311  # no secret
    people = [_name(chance) for _ in range(size // 2 + 10)]
    subjects = [_word(chance) for _ in range(size // 10 + 50)]
    venues = [f"Conference on {_word(chance).title()}" for _ in range(100)]
    for number in range(size):
        about = chance.choices(subjects, k=8)
        first = chance.randrange(len(people))
        cited = {chance.randrange(number) for _ in range(min(number, 10))}
        yield Paper(
            title=f"{' '.join(about[:6]).capitalize()} for {' '.join(about[6:])}",
            identifiers=(_identifier(number),),
            date=PartialDate(chance.randint(1990, 2026)),
            authors=tuple(
                AuthorName(name=people[(first + step) % len(people)])
                for step in range(chance.randint(1, 6))
            ),
            venue=VenueName(name=chance.choice(venues)),
            references=tuple(Reference(identifiers=(_identifier(one),)) for one in sorted(cited)),
        )


def _identifier(number: int) -> Identifier:
    return Identifier.parse("doi", f"10.1000/made.up.{number}")


def _word(chance: random.Random) -> str:
    return "".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4)))


def _name(chance: random.Random) -> str:
    return f"{_word(chance).title()} {_word(chance).title()}"


def write_corpus(folder: Path, size: int) -> list[Path]:
    """Write a made-up corpus as JSON lines, in twenty files."""
    papers = list(made_up(size))
    files = []
    for number in range(_FILES):
        files.append(folder / f"papers-{number:02}.jsonl")
        lines = (to_line(paper) + "\n" for paper in papers[number::_FILES])
        files[-1].write_text("".join(lines), "utf-8")
    return files


@dataclass(frozen=True, slots=True)
class Run:
    """A run of the command: what it printed, how long it took, the most memory it had."""

    answer: dict[str, Any]
    seconds: float
    peak_mib: float


def build(files: list[Path], graph: Path) -> Run:
    """Run `citeweave build` on files, in a process of its own."""
    command = [sys.executable, "-m", "citeweave", "build", *map(str, files)]
    command += ["--graph", f"sqlite:{graph}", "--pipeline", "none", "--json"]
    began = time.monotonic()
    process = subprocess.Popen(  # noqa: S603  # ourselves
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    peak = [0.0]
    watcher = threading.Thread(target=watch, args=(process, peak))
    watcher.start()
    out, _ = process.communicate()
    seconds = time.monotonic() - began
    watcher.join()
    return Run(json.loads(out), seconds, peak[0])


def watch(process: subprocess.Popen[str], peak: list[float]) -> None:
    while process.poll() is None:
        peak[0] = max(peak[0], _resident(process.pid))
        time.sleep(_MEMORY_SECONDS)


def _resident(process: int) -> float:
    """Give the MiB that a process and those it started have in memory; 0 where nobody tells."""
    folder = Path("/proc") / str(process)
    try:
        pages = int((folder / "statm").read_text().split()[1])
        started = " ".join(one.read_text() for one in folder.glob("task/*/children")).split()
    except (OSError, IndexError):
        return 0.0
    mib = pages * os.sysconf("SC_PAGE_SIZE") / 2**20
    return mib + sum(_resident(int(one)) for one in started)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, help="files to build; made up without")
    parser.add_argument("--size", type=int, default=_SIZE, help="papers to make up")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        here = Path(name)
        if asked.folder is None:
            files = write_corpus(here, asked.size)
        else:
            files = sorted(one for one in asked.folder.iterdir() if one.is_file())
        first, second = (build(files, here / "graph.db") for _ in range(2))
    papers = first.answer["papers_read"]
    figures = {
        "papers": papers,
        "seconds": round(first.seconds, 2),
        "papers_a_second": round(papers / first.seconds),
        "peak_mib": round(max(first.peak_mib, second.peak_mib)),
        "second_run_seconds": round(second.seconds, 2),
        "second_run_share": round(second.seconds / first.seconds, 4),
    }
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main()
