"""Which records are one paper.

A pure function of a set of records: the order in which they came does not matter. Records that
share an identifier, or have the same key, are one paper. Without one, records of equal title are
one paper as long as nothing speaks against it: known years, first authors and identifiers of one
scheme must agree. What is unknown agrees with anything, unless it would agree with two papers
that differ; then it stays apart, since a wrong merge is worse than a missed one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import networkx as nx

from citeweave_graph.identity.joining import NOTHING, Judged, Partition
from citeweave_schema.dates import PartialDate
from citeweave_schema.ids import Scheme, strongest
from citeweave_schema.judgements import Decision
from citeweave_schema.names import digest, normal_person, normal_title
from citeweave_schema.papers import AuthorName, Paper, Reference

__all__ = [
    "Candidate",
    "Clustering",
    "blocks",
    "cluster",
    "fine_key",
    "ranked_keys",
    "reference_paper",
    "strongest_key",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A record as identity sees it.

    Attributes:
        hash: content hash of the record.
        paper: what it states; of a reference, title, year, first author and identifiers.
        stub: True for a reference, which names a paper without being its record.
    """

    hash: str
    paper: Paper
    stub: bool

    @property
    def shared_keys(self) -> tuple[str, ...]:
        """The keys that other records of the paper may have too: identifiers, and its own."""
        return _keys(self.paper)

    @property
    def keys(self) -> tuple[str, ...]:
        """What judgements know the record by: its identifiers, its own key, and a fine key.

        The fine key tells two records of one identifier apart by title, year and first author.
        """
        return (*self.shared_keys, fine_key(self.paper))


@dataclass(frozen=True, slots=True)
class Clustering:
    """Which records are one paper, and what was decided on the way."""

    groups: list[tuple[Candidate, ...]]
    decisions: tuple[Decision, ...] = ()


def fine_key(paper: Paper) -> str:
    """Give the key that tells records apart which share an identifier."""
    title = normal_title(paper.title_readable or paper.title)
    year = str(paper.date.year) if paper.date else ""
    first = normal_person(paper.authors[0].name) if paper.authors else ""
    return f"{paper.key}#{digest(*map(str, paper.identifiers), title, year, first)[:16]}"


def blocks(paper: Paper) -> tuple[str, ...]:
    """Give the keys under which records meet: each identifier, its own, the normalised title.

    Two records without a common key are never compared.
    """
    title = normal_title(paper.title_readable or paper.title)
    keys = _keys(paper)
    return (*keys, f"title:{title}") if title else keys


def _keys(paper: Paper) -> tuple[str, ...]:
    """Give the keys of which each by itself makes two records one paper."""
    return tuple(dict.fromkeys((*map(str, paper.identifiers), paper.key)))


def reference_paper(reference: Reference) -> Paper:
    """Give a reference the form of a record, so that it can be one with the paper it names."""
    best = strongest(reference.identifiers)
    author = reference.first_author
    return Paper(
        title=reference.title or str(best),
        identifiers=reference.identifiers,
        date=PartialDate(reference.year) if reference.year else None,
        authors=(AuthorName(name=author),) if author else (),
    )


def cluster(candidates: Iterable[Candidate], judged: Judged = NOTHING) -> Clustering:
    """Give the papers that the records make, each as its records by hash, in order of hash."""
    ordered = sorted(candidates, key=lambda one: one.hash)
    parts = Partition({one: one.keys for one in ordered}, judged)
    parts.join_holders({one: one.shared_keys for one in ordered})
    merged = [list(group) for group in parts.groups()]
    by_title: dict[str, list[int]] = {}
    for number, part in enumerate(merged):
        for title in {normal_title(one.paper.title_readable or one.paper.title) for one in part}:
            if title:
                by_title.setdefault(title, []).append(number)
    for numbers in by_title.values():
        for a, b in _one_paper(merged, numbers):
            parts.join(merged[a][0], merged[b][0])
    return Clustering(parts.groups())


def strongest_key(group: Iterable[Candidate]) -> str:
    """Give the key that the paper's id follows from.

    The strongest identifier; else the key of a full record before that of a reference, one
    that knows the year before one that does not, and the smallest of those.
    """
    records = list(group)
    best = strongest(identifier for one in records for identifier in one.paper.identifiers)
    return str(best) if best is not None else min(map(_own_rank, records))[2]


def ranked_keys(group: Iterable[Candidate]) -> list[str]:
    """Give all keys of a paper, the strongest first, the fine ones last."""
    records = list(group)
    identifiers = {one for record in records for one in record.paper.identifiers}
    ranked = sorted(identifiers, key=lambda one: (one.rank, one.value))
    own = [key for _, _, key in sorted(map(_own_rank, records))]
    fine = sorted(fine_key(one.paper) for one in records)
    return list(dict.fromkeys((*map(str, ranked), *own, *fine)))


def _own_rank(one: Candidate) -> tuple[bool, bool, str]:
    return one.stub, one.paper.date is None or one.paper.date.year is None, one.paper.key


@dataclass(frozen=True, slots=True)
class _Facts:
    years: frozenset[int]
    authors: frozenset[str]
    identifiers: Mapping[Scheme, frozenset[str]]

    def agrees(self, other: _Facts) -> bool:
        """Whether nothing known to both differs."""
        pairs = [(self.years, other.years), (self.authors, other.authors)]
        common = self.identifiers.keys() & other.identifiers.keys()
        pairs.extend((self.identifiers[scheme], other.identifiers[scheme]) for scheme in common)
        return all(not mine or not theirs or mine & theirs for mine, theirs in pairs)


def _facts(part: list[Candidate]) -> _Facts:
    identifiers: dict[Scheme, set[str]] = {}
    for one in part:
        for identifier in one.paper.identifiers:
            identifiers.setdefault(identifier.scheme, set()).add(identifier.value)
    return _Facts(
        frozenset(one.paper.date.year for one in part if one.paper.date and one.paper.date.year),
        frozenset(_surname(one.paper.authors[0].name) for one in part if one.paper.authors),
        {scheme: frozenset(values) for scheme, values in identifiers.items()},
    )


def _surname(name: str) -> str:
    return (normal_person(name).split() or [""])[-1]


def _one_paper(parts: list[list[Candidate]], numbers: list[int]) -> list[tuple[int, int]]:
    """Give the pairs of parts of one title to join.

    Parts that agree are linked; a linked group in which all pairs agree is one paper. In any
    other group only parts that say exactly the same are joined.
    """
    facts = {number: _facts(parts[number]) for number in numbers}
    linked: nx.Graph[int] = nx.Graph()
    linked.add_nodes_from(numbers)
    pairs = [(a, b) for a in numbers for b in numbers if a < b]
    linked.add_edges_from((a, b) for a, b in pairs if facts[a].agrees(facts[b]))
    joins: list[tuple[int, int]] = []
    for group in nx.connected_components(linked):
        within = [(a, b) for a, b in pairs if a in group and b in group]
        if all(facts[a].agrees(facts[b]) for a, b in within):
            joins.extend(within)
        else:
            joins.extend((a, b) for a, b in within if facts[a] == facts[b])
    return joins
