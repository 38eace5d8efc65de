"""Metadata lines of S2ORC, the Semantic Scholar Open Research Corpus, in its last static form.

``paper_id`` is the number that Semantic Scholar calls ``corpusId``; the papers cited are given by
the same numbers. Of a DOI that several papers share each has it, as stated. The parsed full texts
beside the metadata have no titles and are refused.

The format: https://github.com/allenai/s2orc, README of the release 2020-07-05.
"""

from __future__ import annotations

from collections.abc import Iterator

from citeweave_schema import AuthorName, Paper, Reference
from citeweave_schema.errors import RecordError
from citeweave_sources.json_objects import Row
from citeweave_sources.json_records import (
    authors_of,
    described,
    identifiers,
    read_records,
    venue,
    work_identifiers,
)
from citeweave_sources.json_shape import shape_of
from citeweave_sources.json_values import REFERENCES_LIMIT, date_of, full_name, text, texts
from citeweave_sources.reading import Input, Reading

__all__ = ["matches", "read"]

_OWN_KEYS = ("outbound_citations", "has_pdf_parse", "mag_id", "s2_url", "_pdf_hash")


def matches(name: str, head: str) -> bool:  # noqa: ARG001  # the content says it all
    """Tell whether a file's lines are metadata, or full texts, of S2ORC."""
    shape = shape_of(head)
    return shape.has("paper_id") and shape.has_any(*_OWN_KEYS) and not shape.has("metadata.title")


def read(source: Input) -> Reading:
    """Read one paper a line."""
    return read_records(source, (), _papers)


def _papers(found: Row) -> Iterator[Paper]:
    if "body_text" in found and "title" not in found:
        raise RecordError("a full text of S2ORC without title; give the file of metadata instead")
    yield described(
        title=text(found.get("title")),
        abstract=text(found.get("abstract")),
        identifiers=work_identifiers(
            ("doi", found.get("doi")),
            ("arxiv", found.get("arxiv_id")),
            ("acl", found.get("acl_id")),
            ("s2", found.get("paper_id")),
            ("pubmed", found.get("pubmed_id")),
            ("pmc", found.get("pmc_id")),
        ),
        date=date_of(found.get("year")),
        authors=authors_of(found.get("authors"), _author),
        venue=venue(text(found.get("venue")) or text(found.get("journal"))),
        references=_cited(found.get("outbound_citations")),
    )


def _author(author: Row) -> AuthorName | None:
    middle = " ".join(texts(author.get("middle")))
    name = full_name(author.get("first"), author.get("last"), particle=middle)
    suffix = text(author.get("suffix"))
    name = full_name(name, suffix)
    return AuthorName(name=name) if name else None


def _cited(given: object) -> tuple[Reference, ...]:
    cited = given if isinstance(given, list) else []
    if len(cited) > REFERENCES_LIMIT:
        raise RecordError(
            f"the record has {len(cited):,} references; at most {REFERENCES_LIMIT:,} are taken"
        )
    ids = identifiers(*(("s2", one) for one in cited))
    return tuple(Reference(identifiers=(one,)) for one in ids)
