"""Which author slots are one author.

A pure function of a set of slots (an author's place on a paper). Slots that share an ORCID or
other id are one author. Slots of equal name are one when a co-author or an affiliation is common
to both; with nothing but the name they stay apart, and so do slots whose ids of one scheme
differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import networkx as nx

from citeweave_schema.ids import Scheme, strongest
from citeweave_schema.names import normal_person
from citeweave_schema.papers import AuthorName

__all__ = ["Slot", "author_key", "cluster", "slot_blocks"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """An author's place on a paper.

    Attributes:
        paper: id of the paper.
        paper_key: the key of the paper, which the slot's own key is made of.
        position: from 1.
        author: as printed there.
        companions: normalised names of the other authors of the paper.
    """

    paper: str
    paper_key: str
    position: int
    author: AuthorName
    companions: frozenset[str]

    @property
    def key(self) -> str:
        """What identifies the author by this slot alone."""
        best = strongest(self.author.identifiers)
        if best is not None:
            return str(best)
        return f"slot:{self.paper_key}:{self.position}:{normal_person(self.author.name)}"


def slot_blocks(author: AuthorName) -> tuple[str, ...]:
    """Give the keys under which slots meet: each identifier, and the normalised name."""
    return (*(str(one) for one in author.identifiers), f"name:{normal_person(author.name)}")


def cluster(slots: Iterable[Slot]) -> list[tuple[Slot, ...]]:
    """Give the authors that the slots make, each as its slots in order of paper and position."""
    ordered = sorted(slots, key=lambda one: (one.paper, one.position))
    found = []
    for group in _components(ordered, _company):
        if _contradicts(group):
            found.extend(_components(group, _company_without_id))
        else:
            found.append(group)
    return [tuple(group) for group in found]


def author_key(group: Iterable[Slot]) -> str:
    """Give the key that the author's id follows from: the strongest id, else the least slot."""
    slots = list(group)
    best = strongest(one for slot in slots for one in slot.author.identifiers)
    return str(best) if best is not None else min(slot.key for slot in slots)


def _components(
    slots: list[Slot], company: Callable[[Slot], list[tuple[str, ...]]]
) -> list[list[Slot]]:
    graph: nx.Graph[int | str | tuple[str, ...]] = nx.Graph()
    graph.add_nodes_from(range(len(slots)))
    for number, slot in enumerate(slots):
        graph.add_edges_from((number, str(one)) for one in slot.author.identifiers)
        graph.add_edges_from((number, place) for place in company(slot))
    numbers = (
        sorted(one for one in group if isinstance(one, int))
        for group in nx.connected_components(graph)
    )
    return [[slots[number] for number in group] for group in numbers]


def _contradicts(group: list[Slot]) -> bool:
    values: dict[Scheme, set[str]] = {}
    for slot in group:
        for one in slot.author.identifiers:
            values.setdefault(one.scheme, set()).add(one.value)
    return any(len(found) > 1 for found in values.values())


def _company_without_id(slot: Slot) -> list[tuple[str, ...]]:
    return [] if slot.author.identifiers else _company(slot)


def _company(slot: Slot) -> list[tuple[str, ...]]:
    """Give what must be common to two slots of one name to make them one author."""
    name = normal_person(slot.author.name)
    places: list[tuple[str, ...]] = [
        (name, "with", other) for other in slot.companions if other != name
    ]
    places.extend((name, "at", normal_person(one.name)) for one in slot.author.affiliations)
    return places
