"""What one record of an export states, gathered field by field, and made into a paper."""

from __future__ import annotations

from dataclasses import dataclass, field

from citeweave_schema import (
    AuthorName,
    Identifier,
    Paper,
    PartialDate,
    Reference,
    VenueName,
)
from citeweave_schema.errors import RecordError
from citeweave_sources.latex import readable
from citeweave_sources.links import find_links
from citeweave_sources.stated_ids import unique

__all__ = ["AUTHORS_LIMIT", "RECORD_LIMIT", "REFERENCES_LIMIT", "Draft", "clean", "count_of"]

AUTHORS_LIMIT = 10_000
"""The most authors that a record may have."""
REFERENCES_LIMIT = 50_000
"""The most references that a record may have."""
RECORD_LIMIT = 16 * 1024 * 1024
"""The most characters that a record may have."""


@dataclass(slots=True)
class Draft:
    """A paper in the making: what is empty is left out, what is wrong is told by `paper`."""

    title: str | None = None
    title_readable: str | None = None
    abstract: str | None = None
    abstract_readable: str | None = None
    identifiers: list[Identifier] = field(default_factory=list)
    date: PartialDate | None = None
    authors: list[AuthorName] = field(default_factory=list)
    organizations: list[str] = field(default_factory=list)
    venue: str | None = None
    venue_identifiers: tuple[Identifier, ...] = ()
    language: str | None = None
    references: list[Reference] = field(default_factory=list)
    references_stated: int | None = None
    retracted: bool = False

    def paper(self) -> Paper:
        """Give the paper.

        Raises:
            RecordError: it has no title, or something that no record may hold.
        """
        title, abstract = clean(self.title), clean(self.abstract)
        if title is None:
            raise RecordError("the record has no title; add one")
        for what, given, limit in (
            ("authors", self.authors, AUTHORS_LIMIT),
            ("references", self.references, REFERENCES_LIMIT),
        ):
            if len(given) > limit:
                raise RecordError(f"it has {len(given):,} {what}; at most {limit:,} are taken")
        # What is too long is refused before it is searched for LaTeX and addresses.
        Paper(title=title, abstract=abstract)
        venue = clean(self.venue)
        return Paper(
            title=title,
            abstract=abstract,
            title_readable=_other(self.title_readable or readable(title), title),
            abstract_readable=_other(self.abstract_readable or readable(abstract), abstract),
            identifiers=unique(self.identifiers),
            date=self.date,
            authors=tuple(self.authors),
            organizations=tuple(dict.fromkeys(self.organizations)),
            venue=VenueName(name=venue, identifiers=self.venue_identifiers) if venue else None,
            language=self.language,
            links=find_links(title, abstract),
            references=tuple(dict.fromkeys(self.references)),
            references_stated=self.references_stated,
            retracted=self.retracted,
        )


def clean(text: str | None) -> str | None:
    r"""Give a text with runs of white space as one space; None when nothing is left.

    >>> clean(" On\n   Q "), clean(" ")
    ('On Q', None)
    """
    return " ".join(text.split()) or None if text else None


def count_of(text: str | None) -> int | None:
    """Give the number that a text is; None when it is none.

    >>> count_of("1,204"), count_of("many")
    (1204, None)
    """
    plain = (text or "").strip().replace(",", "")
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 10 else None


def _other(text: str | None, than: str | None) -> str | None:
    return text if text != than else None
