"""Authors to whose places some are added and nothing else happens.

Who wrote a hundred papers and now one more has a hundred edges that stay, and need not be read. It
takes that ids alone tell who it is (`told_apart`), and that the new places bring no id that the
author did not have, so that the author's key, and what joined the places so far, stay too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from citeweave_graph.derivation.author_rows import Author, Former, put_authors
from citeweave_graph.derivation.judged import decision_rows
from citeweave_graph.derivation.told_apart import Place, Places, ids_of, scheme_of
from citeweave_graph.identity.author_component import by_identifier, rank
from citeweave_graph.tables import Row, Tables
from citeweave_schema.kinds import EdgeKind, NodeKind

__all__ = ["Grown", "first_holders", "former_rows", "growing", "put_grown"]


@dataclass(frozen=True, slots=True)
class Grown:
    """An author to whom places came.

    Attributes:
        own: the id by which all places of the author are known.
        left: the places that the author had.
        came: those that came, each with the id that joins it first, and the place it joins it to.
    """

    own: str
    left: frozenset[Place]
    came: Mapping[Place, tuple[str, Place]]


def first_holders(holders: Mapping[str, Collection[Place]]) -> dict[str, Place]:
    """Give the first place of those that had each id, where any had it."""
    return {one: min(places) for one, places in holders.items() if places}


def growing(
    came: Places,
    holders: Mapping[str, Collection[Place]],
    schemes: Mapping[Place, str],
    changed: Collection[str],
) -> list[Grown]:
    """Give the authors who only grow, as far as their own ids tell.

    Args:
        came: the places that are new, each with its blocks.
        holders: for each of their ids the places that had it.
        schemes: for the first of these, where ids tell the name it bears apart, the scheme.
        changed: the ids of places that changed otherwise, as they are and as they were.

    >>> came = {("P3", 1): {"openalex:a1", "name:wang j"}}
    >>> holders = {"openalex:a1": [("P1", 1), ("P2", 1)]}
    >>> [found] = growing(came, holders, {("P1", 1): "openalex"}, ())
    >>> found.came
    {('P3', 1): ('openalex:a1', ('P1', 1))}
    """
    first = first_holders(holders)
    authors: dict[str, dict[Place, set[str]]] = {}
    for place, blocks in came.items():
        ids = ids_of(blocks)
        for one in ids & first.keys():
            if schemes.get(first[one]) == scheme_of(one):
                authors.setdefault(one, {})[place] = ids
    found = (
        _grown(own, frozenset(holders[own]), places, first)
        for own, places in authors.items()
        if own not in changed
    )
    return [one for one in found if one is not None]


def _grown(
    own: str,
    left: frozenset[Place],
    places: Mapping[Place, set[str]],
    first: Mapping[str, Place],
) -> Grown | None:
    """Give an author who only grows; None of any other."""
    came: dict[Place, tuple[str, Place]] = {}
    for place, ids in places.items():
        if any(first.get(one) not in left or place < first[one] for one in ids):
            return None
        if sum(rank(one) < rank(own) for one in ids) > 1:
            return None  # which may join what another id joined so far
        best = min(ids, key=lambda one: (rank(one), one))
        came[place] = best, first[best]
    return Grown(own, left, came)


def former_rows(tables: Tables, grown: Iterable[Grown]) -> dict[Place, Row]:
    """Give the rows of the places to which those that came are joined."""
    heads = {head for one in grown for _, head in one.came.values()}
    rows = tables.select("slot", "paper", {paper for paper, _ in heads})
    return {place: row for row in rows if (place := (row["paper"], row["position"])) in heads}


def put_grown(
    tables: Tables,
    grown: Sequence[Grown],
    authors: Sequence[Author],
    former: Mapping[Place, Row],
) -> set[str]:
    """Put in what authors who only grow have more; give the named nodes that this concerns.

    Args:
        tables: the store.
        grown: the authors.
        authors: each of them as of the places alone that came.
        former: see `former_rows`.
    """
    ids = {one.id for one in authors if any(kind is _AT for kind, _ in one.edges)}
    support = {
        (row["source"], row["target"]): row["support"]
        for row in tables.select("edge", "source", ids)
        if row["kind"] == _AT
    }
    for one in authors:
        for (kind, target), edge in one.edges.items():
            before = support.get((one.id, target), 0) if kind is _AT else 0
            one.edges[kind, target] = replace(edge, support=edge.support + before)
    touched = put_authors(tables, authors, Former((), ()), {one.id for one in authors})
    decisions, homes = [], dict[str, str]()
    for found, one in zip(grown, authors, strict=True):
        for slot in one.group:
            identifier, head = found.came[slot.paper, slot.position]
            key = former[head]["key"]
            decisions.append(by_identifier(key, slot.key, identifier))
            homes |= {key: one.id, slot.key: one.id}
    tables.insert("decision", decision_rows(NodeKind.AUTHOR, decisions, homes))
    return touched


_AT = EdgeKind.AFFILIATED_WITH
