"""Each network by its own name."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from citeweave_graph.networks.asking import NetworkKind, NetworkQuestion
from citeweave_graph.networks.building import build_network

if TYPE_CHECKING:
    import networkx as nx

    from citeweave_graph.view import View

__all__ = [
    "build_author_concept_network",
    "build_citation_network",
    "build_co_authorship_network",
    "build_co_citation_network",
    "build_co_use_network",
    "build_coupling_network",
    "build_organisation_network",
    "build_paper_concept_network",
    "build_shared_concept_network",
]


def build_citation_network(view: View, question: NetworkQuestion | None = None) -> nx.DiGraph[str]:
    """Who cites whom, from the citing to the cited paper; see `build_network`."""
    return cast("nx.DiGraph[str]", build_network(view, NetworkKind.CITATION, question))


def build_co_citation_network(view: View, question: NetworkQuestion | None = None) -> nx.Graph[str]:
    """Papers that the same papers cite; see `build_network`."""
    return build_network(view, NetworkKind.CO_CITATION, question)


def build_coupling_network(view: View, question: NetworkQuestion | None = None) -> nx.Graph[str]:
    """Papers that cite the same papers; see `build_network`."""
    return build_network(view, NetworkKind.COUPLING, question)


def build_shared_concept_network(
    view: View, question: NetworkQuestion | None = None
) -> nx.Graph[str]:
    """Papers that have the same concepts; see `build_network`."""
    return build_network(view, NetworkKind.SHARED_CONCEPTS, question)


def build_co_authorship_network(
    view: View, question: NetworkQuestion | None = None
) -> nx.Graph[str]:
    """Authors who wrote papers together; see `build_network`."""
    return build_network(view, NetworkKind.CO_AUTHORSHIP, question)


def build_organisation_network(
    view: View, question: NetworkQuestion | None = None
) -> nx.Graph[str]:
    """Organisations whose members wrote papers together; see `build_network`."""
    return build_network(view, NetworkKind.ORGANISATIONS, question)


def build_co_use_network(view: View, question: NetworkQuestion | None = None) -> nx.Graph[str]:
    """Concepts that the same papers have; see `build_network`."""
    return build_network(view, NetworkKind.CO_USE, question)


def build_paper_concept_network(
    view: View, question: NetworkQuestion | None = None
) -> nx.Graph[str]:
    """Papers and the concepts that they have; see `build_network`."""
    return build_network(view, NetworkKind.PAPER_CONCEPT, question)


def build_author_concept_network(
    view: View, question: NetworkQuestion | None = None
) -> nx.Graph[str]:
    """Authors and the concepts of their papers; see `build_network`."""
    return build_network(view, NetworkKind.AUTHOR_CONCEPT, question)
