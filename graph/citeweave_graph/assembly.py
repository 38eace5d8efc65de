"""What the records of one paper say together, field by field, and who said it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from citeweave_schema.dates import PartialDate
from citeweave_schema.ids import Identifier, node_id
from citeweave_schema.kinds import NodeKind
from citeweave_schema.nodes import PaperNode, Provenance
from citeweave_schema.papers import AuthorName, Link, Paper, Reference, VenueName

__all__ = ["Assembled", "Statement", "assemble"]

_STRENGTH: Mapping[str, int] = {
    "jsonl": 9,
    **dict.fromkeys(("crossref", "pubmed", "medline", "acl", "datacite"), 7),
    **dict.fromkeys(("openalex", "openalex-csv", "wos", "scopus-csv", "ieee-csv"), 6),
    **dict.fromkeys(("s2", "lens-csv", "dimensions-csv", "springer-csv"), 5),
    **dict.fromkeys(("arxiv-atom", "arxiv-jsonl", "oai-pmh", "unarxive"), 4),
    **dict.fromkeys(("bibtex", "ris", "csl-json"), 3),
    **dict.fromkeys(("s2orc", "hf"), 2),
    "listing": 1,
}
"""Which formats are believed before others, field by field.

Records written for citeweave say what somebody wanted it to know. Then come those who publish or
register, the curated indexes, the aggregators, the preprint server (whose titles and dates are
those of the preprint), what people keep by hand, and snapshots and pages.
"""
_MIDDLE = 2

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A record, with the sources that have it.

    Attributes:
        hash: content hash of the record.
        paper: what it states.
        stub: True for a reference.
        sources: (uri, format) of each source that has the record; empty for a reference.
    """

    hash: str
    paper: Paper
    stub: bool
    sources: tuple[tuple[str, str], ...]

    @property
    def strength(self) -> int:
        """How much its best source is trusted; 0 for a reference."""
        return max((_STRENGTH.get(form, _MIDDLE) for _, form in self.sources), default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembled:
    """A paper put together, with what becomes edges."""

    node: PaperNode
    authors: tuple[AuthorName, ...]
    organizations: tuple[tuple[str, tuple[str, ...]], ...]
    venue: VenueName | None
    references: tuple[tuple[Reference, tuple[str, ...]], ...]


def assemble(key: str, statements: Iterable[Statement]) -> Assembled:
    """Put a paper together from its records; the order in which they are given is no matter.

    Each field comes from the strongest record that has it. A weaker one fills what is missing
    and never overwrites; identifiers, links and references are those of all records.
    """
    ranked = sorted(
        statements, key=lambda one: (-one.strength, -len(one.paper.abstract or ""), one.hash)
    )
    full = [one for one in ranked if not one.stub]
    chosen = _Chosen(full or ranked)
    title = _title(chosen, full, ranked)
    abstract = chosen.statement("abstract")
    references = _said(full, lambda paper: paper.references)
    authors: tuple[AuthorName, ...] = chosen.value("authors") or ()
    venue: VenueName | None = chosen.value("venue")
    date = _date(chosen, full or ranked)
    node = PaperNode(
        id=node_id(NodeKind.PAPER, key),
        key=key,
        title=title.paper.title if title else key,
        title_readable=title.paper.title_readable if title else None,
        abstract=abstract.paper.abstract if abstract else None,
        abstract_readable=abstract.paper.abstract_readable if abstract else None,
        identifiers=_identifiers(ranked),
        date=date,
        venue=venue.name if venue else None,
        language=chosen.value("language"),
        author_count=chosen.value("author_count") or len(authors) or None,
        links=_links(full),
        references_stated=chosen.value("references_stated"),
        retracted=any(one.paper.retracted for one in full),
        stub=not full,
        missing=_missing(abstract, date, authors, venue, references),
        sources=tuple(sorted({uri for one in full for uri, _ in one.sources})),
        provenance=chosen.provenance(),
    )
    return Assembled(
        node=node,
        authors=authors,
        organizations=_said(full, lambda paper: paper.organizations),
        venue=venue,
        references=references,
    )


class _Chosen:
    """Picks each field from the first statement that has it, and remembers which that was."""

    def __init__(self, ranked: list[Statement]) -> None:
        self._ranked = ranked
        self._from: dict[str, Statement] = {}

    def statement(self, field: str) -> Statement | None:
        for one in self._ranked:
            if getattr(one.paper, field):
                self._from[field] = one
                return one
        return None

    def value(self, field: str) -> Any:  # noqa: ANN401  # any field of a paper
        one = self.statement(field)
        return getattr(one.paper, field) if one else None

    def note(self, field: str, one: Statement) -> None:
        self._from[field] = one

    def provenance(self) -> tuple[Provenance, ...]:
        return tuple(
            Provenance(field=field, source=min(uri for uri, _ in one.sources))
            for field, one in sorted(self._from.items())
            if one.sources
        )


def _title(chosen: _Chosen, full: list[Statement], ranked: list[Statement]) -> Statement | None:
    """Give the strongest record that has a title and not only an identifier in its place."""
    for one in (*full, *ranked):
        if not one.paper.is_known_by_id:
            chosen.note("title", one)
            return one
    return chosen.statement("title")


def _date(chosen: _Chosen, ranked: list[Statement]) -> PartialDate | None:
    """Give the strongest date that knows the year, else the strongest."""
    dated = [one for one in ranked if one.paper.date]
    with_year = [one for one in dated if one.paper.date and one.paper.date.year]
    for one in with_year or dated:
        chosen.note("date", one)
        return one.paper.date
    return None


def _identifiers(ranked: list[Statement]) -> tuple[Identifier, ...]:
    found = {identifier for one in ranked for identifier in one.paper.identifiers}
    return tuple(sorted(found, key=lambda one: (one.rank, one.value)))


def _links(full: list[Statement]) -> tuple[Link, ...]:
    return tuple(dict.fromkeys(link for one in full for link in one.paper.links))


def _said(
    full: list[Statement], of: Callable[[Paper], tuple[Thing, ...]]
) -> tuple[tuple[Thing, tuple[str, ...]], ...]:
    """Give each thing that a record states, with the sources that state it."""
    said: dict[Thing, set[str]] = {}
    for one in full:
        for thing in of(one.paper):
            said.setdefault(thing, set()).update(uri for uri, _ in one.sources)
    return tuple((thing, tuple(sorted(sources))) for thing, sources in said.items())


def _missing(
    abstract: object, date: PartialDate | None, authors: object, venue: object, references: object
) -> tuple[str, ...]:
    known = {
        "abstract": abstract,
        "authors": authors,
        "date": date,
        "references": references,
        "venue": venue,
        "year": date and date.year,
    }
    return tuple(field for field, value in known.items() if not value)
