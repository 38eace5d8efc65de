"""How quick a concept of very many papers answers: total, facets, first and middle page.

`python bench/hubs.py [PAPERS]` writes that many papers (1,000,000), every second of them with a
method in common, straight into the tables of a graph file, and asks about that method through
GraphQL: how many papers have it, how they spread over years and roles, and pages of 20 with
titles, first and in the middle of all, by confidence and the newest first. The middle is found as
a reader finds it, page after page. Totals, facets and pages are compared with what was written.
One line of JSON: milliseconds (p50, p95) by the clock, of requests in this process.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from citeweave.server import execute
from citeweave.server.settings import Limits
from citeweave_graph import Store, open_store
from citeweave_graph.rows import edge_row, node_row
from citeweave_graph.tables import TABLES
from citeweave_schema import (
    ConceptKind,
    ConceptNode,
    Edge,
    EdgeKind,
    NodeKind,
    PaperNode,
    PartialDate,
    Role,
    node_id,
)

PAPERS = 1_000_000
BATCH = 20_000
ROUNDS = 40
STEP = 100
"""How many papers a page has on the way to the middle."""
HUB = node_id(NodeKind.CONCEPT, "hub")
ROLES = {Role.PROPOSES: EdgeKind.PROPOSES, Role.USES: EdgeKind.USES}
LIMITS = Limits(points=10**9)

PAGE = """query($id: ID!, $first: Int!, $after: String, $by: EdgeOrder!) {
  concept(by: {id: $id}) { papers(first: $first, after: $after, orderBy: $by) {
    edges { confidence node { id title year } } pageInfo { endCursor } } } }"""
TOTAL = "query($id: ID!) { concept(by: {id: $id}) { papers(first: 1) { totalCount } } }"
FACETS = """query($id: ID!) { concept(by: {id: $id}) { papers(first: 1) {
  years: facets(by: YEAR) { value count } roles: facets(by: ROLE) { value count } } } }"""


def papers(size: int) -> Iterator[tuple[PaperNode, Edge | None]]:
    """Give papers, every second with its edge to the method."""
    chance = random.Random(1)  # noqa: S311  # no secret
    for number in range(size):
        paper = PaperNode(
            id=node_id(NodeKind.PAPER, str(number)),
            key=str(number),
            title=f"A study of matter {number}",
            date=PartialDate(1990 + chance.randrange(35)),
        )
        role = Role.PROPOSES if chance.random() < 0.01 else Role.USES
        confidence = round(0.3 + 0.7 * chance.random(), 3)
        edge = Edge(kind=ROLES[role], source=paper.id, target=HUB, role=role, confidence=confidence)
        yield paper, edge if number % 2 == 0 else None


def write(store: Store, size: int) -> float:
    """Write the graph; give the seconds until it is ready to be asked."""
    began = time.perf_counter()
    hub = ConceptNode(
        id=HUB, key="hub", name="hub", concept_kind=ConceptKind.METHOD, paper_count=size // 2,
        document_frequency=size // 2,
    )  # fmt: skip
    rest = papers(size)
    tables = store.tables()
    try:
        with tables.transaction(checked=False):
            tables.insert("node", [node_row(hub)])
        while some := list(itertools.islice(rest, BATCH)):
            with tables.transaction(checked=False):
                for table, rows in (
                    ("node", [node_row(paper) for paper, _ in some]),
                    ("edge", [edge_row(edge) for _, edge in some if edge]),
                ):
                    names = TABLES[table].columns
                    tables.insert_values(table, [[row[name] for name in names] for row in rows])
                tables.insert("meta", [{"name": "state", "value": str(time.time_ns())}])
    finally:
        tables.close()
    return time.perf_counter() - began


def asked(store: Store, query: str, **variables: object) -> dict[str, Any]:
    """Ask about the method; an error is one."""
    answer = execute(store, query, {"id": HUB, **variables}, limits=LIMITS)
    assert "errors" not in answer, answer
    found: dict[str, Any] = answer["data"]["concept"]["papers"]
    return found


def middle(store: Store, order: str, ranked: list[str]) -> str:
    """Page to the middle, comparing each page with what was written; give the cursor there."""
    after = None
    for first in range(0, max(STEP, len(ranked) // 2), STEP):
        page = asked(store, PAGE, first=STEP, after=after, by=order)
        ids = [one["node"]["id"] for one in page["edges"]]
        assert ids == ranked[first : first + STEP], (order, first)
        after = page["pageInfo"]["endCursor"]
    assert after
    return str(after)


def timed(ask: Callable[[], object], rounds: int) -> dict[str, float]:
    """Give the milliseconds of a request: half and 95 of a hundred are quicker."""
    times = []
    for number in range(-3, rounds):
        began = time.perf_counter()
        ask()
        if number >= 0:
            times.append(1000 * (time.perf_counter() - began))
    return {
        "p50": round(statistics.median(times), 2),
        "p95": round(statistics.quantiles(times, n=20)[-1], 2),
    }


def main(size: int, rounds: int, folder: Path) -> dict[str, Any]:
    """Write, compare, measure."""
    having = [(paper, edge) for paper, edge in papers(size) if edge]
    strongest = sorted(
        (list(ROLES).index(edge.role), -(edge.confidence or 0), paper.id, paper.year or 0)
        for paper, edge in having
        if edge.role
    )
    orders = {"STRENGTH": strongest, "NEWEST": sorted(strongest, key=lambda one: -one[-1])}
    with open_store(f"sqlite:{folder / 'hub.db'}") as store:
        seconds = write(store, size)
        assert asked(store, TOTAL)["totalCount"] == len(having)
        facets = asked(store, FACETS)
        for name, counts in (
            ("years", Counter(str(paper.year) for paper, _ in having)),
            ("roles", Counter(edge.role.value for _, edge in having if edge.role)),
        ):
            assert {one["value"]: one["count"] for one in facets[name]} == counts, name
        told = {
            "total": timed(lambda: asked(store, TOTAL), rounds),
            "two facets": timed(lambda: asked(store, FACETS), rounds),
        }
        for order, ranked in orders.items():
            half = middle(store, order, [one[2] for one in ranked])
            for where, after in (("first", None), ("middle", half)):
                variables = {"first": 20, "after": after, "by": order}
                told[f"{where} page, {order.lower()}"] = timed(
                    lambda variables=variables: asked(store, PAGE, **variables), rounds
                )
    return {
        "papers": size,
        "of the method": len(having),
        "written_s": round(seconds, 1),
        "ms": told,
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Measure questions about a very common method.")
    parser.add_argument("papers", nargs="?", type=int, default=PAPERS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        print(json.dumps(main(given.papers, given.rounds, Path(made))))
