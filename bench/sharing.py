"""How quick the papers that share methods with one are found: ours, beside a join in SQL.

`python bench/sharing.py [PAPERS...]` makes up an adjacency of each size (10,000, 100,000 and
1,000,000 papers, 8 methods each by Zipf's law with exponent 1.05, as `corpus.py` has them), puts
it into a snapshot of the arrays and into an SQLite file with indexed whole numbers, and asks both
for the 20 best of the same papers in turn. Every answer is compared with adding up all scores.

The adjacency is put in directly, without the writer. One line of JSON: milliseconds (p50 and p95,
by the clock and of the processor) of the best 20 by the arrays, of the same with the count of all
who share anything, and of the join; ratios; what making and opening the snapshot takes.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

from citeweave_graph import SharingQuestion, Window
from citeweave_graph.arrays.codes import CONCEPT_KINDS, EDGE_KINDS, NO_YEAR
from citeweave_graph.arrays.graph import Graph
from citeweave_graph.arrays.kept import Array, Kept, write_kept
from citeweave_graph.arrays.sharing import Sharers
from citeweave_graph.arrays.snapshot import (
    COLUMNS,
    KIND,
    Edges,
    GroupedEdges,
    Nodes,
    Snapshot,
    make_snapshot,
)
from citeweave_graph.questions import rarity
from citeweave_schema import ConceptKind, EdgeKind

Time = tuple[float, float]

SIZES = (10_000, 100_000, 1_000_000)
EXPONENT = 1.05
METHODS = 8
BEST = 20
ASKED = 100
STRENGTH = (1 * 1001 + 100) * 100_000
LETTERS = np.frombuffer(b"234567abcdefghijklmnopqrstuvwxyz", dtype="u1")

SCHEMA = """
CREATE TABLE about (paper INTEGER, method INTEGER, PRIMARY KEY (paper, method)) WITHOUT ROWID;
CREATE TABLE weight (method INTEGER PRIMARY KEY, weight INTEGER NOT NULL);
"""
INDEX = "CREATE INDEX about_method ON about (method, paper)"
JOIN = """
SELECT theirs.paper, sum(weight.weight) AS score
FROM about AS ours
JOIN weight ON weight.method = ours.method
JOIN about AS theirs ON theirs.method = ours.method AND theirs.paper <> ours.paper
WHERE ours.paper = ? GROUP BY theirs.paper ORDER BY score DESC, theirs.paper LIMIT ?
"""


def adjacency(papers: int, chance: np.random.Generator) -> tuple[Array, Array]:
    """Give the papers and methods of all edges, each pair once, sorted by paper."""
    methods = papers // 2 + 1
    sums = np.cumsum(np.arange(1, methods + 1, dtype=float) ** -EXPONENT)
    chosen = np.searchsorted(sums, chance.random(papers * METHODS) * sums[-1])
    pairs = np.unique(np.repeat(np.arange(papers), METHODS) * methods + chosen)
    return pairs // methods, pairs % methods


def ids(letter: bytes, count: int, chance: np.random.Generator) -> Array:
    """Give sorted ids of nodes of a kind."""
    letters = np.empty((count, 17), dtype="u1")
    letters[:, 0] = letter[0]
    letters[:, 1:] = LETTERS[chance.integers(0, 32, (count, 16))]
    return np.sort(letters.view("S17").reshape(-1))


def snapshot(papers: int, paper: Array, method: Array, chance: np.random.Generator) -> Snapshot:
    """Give the arrays of an adjacency; methods come before papers in the order of ids."""
    methods = papers // 2 + 1
    frequency = np.bincount(method, minlength=methods)
    columns = {name: np.zeros(methods + papers, dtype=kind) for name, kind in COLUMNS.items()}
    columns["kind"][:methods] = 4
    columns["concept_kind"][:methods] = CONCEPT_KINDS.index(ConceptKind.METHOD)
    columns["frequency"][:methods] = frequency
    columns["year"][:] = NO_YEAR
    columns["venue"][:] = columns["language"][:] = -1
    every = np.concatenate([ids(b"C", methods, chance), ids(b"P", papers, chance)])
    edges = GroupedEdges()
    edges.add(
        Edges(
            paper + methods,
            method,
            np.full(len(paper), EDGE_KINDS.index(EdgeKind.USES), dtype="<u1"),
            np.full(len(paper), STRENGTH, dtype="<i4"),
        )
    )
    return make_snapshot(Nodes(every, columns, [], []), edges, {"batch": 1, "stamp": "made up"})


def joined(path: Path, papers: int, paper: Array, method: Array) -> sqlite3.Connection:
    """Put an adjacency into an SQLite file, as the join wants it."""
    connection = sqlite3.connect(path)
    connection.executescript(f"PRAGMA journal_mode = OFF; PRAGMA cache_size = -1000000; {SCHEMA}")
    rows = zip(paper.tolist(), method.tolist(), strict=True)
    connection.executemany("INSERT INTO about VALUES (?, ?)", rows)
    counts = np.bincount(method, minlength=papers // 2 + 1).tolist()
    weights = ((number, rarity(papers, count)) for number, count in enumerate(counts))
    connection.executemany("INSERT INTO weight VALUES (?, ?)", weights)
    connection.executescript(f"{INDEX}; ANALYZE;")
    connection.commit()
    return connection


def brute(graph: Graph, here: int) -> tuple[list[tuple[int, int]], int]:
    """Add up all scores; give the best papers with theirs, and how many share anything."""
    scores = np.zeros(graph.size, dtype=np.int64)
    sharing = np.zeros(graph.size, dtype=bool)
    for method in graph.links("about", outward=True).of(here).far.tolist():
        papers = graph.links("about", outward=False).of(method).far
        having = int(graph.column("frequency")[method])
        scores[papers] += rarity(graph.papers, having)
        sharing[papers] = True
    sharing[here] = False
    found = np.flatnonzero(sharing)
    order = np.lexsort((found, -scores[found]))[:BEST]
    return [(int(one), int(scores[one])) for one in found[order]], len(found)


def timed(ask: Callable[[], Any], times: list[Time]) -> Any:  # noqa: ANN401  # what it gives
    """Ask, and note how long it took, by the clock and of the processor."""
    began, worked = time.perf_counter(), time.thread_time()
    found = ask()
    times.append((time.perf_counter() - began, time.thread_time() - worked))
    return found


def told(times: Sequence[Time]) -> dict[str, float]:
    """Give milliseconds: half and 95 of a hundred are quicker.

    Those of the processor are the fairer ones where others use the machine.
    """
    found = {}
    for place, name in enumerate(("", "cpu_")):
        ordered = sorted(one[place] for one in times)
        found[f"{name}p50_ms"] = round(1000 * ordered[len(ordered) // 2], 3)
        found[f"{name}p95_ms"] = round(1000 * ordered[int(0.95 * (len(ordered) - 1))], 3)
    return found


def asked(graph: Graph, connection: sqlite3.Connection, some: list[int]) -> dict[str, Any]:
    """Ask about papers in all ways, and compare the answers."""
    methods = graph.size - graph.papers
    times: dict[str, list[Time]] = {"best": [], "best_and_count": [], "join": []}

    def best(here: int) -> list[tuple[int, int]]:
        found = Sharers(graph, here, SharingQuestion(), lambda: None).page(Window(size=BEST))
        return list(zip(found.papers.tolist(), found.scores.tolist(), strict=True))

    def counted(here: int) -> int:
        sharers = Sharers(graph, here, SharingQuestion(), lambda: None)
        sharers.page(Window(size=BEST))
        return sharers.count()

    for here in some:
        expected, total = brute(graph, here)
        assert timed(lambda here=here: best(here), times["best"]) == expected
        assert timed(lambda here=here: counted(here), times["best_and_count"]) == total
        rows = timed(
            lambda here=here: connection.execute(JOIN, [here - methods, BEST]).fetchall(),
            times["join"],
        )
        assert [(paper + methods, score) for paper, score in rows] == expected
    return {name: told(one) for name, one in times.items()}


def measured(papers: int, folder: Path, count: int) -> dict[str, Any]:
    """Measure at one size."""
    chance = np.random.default_rng(papers)
    paper, method = adjacency(papers, chance)
    times: dict[str, list[Time]] = {"make": [], "write": [], "open": [], "first": []}
    made = timed(lambda: snapshot(papers, paper, method, chance), times["make"])
    path = folder / f"{papers}-arrays"
    timed(lambda: write_kept(path, KIND, made.about, made.arrays.items()), times["write"])
    kept = timed(lambda: Kept(path, KIND), times["open"])
    graph = Graph(Snapshot(kept.about, kept))
    methods = papers // 2 + 1
    some = [int(one) + methods for one in chance.choice(papers, count, replace=False)]
    timed(
        lambda: Sharers(graph, some[0], SharingQuestion(), lambda: None).page(Window(size=BEST)),
        times["first"],
    )
    with closing(joined(folder / f"{papers}.db", papers, paper, method)) as connection:
        found = asked(graph, connection, some)
    ratios = {
        f"join_to_best_{part}": round(found["join"][f"{part}_ms"] / found["best"][f"{part}_ms"], 1)
        for part in ("p50", "p95", "cpu_p50", "cpu_p95")
    }
    seconds = {f"{name}_seconds": round(one[0][0], 4) for name, one in times.items()}
    size = round(path.stat().st_size / 1e6, 1)
    return {"papers": papers, "edges": len(paper), "megabytes": size, **seconds, **found, **ratios}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("papers", nargs="*", type=int, default=SIZES)
    parser.add_argument("--asked", type=int, default=ASKED)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sizes = [measured(one, Path(folder), given.asked) for one in given.papers]
    growth = {
        f"{part}_growth": round(sizes[-1]["best"][f"{part}_ms"] / sizes[0]["best"][f"{part}_ms"], 1)
        for part in ("p50", "cpu_p50")
    }
    print(json.dumps({"sizes": sizes, **growth}))


if __name__ == "__main__":
    main()
