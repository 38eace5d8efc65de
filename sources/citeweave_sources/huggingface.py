"""Papers of Hugging Face: answers of its API for daily papers and for one paper.

From the published description, not yet from a real export: https://huggingface.co/docs/hub/api and
the answers of https://huggingface.co/api/daily_papers and https://huggingface.co/api/papers/ID. A
paper is named by its arXiv id; its repository becomes a link, its organisation one of the paper.
"""

from __future__ import annotations

from collections.abc import Iterator

from citeweave_schema import AuthorName, Paper
from citeweave_sources.json_objects import Row
from citeweave_sources.json_records import authors_of, described, read_records, work_identifiers
from citeweave_sources.json_shape import shape_of
from citeweave_sources.json_values import date_of, on_one_line, printed, row, text
from citeweave_sources.links import find_links
from citeweave_sources.reading import Input, Reading

__all__ = ["matches", "read"]

_LISTS = (("dailyPapers",), ("papers",))
_OWN_KEYS = ("upvotes", "publishedAt", "submittedOnDailyAt", "discussionId", "ai_summary")


def matches(name: str, head: str) -> bool:  # noqa: ARG001  # the content says it all
    """Tell whether a file is an answer of Hugging Face with papers."""
    shape = shape_of(head)
    for before in ("paper.", "", "dailyPapers.paper.", "papers.paper.", "papers."):
        if shape.has(f"{before}id", f"{before}summary"):
            return shape.has_any(*(before + key for key in _OWN_KEYS))
    return False


def read(source: Input) -> Reading:
    """Read papers one by one."""
    return read_records(source, _LISTS, _papers)


def _papers(entry: Row) -> Iterator[Paper]:
    paper = row(entry.get("paper")) or entry
    organisation = row(paper.get("organization")) or row(entry.get("organization"))
    name = printed(organisation.get("fullname")) or printed(organisation.get("name"))
    yield described(
        title=on_one_line(paper.get("title")) or on_one_line(entry.get("title")),
        abstract=text(paper.get("summary")) or text(entry.get("summary")),
        identifiers=work_identifiers(("arxiv", paper.get("id"))),
        date=date_of(paper.get("publishedAt"), entry.get("publishedAt")),
        authors=authors_of(paper.get("authors"), _author),
        organizations=(name,) if name else (),
        links=find_links(text(paper.get("githubRepo")), text(paper.get("projectPage"))),
    )


def _author(author: Row) -> AuthorName | None:
    name = printed(author.get("name"))
    return AuthorName(name=name) if name else None
