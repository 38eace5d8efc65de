"""The sections of the report: a few sentences, a picture, a table, and how it was computed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from citeweave.plotting import (
    plot_bursts,
    plot_communities,
    plot_growth,
    plot_network,
    plot_ranking,
    plot_trends,
)
from citeweave.report.inlining import inline
from citeweave.report.markup import figure, heading, number, paragraph, parameters, table
from citeweave_graph.analysis import (
    TELLING,
    Analysis,
    Community,
    ConceptQuestion,
    Measure,
    Ranked,
    compute_bursts,
    compute_communities,
    compute_growth,
    compute_predictions,
    compute_ranking,
    compute_trends,
)
from citeweave_graph.networks import (
    Counting,
    NetworkKind,
    NetworkQuestion,
    Normalisation,
    build_network,
)
from citeweave_schema import ConceptKind
from citeweave_schema.errors import UsageError

if TYPE_CHECKING:
    import networkx as nx

    from citeweave_graph import View

__all__ = [
    "bursts",
    "concept_map",
    "growth",
    "outlook",
    "overview",
    "papers",
    "people",
    "subjects",
    "trends",
]

_ROWS = 15
_UNKNOWN = "No method is in enough papers whose year is known."
_NO_BURST = "No method, dataset or task had years in which far more papers had it than otherwise."
_MAP_NODES = 150
_LARGEST = 5_000
"""Subjects are divided among so many papers at most, those that occur most."""


def overview(view: View) -> list[str]:
    """Say what the graph holds and from where."""
    manifest = view.manifest()
    counts = manifest.counts
    said = ", ".join(
        f"{counts.get(kind, 0):,} {name}"
        for kind, name in (
            ("Paper", "papers"),
            ("Stub", "more known only by reference"),
            ("Author", "authors"),
            ("Organization", "organisations"),
            *((kind.value, f"{kind.value.lower()}s") for kind in ConceptKind),
            ("CITES", "citations"),
        )
        if counts.get(kind)
    )
    rows: list[list[str | float]] = [
        [one.uri, one.format, one.records] for one in manifest.sources[:_ROWS]
    ]
    more = len(manifest.sources) - len(rows)
    return [
        paragraph(f"The graph holds {said or 'nothing yet'}."),
        paragraph(
            f"This is version {manifest.version} of the graph"
            + (f", made at {manifest.at}" if manifest.at else "")
            + (f"; texts were read by {manifest.extractor}" if manifest.extractor else "")
            + "."
        ),
        *([table(["source", "format", "records"], rows)] if rows else []),
        *([paragraph(f"… and {more} more sources.")] if more > 0 else []),
    ]


def growth(view: View) -> list[str]:
    """Show the papers of each year."""
    found = compute_growth(view)
    without = int(found.figures["without_year"])
    every = int(found.figures["papers"])
    return [
        heading("Growth"),
        paragraph(
            f"How many papers there are of each year. Of {every:,} papers, {without:,} have no "
            "known year and take no part in anything below that speaks of time."
        ),
        figure(inline(plot_growth(found), "growth", "Papers of each year"), "Papers of each year."),
        parameters(found.origin.parameters),
    ]


def trends(view: View) -> list[str]:
    """Show what rose and what fell."""
    found = compute_trends(view, most=100_000)
    rising = [one for one in found.items if one.ratio > 0][:_ROWS]
    falling = [one for one in reversed(found.items) if one.ratio < 0][:_ROWS]
    largest = sorted(found.items, key=lambda one: (-sum(one.papers), one.concept))[:8]
    top = Analysis(origin=found.origin, items=tuple(largest))
    columns = ["method", "first seen", "share before", "share lately", "log-likelihood"]
    rows = [
        [
            [
                one.name,
                str(one.first_year),
                _share(one.share_before),
                _share(one.share_recent),
                number(one.ratio),
            ]
            for one in some
        ]
        for some in (rising, falling)
    ]
    if not found.items:
        return [
            heading("Methods over time"),
            paragraph(_UNKNOWN),
            parameters(found.origin.parameters),
        ]
    return [
        heading("Methods over time"),
        paragraph(
            "The methods that most papers propose or use, year by year. Below, those whose share "
            "of the papers changed most surely between the last years and as many before: the "
            "log-likelihood ratio says how surely, beyond 10.83 once in a thousand by chance."
        ),
        figure(
            inline(plot_trends(top), "trends", "Papers of each year that have a method"),
            "Papers that propose or use each of the most frequent methods.",
        ),
        *([heading("Rising", 3), table(columns, rows[0])] if rising else []),
        *([heading("Falling", 3), table(columns, rows[1])] if falling else []),
        parameters(found.origin.parameters),
    ]


def _share(value: float) -> str:
    return f"{100 * value:.1f} %"


def bursts(view: View) -> list[str]:
    """Show the years in which concepts were at their high."""
    question = ConceptQuestion(kinds=TELLING)
    found = compute_bursts(view, question, most=25)
    if not found.items:
        return [heading("Bursts"), paragraph(_NO_BURST), parameters(found.origin.parameters)]
    return [
        heading("Bursts"),
        paragraph(
            "Years in which a method, dataset or task was in far more papers than over all years, "
            "by Kleinberg's automaton of two states (2002). A bar that reaches the last year is "
            "still under way."
        ),
        figure(
            inline(plot_bursts(found), "bursts", "Bursts of concepts, by year"),
            f"The {len(found.items)} strongest bursts.",
        ),
        parameters(found.origin.parameters),
    ]


def concept_map(view: View, seed: int) -> list[str]:
    """Show which concepts are used together."""
    network = build_network(
        view,
        NetworkKind.CO_USE,
        NetworkQuestion(
            kinds=frozenset({ConceptKind.METHOD, ConceptKind.TASK}),
            counting=Counting.FRACTIONAL,
            most_nodes=_MAP_NODES,
        ),
    )
    title = heading("A map of methods and tasks")
    if not network:
        return [title, paragraph("No text gave a method or task that a paper proposes or uses.")]
    found = compute_communities(view, network, seed=seed)
    picture = plot_communities(network, found, seed=seed)
    return [
        title,
        paragraph(
            "Methods and tasks stand close together and share a colour when the same papers have "
            "them; the larger a dot, the more papers. The legend gives the size of each community "
            "and the members that are linked most within it."
        ),
        figure(
            inline(picture, "concepts", "Methods and tasks that papers have together"),
            f"The {len(network)} most frequent methods and tasks.",
        ),
        parameters(found.origin.parameters),
    ]


def subjects(view: View, seed: int) -> list[str]:
    """Show the communities of papers and what sets them apart."""
    cites = view.manifest().counts.get("CITES", 0)
    kind = NetworkKind.COUPLING if cites else NetworkKind.SHARED_CONCEPTS
    question = NetworkQuestion(
        counting=Counting.FRACTIONAL,
        normalisation=Normalisation.ASSOCIATION,
        most_nodes=_LARGEST,
    )
    network = _held(view, kind, question)
    found = compute_communities(view, network, min_size=3, seed=seed)
    shown = found.items[:_ROWS]
    linked = "that cite the same papers" if cites else "that propose or use the same methods"
    return [
        heading("Subjects"),
        paragraph(
            f"Papers {linked}, divided into communities (modularity "
            f"{found.figures['modularity']:.2f}). A community is named by the methods, datasets "
            "and tasks that significantly more of its papers have than of the rest."
        ),
        table(
            ["papers", "what sets it apart", "papers at its heart"],
            [[len(one.members), _labelled(one), "; ".join(one.leading[:2])] for one in shown],
        )
        if shown
        else paragraph("No papers hang together in this way."),
        parameters(found.origin.parameters),
    ]


def _held(view: View, kind: NetworkKind, question: NetworkQuestion) -> nx.Graph[str]:
    """Build a network, with links that more places give where there would be too many."""
    for min_count in (1, 2, 4, 8):
        try:
            return build_network(view, kind, replace(question, min_count=min_count))
        except UsageError:
            continue
    return build_network(view, kind, replace(question, most_nodes=_MAP_NODES))


def _labelled(one: Community) -> str:
    return ", ".join(label.name for label in one.labels) or "nothing"


def papers(view: View) -> list[str]:
    """Show the papers that are cited most, and those that matter by PageRank."""
    title = heading("Papers")
    if not view.manifest().counts.get("CITES"):
        return [title, paragraph("No source says who cites whom, so papers are not ranked.")]
    network = build_network(view, NetworkKind.CITATION)
    ranks = compute_ranking(network, Measure.PAGERANK, most=_ROWS)
    cited = compute_ranking(network, Measure.STRENGTH, most=_ROWS)
    return [
        title,
        paragraph(
            "Citations within the graph, and PageRank, by which a citation counts more when it "
            "comes from a paper that is itself cited much. Older papers have had longer to be "
            "cited in both."
        ),
        figure(
            inline(plot_ranking(ranks), "papers", "Papers by PageRank"),
            f"The {len(ranks.items)} papers with the greatest PageRank.",
        ),
        table(
            ["citations", "paper"], [[one.score, _with_year(network, one)] for one in cited.items]
        ),
        parameters(ranks.origin.parameters),
    ]


def _with_year(network: nx.Graph[str], one: Ranked) -> str:
    year = network.nodes[one.node].get("year")
    return f"{one.name} ({year})" if year else one.name


def people(view: View, seed: int) -> list[str]:
    """Show who works with whom."""
    title = heading("Collaboration")
    if not view.manifest().counts.get("AUTHORED"):
        return [title, paragraph("No source says who wrote the papers.")]
    network = build_network(
        view,
        NetworkKind.CO_AUTHORSHIP,
        NetworkQuestion(counting=Counting.FRACTIONAL, most_nodes=2_000),
    )
    counts = {one: int(network.nodes[one]["occurrences"]) for one in network}
    best = sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:_ROWS]
    return [
        title,
        paragraph(
            "Authors of the most papers and those whom they write with. Each paper of an author "
            "counts one, shared by the co-authors, so that a paper of a hundred does not outweigh "
            "all others."
        ),
        figure(
            inline(plot_network(network, most_nodes=80, seed=seed), "people", "Co-authors"),
            "The 80 authors with most co-authorship.",
        ),
        table(
            ["papers", "author"],
            [[count, str(network.nodes[one]["name"])] for one, count in best],
        ),
        parameters(dict(network.graph)),
    ]


def outlook(view: View) -> list[str]:
    """Show what has not been combined yet, and why it may be."""
    found = compute_predictions(view, most=_ROWS)
    rows: list[list[str | float]] = [
        [one.first_name, one.second_name, one.score, ", ".join(way.name for way in one.ways[:3])]
        for one in found.items
    ]
    return [
        heading("Not yet combined"),
        paragraph(
            "Pairs of concepts that no paper of the graph has together, but that go with the same "
            "others (Adamic and Adar 2003): what goes with few others says more than what goes "
            "with all. A high score is a reason to look, not a promise."
        ),
        table(["concept", "and", "score", "over"], rows)
        if rows
        else paragraph("There are too few concepts to tell."),
        parameters(found.origin.parameters),
    ]
