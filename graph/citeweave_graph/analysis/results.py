"""What every analysis gives back: what was found, with what parameters, in which graph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

import networkx as nx

from citeweave_graph.networks.asking import Attribute
from citeweave_schema.errors import UsageError

if TYPE_CHECKING:
    from citeweave_graph.view import View

__all__ = ["Analysis", "Origin", "check_same", "origin", "origin_in"]

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a result is from: enough to compute it again.

    Attributes:
        analysis: what was computed.
        graph_version: of the graph's manifest.
        graph_state: names the content exactly.
        parameters: what was asked, as plain values.
    """

    analysis: str
    graph_version: int
    graph_state: str
    parameters: Mapping[str, Attribute]


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis(Generic[Item]):
    """The result of an analysis.

    Attributes:
        origin: of which graph it is, and what was asked.
        items: what was found, the strongest first.
        figures: numbers about the whole, such as the modularity of a division.
    """

    origin: Origin
    items: tuple[Item, ...]
    figures: Mapping[str, float] = field(default_factory=dict[str, float])


def origin(view: View, analysis: str, **parameters: Attribute) -> Origin:
    """Give the origin of what is computed from a view."""
    return Origin(
        analysis=analysis,
        graph_version=view.manifest().version,
        graph_state=view.state,
        parameters=parameters,
    )


def origin_in(network: nx.Graph[str], analysis: str, **parameters: Attribute) -> Origin:
    """Give the origin of what is computed from a network, the network's parameters included.

    A graph that `build_network` did not make has version 0 and no state.
    """
    about: dict[str, Attribute] = dict(network.graph)
    version = int(about.pop("graph_version", 0))
    state = str(about.pop("graph_state", ""))
    return Origin(
        analysis=analysis,
        graph_version=version,
        graph_state=state,
        parameters={**about, **parameters},
    )


def check_same(view: View, network: nx.Graph[str]) -> None:
    """Refuse a network that is not of the graph that a view shows.

    Raises:
        UsageError: it is of another graph, or of another state of this one.
    """
    if network.graph.get("graph_state") != view.state:
        raise UsageError("the network is of another state of the graph; build it from this view")
