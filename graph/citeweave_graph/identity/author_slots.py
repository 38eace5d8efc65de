"""An author's place on a paper, with what the paper says that tells authors apart."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from citeweave_graph.identity.person_names import PersonName
from citeweave_schema.ids import Identifier, strongest
from citeweave_schema.names import normal_person
from citeweave_schema.papers import AuthorName

__all__ = ["NAMED", "Slot", "slot_blocks"]

NAMED = "name:"
"""What a block begins with that follows from a name and not from an identifier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """An author's place on a paper.

    Attributes:
        paper: id of the paper.
        paper_key: the key of the paper, which the slot's own key is made of.
        position: from 1.
        author: as printed there.
        companions: normalised names (`normal_person`) of the other authors of the paper.
        year: when the paper appeared; None when unknown.
        venue: the key or normalised name of where; empty when unknown.
        words: the words of the title, as `normal_title` gives them.
        cites: ids of the papers that the paper cites.
        concepts: ids of what the paper is about.
    """

    paper: str
    paper_key: str
    position: int
    author: AuthorName
    companions: frozenset[str]
    year: int | None = None
    venue: str = ""
    words: frozenset[str] = frozenset()
    cites: frozenset[str] = frozenset()
    concepts: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """What identifies this slot and no other."""
        return f"slot:{self.paper_key}:{self.position}:{normal_person(self.author.name)}"

    @property
    def keys(self) -> tuple[str, ...]:
        """The slot's own key, and each identifier of its author: what judgements know it by."""
        if not self.author.identifiers:
            return (self.key,)
        return (self.key, *dict.fromkeys(map(str, self.author.identifiers)))

    @property
    def name(self) -> PersonName:
        """The author's name in parts."""
        return PersonName.parse(self.author.name)

    @property
    def organizations(self) -> frozenset[str]:
        """What the affiliations name: the strongest id of each, else its normalised name."""
        if not self.author.affiliations:
            return _NOWHERE
        return frozenset(_key(one.identifiers, one.name) for one in self.author.affiliations)


def slot_blocks(author: AuthorName) -> tuple[str, ...]:
    """Give the keys under which slots meet: each identifier, the surname with one initial.

    Slots that no chain of common keys joins are never compared. A name without letters meets
    only its equals.

    >>> slot_blocks(AuthorName(name="Müller, Hans J.")) == slot_blocks(AuthorName(name="H Mueller"))
    True
    """
    block = _block(author.name)
    if not author.identifiers:
        return (block,)
    return (*dict.fromkeys(map(str, author.identifiers)), block)


@functools.lru_cache(maxsize=50_000)
def _block(name: str) -> str:
    return f"{NAMED}{PersonName.parse(name).block or normal_person(name) or name}"


_NOWHERE: frozenset[str] = frozenset()


def _key(identifiers: tuple[Identifier, ...], name: str) -> str:
    best = strongest(identifiers)
    return str(best) if best is not None else normal_person(name)
