"""`citeweave stats` and `citeweave check`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from citeweave.command.exits import FOUND_WRONG, reporting
from citeweave.command.options import Graph, Json
from citeweave.command.output import print_json, printable, results, warn
from citeweave_graph import Coverage, Order, OrderField, View, Window, open_store
from citeweave_graph.checking import problems
from citeweave_graph.filters import Operator, Test
from citeweave_schema import ConceptKind, ConceptNode, Manifest, NodeKind

__all__ = ["check", "stats", "top_concepts"]

_TOP = 10
_SHOWN_PROBLEMS = 50


@reporting
def stats(
    graph: Graph,
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Show what is missing, by source and by year.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show what a graph holds: counts, sources, and the most frequent concepts of each kind.

    Example: citeweave stats --coverage --graph sqlite:papers.db
    """
    if coverage:
        _show_coverage(graph, as_json=as_json)
        return
    with open_store(graph, create=False) as store, store.view() as view:
        manifest = view.manifest()
        top = {kind: top_concepts(view, kind, _TOP) for kind in ConceptKind}
    if as_json:
        print_json(_as_json(manifest, top))
        return
    results.print(_counts(graph, manifest))
    for kind, concepts in top.items():
        results.print(concept_table(kind, concepts))
    results.print(_sources(manifest))


@reporting
def check(
    graph: Graph,
    digest: Annotated[
        bool, typer.Option("--digest", help="Print nothing but the digest on standard output.")
    ] = False,
) -> int:
    """Verify every promise of a graph, and print the digest of its content.

    Equal content gives the same digest on every machine and store, whatever the order and the
    names of the files it came from.

    Example: citeweave check --graph sqlite:papers.db
    """
    with open_store(graph, create=False) as store, store.view() as view:
        found = list(problems(view))
        value = view.digest()
        manifest = view.manifest()
    for problem in found[:_SHOWN_PROBLEMS]:
        warn(problem, style="red")
    if len(found) > _SHOWN_PROBLEMS:
        warn(f"… and {len(found) - _SHOWN_PROBLEMS} more", style="red")
    if not digest:
        verdict = f"{len(found)} promises broken" if found else "every promise kept"
        results.print(f"{graph}, version {manifest.version}: {verdict}", markup=False)
    results.print(value)
    return FOUND_WRONG if found else 0


def _show_coverage(graph: str, *, as_json: bool) -> None:
    with open_store(graph, create=False) as store, store.view() as view:
        by_source, by_year = view.coverage("source"), view.coverage("year")
    if as_json:
        print_json(
            {
                "by_source": [asdict(one) for one in by_source],
                "by_year": [asdict(one) for one in by_year],
            }
        )
        return
    results.print(coverage_table("By source", by_source))
    results.print(coverage_table("By year", by_year))


def coverage_table(title: str, found: list[Coverage]) -> Table:
    """Show what is missing in per cent, and how many references are known of how many.

    Where no paper states its number of references, only what is known is shown.
    """
    table = Table(title=title, title_justify="left", box=None)
    table.add_column("papers", justify="right")
    for column in ("abstract", "authors", "identifier", "venue", "year"):
        table.add_column(f"no {column}", justify="right")
    table.add_column("references known of stated", justify="right")
    table.add_column(title.rpartition(" ")[2], style="bold", overflow="fold")
    for one in found:
        lacking = (
            one.without_abstract,
            one.without_authors,
            one.without_identifiers,
            one.without_venue,
            one.without_year,
        )
        references = f"{one.references_known:,}"
        if one.stating:
            references = f"{one.known_of_stating:,} of {one.references_stated:,}"
        table.add_row(
            f"{one.papers:,}",
            *(_per_cent(count, one.papers) for count in lacking),
            references,
            Text(printable(one.value or "unknown")),
        )
    return table


def _per_cent(count: int, whole: int) -> str:
    """Give a part in per cent: 0 only for nothing, 100 only for all.

    >>> _per_cent(0, 400), _per_cent(1, 400), _per_cent(399, 400), _per_cent(400, 400)
    ('0 %', '<1 %', '>99 %', '100 %')
    """
    if 0 < 100 * count < whole:
        return "<1 %"
    if 99 * whole < 100 * count < 100 * whole:
        return ">99 %"
    return f"{100 * count / whole:.0f} %"


def top_concepts(view: View, kind: ConceptKind, most: int) -> list[ConceptNode]:
    """Give the concepts of a kind that the most papers have, the most frequent first."""
    page = view.page(
        NodeKind.CONCEPT,
        Test(field="concept_kind", operator=Operator.EQ, value=kind.value),
        Order(field=OrderField.PAPERS, descending=True),
        Window(size=most),
    )
    return [node for node in page.items if isinstance(node, ConceptNode)]


def concept_table(kind: ConceptKind, concepts: list[ConceptNode]) -> Table:
    """Show concepts with their numbers of papers."""
    table = Table(title=f"Top {kind.value.lower()}s", title_justify="left", box=None)
    table.add_column("papers", justify="right")
    table.add_column("name", style="bold")
    table.add_column("also written")
    for one in concepts:
        others = printable(", ".join(alias.name for alias in one.aliases[:4]))
        table.add_row(f"{one.paper_count:,}", Text(printable(one.name)), Text(others, style="dim"))
    return table


def _counts(graph: str, manifest: Manifest) -> Table:
    table = Table(title=f"{graph}, version {manifest.version}", title_justify="left", box=None)
    table.add_column(justify="right", style="bold")
    table.add_column()
    for name, count in manifest.counts.items():
        table.add_row(f"{count:,}", name)
    return table


def _sources(manifest: Manifest) -> Table:
    table = Table(title="Sources", title_justify="left", box=None)
    for column in ("records", "refused", "format", "path"):
        table.add_column(column)
    for one in manifest.sources:
        table.add_row(f"{one.records:,}", f"{one.refused:,}", one.format, Text(printable(one.uri)))
    return table


def _as_json(manifest: Manifest, top: dict[ConceptKind, list[ConceptNode]]) -> dict[str, object]:
    return {
        "graph_version": manifest.version,
        "at": manifest.at,
        "extractor": manifest.extractor,
        "counts": manifest.counts,
        "top": {
            kind.value: [{"name": one.name, "papers": one.paper_count} for one in concepts]
            for kind, concepts in top.items()
        },
        "sources": [
            {"uri": one.uri, "format": one.format, "records": one.records, "refused": one.refused}
            for one in manifest.sources
        ],
    }
