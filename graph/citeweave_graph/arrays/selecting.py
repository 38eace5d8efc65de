"""Filters on arrays: which papers pass, told for all of them at once."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

import numpy as np

from citeweave_graph.arrays.codes import CONCEPT_KINDS, NO_YEAR, NODE_KINDS
from citeweave_graph.arrays.following import Check, Levels, answerable, follow, within_years
from citeweave_graph.arrays.graph import Graph
from citeweave_graph.arrays.kept import Array
from citeweave_graph.arrays.snapshot import RETRACTED, STUB
from citeweave_graph.filters import AllOf, AnyOf, Filter, Linked, Not, Operator, Quantifier, Test
from citeweave_graph.hops import ABOUT, Direction, Hop
from citeweave_graph.predicates import far_kind
from citeweave_schema.kinds import NodeKind, Role

__all__ = ["Named", "UnansweredError", "passing_papers"]

Named = Callable[[NodeKind, Collection[str]], list[str]]
"""Gives the ids of the nodes of a kind that go by any of some names."""

_PLAIN = (Operator.EQ, Operator.IN, Operator.IS_NULL)
_FLAGS = {"stub": STUB, "retracted": RETRACTED}
_TEXTS = {"venue": "venues", "language": "languages"}


class UnansweredError(Exception):
    """The arrays do not hold what a filter asks for; the database has to answer."""


def passing_papers(graph: Graph, where: Filter | None, named: Named, check: Check) -> Array:
    """Tell by number which nodes are papers that pass a filter that was checked.

    Raises:
        UnansweredError: it asks for something that the arrays do not hold.
    """
    papers = _Papers(graph, named, check)
    found = papers.every if where is None else papers.every & papers.passing(where)
    return found & graph.alive


class _Papers:
    """All nodes of a graph as masks, for filters on papers."""

    def __init__(self, graph: Graph, named: Named, check: Check) -> None:
        """Look at a graph."""
        self._graph = graph
        self._named = named
        self._check = check
        self.every: Array = graph.column("kind") == NODE_KINDS.index(NodeKind.PAPER)

    def passing(self, where: Filter) -> Array:
        """Tell which papers pass; what it tells of other nodes means nothing."""
        self._check()
        if isinstance(where, Test):
            return self._tested(where)
        if isinstance(where, Linked):
            return self._linked(where)
        if isinstance(where, Not):
            return ~self.passing(where.part)
        return self._combined(where)

    def _combined(self, where: AllOf | AnyOf) -> Array:
        found = np.full(self._graph.size, isinstance(where, AllOf))
        for part in where.parts:
            passing = self.passing(part)
            found = found & passing if isinstance(where, AllOf) else found | passing
        return found

    # Fields of papers

    def _tested(self, test: Test) -> Array:
        if test.field == "year":
            return self._of_year(test)
        if test.field in _TEXTS and test.operator in _PLAIN:
            return self._of_text(test)
        if test.field in _FLAGS and test.operator is Operator.EQ:
            flags = self._graph.column("flags") & _FLAGS[test.field]
            return _flagged(flags != 0, wanted=bool(test.value))
        raise UnansweredError

    def _of_year(self, test: Test) -> Array:
        years = self._graph.column("year")
        if test.operator is Operator.IS_NULL:
            return _flagged(years == NO_YEAR, wanted=bool(test.value))
        values = test.value if isinstance(test.value, tuple) else (test.value,)
        if not all(type(one) is int and abs(one) < -NO_YEAR for one in values):
            raise UnansweredError
        wanted = np.array(values, dtype=np.int64)
        if test.operator in (Operator.EQ, Operator.IN):
            return np.isin(years, wanted)
        known: Array = years != NO_YEAR
        return known & (years >= wanted if test.operator is Operator.GTE else years <= wanted)

    def _of_text(self, test: Test) -> Array:
        texts = self._graph.column(test.field)
        if test.operator is Operator.IS_NULL:
            return _flagged(texts == -1, wanted=bool(test.value))
        values = test.value if isinstance(test.value, tuple) else (test.value,)
        numbers = [self._graph.text_number(_TEXTS[test.field], str(one)) for one in values]
        return np.isin(texts, [one for one in numbers if one is not None])

    # Edges of papers

    def _linked(self, where: Linked) -> Array:
        """Tell which papers have some edge, or none, of a hop to nodes that can be looked up."""
        if where.quantifier is Quantifier.ALL or not answerable(where.hop.min_confidence):
            raise UnansweredError
        parts = _flat(where.where)
        ends = self._graph.find(sorted(self._far_ends(where.hop, parts)))
        ends = ends[ends >= 0]
        ends = ends[self._hop_ends(where.hop, ends)]
        found = np.zeros(self._graph.size, dtype=bool)
        conditions = [one for one in map(self._edge_condition, parts) if one is not None]
        if conditions and not where.hop.kinds <= ABOUT:
            raise UnansweredError
        for some in follow(self._graph, ends, _back(where.hop), self._check):
            edges = some.edges
            for levels in conditions:
                mask = levels.mask(edges.strength)
                edges = edges if mask is None else edges.some(mask)
            found[edges.far] = True
        return ~found if where.quantifier is Quantifier.NONE else found

    def _far_ends(self, hop: Hop, parts: list[Test]) -> set[str]:
        """Give the ids of the nodes that the parts of a filter let pass, by name or id."""
        chosen: set[str] | None = None
        for test in parts:
            if test.field not in ("id", "name"):
                continue
            values = [str(one) for one in _values(test)]
            ids = set(values) if test.field == "id" else set(self._ids_named(hop, values))
            chosen = ids if chosen is None else chosen & ids
        if chosen is None:
            raise UnansweredError
        return chosen

    def _ids_named(self, hop: Hop, names: list[str]) -> list[str]:
        kind = far_kind(hop)
        if kind is None or kind is NodeKind.PAPER:
            raise UnansweredError
        return self._named(kind, names)

    def _hop_ends(self, hop: Hop, ends: Array) -> Array:
        """Tell which far ends a hop may lead to."""
        found = np.ones(len(ends), dtype=bool)
        if hop.far is not None:
            found &= self._graph.take("kind", ends) == NODE_KINDS.index(hop.far)
        if hop.concept_kinds is not None:
            wanted = [CONCEPT_KINDS.index(one) for one in hop.concept_kinds]
            found &= np.isin(self._graph.take("concept_kind", ends), wanted)
        if not hop.years.everything:
            found &= within_years(self._graph.take("year", ends), hop.years)
        return found

    def _edge_condition(self, test: Test) -> Levels | None:
        """Give which strengths a part of a filter lets pass; None where it is not about edges."""
        if test.field in ("id", "name"):
            return None
        if test.field == "role" and test.operator in (Operator.EQ, Operator.IN):
            known = {role.value: role for role in Role}
            return Levels([known[one] for one in map(str, _values(test)) if one in known], 0.0)
        if test.field == "confidence" and test.operator is Operator.GTE:
            least = float(str(test.value))
            if answerable(least):
                return Levels(None, least)
        raise UnansweredError


def _flagged(flags: Array, *, wanted: bool) -> Array:
    return flags if wanted else ~flags


def _flat(where: Filter) -> list[Test]:
    """Give the tests that a filter wants all of.

    Raises:
        UnansweredError: it is no such filter.
    """
    if isinstance(where, AllOf):
        return [test for part in where.parts for test in _flat(part)]
    if isinstance(where, Test):
        return [where]
    raise UnansweredError


def _values(test: Test) -> tuple[object, ...]:
    if test.operator not in (Operator.EQ, Operator.IN):
        raise UnansweredError
    return test.value if isinstance(test.value, tuple) else (test.value,)


_BACK = {
    Direction.OUT: Direction.IN,
    Direction.IN: Direction.OUT,
    Direction.BOTH: Direction.BOTH,
}


def _back(hop: Hop) -> Hop:
    """Give the hop that leads back from the far ends of a hop, from papers, to the papers."""
    plain = Hop(kinds=hop.kinds)
    return replace(
        hop,
        direction=_BACK[hop.direction],
        far=NodeKind.PAPER,
        concept_kinds=None,
        years=plain.years,
    )
