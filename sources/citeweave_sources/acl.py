"""The XML of the ACL Anthology: a file is a collection of volumes of papers.

The form is described by the Anthology's RELAX NG schema, ``data/xml/schema.rnc`` of
https://github.com/acl-org/acl-anthology, and by https://aclanthology.org/info/contrib; this
reader was made with 791 collections from October 2022::

    <collection id="P19">
      <volume id="1">
        <meta><booktitle>Proceedings of ...</booktitle><month>July</month><year>2019</year></meta>
        <frontmatter>...</frontmatter>
        <paper id="1">
          <title>One <fixed-case>T</fixed-case>ime of ...</title>
          <author id="ada-lovelace"><first>Ada</first><last>Lovelace</last></author>
          <abstract>We ...</abstract>
          <url>P19-1001</url>
          <doi>10.18653/v1/P19-1001</doi>
        </paper>

Titles and abstracts lose their markup and keep their words; mathematics stays as LaTeX, between
dollar signs. In some snapshots a text stands twice, plain and then from its first mark-up on, glued
together; it is read once (see `citeweave_sources.glued`). A paper's ACL id follows from the ids of
collection, volume and paper. Front matter and the editors of volumes are no papers; a paper that
was withdrawn or removed is one, marked as retracted. The language is stated only where it is not
English; where it is not stated, none is said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from citeweave_schema import AuthorName, Paper, PartialDate, Scheme, VenueName
from citeweave_schema.errors import RecordError
from citeweave_sources.glued import text_once
from citeweave_sources.printed import completed, date_from, identifiers_from, language_code
from citeweave_sources.reading import Input, Reading, Refusal
from citeweave_sources.xmlrecords import Record, begins_with, read_records, text_of

__all__ = ["anthology_id", "matches", "read"]

_CONTAINERS = frozenset({"collection", "volume"})
_OLD_COLLECTION = re.compile(r"([A-Z])(\d\d)")
_YEAR = re.compile(r"\d{4}")
_FIRST_YEAR = 50
_D19_WORKSHOPS = 5


def matches(name: str, head: str) -> bool:
    """Tell whether a file is in this format: its first element is a collection with an id."""
    del name
    return begins_with(head, "collection", "id")


@dataclass(frozen=True, slots=True)
class _Volume:
    """What a volume says of all papers in it."""

    date: PartialDate | None = None
    venue: VenueName | None = None


def read(source: Input) -> Reading:
    """Read papers one by one; one that cannot be taken is refused and the next one read."""
    volume, around = _Volume(), None
    for record in read_records(source, _CONTAINERS):
        if isinstance(record, Refusal):
            yield record
            continue
        if record.containers is not around:
            around = record.containers
            volume = _Volume(date=date_from(_year_of_collection(_attribute(record, 0))))
        kind = record.element.tag
        try:
            if kind == "meta":
                volume = _volume(record)
            elif kind == "paper":
                yield _paper(record, volume)
        except RecordError as problem:
            yield Refusal(place=source.place(record.line), reason=str(problem))


def anthology_id(collection: str, volume: str, paper: str) -> str | None:
    """Give the ACL id of a paper from the ids of what it stands in.

    Before 2020 two or three of the four digits are the paper's: two in workshops (W), in COLING
    1969, and in the workshops of EMNLP 2019. None when the ids are none of either form.

    >>> anthology_id("P05", "1", "33"), anthology_id("W06", "1", "2")
    ('P05-1033', 'W06-0102')
    >>> anthology_id("2020.acl", "main", "1")
    '2020.acl-main.1'
    """
    if not _OLD_COLLECTION.fullmatch(collection):
        return f"{collection}-{volume}.{paper}" if collection and volume and paper else None
    if not (_is_number(volume) and _is_number(paper)):
        return None
    workshops = (
        collection.startswith("W")
        or collection == "C69"
        or (collection == "D19" and int(volume) >= _D19_WORKSHOPS)
    )
    if workshops:
        return f"{collection}-{int(volume):02d}{int(paper):02d}"
    return f"{collection}-{int(volume)}{int(paper):03d}"


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _year_of_collection(collection: str) -> str | None:
    """Give the year in a collection's id, for the volumes that do not state theirs."""
    old = _OLD_COLLECTION.fullmatch(collection)
    if old:
        return f"{'19' if int(old[2]) >= _FIRST_YEAR else '20'}{old[2]}"
    new = _YEAR.match(collection)
    return new[0] if new else None


def _attribute(record: Record, level: int) -> str:
    return record.containers[level].get("id", "") if len(record.containers) > level else ""


def _volume(record: Record) -> _Volume:
    meta = record.element
    year = text_of(meta.find("year")) or _year_of_collection(_attribute(record, 0))
    name = text_of(meta.find("journal-title")) or text_once(meta.find("booktitle"))
    return _Volume(
        date=date_from(year, text_of(meta.find("month"))),
        venue=VenueName(name=name) if name else None,
    )


def _paper(record: Record, volume: _Volume) -> Paper:
    element = record.element
    fields = {child.tag: child for child in reversed(element)}
    title = text_once(fields.get("title"))
    if not title:
        raise RecordError("the paper has no title; it is left out")
    number = element.get("id", "")
    journal = text_of(fields.get("journal"))
    removed = "retracted" in fields or "removed" in fields
    return completed(
        Paper(
            title=title,
            abstract=text_once(fields.get("abstract")) or None,
            identifiers=identifiers_from(
                (
                    (Scheme.DOI, text_of(fields.get("doi"))),
                    (
                        Scheme.ACL,
                        anthology_id(_attribute(record, 0), _attribute(record, 1), number),
                    ),
                )
            ),
            date=_date(fields, volume),
            authors=_authors(element),
            venue=VenueName(name=journal) if journal else volume.venue,
            language=language_code(text_of(fields.get("language"))),
            retracted=removed,
        )
    )


def _date(fields: dict[str, Element], volume: _Volume) -> PartialDate | None:
    own = date_from(text_of(fields.get("year")), text_of(fields.get("month")))
    return own or volume.date


def _authors(paper: Element) -> tuple[AuthorName, ...]:
    authors: list[AuthorName] = []
    for element in paper.iterfind("author"):
        name = f"{text_of(element.find('first'))} {text_of(element.find('last'))}".strip()
        if name:
            person = identifiers_from(((Scheme.ACL_PERSON, element.get("id")),))
            authors.append(AuthorName(name=name, identifiers=person))
    return tuple(authors)
