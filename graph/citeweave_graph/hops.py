"""Hops: which edges a traversal follows from the node it stands on, and in which order."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from citeweave_schema.kinds import RELATION_KINDS, SYMMETRIC, ConceptKind, EdgeKind, NodeKind, Role

__all__ = [
    "ABOUT",
    "AUTHORS",
    "CITATIONS",
    "DEFAULT_ROLES",
    "REFERENCES",
    "RELATIONS",
    "Direction",
    "EdgeOrder",
    "Hop",
    "Order",
    "OrderField",
    "Years",
]


class Direction(StrEnum):
    """Along the edges, against them, or both; those of a symmetric kind lead every way."""

    OUT = "out"
    IN = "in"
    BOTH = "both"


class EdgeOrder(StrEnum):
    """How the edges of a hop are ordered; ties by the id of the far node, then of the edge."""

    STRENGTH = "strength"
    """Strongest role first, within a role the most confident; metadata edges by position."""
    NEWEST = "newest"
    """By the far paper's year, newest first, unknown years last; then as STRENGTH."""
    SUPPORT = "support"
    """By how much they stand on, most first; then the most confident, metadata edges first."""


class OrderField(StrEnum):
    """What a list of nodes is ordered by; ties by id."""

    ID = "id"
    NAME = "name"
    """Normalised title or name."""
    YEAR = "year"
    """A paper's year, a concept's first year; unknown years last in both directions."""
    PAPERS = "papers"
    """A concept's number of papers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order of nodes, with the id as the tie-break."""

    field: OrderField = OrderField.ID
    descending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Years:
    """A range of years, both ends included; None leaves an end open.

    A paper whose year is unknown is in no range but the one open at both ends.
    """

    first: int | None = None
    last: int | None = None

    @property
    def everything(self) -> bool:
        """Whether the range excludes nothing."""
        return self.first is None and self.last is None

    def __contains__(self, year: int | None) -> bool:
        if year is None:
            return self.everything
        return (self.first is None or year >= self.first) and (
            self.last is None or year <= self.last
        )


DEFAULT_ROLES: dict[ConceptKind, frozenset[Role]] = {
    ConceptKind.METHOD: frozenset({Role.PROPOSES, Role.USES}),
    ConceptKind.DATASET: frozenset({Role.PROPOSES, Role.USES}),
    ConceptKind.TASK: frozenset({Role.ADDRESSES}),
    ConceptKind.METRIC: frozenset({Role.MENTIONS}),
}
"""The roles in which a paper counts as sharing a concept of each kind."""

ABOUT: frozenset[EdgeKind] = frozenset(
    {
        EdgeKind.PROPOSES,
        EdgeKind.USES,
        EdgeKind.COMPARES_WITH,
        EdgeKind.MENTIONS,
        EdgeKind.ADDRESSES,
        EdgeKind.REPORTS,
    }
)
"""The kinds of edges between a paper and a concept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """Which edges to follow from a node.

    Attributes:
        kinds: kinds of edges.
        direction: OUT from source to target, IN the other way, BOTH either way; edges of a
            symmetric kind are followed either way whatever it is.
        far: kind of the node at the far end; None for any.
        concept_kinds: where the far node is a concept, its kind; None for any.
        roles: roles of extracted edges; None for any, metadata edges included.
        min_confidence: least confidence of extracted edges, 0 to 1; 0 for any.
        years: where the far node is a paper, its year.
        order: how the edges are ordered.
    """

    kinds: frozenset[EdgeKind]
    direction: Direction = Direction.OUT
    far: NodeKind | None = None
    concept_kinds: frozenset[ConceptKind] | None = None
    roles: frozenset[Role] | None = None
    min_confidence: float = 0.0
    years: Years = Years()
    order: EdgeOrder = EdgeOrder.STRENGTH

    @property
    def outward(self) -> frozenset[EdgeKind]:
        """The kinds of edges that are followed from source to target."""
        return self.kinds & SYMMETRIC if self.direction is Direction.IN else self.kinds

    @property
    def inward(self) -> frozenset[EdgeKind]:
        """The kinds of edges that are followed from target to source."""
        return self.kinds & SYMMETRIC if self.direction is Direction.OUT else self.kinds


AUTHORS = Hop(kinds=frozenset({EdgeKind.AUTHORED}), direction=Direction.IN)
"""From a paper to its authors, in printed order."""
REFERENCES = Hop(kinds=frozenset({EdgeKind.CITES}))
"""From a paper to the papers that it cites."""
CITATIONS = Hop(kinds=frozenset({EdgeKind.CITES}), direction=Direction.IN)
"""From a paper to the papers that cite it."""
RELATIONS = Hop(kinds=RELATION_KINDS, direction=Direction.BOTH, order=EdgeOrder.SUPPORT)
"""From a concept to those it is related to, what most papers say first."""
