"""The closed lists of the graph: kinds of nodes and edges, roles, fields."""

from __future__ import annotations

from enum import StrEnum

__all__ = [
    "CONCEPT_KINDS",
    "RELATION_KINDS",
    "ROLES_OF",
    "SYMMETRIC",
    "ConceptKind",
    "EdgeKind",
    "EntityType",
    "Field",
    "NodeKind",
    "Role",
    "edge_kind",
]


class NodeKind(StrEnum):
    """What a node is; the value doubles as its label in a graph database."""

    PAPER = "Paper"
    AUTHOR = "Author"
    ORGANIZATION = "Organization"
    VENUE = "Venue"
    CONCEPT = "Concept"
    PERSON = "Person"


class ConceptKind(StrEnum):
    """The four kinds of concepts; a name is unique only within its kind."""

    METHOD = "METHOD"
    DATASET = "DATASET"
    TASK = "TASK"
    METRIC = "METRIC"


class EntityType(StrEnum):
    """What the extractor may find in a text: the concept kinds, organisations and persons."""

    METHOD = "METHOD"
    DATASET = "DATASET"
    TASK = "TASK"
    METRIC = "METRIC"
    ORG = "ORG"
    PERSON = "PERSON"


CONCEPT_KINDS: frozenset[str] = frozenset(kind.value for kind in ConceptKind)


class Role(StrEnum):
    """What an entity is to a paper, from the strongest to the weakest."""

    PROPOSES = "proposes"
    USES = "uses"
    ADDRESSES = "addresses"
    COMPARES = "compares"
    MENTIONS = "mentions"

    @property
    def rank(self) -> int:
        """0 for the strongest role; of several roles towards one concept, the lowest rank wins."""
        return _RANK[self]


_RANK = {role: rank for rank, role in enumerate(Role)}

_OBJECT_ROLES = (Role.PROPOSES, Role.USES, Role.COMPARES, Role.MENTIONS)
ROLES_OF: dict[EntityType, tuple[Role, ...]] = {
    EntityType.METHOD: _OBJECT_ROLES,
    EntityType.DATASET: _OBJECT_ROLES,
    EntityType.TASK: (Role.ADDRESSES, Role.MENTIONS),
    EntityType.METRIC: (Role.MENTIONS,),
    EntityType.ORG: (Role.MENTIONS,),
    EntityType.PERSON: (Role.MENTIONS,),
}
"""The roles that each type may take (annotation guideline, section Role)."""


class EdgeKind(StrEnum):
    """What an edge says; the value doubles as its relationship type in a graph database."""

    PROPOSES = "PROPOSES"
    USES = "USES"
    COMPARES_WITH = "COMPARES_WITH"
    MENTIONS = "MENTIONS"
    ADDRESSES = "ADDRESSES"
    REPORTS = "REPORTS"
    NAMES = "NAMES"
    CITES = "CITES"
    AUTHORED = "AUTHORED"
    AFFILIATED_WITH = "AFFILIATED_WITH"
    PUBLISHED_IN = "PUBLISHED_IN"
    BROADER = "BROADER"
    USED_FOR = "USED_FOR"
    EVALUATED_ON = "EVALUATED_ON"
    PART_OF = "PART_OF"
    COMPARED_WITH = "COMPARED_WITH"


RELATION_KINDS: frozenset[EdgeKind] = frozenset(
    {
        EdgeKind.BROADER,
        EdgeKind.USED_FOR,
        EdgeKind.EVALUATED_ON,
        EdgeKind.PART_OF,
        EdgeKind.COMPARED_WITH,
    }
)
"""The kinds of edges between concepts."""

SYMMETRIC: frozenset[EdgeKind] = frozenset({EdgeKind.COMPARED_WITH})
"""The kinds that say the same of both ends: kept once, from the lesser node id to the greater."""


class Field(StrEnum):
    """The text field of a paper that a span points into."""

    TITLE = "title"
    ABSTRACT = "abstract"


_KIND_BY_ROLE = {
    Role.PROPOSES: EdgeKind.PROPOSES,
    Role.USES: EdgeKind.USES,
    Role.COMPARES: EdgeKind.COMPARES_WITH,
    Role.MENTIONS: EdgeKind.MENTIONS,
    Role.ADDRESSES: EdgeKind.ADDRESSES,
}


def edge_kind(entity: EntityType, role: Role) -> EdgeKind:
    """Give the kind of the edge from a paper to an entity of this type in this role.

    >>> edge_kind(EntityType.METHOD, Role.COMPARES)
    <EdgeKind.COMPARES_WITH: 'COMPARES_WITH'>
    >>> edge_kind(EntityType.METRIC, Role.MENTIONS)
    <EdgeKind.REPORTS: 'REPORTS'>
    """
    if entity is EntityType.METRIC:
        return EdgeKind.REPORTS
    if entity in (EntityType.ORG, EntityType.PERSON):
        return EdgeKind.NAMES
    return _KIND_BY_ROLE[role]
