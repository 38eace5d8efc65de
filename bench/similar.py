"""How quick papers similar to one are found and explained, in a graph file.

`python bench/similar.py [PAPERS] [--graph FILE]` builds a made-up literature (2,000 papers) as
`building.py` does, or takes the graph of that file as it is, and asks for the 20 papers most
similar to some of its papers, with what makes them so: with the usual weights, and without the
text. Of a literature it made itself, every fifth answer is compared with the reference, which adds
up on look-ups of the graph. One line of JSON: milliseconds (p50, p95) and papers compared (median).
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
from pathlib import Path

from building import build, literature
from sharing import Time, timed, told

from citeweave_graph import (
    SimilarityQuestion,
    SimilarityWeights,
    View,
    Window,
    comparing,
    open_store,
)
from citeweave_graph.filters import Operator, Test
from citeweave_graph.hops import Order
from citeweave_schema import NodeKind

_PAPERS, _ASKED, _BEST, _EVERY = 2_000, 100, 20, 5
_HOW = {
    "usual": SimilarityQuestion(),
    "without_text": SimilarityQuestion(weights=SimilarityWeights(text=0)),
}


def chosen(view: View, count: int) -> list[str]:
    """Give papers with text: those that come first by id, which is any order."""
    where = Test(field="stub", operator=Operator.EQ, value=False)
    page = view.page(NodeKind.PAPER, where, Order(), Window(size=count))
    return [one.id for one in page.items]


def asked(view: View, some: list[str], *, compare: bool) -> dict[str, object]:
    """Ask about papers in all ways; an answer that is not the reference's is an error."""
    window, found = Window(size=_BEST), {}
    for name, question in _HOW.items():
        times: list[Time] = []
        totals = []
        for number, here in enumerate(some):
            answer = timed(lambda here=here, q=question: view.similar(here, q, window), times)
            totals.append(answer[1])
            if compare and number % _EVERY == 0:
                assert answer == comparing.similar(view, here, question, window), here
        found[name] = {**told(times), "compared_papers": statistics.median(totals)}
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("papers", nargs="?", type=int, default=_PAPERS)
    parser.add_argument("--graph", type=Path, help="a graph that is there already")
    parser.add_argument("--asked", type=int, default=_ASKED, help="at most 100")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        graph = given.graph
        if graph is None:
            graph = Path(folder) / "graph.db"
            build(literature(Path(folder), given.papers, 1)[0], graph)
        with open_store(f"sqlite:{graph}", create=False) as store, store.view() as view:
            some = chosen(view, given.asked)
            papers = view.text_papers()
            found = asked(view, some, compare=given.graph is None)
    print(json.dumps({"papers": papers, "asked": len(some), **found}))


if __name__ == "__main__":
    main()
