"""Crossref: works by search words, filters and DOIs.

From the documentation at crossref.org/documentation/retrieve-metadata/rest-api, not tried against
the service: cursor paging with up to 1,000 records a page; an e-mail address in the User-Agent
leads to the polite pool; ``x-rate-limit-limit`` requests are allowed in ``x-rate-limit-interval``;
one request at a time. Recorded answers show that a cursor may be the same on every page, and moves
on at the service whenever it is used: so pages are numbered here, and a cursor that is left alone
for some minutes is forgotten there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from citeweave_schema import Identifier, Scheme
from citeweave_sources.live.json_answers import line, parse_object, records
from citeweave_sources.live.service import Ask, Key, Page, Request, Search, Service
from citeweave_sources.live.trouble import DamagedError

__all__ = ["SERVICE"]

_PAGE = 100


def _search(ask: Ask, search: Search) -> Iterator[Page]:
    rows = min(_PAGE, search.most)
    fixed = [("rows", str(rows))]
    if search.words:
        fixed.append(("query", search.words))
    filters = [f"{name}:{value}" for name, value in search.filters]
    if search.since:
        filters.append(f"from-pub-date:{search.since.isoformat()}")
    if search.until:
        filters.append(f"until-pub-date:{search.until.isoformat()}")
    if filters:
        fixed.append(("filter", ",".join(filters)))
    cursor: str | None = "*"
    page = seen = 0
    while cursor:
        request = Request(path="/works", params=(*fixed, ("cursor", cursor)), page=page)
        answer = ask(request, _listing)
        if answer is None or not answer[0]:
            return
        works, total, cursor = answer
        page, seen = page + 1, seen + len(works)
        yield Page(records=tuple(line(work) for work in works), total=total)
        if seen >= total:
            return


def _lookup(ask: Ask, ids: Sequence[Identifier]) -> Iterator[Page]:
    for one in ids:
        request = Request(path=f"/works/{quote(one.value, safe='')}", absent_ok=True)
        work = ask(request, _work)
        if work is None:
            yield Page(records=(), missing=(str(one),))
        else:
            yield Page(records=(line(work),))


def _listing(body: bytes) -> tuple[list[dict[str, Any]], int, str | None]:
    message = _message(body)
    total, cursor = message.get("total-results"), message.get("next-cursor")
    if not isinstance(total, int):
        raise DamagedError("the answer has no count of records")
    return records(message.get("items")), total, cursor if isinstance(cursor, str) else None


def _work(body: bytes) -> dict[str, Any]:
    message = _message(body)
    if "DOI" not in message:
        raise DamagedError("the answer is no work: it has no DOI")
    return message


def _message(body: bytes) -> dict[str, Any]:
    message = parse_object(body).get("message")
    if not isinstance(message, dict):
        raise DamagedError("the answer has no message")
    return message


SERVICE = Service(
    name="crossref",
    title="Crossref",
    base="https://api.crossref.org",
    interval=0.2,
    schemes=(Scheme.DOI,),
    search=_search,
    lookup=_lookup,
    key=Key(variable="CROSSREF_PLUS_TOKEN", header="Crossref-Plus-API-Token", prefix="Bearer "),
)
"""Crossref."""
