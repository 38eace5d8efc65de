"""The nodes that exist because something names them, and the names they go by."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from citeweave_graph.derivation.resolving import NodeKey
from citeweave_graph.hops import DEFAULT_ROLES
from citeweave_graph.identity.concept_names import surface_key
from citeweave_graph.lists import shipped_lists
from citeweave_graph.rows import naming_row, node_row
from citeweave_graph.tables import Row, Tables, Usage
from citeweave_schema.ids import Identifier, Scheme
from citeweave_schema.kinds import ConceptKind, NodeKind
from citeweave_schema.names import normal_form
from citeweave_schema.nodes import (
    Alias,
    AuthorNode,
    ConceptNode,
    Node,
    OrganizationNode,
    PersonNode,
    VenueNode,
)

__all__ = ["YearChange", "named_node", "refresh_named"]

NOT_USED = Usage(papers_by_role={}, first_year=None)


@dataclass(slots=True)
class YearChange:
    """When the papers appeared that began or ceased to use a concept, where that is known."""

    before: set[int] = field(default_factory=set)
    after: set[int] = field(default_factory=set)

    def tells(self, first: int | None) -> bool:
        """Whether the first year of all papers follows from the former one."""
        return first is None or first in self.after or first not in self.before

    def first(self, former: int | None) -> int | None:
        """Give the first year of all papers now."""
        known = self.after if former is None else {former, *self.after}
        return min(known, default=None)


_NO_CHANGE = YearChange()


def refresh_named(
    tables: Tables,
    nodes: Collection[str],
    keys: Mapping[str, NodeKey],
    years: Mapping[str, YearChange] | None = None,
    usage: Mapping[str, Usage] | None = None,
) -> None:
    """Make the named nodes among the ids anew; those that nothing names any more go.

    Args:
        tables: the store, with the edges and namings of the change already in it.
        nodes: ids of nodes that something began or ceased to name.
        keys: kind and key of the nodes that may be new.
        years: what changed about the years of concepts, so that the papers of one that is
            everywhere need not all be looked at; None where nothing was there before.
        usage: how all concepts are used, where that was counted already.
    """
    concepts = [one for one in nodes if one.startswith("C")]
    tables.delete("naming", "paper", [_listed_for(one) for one in concepts])
    names = tables.names_of(nodes)
    known = {row["id"]: row for row in tables.select("node", "id", nodes)}
    if usage is None:
        usage = _usage(tables, concepts, known, years)
    made: list[Node] = []
    for one, surfaces in names.items():
        if one in keys:
            kind, key = keys[one]
        else:
            kind, key = NodeKind(known[one]["kind"]), known[one]["key"]
        made.append(named_node(one, kind, key, surfaces, usage.get(one, NOT_USED)))
    tables.delete("node", "id", set(nodes) - set(names))
    tables.insert("node", map(node_row, made))
    tables.insert(
        "naming",
        [
            naming_row(node.id, _listed_for(node.id), alias.name, 0)
            for node in made
            if isinstance(node, ConceptNode)
            for alias in node.aliases
            if alias.count == 0
        ],
    )


def _usage(
    tables: Tables,
    concepts: Collection[str],
    known: Mapping[str, Row],
    years: Mapping[str, YearChange] | None,
) -> dict[str, Usage]:
    former = {one: known[one]["first_year"] for one in concepts if one in known}
    changes = years or {}
    told = [
        one
        for one in concepts
        if years is not None and changes.get(one, _NO_CHANGE).tells(former.get(one))
    ]
    found = {
        one: Usage(
            papers_by_role=roles, first_year=changes.get(one, _NO_CHANGE).first(former.get(one))
        )
        for one, roles in tables.roles_of(told).items()
    }
    return found | tables.usage_of(set(concepts).difference(told))


def _listed_for(node: str) -> str:
    """Give what stands in the place of a paper where an open list names a node."""
    return f"list:{node}"


def named_node(
    one: str, kind: NodeKind, key: str, surfaces: Mapping[str, int], usage: Usage = NOT_USED
) -> Node:
    """Make a node out of what names it.

    Args:
        one: its id.
        kind: what it is, no paper.
        key: what the id follows from.
        surfaces: how often each surface names it.
        usage: how a concept is used.
    """
    ordered = sorted(surfaces, key=lambda name: (-surfaces[name], name))
    if kind is NodeKind.CONCEPT:
        return _concept(one, key, ordered, surfaces, usage)
    name, *others = ordered
    aliases = tuple(Alias(name=other, count=surfaces[other]) for other in others)
    identifiers = _identifiers(key)
    if kind is NodeKind.AUTHOR:
        return AuthorNode(id=one, key=key, name=name, aliases=aliases, identifiers=identifiers)
    if kind is NodeKind.ORGANIZATION:
        return OrganizationNode(
            id=one, key=key, name=name, aliases=aliases, identifiers=identifiers
        )
    if kind is NodeKind.VENUE:
        return VenueNode(id=one, key=key, name=name, aliases=aliases, identifiers=identifiers)
    return PersonNode(id=one, key=key, name=name, aliases=aliases)


def _concept(
    one: str, key: str, ordered: list[str], surfaces: Mapping[str, int], usage: Usage
) -> ConceptNode:
    """Name a concept by the most frequent surface of its canonical form."""
    kind_name, _, form = key.partition(":")
    kind = ConceptKind(kind_name)
    lists = shipped_lists()
    canonical = [name for name in ordered if lists.canonical(kind, surface_key(kind, name)) == form]
    name = (canonical or ordered)[0]
    papers = usage.papers_by_role
    entry = lists.find(kind, form)
    written = {normal_form(one) for one in surfaces}
    names = [one for one in entry.names if normal_form(one) not in written] if entry else []
    return ConceptNode(
        id=one,
        key=key,
        concept_kind=kind,
        name=name,
        aliases=tuple(
            Alias(name=other, count=surfaces[other]) for other in ordered if other != name
        )
        + tuple(Alias(name=other, count=0) for other in names),
        document_frequency=sum(papers.get(role.value, 0) for role in DEFAULT_ROLES[kind]),
        paper_count=sum(papers.values()),
        first_year=usage.first_year,
        listed_broader=entry.broader if entry else (),
        outside_ids=entry.ids if entry else (),
    )


def _identifiers(key: str) -> tuple[Identifier, ...]:
    scheme = key.partition(":")[0]
    return (Identifier.from_key(key),) if scheme in set(Scheme) else ()
