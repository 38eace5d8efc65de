"""One batch of changes carried through to the graph, step by step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from citeweave_graph.assembly import Assembled
from citeweave_graph.derivation.authorship import refresh_authors
from citeweave_graph.derivation.clusters import Settled, assembled, settle
from citeweave_graph.derivation.extractions import (
    Text,
    forget_unused,
    keep_extractions,
    known_extractions,
)
from citeweave_graph.derivation.linking import NodeKey, Resolver, link
from citeweave_graph.derivation.naming import refresh_named
from citeweave_graph.derivation.relating import refresh_relations
from citeweave_graph.identity.concepts import (
    Definition,
    LocalName,
    definitions,
    local_name,
    resolve,
    target_key,
)
from citeweave_graph.rows import edge_row, evidence_row, naming_row, node_row
from citeweave_graph.tables import Row, Tables
from citeweave_schema.codec import from_line
from citeweave_schema.ids import node_id
from citeweave_schema.judgements import Judgement
from citeweave_schema.kinds import NodeKind
from citeweave_schema.mentions import Entity, Extraction
from citeweave_schema.names import text_hash
from citeweave_schema.nodes import PaperNode
from citeweave_schema.papers import Reference

__all__ = ["Change", "Extract", "update"]

Extract = Callable[[Iterable[Text]], Iterator[Extraction]]
"""Gives the extraction of each (title, abstract), in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What happened to the truth since the graph was last derived.

    Attributes:
        blocks: blocks of all records that came, went, or changed sources.
        touched: hashes of those that are still there.
        gone: hashes of those that are not.
        papers: ids of papers to link anew for another reason: a judgement, a new extractor.
        texts: hashes of texts whose extraction was kept ahead; forgotten where no paper has them.
    """

    blocks: Collection[str] = ()
    touched: Collection[str] = ()
    gone: Collection[str] = ()
    papers: Collection[str] = ()
    texts: Collection[str] = ()


def update(tables: Tables, change: Change, extract: Extract, extractor: str) -> Settled:
    """Carry a change through to the graph.

    Args:
        tables: the store, in a transaction, with the truth already changed.
        change: what changed.
        extract: reads the texts that have no extraction yet.
        extractor: the version whose extractions count.
    """
    settled = settle(tables, change.blocks, change.touched, change.gone)
    linked = _Papers(tables, extract, extractor)
    linked.add(settled.rebuilt | settled.citing | set(change.papers))
    linked.add_having(change.texts)
    touched = _resolve_names(tables, linked, settled.dropped)
    old = linked.ids | settled.dropped
    nodes, edges = tables.select("node", "id", old), tables.select("edge", "source", old)
    texts = {row["text"] for row in nodes} | set(change.texts)
    touched |= {row["target"] for row in edges}
    for table, column in (("edge", "source"), ("evidence", "paper"), ("naming", "paper")):
        tables.delete(table, column, old)
    tables.delete("node", "id", settled.dropped)
    keys = _put_links(tables, linked, settled.dropped)
    settled.updated = _differing(
        _contents(nodes, edges),
        _contents(tables.select("node", "id", old), tables.select("edge", "source", old)),
    )
    rebuilt = {one: linked.papers[one] for one in settled.rebuilt if one in linked.papers}
    authors, author_keys = refresh_authors(tables, rebuilt, settled.dropped)
    keys.update(author_keys)
    named = {one for one in touched | authors | set(keys) if not one.startswith("P")}
    refresh_named(tables, named, keys)
    forget_unused(tables, texts - {None})
    return settled


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
    return {one for one, content in new.items() if old.get(one) != content}


class _Papers:
    """The papers to link in this batch, with their texts and extractions."""

    def __init__(self, tables: Tables, extract: Extract, extractor: str) -> None:
        self._tables = tables
        self._extract = extract
        self._extractor = extractor
        self.papers: dict[str, Assembled] = {}
        self.extractions: dict[str, Extraction] = {}
        self.resolver: dict[LocalName, LocalName] = {}

    @property
    def ids(self) -> set[str]:
        return set(self.papers)

    def add(self, ids: Collection[str]) -> None:
        """Load papers and what was found in their texts, extracting where nothing is kept.

        An id that is no paper is passed over. Other papers of a text that was read anew come in
        too, so that no paper is linked from what an earlier version of the extractor found.
        """
        new = assembled(self._tables, set(ids) - self.ids)
        texts = {
            one: (paper.node.title, paper.node.abstract)
            for one, paper in new.items()
            if not paper.node.stub
        }
        found = known_extractions(self._tables, texts.values(), self._extractor)
        missing = [text for text in dict.fromkeys(texts.values()) if text_hash(*text) not in found]
        fresh: dict[str, Extraction] = {}
        if missing:
            fresh = {one.text_hash: one for one in self._extract(missing)}
            keep_extractions(self._tables, fresh.values())
            found.update(fresh)
        self.papers.update(new)
        self.extractions.update((one, found[text_hash(*text)]) for one, text in texts.items())
        if missing:
            self.add_having(fresh)

    def add_having(self, texts: Collection[str]) -> None:
        """Load the papers in the graph that have one of the texts, given by hash."""
        self.add({row["id"] for row in self._tables.select("node", "text", texts)})

    def entities(self, paper: str) -> tuple[Entity, ...]:
        extraction = self.extractions.get(paper)
        return extraction.entities if extraction else ()

    def names(self, paper: str) -> set[LocalName]:
        return {local_name(entity.type, entity.key) for entity in self.entities(paper)}


def _resolve_names(tables: Tables, linked: _Papers, dropped: Collection[str]) -> set[str]:
    """Keep the local names and abbreviations; also link what they make resolve differently.

    Gives the ids of the nodes that an abbreviation leads to no more, or did not before.
    """
    changed: set[str] = set()
    before: dict[LocalName, LocalName] = {}
    after: dict[LocalName, LocalName] = {}
    moved: set[LocalName] = set()
    while new := (linked.ids | set(dropped)) - changed:
        changed |= new
        defined = {one: definitions(linked.entities(one)) for one in new}
        shorts = {row["short"] for row in tables.select("abbreviation", "paper", new)}
        shorts |= {definition.short for found in defined.values() for definition in found}
        before = _resolver(tables, shorts - before.keys()) | before
        tables.delete("abbreviation", "paper", new)
        tables.insert("abbreviation", _abbreviation_rows(defined))
        after = _resolver(tables, before)
        moved = {short for short in before if before[short] != after[short]}
        linked.add({row["paper"] for row in tables.select("local", "name", moved)})
    _redirect(tables, after)
    tables.delete("local", "paper", changed)
    names = {one: linked.names(one) for one in linked.ids}
    tables.insert(
        "local", [{"paper": one, "name": name} for one, found in names.items() for name in found]
    )
    linked.resolver = _resolver(tables, {name for found in names.values() for name in found})
    concerned = moved | {before[short] for short in moved} | {after[short] for short in moved}
    return {node_id(*target_key(name)) for name in concerned}


def _redirect(tables: Tables, resolver: Resolver) -> None:
    """Lead the ids of abbreviations to their long forms, or no more."""
    ids = {name: node_id(*target_key(name)) for name in resolver}
    tables.delete("redirect", "id", set(ids.values()))
    rows = [
        {"id": ids[name], "target": node_id(*target_key(long))}
        for name, long in resolver.items()
        if long != name
    ]
    tables.insert("redirect", rows)


def _abbreviation_rows(defined: Mapping[str, set[Definition]]) -> list[dict[str, str]]:
    return [
        {"short": definition.short, "long": definition.long, "paper": paper}
        for paper, found in defined.items()
        for definition in found
    ]


def _resolver(tables: Tables, names: Collection[LocalName]) -> dict[LocalName, LocalName]:
    longs: dict[LocalName, Counter[LocalName]] = {}
    for row in tables.select("abbreviation", "short", names):
        longs.setdefault(row["short"], Counter())[row["long"]] += 1
    return {name: resolve(name, longs.get(name, {})) for name in names}


def _put_links(tables: Tables, linked: _Papers, dropped: Collection[str]) -> dict[str, NodeKey]:
    judgements = _judgements(tables, linked.ids)
    cited = _cited(tables, linked.papers.values())
    found = {
        one: link(
            paper, linked.extractions.get(one), linked.resolver, judgements.get(one, ()), cited
        )
        for one, paper in linked.papers.items()
    }
    tables.insert(
        "node",
        [_paper_row(paper, linked.extractions.get(one)) for one, paper in linked.papers.items()],
    )
    tables.insert("edge", [edge_row(edge) for links in found.values() for edge in links.edges])
    tables.insert(
        "evidence", [evidence_row(one) for links in found.values() for one in links.evidence]
    )
    tables.insert(
        "naming",
        [
            naming_row(node, one, surface, count)
            for one, links in found.items()
            for (node, surface), count in links.names.items()
        ],
    )
    refresh_relations(
        tables,
        linked.ids | set(dropped),
        [one for links in found.values() for one in links.relations],
    )
    return {node: key for links in found.values() for node, key in links.keys.items()}


def _paper_row(paper: Assembled, extraction: Extraction | None) -> dict[str, object]:
    node = paper.node
    if extraction is None:
        return node_row(node)
    if node.language is None and extraction.language is not None:
        node = replace(node, language=extraction.language)
    return node_row(node, extraction.text_hash)


def _judgements(tables: Tables, papers: Collection[str]) -> dict[str, list[Judgement]]:
    """Give the edge judgements of each paper, also those made under an id it had before."""
    homes = {one: one for one in papers}
    homes.update((row["id"], row["target"]) for row in tables.select("redirect", "target", papers))
    found: dict[str, list[Judgement]] = {}
    for row in sorted(tables.select("judgement", "subject", homes), key=lambda row: str(row["id"])):
        judgement = from_line(Judgement, row["payload"])
        found.setdefault(homes[row["subject"]], []).append(judgement)
    return found


def _cited(tables: Tables, papers: Iterable[Assembled]) -> dict[Reference, str]:
    """Give the paper that each reference leads to."""
    keys = {
        reference: node_id(NodeKind.PAPER, reference.key)
        for paper in papers
        for reference, _ in paper.references
    }
    homes = {
        row["id"]: row["target"] for row in tables.select("redirect", "id", set(keys.values()))
    }
    return {reference: homes.get(one, one) for reference, one in keys.items()}
