"""arXiv: papers by search words, fields and arXiv ids, as one Atom feed.

From the API User's Manual at info.arxiv.org/help/api, not tried against the service: ``start`` and
``max_results`` up to 30,000 records in all; one request in three seconds and one connection;
``submittedDate:[FROM TO UNTIL]`` in the query. The form of the answers is checked against recorded
ones. A page inside a listing that comes without entries is a known fault of the service, and is
asked for again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from xml.etree import ElementTree as ET  # only writes; defusedxml reads

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from citeweave_schema import Identifier, Scheme
from citeweave_schema.errors import IdentifierError, UsageError
from citeweave_sources.live.json_answers import chunks
from citeweave_sources.live.service import Ask, Page, Request, Search, Service
from citeweave_sources.live.trouble import DamagedError, RefusedRequestError

__all__ = ["SERVICE"]

_ATOM = "http://www.w3.org/2005/Atom"
_ARXIV = "http://arxiv.org/schemas/atom"
_OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
for _prefix, _uri in (("", _ATOM), ("arxiv", _ARXIV), ("opensearch", _OPENSEARCH)):
    ET.register_namespace(_prefix, _uri)

_PAGE = 200
_IDS = 100
_MOST = 30_000
_FIELD = re.compile(r"\b(?:ti|au|abs|co|jr|cat|rn|id|all|submittedDate|lastUpdatedDate):|[\"()]")
_OPERATOR = re.compile(r"\b(?:AND|OR|ANDNOT)\b")
_DECLARED = re.compile(
    rf'<entry(?: xmlns="{_ATOM}"| xmlns:arxiv="{_ARXIV}"| xmlns:opensearch="{_OPENSEARCH}")*>'
)

_PROLOGUE = f"""\
<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="{_ATOM}" xmlns:arxiv="{_ARXIV}" xmlns:opensearch="{_OPENSEARCH}">
<id>https://arxiv.org/api/query</id>
<title>arXiv Query: pages put together by citeweave fetch</title>
"""
_EPILOGUE = "</feed>\n"


@dataclass(frozen=True, slots=True)
class _Feed:
    """The entries of one page: each with its arXiv id and as it is written."""

    entries: tuple[tuple[str, str], ...]
    total: int


def _search(ask: Ask, search: Search) -> Iterator[Page]:
    query = _query(search)
    start = 0
    while start < _MOST:
        params = (
            ("search_query", query),
            ("sortBy", "relevance" if search.words else "submittedDate"),
            ("sortOrder", "descending"),
            ("start", str(start)),
            ("max_results", str(min(_PAGE, _MOST - start))),
        )
        feed = ask(Request(path="/api/query", params=params), _Reader(start))
        if feed is None or not feed.entries:
            return
        start += len(feed.entries)
        yield Page(records=tuple(text for _, text in feed.entries), total=feed.total)
        if start >= feed.total:
            return


def _lookup(ask: Ask, ids: Sequence[Identifier]) -> Iterator[Page]:
    for some in chunks([_asked_as(one) for one in ids], _IDS):
        params = (("id_list", ",".join(some)), ("start", "0"), ("max_results", str(_IDS)))
        feed = ask(Request(path="/api/query", params=params), _Reader(0))
        entries = feed.entries if feed else ()
        found = {arxiv_id for arxiv_id, _ in entries}
        yield Page(
            records=tuple(text for _, text in entries),
            missing=tuple(f"arxiv:{one}" for one in some if one not in found),
        )


def _query(search: Search) -> str:
    """Write a query in arXiv's language; plain words are looked for anywhere, all of them."""
    parts = []
    if _FIELD.search(search.words) or _OPERATOR.search(search.words):
        parts.append(f"({search.words})" if _OPERATOR.search(search.words) else search.words)
    else:
        parts += [f"all:{word}" for word in search.words.split()]
    parts += [f"{name}:{value}" for name, value in search.filters]
    if search.since or search.until:
        first = search.since or date(1991, 1, 1)
        last = search.until or search.today
        parts.append(f"submittedDate:[{first:%Y%m%d}0000 TO {last:%Y%m%d}2359]")
    return " AND ".join(parts)


def _asked_as(one: Identifier) -> str:
    if one.scheme is Scheme.ARXIV:
        return one.value
    prefix, _, value = one.value.partition("/arxiv.")
    if prefix != "10.48550":
        raise UsageError(
            f"arXiv knows no DOIs but its own (10.48550/arxiv.…), not {one.value}; "
            "ask Crossref or OpenAlex for it"
        )
    return Identifier.parse(Scheme.ARXIV, value).value


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the page that begins at a place of the listing."""

    start: int

    def __call__(self, body: bytes) -> _Feed:
        try:
            root = fromstring(body, forbid_dtd=True)
            feed = _feed(root)
        except RefusedRequestError:
            raise
        except (ParseError, DefusedXmlException, RecursionError, ValueError) as problem:
            raise DamagedError(f"the answer is no Atom feed: {problem}") from problem
        if not feed.entries and self.start < feed.total:
            raise DamagedError(f"a page without entries, of {feed.total:,}")
        return feed


def _feed(root: ET.Element) -> _Feed:
    if root.tag != f"{{{_ATOM}}}feed":
        raise DamagedError(f"it is <{root.tag[:60]}>")
    total = int(root.findtext(f"{{{_OPENSEARCH}}}totalResults", "").strip() or "-1")
    if total < 0:
        raise DamagedError("it has no totalResults")
    entries = root.findall(f"{{{_ATOM}}}entry")
    return _Feed(tuple((_id_of(entry), _written(entry)) for entry in entries), total)


def _id_of(entry: ET.Element) -> str:
    address = entry.findtext(f"{{{_ATOM}}}id", "").strip()
    if "/api/errors" in address:
        raise RefusedRequestError(f"arXiv: {entry.findtext(f'{{{_ATOM}}}summary', '')[:300]}")
    try:
        return Identifier.parse(Scheme.ARXIV, address).value
    except IdentifierError:
        return address


def _written(entry: ET.Element) -> str:
    """Write an entry; namespaces that the feed declares are not declared again."""
    entry.tail = None
    return _DECLARED.sub("<entry>", ET.tostring(entry, encoding="unicode"), count=1) + "\n"


SERVICE = Service(
    name="arxiv",
    title="arXiv",
    base="https://export.arxiv.org",
    interval=3.0,
    schemes=(Scheme.ARXIV, Scheme.DOI),
    search=_search,
    lookup=_lookup,
    media=("application/atom+xml", "application/xml", "text/xml"),
    most=_MOST,
    prologue=_PROLOGUE,
    epilogue=_EPILOGUE,
)
"""arXiv."""
