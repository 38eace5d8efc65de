"""Papers of Semantic Scholar: answers of its Graph API and lines of its bulk datasets.

Read are single papers, lists, searches, recommendations, the papers of an author, answers about
citations and references, and the datasets ``papers``, ``abstracts`` and ``citations``. A paper has
two ids there, a hash (``paperId``) and a number (``corpusId``); both are taken.

A paper that cites another is a record of its own, with that one reference. The datasets
``abstracts`` and ``citations`` have no titles: their records are known by identifier alone (see
`Paper.is_known_by_id`) and join the paper of that identifier. Lines of ``citations`` that follow
each other and have one citing paper are one record.

The formats: https://api.semanticscholar.org/api-docs/graph and
https://api.semanticscholar.org/api-docs/datasets.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from citeweave_schema import (
    Affiliation,
    AuthorName,
    Identifier,
    Paper,
    Reference,
    VenueName,
    strongest,
)
from citeweave_schema.errors import RecordError
from citeweave_sources.json_objects import Row
from citeweave_sources.json_records import (
    authors_of,
    described,
    identifiers,
    read_records,
    reference,
    venue,
    work_identifiers,
)
from citeweave_sources.json_shape import shape_of
from citeweave_sources.json_values import (
    REFERENCES_LIMIT,
    date_of,
    number,
    printed,
    row,
    rows,
    text,
    texts,
)
from citeweave_sources.reading import Input, Reading

__all__ = ["matches", "read"]

_LISTS = (("data",), ("recommendedPapers",), ("papers",))
_BEFORE = ("", "data.", "recommendedPapers.", "data.citingPaper.", "data.citedPaper.", "papers.")
_EDGES = ("citingPaper", "citedPaper", "data.citingPaper", "data.citedPaper")


def matches(name: str, head: str) -> bool:  # noqa: ARG001  # the content says it all
    """Tell whether a file holds papers of Semantic Scholar."""
    shape = shape_of(head)
    if shape.has_any("citingcorpusid", "corpusid", *_EDGES, "data.paper.corpusId"):
        return True
    if shape.has_any(*(f"{before}authorId" for before in _BEFORE)) and not shape.has("title"):
        return True
    return shape.has_any(*(f"{before}paperId" for before in _BEFORE))


def read(source: Input) -> Reading:
    """Read papers one by one; citations of one paper that follow each other are one record."""
    waiting: Paper | None = None
    cited: dict[Reference, None] = {}
    for found in read_records(source, _LISTS, _papers):
        if isinstance(found, Paper) and found.is_known_by_id and found.references:
            same = waiting is not None and found.identifiers == waiting.identifiers
            if same and len(cited) < REFERENCES_LIMIT:
                cited |= dict.fromkeys(found.references)
                continue
            if waiting is not None:
                yield replace(waiting, references=tuple(cited))
            waiting, cited = found, dict.fromkeys(found.references)
            continue
        if waiting is not None:
            yield replace(waiting, references=tuple(cited))
            waiting = None
        yield found
    if waiting is not None:
        yield replace(waiting, references=tuple(cited))


def _papers(found: Row) -> Iterator[Paper]:
    given = {key.lower(): value for key, value in found.items()}
    if "citingcorpusid" in given:
        yield _citation(given)
        return
    citing, cited = row(given.get("citingpaper")), row(given.get("citedpaper"))
    if citing:
        yield from _known(citing, cites=cited)
    if cited:
        yield from _known(cited)
    if not (citing or cited):
        inner = row(given.get("paper")) if "snippet" in given else {}
        yield from _known(inner or found)


def _known(found: Row, cites: Row | None = None) -> Iterator[Paper]:
    """Give a paper, and those that the record says cite it."""
    given = {key.lower(): value for key, value in found.items()}
    _check_kind(given)
    listed = [*rows(given.get("references"), "references"), *([cites] if cites else [])]
    references = (_reference(one) for one in listed)
    yield described(
        title=_title(given),
        abstract=text(given.get("abstract")),
        identifiers=_identifiers(given),
        date=date_of(given.get("publicationdate"), given.get("year")),
        authors=authors_of(given.get("authors"), _author),
        venue=_venue(given),
        references=tuple(dict.fromkeys(one for one in references if one)),
        references_stated=number(given.get("referencecount")),
    )
    for one in rows(given.get("citations"), "citations"):
        if text(one.get("title")):
            yield from _known({**one, "citations": None}, cites=found)


def _check_kind(given: Row) -> None:
    if "authorid" in given and "paperid" not in given:
        raise RecordError(
            "an author of Semantic Scholar, not a paper; ask again with fields=papers.title"
        )
    if "title" not in given and not given.get("abstract"):
        raise RecordError("a paper of Semantic Scholar without title; ask again with fields=title")
    if "error" in given or "message" in given:
        said = text(given.get("error")) or text(given.get("message")) or ""
        raise RecordError(f"an error of Semantic Scholar, not a paper: {said[:200]!r}; ask again")


def _title(given: Row) -> str | None:
    """Give the title; of a line of the dataset of abstracts, which has none, the identifier."""
    title = text(given.get("title"))
    if title is None and "corpusid" in given and "title" not in given and given.get("abstract"):
        best = strongest(_identifiers(given))
        return str(best) if best else None
    return title


def _identifiers(given: Row) -> tuple[Identifier, ...]:
    access = row(given.get("openaccessinfo"))
    outside = row(given.get("externalids")) or row(access.get("externalids"))
    ids = {key.lower(): value for key, value in outside.items()}
    return work_identifiers(
        ("doi", ids.get("doi")),
        ("arxiv", ids.get("arxiv")),
        ("acl", ids.get("acl")),
        ("s2", given.get("paperid")),
        ("s2", given.get("corpusid") or ids.get("corpusid")),
        ("pubmed", ids.get("pubmed")),
        ("pmc", ids.get("pubmedcentral")),
    )


def _citation(given: Row) -> Paper:
    """Give the citing paper of a line of the dataset of citations, known by its id."""
    own = identifiers(("s2", given.get("citingcorpusid")))
    cited = reference(("s2", given.get("citedcorpusid")))
    if not own or cited is None:
        missing = "citing" if not own else "cited"
        raise RecordError(f"the {missing} paper has no id in Semantic Scholar; nothing to take")
    return Paper(title=str(own[0]), identifiers=own, references=(cited,))


def _reference(cited: Row) -> Reference | None:
    given = {key.lower(): value for key, value in cited.items()}
    first = next(iter(rows(given.get("authors"))), {})
    ids = ((one.scheme, one.value) for one in _identifiers(given))
    return reference(
        *ids,
        title=given.get("title"),
        year=given.get("year"),
        first_author=first.get("name"),
    )


def _author(author: Row) -> AuthorName | None:
    name = printed(author.get("name"))
    if name is None:
        return None
    outside = row(author.get("externalIds"))
    orcid = outside.get("ORCID")
    return AuthorName(
        name=name,
        identifiers=identifiers(
            ("orcid", orcid[0] if isinstance(orcid, list) and orcid else orcid),
            ("s2", author.get("authorId")),
        ),
        affiliations=tuple(
            Affiliation(name=printed(one) or one) for one in texts(author.get("affiliations"))
        ),
    )


def _venue(given: Row) -> VenueName | None:
    place = row(given.get("publicationvenue"))
    journal = row(given.get("journal"))
    names = (place.get("name"), given.get("venue"), journal.get("name"))
    name = next((one for one in map(text, names) if one), None)
    return venue(name, ("issn", place.get("issn")))
