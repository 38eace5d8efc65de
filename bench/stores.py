"""How quick the stores are: questions and writing on sqlite and on Neo4j, in one run.

`python bench/stores.py [PAPERS...]` asks each question of a made-up literature (of 10,000 papers,
and of 100,000) through the store and through GraphQL, on both stores, and as the plain Cypher of
`bench/reference/` through the driver alone, in turn. One line of JSON: papers and edges that a
build writes a second, edges a second that are written alone with their mentions and by bare
`CREATE`, milliseconds of each question (p50, p95), and how many times its reference a question
takes. Each question through the store has a view of its own with a time budget, as a request has.

The server is started as the tests do. Writing is measured on the first papers; the whole graph is
filled in a file, and comes to the server through Neo4j's own import. `--keep FOLDER` leaves both
there, and the next run takes what it finds.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, LiteralString, cast

import neo4j
from corpus import EXTRACTOR, extract, papers

from citeweave.server import execute
from citeweave_graph import (
    ABOUT,
    EdgeCountsOf,
    EdgesOf,
    Hop,
    NodesOf,
    SharingQuestion,
    Store,
    View,
    Window,
    open_store,
)
from citeweave_graph.filters import Linked, Operator, Quantifier, Test
from citeweave_graph.hops import AUTHORS, CITATIONS, REFERENCES
from citeweave_graph.neo4j.import_files import write_import_files
from citeweave_schema import (
    AuthorName,
    ConceptKind,
    EdgeKind,
    Identifier,
    NodeKind,
    Paper,
    Reference,
    SourceState,
    VenueName,
)

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tests" / "graph" / "support"))

from neo4j_import import import_files  # noqa: E402  # found by the line above
from neo4j_server import Neo4jServer  # noqa: E402

BATCH = 1_000
ROUNDS = 40
WARMING = 10
WRITTEN = 1_000
YEAR = 2015
METHODS = Hop(kinds=ABOUT, concept_kinds=frozenset({ConceptKind.METHOD}))
BARE_ROWS = 5_000
BUDGET = 10.0
"""The seconds that a question may take, which are those of a request."""

Ask = Callable[[int], object]


def literature(size: int) -> Iterator[Paper]:
    """Give the papers of the corpus with authors, venues and references."""
    chance = random.Random(1)  # noqa: S311  # no secret
    for number, paper in enumerate(papers(size)):
        cited = sorted({chance.randrange(number) for _ in range(min(number, 8))})
        yield replace(
            paper,
            identifiers=(_doi(number),),
            authors=tuple(
                AuthorName(
                    name=f"Ann {_letters(person)}",
                    identifiers=(Identifier.parse("openalex", f"a{100_000 + person}"),),
                )
                for person in {chance.randrange(size // 2 + 1) for _ in range(3)}
            ),
            venue=VenueName(name=f"Conference {chance.randrange(60)}"),
            references=tuple(Reference(identifiers=(_doi(one),)) for one in cited),
        )


def _doi(number: int) -> Identifier:
    return Identifier.parse("doi", f"10.1000/{number}")


def _letters(number: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in str(number)).title()


def build(store: Store, size: int, *, warming: int = 0) -> dict[str, float]:
    """Build the literature by batches; give papers and edges a second after those that warm."""
    state = SourceState(uri="made up", format="jsonl", sha256="0" * 64, records=size)
    with store.writer(extract=extract, extractor=EXTRACTOR) as writer:
        if not warming:
            writer.fill()
        writer.begin_source(state)
        hashes = set()
        began = time.perf_counter()
        for number, paper in enumerate(literature(size), start=1):
            hashes.add(paper.content_hash)
            writer.add(paper, state.uri)
            if number % (warming or BATCH) == 0:
                writer.commit()
            if number == warming:
                began = time.perf_counter()
        writer.end_source(state, keep=hashes)
    seconds = time.perf_counter() - began
    with store.view() as view:
        counts = view.manifest().counts
    timed = (size - warming) / size
    edges = sum(counts.get(kind.value, 0) for kind in EdgeKind)
    return {
        "papers": size,
        "seconds": round(seconds, 1),
        "papers_per_second": round(timed * size / seconds, 1),
        "edges_per_second": round(timed * edges / seconds, 1),
    }


def reference(name: str) -> LiteralString:
    """Give the text of a reference."""
    return cast("LiteralString", (HERE / "reference" / f"{name}.cypher").read_text("utf-8"))


def bare_writes(session: neo4j.Session, rows: int) -> float:
    """Give how many relationships a second bare, batched CREATE writes."""
    session.run("CREATE RANGE INDEX bare IF NOT EXISTS FOR (n:Bare) ON (n.id)").consume()
    session.run("CALL db.awaitIndexes(60)").consume()
    session.run("UNWIND range(0, 9999) AS id CREATE (:Bare {id: id})").consume()
    chance = random.Random(2)  # noqa: S311  # no secret
    sentence = "We study m1 m2 m3 m4 m5 m6 m7 m8 in a sentence of some length."
    began = time.perf_counter()
    for _ in range(0, rows, BARE_ROWS):
        some = [
            {"source": chance.randrange(10_000), "target": chance.randrange(10_000),
             "role": "uses", "confidence": 0.9, "sentence": sentence}
            for _ in range(BARE_ROWS)
        ]  # fmt: skip
        session.execute_write(lambda tx, some=some: tx.run(reference("write"), rows=some).consume())
    rate = rows / (time.perf_counter() - began)
    session.run("MATCH (n:Bare) CALL (n) { DETACH DELETE n } IN TRANSACTIONS").consume()
    session.run("DROP INDEX bare").consume()
    return rate


QUERIES = {
    "sharing": """query($id: ID!) { paper(by: {id: $id}) { sharing(kinds: [METHOD], first: 10) {
        totalCount edges { score node { id title } shared { weight concept { name } } } } } }""",
    "paper": """query($id: ID!) { paper(by: {id: $id}) { title year venue { name } abstract
        authors(first: 20) { nodes { id name } }
        methods(first: 20) { edges { role confidence node { id name }
          evidence(first: 1) { sentence } } }
        references(first: 20) { totalCount nodes { id title year } }
        citations(first: 1) { totalCount } } }""",
    "search": """query($query: String!) { search(query: $query, kinds: [PAPER], first: 20) {
        totalCount edges { score node { id ... on Paper { title } } } } }""",
    "count": "query($year: Int!) { papers(where: {year: {gte: $year}}) { totalCount } }",
    "facets": """query($year: Int!) { papers(where: {year: {gte: $year}}) {
        facets(by: VENUE) { value count } } }""",
    "using": """query($name: String!) {
        papers(where: {methods: {some: {name: {eq: $name}}}}) { totalCount } }""",
}


def variables(name: str, ids: list[str], number: int) -> dict[str, Any]:
    """Give what is asked about, the same on each store."""
    return {
        "sharing": {"id": ids[number % len(ids)]},
        "paper": {"id": ids[number % len(ids)]},
        "search": {"query": f"study m{3 + number % 20}"},
        "count": {"year": YEAR},
        "facets": {"year": YEAR},
        "using": {"name": f"m{1 + number % 20}"},
    }[name]


def through_store(store: Store, name: str, given: dict[str, Any]) -> object:
    """Ask the store what the GraphQL query asks it, as a request does."""
    with store.view(deadline=time.monotonic() + BUDGET) as view:
        return looked_up(view, name, given)


def looked_up(view: View, name: str, given: dict[str, Any]) -> object:
    """Ask a view what the GraphQL query asks it."""
    window = Window(size=20)
    since = Test(field="year", operator=Operator.GTE, value=YEAR)
    if name == "sharing":
        return view.sharing(given["id"], SharingQuestion(), Window(size=10))
    if name == "paper":
        one = (given["id"],)
        return view.look_up(
            [
                NodesOf(one), EdgesOf(one, AUTHORS, window), EdgesOf(one, METHODS, window),
                EdgesOf(one, REFERENCES, window), EdgeCountsOf(one, REFERENCES),
                EdgeCountsOf(one, CITATIONS),
            ]
        )  # fmt: skip
    if name == "search":
        return view.search(given["query"], [NodeKind.PAPER], window)
    if name == "count":
        return view.count(NodeKind.PAPER, since)
    if name == "facets":
        return view.facets(NodeKind.PAPER, since, "venue")
    named = Test(field="name", operator=Operator.EQ, value=given["name"])
    return view.count(NodeKind.PAPER, Linked(hop=METHODS, quantifier=Quantifier.SOME, where=named))


def in_turn(ways: dict[str, Ask], rounds: int) -> dict[str, list[float]]:
    """Ask in each way, one after the other, so that all have the same machine; give the times."""
    times: dict[str, list[float]] = {way: [] for way in ways}
    for number in range(-WARMING, rounds):
        for way, ask in ways.items():
            began = time.perf_counter()
            ask(number)
            if number >= 0:
                times[way].append(time.perf_counter() - began)
    return times


def told(times: Iterable[float]) -> dict[str, float]:
    """Give milliseconds: half and 95 of a hundred are quicker."""
    ordered = sorted(times)
    return {
        "p50_ms": round(1000 * ordered[len(ordered) // 2], 2),
        "p95_ms": round(1000 * ordered[int(0.95 * (len(ordered) - 1))], 2),
    }


def questions(stores: dict[str, Store], driver: neo4j.Driver, rounds: int) -> dict[str, Any]:
    """Ask every question in every way."""
    with stores["sqlite"].view() as view:
        chance = random.Random(3)  # noqa: S311  # no secret
        everything = [node.id for node in view.all_nodes() if node.kind is NodeKind.PAPER]
        ids = chance.sample(everything, min(200, len(everything)))
    found: dict[str, Any] = {}
    with driver.session(default_access_mode=neo4j.READ_ACCESS) as session:
        for name, query in QUERIES.items():
            text = reference(name)

            def given(number: int, name: str = name) -> dict[str, Any]:
                return variables(name, ids, number)

            ways: dict[str, Ask] = {
                "reference": lambda number, text=text, given=given: session.execute_read(
                    lambda tx: list(tx.run(text, given(number)))
                )
            }
            for kind, store in stores.items():
                ways[f"{kind} store"] = lambda number, store=store, name=name, given=given: (
                    through_store(store, name, given(number))
                )
                ways[f"{kind} graphql"] = lambda number, store=store, query=query, given=given: (
                    answered(store, query, given(number))
                )
            times = {way: told(one) for way, one in in_turn(ways, rounds).items()}
            bare = times["reference"]["p50_ms"]
            found[name] = {
                **times,
                "store_to_reference": round(times["neo4j store"]["p50_ms"] / bare, 2),
                "graphql_to_reference": round(times["neo4j graphql"]["p50_ms"] / bare, 2),
            }
    return found


def answered(store: Store, query: str, given: dict[str, Any]) -> dict[str, Any]:
    """Ask through GraphQL; an error is one."""
    answer = execute(store, query, given)
    assert "errors" not in answer, answer
    return answer


def writing(folder: Path) -> dict[str, Any]:
    """Measure builds of the first papers on each store, and edges alone beside bare CREATE."""
    with Neo4jServer() as server, open_store(f"sqlite:{folder / 'written.db'}") as sqlite:
        found: dict[str, Any] = {"sqlite": build(sqlite, WRITTEN, warming=WRITTEN // 5)}
        with open_store(server.url) as store:
            found["neo4j"] = build(store, WRITTEN, warming=WRITTEN // 5)
        server.reset()
        with open_store(server.url) as store, sqlite.view() as view:
            edges = edge_writes(store, view)
        with server.driver.session() as session:
            bare = bare_writes(session, 50_000)
    return {
        **found,
        "edges_alone_per_second": round(edges),
        "bare_create_per_second": round(bare),
        "edges_to_bare_create": round(edges / bare, 2),
    }


def edge_writes(store: Store, view: View) -> float:
    """Give how many relationships a second a store writes, each with its mentions.

    They are those of a graph whose nodes are there already.
    """
    edges, mentions = list(view.everything("edge")), defaultdict(list)
    for row in view.everything("evidence"):
        mentions[row["paper"], row["target"]].append(row)
    tables = store.tables()
    try:
        with tables.transaction(checked=False):
            tables.insert("node", list(view.everything("node")))
        began = time.perf_counter()
        for first in range(0, len(edges), BARE_ROWS):
            some = edges[first : first + BARE_ROWS]
            pairs = {(row["source"], row["target"]) for row in some if row["role"] is not None}
            with tables.transaction(checked=False):
                tables.insert("edge", some)
                tables.insert("evidence", [row for pair in pairs for row in mentions[pair]])
        return len(edges) / (time.perf_counter() - began)
    finally:
        tables.close()


def asking(folder: Path, size: int, rounds: int) -> dict[str, Any]:
    """Fill a graph of this size in a file, import it into a server, and ask both."""
    told, home = folder / f"{size}.json", folder / f"{size}-home"
    with open_store(f"sqlite:{folder / f'{size}.db'}") as sqlite:
        if not told.exists():
            filled = build(sqlite, size)
            with sqlite.view() as view:
                import_files(home, write_import_files(view, folder / f"{size}-files"))
            told.write_text(json.dumps(filled), "utf-8")
        with (
            Neo4jServer(home=home, settings={"server.memory.pagecache.size": "512m"}) as server,
            open_store(server.url, create=False) as neo4j_store,
        ):
            stores = {"sqlite": sqlite, "neo4j": neo4j_store}
            filled = json.loads(told.read_text("utf-8"))
            return {"filled": filled, **questions(stores, server.driver, rounds)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("papers", nargs="*", type=int, default=[10_000, 100_000])
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--keep", type=Path, help="a folder for the graphs; else none is kept")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = asked.keep or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        found = {"writing": writing(Path(name))}
        for size in asked.papers:
            found[f"questions at {size:,}"] = asking(folder, size, asked.rounds)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
