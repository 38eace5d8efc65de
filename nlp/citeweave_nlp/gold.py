"""Read annotated papers and lay their concepts over the text.

The annotation lists the concepts of a paper by their surfaces, not every occurrence. For training
each occurrence is needed, so every surface is looked up in the text: longest first, whole words,
no occurrence inside another one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from citeweave_schema.errors import ExtractorError

__all__ = ["GAP", "Occurrence", "full_text", "occurrences", "read_gold"]

GAP = "\n\n"
"""What stands between title and abstract in the one text that the pipeline reads."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place of one annotated concept: characters of the full text, and which concept."""

    start: int
    end: int
    concept: int


def read_gold(path: str | Path) -> list[dict[str, Any]]:
    """Read annotated papers, one JSON object a line: id, title, abstract, entities.

    Raises:
        ExtractorError: the file cannot be read, or a line is no such object.
    """
    rows: list[dict[str, Any]] = []
    try:
        lines = Path(path).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as problem:
        raise ExtractorError(f"cannot read annotations from {path}: {problem}") from problem
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as problem:
            raise ExtractorError(f"{path}, line {number}: not JSON ({problem})") from problem
        if not isinstance(row, dict) or "entities" not in row or "id" not in row:
            raise ExtractorError(
                f"{path}, line {number}: expected an object with id, title, abstract, entities"
            )
        rows.append(row)
    return rows


def full_text(title: str, abstract: str | None) -> str:
    r"""Give the one text that the pipeline reads for a paper.

    >>> full_text("A title", "An abstract.")
    'A title\n\nAn abstract.'
    """
    return f"{title}{GAP}{abstract}" if abstract else title


def occurrences(text: str, concepts: Iterable[Iterable[str]]) -> list[Occurrence]:
    """Find every occurrence of every surface, longest first, whole words, none inside another.

    A surface that the text has only within a word (the singular of what stands there in the
    plural) is taken with the rest of a plural, or not at all.

    >>> found = occurrences("graph networks (GNs): a GN is", [["graph networks", "GN", "GNs"]])
    >>> [(one.start, one.end) for one in found]
    [(0, 14), (16, 19), (24, 26)]
    """
    surfaces = sorted(
        {(surface, number) for number, forms in enumerate(concepts) for surface in forms},
        key=lambda pair: (-len(pair[0]), pair),
    )
    taken = bytearray(len(text))
    found: list[Occurrence] = []
    for surface, number in surfaces:
        for start, end in _places(text, surface):
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                found.append(Occurrence(start, end, number))
    return sorted(found, key=lambda one: one.start)


def _places(text: str, surface: str) -> Iterator[tuple[int, int]]:
    before = r"(?<!\w)" if surface[:1].isalnum() else ""
    after = r"(?!\w)" if surface[-1:].isalnum() else ""
    for match in re.finditer(before + re.escape(surface) + after, text):
        yield match.start(), match.end()
