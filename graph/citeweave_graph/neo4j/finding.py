"""Statements for search and suggestions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from citeweave_graph import searching
from citeweave_graph.guessing import edits
from citeweave_graph.neo4j.compound import filled, window_parts
from citeweave_graph.neo4j.conditions import Parameters
from citeweave_graph.neo4j.model import NODE_LABELS
from citeweave_graph.neo4j.places import LONGEST_WORD
from citeweave_graph.neo4j.windowed import Statement
from citeweave_graph.windows import Window
from citeweave_schema.kinds import NodeKind

__all__ = [
    "EXPANSIONS",
    "found_statement",
    "having_statement",
    "near_statement",
    "suggested_statement",
]

EXPANSIONS = 50
"""The most words that Lucene takes for a mistyped one: FuzzyQuery.defaultMaxExpansions of
https://lucene.apache.org/core/9_11_0/core/org/apache/lucene/search/FuzzyQuery.html."""

_SPECIAL = frozenset('+-&|!(){}[]^"~*?:\\/')


def _escaped(word: str) -> str:
    return "".join(f"\\{one}" if one in _SPECIAL else one for one in word)


def _lucene(term: searching.Term) -> str:
    queries = []
    for word in term.meant:
        cut = len(word) > LONGEST_WORD
        queries.append(_escaped(word[:LONGEST_WORD]) + "*" * (term.begins or cut))
    return f"({' '.join(queries)})"


def _needles(term: searching.Term) -> list[str]:
    return [f" {word}" if term.begins else f" {word} " for word in term.meant]


def _of_kinds(kinds: Collection[NodeKind]) -> str:
    chosen = frozenset(kinds)
    if chosen == frozenset(NodeKind):
        return "true"
    return f"(node:{'|'.join(sorted(NODE_LABELS[kind] for kind in chosen))})"


def having_statement(
    terms: Sequence[searching.Term], kinds: Collection[NodeKind], *, long: bool
) -> Statement:
    """Give the statement that counts the nodes that have each term, in their order.

    Args:
        terms: of the query.
        kinds: of the nodes.
        long: whether a node has words that the index cuts, so that texts must be looked at.
    """
    long = long or any(len(word) > LONGEST_WORD for term in terms for word in term.meant)
    return Statement(
        filled("having_long" if long else "having", {"OF_KINDS": _of_kinds(kinds)}),
        {"terms": [{"query": _lucene(term), "needles": _needles(term)} for term in terms]},
    )


def near_statement(word: str) -> Statement:
    """Give the statement for words of names that may be meant by one, and some that are not.

    There are less than `EXPANSIONS` of them, else some may be missing.
    """
    most = edits(word)
    longest = 2 * (len(word) + most)  # the server may count a letter as two
    given = {"query": f"{_escaped(word)}~{most}", "least": len(word) - most, "most": longest}
    return Statement(filled("near", {}), given)


def suggested_statement(
    terms: Sequence[searching.Term], kinds: Collection[NodeKind], first: int
) -> Statement:
    """Give the statement for the first nodes whose names have all terms."""
    return Statement(
        filled("suggested", {"OF_KINDS": _of_kinds(kinds)}),
        {
            "query": " ".join(f"+search_name:{_lucene(term)}" for term in terms),
            "needles": list(map(_needles, terms)),
            "first": first,
        },
    )


def found_statement(
    terms: Sequence[searching.Term],
    kinds: Collection[NodeKind],
    known: searching.Statistics,
    namesakes: Mapping[str, int],
    window: Window,
) -> Statement:
    """Give the statement for a window of the nodes that have all terms, best first."""
    parameters = Parameters()
    parts = {
        "OF_KINDS": _of_kinds(kinds),
        **window_parts(None, ("k0", "k1", "k2"), window, parameters),
    }
    given = {
        "query": " ".join(f"+{_lucene(term)}" for term in terms),
        "terms": [
            {"needles": _needles(term), "rarity": rarity}
            for term, rarity in zip(terms, searching.rarities(terms, known), strict=True)
        ],
        "average": known.total_length / known.documents,
        "namesakes": dict(namesakes),
    }
    return Statement(filled("search", parts), {**parameters.values, **given})
