"""What of a graph is exported: all of it, some papers with what hangs on them, or some nodes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import groupby, islice
from typing import Generic, TypeVar

from citeweave_graph.exports.flat import FlatGraph
from citeweave_graph.exports.records import EDGE_COLUMNS, NODE_COLUMNS, flat_edge, flat_node
from citeweave_graph.rows import FIELD_RANK, evidence_of, relation_of
from citeweave_graph.view import View
from citeweave_schema.edges import ENDS, Edge, Evidence, RelationEvidence
from citeweave_schema.errors import NotFoundError, UsageError
from citeweave_schema.ids import kind_of_id
from citeweave_schema.kinds import RELATION_KINDS, EdgeKind, NodeKind
from citeweave_schema.nodes import Node, PaperNode

__all__ = ["Part", "around_papers", "only_nodes", "whole"]

_AT_ONCE = 500

_HANGING = frozenset(
    kind
    for kind, (source, targets) in ENDS.items()
    if NodeKind.PAPER in {source, *targets} and kind is not EdgeKind.CITES
)
"""The kinds of edges between a paper and what hangs on it."""

Item = TypeVar("Item")
Group = tuple[str, ...]
Shown = tuple[Edge, str | None]
"""An edge and the sentence of the strongest evidence that it stands on."""


class Part(ABC):
    """A part of the graph, as a view shows it; it can be walked through several times."""

    def __init__(self, view: View) -> None:
        """Take it from a view, which must stay open."""
        self.view = view

    @abstractmethod
    def nodes(self) -> Iterator[Node]:
        """Every node of the part, by id."""

    @abstractmethod
    def edges(self) -> Iterator[Shown]:
        """Every edge between nodes of the part, each once."""

    @abstractmethod
    def papers(self) -> Iterator[PaperNode]:
        """The papers that a list of references of this part has, by id."""

    def flat(self) -> FlatGraph:
        """Give the part as formats take it."""
        return FlatGraph(
            nodes=lambda: map(flat_node, self.nodes()),
            edges=lambda: (flat_edge(*one) for one in self.edges()),
            node_columns=NODE_COLUMNS,
            edge_columns=EDGE_COLUMNS,
            attributes={"name": "citeweave", "graph_version": self.view.manifest().version},
        )


def whole(view: View) -> Part:
    """Give all of a graph; nothing of it is held in memory. Its references are without stubs."""
    return _Whole(view)


def around_papers(view: View, papers: Iterable[str], *, most: int | None = None) -> Part:
    """Give papers with what hangs on them.

    That is their authors, venues, concepts, organisations and persons, and all edges among all
    of these; of citations those between the papers given. The ids of the nodes are held in
    memory.

    Args:
        view: what it is taken from.
        papers: ids of papers.
        most: the most nodes that the part may have; None for any number.

    Raises:
        NotFoundError: the graph lacks one of them.
        UsageError: one is no paper, there is none, or there are too many.
    """
    chosen = _homes(view, papers, most)
    others = [one for one in chosen if kind_of_id(one) is not NodeKind.PAPER]
    if others:
        raise UsageError(f"{others[0]} is no paper; give ids of papers")
    ids = set(chosen)
    for some in _chunks(chosen):
        for edge in view.touching(some, _HANGING):
            ids |= {edge.source, edge.target}
        _check_number(ids, most)
    return _Among(view, ids, chosen)


def only_nodes(view: View, ids: Iterable[str], *, most: int | None = None) -> Part:
    """Give nodes and the edges among them.

    Args:
        view: what it is taken from.
        ids: of nodes of any kind.
        most: the most nodes that the part may have; None for any number.

    Raises:
        NotFoundError: the graph lacks one of them.
        UsageError: there is none, or there are too many.
    """
    chosen = _homes(view, ids, most)
    papers = [one for one in chosen if kind_of_id(one) is NodeKind.PAPER]
    return _Among(view, set(chosen), papers)


def _check_number(ids: Collection[str], most: int | None) -> None:
    if most is not None and len(ids) > most:
        raise UsageError(f"the part has more than {most:,} nodes; choose fewer")


def _homes(view: View, ids: Iterable[str], most: int | None) -> list[str]:
    """Give the ids of the nodes that ids lead to, each once, in order."""
    asked = list(dict.fromkeys(ids))
    _check_number(asked, most)
    if not asked:
        raise UsageError("there is nothing to export: no node was chosen")
    found: set[str] = set()
    for some in _chunks(asked):
        for one, node in zip(some, view.nodes(some), strict=True):
            if node is None:
                raise NotFoundError(f"the graph has no node {one!r}")
            found.add(node.id)
    return sorted(found)


def _chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    rest = iter(items)
    while some := list(islice(rest, _AT_ONCE)):
        yield some


class _Whole(Part):
    def nodes(self) -> Iterator[Node]:
        return iter(self.view.all_nodes())

    def papers(self) -> Iterator[PaperNode]:
        return (one for one in self.nodes() if isinstance(one, PaperNode) and not one.stub)

    def edges(self) -> Iterator[Shown]:
        mentions = _Strongest(self.view.all_evidence(), _pair, _doubt)
        relations = _Strongest(self.view.all_relation_evidence(), _relation, _relation_doubt)
        for edge in self.view.all_edges():
            if edge.kind in RELATION_KINDS:
                said = relations.of((edge.source, edge.target, edge.kind.value))
                yield edge, said.sentence if said else None
            elif edge.role is not None:
                mention = mentions.of((edge.source, edge.target))
                yield edge, mention.sentence if mention else None
            else:
                yield edge, None


class _Among(Part):
    def __init__(self, view: View, ids: set[str], papers: Sequence[str]) -> None:
        super().__init__(view)
        self._ids = ids
        self._papers = papers

    def nodes(self) -> Iterator[Node]:
        return self._found(sorted(self._ids))

    def papers(self) -> Iterator[PaperNode]:
        return (one for one in self._found(self._papers) if isinstance(one, PaperNode))

    def _found(self, ids: Sequence[str]) -> Iterator[Node]:
        for some in _chunks(ids):
            yield from (one for one in self.view.nodes(some) if one is not None)

    def edges(self) -> Iterator[Shown]:
        for start, kinds in _anchored().items():
            ids = sorted(one for one in self._ids if kind_of_id(one) is start)
            for some in _chunks(ids):
                inside = set(some)
                found = [
                    edge
                    for edge in self.view.touching(some, kinds)
                    if _anchor(edge) in inside and {edge.source, edge.target} <= self._ids
                ]
                found.sort(key=lambda edge: (edge.source, edge.target, edge.kind))
                yield from self._shown(found)

    def _shown(self, edges: Sequence[Edge]) -> Iterator[Shown]:
        papers = sorted({edge.source for edge in edges if edge.role is not None})
        rows = self.view.rows("evidence", "paper", papers) if papers else []
        mentions = _Strongest(
            sorted(map(evidence_of, rows), key=lambda one: (one.paper, one.target)), _pair, _doubt
        )
        named = [edge.id for edge in edges if edge.kind in RELATION_KINDS]
        rows = self.view.rows("relation", "edge", named) if named else []
        sentences = {
            edge: min(some, key=_relation_doubt).sentence
            for edge, some in _grouped(map(relation_of, rows)).items()
        }
        for edge in edges:
            mention = mentions.of((edge.source, edge.target)) if edge.role is not None else None
            yield edge, mention.sentence if mention else sentences.get(edge.id)


def _grouped(said: Iterable[RelationEvidence]) -> dict[str, list[RelationEvidence]]:
    found: dict[str, list[RelationEvidence]] = {}
    for one in said:
        found.setdefault(one.edge, []).append(one)
    return found


def _anchored() -> dict[NodeKind, frozenset[EdgeKind]]:
    """Give the kinds of edges by the kind of the nodes from which they are looked up.

    A concept or author may have very many edges, a paper has not: edges of papers are looked up
    from the papers.
    """
    found: dict[NodeKind, frozenset[EdgeKind]] = {}
    for kind, (source, targets) in ENDS.items():
        start = NodeKind.PAPER if NodeKind.PAPER in targets else source
        found[start] = found.get(start, frozenset()) | {kind}
    return found


def _anchor(edge: Edge) -> str:
    return edge.target if edge.kind is EdgeKind.AUTHORED else edge.source


class _Strongest(Generic[Item]):
    """The strongest of each group of items that come in the order of their groups."""

    def __init__(
        self,
        items: Iterable[Item],
        group: Callable[[Item], Group],
        doubt: Callable[[Item], tuple[float | int | str, ...]],
    ) -> None:
        self._groups = groupby(items, group)
        self._doubt = doubt
        self._at: tuple[Group, Item] | None = None
        self._advance()

    def _advance(self) -> None:
        found = next(self._groups, None)
        self._at = None if found is None else (found[0], min(found[1], key=self._doubt))

    def of(self, group: Group) -> Item | None:
        """Give the strongest of a group; groups are asked for in their order."""
        while self._at is not None and self._at[0] < group:
            self._advance()
        return self._at[1] if self._at is not None and self._at[0] == group else None


def _pair(one: Evidence) -> Group:
    return one.paper, one.target


def _relation(one: RelationEvidence) -> Group:
    return one.source, one.target, one.kind.value


def _doubt(one: Evidence) -> tuple[float | int | str, ...]:
    return -one.confidence, FIELD_RANK[one.field], one.start


def _relation_doubt(one: RelationEvidence) -> tuple[float | int | str, ...]:
    return -one.confidence, one.paper
