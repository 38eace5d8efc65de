"""`citeweave network`: a network of a graph, as a file that other programs open."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from citeweave.command import choosing as choose
from citeweave.command.exits import reporting
from citeweave.command.options import Graph, Json
from citeweave.command.output import bar, print_json, printable, results
from citeweave_graph import View, open_store
from citeweave_graph.analysis import compute_communities
from citeweave_graph.exports import FORMATS, export_format, write_graph
from citeweave_graph.networks import Counting, NetworkKind, Normalisation, build_network
from citeweave_schema.errors import UsageError

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["network"]

_FORMS = {name: one for name, one in FORMATS.items() if not one.of_papers}


@reporting
def network(
    kind: Annotated[
        NetworkKind,
        typer.Argument(
            metavar="KIND", help="What the nodes are, and what links them.", show_default=False
        ),
    ],
    graph: Graph,
    out: Annotated[
        Path,
        typer.Option(
            "--out",
            metavar="FILE",
            help="Where to write; a folder for csv, parquet and vosviewer-text.",
            show_default=False,
        ),
    ],
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help=f"One of {', '.join(_FORMS)}; else what the ending of FILE says.",
            show_default=False,
        ),
    ] = None,
    counting: choose.Counts = Counting.FULL,
    normalise: choose.Normalised = Normalisation.NONE,
    min_weight: choose.MinWeight = 0.0,
    min_count: choose.MinCount = 1,
    most_nodes: choose.MostNodes = None,
    named_too: choose.Named = False,
    concept_kind: choose.Kinds = None,
    role: choose.Roles = None,
    min_confidence: choose.MinConfidence = 0.0,
    years: choose.Period = "",
    communities: Annotated[
        bool, typer.Option("--communities", help="Give nodes the number of their community.")
    ] = False,
    seed: choose.Seed = 0,
    force: Annotated[bool, typer.Option("--force", help="Replace what is there.")] = False,
    as_json: Json = False,
) -> None:
    """Write a network of a graph in a format of other programs.

    Example: citeweave network co-authorship --out authors.gexf --graph sqlite:papers.db
    """
    begun = time.monotonic()
    written_as = _format(form, out)
    question = choose.network_question(
        choose.concept_question(concept_kind, role, min_confidence, years),
        counting=counting,
        normalisation=normalise,
        min_weight=min_weight,
        min_count=min_count,
        most_nodes=most_nodes,
        named=named_too,
    )
    with (
        open_store(graph, create=False) as store,
        store.view() as view,
        bar(quiet=as_json, of="links") as progress,
    ):
        progress.begin(f"{kind.value} network")
        built = build_network(view, kind, question)
        if communities:
            progress.begin("communities")
            _number(view, built, seed)
        progress.begin(str(out))
        about = dict(built.graph)
        counts = write_graph(_labelled(built), out, written_as, force=force)
    if as_json:
        print_json(
            {
                "network": about.pop("network"),
                "format": written_as,
                "path": str(out),
                "nodes": counts.nodes,
                "edges": counts.edges,
                "graph_version": about.pop("graph_version"),
                "graph_state": about.pop("graph_state"),
                "parameters": about,
                "seconds": round(time.monotonic() - begun, 3),
            }
        )
    else:
        told = f"{counts.nodes:,} nodes and {counts.edges:,} links in {printable(str(out))}"
        results.print(told, markup=False)


def _format(form: str | None, out: Path) -> str:
    """Give the format that is asked for, or that the ending of the file's name says.

    Raises:
        UsageError: an unknown format, one of lists of papers, or an ending that says none.
    """
    if form is not None:
        if export_format(form).of_papers:
            raise UsageError(f"{form} is a list of papers; a network can be {', '.join(_FORMS)}")
        return form
    found = [
        name for name, one in _FORMS.items() if one.suffix and one.suffix == out.suffix.lower()
    ]
    if len(found) == 1:
        return found[0]
    among = found or list(_FORMS)
    raise UsageError(f"which format? {out.name!r} does not say; give --format, {', '.join(among)}")


def _number(view: View, built: nx.Graph[str], seed: int) -> None:
    """Give every node the number of its community, from 1, the largest first."""
    found = compute_communities(view, built, min_size=1, seed=seed)
    for one in found.items:
        for member in one.members:
            built.nodes[member]["community"] = one.number
    built.graph |= {"communities": len(found.items), "division": "leiden", "seed": seed}


def _labelled(built: nx.Graph[str]) -> nx.Graph[str]:
    """Give every node its name as `label` too, which is what Gephi and others show."""
    for _, data in built.nodes(data=True):
        data["label"] = data["name"]
    return built
