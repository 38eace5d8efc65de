"""The names of things in papers, in a form that papers have in common.

Within a paper the extractor has joined the forms of a name and given it a key. Across papers names
of one type are one concept when their keys are (`concept_names`), where an open list leads from
one to the other, or where one is short for the other (`abbreviations`). An organisation's name
without identifier is taken for the organisation that other papers give the name with, as long as
they agree.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from citeweave_graph.identity.abbreviations import LongForm
from citeweave_graph.identity.concept_names import surface_key
from citeweave_graph.identity.organizations import organization_key, owner_name
from citeweave_graph.lists import shipped_lists
from citeweave_schema.ids import Identifier
from citeweave_schema.judgements import Decision, Verdict
from citeweave_schema.kinds import CONCEPT_KINDS, ConceptKind, EntityType, NodeKind
from citeweave_schema.mentions import Entity
from citeweave_schema.names import normal_form, normal_person

__all__ = [
    "Definition",
    "LocalName",
    "agreement_on",
    "concept_kind",
    "definitions",
    "entity_name",
    "listed_long_form",
    "local_name",
    "most_agree_on",
    "name_of_key",
    "organization_local_name",
    "target_key",
]

LocalName = str
"""A type and a key in it, as one text: what a paper calls a thing, before resolution."""

_CODE_HOST = "github.com"
"""Where the owners of repositories that texts name are looked up."""
_NAME = "name:"
_IDENTIFIED = "ror:"

_AGREEING, _OF = 9, 10
"""How many of the papers that give a name with an identifier must agree, of how many."""


@dataclass(frozen=True, slots=True)
class Definition:
    """That a paper spells an abbreviation out."""

    short: LocalName
    long: LocalName


@functools.lru_cache(maxsize=50_000)
def local_name(entity: EntityType, key: str) -> LocalName:
    """Give the local name of a type and name: one for each node that it may lead to.

    >>> local_name(EntityType.METHOD, "graph-nets"), local_name(EntityType.ORG, "facebookresearch")
    ('METHOD:graphnet', 'ORG:ai meta')
    """
    if entity is EntityType.ORG:
        return organization_local_name(owner_name(_CODE_HOST, key) or key)
    if entity is EntityType.PERSON:
        return f"{entity.value}:{normal_person(key)}"
    kind = ConceptKind(entity.value)
    return f"{kind.value}:{shipped_lists().canonical(kind, surface_key(kind, key))}"


@functools.lru_cache(maxsize=50_000)
def organization_local_name(name: str, identifiers: tuple[Identifier, ...] = ()) -> LocalName:
    """Give the local name of an organisation: its identifier's where it has one.

    >>> organization_local_name("Univ. of Oxford") == organization_local_name("Oxford University")
    True
    """
    return f"{EntityType.ORG.value}:{organization_key(name, identifiers).removeprefix(_NAME)}"


def entity_name(entity: Entity) -> LocalName:
    """Give the local name of what a paper's entity names, by its canonical surface."""
    as_printed = normal_form(entity.name) == entity.key
    return local_name(entity.type, entity.name if as_printed else entity.key)


def definitions(entities: Iterable[Entity]) -> set[Definition]:
    """Give the abbreviations that a paper's entities define, as local names."""
    found = {
        Definition(local_name(entity.type, short), entity_name(entity))
        for entity in entities
        for short in entity.short_forms
    }
    return {one for one in found if one.short != one.long}


def concept_kind(name: LocalName) -> ConceptKind | None:
    """Give the kind of concept that a local name is of; None for organisations and persons."""
    kind = name.partition(":")[0]
    return ConceptKind(kind) if kind in CONCEPT_KINDS else None


def listed_long_form(name: LocalName) -> LocalName | None:
    """Give what an abbreviation stands for in the open lists; None for any other name.

    >>> listed_long_form("METHOD:lda")
    'METHOD:latentdirichletallocation'
    """
    kind = concept_kind(name)
    if kind is None:
        return None
    long = shipped_lists().spelt_out(kind, name.partition(":")[2])
    return f"{kind.value}:{long}" if long else None


def most_agree_on(name: LocalName, longs: Mapping[LocalName, LongForm]) -> LocalName:
    """Give the identified organisation that a name stands for: nine in ten must agree.

    Args:
        name: a name without identifier.
        longs: how many papers give it with which identifier.

    >>> most_agree_on("ORG:acme", {"ORG:ror:05a28rw58": LongForm(9), "ORG:ror:1": LongForm(1)})
    'ORG:ror:05a28rw58'
    >>> most_agree_on("ORG:acme", {})
    'ORG:acme'
    """
    decision = agreement_on(name, longs)
    if decision is None or decision.verdict is not Verdict.SAME:
        return name
    return decision.right if decision.left == name else decision.left


def agreement_on(name: LocalName, longs: Mapping[LocalName, LongForm]) -> Decision | None:
    """Decide whether a name stands for the organisation that papers identify by it most often.

    Args:
        name: a name without identifier.
        longs: how many papers give it with which identifier.

    Returns:
        That it does, or that it is unsure; None where no paper gives it with an identifier.

    >>> found = {"ORG:ror:05a28rw58": LongForm(9), "ORG:ror:1": LongForm(3)}
    >>> agreement_on("ORG:acme", found).reason
    '9 of 12 papers that give the name with an identifier give this one'
    """
    if not longs:
        return None
    usual = max(sorted(longs), key=lambda long: longs[long].papers)
    agreeing, total = longs[usual].papers, sum(one.papers for one in longs.values())
    return Decision(
        kind=NodeKind.ORGANIZATION,
        left=name,
        right=usual,
        verdict=Verdict.SAME if _OF * agreeing >= _AGREEING * total else Verdict.UNSURE,
        score=agreeing / total,
        rule="identifier",
        reason=f"{agreeing} of {total} papers that give the name with an identifier give this one",
    )


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
