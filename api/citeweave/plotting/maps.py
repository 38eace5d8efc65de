"""Maps: networks with their communities."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import networkx as nx

from citeweave.plotting.style import COLOURS, GREY, blank, drawing, legible

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from citeweave_graph.analysis import Analysis, Community

__all__ = ["plot_communities", "plot_network"]

_NODES = 120
_NAMES = 24
_LINKS = 500
_NAMED_LABELS = 2
_INCHES = 6.0
"""About how wide and high a map is drawn."""
_LETTER, _LINE = 0.062, 0.15
"""About how wide a letter of a name is, and how high a line, in inches."""

Places = Mapping[str, tuple[float, float]]


def plot_communities(
    network: nx.Graph[str], found: Analysis[Community], *, most_nodes: int = _NODES, seed: int = 0
) -> Figure:
    """Draw the strongest nodes of a network, coloured by community, with a legend of labels.

    Beyond eight communities the rest are grey. Nodes are as large as they occur often; of the
    links, the 500 heaviest are drawn, and of the names, those that cover no other.

    Args:
        network: that was divided.
        found: its communities.
        most_nodes: how many nodes are drawn, those with the greatest weight of links.
        seed: of the layout.

    Raises:
        UsageError: matplotlib is not installed.
    """
    colours = {
        node: COLOURS[place]
        for place, one in enumerate(found.items[: len(COLOURS)])
        for node in one.members
    }
    with drawing():
        figure, axes = blank(7.5, 6.5)
        shown = _drawn(axes, network, colours, most_nodes, seed)
        for place, one in enumerate(found.items[: len(COLOURS)]):
            names = [label.name for label in one.labels[:_NAMED_LABELS]] or list(one.leading[:1])
            text = ", ".join(legible(name, 24) for name in names)
            axes.scatter([], [], color=COLOURS[place], label=f"{len(one.members)}: {text}")
        if shown and found.items:
            axes.legend(
                loc="upper center", bbox_to_anchor=(0.5, 0), ncols=2, frameon=False, fontsize=7
            )
        return figure


def plot_network(network: nx.Graph[str], *, most_nodes: int = _NODES, seed: int = 0) -> Figure:
    """Draw the strongest nodes of a network, in one colour; see `plot_communities`."""
    with drawing():
        figure, axes = blank(7.5, 6.0)
        _drawn(axes, network, dict.fromkeys(network, COLOURS[0]), most_nodes, seed)
        return figure


def _drawn(
    axes: Axes, network: nx.Graph[str], colours: Mapping[str, str], most: int, seed: int
) -> bool:
    """Draw nodes, links and the names of the strongest; say whether there was anything."""
    axes.set_axis_off()
    degrees = dict(network.degree(weight="weight"))
    strongest = sorted(degrees, key=lambda one: (-degrees[one], one))[:most]
    drawn: nx.Graph[str] = nx.Graph()
    drawn.add_nodes_from(sorted(strongest))
    for first, second, data in network.subgraph(strongest).edges(data=True):
        drawn.add_edge(first, second, weight=float(data.get("weight", 1.0)))
    if not drawn.number_of_nodes():
        axes.text(0.5, 0.5, "nothing to show", ha="center", va="center", color=GREY)
        return False
    places = _places(drawn, seed)
    weighed: list[tuple[str, str, float]] = list(drawn.edges(data="weight"))
    links = sorted(weighed, key=lambda one: (-one[2], one[0], one[1]))[:_LINKS]
    for first, second, weight in links:
        (left, low), (right, high) = places[first], places[second]
        width = 0.3 + 2 * weight / links[0][2]
        axes.plot([left, right], [low, high], "-", color="#cccccc", linewidth=width, zorder=1)
    sizes = [12 * math.sqrt(int(network.nodes[one].get("occurrences", 1))) for one in drawn]
    columns = list(zip(*(places[one] for one in drawn), strict=True))
    axes.scatter(
        columns[0], columns[1], s=sizes, c=[colours.get(one, GREY) for one in drawn], zorder=2
    )
    names = {one: legible(str(network.nodes[one].get("name", one)), 26) for one in strongest}
    for one in _apart(strongest, names, places)[:_NAMES]:
        axes.annotate(
            names[one],
            places[one],
            xytext=(0, 4),
            textcoords="offset points",
            ha="center",
            fontsize=7,
            zorder=3,
        )
    return True


def _apart(strongest: Sequence[str], names: Mapping[str, str], places: Places) -> list[str]:
    """Give the nodes whose names fit, the strongest first: none covers another."""
    across, down = (
        (max(values) - min(values)) or 1.0 for values in zip(*places.values(), strict=True)
    )
    fitting: list[str] = []
    for one in strongest:
        if not any(
            abs(places[one][0] - places[other][0]) / across * _INCHES
            < (len(names[one]) + len(names[other])) / 2 * _LETTER
            and abs(places[one][1] - places[other][1]) / down * _INCHES < _LINE
            for other in fitting
        ):
            fitting.append(one)
    return fitting


def _places(drawn: nx.Graph[str], seed: int) -> Places:
    """Lay the nodes out by the weight of their links (Fruchterman and Reingold 1991).

    Weights are divided by what both ends have in all, so that a node with links to everything
    does not pull everything into one heap.
    """
    strength = dict(drawn.degree(weight="weight"))
    for first, second, data in drawn.edges(data=True):
        data["pull"] = data["weight"] / math.sqrt(strength[first] * strength[second])
    room = 2 / math.sqrt(drawn.number_of_nodes())
    found = nx.spring_layout(drawn, weight="pull", seed=seed, iterations=200, k=room)
    return {one: (float(place[0]), float(place[1])) for one, place in found.items()}
