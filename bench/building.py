"""How fast a graph of works and ready mentions is built, and a thousand papers are added to it.

`python bench/building.py [SIZE...] [--added PAPERS] [--folder FOLDER]` makes up a literature of
each size (2,000 without), builds it with `citeweave build --mentions`, adds more papers to it, and
prints one line of JSON a size: papers, seconds to make them up and to build them, papers a second,
seconds by stage, the most memory that all processes had together, the size of the graph, and the
seconds that adding took. Up to 5,000 papers it asserts that the graph is the one that grows batch
by batch, and that what was added gives the graph of all at once.

`--folder` keeps the literature and the graph, and takes the literature from there the next time.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from corpus import MENTIONS, WORKS, Literature
from metadata import watch

from citeweave import pipeline
from citeweave_graph import Writer, canon, open_store
from citeweave_graph.derivation import whole

_SIZE, _ADDED, _COMPARED = 2_000, 1_000, 5_000
_STAGES = ("settled", "link", "make_authors", "name")


def literature(folder: Path, size: int, added: int) -> tuple[Path, Path, float]:
    """Write a literature, and what is added to it, into two folders; give the seconds it took."""
    base, more = folder / f"{size}", folder / f"{size}-and-{added}"
    if more.exists():
        return base, more, 0.0
    began = time.monotonic()
    for place, first, last in ((base, 0, size), (more, size, size + added)):
        place.mkdir(parents=True)
        Literature(size + added).write(place, first, last)
    return base, more, time.monotonic() - began


def build_apart(papers: Path, graph: Path) -> dict[str, Any]:
    """Build in a process of its own; give what it tells, and the most memory it had."""
    command = [sys.executable, __file__, "--build", str(papers), str(graph)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603  # ourselves
    peak = [0.0]
    watcher = threading.Thread(target=watch, args=(process, peak))
    watcher.start()
    out, _ = process.communicate()
    watcher.join()
    return {**json.loads(out), "peak_mib": round(peak[0])}


def build(papers: Path, graph: Path) -> dict[str, Any]:
    """Build a literature, and tell what each stage took."""
    took: dict[str, float] = {}
    with timed(took):
        done = pipeline.build(
            [papers / WORKS], f"sqlite:{graph}", mentions=papers / MENTIONS
        ).to_json()
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    took = {"reading": done["seconds"] - sum(took.values()), **took}
    return {
        "papers": done["papers_new"],
        "seconds": done["seconds"],
        "core_seconds": round(sum(one.ru_utime + one.ru_stime for one in used), 2),
        "stages": {name: round(seconds, 2) for name, seconds in took.items()},
    }


@contextmanager
def timed(took: dict[str, float]) -> Iterator[None]:
    """Time the stages of deriving."""
    kind = whole._Whole  # noqa: SLF001  # its stages are what is measured
    plain = {name: getattr(kind, name) for name in _STAGES}
    for name, method in plain.items():
        setattr(kind, name, _timing(method, name, took))
    try:
        yield
    finally:
        for name, method in plain.items():
            setattr(kind, name, method)


def _timing(method: Callable[..., Any], name: str, took: dict[str, float]) -> Callable[..., Any]:
    def run(*given: Any) -> Any:  # noqa: ANN401  # any stage
        began = time.monotonic()
        found = method(*given)
        took[name] = took.get(name, 0.0) + time.monotonic() - began
        return _one_by_one(found, name, took) if isinstance(found, Iterator) else found

    return run


def _one_by_one(found: Iterator[Any], name: str, took: dict[str, float]) -> Iterator[Any]:
    """Give what a stage gives one by one, counting only the time until it does."""
    end = object()
    while True:
        began = time.monotonic()
        one = next(found, end)
        took[name] += time.monotonic() - began
        if one is end:
            return
        yield one


def digest(graph: Path) -> str:
    with open_store(f"sqlite:{graph}") as store, store.view() as view:
        return canon.digest(view)


@contextmanager
def by_batches() -> Iterator[None]:
    """Let graphs grow batch by batch, though they are new."""
    plain = Writer.fill
    Writer.fill = lambda _: None  # type: ignore[method-assign]
    try:
        yield
    finally:
        Writer.fill = plain  # type: ignore[method-assign]


def check(folder: Path, base: Path, more: Path, graph: Path) -> str:
    """Assert that the grown graph is the same, batch by batch; give its digest."""
    other = folder / "by-batches.db"
    with by_batches():
        for papers in (base, more):
            build(papers, other)
    assert digest(other) == digest(graph), "what was filled and what has grown differ"
    return digest(graph)


def measure(folder: Path, size: int, added: int) -> dict[str, Any]:
    base, more, seconds = literature(folder, size, added)
    graph = folder / f"{size}.db"
    for old in folder.glob(f"{graph.name}*"):
        old.unlink()
    first = build_apart(base, graph)
    mib = graph.stat().st_size / 2**20
    os.sync()  # adding is not to wait until the disk has what building left to it
    second = build_apart(more, graph)
    return {
        "papers": first["papers"],
        "papers_a_second": round(first["papers"] / first["seconds"]),
        **{name: first[name] for name in ("seconds", "core_seconds", "stages", "peak_mib")},
        "graph_mib": round(mib),
        "making_up_seconds": round(seconds, 2),
        "added": {name: second[name] for name in ("papers", "seconds", "core_seconds", "peak_mib")},
        "digest": check(folder, base, more, graph) if size <= _COMPARED else None,
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[_SIZE], help="papers to make up")
    parser.add_argument("--added", type=int, default=_ADDED, help="papers that are added")
    parser.add_argument("--folder", type=Path, help="where everything stays; nowhere without")
    parser.add_argument("--build", nargs=2, type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.build:
        print(json.dumps(build(*asked.build)))
        return
    with nullcontext(asked.folder) if asked.folder else tempfile.TemporaryDirectory() as name:
        for size in asked.sizes:
            print(json.dumps(measure(Path(name), size, asked.added)), flush=True)


if __name__ == "__main__":
    main()
