"""OpenAlex: works by search words, filters and identifiers.

From the documentation at developers.openalex.org (2026), not tried against the service: cursor
paging with at most 100 records a page; lists of values joined by ``|`` in a filter; a free key in
``api_key``, without which a day's allowance is small; 100 requests a second at most; ``403`` and
``429`` when asked too often. The form of the answers is checked against recorded ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from citeweave_schema import Identifier, Scheme
from citeweave_sources.live.json_answers import chunks, line, parse_object, records
from citeweave_sources.live.service import Ask, Key, Page, Request, Search, Service
from citeweave_sources.live.trouble import DamagedError

__all__ = ["SERVICE"]

_PAGE = 100
_IDS = 50
"""How many identifiers to ask for at once: 100 are allowed, but long DOIs make long addresses."""

_FILTER = {Scheme.DOI: "doi", Scheme.OPENALEX: "ids.openalex", Scheme.PUBMED: "pmid"}
_SPECIAL = frozenset("|,")


def _search(ask: Ask, search: Search) -> Iterator[Page]:
    fixed = [("per_page", str(_PAGE))]
    if search.words:
        fixed.append(("search", search.words))
    filters = [f"{name}:{value}" for name, value in search.filters]
    if search.since:
        filters.append(f"from_publication_date:{search.since.isoformat()}")
    if search.until:
        filters.append(f"to_publication_date:{search.until.isoformat()}")
    if filters:
        fixed.append(("filter", ",".join(filters)))
    cursor: str | None = "*"
    while cursor:
        answer = ask(Request(path="/works", params=(*fixed, ("cursor", cursor))), _listing)
        if answer is None or not answer[0]:
            return
        works, total, cursor = answer
        yield Page(records=tuple(line(work) for work in works), total=total)


def _lookup(ask: Ask, ids: Sequence[Identifier]) -> Iterator[Page]:
    plain = [one for one in ids if not _SPECIAL & set(one.value)]
    for scheme, name in _FILTER.items():
        of_scheme = [one for one in plain if _asked_as(one).scheme is scheme]
        for some in chunks(of_scheme, _IDS):
            yield _listed(ask, name, some)
    for one in ids:
        if one not in plain:
            yield _single(ask, one)


def _listed(ask: Ask, name: str, ids: Sequence[Identifier]) -> Page:
    values = "|".join(_asked_as(one).value for one in ids)
    if name == _FILTER[Scheme.OPENALEX]:
        values = values.upper()
    params = (("filter", f"{name}:{values}"), ("per_page", str(_PAGE)))
    answer = ask(Request(path="/works", params=params), _listing)
    works = answer[0] if answer else []
    found = {value for work in works for value in _identifiers(work)}
    missing = tuple(str(one) for one in ids if _asked_as(one).value not in found)
    return Page(records=tuple(line(work) for work in works), missing=missing)


def _single(ask: Ask, one: Identifier) -> Page:
    path = f"/works/doi:{quote(_asked_as(one).value, safe='')}"
    work = ask(Request(path=path, absent_ok=True), parse_object)
    if work is None:
        return Page(records=(), missing=(str(one),))
    return Page(records=(line(work),))


def _asked_as(one: Identifier) -> Identifier:
    """Give the identifier by which OpenAlex knows a paper: arXiv's are DOIs there."""
    if one.scheme is Scheme.ARXIV:
        return Identifier.parse(Scheme.DOI, f"10.48550/arxiv.{one.value}")
    return one


def _identifiers(work: dict[str, Any]) -> Iterator[str]:
    ids = work.get("ids")
    known = ids if isinstance(ids, dict) else {}
    for value in (work.get("id"), work.get("doi"), *known.values()):
        if isinstance(value, str):
            text = value.lower()
            yield text.partition("doi.org/")[2] or text.rpartition("/")[2]


def _listing(body: bytes) -> tuple[list[dict[str, Any]], int, str | None]:
    answer = parse_object(body)
    meta = answer.get("meta")
    if not isinstance(meta, dict) or not isinstance(meta.get("count"), int):
        raise DamagedError("the answer has no count of records")
    cursor = meta.get("next_cursor")
    next_one = cursor if isinstance(cursor, str) and cursor else None
    return records(answer.get("results")), meta["count"], next_one


SERVICE = Service(
    name="openalex",
    title="OpenAlex",
    base="https://api.openalex.org",
    interval=0.1,
    schemes=(Scheme.DOI, Scheme.OPENALEX, Scheme.ARXIV, Scheme.PUBMED),
    search=_search,
    lookup=_lookup,
    key=Key(variable="OPENALEX_API_KEY", param="api_key"),
    busy=frozenset({403, 429, 500, 502, 503, 504}),
)
"""OpenAlex."""
