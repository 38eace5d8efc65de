"""Open lists of names: what a concept is also called, what it belongs under, its ids elsewhere.

The lists are shipped in a form of our own (`entries`), each with its licence and origin inside, and
are read when they are first asked. `python -m citeweave_graph.lists DIR` makes them anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache, partial
from pathlib import Path

from citeweave_graph.identity.concept_names import concept_key
from citeweave_graph.identity.initials import stands_for
from citeweave_graph.lists.entries import Entry, Origin, read_entries, read_origin
from citeweave_graph.lists.keys import key_of
from citeweave_schema.kinds import ConceptKind

__all__ = ["SHIPPED", "Entry", "NameLists", "Origin", "shipped_lists"]

SHIPPED = Path(__file__).with_name("data")
"""The folder of the lists that come with the package."""

_ORDER = ("huggingface", "unsupervisedpapers", "papers_with_code", "axcell", "opencs", "openalex")
"""Whose canonical name counts where several lists have a concept, the first before the others."""

Keep = Callable[[str, Entry], bool]
"""Tells whether an entry of a list, given by name, is wanted."""


_Index = Mapping[str, tuple[Entry, ...]]


class NameLists:
    """Entries of several lists, found by kind and key.

    >>> found = shipped_lists().find(ConceptKind.DATASET, "cifar10")
    >>> found.name, found.ids
    ('CIFAR-10', ('pwc:dataset/cifar-10',))
    >>> shipped_lists().find(ConceptKind.METHOD, "cifar10") is None
    True
    """

    def __init__(self, folder: Path = SHIPPED, *, keep: Keep | None = None) -> None:
        """Take the lists of a folder; nothing is read before something is asked.

        Args:
            folder: where the lists are.
            keep: which entries to take; None for all.
        """
        self._folder = folder
        self._keep = keep

    @cached_property
    def origins(self) -> tuple[Origin, ...]:
        """Where each list comes from, in the order in which they count.

        Raises:
            RecordError: a file is no list, likewise below.
        """
        return tuple(read_origin(path) for path in self._paths())

    def entries(self) -> Iterator[tuple[str, Entry]]:
        """Give every entry as its list has it, with the name of the list."""
        return self._entries(self._paths())

    def _entries(self, paths: Iterable[Path]) -> Iterator[tuple[str, Entry]]:
        for path in paths:
            name = path.name.partition(".")[0]
            for entry in read_entries(path):
                if self._keep is None or self._keep(name, entry):
                    yield name, entry

    def find(self, kind: ConceptKind, key: str) -> Entry | None:
        """Give what the lists together say of a concept; None where none knows the key.

        The name is that of the first list that has it, the broader ones are canonical names. An
        entry of a list without kinds answers for a method, task or metric, never for a dataset.

        Args:
            kind: the kind of the concept.
            key: its `concept_key`.
        """
        found = self._found(kind, key)
        if not found:
            return None
        first = found[0]
        own = concept_key(kind, first.name)
        above = (self._names.get(one, one) for entry in found for one in entry.broader)
        names = dict.fromkeys(name for entry in found for name in entry.names)
        return Entry(
            kind=kind,
            name=first.name,
            aliases=tuple(name for name in names if name != first.name),
            broader=tuple(name for name in dict.fromkeys(above) if concept_key(kind, name) != own),
            ids=tuple(dict.fromkeys(one for entry in found for one in entry.ids)),
        )

    def canonical(self, kind: ConceptKind, key: str) -> str:
        """Give the key of a concept's canonical name; the same key where no list knows a better.

        An abbreviation is left alone, since it may stand for something else in a paper: what it
        stands for is for `resolve` to say, with `spelt_out` as one voice among others.

        >>> lists = shipped_lists()
        >>> lists.canonical(ConceptKind.DATASET, "leedsportpose")
        'lsp'
        >>> lists.canonical(ConceptKind.METHOD, "lda")
        'lda'
        """
        found = self._typed[kind].get(key)
        if not found or (kind, key) in self._spelt_out:
            return key
        return concept_key(kind, found[0].name)

    def spelt_out(self, kind: ConceptKind, key: str) -> str | None:
        """Give the key of what an abbreviation stands for in the lists; None for any other name.

        >>> shipped_lists().spelt_out(ConceptKind.METHOD, "lda")
        'latentdirichletallocation'
        """
        return self._spelt_out.get((kind, key))

    def _found(self, kind: ConceptKind, key: str) -> tuple[Entry, ...]:
        typed = self._typed[kind].get(key, ())
        if kind is ConceptKind.DATASET:
            return typed
        if typed:
            key = concept_key(kind, typed[0].name)
        # Lists without kinds are kept under the keys of methods; those drop no "score".
        return (*typed, *(self._untyped.get(key) or self._untyped.get(key + "score") or ()))

    def _paths(self) -> list[Path]:
        rank = {name: number for number, name in enumerate(_ORDER)}
        paths = sorted(self._folder.glob("*.jsonl.gz"))
        return sorted(paths, key=lambda path: rank.get(path.name.partition(".")[0], len(rank)))

    def _read(self, *, kinds: bool) -> list[Entry]:
        """Read the lists that state kinds, or those that do not: most have no need of these."""
        paths = [path for path in self._paths() if read_origin(path).kinds is kinds]
        return [entry for _, entry in self._entries(paths)]

    @cached_property
    def _names(self) -> Mapping[str, str]:
        """The canonical name of each entry without a kind by its own id, for what is broader."""
        return {one.ids[0]: one.name for some in self._untyped.values() for one in some}

    @cached_property
    def _typed(self) -> Mapping[ConceptKind, _Index]:
        entries = self._read(kinds=True)
        return {
            kind: _indexed(
                partial(concept_key, kind), [entry for entry in entries if entry.kind is kind]
            )
            for kind in ConceptKind
        }

    @cached_property
    def _spelt_out(self) -> Mapping[tuple[ConceptKind, str], str]:
        found: dict[tuple[ConceptKind, str], str] = {}
        for kind, index in self._typed.items():
            for entry in dict.fromkeys(one for some in index.values() for one in some):
                own = concept_key(kind, entry.name)
                for alias in entry.aliases:
                    key = concept_key(kind, alias)
                    leads_here = entry in index.get(key, ())
                    if key != own and leads_here and stands_for(alias, entry.name):
                        found[kind, key] = own
        return found

    @cached_property
    def _untyped(self) -> _Index:
        return _indexed(key_of(self._folder), self._read(kinds=False))


def _indexed(key_of_name: Callable[[str], str], entries: Sequence[Entry]) -> _Index:
    """Put entries under the keys of their names: all names of an entry lead to one answer.

    Entries that share the key of their canonical name are one answer. An alias that would lead to
    two answers leads to none of them; a canonical name always leads to its own.
    """
    by_name: dict[str, list[Entry]] = {}
    for entry in entries:
        by_name.setdefault(key_of_name(entry.name), []).append(entry)
    claims: dict[str, set[str]] = {}
    for own, some in by_name.items():
        for alias in (alias for entry in some for alias in entry.aliases):
            key = key_of_name(alias)
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
