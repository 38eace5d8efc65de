"""Loaders: what many fields of one level ask for becomes one call of the store.

A loader gathers the ids that are asked for in the same turn of the event loop and puts one
question for all of them. There is one loader for each kind of question with its arguments.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Any, Protocol, TypeVar, cast

from citeweave.server.batching import Batched
from citeweave_graph import (
    EdgeCountsOf,
    EdgesOf,
    EvidenceOf,
    FacetCount,
    Hop,
    LookUp,
    NodesOf,
    Page,
    Reached,
    Relating,
    Sharing,
    SharingQuestion,
    Similar,
    SimilarityQuestion,
    Together,
    View,
    Window,
)
from citeweave_schema import (
    ConceptKind,
    Edge,
    Evidence,
    Identifier,
    Judgement,
    Node,
    NodeKind,
    PaperNode,
    RelationEvidence,
)

__all__ = ["Asking", "Loaders", "Pair"]

Answer = TypeVar("Answer")
One = TypeVar("One", bound=Hashable)
Pair = tuple[str, str]


class Asking(Protocol):
    """Puts questions to the view of the request."""

    @abstractmethod
    def ask(self, question: Callable[[View], Answer]) -> Awaitable[Answer]:
        """Give the view's answer."""

    @abstractmethod
    def look_up(self, one: LookUp) -> Awaitable[list[Any]]:
        """Give the answers of a look-up."""


class Loaders:
    """The loaders of one request; each remembers its answers until the request ends."""

    def __init__(self, request: Asking) -> None:
        """Begin with no loader; each is made when first used."""
        self._request = request
        self._loaders: dict[Hashable, Batched[Any, Any]] = {}

    def _loader(
        self, name: Hashable, question: Callable[[View, list[One]], Sequence[Answer]]
    ) -> Batched[One, Answer]:
        """Give the loader of a question; `name` tells questions apart, with their arguments."""
        loader = self._loaders.get(name)
        if loader is None:

            async def gathered(keys: list[One]) -> Sequence[Answer]:
                return await self._request.ask(lambda view: question(view, keys))

            loader = self._loaders[name] = Batched(gathered)
        return loader

    def _looking_up(
        self, name: Hashable, made: Callable[[tuple[One, ...]], LookUp]
    ) -> Batched[One, Any]:
        """Give the loader of a look-up, which may go to a server along with others."""
        loader = self._loaders.get(name)
        if loader is None:

            async def gathered(keys: list[One]) -> Sequence[Any]:
                return await self._request.look_up(made(tuple(keys)))

            loader = self._loaders[name] = Batched(gathered)
        return loader

    def _load(
        self, name: Hashable, one: One, question: Callable[[View, list[One]], Sequence[Answer]]
    ) -> Awaitable[Answer]:
        """Ask for one key."""
        return self._loader(name, question).load(one)

    @property
    def nodes(self) -> Batched[str, Node | None]:
        """The nodes of ids; None where there is none."""
        return self._looking_up("node", NodesOf)

    def mentions(self, window: Window) -> Batched[Pair, Page[Evidence]]:
        """The mentions that the edges of (paper, target) pairs stand on."""
        return self._looking_up(("evidence", window), lambda pairs: EvidenceOf(pairs, window))

    def node(self, one: str) -> Awaitable[Node | None]:
        """The node of an id; None where there is none."""
        return self.nodes.load(one)

    def paper_identified(self, identifier: Identifier) -> Awaitable[PaperNode | None]:
        """The paper that has an identifier; None where none has."""
        return self._load(
            "identified", identifier, lambda view, keys: view.papers_by_identifier(keys)
        )

    def papers_titled(self, title: str) -> Awaitable[tuple[PaperNode, ...]]:
        """The papers that have a title."""
        return self._load("titled", title, lambda view, titles: view.papers_by_title(titles))

    def named(
        self, kind: NodeKind, name: str, concept_kind: ConceptKind | None = None
    ) -> Awaitable[tuple[Node, ...]]:
        """The nodes of a kind that have a name."""
        return self._load(
            ("named", kind, concept_kind),
            name,
            lambda view, names: view.named(kind, names, concept_kind),
        )

    def edges(self, here: str, hop: Hop, window: Window) -> Awaitable[Page[Edge]]:
        """The edges of a hop from a node, cut to a window."""
        loader: Batched[str, Page[Edge]] = self._looking_up(
            ("edges", hop, window), lambda ids: EdgesOf(ids, hop, window)
        )
        return loader.load(here)

    def edge_count(self, here: str, hop: Hop) -> Awaitable[int]:
        """How many edges a hop has from a node."""
        loader: Batched[str, int] = self._looking_up(
            ("counts", hop), lambda ids: EdgeCountsOf(ids, hop)
        )
        return loader.load(here)

    def edge_facets(self, here: str, hop: Hop, facet: str) -> Awaitable[list[FacetCount]]:
        """How the edges of a hop from a node spread over a facet."""
        return self._load(
            ("facets", hop, facet), here, lambda view, ids: view.edge_facets(ids, hop, facet)
        )

    def evidence(self, pair: Pair, window: Window) -> Awaitable[Page[Evidence]]:
        """The mentions that the edge of a (paper, target) pair stands on."""
        return self.mentions(window).load(pair)

    def relation_evidence(
        self, relation: Relating, window: Window
    ) -> Awaitable[Page[RelationEvidence]]:
        """The sentences that a relation between concepts stands on."""
        return self._load(
            ("relation", window),
            relation,
            lambda view, relations: view.relation_evidence(relations, window),
        )

    def together(
        self, here: str, first: Hop, second: Hop, window: Window
    ) -> Awaitable[tuple[Page[Together], int]]:
        """What is reached from a node over two hops, by different middle nodes."""
        return self._load(
            ("together", first, second, window),
            here,
            lambda view, ids: view.together(ids, first, second, window),
        )

    def within(
        self, here: str, hop: Hop, steps: int, window: Window
    ) -> Awaitable[tuple[Page[Reached], int]]:
        """What lies within some steps of a hop from a node."""
        return self._load(
            ("within", hop, steps, window),
            here,
            lambda view, ids: [view.within(one, hop, steps, window) for one in ids],
        )

    def similar(
        self, paper: str, question: SimilarityQuestion, window: Window
    ) -> Awaitable[tuple[Page[Similar], int]]:
        """A window on the papers that are similar to a paper, and how many there are."""
        return self._load(
            ("similar", question, window),
            paper,
            lambda view, ids: [view.similar(one, question, window) for one in ids],
        )

    def sharing(
        self, paper: str, question: SharingQuestion, window: Window
    ) -> Awaitable[Page[Sharing]]:
        """A window on the papers that share concepts with a paper.

        The contract of views takes one paper at a time, so a page of papers makes as many calls,
        in one turn.
        """
        found = self._load(
            ("sharing", question, window), (paper, False), _sharing(question, window)
        )
        return cast("Awaitable[Page[Sharing]]", found)

    def sharing_total(
        self, paper: str, question: SharingQuestion, window: Window
    ) -> Awaitable[int]:
        """How many papers share concepts with a paper: asked together with the window."""
        asked = _sharing(question, window)
        found = self._load(("sharing", question, window), (paper, True), asked)
        return cast("Awaitable[int]", found)

    def judgements(self, one: str) -> Awaitable[tuple[Judgement, ...]]:
        """The judgements that stand about a node's edges."""
        return self._load("judgements", one, _judgements)


def _sharing(
    question: SharingQuestion, window: Window
) -> Callable[[View, list[tuple[str, bool]]], list[Page[Sharing] | int]]:
    """Give the question that answers with pages and, where True stands with a paper, totals.

    A total may take longer than the page; it is counted only for those papers where it is asked.
    """

    def asked(view: View, keys: list[tuple[str, bool]]) -> list[Page[Sharing] | int]:
        counted = {paper: view.sharing(paper, question, window) for paper, total in keys if total}
        return [
            counted[paper][total]
            if paper in counted
            else view.sharing_page(paper, question, window)
            for paper, total in keys
        ]

    return asked


def _judgements(view: View, ids: list[str]) -> list[tuple[Judgement, ...]]:
    """Give the judgements about edges; one that was made of a former id belongs to the node."""
    found = [one for one in view.judgements(ids) if one.left_key is None]
    ends = list({end for one in found for end in (one.left, one.right)})
    nodes = zip(ends, view.nodes(ends), strict=True) if ends else ()
    homes = {end: end if node is None else node.id for end, node in nodes}
    return [
        tuple(one for one in found if here in (homes[one.left], homes[one.right])) for here in ids
    ]
