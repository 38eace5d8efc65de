"""The plain facts of a paper: texts, dates, identifiers, who said what."""

from __future__ import annotations

from typing import cast

from citeweave.server.types.declaring import field, graph_type
from citeweave.server.types.nodes import Node
from citeweave_schema import Identifier, PaperNode, Scheme

__all__ = ["PaperFacts", "PaperIdentifier", "Provenance", "TextLink", "identifier_of"]


@graph_type
class PaperIdentifier:
    """One of the paper's own identifiers, in its scheme's normal form."""

    scheme: Scheme
    value: str


def identifier_of(record: Identifier) -> PaperIdentifier:
    """Give an identifier as the schema has it."""
    return PaperIdentifier(scheme=record.scheme, value=record.value)


@graph_type
class TextLink:
    """An address found in the paper's text: of the paper itself or of another."""

    what: str
    address: str


@graph_type
class Provenance:
    """Which source said a field of the paper."""

    field: str
    source: str


@graph_type
class PaperFacts(Node):
    """What is told of a paper without leaving it."""

    @property
    def paper(self) -> PaperNode:
        """The record."""
        return cast("PaperNode", self.record)

    @field
    def title(self) -> str:
        """Verbatim, LaTeX included, so that spans keep their offsets."""
        return self.paper.title

    @field
    def title_readable(self) -> str:
        """The title with LaTeX turned into text."""
        return self.paper.name

    @field
    def abstract(self) -> str | None:
        """Verbatim; null when no source has it."""
        return self.paper.abstract

    @field
    def abstract_readable(self) -> str | None:
        """The abstract with LaTeX turned into text."""
        return self.paper.abstract_readable or self.paper.abstract

    @field
    def year(self) -> int | None:
        """The year it appeared; null when not known."""
        return self.paper.year

    @field
    def date(self) -> str | None:
        """As far as known: 2022-12-24, 2022-12, 2022, or --12-24 when the year is unknown."""
        return str(self.paper.date) if self.paper.date else None

    @field
    def date_precision(self) -> str | None:
        """Which parts of the date are known, in words."""
        return self.paper.date.precision if self.paper.date else None

    @field
    def language(self) -> str | None:
        """ISO 639-1 code of the text."""
        return self.paper.language

    @field
    def identifiers(self) -> list[PaperIdentifier]:
        """The paper's own identifiers, the strongest first."""
        return [identifier_of(one) for one in self.paper.identifiers]

    @field
    def doi(self) -> str | None:
        """Its DOI; null when it has none."""
        return _identified(self.paper, Scheme.DOI)

    @field
    def arxiv(self) -> str | None:
        """Its arXiv id, without version; null when it has none."""
        return _identified(self.paper, Scheme.ARXIV)

    @field
    def acl(self) -> str | None:
        """Its ACL Anthology id; null when it has none."""
        return _identified(self.paper, Scheme.ACL)

    @field
    def openalex(self) -> str | None:
        """Its OpenAlex id; null when it has none."""
        return _identified(self.paper, Scheme.OPENALEX)

    @field
    def s2(self) -> str | None:
        """Its Semantic Scholar id; null when it has none."""
        return _identified(self.paper, Scheme.S2)

    @field
    def pubmed(self) -> str | None:
        """Its PubMed id; null when it has none."""
        return _identified(self.paper, Scheme.PUBMED)

    @field
    def links(self) -> list[TextLink]:
        """Addresses found in its text, of the paper itself or of others."""
        return [TextLink(what=one.what, address=one.address) for one in self.paper.links]

    @field
    def sources(self) -> list[str]:
        """The sources that have it, in alphabetical order."""
        return list(self.paper.sources)

    @field
    def missing(self) -> list[str]:
        """Which of abstract, date, year, authors, venue, references are not known."""
        return list(self.paper.missing)

    @field
    def provenance(self) -> list[Provenance]:
        """For each field that a source filled, which one."""
        return [Provenance(field=one.field, source=one.source) for one in self.paper.provenance]

    @field
    def stub(self) -> bool:
        """True for a paper known only because another cites it."""
        return self.paper.stub

    @field
    def retracted(self) -> bool:
        """True when a source says so."""
        return self.paper.retracted

    @field
    def author_count(self) -> int | None:
        """How many authors a source says there are."""
        return self.paper.author_count

    @field
    def references_stated(self) -> int | None:
        """How many references a source says there are."""
        return self.paper.references_stated

    @field
    def venue_name(self) -> str | None:
        """The venue as printed."""
        return self.paper.venue


def _identified(paper: PaperNode, scheme: Scheme) -> str | None:
    return next((one.value for one in paper.identifiers if one.scheme is scheme), None)
