"""How long the networks of a large literature take.

`python bench/networks.py [PAPERS] [--graph URL]` builds a made-up literature of 60,000 papers in a
file, without texts, or takes a graph that is there already, and prints one line of JSON: for
co-citation, coupling (full and fractional counts) and co-authorship the seconds from the store to
the networkx graph, the nodes and the links, and the most memory so far. A network of more than
five million links is refused, and then measured with links that two, three or five papers give.

A made-up paper cites 12 earlier ones, half of them drawn by how often they were cited so far, so
that a few are cited thousands of times, as in real literatures.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from citeweave_graph import Store, View, open_store
from citeweave_graph.networks import Counting, NetworkKind, NetworkQuestion, build_network
from citeweave_schema import AuthorName, Identifier, Paper, PartialDate, Reference, SourceState
from citeweave_schema.errors import UsageError

_SIZE = 60_000
_REFERENCES = 12
_MOST_LINKS = 5_000_000
_ASKED = (
    (NetworkKind.CO_CITATION, Counting.FULL),
    (NetworkKind.CO_CITATION, Counting.FRACTIONAL),
    (NetworkKind.COUPLING, Counting.FULL),
    (NetworkKind.COUPLING, Counting.FRACTIONAL),
    (NetworkKind.CO_AUTHORSHIP, Counting.FRACTIONAL),
)


def literature(size: int, seed: int = 0) -> Iterator[Paper]:
    """Give made-up papers in the order of their years; the same size and seed, the same ones."""
    chance = random.Random(seed)  # noqa: S311  # no secret
    cited: list[int] = []
    for number in range(size):
        chosen = {
            chance.choice(cited) if cited and chance.random() < 0.5 else chance.randrange(number)
            for _ in range(min(number, _REFERENCES))
        }
        cited.extend(sorted(chosen))
        yield Paper(
            title=f"Made up work number {number}",
            identifiers=(_identifier(number),),
            date=PartialDate(1990 + 30 * number // size),
            authors=tuple(
                AuthorName(name=f"Author Number{chance.randrange(size // 2 + 3)}")
                for _ in range(chance.randint(1, 5))
            ),
            references=tuple(Reference(identifiers=(_identifier(one),)) for one in sorted(chosen)),
        )


def _identifier(number: int) -> Identifier:
    return Identifier.parse("doi", f"10.1000/made.up.{number}")


def build(store: Store, size: int) -> None:
    """Fill a store with a made-up literature."""
    with store.writer() as writer:
        writer.fill()
        state = SourceState(uri="made up", format="jsonl", sha256="0" * 64, records=size)
        writer.begin_source(state)
        hashes = set()
        for number, paper in enumerate(literature(size), start=1):
            hashes.add(paper.content_hash)
            writer.add(paper, state.uri)
            if number % 5_000 == 0:
                writer.commit()
        writer.end_source(state, keep=hashes)


def measured(view: View, kind: NetworkKind, counting: Counting) -> dict[str, object]:
    """Build one network, with links that more papers stand on when there are too many."""
    for min_count in (1, 2, 3, 5):
        began, worked = time.perf_counter(), time.process_time()
        question = NetworkQuestion(counting=counting, min_count=min_count, most_links=_MOST_LINKS)
        try:
            network = build_network(view, kind, question)
        except UsageError:
            continue
        return {
            "network": kind.value,
            "counting": counting.value,
            "min_count": min_count,
            "seconds": round(time.perf_counter() - began, 2),
            "cpu_seconds": round(time.process_time() - worked, 2),
            "nodes": network.number_of_nodes(),
            "links": network.number_of_edges(),
            "memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }
    return {"network": kind.value, "counting": counting.value, "refused": True}


def main(arguments: list[str]) -> dict[str, object]:
    """Measure each network on one graph."""
    parser = argparse.ArgumentParser()
    parser.add_argument("papers", nargs="?", type=int, default=_SIZE)
    parser.add_argument("--graph", help="measure this graph instead of a made-up one")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        url = asked.graph or f"sqlite:{Path(folder) / 'made-up.db'}"
        with open_store(url) as store:
            if not asked.graph:
                build(store, asked.papers)
            with store.view() as view:
                counts = view.manifest().counts
                found = [measured(view, *one) for one in _ASKED]
    return {
        "papers": counts.get("Paper", 0),
        "citations": counts.get("CITES", 0),
        "networks": found,
    }


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1:])))
