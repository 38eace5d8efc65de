"""The form in which a name list is kept: gzip-compressed lines of JSON, the first about the list.

Our own form, made to be small and to be read a line at a time. A line is an array: kind (empty
where the list does not say), canonical name, other names, ids of broader entries, ids of the entry
itself, and names that the list gives beside it but that our rules do not take for the same thing.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from citeweave_schema.errors import RecordError
from citeweave_schema.kinds import ConceptKind

__all__ = ["Entry", "Origin", "read_entries", "read_origin", "write_list"]

_LONGEST_LINE = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a list comes from.

    Attributes:
        name: what the list is called here; also the name of its file.
        title: what it is.
        licence: SPDX identifier.
        sources: addresses of what it was made from, each with the version.
        changes: what was done to it.
        kinds: whether its entries say of what kind they are.
    """

    name: str
    title: str
    licence: str
    sources: tuple[str, ...]
    changes: str
    kinds: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One concept of a list.

    Attributes:
        kind: what it is; None where the list does not say, so that it may be any kind but a
            dataset.
        name: its canonical name.
        aliases: other names of the same thing.
        broader: of an entry of a list, the ids of what it belongs under; of an answer of
            `NameLists.find`, their canonical names.
        ids: what it is called elsewhere, "scheme:value"; the first is its own.
        variants: names that the list gives with it, taken for parts or settings of it.
    """

    kind: ConceptKind | None
    name: str
    aliases: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The canonical name and the aliases."""
        return (self.name, *self.aliases)


def write_list(folder: Path, origin: Origin, entries: Iterable[Entry]) -> Path:
    """Write a list; equal lists are equal byte for byte."""
    about = {
        "list": origin.name,
        "title": origin.title,
        "licence": origin.licence,
        "sources": origin.sources,
        "changes": origin.changes,
        "kinds": origin.kinds,
    }
    rows = [
        [one.kind or "", one.name, one.aliases, one.broader, one.ids, one.variants]
        for one in entries
    ]
    lines = "".join(
        json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in [about, *rows]
    )
    path = folder / f"{origin.name}.jsonl.gz"
    path.write_bytes(gzip.compress(lines.encode("utf-8"), compresslevel=9, mtime=0))
    return path


def read_origin(path: Path) -> Origin:
    """Read where a list comes from.

    Raises:
        RecordError: the file is no list.
    """
    row: Any = next(_rows(path), None)
    try:
        return Origin(
            name=row["list"],
            title=row["title"],
            licence=row["licence"],
            sources=tuple(map(str, row["sources"])),
            changes=row["changes"],
            kinds=row["kinds"],
        )
    except (KeyError, TypeError) as problem:
        raise RecordError(f"{path} does not begin as a name list does") from problem


def read_entries(path: Path) -> Iterator[Entry]:
    """Read the entries of a list, one by one.

    Raises:
        RecordError: the file is no list, or is damaged.
    """
    rows = _rows(path)
    next(rows, None)
    for number, row in enumerate(rows, start=2):
        try:
            kind, name, aliases, broader, ids, variants = row
            yield Entry(
                kind=ConceptKind(kind) if kind else None,
                name=name,
                aliases=tuple(aliases),
                broader=tuple(broader),
                ids=tuple(ids),
                variants=tuple(variants),
            )
        except (TypeError, ValueError) as problem:
            raise RecordError(f"{path}:{number} is no entry of a name list") from problem


def _rows(path: Path) -> Iterator[Any]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            while line := file.readline(_LONGEST_LINE):
                yield json.loads(line)
    except (OSError, EOFError, ValueError, RecursionError) as problem:
        raise RecordError(f"{path} cannot be read as a name list: {problem}") from problem
