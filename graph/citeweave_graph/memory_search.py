"""Search over all nodes, one after the other: the reference that other stores are compared with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from citeweave_graph import searching
from citeweave_graph.answers import Hit
from citeweave_graph.guessing import guessed, nearest
from citeweave_graph.searching import Hits, Term
from citeweave_graph.view import View
from citeweave_graph.windows import Window, cut
from citeweave_schema.kinds import NodeKind
from citeweave_schema.nodes import Node

__all__ = ["search", "suggested"]

_Texts = Sequence[tuple[list[str], list[str]]]


def search(view: View, query: str, kinds: Collection[NodeKind], window: Window) -> tuple[Hits, int]:
    """See `View.search`."""
    asked = searching.terms(query)
    nodes = [node for node in view.all_nodes() if node.kind in kinds]
    if not asked or not nodes:
        return Hits(), 0
    texts = [_words(node) for node in nodes]
    asked = guessed(asked, _having(asked, texts), lambda word: _near(view, word))
    known = searching.Statistics(
        documents=len(nodes),
        total_length=sum(searching.length(name, body) for name, body in texts),
        having=_having(asked, texts),
    )
    hits = [
        Hit(node=node, score=points)
        for node, (name, body) in zip(nodes, texts, strict=True)
        if (points := searching.score(asked, name, body, known)) is not None
    ]
    first = searching.namesakes(view, query, kinds)
    page = cut(hits, lambda hit: searching.place(hit.node.id, hit.score, first), window)
    return Hits.of(page, page.items, asked), len(hits)


def suggested(
    nodes: Iterable[Node], query: str, kinds: Collection[NodeKind], first: int
) -> list[Node]:
    """See `View.suggest`."""
    asked = searching.asked_for(query, first)
    found = [one for one in nodes if one.kind in kinds and searching.name_fits(asked, one)]
    return sorted(found, key=searching.standing)[:first] if asked else []


def _words(node: Node) -> tuple[list[str], list[str]]:
    name, body = searching.texts(node)
    return searching.words(name), searching.words(body)


def _having(query: Sequence[Term], texts: _Texts) -> tuple[int, ...]:
    return tuple(
        sum(any(map(term.matches, name)) or any(map(term.matches, body)) for name, body in texts)
        for term in query
    )


def _near(view: View, word: str) -> tuple[str, ...]:
    called: Counter[str] = Counter()
    for node in view.all_nodes():
        if node.kind is not NodeKind.PAPER:
            called.update(set(searching.words(searching.texts(node)[0])))
    return nearest(word, called)
