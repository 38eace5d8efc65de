"""The answers to questions, and the questions that have more than one choice."""

from __future__ import annotations

from dataclasses import dataclass

from citeweave_graph.hops import Years
from citeweave_graph.identity.members import Member
from citeweave_schema.edges import Edge
from citeweave_schema.judgements import Decision, Judgement
from citeweave_schema.kinds import ConceptKind, EdgeKind, Role
from citeweave_schema.nodes import Node

__all__ = [
    "Coverage",
    "Decided",
    "FacetCount",
    "Hit",
    "Identity",
    "Path",
    "Reached",
    "Relating",
    "SharedConcept",
    "Sharing",
    "SharingQuestion",
    "Together",
]


Relating = tuple[str, EdgeKind, str]
"""Which relation: id of the source, kind, id of the target."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SharingQuestion:
    """Which concepts count as shared, and with which papers.

    Attributes:
        kinds: kinds of concepts.
        roles: roles on the side of the paper asked about; None for the default roles.
        their_roles: roles on the other papers' side; None for the default roles.
        min_confidence: least confidence of the edges on both sides, 0 to 1.
        years: of the other papers.
        venue: of the other papers, as printed; None for any.
    """

    kinds: frozenset[ConceptKind] = frozenset({ConceptKind.METHOD})
    roles: frozenset[Role] | None = None
    their_roles: frozenset[Role] | None = None
    min_confidence: float = 0.0
    years: Years = Years()  # noqa: RUF009  # frozen
    venue: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedConcept:
    """A concept that two papers share.

    Attributes:
        concept: id of the concept.
        weight: in millionths, the rarer the heavier; 0 for one that every paper has.
        ours: the edge from the paper asked about.
        theirs: the edge from the other paper.
    """

    concept: str
    weight: int
    ours: Edge
    theirs: Edge


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """Another paper that shares concepts.

    Attributes:
        paper: id of the other paper.
        score: sum of the weights, in millionths.
        shared: what is shared, the heaviest first, ties by id.
    """

    paper: str
    score: int
    shared: tuple[SharedConcept, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """A node reached over a middle node, and over how many different ones."""

    node: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A node some steps away, and the least number of steps to it."""

    node: str
    distance: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A node that a search found.

    Attributes:
        node: what was found.
        score: BM25 in millionths, comparable only within one answer.
    """

    node: Node
    score: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """A path between two nodes: the ids on it, ends included, and the edges between them."""

    nodes: tuple[str, ...]
    edges: tuple[Edge, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetCount:
    """A value of a facet and how many items have it; None for those without one."""

    value: str | None
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What a rule decided about two records, and the nodes that they are in.

    Attributes:
        decision: what it decided, and why.
        left: id of the node that the left record is in; the other may be in the same.
        right: id of the node that the right record is in.
    """

    decision: Decision
    left: str
    right: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Why a node is one thing.

    Attributes:
        node: the node.
        members: what was put together in it.
        decisions: what rules decided about them, the surest first.
        judgements: what people decided about them.
    """

    node: Node
    members: tuple[Member, ...]
    decisions: tuple[Decided, ...]
    judgements: tuple[Judgement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What is known, and what is missing, of the papers of one source or year; stubs left out.

    Attributes:
        value: path of the source, or the year; None for papers of unknown year.
        papers: how many there are; a paper of two sources counts with both.
        without_abstract: how many have no abstract.
        without_authors: how many have no author.
        without_identifiers: how many have no identifier of any scheme.
        without_venue: how many have no venue.
        without_year: how many have no year.
        references_known: references that lead to a paper or stub of the graph.
        references_stated: references that sources say there are, of the papers that say so.
        stating: how many papers that is.
        known_of_stating: references known of those papers.
    """

    value: str | None
    papers: int
    without_abstract: int
    without_authors: int
    without_identifiers: int
    without_venue: int
    without_year: int
    references_known: int
    references_stated: int
    stating: int
    known_of_stating: int
