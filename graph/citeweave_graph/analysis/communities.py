"""Communities of a network, each with the concepts that set it apart from the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import networkx as nx

from citeweave_graph.analysis.leiden import leiden, modularity
from citeweave_graph.analysis.likelihood import signed_ratio
from citeweave_graph.analysis.profiles import profiles
from citeweave_graph.analysis.results import Analysis, check_same, origin_in
from citeweave_graph.networks.reading import facts
from citeweave_schema.errors import UsageError
from citeweave_schema.ids import kind_of_id
from citeweave_schema.kinds import NodeKind

if TYPE_CHECKING:
    from citeweave_graph.view import View

__all__ = ["Community", "Division", "Label", "compute_communities"]

_LABELS = 5
_LEADING = 5

Link = tuple[int, int, float]


class Division(StrEnum):
    """How a network is divided."""

    LEIDEN = "leiden"
    """Traag, Waltman and van Eck (2019): every community is connected."""
    LOUVAIN = "louvain"
    """Blondel, Guillaume, Lambiotte and Lefebvre (2008), as networkx has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A concept that sets a community apart.

    Attributes:
        concept: its id.
        name: its name.
        having: how many members have it.
        ratio: log-likelihood ratio of its share here and in the rest; in a community of
            concepts, the weight of its links within.
    """

    concept: str
    name: str
    having: int
    ratio: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Community:
    """Nodes with more links among them than chance would give.

    Attributes:
        number: from 1, the largest first.
        members: ids, those with the greatest weight of links within the community first.
        leading: names of the first of them.
        labels: what sets it apart, the surest first; none where nothing does.
    """

    number: int
    members: tuple[str, ...]
    leading: tuple[str, ...]
    labels: tuple[Label, ...]


def compute_communities(
    view: View,
    network: nx.Graph[str],
    *,
    division: Division = Division.LEIDEN,
    resolution: float = 1.0,
    min_size: int = 2,
    seed: int = 0,
) -> Analysis[Community]:
    """Divide a network by modularity, and label the communities.

    The links of a citation network count in both directions. A label is a method, dataset or
    task that significantly more of a community's members have than of the rest (log-likelihood
    ratio above 3.84 and at least two members; Dunning 1993); members of a community of concepts
    are their own labels.

    Args:
        view: of the graph that the network is of.
        network: see `build_network`.
        division: how.
        resolution: greater for more and smaller communities.
        min_size: smaller ones are left out of the answer; figures count all.
        seed: of what is drawn.

    Raises:
        UsageError: the network is of another state of the graph, or a resolution of 0 or less.
    """
    check_same(view, network)
    if not resolution > 0 or min_size < 1:
        raise UsageError("give a resolution above 0 and a least size of 1 or more")
    nodes = list(network)
    place = {one: number for number, one in enumerate(nodes)}
    links = [
        (place[first], place[second], float(weight))
        for first, second, weight in network.edges(data="weight", default=1.0)
    ]
    if division is Division.LEIDEN:
        numbers = leiden(len(nodes), links, resolution=resolution, seed=seed)
    else:
        numbers = _louvain(len(nodes), links, resolution, seed)
    within = _within(links, numbers)
    groups: dict[int, list[int]] = {}
    for node, number in enumerate(numbers):
        groups.setdefault(number, []).append(node)
    members = {
        number + 1: tuple(nodes[one] for one in sorted(some, key=lambda one: (-within[one], one)))
        for number, some in sorted(groups.items())
        if len(some) >= min_size
    }
    labels = _labels(view, members, dict(zip(nodes, within, strict=True)), network)
    return Analysis(
        origin=origin_in(
            network,
            "communities",
            division=division.value,
            resolution=resolution,
            min_size=min_size,
            seed=seed,
        ),
        items=tuple(
            Community(
                number=number,
                members=some,
                leading=tuple(str(network.nodes[one]["name"]) for one in some[:_LEADING]),
                labels=labels[number],
            )
            for number, some in members.items()
        ),
        figures={
            "communities": len(groups),
            "modularity": modularity(len(nodes), links, numbers, resolution=resolution),
            "nodes": len(nodes),
        },
    )


def _louvain(nodes: int, links: Sequence[Link], resolution: float, seed: int) -> list[int]:
    plain: nx.Graph[int] = nx.Graph()
    plain.add_nodes_from(range(nodes))
    for first, second, weight in links:
        before = plain.get_edge_data(first, second, {"weight": 0.0})["weight"]
        plain.add_edge(first, second, weight=before + weight)
    found = nx.community.louvain_communities(plain, resolution=resolution, seed=seed)
    numbers = [0] * nodes
    for number, some in enumerate(sorted(found, key=lambda one: (-len(one), min(one)))):
        for node in some:
            numbers[node] = number
    return numbers


def _within(links: Sequence[Link], numbers: Sequence[int]) -> list[float]:
    """Give the weight of each node's links within its community."""
    found = [0.0] * len(numbers)
    for first, second, weight in links:
        if numbers[first] == numbers[second]:
            found[first] += weight
            found[second] += weight
    return found


def _labels(
    view: View,
    members: Mapping[int, tuple[str, ...]],
    within: Mapping[str, float],
    network: nx.Graph[str],
) -> dict[int, tuple[Label, ...]]:
    concepts = {one for one in network if kind_of_id(one) is NodeKind.CONCEPT}
    if len(concepts) == len(network):
        return {
            number: tuple(
                Label(
                    concept=one,
                    name=str(network.nodes[one]["name"]),
                    having=int(network.nodes[one]["occurrences"]),
                    ratio=within[one],
                )
                for one in some[:_LABELS]
            )
            for number, some in members.items()
        }
    known = facts(view, (NodeKind.PAPER, NodeKind.CONCEPT))
    having = profiles(view, known, (one for one in network if one not in concepts))
    everywhere = Counter(concept for some in having.values() for concept in some)
    names = {one: str(known.attributes[one]["name"]) for one in everywhere}
    return {
        number: _distinguishing(
            [having[one] for one in some if one in having], everywhere, len(having), names
        )
        for number, some in members.items()
    }


def _distinguishing(
    here: Sequence[frozenset[str]], everywhere: Counter[str], every: int, names: Mapping[str, str]
) -> tuple[Label, ...]:
    counts = Counter(concept for some in here for concept in some)
    found = [
        Label(concept=one, name=names[one], having=count, ratio=ratio)
        for one, count in counts.items()
        if count > 1
        and (ratio := signed_ratio(count, len(here), everywhere[one] - count, every - len(here)))
        > 3.84
    ]
    found.sort(key=lambda one: (-one.ratio, one.concept))
    return tuple(found[:_LABELS])
