"""A made-up literature as OpenAlex gives works, with what an extractor found in each.

`python -m corpus SIZE FOLDER`, in `bench`, writes it: works and mentions as packed JSON lines.
"""

from __future__ import annotations

import contextlib
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from corpus.structure import Part, parts
from corpus.texts import Texts
from corpus.words import capital, issn, orcid, person, ror, word

__all__ = ["MENTIONS", "WORKS", "Literature"]

WORKS, MENTIONS = "works.jsonl.gz", "mentions.jsonl.gz"

_WITH_ORCID, _WITH_DOI, _MOVING = 0.4, 0.85, 0.08
_INSTITUTIONS_PER_PAPER = 0.01
_QUICKLY = 1

Row = dict[str, Any]


class Literature:
    """So many papers, in order of their years.

    Few authors, institutions, venues, concepts and cited papers are everywhere, and most are
    rare. Four in ten authors have an ORCID; many have namesakes. Some papers have no DOI, some no
    abstract. What follows from a size is not the beginning of what follows from a greater one.
    """

    def __init__(self, size: int, seed: int = 0) -> None:
        self._size = size
        self._seed = seed
        self._institutions = max(50, int(size * _INSTITUTIONS_PER_PAPER))
        self._people: dict[int, Row] = {}

    def rows(self, first: int = 0, last: int | None = None) -> Iterator[tuple[Row, Row]]:
        """Give works as OpenAlex states them, each with what is found in it.

        Args:
            first: number of the first to give.
            last: one past the last; all without.
        """
        texts = Texts(self._size)
        chance = np.random.Generator(np.random.PCG64([self._seed, 1]))
        wanted = range(first, self._size if last is None else last)
        for part in parts(self._size, self._seed):
            written = texts.write(chance, len(part.years))
            for place, (title, abstract, found) in enumerate(written):
                if part.first + place in wanted:
                    yield self._work(part, place, title, abstract), found

    def write(self, folder: Path, first: int = 0, last: int | None = None) -> tuple[Path, Path]:
        """Write works and mentions into two packed files of a folder; give their paths."""
        works, mentions = folder / WORKS, folder / MENTIONS
        line = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
        with contextlib.ExitStack() as stack:
            out, found = (
                stack.enter_context(gzip.open(path, "wt", _QUICKLY, encoding="utf-8"))
                for path in (works, mentions)
            )
            for work, entities in self.rows(first, last):
                out.write(line(work) + "\n")
                found.write(line(entities) + "\n")
        return works, mentions

    def _work(self, part: Part, place: int, title: str, abstract: str | None) -> Row:
        number, year = part.first + place, part.years[place]
        day = f"{year}-{1 + number % 12:02d}-{1 + number % 28:02d}"
        work: Row = {
            "id": _work_id(number),
            "doi": f"https://doi.org/10.5555/{year}.{number}" if _is(number, _WITH_DOI) else None,
            "title": title,
            "display_name": title,
            "publication_year": year,
            "publication_date": day,
            "language": "en",
            "type": "article",
            "primary_location": {"source": _venue(part.venues[place])},
            "authorships": [
                {"author": self._person(one), "institutions": [self._institution(one, year)]}
                for one in part.authors[place]
            ],
            "is_retracted": number % 3_000 == 0,
            "referenced_works_count": len(part.cited[place]),
            "referenced_works": [_work_id(one) for one in part.cited[place]],
            "cited_by_count": 0,
            "abstract_inverted_index": _inverted(abstract),
        }
        return work

    def _person(self, number: int) -> Row:
        found = self._people.get(number)
        if found is None:
            known = f"https://orcid.org/{orcid(number)}" if _is(number, _WITH_ORCID) else None
            found = {
                "id": f"https://openalex.org/A{5_000_000_000 + number}",
                "display_name": person(number),
                "orcid": known,
            }
            self._people[number] = found
        return found

    def _institution(self, author: int, year: int) -> Row:
        moved = author + year // 6 if _is(author, _MOVING) else author
        draw = (moved * 2_654_435_761 % 2**32) / 2**32
        number = int(self._institutions * draw**3)
        return {
            "id": f"https://openalex.org/I{1_000_000 + number}",
            "display_name": f"University of {capital(word(20_000 + number))}",
            "ror": f"https://ror.org/{ror(number)}",
        }


def _is(number: int, share: float) -> bool:
    return (number * 40_503 + 12_345) % 65_536 < share * 65_536


def _work_id(number: int) -> str:
    """Give the address of a work; those of negative numbers are no papers of the literature."""
    return (
        f"https://openalex.org/W{(2_000_000_000 if number >= 0 else 9_000_000_000) + abs(number)}"
    )


def _venue(number: int) -> Row:
    return {
        "id": f"https://openalex.org/S{1_000_000 + number}",
        "display_name": f"Journal of {capital(word(400 + number))}",
        "issn_l": issn(number),
        "issn": [issn(number)],
    }


def _inverted(abstract: str | None) -> dict[str, list[int]] | None:
    if abstract is None:
        return None
    places: dict[str, list[int]] = {}
    for place, one in enumerate(abstract.split(" ")):
        places.setdefault(one, []).append(place)
    return places
