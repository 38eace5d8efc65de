"""What is missing of the papers of each source or year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, get_args

from citeweave_graph.answers import Coverage
from citeweave_schema.errors import UsageError
from citeweave_schema.kinds import EdgeKind
from citeweave_schema.nodes import PaperNode

if TYPE_CHECKING:
    from citeweave_graph.view import View

__all__ = ["By", "checked_by", "coverage", "in_order", "summed"]

By = Literal["source", "year"]


@dataclass(slots=True)
class _Sum:
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, paper: PaperNode, cited: int) -> None:
        stated = paper.references_stated
        self.counts.update(
            papers=1,
            without_abstract=paper.abstract is None,
            without_authors="authors" in paper.missing,
            without_identifiers=not paper.identifiers,
            without_venue=paper.venue is None,
            without_year=paper.year is None,
            references_known=cited,
            references_stated=stated or 0,
            stating=stated is not None,
            known_of_stating=0 if stated is None else cited,
        )


def checked_by(by: By) -> By:
    """Give what papers are grouped by.

    Raises:
        UsageError: they cannot be grouped by that.
    """
    if by not in get_args(By):
        raise UsageError(f"coverage is by {' or by '.join(get_args(By))}, not by {by!r}")
    return by


def coverage(view: View, by: By) -> list[Coverage]:
    """See `View.coverage`."""
    checked_by(by)
    cited = Counter(edge.source for edge in view.all_edges() if edge.kind is EdgeKind.CITES)
    papers = (node for node in view.all_nodes() if isinstance(node, PaperNode) and not node.stub)
    return summed(((paper, cited[paper.id]) for paper in papers), by)


def summed(papers: Iterable[tuple[PaperNode, int]], by: By) -> list[Coverage]:
    """Give the coverage of papers with text, each given with how many papers it cites."""
    sums: dict[str | None, _Sum] = {}
    for paper, cited in papers:
        for value in _values(paper, by):
            sums.setdefault(value, _Sum()).add(paper, cited)
    return in_order((value, one.counts) for value, one in sums.items())


def in_order(found: Iterable[tuple[str | None, Mapping[str, int]]]) -> list[Coverage]:
    """Give what was counted for each value in order, what has no value last."""
    ordered = sorted(found, key=lambda pair: (pair[0] is None, pair[0] or ""))
    return [
        Coverage(
            value=value,
            **{name: int(counts[name]) for name in Coverage.__slots__ if name != "value"},
        )
        for value, counts in ordered
    ]


def _values(node: PaperNode, by: By) -> Iterable[str | None]:
    if by == "source":
        return node.sources
    return [None if node.year is None else str(node.year)]
