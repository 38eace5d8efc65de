"""Networks of a graph, as networkx graphs with documented attributes.

>>> from citeweave_graph import open_store
>>> with open_store("memory:") as store, store.view() as view:
...     network = build_co_authorship_network(view, NetworkQuestion(counting=Counting.FRACTIONAL))
>>> network.graph["counting"], network.number_of_nodes()
('fractional', 0)
"""

from citeweave_graph.networks.asking import (
    MOST_LINKS,
    Attribute,
    Counting,
    NetworkKind,
    NetworkQuestion,
    Normalisation,
)
from citeweave_graph.networks.building import build_network
from citeweave_graph.networks.named import (
    build_author_concept_network,
    build_citation_network,
    build_co_authorship_network,
    build_co_citation_network,
    build_co_use_network,
    build_coupling_network,
    build_organisation_network,
    build_paper_concept_network,
    build_shared_concept_network,
)

__all__ = [
    "MOST_LINKS",
    "Attribute",
    "Counting",
    "NetworkKind",
    "NetworkQuestion",
    "Normalisation",
    "build_author_concept_network",
    "build_citation_network",
    "build_co_authorship_network",
    "build_co_citation_network",
    "build_co_use_network",
    "build_coupling_network",
    "build_network",
    "build_organisation_network",
    "build_paper_concept_network",
    "build_shared_concept_network",
]
