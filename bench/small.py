"""The measurements at a size that CI has time for: exactness is asserted, time is printed.

`python bench/small.py [PAPERS]` builds a made-up literature in memory and in a file, compares
the two and a brute-force evaluation of "papers sharing methods with X", and prints one line of
JSON with the times.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

from corpus import EXTRACTOR, extract, papers
from sharing import measured

from citeweave_graph import SharingQuestion, Store, View, Window, open_store
from citeweave_graph.checking import problems
from citeweave_graph.hops import DEFAULT_ROLES
from citeweave_graph.questions import rarity
from citeweave_schema import ConceptKind, Edge, SourceState

QUESTIONS = 100
ADJACENT = 30
BATCH = 1_000


def build(store: Store, size: int) -> float:
    """Build the corpus; give the papers a second."""
    began = time.perf_counter()
    with store.writer(extract=extract, extractor=EXTRACTOR) as writer:
        state = SourceState(uri="made up", format="jsonl", sha256="0" * 64, records=size)
        writer.begin_source(state)
        hashes = set()
        for number, paper in enumerate(papers(size), start=1):
            hashes.add(paper.content_hash)
            writer.add(paper, state.uri)
            if number % BATCH == 0:
                writer.commit()
        writer.end_source(state, keep=hashes)
    return size / (time.perf_counter() - began)


def brute_force(edges: list[Edge], total: int, paper: str) -> list[tuple[int, str]]:
    """Score every paper from the definition, without any index."""
    roles = DEFAULT_ROLES[ConceptKind.METHOD]
    shared = [edge for edge in edges if edge.role in roles]
    having: dict[str, set[str]] = {}
    for edge in shared:
        having.setdefault(edge.target, set()).add(edge.source)
    scores: dict[str, int] = {}
    for concept in {edge.target for edge in shared if edge.source == paper}:
        for other in having[concept] - {paper}:
            scores[other] = scores.get(other, 0) + rarity(total, len(having[concept]))
    return sorted((-score, other) for other, score in scores.items())


def sharing_times(view: View, chosen: list[str]) -> list[float]:
    """Give the milliseconds that each question takes."""
    times = []
    for paper in chosen:
        began = time.perf_counter()
        view.sharing(paper, SharingQuestion(), Window(size=20))
        times.append(1000 * (time.perf_counter() - began))
    return times


def main(size: int) -> dict[str, object]:
    """Measure, and assert that all answers are exact."""
    with tempfile.TemporaryDirectory() as folder:
        memory, sqlite = open_store("memory:"), open_store(f"sqlite:{Path(folder) / 'g.db'}")
        rates = {"memory": build(memory, size), "sqlite": build(sqlite, size)}
        with memory, sqlite, memory.view() as reference, sqlite.view() as view:
            assert view.digest() == reference.digest(), "the stores differ"
            assert not list(problems(view)), "a promise is broken"
            edges = list(view.all_edges())
            ids = sorted({edge.source for edge in edges})
            chosen = random.Random(1).sample(ids, min(QUESTIONS, len(ids)))  # noqa: S311  # no secret
            for paper in chosen[:10]:
                page, count = view.sharing(paper, SharingQuestion(), Window(size=20))
                expected = brute_force(edges, view.text_papers(), paper)
                found = [(-one.score, one.paper) for one in page.items]
                assert (found, count) == (expected[:20], len(expected)), paper
            adjacency = measured(size, Path(folder), ADJACENT)
            times = {
                name: sharing_times(one, chosen)
                for name, one in (("memory", reference), ("sqlite", view))
            }
    return {
        "papers": size,
        "edges": len(edges),
        "papers_per_second": {name: round(rate) for name, rate in rates.items()},
        "sharing_ms": {
            name: {
                "p50": round(statistics.median(found), 2),
                "p95": round(statistics.quantiles(found, n=20)[-1], 2),
            }
            for name, found in times.items()
        },
        "sharing_beside_join": adjacency,
    }


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000)))
