"""MEDLINE: what PubMed saves as "PubMed" text and as ``.nbib``.

A record is lines of a tag padded to four characters, a hyphen and a value; lines that begin with
six spaces go on with the field above. Records are parted by empty lines::

    PMID- 20481061
    TI  - From danger and motherhood to health and beauty: health advice for the factory
          girl in early twentieth-century Britain.
    FAU - Long, Vicky
    AU  - Long V
    AUID- ORCID: 0000-0002-1825-0097
    AD  - Centre for the History of Science, Technology and Medicine

AUID and AD belong to the author (FAU, AU) above them, full names are preferred, CN is an author
that is a group. A title, or an abstract, that stands several times is joined. An identifier in
AID or LID is taken when it is marked as DOI or begins like one. The publication type "Retracted
Publication" marks a retracted paper.

The tags are described at https://www.nlm.nih.gov/bsd/mms/medlineelements.html.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from citeweave_schema import Affiliation, AuthorName, Identifier, Paper, Scheme
from citeweave_schema.errors import RecordError
from citeweave_sources.drafts import Draft, clean, count_of
from citeweave_sources.languages import language_code
from citeweave_sources.lines import read_lines
from citeweave_sources.printed_dates import printed_date
from citeweave_sources.reading import Input, Reading
from citeweave_sources.stated_ids import doi_in, identifier, issns, orcid
from citeweave_sources.tagged import Record

__all__ = ["matches", "read"]

_LINE = re.compile(r"([A-Z][A-Z0-9]{1,3}) {0,2}-(.*)")
_FIRST = re.compile(r"(?:PMID|PMC |PMCR) ?- ?(?:PMC)?\d+\s*")
_PADDED = re.compile(r"(?:[A-Z0-9]{4}|[A-Z0-9]{3} |[A-Z0-9]{2}  )-(?: |$)|[A-Z]{2,3}-")
_RETRACTED = "retracted publication"


def matches(name: str, head: str) -> bool:
    """Tell whether a file is in this format: tagged lines of which one has the PubMed id."""
    del name
    lines = [line for line in head.split("\n") if line.strip()]
    tagged = [line for line in lines if _PADDED.match(line)]
    return any(_FIRST.fullmatch(line) for line in lines) and 2 * len(tagged) >= min(len(lines), 4)


def read(source: Input) -> Reading:
    """Read papers record by record; one that cannot be taken is refused."""
    for record in _records(source):
        if record.problem is not None:
            yield record.refusal(source, f"line {record.problem[0]}: {record.problem[1]}")
            continue
        try:
            yield _paper(record)
        except RecordError as problem:
            name = record.first("PMID")
            yield record.refusal(source, f"PMID {name}: {problem}" if name else str(problem))


def _records(source: Input) -> Iterator[Record]:
    """Divide the lines into records: an empty line, or another PubMed id, begins one."""
    record: Record | None = None
    for line in read_lines(source):
        found = _LINE.fullmatch(line.shape)
        tag = found[1] if found else None
        empty = line.problem is None and not line.text.strip()
        again = tag == "PMID" and record is not None and record.first("PMID") is not None
        if record is not None and (empty or again):
            yield record
            record = None
        if empty or (record is None and tag is None and line.problem is None):
            continue
        record = record or Record(line.number)
        if tag is None and line.problem is None and not line.text[:1].isspace():
            continue
        record.add(line, tag, found[2] if found else line.text)
    if record is not None:
        yield record


def _paper(record: Record) -> Paper:
    kinds = {kind.casefold() for kind in record.texts("PT")}
    return Draft(
        title=" ".join(record.texts("TI")) or record.first("BTI", "TT"),
        abstract=" ".join(record.texts("AB")),
        identifiers=list(_identifiers(record)),
        date=printed_date(record.first("DP", "DEP")),
        authors=_authors(record),
        venue=record.first("JT", "TA"),
        venue_identifiers=issns(" ".join(record.texts("IS"))),
        language=language_code(record.first("LA")),
        references_stated=count_of(record.first("RF")),
        retracted=_RETRACTED in kinds,
    ).paper()


def _identifiers(record: Record) -> Iterator[Identifier]:
    yield from identifier(Scheme.PUBMED, record.first("PMID"))
    for text in record.texts("PMC"):
        yield from identifier(Scheme.PMC, text)
    for text in record.texts("AID", "LID"):
        if text.endswith("[doi]") or text.lower().startswith(("doi:", "10.")):
            yield from doi_in(text.removesuffix("[doi]"))
        elif text.endswith("[pmc]"):
            yield from identifier(Scheme.PMC, text.removesuffix("[pmc]"))


def _authors(record: Record) -> list[AuthorName]:
    """Give the authors: what follows a name, up to the next, is about its bearer."""
    found: list[_Person] = []
    for one in record.fields:
        text = clean(one.text)
        if text is None:
            continue
        if one.tag in ("FAU", "CN") or (one.tag == "AU" and not _is_short_of_last(found)):
            found.append(_Person(text, full=one.tag == "FAU"))
        elif one.tag == "AU":
            found[-1].full = False
        elif one.tag == "AUID" and found:
            found[-1].identifiers += orcid(text)
        elif one.tag == "AD" and found:
            found[-1].places.append(text.rstrip(" ."))
    return [person.named() for person in found]


class _Person:
    """An author whose lines are being read; `full` while the short form may still follow."""

    def __init__(self, name: str, *, full: bool) -> None:
        self.name = name
        self.full = full
        self.identifiers: tuple[Identifier, ...] = ()
        self.places: list[str] = []

    def named(self) -> AuthorName:
        places = tuple(Affiliation(name=name) for name in dict.fromkeys(self.places) if name)
        return AuthorName(name=self.name, identifiers=self.identifiers, affiliations=places)


def _is_short_of_last(found: list[_Person]) -> bool:
    return bool(found) and found[-1].full
