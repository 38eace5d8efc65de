"""Records of real papers that overlap, or nearly do, as several systems would state them.

Taken from the files of `tests/sources/real`, the listing pages, and the ACL Anthology (pairs of
papers that are hard to tell apart, and authors of one name). Some are stated again as another
system would print them, some cite others, some of their authors and affiliations have ids.
"""

from __future__ import annotations

import functools
import importlib.util
import json
import lzma
import random
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType

from msgspec.structs import replace
from worlds import SENTENCES

from citeweave_schema import (
    Affiliation,
    AuthorName,
    Identifier,
    Paper,
    PartialDate,
    Reference,
    VenueName,
    digest,
)
from citeweave_sources import open_source

_ROOT = Path(__file__).parents[3]
_REAL = _ROOT / "tests" / "sources" / "real"
_LISTINGS = _ROOT / "examples" / "listings"
_IDENTITY = _ROOT / "bench" / "identity"
_FORMATS = ("openalex", "s2orc", "s2", "crossref", "bibtex", "ris")
_NO_RECORDS = {"SOURCE.md", "LICENSE", "LICENSE.md"}
_ORCIDS = [f"0000-0001-0000-{number:04}" for number in range(40)]
_WORKPLACES = [
    ("University of Delft", "02e2c7k09"),
    ("TU Delft", "02e2c7k09"),
    ("Delft University of Technology, Netherlands", None),
    ("DeepMind", None),
    ("Google DeepMind, London", "00971b260"),
    ("Dept. of Computer Science, University of Edinburgh", "01nrxwf90"),
    ("University of Edinburgh", None),
    ("Edinburgh Univ.", None),
]

Stated = tuple[Paper, str]
"""A record, and the format of the sources that have it."""


def _load_rewriting() -> ModuleType:
    """Import the rules that the measurement of identity rewrites records by."""
    spec = importlib.util.spec_from_file_location("rewriting", _IDENTITY / "rewriting.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


_REWRITING = _load_rewriting()


@functools.cache
def listed() -> tuple[Stated, ...]:
    """Give the papers of the three listing pages."""
    return tuple(_stated(sorted(_LISTINGS.glob("*.txt"))))


@functools.cache
def exported() -> tuple[Stated, ...]:
    """Give the papers of real files of six formats."""
    return tuple(
        one
        for form in _FORMATS
        for one in _stated(
            path for path in sorted((_REAL / form).iterdir()) if path.name not in _NO_RECORDS
        )
    )


def _stated(paths: Iterable[Path]) -> Iterator[Stated]:
    for path in paths:
        source = open_source(str(path))
        for one in source.read():
            if isinstance(one, Paper):
                yield one, source.format


@functools.cache
def anthology() -> Mapping[str, Paper]:
    """Give all papers of the ACL Anthology by id, without abstracts."""
    text = lzma.decompress((_IDENTITY / "data" / "acl_papers.tsv.xz").read_bytes()).decode()
    venues, _, rows = text.partition("\n\n")
    names = venues.split("\n")
    found = {}
    for row in rows.splitlines():
        one, year, venue, title, authors = row.split("\t")
        found[one] = (title, int(year), names[int(venue)], authors)
    return _Lazily(found)


class _Lazily(Mapping[str, Paper]):
    """Papers that are made when they are asked for."""

    def __init__(self, rows: Mapping[str, tuple[str, int, str, str]]) -> None:
        self._rows = rows

    def __getitem__(self, one: str) -> Paper:
        title, year, venue, authors = self._rows[one]
        return Paper(
            title=title,
            identifiers=(Identifier.parse("acl", one),),
            date=PartialDate(year),
            authors=tuple(AuthorName(name=name) for name in authors.split(";") if name),
            venue=VenueName(name=venue) if venue else None,
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


@functools.cache
def hard_pairs() -> tuple[tuple[str, str], ...]:
    """Give pairs of ids in the Anthology of papers that are nearly or wholly alike."""
    lines = (_IDENTITY / "data" / "paper_hard_negatives.jsonl").read_text(encoding="utf-8")
    return tuple((row["left"], row["right"]) for row in map(json.loads, lines.splitlines()))


def mixture(chance: random.Random, size: int) -> list[Stated]:
    """Give about so many records that overlap, of so many papers that they do so in every way."""
    originals = [*chance.sample(listed(), size // 8), *chance.sample(exported(), size // 6)]
    known = anthology()
    pairs = chance.sample(hard_pairs(), size // 12)
    originals += [(known[one], "acl") for pair in pairs for one in pair]
    originals = [(_enriched(paper, chance), form) for paper, form in originals]
    found = list(originals)
    while len(found) < size:
        paper, _ = chance.choice(originals)
        form = chance.choice(["bibtex", "ris", "openalex", "jsonl", "listing"])
        found.append((_again(paper, chance), form))
    return [(_citing(paper, found, chance), form) for paper, form in found]


def _enriched(paper: Paper, chance: random.Random) -> Paper:
    """Give a paper that says more: a text to read, ids of authors, affiliations."""
    abstract = paper.abstract
    if abstract is None or chance.random() < 0.5:
        abstract = " ".join(chance.sample(SENTENCES, chance.randint(1, 3)))
    return replace(
        paper,
        abstract=abstract if chance.random() < 0.8 else None,
        authors=tuple(_placed(one, chance) for one in paper.authors),
        organizations=paper.organizations or (("DeepMind",) if chance.random() < 0.1 else ()),
    )


def _placed(author: AuthorName, chance: random.Random) -> AuthorName:
    """Give an author an ORCID that most others of the surname do not have, and a place to work."""
    identifiers, affiliations = author.identifiers, author.affiliations
    if chance.random() < 0.3:
        number = int(digest(author.name)[:6], 16) + (chance.random() < 0.2)
        identifiers = (Identifier.parse("orcid", _ORCIDS[number % len(_ORCIDS)]),)
    if chance.random() < 0.3:
        name, ror = chance.choice(_WORKPLACES)
        ids = (Identifier.parse("ror", ror),) if ror and chance.random() < 0.7 else ()
        affiliations = (Affiliation(name=name, identifiers=ids),)
    return replace(author, identifiers=identifiers, affiliations=affiliations)


def _again(paper: Paper, chance: random.Random) -> Paper:
    """State a paper as another system would: rewritten, with other ids, or fewer, or none."""
    record = _REWRITING.Record(
        paper="",
        title=paper.title,
        names=tuple(one.name for one in paper.authors),
        year=paper.date.year if paper.date else None,
        venue=paper.venue.name if paper.venue else None,
    )
    stated = _REWRITING.rewritten(record, chance)
    by_place = dict(enumerate(paper.authors))
    authors = []
    for place, name in enumerate(filter(str.strip, stated.names)):
        known = by_place.get(place)
        ids = known.identifiers if known and chance.random() < 0.5 else ()
        there = known.affiliations if known and chance.random() < 0.5 else ()
        authors.append(AuthorName(name=name, identifiers=ids, affiliations=there))
    identifiers = tuple(one for one in paper.identifiers if chance.random() < 0.4)
    if chance.random() < 0.2:
        number = 100_000 + int(digest(paper.title)[:4], 16)
        identifiers += (Identifier.parse("openalex", f"w{number}"),)
    return replace(
        paper,
        title=stated.title,
        title_readable=None,
        abstract=paper.abstract if chance.random() < 0.3 else None,
        abstract_readable=None,
        identifiers=identifiers,
        date=PartialDate(stated.year) if stated.year else None,
        authors=tuple(authors),
        venue=VenueName(name=stated.venue) if stated.venue else None,
    )


def _citing(paper: Paper, others: Sequence[Stated], chance: random.Random) -> Paper:
    """Let a paper cite some of the others, by id or as a list of references has them."""
    if chance.random() < 0.5:
        return paper
    cited = [_reference(one, chance) for one, _ in chance.sample(others, chance.randint(1, 4))]
    return replace(paper, references=(*paper.references[:10], *cited))


def _reference(paper: Paper, chance: random.Random) -> Reference:
    if paper.identifiers and chance.random() < 0.5:
        count = chance.randint(1, len(paper.identifiers))
        return Reference(
            identifiers=tuple(chance.sample(paper.identifiers, count)), raw=paper.title
        )
    first = paper.authors[0].name if paper.authors else None
    return Reference(
        title=paper.title,
        year=paper.date.year if paper.date else None,
        first_author=first if chance.random() < 0.8 else None,
        raw=f"[{chance.randint(1, 9)}] {paper.title}",
    )
