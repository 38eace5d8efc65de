"""Full-text search: which words a node is found by, and how well a query fits it.

The score is BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009, with
k1 = 1.2 and b = 0.75), where a word in a title or name counts as two in an abstract. Every store
finds candidates in its own way and scores them here, so that all rank alike.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from citeweave_schema.names import normal_title
from citeweave_schema.nodes import Node, PaperNode

__all__ = [
    "Statistics",
    "Term",
    "length",
    "rarities",
    "score",
    "terms",
    "texts",
    "texts_of_row",
    "words",
]

_K1 = 1.2
_B = 0.75
_NAME_WEIGHT = 2
_MOST_TERMS = 20


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a query; the last one also matches as the beginning of a word."""

    word: str
    prefix: bool

    def matches(self, word: str) -> bool:
        """Whether a word of a text is meant."""
        return word.startswith(self.word) if self.prefix else word == self.word


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
    return _NAME_WEIGHT * len(name) + len(body)


def score(
    query: Sequence[Term], name: Sequence[str], body: Sequence[str], known: Statistics
) -> int | None:
    """Give how well a node fits, in millionths; None when it lacks a term."""
    average = known.total_length / known.documents
    norm = _K1 * (1 - _B + _B * length(name, body) / average)
    total = 0.0
    for term, rarity in zip(query, rarities(known), strict=True):
        count = _NAME_WEIGHT * _count(term, name) + _count(term, body)
        if count == 0:
            return None
        total += rarity * count * (_K1 + 1) / (count + norm)
    return round(1_000_000 * total)


def rarities(known: Statistics) -> list[float]:
    """Give how much each term counts: the fewer nodes have it, the more."""
    return [
        math.log(1 + (known.documents - having + 0.5) / (having + 0.5)) for having in known.having
    ]


def _count(term: Term, found: Iterable[str]) -> int:
    return sum(term.matches(word) for word in found)
