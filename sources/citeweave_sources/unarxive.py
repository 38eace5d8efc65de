"""unarXive: full texts of arXiv papers with their bibliographies, one paper a line.

The metadata are arXiv's. A bibliography entry is kept when it was linked to an OpenAlex work, a
DOI or an arXiv id, with its printed line beside it; all are counted. Of the text itself only the
abstract is taken.

Made with the real data sample (CC BY-SA, so that none of it is in our tests). The format, of
2022: https://github.com/IllDepence/unarXive/blob/master/doc/data_format.md.
"""

from __future__ import annotations

from collections.abc import Iterator

from citeweave_schema import Paper, Reference
from citeweave_schema.errors import RecordError
from citeweave_sources.arxiv_jsonlines import arxiv_paper_fields, unwrapped
from citeweave_sources.json_objects import Row
from citeweave_sources.json_records import described, read_records, reference
from citeweave_sources.json_shape import shape_of
from citeweave_sources.json_values import REFERENCES_LIMIT, row, rows
from citeweave_sources.reading import Input, Reading

__all__ = ["matches", "read"]


def matches(name: str, head: str) -> bool:  # noqa: ARG001  # the content says it all
    """Tell whether a file's lines are papers of unarXive."""
    shape = shape_of(head)
    return shape.has("paper_id", "metadata.title") and shape.has_any(
        "_source_hash", "_source_name", "discipline", "bib_entries"
    )


def read(source: Input) -> Reading:
    """Read one paper a line."""
    return read_records(source, (), _papers)


def _papers(found: Row) -> Iterator[Paper]:
    metadata = row(found.get("metadata"))
    known = {**metadata, "id": metadata.get("id") or found.get("paper_id")}
    entries = row(found.get("bib_entries"))
    if len(entries) > REFERENCES_LIMIT:
        raise RecordError(
            f"the record has {len(entries):,} references; at most {REFERENCES_LIMIT:,} are taken"
        )
    references = (_reference(row(entry)) for entry in entries.values())
    abstract = unwrapped(row(found.get("abstract")).get("text"))
    yield described(
        abstract=abstract or unwrapped(metadata.get("abstract")),
        references=tuple(dict.fromkeys(one for one in references if one)),
        references_stated=len(entries) if "bib_entries" in found else None,
        **arxiv_paper_fields(known),
    )


def _reference(entry: Row) -> Reference | None:
    ids = row(entry.get("ids"))
    arxiv = ids.get("arxiv_id")
    named = rows(entry.get("contained_arXiv_ids"))
    if not arxiv and len(named) == 1:
        arxiv = named[0].get("id")
    return reference(
        ("doi", ids.get("doi")),
        ("arxiv", arxiv),
        ("openalex", ids.get("open_alex_id")),
        ("pubmed", ids.get("pubmed_id")),
        ("pmc", ids.get("pmc_id")),
        raw=entry.get("bib_entry_raw"),
    )
