"""The enums of the schema: the graph's closed lists in upper case, orders and facets."""

from __future__ import annotations

from enum import Enum, StrEnum

import strawberry

from citeweave_graph import Direction, EdgeOrder, OrderField, SearchField, SimilarityKind
from citeweave_schema import (
    ConceptKind,
    EdgeKind,
    EntityType,
    Field,
    NodeKind,
    Role,
    Scheme,
    Verdict,
)

__all__ = ["ConceptFacet", "ConceptOrderField", "EdgeFacet", "NameOrderField", "OrderDirection",
           "PaperFacet", "PaperOrderField", "RelationKind"]  # fmt: skip

_OF_THE_GRAPH: tuple[tuple[type[Enum], str], ...] = (
    (ConceptKind, "The four kinds of concepts."),
    (Direction, "Along the edges, against them, or both."),
    (EdgeKind, "What an edge says."),
    (EdgeOrder, "How the edges of a traversal are ordered."),
    (EntityType, "What an extracted thing may be."),
    (Field, "The text field of a paper that a span points into."),
    (NodeKind, "What a node is."),
    (SearchField, "Which text search found a word in; papers' texts in their readable form."),
    (Role, "What an entity is to a paper, from the strongest to the weakest."),
    (Scheme, "Identifier schemes."),
    (SimilarityKind, "What two papers may have in common."),
    (Verdict, "What was decided about an edge."),
)

for _kind, _text in _OF_THE_GRAPH:
    strawberry.enum(_kind, description=_text)


@strawberry.enum(
    description="What a relation between two concepts says; COMPARED_WITH says it of both."
)
class RelationKind(Enum):
    """What a relation between two concepts says; COMPARED_WITH says it of both."""

    BROADER = EdgeKind.BROADER
    USED_FOR = EdgeKind.USED_FOR
    EVALUATED_ON = EdgeKind.EVALUATED_ON
    PART_OF = EdgeKind.PART_OF
    COMPARED_WITH = EdgeKind.COMPARED_WITH


@strawberry.enum(description="Ascending or descending.")
class OrderDirection(StrEnum):
    """Ascending or descending."""

    ASC = "asc"
    DESC = "desc"


@strawberry.enum(description="What papers are ordered by; ties by id.")
class PaperOrderField(Enum):
    """What papers are ordered by; ties by id."""

    ID = OrderField.ID
    TITLE = OrderField.NAME
    YEAR = OrderField.YEAR


@strawberry.enum(description="What concepts are ordered by; ties by id.")
class ConceptOrderField(Enum):
    """What concepts are ordered by; ties by id."""

    ID = OrderField.ID
    NAME = OrderField.NAME
    FIRST_YEAR = OrderField.YEAR
    PAPERS = OrderField.PAPERS


@strawberry.enum(description="What authors, organisations and venues are ordered by; ties by id.")
class NameOrderField(Enum):
    """What authors, organisations and venues are ordered by; ties by id."""

    ID = OrderField.ID
    NAME = OrderField.NAME


@strawberry.enum(description="What a list of papers is counted by.")
class PaperFacet(StrEnum):
    """What a list of papers is counted by."""

    YEAR = "year"
    VENUE = "venue"
    LANGUAGE = "language"


@strawberry.enum(description="What a list of concepts is counted by.")
class ConceptFacet(StrEnum):
    """What a list of concepts is counted by."""

    KIND = "kind"
    FIRST_YEAR = "first_year"


@strawberry.enum(description="What a list of edges is counted by.")
class EdgeFacet(StrEnum):
    """What a list of edges is counted by."""

    ROLE = "role"
    KIND = "kind"
    YEAR = "year"
