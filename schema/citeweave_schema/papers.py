"""A paper as one source states it: what every reader gives."""

from __future__ import annotations

import re

from citeweave_schema.codec import to_line
from citeweave_schema.dates import PartialDate
from citeweave_schema.errors import RecordError
from citeweave_schema.ids import PAPER_SCHEMES, Identifier, strongest
from citeweave_schema.names import digest, normal_person, normal_title
from citeweave_schema.records import Stated

__all__ = [
    "ABSTRACT_LIMIT",
    "TITLE_LIMIT",
    "Affiliation",
    "AuthorName",
    "Link",
    "Paper",
    "Record",
    "Reference",
    "VenueName",
]

TITLE_LIMIT = 5_000
"""The most characters that a title may have."""
ABSTRACT_LIMIT = 200_000
"""The most characters that an abstract may have."""

_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")


def _check_text(what: str, text: str | None, limit: int = TITLE_LIMIT) -> None:
    if text is None:
        return
    if not text.strip():
        raise RecordError(f"{what} is empty; leave it out instead")
    if len(text) > limit:
        raise RecordError(f"{what} has {len(text):,} characters; at most {limit:,} are taken")
    if text.isascii() and "\0" not in text:
        return
    found = _UNSTORABLE.search(text)
    if found:
        raise RecordError(
            f"{what} has the character U+{ord(found.group()):04X} at {found.start()}, "
            "which no store can keep"
        )


def _check_count(what: str, count: int | None) -> None:
    if count is not None and count < 0:
        raise RecordError(f"{what} is {count}; it cannot be negative")


class Affiliation(Stated, frozen=True, kw_only=True):
    """Where an author says to work: a name as printed and, where given, a ROR id."""

    name: str
    identifiers: tuple[Identifier, ...] = ()

    def __post_init__(self) -> None:
        """Refuse an empty name."""
        _check_text("an affiliation", self.name)


class AuthorName(Stated, frozen=True, kw_only=True):
    """An author as printed on one paper, with the ids and affiliations given there."""

    name: str
    identifiers: tuple[Identifier, ...] = ()
    affiliations: tuple[Affiliation, ...] = ()

    def __post_init__(self) -> None:
        """Refuse an empty name."""
        _check_text("an author's name", self.name)


class VenueName(Stated, frozen=True, kw_only=True):
    """Where a paper appeared, as printed, with its ISSN or OpenAlex id where given."""

    name: str
    identifiers: tuple[Identifier, ...] = ()

    def __post_init__(self) -> None:
        """Refuse an empty name."""
        _check_text("a venue's name", self.name)


class Reference(Stated, frozen=True, kw_only=True):
    """A paper that this one cites, as far as the source tells: ids, title, or the raw string.

    Raises:
        RecordError: nothing that could tell the cited paper from others.
    """

    identifiers: tuple[Identifier, ...] = ()
    title: str | None = None
    year: int | None = None
    first_author: str | None = None
    raw: str | None = None

    def __post_init__(self) -> None:
        """Refuse a reference to nothing."""
        _check_text("a reference's title", self.title)
        _check_text("a reference", self.raw, ABSTRACT_LIMIT)
        _check_text("a reference's first author", self.first_author)
        _check_count("a reference's year", self.year)
        if not self.identifiers and self.title is None:
            raise RecordError("a reference needs an identifier or a title")

    @property
    def key(self) -> str:
        """The key of the paper that it names, as `Paper.key` would give it."""
        return _paper_key(self.identifiers, self.title or "", self.year, self.first_author)


class Link(Stated, frozen=True, kw_only=True):
    """An address that a paper carries without being identified by it.

    Attributes:
        what: arxiv, doi or repository for one found in the text, which may be that of another
            paper; id for a name that a source gives the paper in no known scheme; preprint or
            published for the other form of the same work, where a source names it.
        address: as found.

    Raises:
        RecordError: an empty address.
    """

    what: str
    address: str

    def __post_init__(self) -> None:
        """Refuse an empty address."""
        _check_text("a link", self.address)


class Paper(Stated, frozen=True, kw_only=True):
    r"""A paper as one source states it.

    Attributes:
        title: verbatim, LaTeX included, so that spans keep their offsets; the strongest
            identifier where the source gives no title (`is_known_by_id`).
        abstract: verbatim; None when the source has none.
        title_readable: the title with LaTeX turned into text; None when it is the same.
        abstract_readable: likewise for the abstract.
        identifiers: the paper's own ids, never those of others that its text names.
        date: when it appeared, as far as known.
        authors: in printed order; empty when the source does not name them.
        author_count: how many authors the source says there are; None when it does not say.
        organizations: organisations that the source gives for the paper as a whole.
        venue: where it appeared.
        language: ISO 639-1 code as the source states it; None when it does not.
        links: addresses found in the text.
        references: papers that it cites.
        references_stated: how many references the source says there are; None when it does not.
        retracted: True when the source says so.

    Raises:
        RecordError: an empty title, a text over its limit, or characters that cannot be stored.

    >>> paper = Paper(title="On $Q^*$", date=PartialDate(2024))
    >>> paper.key.startswith("title:")
    True
    >>> Paper(title="On Q", identifiers=(Identifier.parse("arxiv", "2401.00001v2"),)).key
    'arxiv:2401.00001'
    """

    title: str
    abstract: str | None = None
    title_readable: str | None = None
    abstract_readable: str | None = None
    identifiers: tuple[Identifier, ...] = ()
    date: PartialDate | None = None
    authors: tuple[AuthorName, ...] = ()
    author_count: int | None = None
    organizations: tuple[str, ...] = ()
    venue: VenueName | None = None
    language: str | None = None
    links: tuple[Link, ...] = ()
    references: tuple[Reference, ...] = ()
    references_stated: int | None = None
    retracted: bool = False

    def __post_init__(self) -> None:
        """Refuse what no store could keep."""
        _check_text("the title", self.title)
        _check_text("the abstract", self.abstract, ABSTRACT_LIMIT)
        _check_text("the readable title", self.title_readable)
        _check_text("the readable abstract", self.abstract_readable, ABSTRACT_LIMIT)
        _check_text("the language", self.language)
        _check_count("the number of authors", self.author_count)
        _check_count("the number of references", self.references_stated)
        for identifier in self.identifiers:
            if identifier.scheme not in PAPER_SCHEMES:
                raise RecordError(f"{identifier} identifies no paper")
        for name in self.organizations:
            _check_text("an organisation's name", name)

    @property
    def key(self) -> str:
        """What identifies the paper within this record alone.

        The strongest identifier, else a hash of normalised title, year and first author.
        """
        first = self.authors[0].name if self.authors else None
        year = self.date.year if self.date else None
        return _paper_key(self.identifiers, self.title, year, first)

    @property
    def is_known_by_id(self) -> bool:
        """Whether nothing but an identifier names the paper, which then stands for its title.

        So it is in sources that say who cites whom by number alone.

        >>> number = Identifier.parse("s2", "3658586")
        >>> Paper(title="s2:3658586", identifiers=(number,)).is_known_by_id
        True
        """
        return bool(self.identifiers) and self.title == str(strongest(self.identifiers))

    @property
    def content_hash(self) -> str:
        """SHA-256 of everything that the source states: equal records, equal hash."""
        return Record.of(self).hash


class Record(Stated, frozen=True):
    """A paper with its line and hash, which are dear to work out more than once.

    Attributes:
        paper: what a source states.
        line: that as a line of JSON.
        hash: its content hash.
    """

    paper: Paper
    line: str
    hash: str

    @classmethod
    def of(cls, paper: Paper) -> Record:
        """Work out the line and hash of a paper."""
        line = to_line(paper)
        return cls(paper, line, digest("paper", line))


def _paper_key(
    identifiers: tuple[Identifier, ...], title: str, year: int | None, first_author: str | None
) -> str:
    best = strongest(identifiers)
    if best is not None:
        return str(best)
    author = normal_person(first_author) if first_author else ""
    name = normal_title(title) or title.strip()
    return "title:" + digest(name, str(year or ""), author)[:32]
