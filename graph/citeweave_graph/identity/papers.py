"""Which records are one paper.

A pure function of a set of records and of what people decided: the order in which the records
came does not matter. Records that share an identifier, or have the same key, are one paper. What
is left is joined by title, year, authors and venue, the surest pair first, as long as nothing in
the two groups contradicts: a preprint and what was published of it are one paper, an erratum, an
answer or the next part of a series is another. What is unknown agrees with anything, unless it
would agree with two papers that differ; then it stays apart, since a wrong merge is worse than a
missed one. What a person decided stands above all of this.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from citeweave_graph.identity.bylines import byline
from citeweave_graph.identity.facts import facts_of, implied
from citeweave_graph.identity.joining import NOTHING, Judged, Partition
from citeweave_graph.identity.matching import Matching, Part, doubt
from citeweave_graph.identity.meeting import title_blocks
from citeweave_graph.identity.titles import folded_title
from citeweave_schema.dates import PartialDate
from citeweave_schema.ids import strongest
from citeweave_schema.judgements import Decision
from citeweave_schema.names import digest
from citeweave_schema.papers import AuthorName, Paper, Reference

__all__ = ["Candidate", "Clustering", "blocks", "cluster", "reference_paper", "strongest_key"]


@dataclass(frozen=True, kw_only=True)
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

    @functools.cached_property
    def blocks(self) -> tuple[str, ...]:
        """The keys under which it meets others: identifiers, its own key, parts of the title.

        Two records without a common key are never compared.
        """
        return (*self.shared_keys, *title_blocks(self.paper))

    @property
    def fine(self) -> str:
        """The key that tells records of one identifier apart: their own key, then a digest.

        Of identifiers, title, year and first author: records that differ in none have the same.
        """
        paper = self.paper
        identifiers = sorted(map(str, paper.identifiers))
        year = paper.date.year if paper.date else None
        first = byline(paper.authors[0].name).surname if paper.authors else ""
        title = folded_title(paper.title_readable or paper.title).squashed
        return f"{paper.key}#{digest(*identifiers, title, str(year or ''), first)[:16]}"

    @functools.cached_property
    def shared_keys(self) -> tuple[str, ...]:
        """The keys that other records of the paper may have too: identifiers, and its own."""
        return _keys(self.paper)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys under which judgements know the record."""
        return (*self.shared_keys, self.fine)


@dataclass(frozen=True, slots=True)
class Clustering:
    """The papers that records make, and what was decided on the way.

    Attributes:
        groups: each paper as its records by hash, in order of the first hash.
        decisions: joins by title, near misses, and identifiers that look wrong; in order.
    """

    groups: list[tuple[Candidate, ...]]
    decisions: tuple[Decision, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The key of each group, of which no two are equal.

        The strongest; where a person holds records of one identifier apart, the first group
        keeps it, and the others have the least fine key of their records.
        """
        taken: set[str] = set()
        found = []
        for group in self.groups:
            key = strongest_key(group)
            if key in taken:
                key = min(one.fine for one in group)
            taken.add(key)
            found.append(key)
        return tuple(found)


def blocks(paper: Paper) -> tuple[str, ...]:
    """Give the keys under which records of a paper meet; see `Candidate.blocks`."""
    return (*_keys(paper), *title_blocks(paper))


def _keys(paper: Paper) -> tuple[str, ...]:
    """Give the keys of which each by itself makes two records one paper."""
    identifiers = paper.identifiers
    return tuple(
        dict.fromkeys((*map(str, identifiers), paper.key, *map(str, implied(identifiers))))
    )


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


def strongest_key(group: Iterable[Candidate]) -> str:
    """Give the key that the paper's id follows from.

    The strongest identifier; else the key of a full record before that of a reference, one
    that knows the year before one that does not, and the smallest of those.
    """
    records = list(group)
    best = strongest(identifier for one in records for identifier in one.paper.identifiers)
    if best is not None:
        return str(best)
    return min(
        (one.stub, one.paper.date is None or one.paper.date.year is None, one.paper.key)
        for one in records
    )[2]


def cluster(candidates: Iterable[Candidate], judged: Judged = NOTHING) -> Clustering:
    """Give the papers that records make.

    Args:
        candidates: the records; all that share a block with one of them must be among them.
        judged: what people decided about pairs of them, by `Candidate.keys`.
    """
    ordered = sorted(candidates, key=lambda one: one.hash)
    if len(ordered) < 2:
        return Clustering([(one,) for one in ordered])
    records = {one.hash: one for one in ordered}
    # Nobody asks for keys where nothing is judged, and they are dear to compute.
    asked = bool(judged.same or judged.different)
    partition = Partition({one.hash: one.keys if asked else () for one in ordered}, judged)
    partition.join_holders({one.hash: one.shared_keys for one in ordered})
    together = [[records[one] for one in group] for group in partition.groups()]
    parts = [_part(group, met, asked=asked) for group, met in _meeting(together)]
    decisions = {found for group in together for found in _doubts(group)}
    if len(parts) > 1:
        decisions.update(Matching(partition, parts, judged).run())
    groups = [tuple(records[one] for one in group) for group in partition.groups()]
    return Clustering(groups, tuple(sorted(decisions)))


def _meeting(
    groups: list[list[Candidate]],
) -> Iterator[tuple[list[Candidate], frozenset[str]]]:
    """Give the groups that meet another under a key, with the keys under which they do."""
    found = [{block for one in group for block in one.blocks} for group in groups]
    held = Counter(block for some in found for block in some)
    for group, some in zip(groups, found, strict=True):
        met = frozenset(block for block in some if held[block] > 1)
        if met:
            yield group, met


def _part(records: list[Candidate], met: frozenset[str], *, asked: bool) -> Part:
    return Part(
        hashes=tuple(one.hash for one in records),
        key=strongest_key(records),
        keys=frozenset(key for one in records for key in one.keys) if asked else frozenset(),
        blocks=met,
        facts=facts_of([one.paper for one in records], stub=all(one.stub for one in records)),
    )


def _doubts(records: list[Candidate]) -> Iterator[Decision]:
    """Give the records that have an identifier in common with others and nothing else."""
    if len(records) < 2:
        return
    chief = min(records, key=lambda one: (one.stub, not one.paper.authors, one.hash))
    known = facts_of([chief.paper], stub=chief.stub)
    for one in records:
        if one is chief or one.fine == chief.fine:
            continue
        found = doubt(chief.fine, known, one.fine, facts_of([one.paper], stub=one.stub))
        if found is not None:
            yield found
