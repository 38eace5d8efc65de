"""The nodes that exist because something names them, and the names they go by."""

from __future__ import annotations

from collections import Counter
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

__all__ = ["UseChange", "Uses", "named_node", "refresh_named"]


@dataclass(frozen=True, slots=True)
class Uses:
    """How papers use a concept, as its node says; see `ConceptNode`."""

    document_frequency: int = 0
    paper_count: int = 0
    first_year: int | None = None

    @classmethod
    def of(cls, kind: ConceptKind, papers: Mapping[str, int], first_year: int | None) -> Uses:
        """Count the papers of a concept of some kind, given by role; numbers may be negative."""
        usual = sum(papers.get(role.value, 0) for role in DEFAULT_ROLES[kind])
        return cls(usual, sum(papers.values()), first_year)


NOT_USED = Uses()


@dataclass(slots=True)
class UseChange:
    """What changed about the papers that use a concept.

    Attributes:
        papers: how many more use it in each role.
        before: the years of those that did before the change.
        after: the years of those that do after it.
    """

    papers: Counter[str] = field(default_factory=Counter)
    before: set[int] = field(default_factory=set)
    after: set[int] = field(default_factory=set)

    def add(self, role: str, year: int | None, *, is_new: bool) -> None:
        """Add a paper that uses the concept after the change, or did before it."""
        self.papers[role] += 1 if is_new else -1
        if year is not None:
            (self.after if is_new else self.before).add(year)

    def tells(self, first: int | None) -> bool:
        """Whether the first year of all papers follows from the former one."""
        return first is None or first in self.after or first not in self.before

    def first(self, former: int | None) -> int | None:
        """Give the first year of all papers now."""
        known = self.after if former is None else {former, *self.after}
        return min(known, default=None)


_NO_CHANGE = UseChange()


def refresh_named(
    tables: Tables,
    nodes: Collection[str],
    keys: Mapping[str, NodeKey],
    changes: Mapping[str, UseChange] | None = None,
    usage: Mapping[str, Usage] | None = None,
) -> None:
    """Make the named nodes among the ids anew; those that nothing names any more go.

    Args:
        tables: the store, with the edges and namings of the change already in it.
        nodes: ids of nodes that something began or ceased to name.
        keys: kind and key of the nodes that may be new.
        changes: what changed about the use of concepts, so that the papers of one that is
            everywhere need not all be looked at; None where nothing was there before.
        usage: how all concepts are used, where that was counted already.
    """
    concepts = [one for one in nodes if one.startswith("C")]
    tables.delete("naming", "paper", [_listed_for(one) for one in concepts])
    names = tables.names_of(nodes)
    known = {row["id"]: row for row in tables.select("node", "id", nodes)}
    used = {one: keys.get(one) for one in concepts if one in names}
    uses = _uses(tables, used, known, changes, usage)
    made: list[Node] = []
    for one, surfaces in names.items():
        if one in keys:
            kind, key = keys[one]
        else:
            kind, key = NodeKind(known[one]["kind"]), known[one]["key"]
        made.append(named_node(one, kind, key, surfaces, uses.get(one, NOT_USED)))
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


def _uses(
    tables: Tables,
    concepts: Mapping[str, NodeKey | None],
    known: Mapping[str, Row],
    changes: Mapping[str, UseChange] | None,
    usage: Mapping[str, Usage] | None,
) -> dict[str, Uses]:
    """Give how concepts are used now: by what changed, or by all papers where that does not tell.

    Args:
        tables: the store.
        concepts: ids, each with the key where the node may be new.
        known: the former rows of nodes.
        changes: see `refresh_named`.
        usage: see `refresh_named`.
    """
    found: dict[str, Uses] = {}
    for one, row in known.items():
        if changes is not None and one in concepts:
            change = changes.get(one, _NO_CHANGE)
            if change.tells(row["first_year"]):
                kind = ConceptKind(row["concept_kind"])
                more = Uses.of(kind, change.papers, change.first(row["first_year"]))
                found[one] = Uses(
                    row["document_frequency"] + more.document_frequency,
                    row["paper_count"] + more.paper_count,
                    more.first_year,
                )
    others = concepts.keys() - found.keys()
    counted = tables.usage_of(others) if usage is None else usage
    for one in others & counted.keys():
        key, how = concepts[one], counted[one]
        kind_name = known[one]["concept_kind"] if key is None else key[1].partition(":")[0]
        found[one] = Uses.of(ConceptKind(kind_name), how.papers_by_role, how.first_year)
    return found


def _listed_for(node: str) -> str:
    """Give what stands in the place of a paper where an open list names a node."""
    return f"list:{node}"


def named_node(
    one: str, kind: NodeKind, key: str, surfaces: Mapping[str, int], uses: Uses = NOT_USED
) -> Node:
    """Make a node out of what names it.

    Args:
        one: its id.
        kind: what it is, no paper.
        key: what the id follows from.
        surfaces: how often each surface names it.
        uses: how papers use a concept.
    """
    ordered = sorted(surfaces, key=lambda name: (-surfaces[name], name))
    if kind is NodeKind.CONCEPT:
        return _concept(one, key, ordered, surfaces, uses)
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
    one: str, key: str, ordered: list[str], surfaces: Mapping[str, int], uses: Uses
) -> ConceptNode:
    """Name a concept by the most frequent surface of its canonical form."""
    kind_name, _, form = key.partition(":")
    kind = ConceptKind(kind_name)
    lists = shipped_lists()
    canonical = [name for name in ordered if lists.canonical(kind, surface_key(kind, name)) == form]
    name = (canonical or ordered)[0]
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
        document_frequency=uses.document_frequency,
        paper_count=uses.paper_count,
        first_year=uses.first_year,
        listed_broader=entry.broader if entry else (),
        outside_ids=entry.ids if entry else (),
    )


def _identifiers(key: str) -> tuple[Identifier, ...]:
    scheme = key.partition(":")[0]
    return (Identifier.from_key(key),) if scheme in set(Scheme) else ()
