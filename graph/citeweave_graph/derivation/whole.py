"""The graph of a store that has none yet, from all its records at once.

What `update` carries through change by change is made here in passes, each of which sees every
record, paper or author once: nothing that is there has to be looked up, compared or taken back.
Both give the same graph. Of what there is much of, only a part is in memory at any time.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice

from citeweave_graph.derivation.extractions import (
    Extract,
    KeptExtraction,
    Text,
    found_in,
    kept_extractions,
)
from citeweave_graph.derivation.first_authors import WaitingSlots, make_authors
from citeweave_graph.derivation.first_nodes import WaitingNodes
from citeweave_graph.derivation.first_papers import (
    Kept,
    Linking,
    Made,
    Settling,
    Waiting,
    linked,
    settled,
)
from citeweave_graph.derivation.names import keep_every_name, said_of
from citeweave_graph.derivation.naming import refresh_named
from citeweave_graph.derivation.reaching import Ordered, records_that_meet
from citeweave_graph.derivation.relating import put_related
from citeweave_graph.derivation.sharing_work import worked_out
from citeweave_graph.tables import Tables
from citeweave_schema.ids import node_id
from citeweave_schema.kinds import NodeKind

__all__ = ["derive_whole"]

AT_ONCE = 2_000
"""Records, papers or names that are worked on at once."""


def derive_whole(tables: Tables, extract: Extract, extractor: str) -> None:
    """Derive the graph of a store that has only records, of which nobody judged anything.

    Args:
        tables: the store, in a transaction, with the records and their blocks.
        extract: reads the texts that have no extraction yet.
        extractor: the version whose extractions count.
    """
    with WaitingNodes() as nodes:
        whole = _Whole(tables, extract, extractor, nodes)
        with tables.filling(), WaitingSlots() as slots, Ordered() as waiting:
            for made in whole.settled():
                slots.put(made.slots)
                for one in made.waiting:
                    waiting.add(node_id(NodeKind.PAPER, one.key), tuple(one))
            whole.link(Waiting(*one) for one in waiting.everything())
            whole.make_authors(slots)
        whole.name()


class _Whole:
    def __init__(
        self, tables: Tables, extract: Extract, extractor: str, nodes: WaitingNodes
    ) -> None:
        self._tables = tables
        self._extract = extract
        self._extractor = extractor
        self._nodes = nodes
        self._formats = {row["uri"]: row["format"] for row in tables.everything("source")}

    def settled(self) -> Iterator[Made]:
        """Make papers of records; link those that name and cite nothing."""
        for part, found in worked_out(settled, self._settling()):
            made = found
            if made.unread:
                more = self._found(made.unread)
                made = settled(Settling(part.records, {**part.extractions, **more}))
            self._put(made)
            yield made

    def link(self, waiting: Iterator[Waiting]) -> None:
        """Link papers in the order of their ids, now that all names and citations lead somewhere.

        What leaves them then comes in the order in which it is kept.
        """
        keep_every_name(self._tables, AT_ONCE)
        some = iter(lambda: list(islice(waiting, AT_ONCE)), [])
        for _, made in worked_out(linked, map(self._linking, some)):
            self._put(made)
        put_related(self._tables, AT_ONCE)

    def make_authors(self, slots: WaitingSlots) -> None:
        """Make the authors of all papers."""
        self._nodes.put(make_authors(self._tables, slots), {})

    def name(self) -> None:
        """Make the nodes that something names, but for the authors."""
        for keys, usage in self._nodes.parts(AT_ONCE):
            refresh_named(self._tables, keys, keys, usage=usage)

    def _put(self, made: Made) -> None:
        for table, values in made.values.items():
            self._tables.insert_values(table, values)
        self._nodes.put(made.keys, made.usage)

    def _settling(self) -> Iterator[Settling]:
        for hashes in records_that_meet(self._tables, AT_ONCE):
            records = self._kept(hashes)
            texts = (_text(one.line) for one in records if not one.stub)
            yield Settling(records, self._found(texts))

    def _linking(self, papers: Sequence[Waiting]) -> Linking:
        records = {one.hash: one for one in self._kept([h for one in papers for h in one.hashes])}
        texts = {one.text for one in papers if one.text is not None}
        known = kept_extractions(self._tables, texts, self._extractor)
        ids = [node_id(NodeKind.PAPER, one.key) for one in papers]
        names = {row["name"] for row in self._tables.select("local", "paper", ids)}
        longs = {name: found for name, found in said_of(self._tables, names).items() if found}
        cited = {reference for one in papers for reference in one.cited}
        homes = {row["hash"]: row["paper"] for row in self._tables.select("member", "hash", cited)}
        return Linking(papers, records, {one.text_hash: one for one in known}, longs, homes)

    def _kept(self, hashes: Collection[str]) -> list[Kept]:
        rows = self._tables.select("record", "hash", hashes)
        stated = [row["hash"] for row in rows if not row["stub"]]
        owners: dict[str, list[str]] = {}
        for row in self._tables.select("owner", "hash", stated):
            if row["owner"] in self._formats:
                owners.setdefault(row["hash"], []).append(row["owner"])
        sources = {
            one: tuple((uri, self._formats[uri]) for uri in sorted(some))
            for one, some in owners.items()
        }
        return [
            Kept(row["hash"], bool(row["stub"]), row["payload"], sources.get(row["hash"], ()))
            for row in rows
        ]

    def _found(self, texts: Iterable[Text]) -> dict[str, KeptExtraction]:
        return found_in(self._tables, texts, self._extract, self._extractor)[0]


def _text(line: str) -> Text:
    row = json.loads(line)
    return row["title"], row.get("abstract")
