"""The edges that leave a paper, and the mentions that the extracted ones stand on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from msgspec.structs import replace

from citeweave_graph.assembly import Assembled
from citeweave_graph.derivation.relating import related
from citeweave_graph.derivation.resolving import NodeKey, Resolver
from citeweave_graph.identity.concepts import (
    LocalName,
    entity_name,
    local_name,
    organization_local_name,
)
from citeweave_schema.edges import Edge, Evidence, RelationEvidence
from citeweave_schema.ids import node_id, strongest
from citeweave_schema.judgements import Judgement, Verdict
from citeweave_schema.kinds import (
    CONCEPT_KINDS,
    ROLES_OF,
    EdgeKind,
    EntityType,
    Field,
    NodeKind,
    Role,
    edge_kind,
)
from citeweave_schema.mentions import Entity, Extraction
from citeweave_schema.names import normal_person
from citeweave_schema.nodes import PaperNode
from citeweave_schema.papers import Reference

__all__ = ["Links", "link"]


@dataclass(slots=True)
class Links:
    """What one paper adds to the graph.

    Attributes:
        edges: the edges that leave it.
        evidence: the mentions that the extracted ones stand on.
        relations: what its text says of two of its concepts.
        names: for each node it names, how often in which surface.
        keys: the kind and key of each node it names.
    """

    edges: list[Edge] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    relations: list[RelationEvidence] = field(default_factory=list)
    names: dict[tuple[str, str], int] = field(default_factory=dict)
    keys: dict[str, NodeKey] = field(default_factory=dict)

    def name(self, key: NodeKey, surface: str) -> str:
        """Count a surface for the node of a key, and give the node's id."""
        node = node_id(*key)
        self.keys[node] = key
        self.names[node, surface] = self.names.get((node, surface), 0) + 1
        return node


def link(
    paper: Assembled,
    extraction: Extraction | None,
    resolver: Resolver,
    judgements: Iterable[Judgement],
    cited: Mapping[Reference, str],
) -> Links:
    """Make the edges of one paper.

    Args:
        paper: the paper.
        extraction: what was found in its text; None for a stub.
        resolver: how its local names are resolved.
        judgements: those about edges of this paper.
        cited: the id of the paper that each reference leads to.
    """
    links = Links()
    by_target = {judgement.right: judgement for judgement in judgements}
    entities = extraction.entities if extraction else ()
    members = [_judged(entity, resolver, by_target) for entity in entities]
    for key, group in _grouped(members, resolver).items():
        _about(links, paper.node, key, group, extraction)
    if extraction and extraction.relations:
        concepts = [_concept(member, resolver) for member in members]
        links.relations = related(paper.node, extraction, concepts)
    _metadata(links, paper, cited, resolver)
    return links


@dataclass(frozen=True, slots=True)
class _Member:
    """An entity on its way to a node, as found or as judgements corrected it.

    Attributes:
        entity: what was found.
        target: the local name of the node it goes to.
        type: the type of that node.
        role: what it is to the paper.
        judgement: id of the last judgement that corrected it; None when none did.
        corrected_name: the name that a judgement gave it; None when none did.
    """

    entity: Entity
    target: LocalName
    type: EntityType
    role: Role
    judgement: str | None = None
    corrected_name: str | None = None


def _grouped(members: Iterable[_Member | None], resolver: Resolver) -> dict[NodeKey, list[_Member]]:
    found: dict[NodeKey, list[_Member]] = {}
    for member in members:
        if member is not None:
            found.setdefault(resolver.target(member.target), []).append(member)
    return found


def _concept(member: _Member | None, resolver: Resolver) -> str | None:
    """Give the concept that a member went to; None for one that went nowhere or elsewhere."""
    if member is None or member.type.value not in CONCEPT_KINDS:
        return None
    return resolver.node(member.target)


def _judged(
    entity: Entity, resolver: Resolver, judgements: Mapping[str, Judgement]
) -> _Member | None:
    """Send an entity where judgements, one after the other, want it; None when one rejects it.

    A corrected edge may be corrected or rejected again, so each new target is asked about; a
    judgement is followed once.
    """
    name = entity_name(entity)
    member = _Member(entity, resolver.name(name), entity.type, entity.role)
    ids = (resolver.node(member.target), resolver.node(name), *resolver.own_nodes(name))
    judgement = next((judgements[one] for one in ids if one in judgements), None)
    followed: set[str] = set()
    while judgement is not None and judgement.id not in followed:
        if judgement.verdict is Verdict.REJECT_EDGE:
            return None
        followed.add(judgement.id)
        member = _corrected(member, judgement)
        judgement = judgements.get(resolver.node(member.target))
    return member


def _corrected(member: _Member, judgement: Judgement) -> _Member:
    type_ = judgement.type or member.type
    role = judgement.role or member.role
    if role not in ROLES_OF[type_]:
        role = ROLES_OF[type_][0] if type_ is EntityType.TASK else Role.MENTIONS
    target = member.target
    if judgement.type or judgement.name:
        target = local_name(type_, judgement.name or target.partition(":")[2])
    return _Member(
        member.entity, target, type_, role, judgement.id, judgement.name or member.corrected_name
    )


def _about(
    links: Links,
    paper: PaperNode,
    key: NodeKey,
    members: list[_Member],
    extraction: Extraction | None,
) -> None:
    """Add the one edge from the paper to a node, and all its mentions."""
    strongest_role = min((member.role for member in members), key=lambda role: role.rank)
    mentions = {
        (mention.field, mention.start): mention
        for member in members
        for mention in member.entity.mentions
    }
    target = node_id(*key)
    for mention in mentions.values():
        text = paper.title if mention.field is Field.TITLE else paper.abstract or ""
        links.name(key, mention.text)
        links.evidence.append(
            Evidence(
                paper=paper.id,
                target=target,
                field=mention.field,
                start=mention.start,
                end=mention.end,
                surface=mention.text,
                sentence=text[mention.sentence_start : mention.sentence_end],
                sentence_start=mention.sentence_start,
                confidence=mention.confidence,
                extractor=extraction.extractor if extraction else "",
                cue=mention.cue,
            )
        )
    for member in members:
        if member.corrected_name:
            links.name(key, member.corrected_name)
    judgements = sorted(member.judgement for member in members if member.judgement)
    links.edges.append(
        Edge(
            kind=edge_kind(members[0].type, strongest_role),
            source=paper.id,
            target=target,
            role=strongest_role,
            confidence=max(member.entity.confidence for member in members),
            support=len(mentions),
            judgement=judgements[0] if judgements else None,
        )
    )


def _metadata(
    links: Links, paper: Assembled, cited: Mapping[Reference, str], resolver: Resolver
) -> None:
    """Add the edges that sources state."""
    here = paper.node.id
    if paper.venue is not None:
        best = strongest(paper.venue.identifiers)
        key = str(best) if best else f"name:{normal_person(paper.venue.name)}"
        venue = links.name(resolver.key(NodeKind.VENUE, key), paper.venue.name)
        links.edges.append(
            Edge(kind=EdgeKind.PUBLISHED_IN, source=here, target=venue, sources=paper.node.sources)
        )
    _stated_organizations(links, paper, resolver)
    said: dict[str, Edge] = {}
    for reference, sources in paper.references:
        target = cited.get(reference)
        if target is None or target == here:
            continue
        edge = Edge(
            kind=EdgeKind.CITES, source=here, target=target, printed=reference.raw, sources=sources
        )
        said[target] = _joined(said[target], edge) if target in said else edge
    links.edges.extend(said.values())


def _stated_organizations(links: Links, paper: Assembled, resolver: Resolver) -> None:
    """Join what a source states about the paper's organisations to what its text names."""
    found = {edge.target: number for number, edge in enumerate(links.edges)}
    for name, sources in paper.organizations:
        key = resolver.target(resolver.name(organization_local_name(name)))
        node = links.name(key, name)
        if node in found:
            edge = links.edges[found[node]]
            links.edges[found[node]] = replace(
                edge, sources=tuple(sorted({*edge.sources, *sources}))
            )
            continue
        found[node] = len(links.edges)
        links.edges.append(
            Edge(kind=EdgeKind.NAMES, source=paper.node.id, target=node, sources=sources)
        )


def _joined(one: Edge, other: Edge) -> Edge:
    printed = sorted(text for text in (one.printed, other.printed) if text)
    return replace(
        one,
        printed=printed[0] if printed else None,
        sources=tuple(sorted({*one.sources, *other.sources})),
    )
