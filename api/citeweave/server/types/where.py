"""The filters that clients write, field by field."""

from __future__ import annotations

import strawberry

from citeweave.server.types.declaring import input_type
from citeweave_schema import ConceptKind, Role

__all__ = [
    "AuthorWhere",
    "ConceptLinkWhere",
    "ConceptLinks",
    "ConceptWhere",
    "NamedLinkWhere",
    "NamedLinks",
    "OrganizationWhere",
    "PaperLinkWhere",
    "PaperLinks",
    "PaperWhere",
    "VenueWhere",
]


@input_type
class IdTest:
    """Compares an id."""

    eq: strawberry.ID | None = None
    in_: list[strawberry.ID] | None = strawberry.field(name="in", default=None)


@input_type
class TextTest:
    """Compares a text; `contains` disregards case, and nothing passes where it is unknown."""

    eq: str | None = None
    in_: list[str] | None = strawberry.field(name="in", default=None)
    contains: str | None = None
    is_null: bool | None = None


@input_type
class NameTest:
    """Compares a name; `eq` and `in` disregard case, hyphens and plural s, and know aliases."""

    eq: str | None = None
    in_: list[str] | None = strawberry.field(name="in", default=None)
    contains: str | None = None


@input_type
class NumberTest:
    """Compares a whole number; nothing but `isNull: true` passes where it is unknown."""

    eq: int | None = None
    in_: list[int] | None = strawberry.field(name="in", default=None)
    gte: int | None = None
    lte: int | None = None
    is_null: bool | None = None


@input_type
class ShareTest:
    """Compares a confidence, 0 to 1."""

    gte: float | None = None
    lte: float | None = None


@input_type
class RoleTest:
    """Compares the role of an edge."""

    eq: Role | None = None
    in_: list[Role] | None = strawberry.field(name="in", default=None)


@input_type
class ConceptKindTest:
    """Compares the kind of a concept."""

    eq: ConceptKind | None = None
    in_: list[ConceptKind] | None = strawberry.field(name="in", default=None)


@input_type
class ConceptLinkWhere:
    """What an edge to a concept, and the concept, must be; all that is given must pass."""

    and_: list[ConceptLinkWhere] | None = strawberry.field(name="and", default=None)
    or_: list[ConceptLinkWhere] | None = strawberry.field(name="or", default=None)
    not_: ConceptLinkWhere | None = strawberry.field(name="not", default=None)
    id: IdTest | None = None
    name: NameTest | None = None
    role: RoleTest | None = None
    confidence: ShareTest | None = None
    paper_count: NumberTest | None = None
    first_year: NumberTest | None = None


@input_type
class ConceptLinks:
    """How many of a paper's edges to concepts must pass: at least one, none, or all."""

    some: ConceptLinkWhere | None = None
    none: ConceptLinkWhere | None = None
    all: ConceptLinkWhere | None = None


@input_type
class NamedLinkWhere:
    """What an author, organisation or person at the end of an edge must be."""

    id: IdTest | None = None
    name: NameTest | None = None


@input_type
class NamedLinks:
    """How many of the edges to authors, organisations or persons must pass."""

    some: NamedLinkWhere | None = None
    none: NamedLinkWhere | None = None
    all: NamedLinkWhere | None = None


@input_type
class PaperLinkWhere:
    """What a paper at the end of an edge, and the edge, must be."""

    and_: list[PaperLinkWhere] | None = strawberry.field(name="and", default=None)
    or_: list[PaperLinkWhere] | None = strawberry.field(name="or", default=None)
    not_: PaperLinkWhere | None = strawberry.field(name="not", default=None)
    id: IdTest | None = None
    title: TextTest | None = None
    year: NumberTest | None = None
    venue: TextTest | None = None
    role: RoleTest | None = None
    confidence: ShareTest | None = None


@input_type
class PaperLinks:
    """How many of the edges to papers must pass: at least one, none, or all."""

    some: PaperLinkWhere | None = None
    none: PaperLinkWhere | None = None
    all: PaperLinkWhere | None = None


@input_type
class PaperWhere:
    """Which papers; all that is given must pass."""

    and_: list[PaperWhere] | None = strawberry.field(name="and", default=None)
    or_: list[PaperWhere] | None = strawberry.field(name="or", default=None)
    not_: PaperWhere | None = strawberry.field(name="not", default=None)
    id: IdTest | None = None
    title: TextTest | None = None
    abstract: TextTest | None = None
    year: NumberTest | None = None
    venue: TextTest | None = None
    language: TextTest | None = None
    stub: bool | None = None
    retracted: bool | None = None
    methods: ConceptLinks | None = None
    datasets: ConceptLinks | None = None
    tasks: ConceptLinks | None = None
    metrics: ConceptLinks | None = None
    authors: NamedLinks | None = None
    organizations: NamedLinks | None = None
    people: NamedLinks | None = None
    references: PaperLinks | None = None
    citations: PaperLinks | None = None


@input_type
class ConceptWhere:
    """Which concepts; all that is given must pass."""

    and_: list[ConceptWhere] | None = strawberry.field(name="and", default=None)
    or_: list[ConceptWhere] | None = strawberry.field(name="or", default=None)
    not_: ConceptWhere | None = strawberry.field(name="not", default=None)
    id: IdTest | None = None
    name: NameTest | None = None
    kind: ConceptKindTest | None = None
    paper_count: NumberTest | None = None
    first_year: NumberTest | None = None
    papers: PaperLinks | None = None


@input_type
class AuthorWhere:
    """Which authors; all that is given must pass."""

    and_: list[AuthorWhere] | None = strawberry.field(name="and", default=None)
    or_: list[AuthorWhere] | None = strawberry.field(name="or", default=None)
    not_: AuthorWhere | None = strawberry.field(name="not", default=None)
    id: IdTest | None = None
    name: NameTest | None = None
    authored: PaperLinks | None = strawberry.field(name="papers", default=None)
    affiliations: NamedLinks | None = strawberry.field(name="organizations", default=None)


@input_type
class OrganizationWhere:
    """Which organisations; all that is given must pass."""

    and_: list[OrganizationWhere] | None = strawberry.field(name="and", default=None)
    or_: list[OrganizationWhere] | None = strawberry.field(name="or", default=None)
    not_: OrganizationWhere | None = strawberry.field(name="not", default=None)
    id: IdTest | None = None
    name: NameTest | None = None
    named_in: PaperLinks | None = strawberry.field(name="papers", default=None)
    affiliated: NamedLinks | None = strawberry.field(name="authors", default=None)


@input_type
class VenueWhere:
    """Which venues; all that is given must pass."""

    and_: list[VenueWhere] | None = strawberry.field(name="and", default=None)
    or_: list[VenueWhere] | None = strawberry.field(name="or", default=None)
    not_: VenueWhere | None = strawberry.field(name="not", default=None)
    id: IdTest | None = None
    name: NameTest | None = None
    papers_there: PaperLinks | None = strawberry.field(name="papers", default=None)
