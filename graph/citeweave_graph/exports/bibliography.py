"""Papers as lists of references have them: with their authors, and their venue's ISSN."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from citeweave_graph.exports.records import address_of
from citeweave_graph.identity.person_names import PersonName, folded_parts
from citeweave_schema.edges import Edge
from citeweave_schema.ids import Identifier, Scheme
from citeweave_schema.kinds import EdgeKind
from citeweave_schema.nodes import Node, PaperNode, VenueNode

if TYPE_CHECKING:
    from citeweave_graph.exports.parts import Part

__all__ = ["Author", "Entry", "Sort", "entries", "parted"]

_AT_ONCE = 500
_MEETING = re.compile(
    r"\b(?:proceedings|conference|workshop|symposium|meeting|congress|proc)\b", re.IGNORECASE
)
_NO_GIVEN = frozenset({"", "inc", "ltd", "llc", "gmbh", "corp", "co", "jr", "sr", "ii", "iii"})
"""What stands behind a comma and is no given name."""
_KINDS = frozenset({EdgeKind.AUTHORED, EdgeKind.PUBLISHED_IN})


@dataclass(frozen=True, slots=True)
class Author:
    """An author as printed, and the parts of the name where it can be parted; else None."""

    printed: str
    family: str | None = None
    given: str | None = None

    @property
    def inverted(self) -> str:
        """The family name, a comma, the given names; as printed where it cannot be parted."""
        return f"{self.family}, {self.given}" if self.family and self.given else self.printed


Sort = str
"""What a paper is to a list of references: "meeting", "journal", "preprint" or "other"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A paper as lists of references have it.

    Attributes:
        paper: what is known of it.
        authors: in printed order.
        issn: of its venue; None when not known.
    """

    paper: PaperNode
    authors: tuple[Author, ...] = ()
    issn: str | None = None

    @property
    def sort(self) -> Sort:
        """What it is, as far as its venue and its identifiers tell."""
        if self.paper.venue is not None:
            meeting = self.issn is None and _MEETING.search(self.paper.venue)
            return "meeting" if meeting else "journal"
        return "preprint" if self.first(Scheme.ARXIV) else "other"

    def first(self, scheme: Scheme) -> str | None:
        """Give its identifier of a scheme, the first of several; None when it has none."""
        return next(self.all_of(scheme), None)

    def all_of(self, scheme: Scheme) -> Iterator[str]:
        """Give its identifiers of a scheme."""
        return (one.value for one in self.paper.identifiers if one.scheme is scheme)

    def pages(self) -> Iterator[tuple[Identifier, str]]:
        """Give its identifiers that have a page, with the address of the page."""
        for one in self.paper.identifiers:
            if page := address_of(one):
                yield one, page


def entries(part: Part) -> Iterator[Entry]:
    """Give the papers of a part; nothing of it but some hundred papers is held in memory."""
    papers = part.papers()
    while some := list(islice(papers, _AT_ONCE)):
        ids = {one.id for one in some}
        edges = list(part.view.touching(ids, _KINDS))
        far = sorted({_far(edge) for edge in edges})
        found = zip(far, part.view.nodes(far), strict=True) if far else ()
        nodes = {one: node for one, node in found if node is not None}
        of_paper: dict[str, list[Edge]] = {}
        for edge in edges:
            near = edge.target if edge.kind is EdgeKind.AUTHORED else edge.source
            of_paper.setdefault(near, []).append(edge)
        for paper in some:
            yield _entry(paper, of_paper.get(paper.id, ()), nodes)


def _far(edge: Edge) -> str:
    return edge.source if edge.kind is EdgeKind.AUTHORED else edge.target


def _entry(paper: PaperNode, edges: Iterable[Edge], nodes: Mapping[str, Node]) -> Entry:
    written = sorted(
        (edge for edge in edges if edge.kind is EdgeKind.AUTHORED),
        key=lambda edge: (edge.position or 0, edge.source),
    )
    names = (edge.printed or nodes[edge.source].name for edge in written)
    issns = (
        one.value.upper()
        for edge in edges
        if edge.kind is EdgeKind.PUBLISHED_IN and isinstance(venue := nodes[edge.target], VenueNode)
        for one in venue.identifiers
        if one.scheme is Scheme.ISSN
    )
    return Entry(
        paper=paper,
        authors=tuple(map(parted, names)),
        issn=min(issns, default=None),
    )


def parted(name: str) -> Author:
    """Part a name as printed; what cannot be told apart stays whole.

    >>> parted("Josef van Genabith").inverted, parted("Lovelace, Ada").inverted
    ('van Genabith, Josef', 'Lovelace, Ada')
    >>> parted("OpenAI")
    Author(printed='OpenAI', family=None, given=None)
    """
    text = " ".join(name.split())
    family, comma, given = (part.strip() for part in text.partition(","))
    if comma:
        whole = not family or "," in given or given.rstrip(".").casefold() in _NO_GIVEN
        return Author(text) if whole else Author(text, family, given)
    words = text.split(" ")
    surname = PersonName.parse(text).surname.split(" ")
    for count in range(1, len(words)):
        for family_words, rest in (
            (words[-count:], words[:-count]),
            (words[:count], words[count:]),
        ):
            if folded_parts(" ".join(family_words)) == surname:
                return Author(text, " ".join(family_words), " ".join(rest))
    return Author(text)
