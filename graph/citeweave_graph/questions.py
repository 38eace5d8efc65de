"""The questions that are more than one look-up, written once on the look-ups of a view.

Straightforward, and therefore the specification: a store may answer one of them by a query of
its own as long as the answer is the same.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import networkx as nx

from citeweave_graph.answers import (
    Identity,
    Path,
    SharedConcept,
    Sharing,
    SharingQuestion,
    Together,
)
from citeweave_graph.hops import ABOUT, DEFAULT_ROLES, Direction, Hop
from citeweave_graph.identity.members import members_of, pair_judgements
from citeweave_graph.orders import far_end
from citeweave_graph.rows import decided_of
from citeweave_graph.windows import PAGE_LIMIT, Page, Window, cut
from citeweave_schema.edges import Edge
from citeweave_schema.errors import AmbiguousError, NotFoundError, UsageError
from citeweave_schema.kinds import ConceptKind, EdgeKind, NodeKind
from citeweave_schema.nodes import ConceptNode, PaperNode

if TYPE_CHECKING:
    from citeweave_graph.view import View

__all__ = [
    "check_paths",
    "concept_of_name",
    "every_edge",
    "identity",
    "paper_home",
    "paper_of_title",
    "path_ends",
    "paths",
    "rarity",
    "sharing",
    "to_networkx",
    "together",
    "walked",
]

_LONGEST_PATH = 8
_MOST_PATHS = 100


def rarity(papers: int, having: int) -> int:
    """Give the weight of a concept in millionths: the rarer, the heavier.

    Args:
        papers: papers with text in the graph, N.
        having: those with an edge to the concept in the default roles, df.

    >>> rarity(482, 0), rarity(482, 3), rarity(482, 482)
    (6180017, 4793722, 0)
    """
    return round(1_000_000 * math.log((papers + 1) / (having + 1)))


def sharing(
    view: View, paper: str, question: SharingQuestion, window: Window
) -> tuple[Page[Sharing], int]:
    """See `View.sharing`."""
    here = paper_home(view, paper)
    ours = _sharable(view, [here], question, Direction.OUT)
    concepts = [edge.target for edge in ours]
    records = dict(zip(concepts, view.nodes(concepts), strict=True))
    total = view.text_papers()
    weights = {
        one: rarity(total, record.document_frequency)
        for one, record in records.items()
        if isinstance(record, ConceptNode)
    }
    mine = {edge.target: edge for edge in ours}
    found: dict[str, list[SharedConcept]] = {}
    for edge in _sharable(view, concepts, question, Direction.IN):
        if edge.source != here:
            found.setdefault(edge.source, []).append(
                SharedConcept(
                    concept=edge.target,
                    weight=weights[edge.target],
                    ours=mine[edge.target],
                    theirs=edge,
                )
            )
    if question.venue is not None:
        nodes = zip(found, view.nodes(list(found)), strict=True)
        venues = {one: node.venue for one, node in nodes if isinstance(node, PaperNode)}
        found = {one: shared for one, shared in found.items() if venues[one] == question.venue}
    ranked = [
        Sharing(
            paper=one,
            score=sum(part.weight for part in shared),
            shared=tuple(sorted(shared, key=lambda part: (-part.weight, part.concept))),
        )
        for one, shared in found.items()
    ]
    return cut(ranked, lambda one: (-one.score, one.paper), window), len(ranked)


def _sharable(
    view: View, ids: Sequence[str], question: SharingQuestion, direction: Direction
) -> list[Edge]:
    """Give the edges that count as sharing, from papers to concepts or the other way."""
    outward = direction is Direction.OUT
    chosen = question.roles if outward else question.their_roles
    found: list[Edge] = []
    for kind in sorted(question.kinds):
        hop = Hop(
            kinds=ABOUT,
            direction=direction,
            concept_kinds=frozenset({kind}) if outward else None,
            roles=chosen or DEFAULT_ROLES[kind],
            min_confidence=question.min_confidence,
            years=question.years if not outward else Hop(kinds=ABOUT).years,
        )
        starts = ids if outward else _of_kind(view, ids, kind)
        found.extend(edge for edges in every_edge(view, starts, hop) for edge in edges)
    return found


def _of_kind(view: View, concepts: Sequence[str], kind: ConceptKind) -> list[str]:
    nodes = zip(concepts, view.nodes(concepts), strict=True)
    return [
        one for one, node in nodes if isinstance(node, ConceptNode) and node.concept_kind is kind
    ]


def together(
    view: View, ids: Sequence[str], first: Hop, second: Hop, window: Window
) -> list[tuple[Page[Together], int]]:
    """See `View.together`."""
    homes = [node.id if node else one for one, node in zip(ids, view.nodes(ids), strict=True)]
    middles = [
        {far_end(edge, here) for edge in edges}
        for here, edges in zip(homes, every_edge(view, homes, first), strict=True)
    ]
    every = sorted({middle for group in middles for middle in group})
    beyond = {
        middle: {far_end(edge, middle) for edge in edges}
        for middle, edges in zip(every, every_edge(view, every, second), strict=True)
    }
    answers = []
    for here, group in zip(homes, middles, strict=True):
        counts: dict[str, int] = {}
        for middle in group:
            for node in beyond[middle] - {here}:
                counts[node] = counts.get(node, 0) + 1
        found = [Together(node=node, count=count) for node, count in counts.items()]
        answers.append((cut(found, lambda one: (-one.count, one.node), window), len(found)))
    return answers


def every_edge(view: View, ids: Sequence[str], hop: Hop) -> list[list[Edge]]:
    """Give all edges of a hop from each id, page after page."""
    found: list[list[Edge]] = [[] for _ in ids]
    window = Window(size=PAGE_LIMIT)
    pages = view.edges(ids, hop, window) if ids else []
    for number, one in enumerate(ids):
        page = pages[number]
        found[number].extend(page.items)
        while page.has_next:
            page = view.edges([one], hop, replace(window, after=page.keys[-1]))[0]
            found[number].extend(page.items)
    return found


def paths(
    view: View,
    start: str,
    goal: str,
    *,
    through: Collection[EdgeKind],
    max_length: int,
    most: int,
) -> tuple[Path, ...]:
    """See `View.paths`."""
    check_paths(max_length, most)
    first, last = path_ends(view, start, goal)
    if first == last:
        return (Path(nodes=(first,), edges=()),)
    steps = _steps_towards(view, first, last, through, max_length)
    return walked(steps, first, last, most)


def walked(
    steps: Mapping[str, Mapping[str, Sequence[Edge]]], first: str, last: str, most: int
) -> tuple[Path, ...]:
    """Give the paths from one node to another in the order of `View.paths`.

    Args:
        steps: for each node on a path, the edges that lead to each next one.
        first: where they begin.
        last: where they end.
        most: how many at the most.
    """
    found: list[Path] = []
    _walk(steps, (first,), (), last, found, most)
    return tuple(found)


def check_paths(max_length: int, most: int) -> None:
    """Check what a question for paths asks for.

    Raises:
        UsageError: a length or number out of its range.
    """
    if not 1 <= max_length <= _LONGEST_PATH:
        raise UsageError(f"maxLength takes 1 to {_LONGEST_PATH}, not {max_length}")
    if not 1 <= most <= _MOST_PATHS:
        raise UsageError(f"a question gives 1 to {_MOST_PATHS} paths, not {most}")


def path_ends(view: View, start: str, goal: str) -> tuple[str, str]:
    """Give the ids of the nodes that paths join, those that were merged away followed.

    Raises:
        NotFoundError: an end is not in the graph.
    """
    ends = view.nodes([start, goal])
    for one, node in zip((start, goal), ends, strict=True):
        if node is None:
            raise NotFoundError(f"the graph has no node {one!r}")
    first, last = (node.id for node in ends if node is not None)
    return first, last


_Steps = dict[str, dict[str, list[Edge]]]


def _steps_towards(
    view: View, first: str, last: str, through: Collection[EdgeKind], max_length: int
) -> _Steps:
    """Search breadth first; give, for each node on a shortest path, its steps to the next."""
    distance = {first: 0}
    forward: _Steps = {}
    layer = {first}
    while layer and last not in distance and distance[min(layer)] < max_length:
        depth = distance[min(layer)] + 1
        following: set[str] = set()
        for edge in view.touching(layer, through):
            for near, far in ((edge.source, edge.target), (edge.target, edge.source)):
                if near in layer and (far not in distance or distance[far] == depth):
                    distance[far] = depth
                    following.add(far)
                    forward.setdefault(near, {}).setdefault(far, []).append(edge)
        layer = following
    return _leading(forward, last) if last in distance else {}


def _walk(  # noqa: PLR0917  # one step of a recursion, called in two places
    steps: Mapping[str, Mapping[str, Sequence[Edge]]],
    nodes: tuple[str, ...],
    edges: tuple[Edge, ...],
    last: str,
    found: list[Path],
    most: int,
) -> None:
    if nodes[-1] == last:
        found.append(Path(nodes=nodes, edges=edges))
        return
    for far in sorted(steps.get(nodes[-1], {})):
        for edge in sorted(steps[nodes[-1]][far], key=lambda one: (one.kind, one.source)):
            if len(found) == most:
                return
            _walk(steps, (*nodes, far), (*edges, edge), last, found, most)


def _leading(forward: _Steps, last: str) -> _Steps:
    """Give those of the steps from which the goal can still be reached."""
    leading: _Steps = {}
    reaching = {last}
    while reaching:
        back = {
            near: kept
            for near, steps in forward.items()
            if near not in leading
            and (kept := {far: edges for far, edges in steps.items() if far in reaching})
        }
        leading.update(back)
        reaching = set(back)
    return leading


def to_networkx(view: View) -> nx.MultiDiGraph[str]:
    """See `View.to_networkx`."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node in view.all_nodes():
        graph.add_node(node.id, kind=node.kind.value, name=node.name, record=node)
    for edge in view.all_edges():
        graph.add_edge(
            edge.source,
            edge.target,
            key=edge.kind.value,
            kind=edge.kind.value,
            role=edge.role.value if edge.role else None,
            confidence=edge.confidence,
            record=edge,
        )
    return graph


def paper_of_title(view: View, title: str) -> PaperNode | None:
    """See `View.paper`."""
    found = view.papers_by_title([title])[0]
    if len(found) > 1:
        ids = tuple(one.id for one in found)
        raise AmbiguousError(f"{len(found)} papers have the title {title!r}; ask by id", ids)
    return found[0] if found else None


def concept_of_name(view: View, name: str, kind: ConceptKind | None) -> ConceptNode | None:
    """See `View.concept`."""
    nodes = view.named(NodeKind.CONCEPT, [name], kind)[0]
    found = [one for one in nodes if isinstance(one, ConceptNode)]
    if len(found) > 1:
        names = ", ".join(f"{one.concept_kind.value} {one.name}" for one in found)
        ids = tuple(one.id for one in found)
        raise AmbiguousError(f"{name!r} may be {names}; ask by id or say the kind", ids)
    return found[0] if found else None


def paper_home(view: View, paper: str) -> str:
    """Give the id of a paper, one that was merged away followed.

    Raises:
        NotFoundError: the graph has no such paper.
    """
    node = view.nodes([paper])[0]
    if not isinstance(node, PaperNode):
        raise NotFoundError(f"the graph has no paper {paper!r}")
    return node.id


def identity(view: View, one: str) -> Identity:
    """See `View.identity`."""
    node = view.node(one)
    if node is None:
        raise NotFoundError(f"the graph has no node {one!r}")
    rows = {
        (row["one"], row["other"]): row
        for column in ("one_node", "other_node")
        for row in view.rows("decision", column, [node.id])
    }
    decisions = sorted(
        map(decided_of, rows.values()),
        key=lambda decided: (-decided.decision.score, decided.decision),
    )
    members = members_of(view.rows, node.id)
    judgements = pair_judgements(view.rows, {key for one in members for key in one.keys})
    return Identity(
        node=node,
        members=members,
        decisions=tuple(decisions),
        judgements=tuple(judgements),
    )
