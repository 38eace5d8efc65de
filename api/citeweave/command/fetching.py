"""`citeweave fetch`: papers from live sources, into files."""

from __future__ import annotations

import math
import os
import time
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from citeweave.command.exits import FOUND_WRONG, reporting
from citeweave.command.options import Json
from citeweave.command.output import bar, print_json, results, warn
from citeweave.files import replacing
from citeweave_schema.errors import UsageError
from citeweave_sources.live import (
    SERVICES,
    Answers,
    Cache,
    Client,
    Saved,
    Search,
    Service,
    Settings,
    Wanted,
    default_folder,
    read_filters,
    read_identifiers,
    save,
    told_apart,
)

__all__ = ["fetch"]

_DAY = 24 * 60 * 60
_SHOWN_MISSING = 10


class _Name(StrEnum):
    """The services."""

    OPENALEX = "openalex"
    S2 = "s2"
    ARXIV = "arxiv"
    CROSSREF = "crossref"
    HF = "hf"


@reporting
def fetch(
    service: Annotated[_Name, typer.Argument(metavar="SERVICE", help="Whom to ask.")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where to write.")],
    query: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="QUERY",
            help="Search words, and identifiers such as doi:10.1000/182 or arxiv:2005.11401.",
        ),
    ] = None,
    filters: Annotated[
        list[str] | None,
        typer.Option(
            "--filter", metavar="NAME=VALUE", help="The service's own filter; may be repeated."
        ),
    ] = None,
    ids: Annotated[
        Path | None, typer.Option("--ids", metavar="FILE", help="Identifiers, one a line.")
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", min=1, metavar="N", help="The most records of a search.")
    ] = 1000,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="Published on this day or later.")
    ] = None,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="DATE", help="Published on this day or earlier."),
    ] = None,
    cache: Annotated[
        Path | None,
        typer.Option(
            "--cache",
            metavar="DIR",
            help="Where answers are kept.  [default: ~/.cache/citeweave/fetch]",
        ),
    ] = None,
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Keep no answers; an interrupted run is lost.")
    ] = False,
    max_age: Annotated[
        float,
        typer.Option("--max-age", min=0, metavar="DAYS", help="How long a kept answer is good."),
    ] = 1.0,
    deadline: Annotated[
        float | None,
        typer.Option("--deadline", min=1, metavar="SECONDS", help="Stop after this long."),
    ] = None,
    as_json: Json = False,
) -> int:
    """Fetch papers from a live source into a file that `citeweave build` reads.

    SERVICE is openalex, s2 (Semantic Scholar), arxiv, crossref or hf (Hugging Face). Interrupted,
    it goes on where it stopped when it is run again.

    Example: citeweave fetch openalex "graph neural networks" --since 2024-01-01 --out works.jsonl
    """
    started = time.monotonic()
    asked = SERVICES[service.value]
    wanted = _wanted(query or [], filters or [], ids, limit, _day("--since", since), until)
    wanted.searches(asked)
    _check_folder(out)
    settings = Settings.read(asked, os.environ, _product())
    kept = None if no_cache else Cache(cache or default_folder(os.environ), max_age=max_age * _DAY)
    idle = kept.idle(settings.base) if kept else math.inf
    with (
        Client(asked, settings, seconds=deadline, idle=idle, notice=warn) as client,
        bar(quiet=as_json) as progress,
    ):
        progress.begin(asked.title)
        answers = Answers(client, settings, kept)
        try:
            with replacing(out) as file:
                saved = save(asked, wanted, answers, file, advance=progress.advance)
        except OSError as problem:
            raise UsageError(f"--out {out}: {problem.strerror or problem}") from problem
    if kept and kept.problem:
        warn(f"answers could not be kept: {kept.problem}")
    _tell(asked, saved, limit)
    figures = _figures(asked, saved, answers, out, time.monotonic() - started)
    if as_json:
        print_json(figures)
    else:
        results.print(
            f"{saved.records:,} records in {out}, "
            f"{answers.fetched:,} answers from {asked.title}, {answers.kept:,} kept from before",
            markup=False,
        )
    return FOUND_WRONG if saved.missing or saved.short else 0


def _wanted(
    query: list[str],
    filters: list[str],
    ids: Path | None,
    limit: int,
    since: date | None,
    until: str | None,
) -> Wanted:
    named, words = told_apart(query)
    if ids is not None:
        named += read_identifiers(ids)
    search = Search(
        words=words,
        filters=read_filters(filters),
        since=since,
        until=_day("--until", until),
        most=limit,
        today=datetime.now(UTC).date(),
    )
    return Wanted(ids=tuple(dict.fromkeys(named)), search=search)


def _day(option: str, text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise UsageError(f"{option} {text!r} is no day; write it as 2024-03-01") from problem


def _check_folder(out: Path) -> None:
    if out.is_dir():
        raise UsageError(f"--out {out} is a directory; name a file in it")
    if not out.parent.is_dir():
        raise UsageError(f"--out {out}: the directory {out.parent} does not exist; make it first")


def _product() -> str:
    from citeweave import __version__  # noqa: PLC0415  # the package imports its commands' parts

    return f"citeweave/{__version__}"


def _tell(service: Service, saved: Saved, limit: int) -> None:
    if saved.missing:
        shown = ", ".join(saved.missing[:_SHOWN_MISSING])
        more = len(saved.missing) - _SHOWN_MISSING
        warn(
            f"{service.title} does not have: {shown}" + (f" and {more:,} more" if more > 0 else "")
        )
    if saved.short:
        warn(f"{service.title} says that {saved.total or 0:,} records match, and did not give all")
    elif saved.cut and saved.total:
        what = "--limit gets more" if limit < saved.total else "ask for less at a time"
        warn(f"these are not all: {saved.total:,} records match; {what}")
    elif saved.cut:
        warn("these are not all that match")
    if not saved.records and not saved.missing:
        warn("nothing matches; the file has no records")


def _figures(
    service: Service, saved: Saved, answers: Answers, out: Path, seconds: float
) -> dict[str, Any]:
    return {
        "service": service.name,
        "out": str(out),
        "records": saved.records,
        "total": saved.total,
        "complete": not (saved.cut or saved.short),
        "missing": list(saved.missing),
        "requests": answers.fetched,
        "from_cache": answers.kept,
        "seconds": round(seconds, 3),
    }
