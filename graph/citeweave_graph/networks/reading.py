"""Reads what networks are made of as columns: no record of an edge or node is built.

The rows that a store keeps hold the kind, role, confidence and ends of an edge, and the name,
kind and year of a node, beside the record; that is all a network needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from citeweave_graph.hops import ABOUT, Years
from citeweave_graph.networks.asking import Attribute, NetworkQuestion
from citeweave_schema.ids import kind_of_id
from citeweave_schema.kinds import ConceptKind, EdgeKind, NodeKind

if TYPE_CHECKING:
    from citeweave_graph.view import View

__all__ = ["Facts", "Pair", "Use", "authorship", "citations", "facts", "organisations", "uses"]

Pair = tuple[str, str]
"""Two ids."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a network says about nodes.

    Attributes:
        attributes: of each node: `kind` and `name`; of papers `stub`, and `year` and `venue`
            where known; of concepts `concept_kind`, `papers`, and `first_year` where known.
    """

    attributes: dict[str, dict[str, Attribute]]

    def year(self, paper: str) -> int | None:
        """Give the year of a paper; None when it is not known."""
        year = self.attributes[paper].get("year")
        return year if isinstance(year, int) else None

    def within(self, paper: str, years: Years) -> bool:
        """Say whether a paper is of these years."""
        return years.everything or self.year(paper) in years

    def concept_kind(self, concept: str) -> ConceptKind:
        """Give the kind of a concept."""
        return ConceptKind(str(self.attributes[concept]["concept_kind"]))


@dataclass(frozen=True, slots=True)
class Use:
    """A paper has a concept; confidence is in thousandths."""

    paper: str
    concept: str
    role: str
    confidence: int


def facts(view: View, kinds: Iterable[NodeKind]) -> Facts:
    """Read what networks say about the nodes of some kinds."""
    wanted = {kind.value for kind in kinds}
    return Facts(
        {row["id"]: _attributes(row) for row in view.everything("node") if row["kind"] in wanted}
    )


def _attributes(row: dict[str, Any]) -> dict[str, Attribute]:
    found: dict[str, Attribute] = {"kind": row["kind"], "name": row["name"]}
    known: dict[str, Attribute | None] = {}
    if row["kind"] == NodeKind.PAPER.value:
        found["stub"] = bool(row["stub"])
        known = {"year": row["year"], "venue": row["venue"]}
    elif row["kind"] == NodeKind.CONCEPT.value:
        found |= {"concept_kind": row["concept_kind"], "papers": row["paper_count"]}
        known = {"first_year": row["first_year"]}
    found |= {name: value for name, value in known.items() if value is not None}
    return found


def _edges(view: View, kinds: Iterable[EdgeKind]) -> Iterator[dict[str, Any]]:
    wanted = {kind.value for kind in kinds}
    return (row for row in view.everything("edge") if row["kind"] in wanted)


def citations(view: View, known: Facts, years: Years) -> Iterator[Pair]:
    """Give who cites whom, where the citing paper is of these years; nothing cites itself."""
    for row in _edges(view, [EdgeKind.CITES]):
        source, target = row["source"], row["target"]
        if source != target and known.within(source, years):
            yield source, target


def authorship(view: View, known: Facts, years: Years) -> Iterator[Pair]:
    """Give who wrote what, as (author, paper), where the paper is of these years."""
    for row in _edges(view, [EdgeKind.AUTHORED]):
        if known.within(row["target"], years):
            yield row["source"], row["target"]


def uses(view: View, known: Facts, question: NetworkQuestion) -> Iterator[Use]:
    """Give the papers that have concepts in the ways that the question takes."""
    for row in _edges(view, ABOUT):
        paper, concept = row["source"], row["target"]
        if question.takes(
            known.concept_kind(concept), row["role"], row["confidence"]
        ) and known.within(paper, question.years):
            yield Use(paper, concept, row["role"], row["confidence"])


def organisations(view: View, known: Facts, question: NetworkQuestion) -> Iterator[Pair]:
    """Give which organisations take part in which papers, as (organisation, paper).

    Those that an author gives as theirs on the paper, and those that a source states for it;
    where the question says so, those too that the text names.
    """
    least = round(1000 * question.min_confidence)
    for row in _edges(view, [EdgeKind.NAMES]):
        stated = row["confidence"] is None
        taken = stated or (question.named and row["confidence"] >= least)
        organisation, paper = row["target"], row["source"]
        is_one = kind_of_id(organisation) is NodeKind.ORGANIZATION
        if taken and is_one and known.within(paper, question.years):
            yield organisation, paper
    for row in view.everything("naming"):
        paper, colon, _position = row["paper"].partition(":")
        is_one = colon and kind_of_id(row["node"]) is NodeKind.ORGANIZATION
        if is_one and paper in known.attributes and known.within(paper, question.years):
            yield row["node"], paper
