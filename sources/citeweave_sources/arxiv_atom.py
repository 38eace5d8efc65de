"""The Atom feed with which the API of arXiv answers a query.

Described in the arXiv API User's Manual, https://info.arxiv.org/help/api/user-manual.html; this
reader was made with 20 recorded answers. An entry is a paper::

    <entry>
      <id>http://arxiv.org/abs/2202.12139v1</id>
      <published>2022-02-24T15:05:19Z</published>
      <title>Testing Deep Learning Models: ...</title>
      <summary>Deep Learning (DL) has ...</summary>
      <author><name>Mohit Kumar Ahuja</name></author>
      <arxiv:doi>10.1109/ICSTW55395.2022.00035</arxiv:doi>
      <arxiv:journal_ref>Artificial Intelligence in ...</arxiv:journal_ref>
    </entry>

The date is that of the first version. Categories and comments have no place in the record. What
the API says of a wrong question looks like an entry and is refused.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from citeweave_schema import Affiliation, AuthorName, Paper, Scheme, VenueName
from citeweave_schema.errors import RecordError
from citeweave_sources.printed import completed, date_from, identifiers_from, journal_named_in
from citeweave_sources.reading import Input, Reading, Refusal
from citeweave_sources.xmlrecords import begins_with, read_records, text_of

__all__ = ["matches", "read"]

_CONTAINERS = frozenset({"feed"})
_ERRORS = "arxiv.org/api/errors"


def matches(name: str, head: str) -> bool:
    """Tell whether a file is in this format: an Atom feed that names arXiv."""
    del name
    return begins_with(head, "feed") and "arxiv.org/" in head


def read(source: Input) -> Reading:
    """Read entries one by one; one that cannot be taken is refused and the next one read."""
    for record in read_records(source, _CONTAINERS):
        if isinstance(record, Refusal):
            yield record
        elif record.element.tag == "entry":
            try:
                yield _paper(record.element)
            except RecordError as problem:
                yield Refusal(place=source.place(record.line), reason=str(problem))


def _paper(entry: Element) -> Paper:
    address = text_of(entry.find("id"))
    if _ERRORS in address:
        reason = text_of(entry.find("summary"))
        raise RecordError(f"arXiv answered with an error: {reason}; mend the query and ask again")
    title = text_of(entry.find("title"))
    if not title:
        raise RecordError("the entry has no title; it is left out")
    journal = journal_named_in(text_of(entry.find("journal_ref")))
    return completed(
        Paper(
            title=title,
            abstract=text_of(entry.find("summary")) or None,
            identifiers=identifiers_from(
                ((Scheme.DOI, text_of(entry.find("doi"))), (Scheme.ARXIV, address))
            ),
            date=date_from(*text_of(entry.find("published"))[:10].split("-")[:3]),
            authors=tuple(_author(one) for one in entry.iterfind("author") if text_of(one)),
            venue=VenueName(name=journal) if journal else None,
        )
    )


def _author(element: Element) -> AuthorName:
    return AuthorName(
        name=text_of(element.find("name")),
        affiliations=tuple(
            Affiliation(name=text_of(one))
            for one in element.iterfind("affiliation")
            if text_of(one)
        ),
    )
