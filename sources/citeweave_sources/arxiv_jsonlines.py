"""arXiv's metadata as JSON lines, as the Cornell University data set on Kaggle has them.

From the published description, not yet from a real export: the keys are those that
https://www.kaggle.com/datasets/Cornell-University/arxiv lists. The date is that of the first
version. The DOI is that of the published version, which is the same work. Titles and abstracts
are broken into lines of 80 characters there; they are put together again, paragraphs stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Any

from citeweave_schema import AuthorName, Paper, PartialDate
from citeweave_schema.errors import RecordError
from citeweave_sources.json_objects import Row
from citeweave_sources.json_records import described, read_records, work_identifiers
from citeweave_sources.json_shape import shape_of
from citeweave_sources.json_values import AUTHORS_LIMIT, date_of, full_name, on_one_line, row, text
from citeweave_sources.reading import Input, Reading

__all__ = ["arxiv_paper_fields", "matches", "read", "unwrapped"]

_OWN_KEYS = ("authors_parsed", "journal-ref", "report-no", "submitter", "versions.created")
_PARAGRAPH = re.compile(r"\n[ \t]+(?=\S)|\n[ \t]*\n\s*")
_BETWEEN_AUTHORS = re.compile(r",\s+(?:and\s+)?|\s+and\s+")


def matches(name: str, head: str) -> bool:  # noqa: ARG001  # the content says it all
    """Tell whether a file's lines are arXiv's metadata."""
    shape = shape_of(head)
    return shape.has("id", "title", "categories") and shape.has_any(*_OWN_KEYS)


def read(source: Input) -> Reading:
    """Read one paper a line."""
    return read_records(source, (), _papers)


def _papers(found: Row) -> Iterator[Paper]:
    yield described(abstract=unwrapped(found.get("abstract")), **arxiv_paper_fields(found))


def arxiv_paper_fields(found: Row) -> dict[str, Any]:
    """Give the fields of a paper, but for its abstract, that arXiv's metadata state."""
    return {
        "title": on_one_line(found.get("title")),
        "identifiers": work_identifiers(
            *(("doi", doi) for doi in (text(found.get("doi")) or "").split()[:5]),
            ("arxiv", found.get("id")),
        ),
        "date": _date(found),
        "authors": _authors(found),
    }


def unwrapped(value: object) -> str | None:
    r"""Give a text broken into lines as its paragraphs, one a line; None when there is none.

    >>> unwrapped("  We show\nthat Q.\n  And more.\n")
    'We show that Q.\nAnd more.'
    """
    given = text(value)
    if given is None:
        return None
    return "\n".join(" ".join(part.split()) for part in _PARAGRAPH.split(given.strip()))


def _date(found: Row) -> PartialDate | None:
    versions = found.get("versions")
    first = row(versions[0]) if isinstance(versions, list) and versions else {}
    created = text(first.get("created"))
    if created:
        try:
            when = parsedate_to_datetime(created)
        except (ValueError, TypeError, IndexError, OverflowError):
            return date_of(created)
        return PartialDate(when.year, when.month, when.day)
    return None


def _authors(found: Row) -> tuple[AuthorName, ...]:
    parsed = found.get("authors_parsed")
    names: list[str | None]
    if isinstance(parsed, list) and parsed:
        names = [_name(one) for one in parsed]
    else:
        names = [
            on_one_line(one) for one in _BETWEEN_AUTHORS.split(text(found.get("authors")) or "")
        ]
    if len(names) > AUTHORS_LIMIT:
        raise RecordError(
            f"the record has {len(names):,} authors; at most {AUTHORS_LIMIT:,} are taken"
        )
    return tuple(AuthorName(name=name) for name in names if name)


def _name(parts: object) -> str | None:
    """Give the name whose parts are family name, given name and suffix."""
    family, given, suffix = ([*parts, None, None, None] if isinstance(parts, list) else [None] * 3)[
        :3
    ]
    return full_name(full_name(given, family), suffix)
