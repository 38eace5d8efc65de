"""The graph of a store that has none yet, from all its records at once.

What `update` carries through change by change is made here in passes, each of which sees every
record, paper or author once: nothing that is there has to be looked up, compared or taken back.
Both give the same graph.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TypeVar

from citeweave_graph.assembly import Assembled, assemble
from citeweave_graph.derivation.authorship import author_slots
from citeweave_graph.derivation.calling import names_in
from citeweave_graph.derivation.clusters import paper_decisions, redirect_rows, statements_of
from citeweave_graph.derivation.extractions import Extract, read_texts
from citeweave_graph.derivation.first_authors import make_authors
from citeweave_graph.derivation.linking import Links, link
from citeweave_graph.derivation.names import NameChange, PaperNames, resolvers
from citeweave_graph.derivation.naming import refresh_named
from citeweave_graph.derivation.paper_rows import cited_papers, put_papers
from citeweave_graph.derivation.records import Records
from citeweave_graph.derivation.relating import refresh_relations
from citeweave_graph.derivation.resolving import Homes, NodeKey, Resolver
from citeweave_graph.identity.author_slots import Slot
from citeweave_graph.identity.papers import cluster
from citeweave_graph.tables import Tables
from citeweave_schema.ids import node_id
from citeweave_schema.kinds import NodeKind
from citeweave_schema.mentions import Extraction

__all__ = ["AT_ONCE", "derive_whole"]

Thing = TypeVar("Thing")

AT_ONCE = 100_000
"""Records of which all is at hand at once."""


def derive_whole(
    tables: Tables, records: Records, extract: Extract, extractor: str
) -> Collection[str]:
    """Derive the graph of a store that has only records, of which nobody judged anything.

    Args:
        tables: the store, in a transaction.
        records: the records of the store.
        extract: reads the texts that have no extraction yet.
        extractor: the version whose extractions count.

    Returns:
        The ids of all papers.
    """
    whole = _Whole(tables, records, extract, extractor)
    hashes = list({row["hash"]: None for row in tables.everything("owner")})
    with tables.filling():
        for some in _some_at_once(hashes):
            records.put_blocks(some)
            records.forget(beyond=AT_ONCE)
        for met in _met(tables) if len(hashes) > AT_ONCE else [hashes]:
            whole.settle(met)
            records.forget(beyond=AT_ONCE)
        whole.link()
        whole.make_authors()
    whole.name()
    return whole.papers


class _Whole:
    def __init__(self, tables: Tables, records: Records, extract: Extract, extractor: str) -> None:
        self._tables = tables
        self._records = records
        self._extract = extract
        self._extractor = extractor
        self._homes = Homes()
        self._names = NameChange(tables, self._homes, ())
        self._waiting: list[tuple[str, tuple[str, ...]]] = []
        self._slots: list[Slot] = []
        self._keys: dict[str, NodeKey] = {}
        self.papers: list[str] = []

    def settle(self, hashes: Collection[str]) -> None:
        """Make papers of some records; link those that name and cite nothing."""
        found = cluster(self._records.candidates(hashes))
        ids = [node_id(NodeKind.PAPER, key) for key in found.keys]
        papers = dict(zip(ids, found.groups, strict=True))
        self._tables.insert(
            "member",
            [{"hash": one.hash, "paper": to} for to, group in papers.items() for one in group],
        )
        self._tables.insert("redirect", redirect_rows(papers, papers))
        self._tables.insert("decision", paper_decisions(papers, found.decisions))
        hashes_of = ([one.hash for one in group] for group in found.groups)
        self._begin(dict(zip(found.keys, hashes_of, strict=True)))

    def _begin(self, groups: Mapping[str, Sequence[str]]) -> None:
        papers = self._assembled(groups)
        self.papers += papers
        extractions = self._read(papers)
        called = {one: names_in(paper, extractions.get(one)) for one, paper in papers.items()}
        self._names.put_first({one: names for one, names in called.items() if names.surfaces})
        ready = {
            one: paper
            for one, paper in papers.items()
            if not (called[one].surfaces or paper.references)
        }
        self._waiting += [
            (key, tuple(hashes))
            for key, hashes in groups.items()
            if node_id(NodeKind.PAPER, key) not in ready
        ]
        self._put(ready, extractions, {})
        for paper in papers.values():
            self._slots += author_slots(paper)

    def link(self) -> None:
        """Link the papers that waited, now that all names and citations lead somewhere."""
        self._names.keep()
        for some in _some_at_once(self._waiting):
            papers = self._assembled(dict(some))
            extractions = self._read(papers)
            self._put(
                papers,
                extractions,
                {one: names_in(paper, extractions.get(one)) for one, paper in papers.items()},
            )

    def _put(
        self,
        papers: Mapping[str, Assembled],
        extractions: Mapping[str, Extraction],
        called: Mapping[str, PaperNames],
    ) -> None:
        resolving = resolvers(self._tables, self._homes, called)
        cited = cited_papers(self._tables, papers.values())
        nothing = Resolver()
        links: dict[str, Links] = {
            one: link(paper, extractions.get(one), resolving.get(one, nothing), (), cited)
            for one, paper in papers.items()
        }
        put_papers(self._tables, papers, extractions, links)
        refresh_relations(
            self._tables, (), [one for some in links.values() for one in some.relations]
        )
        for some in links.values():
            self._keys.update(some.keys)

    def make_authors(self) -> None:
        """Make the authors of all papers."""
        self._keys.update(make_authors(self._tables, self._slots))
        self._slots = []

    def name(self) -> None:
        """Make the nodes that something names, but for the authors."""
        refresh_named(self._tables, self._keys.keys(), self._keys)

    def _assembled(self, groups: Mapping[str, Sequence[str]]) -> dict[str, Assembled]:
        hashes = [one for group in groups.values() for one in group]
        statements = statements_of(self._tables, self._records, hashes)
        return {
            node_id(NodeKind.PAPER, key): assemble(key, [statements[one] for one in group])
            for key, group in groups.items()
        }

    def _read(self, papers: Mapping[str, Assembled]) -> dict[str, Extraction]:
        texts = {
            one: (paper.node.title, paper.node.abstract)
            for one, paper in papers.items()
            if not paper.node.stub
        }
        found, _ = read_texts(self._tables, texts.values(), self._extract, self._extractor)
        return {one: found[text] for one, text in texts.items()}


def _some_at_once(things: Sequence[Thing]) -> Iterator[Sequence[Thing]]:
    for first in range(0, len(things), AT_ONCE):
        yield things[first : first + AT_ONCE]


def _met(tables: Tables) -> Iterator[Collection[str]]:
    """Give the hashes of all records, those that blocks join from record to record together."""
    above: dict[str, str] = {}
    first: dict[str, str] = {}

    def root(one: str) -> str:
        while (parent := above[one]) != one:
            above[one] = one = above[parent]
        return one

    for row in tables.everything("block"):
        above.setdefault(row["hash"], row["hash"])
        above[root(row["hash"])] = root(first.setdefault(row["block"], row["hash"]))
    groups: dict[str, list[str]] = {}
    for one in above:
        groups.setdefault(root(one), []).append(one)
    some: list[str] = []
    for group in groups.values():
        some += group
        if len(some) >= AT_ONCE:
            yield some
            some = []
    if some:
        yield some
