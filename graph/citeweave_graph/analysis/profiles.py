"""Which concepts the nodes of a network have: papers their own, authors those of their papers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from citeweave_graph.hops import Years
from citeweave_graph.networks.asking import NetworkQuestion
from citeweave_graph.networks.reading import Facts, Pair, authorship, organisations, uses
from citeweave_schema.ids import kind_of_id
from citeweave_schema.kinds import ConceptKind, NodeKind

if TYPE_CHECKING:
    from citeweave_graph.view import View

__all__ = ["TELLING", "profiles"]

TELLING = frozenset({ConceptKind.METHOD, ConceptKind.DATASET, ConceptKind.TASK})
"""The kinds that tell what work is about; accuracy is reported everywhere."""


def profiles(view: View, known: Facts, nodes: Iterable[str]) -> dict[str, frozenset[str]]:
    """Give the concepts of papers, authors and organisations; of others, nothing.

    Methods, datasets and tasks in the default roles. `known` holds papers and concepts.
    """
    wanted = {one: kind_of_id(one) for one in nodes}
    asked = NetworkQuestion(kinds=TELLING, named=True)
    having: dict[str, set[str]] = {}
    for use in uses(view, known, asked):
        having.setdefault(use.paper, set()).add(use.concept)
    kinds = set(wanted.values())
    pairs: list[Pair] = []
    if NodeKind.AUTHOR in kinds:
        pairs += authorship(view, known, Years())
    if NodeKind.ORGANIZATION in kinds:
        pairs += organisations(view, known, asked)
    found: dict[str, set[str]] = {
        one: having.get(one, set()) for one, kind in wanted.items() if kind is NodeKind.PAPER
    }
    for one, paper in pairs:
        if one in wanted:
            found.setdefault(one, set()).update(having.get(paper, ()))
    return {one: frozenset(concepts) for one, concepts in found.items()}
