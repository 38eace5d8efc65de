"""Which nodes of a network matter most, by measures that answer different questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import networkx as nx

from citeweave_graph.analysis.results import Analysis, origin_in
from citeweave_graph.networks.asking import Attribute
from citeweave_schema.errors import UsageError

__all__ = ["Measure", "Ranked", "compute_ranking"]

_EXACT_UP_TO = 2_000
_SOURCES = 256
_DAMPING = 0.85


class Measure(StrEnum):
    """What nodes are ranked by."""

    PAGERANK = "pagerank"
    """Whom those point to that are pointed to (Brin and Page 1998): damping 0.85, by weight."""
    BETWEENNESS = "betweenness"
    """On how many shortest paths between others a node is (Freeman 1977); links count alike."""
    CORE = "core"
    """The greatest k so that a node is left when all with fewer than k links are taken away, again
    and again (Seidman 1983)."""
    STRENGTH = "strength"
    """The sum of the weights of its links; of those that come in, where links have a direction:
    in a citation network the number of citations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A node and its score; nodes of one score stand in the order of their ids."""

    node: str
    name: str
    score: float


def compute_ranking(
    network: nx.Graph[str],
    measure: Measure,
    *,
    most: int = 50,
    sources: int | None = None,
    seed: int = 0,
) -> Analysis[Ranked]:
    """Rank the nodes of a network.

    Betweenness is exact up to 2,000 nodes. Beyond, it is estimated from the shortest paths that
    start at 256 nodes drawn with the seed (Brandes and Pich 2007); `sources` in the answer's
    parameters says how many it were.

    Args:
        network: see `build_network`.
        measure: by what.
        most: how many nodes are wanted.
        sources: betweenness only: from how many nodes paths are followed; None as said above.
        seed: of what is drawn.

    Raises:
        UsageError: `most` or `sources` below 1.

    >>> star = nx.star_graph(["hub", "a", "b", "c"])
    >>> compute_ranking(star, Measure.BETWEENNESS, most=1).items
    (Ranked(node='hub', name='hub', score=1.0),)
    """
    if most < 1 or (sources is not None and sources < 1):
        raise UsageError("give 1 or more nodes to rank, and 1 or more sources of paths")
    parameters: dict[str, Attribute] = {"measure": measure.value, "most": most}
    scores: Mapping[str, float] = {}
    match measure:
        case Measure.PAGERANK:
            parameters["damping"] = _DAMPING
            if network:
                scores = nx.pagerank(network, alpha=_DAMPING, tol=1e-9, max_iter=1000)
        case Measure.BETWEENNESS:
            used = _sources(len(network), sources)
            parameters |= {"sources": used or "all", "seed": seed}
            scores = nx.betweenness_centrality(network, k=used, seed=seed)
        case Measure.CORE:
            scores = _cores(network)
        case Measure.STRENGTH:
            found = network.in_degree if isinstance(network, nx.DiGraph) else network.degree
            scores = dict(found(weight="weight"))
    best = sorted(scores.items(), key=lambda one: (-one[1], one[0]))[:most]
    return Analysis(
        origin=origin_in(network, measure.value, **parameters),
        items=tuple(
            Ranked(node=one, name=str(network.nodes[one].get("name", one)), score=float(score))
            for one, score in best
        ),
        figures={"nodes": len(network), "links": network.number_of_edges()},
    )


def _sources(nodes: int, asked: int | None) -> int | None:
    """Give from how many nodes paths are followed; None for all."""
    wanted = asked if asked is not None else (_SOURCES if nodes > _EXACT_UP_TO else nodes)
    return None if wanted >= nodes else wanted


def _cores(network: nx.Graph[str]) -> dict[str, int]:
    plain: nx.Graph[str] = nx.Graph(network.edges())
    plain.add_nodes_from(network)
    plain.remove_edges_from(list(nx.selfloop_edges(plain)))
    return dict(nx.core_number(plain))
