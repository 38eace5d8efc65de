"""Read what the measurement of authors needs from ACL Anthology XML, or from the extract of it."""

from __future__ import annotations

import gzip
import json
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from citeweave_graph.identity.author_slots import Slot, slot_blocks
from citeweave_graph.identity.venues import venue_series
from citeweave_schema.names import normal_person, normal_title
from citeweave_schema.papers import AuthorName

EXTRACT = Path(__file__).parent / "data" / "acl_authors.jsonl.gz"


@dataclass(frozen=True)
class Author:
    first: str
    last: str
    id: str | None = None

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}".strip()


@dataclass(frozen=True)
class Paper:
    id: str
    title: str
    year: int | None
    venue: str | None
    authors: tuple[Author, ...]


def read(folder: Path) -> Iterator[Paper]:
    """Give the papers of all volumes, in order of file."""
    for file in sorted(folder.glob("*.xml")):
        root = ET.parse(file).getroot()  # noqa: S314 - the Anthology's own files
        for volume in root.iter("volume"):
            meta = volume.find("meta")
            year = _text(meta.find("year")) if meta is not None else ""
            venue = _text(meta.find("booktitle")) if meta is not None else ""
            for paper in volume.findall("paper"):
                yield Paper(
                    id=f"{root.get('id')}-{volume.get('id')}.{paper.get('id')}",
                    title=_text(paper.find("title")),
                    year=int(year) if year.isdigit() else None,
                    venue=venue or None,
                    authors=tuple(_author(one) for one in paper.findall("author")),
                )


def _author(element: ET.Element) -> Author:
    return Author(
        _text(element.find("first")),
        _text(element.find("last")),
        element.get("id", "").lower() or None,
    )


def _text(element: ET.Element | None) -> str:
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def write_extract(papers: Iterable[Paper]) -> None:
    lines = (json.dumps(asdict(paper), ensure_ascii=False) for paper in papers)
    text = "".join(f"{line}\n" for line in lines)
    EXTRACT.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def read_extract() -> list[Paper]:
    with gzip.open(EXTRACT, "rt", encoding="utf-8") as lines:
        found = [json.loads(line) for line in lines]
    return [
        Paper(**{**one, "authors": tuple(Author(**author) for author in one["authors"])})
        for one in found
    ]


def labelled_blocks(papers: Iterable[Paper]) -> set[str]:
    """Give the name blocks in which a slot carries an id."""
    return {
        slot_blocks(AuthorName(name=author.name))[-1]
        for paper in papers
        for author in paper.authors
        if author.id
    }


def slots_of(papers: Iterable[Paper]) -> Iterator[tuple[Slot, str | None]]:
    """Give the author slots of papers without their ids, each beside its id."""
    for paper in papers:
        names = [normal_person(author.name) for author in paper.authors]
        words = frozenset(normal_title(paper.title).split())
        for number, author in enumerate(paper.authors):
            if author.name:
                yield (
                    Slot(
                        paper=paper.id,
                        paper_key=f"acl:{paper.id}",
                        position=number + 1,
                        author=AuthorName(name=author.name),
                        companions=frozenset(names[:number] + names[number + 1 :]),
                        year=paper.year,
                        venue=venue_series(paper.venue or ""),
                        words=words,
                    ),
                    author.id,
                )
