"""Full-text search: which words a node is found by, and how well a query fits it.

The score is BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009, with
k1 = 1.2 and b = 0.75), where a word in a title or name counts as two in an abstract. Every store
finds candidates in its own way and scores them here, so that all rank alike.

What goes by the whole query as its name (see `namesakes`) comes before everything else: those of
most papers first. A word that no text has stands for words of names, see `guessing`.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from citeweave_graph.answers import Hit
from citeweave_graph.rows import sort_name
from citeweave_graph.windows import PAGE_LIMIT, Page
from citeweave_schema.errors import UsageError
from citeweave_schema.kinds import NodeKind
from citeweave_schema.names import normal_title
from citeweave_schema.nodes import ConceptNode, Node, PaperNode

if TYPE_CHECKING:
    from citeweave_graph.view import View

__all__ = [
    "NAME_WEIGHT",
    "OTHER",
    "Correction",
    "Hits",
    "Statistics",
    "Term",
    "asked_for",
    "length",
    "name_fits",
    "namesakes",
    "norms",
    "place",
    "rarities",
    "score",
    "scores",
    "standing",
    "terms",
    "texts",
    "texts_of_row",
    "words",
]

NAME_WEIGHT = 2
"""A word in a title or name counts as so many."""

Array = NDArray[Any]

_K1 = 1.2
_B = 0.75
_GUESS_WEIGHT = 0.5
_MOST_TERMS = 20

_NAMESAKE, OTHER = range(2)
"""The first part of a place: whether a node goes by the query as its name."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a query; the last one also matches as the beginning of a word.

    Attributes:
        word: as it was asked for.
        prefix: whether it may be the beginning of a word.
        instead: the words that it stands for where no text has it; then it is no beginning.
    """

    word: str
    prefix: bool
    instead: tuple[str, ...] = ()

    @property
    def meant(self) -> tuple[str, ...]:
        """The words that are looked for."""
        return self.instead or (self.word,)

    @property
    def begins(self) -> bool:
        """Whether a word that begins with it is meant too."""
        return self.prefix and not self.instead

    def matches(self, word: str) -> bool:
        """Whether a word of a text is meant."""
        return word.startswith(self.word) if self.begins else word in self.meant


@dataclass(frozen=True, slots=True)
class Correction:
    """A word of a query that no text has, and the words of names that were taken instead."""

    word: str
    instead: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits(Page[Hit]):
    """A page of what a search found.

    Attributes:
        query: the terms that were looked for.
    """

    query: tuple[Term, ...] = ()

    @property
    def corrections(self) -> tuple[Correction, ...]:
        """What was taken instead of words that no text has."""
        return tuple(Correction(one.word, one.instead) for one in self.query if one.instead)

    @classmethod
    def of(cls, page: Page[Any], items: Iterable[Hit], query: Sequence[Term]) -> Hits:
        """Give a page of what a search for these terms found: these items at its keys."""
        return cls(
            items=tuple(items),
            keys=page.keys,
            has_next=page.has_next,
            has_previous=page.has_previous,
            query=tuple(query),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """What scores depend on beside the text itself.

    Attributes:
        documents: nodes of the kinds searched.
        total_length: sum of their `length`.
        having: for each term, how many of them have it.
    """

    documents: int
    total_length: int
    having: tuple[int, ...]


def words(text: str) -> list[str]:
    """Give the words of a text in the form they are compared in.

    >>> words("Chain-of-Thought: LLMs' reasoning")
    ['chain', 'of', 'thought', 'llms', 'reasoning']
    """
    return normal_title(text).split()


def terms(query: str) -> tuple[Term, ...]:
    """Give the terms of a query, at most twenty."""
    found = words(query)[:_MOST_TERMS]
    return tuple(Term(word, prefix=place == len(found) - 1) for place, word in enumerate(found))


def texts(node: Node) -> tuple[str, str]:
    """Give the two texts a node is found by: title or names, and abstract."""
    if isinstance(node, PaperNode):
        return node.name, node.abstract_readable or node.abstract or ""
    return " \n ".join((node.name, *(alias.name for alias in node.aliases))), ""


def texts_of_row(name: str, payload: Mapping[str, Any]) -> tuple[str, str]:
    """Give what `texts` gives of a node, from its name and its JSON object."""
    body = payload.get("abstract_readable") or payload.get("abstract") or ""
    return " \n ".join((name, *(alias["name"] for alias in payload.get("aliases", ())))), body


def length(name: Sequence[str], body: Sequence[str]) -> int:
    """Give the weighted number of words of a node."""
    return NAME_WEIGHT * len(name) + len(body)


def score(
    query: Sequence[Term], name: Sequence[str], body: Sequence[str], known: Statistics
) -> int | None:
    """Give how well a node fits, in millionths; None when it lacks a term."""
    average = known.total_length / known.documents
    norm = _K1 * (1 - _B + _B * length(name, body) / average)
    total = 0.0
    for term, rarity in zip(query, rarities(query, known), strict=True):
        count = NAME_WEIGHT * _count(term, name) + _count(term, body)
        if count == 0:
            return None
        total += rarity * count * (_K1 + 1) / (count + norm)
    return round(1_000_000 * total)


def scores(rarities: Sequence[float], counts: Sequence[Array], norms: Array) -> Array:
    """Give what `score` gives, of many nodes at once.

    Args:
        rarities: of the terms.
        counts: for each term, how often each node has it, weighted; at least once.
        norms: of the nodes, as `norms` gives them.
    """
    total = np.zeros(len(norms))
    for rarity, count in zip(rarities, counts, strict=True):
        found = count.astype(np.float64)
        total += rarity * found * (_K1 + 1) / (found + norms)
    points: Array = np.rint(1_000_000 * total).astype(np.int64)
    return points


def norms(lengths: Array, known: Statistics) -> Array:
    """Give what the counts of nodes are weighed against, from their lengths."""
    average = known.total_length / known.documents
    found: Array = _K1 * (1 - _B + _B * lengths.astype(np.float64) / average)
    return found


def rarities(query: Sequence[Term], known: Statistics) -> list[float]:
    """Give how much each term counts: the fewer nodes have it, the more; half of it for a guess."""
    return [
        math.log(1 + (known.documents - having + 0.5) / (having + 0.5))
        * (_GUESS_WEIGHT if term.instead else 1.0)
        for term, having in zip(query, known.having, strict=True)
    ]


def namesakes(view: View, query: str, kinds: Collection[NodeKind]) -> dict[str, int]:
    """Give the papers of each node that goes by the query as its name, by its id.

    They are the nodes that `View.papers_by_title` and `View.named` give for the query.
    """
    found = [one for kind in NodeKind if kind in kinds for one in _so_called(view, query, kind)]
    return {one.id: _papers(one) for one in found}


def _so_called(view: View, query: str, kind: NodeKind) -> Sequence[Node]:
    if kind is NodeKind.PAPER:
        return view.papers_by_title([query])[0]
    return view.named(kind, [query])[0]


def _papers(node: Node) -> int:
    return node.paper_count if isinstance(node, ConceptNode) else 0


def place(one: str, points: int, first: Mapping[str, int]) -> tuple[int, int, str]:
    """Give the place of a node among what was found, by its id.

    Args:
        one: the id.
        points: its score.
        first: the namesakes of the query, as `namesakes` gives them.

    >>> sorted(["b", "a", "c"], key=lambda one: place(one, 5, {"c": 2}))
    ['c', 'a', 'b']
    """
    if one in first:
        return _NAMESAKE, -first[one], one
    return OTHER, -points, one


# Suggestions


def asked_for(query: str, first: int) -> tuple[Term, ...]:
    """Give the terms of a query for suggestions.

    Raises:
        UsageError: a number of suggestions out of its range.
    """
    if not 1 <= first <= PAGE_LIMIT:
        raise UsageError(f"first takes 1 to {PAGE_LIMIT}, not {first}")
    return terms(query)


def name_fits(query: Sequence[Term], node: Node) -> bool:
    """Tell whether the names of a node, or a paper's title, have every term."""
    found = words(texts(node)[0])
    return all(any(term.matches(word) for word in found) for term in query)


def standing(node: Node) -> tuple[int, str, str]:
    """Give the place of a node among suggestions: most papers first, then by name and id."""
    return -_papers(node), sort_name(node), node.id


def _count(term: Term, found: Iterable[str]) -> int:
    return sum(term.matches(word) for word in found)
