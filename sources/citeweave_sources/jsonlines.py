"""citeweave's own JSON lines: one paper a line, as its record or in a short form.

The *record* is what `citeweave_schema.to_line` writes; with ``"citeweave": 1``, the version of
the form, it is taken exactly as it stands::

    {"citeweave":1,"title":"On Q","identifiers":["doi:10.1000/q"],"date":"2024-03-01"}

The *short form* is for writing by hand and for ``citeweave extract``; only the title is needed::

    {"id": "p1", "title": "On Q", "abstract": "We ...", "year": 2024, "doi": "10.1000/q",
     "arxiv": "2401.00001", "authors": ["Ada Lovelace"], "venue": "Journal of Q"}

Keys of both may be mixed; a line without the version also gets the readable form of its LaTeX
and the links in its text. An ``id`` in the form ``scheme:value`` of a paper's identifier, such
as ``arxiv:2401.00001``, identifies the paper. Any other ``id`` names it only within its file,
where another file may give the same to another paper; it is kept as a link whose `what` is "id"
and identifies nothing. An abstract that is empty or null is none. Unknown keys are refused, so
that a misspelt one does not lose what it says.

The format is citeweave's own; this is its description.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from citeweave_schema import (
    FORMAT_VERSION,
    Identifier,
    Link,
    Paper,
    PartialDate,
    Scheme,
    from_json,
)
from citeweave_schema.errors import IdentifierError, RecordError
from citeweave_sources.latex import readable
from citeweave_sources.lines import read_lines
from citeweave_sources.links import find_links
from citeweave_sources.reading import Input, Reading, Refusal

__all__ = ["matches", "paper_from_row", "read"]

_SCHEMES = (Scheme.DOI, Scheme.ARXIV, Scheme.ACL, Scheme.OPENALEX, Scheme.S2, Scheme.PUBMED)
_EXTENSIONS = (".jsonl", ".ndjson", ".jsonlines")
_ID_LIMIT = 1_000


def matches(name: str, head: str) -> bool:
    """Tell whether a file is in this format: its lines are JSON objects, one has a title."""
    lines = [line for line in head.split("\n") if line.strip()]
    objects = [line for line in lines if line.lstrip().startswith("{") and '"title"' in line]
    if name.lower().endswith(_EXTENSIONS):
        return bool(objects)
    return bool(objects) and objects[0] is lines[0]


def read(source: Input) -> Reading:
    """Read papers line by line; a line that cannot be taken is refused and the next one read."""
    for line in read_lines(source):
        if line.problem is None and not line.text.strip():
            continue
        place = source.place(line.number)
        if line.problem is not None:
            yield Refusal(place=place, reason=line.problem)
            continue
        try:
            paper = paper_from_row(_parsed(line.text))
        except RecordError as problem:
            yield Refusal(place=place, reason=str(problem))
        else:
            yield paper


def paper_from_row(row: object) -> Paper:
    """Give the paper of one line's JSON value.

    Raises:
        RecordError: the value is no paper, or was written by a later version of citeweave.

    >>> paper_from_row({"id": "arxiv:2005.11401", "title": "RAG", "year": 2020}).key
    'arxiv:2005.11401'
    >>> paper_from_row({"id": "p1", "title": "RAG"}).links
    (Link(what='id', address='p1'),)
    """
    if not isinstance(row, dict):
        raise RecordError(f"expected a JSON object with a title, found {_shown(row)}")
    exact = _check_version(row.get("citeweave"))
    plain = {key: value for key, value in row.items() if value is not None and key != "citeweave"}
    own, links = _own_id(plain.pop("id", None))
    own += [_identifier(scheme, plain.pop(scheme)) for scheme in _SCHEMES if scheme in plain]
    _spell_out(plain)
    if not str(plain.get("abstract", "")).strip():
        plain.pop("abstract", None)
    paper = from_json(Paper, plain)
    merged = replace(
        paper,
        identifiers=_joined(paper.identifiers, own),
        links=_joined(paper.links, links),
    )
    return merged if exact else _enriched(merged)


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except RecursionError as problem:
        raise RecordError("the JSON is nested too deeply; a paper is a flat object") from problem
    except ValueError as problem:
        raise RecordError(f"not a line of JSON: {problem}; one object a line") from problem


def _check_version(version: object) -> bool:
    if version is None:
        return False
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise RecordError(f"citeweave must be the form's version, a number, not {_shown(version)}")
    if version > FORMAT_VERSION:
        raise RecordError(
            f"the line is in version {version} of the form, and this citeweave knows up to "
            f"{FORMAT_VERSION}; upgrade: pip install --upgrade citeweave"
        )
    return True


def _own_id(value: object) -> tuple[list[Identifier], list[Link]]:
    """Give an id as an identifier where it is one of a paper, else as a link."""
    if value is None:
        return [], []
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not 0 < len(value.strip()) <= _ID_LIMIT:
        raise RecordError(f"id must be a text of up to {_ID_LIMIT} characters, not {_shown(value)}")
    if not value.isprintable():
        raise RecordError(f"id {_shown(value)} has characters that cannot be printed")
    scheme, _, bare = value.partition(":")
    try:
        return [_identifier(Scheme(scheme.strip().lower()), bare)], []
    except ValueError:  # no scheme, or no identifier of it
        return [], [Link(what="id", address=value)]


def _identifier(scheme: Scheme, value: object) -> Identifier:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise RecordError(f"{scheme.value} must be a text, not {_shown(value)}")
    found = Identifier.parse(scheme, value)
    work = scheme in _SCHEMES and (scheme is not Scheme.OPENALEX or found.value.startswith("w"))
    if not work:
        raise IdentifierError(f"{found} does not identify a paper")
    return found


def _spell_out(row: dict[str, Any]) -> None:
    """Turn the short keys of a row into those of the record, in place."""
    if "year" in row:
        year = row.pop("year")
        if "date" in row:
            raise RecordError("both date and year are given; keep one of them")
        row["date"] = str(PartialDate(_year(year)))
    if isinstance(row.get("date"), int) and not isinstance(row["date"], bool):
        row["date"] = str(PartialDate(_year(row["date"])))
    if isinstance(row.get("authors"), list):
        row["authors"] = [{"name": one} if isinstance(one, str) else one for one in row["authors"]]
    if isinstance(row.get("venue"), str):
        row["venue"] = {"name": row["venue"]}


def _year(value: object) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 4:
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise RecordError(f"year must be a number, not {_shown(value)}")


def _enriched(paper: Paper) -> Paper:
    return replace(
        paper,
        title_readable=paper.title_readable or readable(paper.title),
        abstract_readable=paper.abstract_readable or readable(paper.abstract),
        links=_joined(paper.links, find_links(paper.title, paper.abstract)),
    )


def _joined(first: tuple[Any, ...], more: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys((*first, *more)))


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
