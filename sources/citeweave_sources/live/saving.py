"""From what is wanted of a service to a file in the service's own form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TextIO

from citeweave_sources.live.answers import Answers
from citeweave_sources.live.service import Page, Service
from citeweave_sources.live.trouble import RefusedRequestError
from citeweave_sources.live.wanted import Wanted

__all__ = ["Saved", "save"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What was written.

    Attributes:
        records: how many records.
        total: how many match the search in all; None when the service does not say, or nothing
            was searched.
        cut: whether the search has more than was wanted or than the service gives.
        short: whether the service gave fewer than it says it has.
        missing: the identifiers that the service does not have.
    """

    records: int
    total: int | None
    cut: bool
    short: bool
    missing: tuple[str, ...]


def save(
    service: Service,
    wanted: Wanted,
    answers: Answers,
    out: TextIO,
    *,
    advance: Callable[[int], None] | None = None,
) -> Saved:
    """Write what is wanted of a service, in the service's own form.

    A listing that was begun in an earlier run is gone on with; when the service has forgotten the
    place, or gives less than it has, it is begun anew.

    Args:
        service: whom to ask.
        wanted: for what.
        answers: gives the answers.
        out: an empty file, which can be made empty again.
        advance: told how many records were written.

    Raises:
        SourceUnavailableError: the service does not answer.
        SourceError: what answers is not the service.
        UsageError: the service refuses, or nothing sensible is wanted.
        OSError: the file cannot be written.
    """
    searching = wanted.searches(service)
    tell = advance or (lambda _: None)
    try:
        saved = _write(service, wanted, answers, out, tell, searching=searching)
    except RefusedRequestError:
        if not answers.kept:
            raise
    else:
        if not (saved.short and answers.kept):
            return saved
    answers.start_over()
    out.seek(0)
    out.truncate()
    return _write(service, wanted, answers, out, tell, searching=searching)


def _write(
    service: Service,
    wanted: Wanted,
    answers: Answers,
    out: TextIO,
    tell: Callable[[int], None],
    *,
    searching: bool,
) -> Saved:
    out.write(service.prologue)
    missing: list[str] = []
    looked_up = 0
    if wanted.ids:
        for page in service.lookup(answers, wanted.ids):
            looked_up += _put(page.records, out, tell)
            missing += page.missing
    found = _Found()
    if searching:
        found.write(service.search(answers, wanted.search), wanted.search.most, out, tell)
    out.write(service.epilogue)
    most = min(wanted.search.most, service.most or wanted.search.most)
    return Saved(
        records=looked_up + found.records,
        total=found.total,
        cut=found.more or (found.total or 0) > found.records >= most,
        short=found.exact and found.records < min(most, found.total or 0),
        missing=tuple(missing),
    )


class _Found:
    """Counts what a search gave."""

    def __init__(self) -> None:
        self.records = 0
        self.total: int | None = None
        self.exact = True
        self.more = False

    def write(
        self, pages: Iterator[Page], most: int, out: TextIO, tell: Callable[[int], None]
    ) -> None:
        for page in pages:
            room = most - self.records
            self.records += _put(page.records[:room], out, tell)
            self.more = self.more or page.more or len(page.records) > room
            self.total = page.total
            self.exact = page.exact
            if self.records >= most:
                return


def _put(records: tuple[str, ...], out: TextIO, tell: Callable[[int], None]) -> int:
    out.writelines(records)
    tell(len(records))
    return len(records)
