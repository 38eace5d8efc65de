"""Semantic Scholar's Graph API: papers by search words, filters and identifiers.

From the documentation at api.semanticscholar.org/api-docs, not tried against the service: bulk
search with a continuation token, up to 1,000 papers a call, without references; ``POST
/paper/batch`` for up to 500 identifiers and 10 MB; a key in ``x-api-key`` allows one request a
second, without one all share a common allowance. The form of the answers is checked against
recorded ones.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from citeweave_schema import Identifier, Scheme
from citeweave_schema.errors import UsageError
from citeweave_sources.live.json_answers import chunks, line, parse_list, parse_object, records
from citeweave_sources.live.service import Ask, Key, Page, Request, Search, Service

__all__ = ["SERVICE"]

_FIELDS = (
    "paperId,corpusId,externalIds,url,title,abstract,venue,publicationVenue,year,publicationDate,"
    "referenceCount,citationCount,fieldsOfStudy,publicationTypes,journal,authors"
)
_REFERENCES = (
    ",references.paperId,references.externalIds,references.title,references.year,references.authors"
)
_IDS = 100
"""How many papers are asked for at once: 500 are allowed, but not more than 10 MB of them, and each
brings its references."""

_FILTERS = (
    "fieldsOfStudy",
    "minCitationCount",
    "openAccessPdf",
    "publicationTypes",
    "sort",
    "venue",
    "year",
)
_PREFIX = {
    Scheme.DOI: "DOI:",
    Scheme.ARXIV: "ARXIV:",
    Scheme.ACL: "ACL:",
    Scheme.PUBMED: "PMID:",
    Scheme.PMC: "PMCID:",
}
_SHA_LENGTH = 40


def _search(ask: Ask, search: Search) -> Iterator[Page]:
    fixed = [("fields", _FIELDS)]
    if search.words:
        fixed.append(("query", search.words))
    for name, value in search.filters:
        if name not in _FILTERS:
            raise UsageError(
                f"Semantic Scholar has no filter {name!r}; it has {', '.join(_FILTERS)}"
            )
        fixed.append((name, value))
    if search.since or search.until:
        bounds = [day.isoformat() if day else "" for day in (search.since, search.until)]
        fixed.append(("publicationDateOrYear", ":".join(bounds)))
    token: str | None = None
    while True:
        params = (*fixed, ("token", token)) if token else tuple(fixed)
        answer = ask(Request(path="/paper/search/bulk", params=params), _bulk)
        if answer is None or not answer[0]:
            return
        papers, total, token = answer
        yield Page(records=tuple(line(paper) for paper in papers), total=total, exact=False)
        if not token:
            return


def _lookup(ask: Ask, ids: Sequence[Identifier]) -> Iterator[Page]:
    for some in chunks(ids, _IDS):
        request = Request(
            path="/paper/batch",
            params=(("fields", _FIELDS + _REFERENCES),),
            body=json.dumps({"ids": [_asked_as(one) for one in some]}),
        )
        papers = ask(request, parse_list) or []
        pairs = list(zip(some, papers, strict=False))
        missing = [str(one) for one, paper in pairs if not isinstance(paper, dict)]
        missing += [str(one) for one in some[len(pairs) :]]
        yield Page(
            records=tuple(line(paper) for paper in papers if isinstance(paper, dict)),
            missing=tuple(missing),
        )


def _asked_as(one: Identifier) -> str:
    if one.scheme is Scheme.S2:
        return one.value if len(one.value) == _SHA_LENGTH else f"CorpusId:{one.value}"
    value = one.value
    if one.scheme is Scheme.PMC:
        value = value.removeprefix("pmc")
    if one.scheme is Scheme.ACL and value[0].isalpha():
        value = value.upper()
    return _PREFIX[one.scheme] + value


def _bulk(body: bytes) -> tuple[list[dict[str, Any]], int | None, str | None]:
    answer = parse_object(body)
    total, token = answer.get("total"), answer.get("token")
    # An answer without matches has a total of 0 and no data.
    papers = records(answer.get("data", [] if total == 0 else None))
    next_one = token if isinstance(token, str) and token else None
    return papers, total if isinstance(total, int) else None, next_one


SERVICE = Service(
    name="s2",
    title="Semantic Scholar",
    base="https://api.semanticscholar.org/graph/v1",
    interval=1.1,
    schemes=(
        Scheme.DOI,
        Scheme.ARXIV,
        Scheme.S2,
        Scheme.ACL,
        Scheme.PUBMED,
        Scheme.PMC,
    ),
    search=_search,
    lookup=_lookup,
    key=Key(variable="S2_API_KEY", header="x-api-key"),
)
"""Semantic Scholar."""
