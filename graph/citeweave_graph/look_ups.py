"""Look-ups of a view with their arguments, so that several can be asked at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from citeweave_graph.hops import Hop
from citeweave_graph.windows import Page, Window
from citeweave_schema.edges import Edge, Evidence
from citeweave_schema.nodes import Node

if TYPE_CHECKING:
    from citeweave_graph.view import View

__all__ = ["EdgeCountsOf", "EdgesOf", "EvidenceOf", "LookUp", "NodesOf"]


@dataclass(frozen=True, slots=True)
class NodesOf:
    """See `View.nodes`."""

    ids: tuple[str, ...]

    def of(self, view: View) -> list[Node | None]:
        """Ask a view this alone."""
        return view.nodes(self.ids)


@dataclass(frozen=True, slots=True)
class EdgesOf:
    """See `View.edges`."""

    ids: tuple[str, ...]
    hop: Hop
    window: Window

    def of(self, view: View) -> list[Page[Edge]]:
        """Ask a view this alone."""
        return view.edges(self.ids, self.hop, self.window)


@dataclass(frozen=True, slots=True)
class EdgeCountsOf:
    """See `View.edge_counts`."""

    ids: tuple[str, ...]
    hop: Hop

    def of(self, view: View) -> list[int]:
        """Ask a view this alone."""
        return view.edge_counts(self.ids, self.hop)


@dataclass(frozen=True, slots=True)
class EvidenceOf:
    """See `View.evidence`."""

    pairs: tuple[tuple[str, str], ...]
    window: Window

    def of(self, view: View) -> list[Page[Evidence]]:
        """Ask a view this alone."""
        return view.evidence(self.pairs, self.window)


LookUp = NodesOf | EdgesOf | EdgeCountsOf | EvidenceOf
"""What `View.look_up` takes: a look-up, with an answer for each of the ids it is about."""
