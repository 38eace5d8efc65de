"""Answers of an OAI-PMH server: records in the forms arXiv, arXivRaw and oai_dc.

The protocol is the Open Archives Initiative Protocol for Metadata Harvesting 2.0,
https://www.openarchives.org/OAI/openarchivesprotocol.html, which also defines oai_dc; the other
two forms are arXiv's, https://info.arxiv.org/help/oa/index.html. Made from these descriptions,
not yet from real answers::

    <OAI-PMH><ListRecords>
      <record>
        <header><identifier>oai:arXiv.org:0704.0001</identifier></header>
        <metadata>
          <arXiv><id>0704.0001</id><created>2007-04-02</created>
            <authors><author><keyname>Bal</keyname><forenames>C.</forenames></author></authors>
            <title>Calculation of ...</title><abstract>A fully ...</abstract></arXiv>
        </metadata>
      </record>

A record that the server has deleted is refused, and so is one in another form. Of oai_dc, the
first title, the first description that is no comment, and the earliest date are taken.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from xml.etree.ElementTree import Element

from citeweave_schema import Affiliation, AuthorName, Paper, PartialDate, Scheme, VenueName
from citeweave_schema.errors import RecordError
from citeweave_sources.printed import (
    authors_named_in,
    completed,
    date_from,
    identifiers_from,
    journal_named_in,
    language_code,
)
from citeweave_sources.reading import Input, Reading, Refusal
from citeweave_sources.xmlrecords import begins_with, read_records, text_of

__all__ = ["matches", "read"]

_CONTAINERS = frozenset({"OAI-PMH", "ListRecords", "GetRecord"})
_NO_PAPERS = frozenset({"Identify", "ListIdentifiers", "ListMetadataFormats", "ListSets"})
_ARXIV_ITEM = "oai:arxiv.org:"


def matches(name: str, head: str) -> bool:
    """Tell whether a file is in this format: its first element is OAI-PMH or ListRecords."""
    del name
    return begins_with(head, "OAI-PMH") or begins_with(head, "ListRecords")


def read(source: Input) -> Reading:
    """Read records one by one; one that cannot be taken is refused and the next one read."""
    for record in read_records(source, _CONTAINERS):
        if isinstance(record, Refusal):
            yield record
            continue
        try:
            paper = _taken(record.element)
        except RecordError as problem:
            yield Refusal(place=source.place(record.line), reason=str(problem))
        else:
            if paper is not None:
                yield paper


def _taken(element: Element) -> Paper | None:
    """Give the paper of a record; None for what an answer holds beside records."""
    if element.tag == "error":
        raise RecordError(
            f"the server answered with an error ({element.get('code', 'without code')}): "
            f"{text_of(element)}; harvest again"
        )
    if element.tag in _NO_PAPERS:
        raise RecordError(f"a {element.tag} answer has no papers; harvest with verb=ListRecords")
    if element.tag != "record":
        return None
    header = element.find("header")
    item = text_of(header.find("identifier")) if header is not None else ""
    if header is not None and header.get("status") == "deleted":
        raise RecordError(f"the server has deleted {item or 'the record'}; it is left out")
    described = next(iter(element.find("metadata") or ()), None)
    if described is None:
        raise RecordError("the record has no metadata; it is left out")
    form = _FORMS.get(described.tag)
    if form is None:
        raise RecordError(
            f"the record is in the form {described.tag}; harvest with metadataPrefix arXiv, "
            "arXivRaw or oai_dc"
        )
    return completed(form(described, item))


def _title(element: Element) -> str:
    title = text_of(element.find("title"))
    if not title:
        raise RecordError("the record has no title; it is left out")
    return title


def _arxiv(element: Element, item: str) -> Paper:
    del item
    return _preprint(
        element,
        tuple(_author(one) for one in element.iterfind("authors/author") if text_of(one)),
        _day(text_of(element.find("created"))),
    )


def _arxiv_raw(element: Element, item: str) -> Paper:
    del item
    return _preprint(
        element,
        tuple(AuthorName(name=one) for one in authors_named_in(text_of(element.find("authors")))),
        _stamped(text_of(element.find("version/date"))),
    )


def _preprint(element: Element, authors: tuple[AuthorName, ...], date: PartialDate | None) -> Paper:
    journal = journal_named_in(text_of(element.find("journal-ref")))
    # Several DOIs of one paper stand in one element, with spaces between.
    dois = [(Scheme.DOI, one) for one in text_of(element.find("doi")).split()]
    return Paper(
        title=_title(element),
        abstract=text_of(element.find("abstract")) or None,
        identifiers=identifiers_from([*dois, (Scheme.ARXIV, text_of(element.find("id")))]),
        date=date,
        authors=authors,
        venue=VenueName(name=journal) if journal else None,
    )


def _author(element: Element) -> AuthorName:
    parts = (text_of(element.find(one)) for one in ("forenames", "keyname", "suffix"))
    return AuthorName(
        name=" ".join(part for part in parts if part),
        affiliations=tuple(
            Affiliation(name=text_of(one))
            for one in element.iterfind("affiliation")
            if text_of(one)
        ),
    )


def _dublin_core(element: Element, item: str) -> Paper:
    described = [text_of(one) for one in element.iterfind("description")]
    texts = [one for one in described if one and not one.startswith("Comment:")]
    dates = [_day(text_of(one)) for one in element.iterfind("date")]
    named = [text_of(one) for one in element.iterfind("identifier")]
    if item.lower().startswith(_ARXIV_ITEM):
        named.append(f"arxiv:{item[len(_ARXIV_ITEM) :]}")
    return Paper(
        title=_title(element),
        abstract=texts[0] if texts else None,
        identifiers=identifiers_from(_schemes(one) for one in named),
        date=min((one for one in dates if one), key=str, default=None),
        authors=tuple(
            AuthorName(name=text_of(one)) for one in element.iterfind("creator") if text_of(one)
        ),
        language=language_code(text_of(element.find("language"))),
    )


_FORMS: Mapping[str, Callable[[Element, str], Paper]] = {
    "arXiv": _arxiv,
    "arXivRaw": _arxiv_raw,
    "dc": _dublin_core,
}


def _schemes(identifier: str) -> tuple[Scheme, str | None]:
    """Give the scheme that an identifier says to be of; without one it is left out."""
    text = identifier.lower()
    if text.startswith(("doi:", "10.")) or "doi.org/" in text:
        return Scheme.DOI, identifier.removeprefix("info:doi/")
    if text.startswith("arxiv:") or "arxiv.org/abs/" in text:
        return Scheme.ARXIV, identifier
    if text.startswith(("pmid:", "pubmed:")):
        return Scheme.PUBMED, identifier
    return Scheme.PMC, identifier if text.startswith("pmc") else None


def _day(text: str) -> PartialDate | None:
    return date_from(*text[:10].split("-")[:3])


def _stamped(text: str) -> PartialDate | None:
    """Read a date as e-mail writes it: ``Mon, 2 Apr 2007 19:18:42 GMT``."""
    try:
        stamp: datetime = parsedate_to_datetime(text)
    except ValueError:
        return None
    return PartialDate(stamp.year, stamp.month, stamp.day)
