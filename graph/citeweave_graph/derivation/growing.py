"""Authors to whose places some are added and nothing else happens.

Who wrote a hundred papers and now one more has a hundred edges that stay, and need not be read. It
takes that ids alone tell who it is (`told_apart`), and that the new places bring no id that the
author did not have, so that the author's key, and what joined the places so far, stay too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from citeweave_graph.derivation.author_rows import Author, Former, put_authors
from citeweave_graph.derivation.judged import decision_rows
from citeweave_graph.derivation.told_apart import Place, Places, ids_of, names_of, scheme_of
from citeweave_graph.identity.author_component import by_identifier, rank
from citeweave_graph.tables import Tables
from citeweave_schema.ids import Identifier, node_id, strongest
from citeweave_schema.kinds import EdgeKind, NodeKind

__all__ = ["Grown", "growing", "put_grown"]


@dataclass(frozen=True, slots=True)
class Grown:
    """An author to whom places came.

    Attributes:
        key: what the author's id follows from.
        left: the places that the author had.
        came: those that came, each with the id that joins it first, and the place it joins it to.
    """

    key: str
    left: frozenset[Place]
    came: Mapping[Place, tuple[str, Place]]

    @property
    def id(self) -> str:
        """The author's id."""
        return node_id(NodeKind.AUTHOR, self.key)


@dataclass(slots=True)
class _Places:
    """The places of one author."""

    left: dict[Place, set[str]] = field(default_factory=dict)
    came: dict[Place, set[str]] = field(default_factory=dict)


def growing(
    near: Places, schemes: Mapping[str, str], new: Collection[Place], changed: Collection[str]
) -> list[Grown]:
    """Give the authors who only grow.

    Args:
        near: the places that ids join to those that changed, each with its blocks, where ids alone
            tell who is who.
        schemes: for each of their names the scheme that does.
        new: the places that are new.
        changed: the ids of places that changed otherwise, as they are and as they were.

    >>> near = {(one, 1): {"openalex:a1001", "name:wang j"} for one in ("P1", "P2", "P3")}
    >>> [found] = growing(near, {"name:wang j": "openalex"}, {("P3", 1)}, ())
    >>> found.came
    {('P3', 1): ('openalex:a1001', ('P1', 1))}
    """
    authors: dict[str, _Places] = {}
    for place, blocks in near.items():
        (name,) = names_of(blocks)
        ids = ids_of(blocks)
        own = next(one for one in ids if scheme_of(one) == schemes[name])
        places = authors.setdefault(own, _Places())
        (places.came if place in new else places.left)[place] = ids
    found = (_grown(places, own, set(changed)) for own, places in authors.items())
    return [one for one in found if one is not None]


def _grown(places: _Places, own: str, changed: set[str]) -> Grown | None:
    """Give an author who only grows; None of any other."""
    first: dict[str, Place] = {}
    for place in sorted(places.left):
        for one in places.left[place]:
            first.setdefault(one, place)
    if not first or not changed.isdisjoint(first):
        return None
    came: dict[Place, tuple[str, Place]] = {}
    for place, ids in places.came.items():
        if any(one not in first or place < first[one] for one in ids):
            return None
        if sum(rank(one) < rank(own) for one in ids) > 1:
            return None  # which may join what another id joined so far
        best = min(ids, key=lambda one: (rank(one), one))
        came[place] = best, first[best]
    key = strongest(map(Identifier.from_key, first))
    return Grown(str(key), frozenset(places.left), came) if came else None


def put_grown(tables: Tables, grown: Sequence[Grown], authors: Sequence[Author]) -> set[str]:
    """Put in what authors who only grow have more; give the named nodes that this concerns.

    Args:
        tables: the store.
        grown: the authors.
        authors: each of them as of the places alone that came.
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
    touched = put_authors(tables, authors, Former((), ()), {one.id for one in grown})
    _put_decisions(tables, grown, authors)
    return touched


_AT = EdgeKind.AFFILIATED_WITH


def _put_decisions(tables: Tables, grown: Iterable[Grown], authors: Iterable[Author]) -> None:
    """Say which id joins the places that came to those that were there."""
    heads = {head for one in grown for _, head in one.came.values()}
    rows = tables.select("slot", "paper", {paper for paper, _ in heads})
    keys = {(row["paper"], row["position"]): row["key"] for row in rows}
    decisions, homes = [], dict[str, str]()
    for one, author in zip(grown, authors, strict=True):
        for slot in author.group:
            identifier, head = one.came[slot.paper, slot.position]
            decisions.append(by_identifier(keys[head], slot.key, identifier))
            homes |= {keys[head]: one.id, slot.key: one.id}
    tables.insert("decision", decision_rows(NodeKind.AUTHOR, decisions, homes))
