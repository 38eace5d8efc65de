"""Look-ups of one node by what identifies it; what is not there is null, without an error."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import strawberry

from citeweave.server.types.connections import Info
from citeweave.server.types.declaring import one_of_type
from citeweave.server.types.nodes import Node
from citeweave_schema import (
    ConceptKind,
    ConceptNode,
    Identifier,
    NodeKind,
    Scheme,
)
from citeweave_schema import (
    Node as NodeRecord,
)
from citeweave_schema.errors import AmbiguousError

__all__ = ["NameBy", "PaperBy", "concept_named", "node_named", "paper_by"]

Kind = TypeVar("Kind", bound=Node)


@one_of_type
class PaperBy:
    """What identifies a paper: exactly one of these."""

    id: strawberry.ID | None = strawberry.UNSET
    doi: str | None = strawberry.UNSET
    arxiv: str | None = strawberry.UNSET
    acl: str | None = strawberry.UNSET
    openalex: str | None = strawberry.UNSET
    s2: str | None = strawberry.UNSET
    pubmed: str | None = strawberry.UNSET
    title: str | None = strawberry.UNSET


@one_of_type
class NameBy:
    """What identifies a concept, author, organisation, venue or person: one of these."""

    id: strawberry.ID | None = strawberry.UNSET
    name: str | None = strawberry.UNSET


async def paper_by(info: Info, by: PaperBy) -> NodeRecord | None:
    """Give the paper; titles are compared in normal form.

    Raises:
        AmbiguousError: several papers have the title.
        IdentifierError: a text that is no identifier of its scheme.
    """
    if by.id:
        return await _of_kind(info, by.id, NodeKind.PAPER)
    if by.title:
        found = await info.context.loaders.papers_titled(by.title)
        return _only(found, f"{len(found)} papers have the title {by.title!r}; ask by id")
    for scheme in Scheme:
        text = getattr(by, scheme.value, None)
        if text:
            return await info.context.loaders.paper_identified(Identifier.parse(scheme, text))
    return None


async def node_named(info: Info, by: NameBy, kind: NodeKind) -> NodeRecord | None:
    """Give the node of a kind.

    Raises:
        AmbiguousError: several have the name.
    """
    if by.id:
        return await _of_kind(info, by.id, kind)
    found = await info.context.loaders.named(kind, by.name or "")
    return _only(found, f"{len(found)} have the name {by.name!r}; ask by id")


async def concept_named(info: Info, by: NameBy, kind: ConceptKind | None) -> NodeRecord | None:
    """Give the concept, of a kind or of any.

    Raises:
        AmbiguousError: several have the name, of one kind or of several.
    """
    if by.id:
        found = await _of_kind(info, by.id, NodeKind.CONCEPT)
        fits = isinstance(found, ConceptNode) and kind in (None, found.concept_kind)
        return found if fits else None
    named = await info.context.loaders.named(NodeKind.CONCEPT, by.name or "", kind)
    names = ", ".join(f"{one.concept_kind} {one.name}" for one in _concepts(named))
    return _only(named, f"{by.name!r} may be {names}; ask by id or say the kind")


def _concepts(nodes: Sequence[NodeRecord]) -> list[ConceptNode]:
    return [one for one in nodes if isinstance(one, ConceptNode)]


def _only(found: Sequence[NodeRecord], several: str) -> NodeRecord | None:
    if len(found) > 1:
        raise AmbiguousError(several, tuple(one.id for one in found))
    return found[0] if found else None


async def _of_kind(info: Info, one: str, kind: NodeKind) -> NodeRecord | None:
    found = await info.context.loaders.node(one)
    return found if found is not None and found.kind is kind else None
