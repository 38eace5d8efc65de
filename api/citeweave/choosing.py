"""Which part of a graph is meant: by ids, by a search, by a filter, by an answer in GraphQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from citeweave_graph import PAGE_LIMIT, View, Window
from citeweave_graph.exports import Part, around_papers, only_nodes, whole
from citeweave_schema import Identifier, NodeKind
from citeweave_schema.errors import IdentifierError, NotFoundError, UsageError
from citeweave_schema.ids import is_node_id

__all__ = ["Choice"]

_PAPERS = """
query Chosen($where: PaperWhere, $first: Int!, $after: String) {
  papers(where: $where, first: $first, after: $after) {
    nodes { id }
    pageInfo { hasNextPage endCursor }
  }
}
"""
_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A part of a graph, as people name it; the whole graph when nothing is given.

    Attributes:
        ids: papers by the ids of their nodes or by identifiers such as "arxiv:2005.11401".
        query: papers by the words of a search.
        where: papers by a filter, as `where` of `papers` in GraphQL.
        question: nodes by a query in GraphQL: those whose id is in the answer.
        variables: of the question.
        limit: the most papers of a search or filter, the best or newest first; None for all.
        only: take the nodes of `ids` alone, which may be of any kind, without what hangs on them.

    Raises:
        UsageError: it names two parts.
    """

    ids: Sequence[str] | None = None
    query: str | None = None
    where: Mapping[str, Any] | None = None
    question: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    limit: int | None = None
    only: bool = False

    def __post_init__(self) -> None:
        """Refuse two ways at once."""
        if len(self._given) > 1:
            raise UsageError(f"{' and '.join(self._given)} choose two parts; give one of them")

    @property
    def _given(self) -> list[str]:
        names = ("ids", "query", "where", "question")
        return [name for name in names if getattr(self, name) is not None]

    @property
    def everything(self) -> bool:
        """Whether it is the whole graph."""
        return not self._given

    def part(self, view: View, most: int | None = None) -> Part:
        """Give the part of a graph that is meant.

        Args:
            view: of the graph; it must stay open.
            most: the most nodes that the part may have; None for any number.

        Raises:
            UsageError: there is no such part, or it is too large.
            NotFoundError: the graph lacks what an id names.
        """
        if self.question is not None:
            answered = _nodes_in_answer(view, self.question, self.variables)
            return only_nodes(view, answered, most=most)
        if self.ids is not None:
            take = only_nodes if self.only else around_papers
            return take(view, _named_nodes(view, self.ids), most=most)
        if self.query is not None:
            return around_papers(view, _found_papers(view, self.query, self.limit), most=most)
        if self.where is not None:
            return around_papers(view, _filtered_papers(view, self.where, self.limit), most=most)
        return whole(view)


def _named_nodes(view: View, names: Iterable[str]) -> list[str]:
    """Give the ids of nodes that are named by id or, papers, by an identifier."""
    asked = [one.strip() for one in names if one.strip()]
    found: dict[str, str] = {one: one for one in asked if is_node_id(one)}
    others = [one for one in dict.fromkeys(asked) if one not in found]
    try:
        identifiers = [Identifier.from_key(one) for one in others]
    except IdentifierError as problem:
        raise UsageError(
            f"{problem}; give ids of nodes, or identifiers of papers as arxiv:2005.11401"
        ) from None
    for first in range(0, len(others), _AT_ONCE):
        some = others[first : first + _AT_ONCE]
        papers = view.papers_by_identifier(identifiers[first : first + _AT_ONCE])
        for one, paper in zip(some, papers, strict=True):
            if paper is None:
                raise NotFoundError(f"the graph has no paper {one}")
            found[one] = paper.id
    return [found[one] for one in asked]


def _found_papers(view: View, query: str, most: int | None = None) -> list[str]:
    """Give the papers that a search finds, best first; at most a number of them."""
    found = list(islice(_hits(view, query), most))
    if not found:
        raise UsageError(f"no paper has all words of {query!r}")
    return found


def _hits(view: View, query: str) -> Iterator[str]:
    window = Window(size=PAGE_LIMIT)
    while True:
        page, _ = view.search(query, {NodeKind.PAPER}, window)
        yield from (hit.node.id for hit in page.items)
        if not page.has_next:
            return
        window = Window(size=PAGE_LIMIT, after=page.keys[-1])


def _filtered_papers(view: View, where: Mapping[str, Any], most: int | None = None) -> list[str]:
    """Give the papers that pass a filter, newest first; at most a number of them."""
    found = list(islice(_passing(view, where), most))
    if not found:
        raise UsageError("no paper passes the filter")
    return found


def _passing(view: View, where: Mapping[str, Any]) -> Iterator[str]:
    after: str | None = None
    while True:
        variables = {"where": where, "first": PAGE_LIMIT, "after": after}
        page = _answer(view, _PAPERS, variables)["papers"]
        yield from (one["id"] for one in page["nodes"])
        if not page["pageInfo"]["hasNextPage"]:
            return
        after = page["pageInfo"]["endCursor"]


def _nodes_in_answer(view: View, query: str, variables: Mapping[str, Any]) -> list[str]:
    """Give the ids of nodes that an answer in GraphQL has, in its order."""
    texts = dict.fromkeys(_texts(_answer(view, query, variables)))
    asked = [one for one in texts if is_node_id(one)]
    nodes = (
        node
        for first in range(0, len(asked), _AT_ONCE)
        for node in view.nodes(asked[first : first + _AT_ONCE])
    )
    found = [one for one, node in zip(asked, nodes, strict=True) if node is not None]
    if not found:
        raise UsageError("the answer names no node; ask for the field id of what is wanted")
    return found


def _texts(value: object) -> Iterator[str]:
    """Give the texts of an answer; how deep it goes was limited when it was asked."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def _answer(view: View, query: str, variables: Mapping[str, Any]) -> dict[str, Any]:
    from citeweave.server import execute  # noqa: PLC0415  # most choices do without the schema

    response = execute(view, query, variables)
    if response.get("errors"):
        raise UsageError("; ".join(str(one["message"]) for one in response["errors"]))
    answer: dict[str, Any] = response["data"]
    return answer
