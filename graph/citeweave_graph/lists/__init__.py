"""Open lists of names: what a concept is also called, what it belongs under, its ids elsewhere.

The lists are shipped in a form of our own (`entries`), each with its licence and origin inside, and
are read when they are first asked. `python -m citeweave_graph.lists DIR` makes them anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, lru_cache
from pathlib import Path

from citeweave_graph.identity.concept_names import concept_key
from citeweave_graph.lists.entries import Entry, Origin, read_entries, read_origin
from citeweave_schema.kinds import ConceptKind

__all__ = ["SHIPPED", "Entry", "NameLists", "Origin", "shipped_lists"]

SHIPPED = Path(__file__).with_name("data")
"""The folder of the lists that come with the package."""

_ORDER = ("huggingface", "unsupervisedpapers", "papers_with_code", "axcell", "opencs", "openalex")
"""Whose canonical name counts where several lists have a concept, the first before the others."""

Keep = Callable[[str, Entry], bool]
"""Tells whether an entry of a list, given by name, is wanted."""


class NameLists:
    """Entries of several lists, found by kind and key.

    >>> shipped_lists().find(ConceptKind.DATASET, "cifar10").name
    'CIFAR-10'
    """

    def __init__(self, folder: Path = SHIPPED, *, keep: Keep | None = None) -> None:
        """Take the lists of a folder; nothing is read before something is asked.

        Args:
            folder: where the lists are.
            keep: which entries to take; None for all.
        """
        self._folder = folder
        self._keep = keep
        self._indexes: dict[ConceptKind, dict[str, tuple[Entry, ...]]] = {}

    @cached_property
    def origins(self) -> tuple[Origin, ...]:
        """Where each list comes from, in the order in which they count."""
        return tuple(read_origin(path) for path in self._paths())

    def entries(self) -> Iterator[tuple[str, Entry]]:
        """Give every entry as its list has it, with the name of the list."""
        for path in self._paths():
            name = path.name.partition(".")[0]
            for entry in read_entries(path):
                if self._keep is None or self._keep(name, entry):
                    yield name, entry

    def find(self, kind: ConceptKind, key: str) -> Entry | None:
        """Give what the lists together say of a concept; None where none knows the key.

        The name is that of the first list that has it; `broader` are canonical names. An entry of a
        list without kinds answers for a method, task or metric, never for a dataset.
        """
        found = self._index(kind).get(key)
        return self._together(kind, found) if found else None

    def canonical(self, kind: ConceptKind, key: str) -> str:
        """Give the key of the canonical name of a concept; the same key where none knows it."""
        found = self._index(kind).get(key)
        return concept_key(kind, found[0].name) if found else key

    def _paths(self) -> list[Path]:
        rank = {name: number for number, name in enumerate(_ORDER)}
        paths = sorted(self._folder.glob("*.jsonl.gz"))
        return sorted(paths, key=lambda path: rank.get(path.name.partition(".")[0], len(rank)))

    @cached_property
    def _read(self) -> tuple[Entry, ...]:
        return tuple(entry for _, entry in self.entries())

    @cached_property
    def _names(self) -> Mapping[str, str]:
        """The canonical name of each entry by its ids, for what is broader."""
        return {entry.ids[0]: entry.name for entry in self._read if entry.ids}

    def _index(self, kind: ConceptKind) -> dict[str, tuple[Entry, ...]]:
        if kind not in self._indexes:
            self._indexes[kind] = _indexed(kind, self._read)
        return self._indexes[kind]

    def _together(self, kind: ConceptKind, entries: tuple[Entry, ...]) -> Entry:
        first = entries[0]
        names = dict.fromkeys(name for entry in entries for name in entry.names)
        above = (self._names.get(one, one) for entry in entries for one in entry.broader)
        own = concept_key(kind, first.name)
        return Entry(
            kind=kind,
            name=first.name,
            aliases=tuple(name for name in names if name != first.name),
            broader=tuple(
                name for name in dict.fromkeys(above) if concept_key(kind, name) != own
            ),
            ids=tuple(dict.fromkeys(one for entry in entries for one in entry.ids)),
        )


def _indexed(kind: ConceptKind, entries: tuple[Entry, ...]) -> dict[str, tuple[Entry, ...]]:
    """Put entries under the keys of their names: all names of an entry lead to one answer.

    Entries of several lists that share a name are one answer. An alias that would lead to two
    different answers leads to none of them; a canonical name always leads to its own.
    """
    by_name: dict[str, list[Entry]] = {}
    fitting = [
        entry
        for entry in entries
        if entry.kind is kind or (entry.kind is None and kind is not ConceptKind.DATASET)
    ]
    for entry in fitting:
        by_name.setdefault(concept_key(kind, entry.name), []).append(entry)
    claims: dict[str, set[str]] = {}
    for entry in fitting:
        own = concept_key(kind, entry.name)
        for alias in entry.aliases:
            key = concept_key(kind, alias)
            if key not in by_name:
                claims.setdefault(key, set()).add(own)
    index = {key: tuple(found) for key, found in by_name.items()}
    for key, owners in claims.items():
        if len(owners) == 1:
            index[key] = index[next(iter(owners))]
    return index


@lru_cache(maxsize=1)
def shipped_lists() -> NameLists:
    """Give the lists that come with the package, read once a process."""
    return NameLists()
