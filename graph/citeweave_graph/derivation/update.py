"""One batch of changes carried through to the graph, step by step."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from msgspec.structs import replace

from citeweave_graph.assembly import Assembled
from citeweave_graph.derivation.authorship import refresh_authors
from citeweave_graph.derivation.calling import names_in
from citeweave_graph.derivation.clusters import Settled, assembled, settle
from citeweave_graph.derivation.extractions import (
    Extract,
    forget_unused,
    read_texts,
)
from citeweave_graph.derivation.linking import link
from citeweave_graph.derivation.names import NameChange, PaperNames
from citeweave_graph.derivation.naming import UseChange, refresh_named
from citeweave_graph.derivation.paper_rows import cited_papers, put_papers
from citeweave_graph.derivation.records import Records
from citeweave_graph.derivation.relating import refresh_relations
from citeweave_graph.derivation.resolving import (
    Homes,
    NodeKey,
    Resolver,
    redirect_names,
)
from citeweave_graph.identity.concepts import (
    name_of_key,
)
from citeweave_graph.identity.members import kind_and_key
from citeweave_graph.tables import Row, Tables
from citeweave_schema.codec import from_line
from citeweave_schema.ids import node_id
from citeweave_schema.judgements import Judgement
from citeweave_schema.mentions import Extraction
from citeweave_schema.nodes import PaperNode

__all__ = ["Change", "update"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What happened to the truth since the graph was last derived.

    Attributes:
        blocks: blocks of all records that came, went, or changed sources.
        touched: hashes of those that are still there.
        gone: hashes of those that are not.
        papers: ids of papers to link anew for another reason: a judgement, a new extractor.
        texts: hashes of texts whose extraction was kept ahead; forgotten where no paper has them.
        names: keys of names that people joined or held apart, or no more.
        places: the papers and positions of authors about whom they did.
        judged: True when somebody decided who is who: what was found in texts is then kept even
            where no paper has the text now, since a decision may be undone where nothing reads.
    """

    blocks: Collection[str] = ()
    touched: Collection[str] = ()
    gone: Collection[str] = ()
    papers: Collection[str] = ()
    texts: Collection[str] = ()
    names: Collection[str] = ()
    places: Collection[tuple[str, int]] = ()
    judged: bool = False


def update(
    tables: Tables, records: Records, change: Change, extract: Extract, extractor: str
) -> Settled:
    """Carry a change through to the graph.

    Args:
        tables: the store, in a transaction, with the truth already changed.
        records: the records of the store.
        change: what changed.
        extract: reads the texts that have no extraction yet.
        extractor: the version whose extractions count.
    """
    settled = settle(tables, records, change.blocks, change.touched, change.gone)
    linked = _Papers(tables, records, settled.keys, extract, extractor)
    linked.add(settled.rebuilt | settled.citing | set(change.papers))
    linked.add_having(change.texts)
    judgements = _pair_judgements(tables)
    homes = Homes(judgements)
    naming = _leading_to(tables, change.names)
    linked.add({one for one in naming if one.startswith("P")})
    linked.add(_calling(tables, change.names))
    touched = _resolve_names(tables, linked, settled.dropped, homes, change.names)
    redirect_names(tables, homes, change.names)
    old = linked.ids | settled.dropped
    nodes, edges = tables.select("node", "id", old), tables.select("edge", "source", old)
    texts = {row["text"] for row in nodes} | set(change.texts)
    touched |= {row["target"] for row in edges}
    for table, column in (("edge", "source"), ("evidence", "paper"), ("naming", "paper")):
        tables.delete(table, column, old)
    tables.delete("node", "id", settled.dropped)
    keys = _put_links(tables, linked, settled.dropped)
    nodes_now = tables.select("node", "id", linked.ids)
    edges_now = tables.select("edge", "source", linked.ids)
    uses = _uses((nodes, edges), (nodes_now, edges_now))
    settled.updated = _differing(_contents(nodes, edges), _contents(nodes_now, edges_now))
    rebuilt = {one: linked.papers[one] for one in settled.rebuilt if one in linked.papers}
    places = set(change.places) | _places(tables, "author", naming)
    # A paper that is only linked anew has the authors that it had, but may name where they work
    # otherwise.
    places |= _places(tables, "paper", linked.recalled - rebuilt.keys())
    authors, author_keys = refresh_authors(
        tables, rebuilt, settled.dropped, places=places, judgements=judgements, homes=homes
    )
    keys.update(author_keys)
    named = {one for one in touched | authors | set(keys) if not one.startswith("P")}
    refresh_named(tables, named, keys, uses)
    if not change.judged:
        forget_unused(tables, texts - {None})
    return settled


def _pair_judgements(tables: Tables) -> list[Judgement]:
    found = (from_line(Judgement, row["payload"]) for row in tables.everything("judgement"))
    return [one for one in found if one.left_key is not None]


def _leading_to(tables: Tables, names: Collection[str]) -> set[str]:
    """Give the nodes with an edge to any of the nodes that names lead to or led to."""
    ids = {node_id(*kind_and_key(name)) for name in names}
    ids |= {row["target"] for row in tables.select("redirect", "id", ids)}
    return {row["source"] for row in tables.select("edge", "target", ids)}


def _calling(tables: Tables, names: Collection[str]) -> set[str]:
    """Give the papers that call something by a name, though a judgement may lead it elsewhere."""
    locals_ = {name_of_key(*kind_and_key(name)) for name in names} - {None}
    locals_ |= {row["name"] for row in tables.select("resolution", "target", locals_)}
    return {row["paper"] for row in tables.select("local", "name", locals_)}


def _places(tables: Tables, column: str, ids: Collection[str]) -> set[tuple[str, int]]:
    rows = tables.select("slot", column, ids)
    return {(row["paper"], row["position"]) for row in rows}


_Said = tuple[Iterable[Row], Iterable[Row]]
"""Papers, and the edges that leave them."""


def _uses(before: _Said, after: _Said) -> dict[str, UseChange]:
    """Give what changed about the papers that use concepts."""
    found: dict[str, UseChange] = {}
    for (nodes, edges), is_new in ((before, False), (after, True)):
        year_of = {row["id"]: row["year"] for row in nodes}
        for row in edges:
            if row["role"] is not None:
                change = found.setdefault(row["target"], UseChange())
                change.add(row["role"], year_of.get(row["source"]), is_new=is_new)
    return found


def _contents(nodes: Iterable[Row], edges: Iterable[Row]) -> dict[str, set[object]]:
    """Give what each paper says, without who says so."""
    found: dict[str, set[object]] = {}
    for row in nodes:
        node = from_line(PaperNode, row["payload"])
        found[row["id"]] = {replace(node, sources=(), provenance=())}
    for row in edges:
        found[row["source"]].add((row["target"], row["kind"], row["confidence"], row["support"]))
    return found


def _differing(old: dict[str, set[object]], new: dict[str, set[object]]) -> set[str]:
    return {one for one, content in old.items() if one in new and new[one] != content}


class _Papers:
    """The papers to link in this batch, with their texts and extractions."""

    def __init__(
        self,
        tables: Tables,
        records: Records,
        keys: Mapping[str, str],
        extract: Extract,
        extractor: str,
    ) -> None:
        self._tables = tables
        self._records = records
        self._keys = keys
        self._extract = extract
        self._extractor = extractor
        self.papers: dict[str, Assembled] = {}
        self.extractions: dict[str, Extraction] = {}
        self.resolvers: dict[str, Resolver] = {}
        self.recalled: set[str] = set()

    @property
    def ids(self) -> set[str]:
        return set(self.papers)

    def add(self, ids: Collection[str]) -> None:
        """Load papers and what was found in their texts, extracting where nothing is kept.

        An id that is no paper is passed over. Other papers of a text that was read anew come in
        too, so that no paper is linked from what an earlier version of the extractor found.
        """
        new = assembled(self._tables, self._records, set(ids) - self.ids, self._keys)
        texts = {
            one: (paper.node.title, paper.node.abstract)
            for one, paper in new.items()
            if not paper.node.stub
        }
        found, fresh = read_texts(self._tables, texts.values(), self._extract, self._extractor)
        self.papers.update(new)
        self.extractions.update((one, found[text]) for one, text in texts.items())
        if fresh:
            self.add_having(fresh)

    def add_having(self, texts: Collection[str]) -> None:
        """Load the papers in the graph that have one of the texts, given by hash."""
        self.add({row["id"] for row in self._tables.select("node", "text", texts)})

    def names(self, paper: str) -> PaperNames:
        """Give what the paper calls things: concepts, persons and organisations."""
        return names_in(self.papers[paper], self.extractions.get(paper))


def _resolve_names(
    tables: Tables,
    linked: _Papers,
    dropped: Collection[str],
    homes: Homes,
    judged: Collection[str],
) -> set[str]:
    """Keep what names stand for; also link the papers for which they now stand for another.

    Gives the ids of the nodes about whose names people judged.
    """
    names_judged = [name_of_key(*kind_and_key(one)) for one in judged]
    names = NameChange(tables, homes, {name for name in names_judged if name is not None})
    changed: set[str] = set()
    new = linked.ids | set(dropped)
    while True:
        changed |= new
        linked.add(
            names.put({one: linked.names(one) for one in new & linked.ids}, new - linked.ids)
        )
        new = linked.ids - changed
        if not new:
            break
    names.keep()
    linked.resolvers = names.resolvers()
    linked.recalled = names.recalled()
    return {node_id(*kind_and_key(one)) for one in judged}


def _put_links(tables: Tables, linked: _Papers, dropped: Collection[str]) -> dict[str, NodeKey]:
    judgements = _judgements(tables, linked.ids)
    cited = cited_papers(tables, linked.papers.values())
    found = {
        one: link(
            paper,
            linked.extractions.get(one),
            linked.resolvers[one],
            judgements.get(one, ()),
            cited,
        )
        for one, paper in linked.papers.items()
    }
    put_papers(tables, linked.papers, linked.extractions, found)
    refresh_relations(
        tables,
        linked.ids | set(dropped),
        [one for links in found.values() for one in links.relations],
    )
    return {node: key for links in found.values() for node, key in links.keys.items()}


def _judgements(tables: Tables, papers: Collection[str]) -> dict[str, list[Judgement]]:
    """Give the edge judgements of each paper, also those made under an id it had before."""
    homes = {one: one for one in papers}
    homes.update((row["id"], row["target"]) for row in tables.select("redirect", "target", papers))
    found: dict[str, list[Judgement]] = {}
    for row in sorted(tables.select("judgement", "subject", homes), key=lambda row: str(row["id"])):
        judgement = from_line(Judgement, row["payload"])
        found.setdefault(homes[row["subject"]], []).append(judgement)
    return found
