"""Which names are one concept across papers.

Within a paper the extractor has joined the forms of a name and given it a key. Across papers
equal keys of one type are one concept. An abbreviation that a paper does not spell out is taken
for the long form that other papers define for it, as long as they agree: all of them, or at least
nine in ten. Where they differ more it stays apart, since a wrong merge is worse than a missed one.
In the same way an organisation's name without identifier is taken for the organisation that other
papers give the name with.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from citeweave_graph.identity.organizations import organization_key, owner_name
from citeweave_schema.ids import Identifier
from citeweave_schema.kinds import CONCEPT_KINDS, EntityType, NodeKind
from citeweave_schema.mentions import Entity
from citeweave_schema.names import normal_form, normal_person

__all__ = [
    "Definition",
    "LocalName",
    "definitions",
    "local_name",
    "name_of_key",
    "organization_local_name",
    "resolve",
    "target_key",
]

LocalName = str
"""A type and a key in it, as one text: what a paper calls a thing, before resolution."""

_CODE_HOST = "github.com"
"""Where the owners of repositories that texts name are looked up."""
_NAME = "name:"
_IDENTIFIED = "ror:"

_AGREEING, _OF = 9, 10
"""How many of the papers that spell an abbreviation out must spell it alike, of how many."""


@dataclass(frozen=True, slots=True)
class Definition:
    """That a paper spells an abbreviation out."""

    short: LocalName
    long: LocalName


def local_name(entity: EntityType, key: str) -> LocalName:
    """Give the local name of a type and key: one for each node that it may lead to.

    >>> local_name(EntityType.METHOD, "graph-net"), local_name(EntityType.ORG, "facebookresearch")
    ('METHOD:graph-net', 'ORG:ai meta')
    """
    if entity is EntityType.ORG:
        return organization_local_name(owner_name(_CODE_HOST, key) or key)
    if entity is EntityType.PERSON:
        key = normal_person(key)
    return f"{entity.value}:{key}"


def organization_local_name(name: str, identifiers: tuple[Identifier, ...] = ()) -> LocalName:
    """Give the local name of an organisation: its identifier's where it has one.

    >>> organization_local_name("Univ. of Oxford") == organization_local_name("Oxford University")
    True
    """
    return f"{EntityType.ORG.value}:{organization_key(name, identifiers).removeprefix(_NAME)}"


def definitions(entities: Iterable[Entity]) -> set[Definition]:
    """Give the abbreviations that a paper's entities define, as local names."""
    found = {
        Definition(local_name(entity.type, normal_form(short)), local_name(entity.type, entity.key))
        for entity in entities
        for short in entity.short_forms
    }
    return {one for one in found if one.short != one.long}


def resolve(name: LocalName, longs: Mapping[LocalName, int]) -> LocalName:
    """Give the local name that stands for a name.

    Args:
        name: what a paper calls something without spelling it out.
        longs: for each long form that papers define for it, how many of them do.

    >>> resolve("METHOD:llm", {"METHOD:large language model": 93, "METHOD:llama model": 2})
    'METHOD:large language model'
    >>> resolve("METHOD:cl", {"METHOD:curriculum learning": 1, "METHOD:contrastive learning": 1})
    'METHOD:cl'
    """
    if not longs:
        return name
    usual = max(sorted(longs), key=lambda long: longs[long])
    agreed = _OF * longs[usual] >= _AGREEING * sum(longs.values())
    return usual if agreed else name


def target_key(name: LocalName) -> tuple[NodeKind, str]:
    """Give the kind and key of the node that a resolved local name leads to.

    >>> [target_key(name)[1] for name in ("METHOD:bert", "ORG:openai", "ORG:ror:05a28rw58")]
    ['METHOD:bert', 'name:openai', 'ror:05a28rw58']
    """
    kind, _, key = name.partition(":")
    if kind in CONCEPT_KINDS:
        return NodeKind.CONCEPT, name
    if kind == EntityType.ORG:
        return NodeKind.ORGANIZATION, key if key.startswith(_IDENTIFIED) else _NAME + key
    return NodeKind.PERSON, _NAME + key


def name_of_key(kind: NodeKind, key: str) -> LocalName | None:
    """Give the local name that leads to a node of a kind and key; None when none can.

    >>> name_of_key(NodeKind.ORGANIZATION, "name:openai"), name_of_key(NodeKind.VENUE, "name:acl")
    ('ORG:openai', None)
    """
    if kind is NodeKind.CONCEPT:
        return key
    form = key.removeprefix(_NAME)
    if kind is NodeKind.ORGANIZATION:
        return f"{EntityType.ORG.value}:{form}"
    return f"{EntityType.PERSON.value}:{form}" if kind is NodeKind.PERSON else None
