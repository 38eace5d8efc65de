"""The numbers that stand for kinds, roles and groups of edges in the arrays.

They are part of the format of snapshots: a change here needs another `snapshot.FORMAT`.
"""

from __future__ import annotations

from citeweave_graph.hops import ABOUT
from citeweave_schema.kinds import RELATION_KINDS, ConceptKind, EdgeKind, NodeKind, Role

__all__ = [
    "CONCEPT_KINDS",
    "EDGE_KINDS",
    "GROUPS",
    "GROUP_OF",
    "NODE_KINDS",
    "NO_RANK",
    "NO_YEAR",
    "RANKS",
    "STEP",
    "level_of",
]

NODE_KINDS: tuple[NodeKind, ...] = tuple(NodeKind)
"""Kinds of nodes by code."""

CONCEPT_KINDS: tuple[ConceptKind | None, ...] = (None, *ConceptKind)
"""Kinds of concepts by code; the first is of nodes that are no concepts."""

EDGE_KINDS: tuple[EdgeKind, ...] = tuple(sorted(EdgeKind))
"""Kinds of edges by code, in the order in which hops list them."""

GROUPS: dict[str, frozenset[EdgeKind]] = {
    "about": ABOUT,
    "names": frozenset({EdgeKind.NAMES}),
    "cites": frozenset({EdgeKind.CITES}),
    "authored": frozenset({EdgeKind.AUTHORED}),
    "affiliated": frozenset({EdgeKind.AFFILIATED_WITH}),
    "published": frozenset({EdgeKind.PUBLISHED_IN}),
    "related": RELATION_KINDS,
}
"""Kinds of edges that are kept in arrays of their own, since they join the same kinds of nodes."""

GROUP_OF: dict[EdgeKind, str] = {kind: name for name, kinds in GROUPS.items() for kind in kinds}

RANKS: tuple[Role, ...] = tuple(Role)
"""Roles by rank, the strongest first."""

NO_RANK = 9
"""The rank of edges without a role, as in `rows.strength`."""

STEP = 100_000
"""What a strength is divided by for its level: rank and doubt, without the position."""

_LEVELS = 1001

NO_YEAR = -(1 << 31)
"""Stands for an unknown year."""


def level_of(rank: int, doubt: int) -> int:
    """Give the level of a rank and a doubt in thousandths; the most doubtful of a rank is 1000.

    >>> level_of(1, 0) - level_of(0, 1000)
    1
    """
    return rank * _LEVELS + doubt
