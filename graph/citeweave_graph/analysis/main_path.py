"""The main path of a literature: the citations over which most of its lines of descent run.

A line of descent leads from a paper that cites nothing in the network, from cited to citing, to
one that nobody there cites. A citation counts as many of them as run over it: the search path
count (N. P. Hummon and P. Doreian, Connectivity in a citation network, 1989, who compared ways
to count; V. Batagelj, Efficient algorithms for citation network analysis, 2003, for this one).
Counts are exact whole numbers; a network with more than 2 ** 13,000 lines is refused.

A citation network should have no cycles, and has some: papers that cite each other's drafts, and
dates that are wrong. Within a set of papers that all lead to each other (a strongly connected
component) only citations of what is older count, by year and then by id; a paper without a year
is younger than those with one. All other citations count, whatever the years say.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import networkx as nx

from citeweave_graph.analysis.results import Analysis, origin_in
from citeweave_graph.hops import ABOUT, DEFAULT_ROLES, Direction, Hop
from citeweave_graph.questions import every_edge
from citeweave_schema.errors import NotFoundError, UsageError
from citeweave_schema.nodes import ConceptNode

if TYPE_CHECKING:
    from citeweave_graph.view import View

__all__ = ["MainLink", "compute_main_path", "papers_about"]

_NO_YEAR = math.inf
_MOST_BITS = 13_000
"""Of a count: such a number can still be printed, and half a million of them be kept."""

Link = tuple[str, str]
"""The ids of the paper that is cited and of the one that cites it."""
Ways = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class MainLink:
    """A citation of the main path.

    Attributes:
        cited: id of the paper that is cited.
        citing: id of the one that cites it.
        cited_name: its title.
        citing_name: that of the other.
        count: how many lines of descent run over the citation.
        share: of all there are, 0 to 1.
    """

    cited: str
    citing: str
    cited_name: str
    citing_name: str
    count: int
    share: float


def compute_main_path(network: nx.Graph[str], *, routes: int = 0) -> Analysis[MainLink]:
    """Find the main path of a citation network, from the oldest papers on.

    The global main path is the line of descent whose citations have the greatest sum of counts.
    Key routes (J. S. Liu and L. Y. Y. Lu, An integrated approach for main path analysis, 2012) are
    the best lines through each of the citations of greatest count, joined; they show where a
    literature parts and meets. Of equals the least ids come first.

    The figures say how many papers and citations were looked at, how many citations were left
    out to break cycles, and the decimal logarithm of the number of lines of descent.

    Args:
        network: see `build_citation_network`; of a subject, its `subgraph` of `papers_about` it.
        routes: how many key routes; 0 for the global main path.

    Raises:
        UsageError: links without a direction, `routes` below 0, or too many lines of descent.

    >>> network = nx.DiGraph([("c", "b"), ("b", "a"), ("c", "a"), ("d", "b")])
    >>> [(one.cited, one.citing, one.count) for one in compute_main_path(network).items]
    [('a', 'b', 2), ('b', 'c', 1)]
    """
    if not isinstance(network, nx.DiGraph):
        raise UsageError("a main path is of a citation network, whose links have a direction")
    if routes < 0:
        raise UsageError(f"key routes are 0 or more, not {routes}")
    descent = _Descent(_ageing(network))
    links = descent.through(descent.heaviest(routes)) if routes else descent.best()
    about = network.nodes
    return Analysis(
        origin=origin_in(network, "main-path", routes=routes),
        items=tuple(
            MainLink(
                cited=cited,
                citing=citing,
                cited_name=str(about[cited].get("name", cited)),
                citing_name=str(about[citing].get("name", citing)),
                count=descent.counts[cited, citing],
                share=descent.counts[cited, citing] / descent.lines,
            )
            for cited, citing in _in_order(links)
        ),
        figures={
            "papers": len(descent.order),
            "citations": len(descent.counts),
            "left_out": network.number_of_edges() - len(descent.counts),
            "log10_lines": math.log10(descent.lines) if descent.lines else 0.0,
        },
    )


def papers_about(view: View, concept: str) -> frozenset[str]:
    """Give the papers that have a concept in the default roles of its kind: its literature.

    Raises:
        NotFoundError: no such concept.
    """
    node = view.node(concept)
    if not isinstance(node, ConceptNode):
        raise NotFoundError(f"the graph has no concept {concept!r}")
    roles = DEFAULT_ROLES[node.concept_kind]
    hop = Hop(kinds=ABOUT, direction=Direction.IN, roles=roles)
    (edges,) = every_edge(view, [node.id], hop)
    return frozenset(edge.source for edge in edges)


def _ageing(network: nx.DiGraph[str]) -> list[Link]:
    """Give the citations that count, without cycles, ordered by both ids."""
    component = {
        paper: number
        for number, some in enumerate(nx.strongly_connected_components(network))
        for paper in some
    }

    def age(paper: str) -> tuple[float, str]:
        year = network.nodes[paper].get("year")
        return (year if isinstance(year, int) else _NO_YEAR), paper

    return sorted(
        (cited, citing)
        for citing, cited in network.edges()
        if component[citing] != component[cited] or age(cited) < age(citing)
    )


class _Descent:
    """The lines of descent of a network without cycles."""

    def __init__(self, links: Iterable[Link]) -> None:
        """Count the lines that run over each link."""
        flow: nx.DiGraph[str] = nx.DiGraph(links)
        self.order: list[str] = list(nx.topological_sort(flow))
        self._back: Ways = {one: sorted(flow.pred[one]) for one in self.order}
        self._on: Ways = {one: sorted(flow.succ[one]) for one in self.order}
        before = _lines(self.order, self._back)
        after = _lines(reversed(self.order), self._on)
        self.counts: dict[Link, int] = {
            (cited, citing): before[cited] * after[citing]
            for cited in self.order
            for citing in self._on[cited]
        }
        self.lines = _bounded(sum(after[one] for one in self.order if not self._back[one]))

    def best(self) -> list[Link]:
        """Give the links of the line with the greatest sum of counts."""
        sums, following = self._onward()
        firsts = [one for one in self.order if not self._back[one]]
        if not firsts:
            return []
        return _walked(min(firsts, key=lambda one: (-sums[one], one)), following, _onward_link)

    def heaviest(self, most: int) -> list[Link]:
        """Give the links of the greatest counts."""
        return sorted(self.counts, key=lambda one: (-self.counts[one], one))[:most]

    def through(self, some: Iterable[Link]) -> list[Link]:
        """Give the links of the best lines through each of some links."""
        _, following = self._onward()
        _, leading = self._extended(self.order, self._back, _back_link)
        found = set()
        for cited, citing in some:
            found |= {(cited, citing)}
            found |= set(_walked(cited, leading, _back_link))
            found |= set(_walked(citing, following, _onward_link))
        return list(found)

    def _onward(self) -> tuple[dict[str, int], dict[str, str]]:
        return self._extended(reversed(self.order), self._on, _onward_link)

    def _extended(
        self, order: Iterable[str], ways: Ways, link: Callable[[str, str], Link]
    ) -> tuple[dict[str, int], dict[str, str]]:
        """Give the greatest sum of counts from each paper to an end, and the next paper there."""
        sums: dict[str, int] = {}
        following: dict[str, str] = {}
        for one in order:
            sums[one] = 0
            for far in ways[one]:  # ascending, so that of equals the least id is taken
                total = self.counts[link(one, far)] + sums[far]
                if total > sums[one]:
                    sums[one], following[one] = total, far
        return sums, following


def _onward_link(here: str, far: str) -> Link:
    return here, far


def _back_link(here: str, far: str) -> Link:
    return far, here


def _lines(order: Iterable[str], ways: Ways) -> dict[str, int]:
    """Give how many lines lead from each paper to an end; the papers on the way come first."""
    found: dict[str, int] = {}
    for one in order:
        found[one] = _bounded(sum(found[far] for far in ways[one])) if ways[one] else 1
    return found


def _bounded(count: int) -> int:
    if count.bit_length() > _MOST_BITS:
        raise UsageError(
            f"the network has more than 2 ** {_MOST_BITS:,} lines of descent; "
            "ask for the main path of a part of it"
        )
    return count


def _walked(
    start: str, following: Mapping[str, str], link: Callable[[str, str], Link]
) -> list[Link]:
    found, here = [], start
    while here in following:
        found.append(link(here, following[here]))
        here = following[here]
    return found


def _in_order(links: Iterable[Link]) -> list[Link]:
    """Give links so that each comes after all that lead to it, ties by ids."""
    path: nx.DiGraph[str] = nx.DiGraph(sorted(links))
    place = {
        one: number for number, some in enumerate(nx.topological_generations(path)) for one in some
    }
    return sorted(path.edges(), key=lambda one: (place[one[0]], place[one[1]], one))
