"""Hugging Face: daily papers by their days, papers by search words and arXiv ids.

From the service's OpenAPI description and documentation (huggingface.co/docs/hub/api, 2026), not
tried against the service and without recorded answers: ``/api/daily_papers`` with ``date``,
``limit`` up to 100 and ``p`` from 0; ``/api/papers/search`` with ``q`` and ``limit`` up to 120,
without paging; ``/api/papers/ID`` for one paper; 500 requests in five minutes without a token.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from urllib.parse import quote

from citeweave_schema import Identifier, Scheme
from citeweave_schema.errors import UsageError
from citeweave_sources.live.json_answers import line, parse_list, parse_object, records
from citeweave_sources.live.service import Ask, Key, Page, Request, Search, Service

__all__ = ["SERVICE"]

_PAGE = 100
_FOUND = 120
_DAYS = 3_660


def _search(ask: Ask, search: Search) -> Iterator[Page]:
    if search.filters:
        raise UsageError("Hugging Face has no filters; give --since and --until, or search words")
    if not search.words:
        yield from _daily(ask, search)
        return
    if search.since or search.until:
        raise UsageError(
            "Hugging Face searches have no dates; leave out the words for the papers of those days"
        )
    params = (("q", search.words), ("limit", str(min(search.most, _FOUND))))
    found = records(ask(Request(path="/api/papers/search", params=params), parse_list) or [])
    more = len(found) >= _FOUND < search.most
    yield Page(records=tuple(line(one) for one in found), more=more)


def _daily(ask: Ask, search: Search) -> Iterator[Page]:
    first = search.since or search.until or search.today
    last = min(search.until or search.today, search.today)
    if (last - first).days > _DAYS:
        raise UsageError(f"from {first} to {last} is more than {_DAYS:,} days; ask for fewer")
    for ahead in range((last - first).days + 1):
        yield from _day(ask, first + timedelta(days=ahead))


def _day(ask: Ask, day: date) -> Iterator[Page]:
    """Give the pages of a day: a page may have less than its limit, so the last one is empty.

    A page like the one before would come from a service that does not count pages.
    """
    before: tuple[str, ...] = ()
    for page in itertools.count():
        params = (("date", day.isoformat()), ("limit", str(_PAGE)), ("p", str(page)))
        listed = ask(Request(path="/api/daily_papers", params=params), parse_list) or []
        papers = tuple(line(one) for one in records(listed))
        if papers in ((), before):
            return
        yield Page(records=papers)
        before = papers


def _lookup(ask: Ask, ids: Sequence[Identifier]) -> Iterator[Page]:
    for one in ids:
        path = f"/api/papers/{quote(one.value, safe='')}"
        paper = ask(Request(path=path, absent_ok=True), parse_object)
        if paper is None:
            yield Page(records=(), missing=(str(one),))
        else:
            yield Page(records=(line(paper),))


SERVICE = Service(
    name="hf",
    title="Hugging Face",
    base="https://huggingface.co",
    interval=0.6,
    schemes=(Scheme.ARXIV,),
    search=_search,
    lookup=_lookup,
    key=Key(variable="HF_TOKEN", header="Authorization", prefix="Bearer "),
    listing=True,
)
"""Hugging Face."""
