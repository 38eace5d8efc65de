"""What a search counts over a whole graph, kept until the next commit to it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from citeweave_graph.neo4j.connection import Connection
from citeweave_graph.neo4j.finding import having_statement
from citeweave_graph.neo4j.windowed import Statement
from citeweave_graph.searching import Term
from citeweave_schema.kinds import NodeKind

__all__ = ["Known", "Size", "known"]

_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Size:
    """How many nodes of a kind there are, the length of their texts, whether words are cut."""

    documents: int
    total_length: int
    long_words: bool


@dataclass(slots=True)
class Known:
    """What has been counted of a graph in one state: for it, all nodes with a word are read.

    Attributes:
        commit: what its last commit is called; None where nobody has said.
        sizes: by kind of node; None before they were counted.
    """

    commit: str | None
    sizes: Mapping[str, Size] | None = None
    _having: dict[tuple[Term, frozenset[NodeKind]], int] = field(default_factory=dict)

    def having(
        self,
        terms: Sequence[Term],
        kinds: Collection[NodeKind],
        count: Callable[[Statement], list[int]],
    ) -> tuple[int, ...]:
        """Give how many nodes of some kinds have each term.

        Args:
            terms: of a query.
            kinds: of the nodes; their sizes are known.
            count: gives the numbers of a statement for some of the terms.
        """
        of = frozenset(kinds)
        counts = {term: self._having[term, of] for term in terms if (term, of) in self._having}
        new = [term for term in dict.fromkeys(terms) if term not in counts]
        if new:
            long = any(one.long_words for kind, one in (self.sizes or {}).items() if kind in of)
            counted = zip(new, count(having_statement(new, of, long=long)), strict=True)
            counts.update(counted)
            if len(self._having) > _MOST:
                self._having.clear()
            self._having.update(((term, of), counts[term]) for term in new)
        return tuple(counts[term] for term in terms)


_KNOWN: WeakKeyDictionary[Connection, Known] = WeakKeyDictionary()


def known(connection: Connection, commit: str | None) -> Known:
    """Give what is known of a graph in the state that a commit left."""
    found = _KNOWN.get(connection)
    if found is None or commit is None or found.commit != commit:
        found = Known(commit)
        if commit is not None:
            _KNOWN[connection] = found
    return found
