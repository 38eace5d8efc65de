"""What a paper calls things: the local names that stand in its text and in what sources state."""

from __future__ import annotations

from collections.abc import Iterator

from citeweave_graph.assembly import Assembled
from citeweave_graph.derivation.authorship import affiliation_name
from citeweave_graph.derivation.names import PaperNames
from citeweave_graph.identity.concepts import (
    Definition,
    LocalName,
    definitions,
    entity_name,
    organization_local_name,
)
from citeweave_schema.mentions import Extraction
from citeweave_schema.papers import Affiliation

__all__ = ["names_in"]


def names_in(paper: Assembled, extraction: Extraction | None) -> PaperNames:
    """Give what a paper calls concepts, persons and organisations.

    Args:
        paper: the paper, with its organisations and its authors' affiliations.
        extraction: what was found in its text; None for a stub.
    """
    entities = extraction.entities if extraction else ()
    surfaces: dict[LocalName, set[str]] = {}
    for entity in entities:
        written = {mention.text for mention in entity.mentions}
        surfaces.setdefault(entity_name(entity), set()).update(written)
    found = definitions(entities) if entities else set()
    for name, _ in paper.organizations:
        surfaces.setdefault(organization_local_name(name), set())
    for one in _affiliations(paper):
        name, identified = organization_local_name(one.name), affiliation_name(one)
        surfaces.setdefault(identified, set())
        if name != identified:
            found.add(Definition(name, identified))
    return PaperNames(surfaces, found)


def _affiliations(paper: Assembled) -> Iterator[Affiliation]:
    for author in paper.authors:
        yield from author.affiliations
