"""Objects of JSON made into papers, with their identifiers, references and venues."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from typing import Any

from citeweave_schema import (
    ABSTRACT_LIMIT,
    AuthorName,
    Identifier,
    Link,
    Paper,
    Reference,
    VenueName,
)
from citeweave_schema.errors import IdentifierError, RecordError
from citeweave_sources.json_objects import ListPath, Row, read_objects
from citeweave_sources.json_values import AUTHORS_LIMIT, number, printed, rows, text
from citeweave_sources.latex import readable
from citeweave_sources.links import find_links
from citeweave_sources.markup import without_markup
from citeweave_sources.reading import Input, Reading, Refusal

__all__ = [
    "authors_of",
    "described",
    "identifier",
    "identifiers",
    "read_records",
    "reference",
    "venue",
    "work_identifiers",
]

_IDENTIFIER_LIMIT = 1_000
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.(\S+)", re.IGNORECASE)


def read_records(
    source: Input, lists: Collection[ListPath], papers_of: Callable[[Row], Iterable[Paper]]
) -> Reading:
    """Read the objects of a file as papers; what cannot be taken is refused in its place."""
    for found in read_objects(source, lists):
        if found.row is None:
            yield Refusal(place=found.place, reason=found.problem or "no object")
            continue
        try:
            papers = list(papers_of(found.row))
        except RecordError as problem:
            yield Refusal(place=found.place, reason=str(problem))
        else:
            yield from papers


def described(*, title: str | None, abstract: str | None = None, **fields: Any) -> Paper:  # noqa: ANN401  # the fields of a paper
    """Give a paper with the readable form of its title and abstract and the links in them.

    Raises:
        RecordError: the title is missing, or the record holds what no store can keep.
    """
    if title is None:
        raise RecordError("the record has no title; export it with its title, or leave it out")
    found = find_links(title, abstract)
    given: tuple[Link, ...] = fields.pop("links", ())
    return Paper(
        title=title,
        abstract=abstract,
        title_readable=_readable(title),
        abstract_readable=_readable(abstract),
        links=tuple(dict.fromkeys((*given, *found))),
        **fields,
    )


def _readable(given: str | None) -> str | None:
    if given is None:
        return None
    plain = without_markup(given)
    turned = readable(plain) or plain
    return turned if turned != given and turned.strip() else None


def identifier(scheme: str, value: object) -> Identifier | None:
    """Give an identifier of a scheme; None when the value is none."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18:
        value = str(value)
    if not isinstance(value, str) or not 0 < len(value) <= _IDENTIFIER_LIMIT:
        return None
    try:
        found = Identifier.parse(scheme, value)
    except IdentifierError:
        return None
    return found if found.value.isprintable() else None


def identifiers(*given: tuple[str, object]) -> tuple[Identifier, ...]:
    """Give those of the values that are identifiers of their schemes, each once.

    >>> [str(one) for one in identifiers(("doi", "10.1000/Q"), ("arxiv", None), ("s2", 7))]
    ['doi:10.1000/q', 's2:7']
    """
    found = (identifier(scheme, value) for scheme, value in given)
    return tuple(dict.fromkeys(one for one in found if one is not None))


def venue(name: object, *given: tuple[str, object]) -> VenueName | None:
    """Give a venue with those of the values that are identifiers; None without a name."""
    known = printed(name)
    return VenueName(name=known, identifiers=identifiers(*given)) if known else None


def reference(
    *given: tuple[str, object],
    title: object = None,
    year: object = None,
    first_author: object = None,
    raw: object = None,
) -> Reference | None:
    """Give a reference; None when nothing in it tells the cited paper from others.

    What is longer than it may be is left out.
    """
    ids, name = work_identifiers(*given), printed(title)
    if not ids and name is None:
        return None
    line = text(raw)
    return Reference(
        identifiers=ids,
        title=name,
        year=number(year, 9999) or None,
        first_author=printed(first_author),
        raw=line if line and len(line) <= ABSTRACT_LIMIT else None,
    )


def authors_of(
    value: object, one_author: Callable[[Row], AuthorName | None]
) -> tuple[AuthorName, ...]:
    """Give the authors in a list of objects, without those that have no name.

    Raises:
        RecordError: there are more than `AUTHORS_LIMIT`.
    """
    found = (one_author(one) for one in rows(value, "authors", AUTHORS_LIMIT))
    return tuple(one for one in found if one is not None)


def work_identifiers(*given: tuple[str, object]) -> tuple[Identifier, ...]:
    """Give the identifiers of a paper, with what one of them says of another.

    A DOI that arXiv gives out carries the arXiv id; a number alone is taken for a PMC id.

    >>> [str(one) for one in work_identifiers(("doi", "10.48550/arXiv.2005.11401"), ("pmc", 42))]
    ['doi:10.48550/arxiv.2005.11401', 'arxiv:2005.11401', 'pmc:pmc42']
    """
    spelt: list[tuple[str, object]] = []
    for scheme, value in given:
        spelt.append((scheme, value))
        if scheme == "doi" and isinstance(value, str):
            arxiv = _ARXIV_DOI.search(value)
            spelt.append(("arxiv", arxiv[1] if arxiv else None))
        elif scheme == "pmc":
            digits = re.search(r"(\d{1,9})/?\s*$", str(value)[:_IDENTIFIER_LIMIT])
            spelt[-1] = ("pmc", f"PMC{digits[1]}" if digits else None)
    return identifiers(*spelt)
