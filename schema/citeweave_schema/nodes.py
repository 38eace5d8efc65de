"""The nodes of the graph, as every store keeps them and every question answers with them."""

from __future__ import annotations

from typing import ClassVar

from citeweave_schema.dates import PartialDate
from citeweave_schema.ids import Identifier
from citeweave_schema.kinds import ConceptKind, NodeKind
from citeweave_schema.papers import Link
from citeweave_schema.records import Stated

__all__ = [
    "NODE_TYPES",
    "Alias",
    "AuthorNode",
    "ConceptNode",
    "Node",
    "OrganizationNode",
    "PaperNode",
    "PersonNode",
    "Provenance",
    "VenueNode",
]


class Alias(Stated, frozen=True, kw_only=True):
    """A name that was seen for a node, and how often (mentions, or papers for metadata)."""

    name: str
    count: int


class Provenance(Stated, frozen=True, kw_only=True):
    """Which source said a field of a paper."""

    field: str
    source: str


class PaperNode(Stated, frozen=True, kw_only=True):
    """A paper in the graph: what its records say together.

    Attributes:
        id: node id; the ids of all records in it lead here.
        key: the strongest key among its records.
        stub: True for a paper known only because another cites it.
        missing: which of abstract, date, year, authors, venue, references are not known.
        sources: the sources that have it, as given to the build, in alphabetical order.
        provenance: for each field that a source filled, which one.

    The other fields are those of `citeweave_schema.papers.Paper`.
    """

    kind: ClassVar[NodeKind] = NodeKind.PAPER
    id: str
    key: str
    title: str
    abstract: str | None = None
    title_readable: str | None = None
    abstract_readable: str | None = None
    identifiers: tuple[Identifier, ...] = ()
    date: PartialDate | None = None
    venue: str | None = None
    language: str | None = None
    author_count: int | None = None
    links: tuple[Link, ...] = ()
    references_stated: int | None = None
    retracted: bool = False
    stub: bool = False
    missing: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    provenance: tuple[Provenance, ...] = ()

    @property
    def name(self) -> str:
        """The title in its readable form."""
        return self.title_readable or self.title

    @property
    def year(self) -> int | None:
        """The year it appeared; None when not known."""
        return self.date.year if self.date else None


class AuthorNode(Stated, frozen=True, kw_only=True):
    """An author: one by ORCID or other id, else by name and shared co-authors or affiliation."""

    kind: ClassVar[NodeKind] = NodeKind.AUTHOR
    id: str
    key: str
    name: str
    aliases: tuple[Alias, ...] = ()
    identifiers: tuple[Identifier, ...] = ()


class OrganizationNode(Stated, frozen=True, kw_only=True):
    """An organisation, from affiliations, from a source's own line, or found in texts."""

    kind: ClassVar[NodeKind] = NodeKind.ORGANIZATION
    id: str
    key: str
    name: str
    aliases: tuple[Alias, ...] = ()
    identifiers: tuple[Identifier, ...] = ()


class VenueNode(Stated, frozen=True, kw_only=True):
    """A journal, conference or series."""

    kind: ClassVar[NodeKind] = NodeKind.VENUE
    id: str
    key: str
    name: str
    aliases: tuple[Alias, ...] = ()
    identifiers: tuple[Identifier, ...] = ()


class ConceptNode(Stated, frozen=True, kw_only=True):
    """A method, dataset, task or metric.

    Attributes:
        key: the kind and the key of its canonical name.
        name: the surface seen most often among those that have this key themselves.
        aliases: every other surface seen, with counts of mentions, the most frequent first; then
            the names that open lists give it and nobody wrote, with a count of 0.
        document_frequency: papers with an edge to it in the default roles of its kind (the
            df of the sharing score): proposes and uses, addresses for a task, any for a metric.
        paper_count: papers with an edge to it in any role.
        first_year: earliest known year of a paper with an edge to it; None when none is known.
        listed_broader: what open lists of names say it belongs under, by name.
        outside_ids: what it is called elsewhere, "scheme:value", as open lists say.
    """

    kind: ClassVar[NodeKind] = NodeKind.CONCEPT
    id: str
    key: str
    concept_kind: ConceptKind
    name: str
    aliases: tuple[Alias, ...] = ()
    document_frequency: int = 0
    paper_count: int = 0
    first_year: int | None = None
    listed_broader: tuple[str, ...] = ()
    outside_ids: tuple[str, ...] = ()


class PersonNode(Stated, frozen=True, kw_only=True):
    """Somebody named in texts; never an Author by name alone."""

    kind: ClassVar[NodeKind] = NodeKind.PERSON
    id: str
    key: str
    name: str
    aliases: tuple[Alias, ...] = ()


Node = PaperNode | AuthorNode | OrganizationNode | VenueNode | ConceptNode | PersonNode

NODE_TYPES: dict[NodeKind, type[Node]] = {
    NodeKind.PAPER: PaperNode,
    NodeKind.AUTHOR: AuthorNode,
    NodeKind.ORGANIZATION: OrganizationNode,
    NodeKind.VENUE: VenueNode,
    NodeKind.CONCEPT: ConceptNode,
    NodeKind.PERSON: PersonNode,
}
