"""How quick search is: a realistic mix of queries over made-up abstracts, beside FTS5's own rank.

`python bench/search.py [PAPERS] [--seed N] [--queries N] [--folder DIR]` writes that many papers
(20,000) with abstracts of 150 words that follow Zipf's law, concepts and authors, straight into
the tables of a graph file, makes the index of words, and asks each query twice, in turn: our
search (exact BM25, first 20, with the total) and what SQLite's FTS5 gives for the same words by
`ORDER BY rank LIMIT 20`, without a total. A sample of the answers is compared with the plain
search that has no index. Then 1,000 papers are added. One line of JSON: milliseconds by kind of
query (p50, p95), sizes of the files, seconds. Nothing of the derivation is measured here.

`--cpu` counts the time of this thread's processor instead of the clock's, which is what a machine
that has other work can be measured by. `--graph FILE` goes on with a file whose papers an earlier
run wrote. `--index` makes only the index of words, in memory, of documents that are never
written, and measures what a search does in it: a million papers fit so.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import re
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

from citeweave_graph import Store, View, Window, open_store, searching
from citeweave_graph.rows import node_row
from citeweave_graph.sqlite import finding
from citeweave_graph.tables import TABLES
from citeweave_graph.words.index import Index
from citeweave_graph.words.making import Document, arrays_of
from citeweave_graph.words.ranking import Words
from citeweave_schema import ConceptKind, NodeKind
from citeweave_schema.ids import node_id
from citeweave_schema.nodes import AuthorNode, ConceptNode, Node, PaperNode

EVERYTHING = list(NodeKind)
VOCABULARY = 400_000
EXPONENT, SHIFT = 1.07, 2.7
ABSTRACT, TITLE = 150, 9
BATCH = 20_000
COMPARED = 1
clock = time.perf_counter
ADDED = 1_000
_SYLLABLES = re.findall("..", "babecadefagilamoneporisetuvistachegoplurubidotokamelisonaredarenu")


def vocabulary(size: int) -> list[str]:
    """Give words, the more frequent the shorter: syllables counted up, as numbers are."""
    syllables = list(dict.fromkeys(_SYLLABLES))
    found: list[str] = []
    for length in itertools.count(1):
        for parts in itertools.product(syllables, repeat=length):
            found.append("".join(parts))
            if len(found) >= 2 * size:
                return list(dict.fromkeys(found))[:size]
    raise AssertionError


class Corpus:
    """Made-up papers, concepts and authors; the same seed gives the same."""

    def __init__(self, seed: int) -> None:
        self.words = vocabulary(VOCABULARY)
        self._chance = np.random.default_rng(seed)
        weights = (np.arange(VOCABULARY) + SHIFT) ** -EXPONENT
        self._sums = np.cumsum(weights / weights.sum())

    def drawn(self, number: int) -> list[int]:
        """Give the ranks of words, drawn by Zipf's law."""
        found = np.searchsorted(self._sums, self._chance.random(number))
        return list(np.minimum(found, VOCABULARY - 1).tolist())

    def nodes(self, papers: int, start: int = 0) -> Iterator[Node]:
        """Give papers, and a tenth as many concepts and six tenths as many authors."""
        yield from self.papers(papers, start)
        yield from self.others(papers, start)

    def papers(self, papers: int, start: int) -> Iterator[Node]:
        """Give papers."""
        words = self.words
        for number in range(start, start + papers):
            ranks = [words[rank] for rank in self.drawn(ABSTRACT + TITLE)]
            yield PaperNode(
                id=node_id(NodeKind.PAPER, str(number)),
                key=str(number),
                title=" ".join(ranks[:TITLE]).capitalize(),
                abstract=" ".join(ranks[TITLE:]),
            )

    def others(self, papers: int, start: int) -> Iterator[Node]:
        """Give a tenth as many concepts and six tenths as many authors."""
        words = self.words
        for number in range(start // 10, (start + papers) // 10):
            name = " ".join(words[rank] for rank in self.drawn(2 + number % 2))
            yield ConceptNode(
                id=node_id(NodeKind.CONCEPT, str(number)),
                key=str(number),
                concept_kind=ConceptKind.METHOD,
                name=name,
                paper_count=1 + papers // (number + 10),
            )
        for number in range(start * 6 // 10, (start + papers) * 6 // 10):
            first, last = words[1_000 + number * 7 % 3_000], words[5_000 + number * 31 % 90_000]
            yield AuthorNode(
                id=node_id(NodeKind.AUTHOR, str(number)),
                key=str(number),
                name=f"{first.capitalize()} {last.capitalize()}",
            )


def write(store: Store, nodes: Iterator[Node]) -> tuple[float, float]:
    """Write nodes; give the seconds of writing, and of what is done when the writer closes."""
    began = clock()
    columns = TABLES["node"].columns
    tables = store.tables()
    try:
        while some := list(itertools.islice(nodes, BATCH)):
            rows = [node_row(one) for one in some]
            with tables.transaction(checked=False):
                tables.insert_values("node", [[row[one] for one in columns] for row in rows])
                tables.insert("meta", [{"name": "state", "value": str(time.time_ns())}])
        written = clock()
    finally:
        tables.close()
    return written - began, clock() - written


def queries(corpus: Corpus, names: dict[str, list[str]], number: int) -> dict[str, list[str]]:
    """Give queries of each kind."""
    chance = random.Random(5)  # noqa: S311  # no secret
    words = corpus.words

    def common() -> str:
        return words[chance.randrange(10, 300)]

    def rare() -> str:
        return words[chance.randrange(20_000, 100_000)]

    def mistyped(name: str) -> str:
        word = max(name.lower().split(), key=len)
        place = chance.randrange(1, len(word) - 1)
        return word[:place] + chance.choice("xqz") + word[place + 1 :]

    makers: dict[str, Callable[[], str]] = {
        "one common word": common,
        "two common words": lambda: f"{common()} {common()}",
        "common and rare word": lambda: f"{common()} {rare()}",
        "three words": lambda: f"{common()} {common()} {rare()}",
        "beginning of a word": lambda: words[chance.randrange(300, 30_000)][: chance.randint(3, 5)],
        "author": lambda: chance.choice(names["Author"]),
        "concept": lambda: chance.choice(names["Concept"]),
        "title": lambda: chance.choice(names["Paper"]),
        "mistyped": lambda: mistyped(chance.choice(names["Author"])),
    }
    return {kind: [make() for _ in range(number)] for kind, make in makers.items()}


def timed(ask: Callable[[], object]) -> float:
    """Give the milliseconds of a question."""
    began = clock()
    ask()
    return 1000 * (clock() - began)


def spread(times: list[float]) -> dict[str, float]:
    """Give the median and the 95th percentile."""
    return {
        "p50": round(statistics.median(times), 2),
        "p95": round(statistics.quantiles(times, n=20)[-1], 2),
    }


def plainly(path: Path) -> closing[sqlite3.Connection]:
    """Open the graph file without any of ours."""
    return closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True))


def ranked_by_fts5(plain: sqlite3.Connection, query: str) -> list[Any]:
    """Give the first 20 rows by FTS5's own BM25."""
    words = " AND ".join(map(finding.match, searching.terms(query)))
    statement = "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rank LIMIT 20"
    return plain.execute(statement, (words,)).fetchall()


def compare(view: View, plain: sqlite3.Connection, query: str) -> None:
    """Assert that the search without an index finds the same."""
    page, total = view.search(query, EVERYTHING, Window())
    meant, scores = finding.found(plain, searching.terms(query), EVERYTHING)
    first = searching.namesakes(view, query, EVERYTHING)
    places = sorted(searching.place(one, points, first) for one, points in scores.items())
    assert (page.query, total) == (meant, len(scores)), query
    assert list(page.keys) == places[:20], query


def measure(
    view: View, plain: sqlite3.Connection, asked: dict[str, list[str]], compared: int
) -> dict[str, Any]:
    """Ask every query both ways, in turn; the first of each kind is asked once before."""
    result: dict[str, Any] = {}
    ours_all, theirs_all = [], []
    for kind, texts in asked.items():
        ours, theirs = [], []
        for text in (texts[0], *texts):
            ours.append(timed(lambda text=text: view.search(text, EVERYTHING, Window())))
            theirs.append(timed(lambda text=text: ranked_by_fts5(plain, text)))
        result[kind] = {"ours": spread(ours[1:]), "fts5": spread(theirs[1:])}
        ours_all += ours[1:]
        theirs_all += theirs[1:]
        for text in texts[-compared:] if compared else ():
            compare(view, plain, text)
    suggested = [
        timed(lambda text=text: view.suggest(text, EVERYTHING, 10))
        for text in asked["beginning of a word"]
    ]
    all_of = {"ours": spread(ours_all), "fts5": spread(theirs_all)}
    return {"all": all_of, **result, "suggest": spread(suggested)}


def of_index(papers: int, seed: int, number: int) -> dict[str, Any]:
    """Make an index in memory, and measure searches and suggestions in it."""
    corpus = Corpus(seed)
    began = clock()
    nodes = list(corpus.others(papers, 0))
    names = {
        kind: [one.name for one in nodes if one.kind.value == kind][:1000]
        for kind in ("Author", "Concept")
    }
    names["Paper"] = [one.name for one in corpus.papers(1000, 0)]
    ids = sorted(
        [*(node_id(NodeKind.PAPER, str(one)) for one in range(papers)), *(one.id for one in nodes)]
    )
    called = {one.id: " ".join(searching.words(one.name)) for one in nodes}

    def documents() -> Iterator[Document]:
        for one in ids:
            if one in called:
                yield Document(one, called[one], "")
                continue
            drawn = [corpus.words[rank] for rank in corpus.drawn(ABSTRACT + TITLE)]
            yield Document(one, " ".join(drawn[:TITLE]), " ".join(drawn[TITLE:]))

    generating = clock() - began
    words = Words([Index(arrays_of(documents(), ids))])
    making = clock() - began - generating
    result: dict[str, Any] = {}
    every: list[float] = []
    for kind, texts in queries(corpus, names, number).items():
        times = [
            timed(lambda text=text: words.search(searching.terms(text), EVERYTHING, {}, Window()))
            for text in (texts[0], *texts)
        ][1:]
        result[kind] = spread(times)
        every += times
        if kind == "beginning of a word":
            result["suggest"] = spread(
                [
                    timed(lambda text=text: words.suggest(searching.terms(text), EVERYTHING, 10))
                    for text in texts
                ]
            )
    return {"papers": papers, "seconds": round(making, 1), "ms": {"all": spread(every), **result}}


def main(papers: int, seed: int, number: int, path: Path) -> dict[str, Any]:
    """Write the corpus, measure, add papers, measure again."""
    fresh = not path.exists()
    corpus = Corpus(seed)
    with open_store(f"sqlite:{path}") as store, plainly(path) as plain:
        nodes = corpus.nodes(papers)
        if not fresh:
            papers = plain.execute("SELECT count(*) FROM node WHERE kind = 'Paper'").fetchone()[0]
            nodes = corpus.others(papers, 0)
        writing, keeping = write(store, nodes)
        kept = path.with_name(path.name + "-words")
        with store.view() as view:
            opening = timed(lambda: view.search("zzz", EVERYTHING, Window()))
            names = {
                kind: [
                    row[0]
                    for row in plain.execute(
                        "SELECT name FROM node WHERE kind = ? ORDER BY id LIMIT 1000", (kind,)
                    )
                ]
                for kind in ("Author", "Concept", "Paper")
            }
            asked = queries(corpus, names, number)
            times = measure(view, plain, asked, COMPARED)
        adding, refreshing = write(store, corpus.nodes(ADDED, start=papers))
        with store.view() as view:
            first = timed(lambda: view.search("zzz", EVERYTHING, Window()))
            after = measure(view, plain, {kind: texts[:10] for kind, texts in asked.items()}, 0)[
                "all"
            ]
    return {
        "papers": papers,
        "nodes": papers + papers // 10 + papers * 6 // 10,
        "megabytes": {
            "graph": round(path.stat().st_size / 1e6, 1),
            "words": round(kept.stat().st_size / 1e6, 1) if kept.exists() else None,
        },
        "seconds": {
            "write": round(writing, 1),
            "make_words": round(keeping, 2),
            f"add_{ADDED}": round(adding + refreshing, 2),
        },
        "ms": {
            "first_search": round(opening, 1),
            "first_search_after_adding": round(first, 1),
            **times,
            "all_after_adding": after,
        },
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Measure search.")
    parser.add_argument("papers", nargs="?", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--queries", type=int, default=30, help="of each kind")
    parser.add_argument("--folder", type=Path, help="where to put the graph")
    parser.add_argument("--graph", type=Path, help="a file to go on with")
    parser.add_argument("--index", action="store_true", help="only the index of words")
    parser.add_argument("--cpu", action="store_true", help="count the processor's time")
    given = parser.parse_args()
    if given.cpu:
        clock = time.thread_time
    if given.index:
        print(json.dumps(of_index(given.papers, given.seed, given.queries)))
        sys.exit()
    with tempfile.TemporaryDirectory(dir=given.folder) as made:
        path = given.graph or Path(made) / "graph.db"
        print(json.dumps(main(given.papers, given.seed, given.queries, path)))
