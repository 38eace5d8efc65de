"""What a service is: where it answers, how often it may be asked, and how its pages follow."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, TypeVar

from citeweave_schema import Identifier, Scheme

__all__ = ["Ask", "Key", "Page", "Request", "Search", "Service"]

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request to a service; never with a key or an address of a person in it.

    Attributes:
        path: below the service's address, percent-encoded.
        params: of the address, in the order they are sent.
        body: JSON to POST; None for a GET.
        page: the number of the page, where a cursor alone does not tell pages apart.
        absent_ok: whether "not found" is an answer.
    """

    path: str
    params: tuple[tuple[str, str], ...] = ()
    body: str | None = None
    page: int = 0
    absent_ok: bool = False

    def key(self, base: str) -> str:
        """Give the name of its answer in the cache: a SHA-256 of all that decides the answer.

        >>> len(Request(path="/works").key("https://api.openalex.org"))
        64
        """
        facts = [base, self.path, self.params, self.body, self.page]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is looked for.

    Attributes:
        words: the query, as the service's own language has it; may be empty.
        filters: names and values, as the service calls them.
        since: first day of publication; None for no bound.
        until: last day of publication; None for no bound.
        most: how many records are wanted.
        today: the last day that a service can know of.
    """

    words: str = ""
    filters: tuple[tuple[str, str], ...] = ()
    since: date | None = None
    until: date | None = None
    most: int
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of an answer.

    Attributes:
        records: each as it is written to the file, with its line end.
        total: how many records match in all; None when the service does not say.
        more: whether others match that the service does not give.
        exact: whether `total` can be relied on, so that fewer records mean a loss.
        missing: identifiers that were asked for and that the service does not have.
    """

    records: tuple[str, ...]
    total: int | None = None
    more: bool = False
    exact: bool = True
    missing: tuple[str, ...] = ()


class Ask(Protocol):
    """Gives answers, from the cache or from the service."""

    def __call__(self, request: Request, read: Callable[[bytes], Read]) -> Read | None:
        """Give what `read` makes of the answer; None when it is "not found", and may be.

        Args:
            request: what to ask.
            read: makes something of the body; raises `DamagedError` when it cannot.

        Raises:
            SourceUnavailableError: the service does not answer.
            UsageError: the service refuses the request.
            SourceError: what answers is not the service.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """Where a service's key comes from, and where in a request it goes.

    Attributes:
        variable: the environment variable that holds it.
        header: the header it is sent in; None when it is a parameter.
        param: the parameter it is sent as; None when it is a header.
        prefix: what stands before it.
    """

    variable: str
    header: str | None = None
    param: str | None = None
    prefix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A service that knows papers.

    Attributes:
        name: what the command calls it.
        title: what people call it.
        base: its address.
        interval: the least number of seconds from one request to the next.
        schemes: the identifiers it can be asked for.
        search: asks for what matches, page by page.
        lookup: asks for records by their identifiers, page by page.
        media: the content types of its answers.
        key: where its key comes from; None when it has none.
        busy: the statuses that mean "ask again later".
        most: how many records of one search it gives; None for all.
        listing: whether it has something to give when nothing is asked for: the papers of today.
        prologue: what the file begins with.
        epilogue: what the file ends with.
    """

    name: str
    title: str
    base: str
    interval: float
    schemes: tuple[Scheme, ...]
    search: Callable[[Ask, Search], Iterator[Page]]
    lookup: Callable[[Ask, Sequence[Identifier]], Iterator[Page]]
    media: tuple[str, ...] = ("application/json",)
    key: Key | None = None
    busy: frozenset[int] = field(default=frozenset({429, 500, 502, 503, 504}))
    most: int | None = None
    listing: bool = False
    prologue: str = ""
    epilogue: str = ""
