"""Authors, what they wrote and where they work, from the author slots of papers."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from citeweave_graph.assembly import Assembled
from citeweave_graph.derivation.author_rows import (
    Author,
    Former,
    contribution,
    put_authors,
    put_decisions,
)
from citeweave_graph.derivation.growing import (
    Grown,
    first_holders,
    former_rows,
    growing,
    put_grown,
)
from citeweave_graph.derivation.judged import JudgedAuthors, undecided
from citeweave_graph.derivation.resolving import Homes, NodeKey, Resolver, kept_resolution
from citeweave_graph.derivation.told_apart import (
    Place,
    Places,
    ids_of,
    names_of,
    namesake_rows,
    namesakes,
    sort_out,
    unconcerned,
)
from citeweave_graph.identity.authors import Clustering, Slot, cluster, slot_blocks
from citeweave_graph.identity.concepts import LocalName, organization_local_name
from citeweave_graph.identity.joining import NOTHING
from citeweave_graph.identity.organizations import organization_name
from citeweave_graph.identity.venues import venue_series
from citeweave_graph.tables import Row, Tables
from citeweave_schema.codec import from_line
from citeweave_schema.edges import Edge
from citeweave_schema.ids import kind_of_id, node_id
from citeweave_schema.judgements import Judgement
from citeweave_schema.kinds import EdgeKind, NodeKind
from citeweave_schema.names import normal_person, normal_title
from citeweave_schema.papers import Affiliation, AuthorName

__all__ = ["affiliation_name", "author_from", "author_slots", "refresh_authors"]


def refresh_authors(
    tables: Tables,
    papers: Mapping[str, Assembled],
    dropped: Collection[str],
    *,
    places: Collection[tuple[str, int]],
    judgements: Sequence[Judgement],
    homes: Homes,
) -> tuple[set[str], dict[str, NodeKey]]:
    """Make anew the authors that changed papers reach.

    Args:
        tables: the store, with the papers of the change already in it.
        papers: the papers that are new or changed.
        dropped: ids of papers that are no more.
        places: papers and positions of authors to make anew for another reason.
        judgements: what people decided about pairs.
        homes: the names that people joined.

    Returns:
        The ids of named nodes (authors, organisations) that may have changed, and the kind and
        key of those that may be new.
    """
    changed = set(papers) | set(dropped)
    former = _by_place(tables.select("slot_block", "paper", changed))
    gone = tables.select("slot", "paper", changed)
    tables.delete("slot", "paper", changed)
    tables.delete("slot_block", "paper", changed)
    slots = {
        (slot.paper, slot.position): slot for one in papers.values() for slot in author_slots(one)
    }
    rows = [row for slot in slots.values() for row in block_rows(slot)]
    tables.insert("slot_block", rows)
    now = _by_place(rows) | _blocks_of(tables, places)
    if not former and not now:
        return set(), {}
    if not any(kind_of_id(one.left) is NodeKind.AUTHOR for one in judgements):
        reached = _told_apart(tables, now, former, slots)
        judged = JudgedAuthors(tables, (), slots)
    else:  # which may have joined those that no block joins
        left = tables.select("slot", "author", {row["author"] for row in gone})
        now |= _blocks_of(tables, {(row["paper"], row["position"]) for row in left})
        judged = JudgedAuthors(tables, judgements, slots)
        found = _reached(tables, _blocks((former, now)), judged.joined)
        tables.delete("namesakes", "block", names_of(_blocks((former, found))))
        reached = _Reached(set(found))
    touched, keys = _put_grown(tables, reached.grown, slots, homes)
    loaded, left_rows = _load(tables, reached.places - slots.keys())
    slots.update(loaded)
    clustering = cluster(slots.values(), judged.judged)
    others, other_keys = _put(tables, clustering, Former(gone, left_rows), judged, homes)
    return touched | others, keys | other_keys


@dataclass(frozen=True, slots=True)
class _Reached:
    """What a change reaches.

    Attributes:
        places: those whose authors are to be made anew.
        grown: the authors who only grow.
    """

    places: set[Place]
    grown: Sequence[Grown] = ()


def _told_apart(tables: Tables, now: Places, former: Places, new: Collection[Place]) -> _Reached:
    """Find what a change reaches, where nobody judged any author.

    Args:
        tables: the store.
        now: the places that changed, each with its blocks.
        former: what those on papers that changed had before.
        new: the places on papers that changed.
    """
    changed = _blocks((now, former))
    again = ids_of(_blocks((former, {one: now[one] for one in now.keys() - new})))
    grown, heads = _growing(tables, {one: now[one] for one in new if one in now}, again)
    others = ids_of(changed).difference(
        one for found in grown for place in found.came for one in now[place]
    )
    near = heads | _reached(tables, others | again, follow=ids_of) | dict(now)
    names = names_of(_blocks((near, former)))
    kept = _kept_namesakes(tables, names)
    bearers = tables.select("slot_block", "block", names - kept.keys())
    older = {row["block"] for row in bearers if (row["paper"], row["position"]) not in new}
    fresh = names - kept.keys() - older - _blocks((former,))
    told = sort_out(near, former, kept, fresh)
    far = _reached(tables, told.open)
    found = {**namesakes(far), **told.new}
    tables.delete("namesakes", "block", names_of(_blocks((far,))) - found.keys())
    tables.insert("namesakes", namesake_rows(found))
    # Names of theirs that are not near may be open.
    sure = [one for one in grown if far.keys().isdisjoint((*one.left, *one.came))]
    spared = {place for one in sure for place in (*one.left, *one.came)}
    return _Reached(far.keys() - unconcerned(far, former, changed) | near.keys() - spared, sure)


def _growing(
    tables: Tables, came: Places, again: Collection[str]
) -> tuple[list[Grown], dict[Place, set[str]]]:
    """Give the authors who may only grow, with places of theirs that say whether ids tell them."""
    holders: dict[str, list[Place]] = {}
    for row in tables.select("slot_block", "block", ids_of(_blocks((came,)))):
        place = row["paper"], row["position"]
        if place not in came:
            holders.setdefault(row["block"], []).append(place)
    heads = _blocks_of(tables, set(first_holders(holders).values()))
    kept = _kept_namesakes(tables, names_of(_blocks((heads,))))
    schemes = {
        place: kept[name]
        for place, some in heads.items()
        for name in names_of(some)
        if name in kept
    }
    return growing(came, holders, schemes, again), heads


def _kept_namesakes(tables: Tables, names: Collection[str]) -> dict[str, str]:
    return {row["block"]: row["scheme"] for row in tables.select("namesakes", "block", names)}


def _put_grown(
    tables: Tables, grown: Sequence[Grown], slots: dict[Place, Slot], homes: Homes
) -> tuple[set[str], dict[str, NodeKey]]:
    """Put in what authors have more; their new slots are taken out of the given ones."""
    groups = [[slots.pop(place) for place in sorted(one.came)] for one in grown]
    named = organizations_of(slot for group in groups for slot in group)
    resolver = Resolver(kept_resolution(tables, named), homes)
    former = former_rows(tables, grown)
    authors = []
    for one, group in zip(grown, groups, strict=True):
        _, head = next(iter(one.came.values()))
        keys = (slot.key for slot in group)
        author = author_from(former[head]["author"], group, ("", *keys), resolver)
        del author.keys[author.id]  # which its node has
        authors.append(author)
    touched = put_grown(tables, grown, authors, former)
    return touched, _keys_of(authors, touched)


def _keys_of(authors: Iterable[Author], nodes: Collection[str]) -> dict[str, NodeKey]:
    return {node: key for one in authors for node, key in one.keys.items() if node in nodes}


def _put(
    tables: Tables, found: Clustering, former: Former, judged: JudgedAuthors, homes: Homes
) -> tuple[set[str], dict[str, NodeKey]]:
    """Put the authors that were found in the place of the former ones."""
    ids = [node_id(NodeKind.AUTHOR, keys[0]) for keys in found.keys]
    changing: list[tuple[str, Sequence[Slot], tuple[str, ...]]] = []
    kept: set[str] = set()
    for one, group, keys in zip(ids, found.groups, found.keys, strict=True):
        added = former.added(one, group)
        if added is None:
            changing.append((one, group, keys))
            continue
        kept.add(one)
        if added:
            changing.append((one, added, (keys[0], *(slot.key for slot in added))))
    named = organizations_of(slot for _, group, _ in changing for slot in group)
    resolver = Resolver(kept_resolution(tables, named), homes)
    authors = [author_from(one, group, keys, resolver) for one, group, keys in changing]
    touched = put_authors(tables, authors, former, kept)
    homes_of = {
        slot.key: one for one, group in zip(ids, found.groups, strict=True) for slot in group
    }
    decisions = found.decisions
    if judged.judged != NOTHING:
        keys_of = {slot.key: slot.keys for group in found.groups for slot in group}
        decisions = tuple(undecided(decisions, judged.judged, keys_of))
    put_decisions(tables, decisions, homes_of, former)
    return touched, _keys_of(authors, touched)


def author_slots(paper: Assembled) -> list[Slot]:
    """Give the places of a paper's authors; none of a paper known only by reference."""
    if paper.node.stub:
        return []
    node = paper.node
    about = _About.of(node.id, node.key, node.name, node.year, node.venue)
    authors = dict(enumerate(paper.authors, start=1))
    return list(about.slots(authors, authors))


@dataclass(frozen=True, slots=True)
class _About:
    """What a paper says that tells its authors from others of their names."""

    paper: str
    key: str
    words: frozenset[str]
    year: int | None
    venue: str

    @classmethod
    def of(cls, paper: str, key: str, title: str, year: int | None, venue: str | None) -> _About:
        words = frozenset(normal_title(title).split())
        return cls(paper, key, words, year, venue_series(venue) if venue else "")

    def slots(self, authors: Mapping[int, AuthorName], wanted: Collection[int]) -> Iterator[Slot]:
        """Give some places of a paper's authors, out of all of them by position."""
        names = {position: normal_person(one.name) for position, one in authors.items()}
        for position in wanted:
            yield Slot(
                paper=self.paper,
                paper_key=self.key,
                position=position,
                author=authors[position],
                companions=frozenset([name for other, name in names.items() if other != position]),
                year=self.year,
                venue=self.venue,
                words=self.words,
            )


def block_rows(slot: Slot) -> list[dict[str, object]]:
    return [
        {"paper": slot.paper, "position": slot.position, "block": block}
        for block in slot_blocks(slot.author)
    ]


def _blocks(every: Iterable[Places]) -> set[str]:
    return {one for places in every for blocks in places.values() for one in blocks}


def _blocks_of(tables: Tables, places: Collection[Place]) -> dict[Place, set[str]]:
    every = _by_place(tables.select("slot_block", "paper", {paper for paper, _ in places}))
    return {place: every[place] for place in places if place in every}


def _reached(
    tables: Tables,
    blocks: Collection[str],
    joined: Callable[[Collection[Place]], Collection[Place]] = lambda _: (),
    follow: Callable[[Collection[str]], Collection[str]] = set,
) -> dict[Place, set[str]]:
    """Give the places that blocks reach from place to place, each with all its blocks.

    Args:
        tables: the store.
        blocks: from which to begin.
        joined: gives the places that people joined to some.
        follow: gives those of some blocks that lead on.
    """
    found: dict[Place, set[str]] = {}
    seen: set[str] = set()
    open_blocks = set(blocks)
    while open_blocks:
        seen |= open_blocks
        rows = tables.select("slot_block", "block", open_blocks)
        new = {(row["paper"], row["position"]) for row in rows} - found.keys()
        new |= set(joined(new)) - found.keys()
        every = _by_place(tables.select("slot_block", "paper", {paper for paper, _ in new}))
        found.update((place, every.get(place, set())) for place in new)
        open_blocks = {one for place in new for one in follow(found[place])} - seen
    return found


def _by_place(rows: Iterable[Row]) -> dict[Place, set[str]]:
    found: dict[Place, set[str]] = {}
    for row in rows:
        found.setdefault((row["paper"], row["position"]), set()).add(row["block"])
    return found


def _load(tables: Tables, places: Collection[Place]) -> tuple[dict[Place, Slot], list[Row]]:
    """Give the slots of some places, and their rows."""
    wanted: dict[str, set[int]] = {}
    for paper, position in places:
        wanted.setdefault(paper, set()).add(position)
    rows: list[Row] = []
    authors: dict[str, dict[int, AuthorName]] = {}
    for row in tables.select("slot", "paper", wanted):
        author = _author_name(row["payload"])
        authors.setdefault(row["paper"], {})[row["position"]] = author
        if row["position"] in wanted[row["paper"]]:
            rows.append(row)
    loaded = {}
    for row in tables.select("node", "id", authors):
        paper = row["id"]
        about = _About.of(paper, row["key"], row["name"], row["year"], row["venue"])
        for slot in about.slots(authors[paper], wanted[paper]):
            loaded[paper, slot.position] = slot
    return loaded, rows


@functools.lru_cache(maxsize=50_000)
def _author_name(line: str) -> AuthorName:
    return from_line(AuthorName, line)


def author_from(
    author_id: str, group: Sequence[Slot], own: tuple[str, ...], resolver: Resolver
) -> Author:
    """Put one author together from its slots and the keys that are its alone."""
    author = Author(author_id, tuple(group), own[1:])
    author.keys[author.id] = (NodeKind.AUTHOR, own[0])
    for slot in group:
        place = contribution(slot.paper, slot.position)
        author.namings.append((author.id, place, slot.author.name))
        authored = (EdgeKind.AUTHORED, slot.paper)
        if authored not in author.edges:
            author.edges[authored] = Edge(
                kind=EdgeKind.AUTHORED,
                source=author.id,
                target=slot.paper,
                position=slot.position,
                printed=slot.author.name,
            )
        for affiliation in slot.author.affiliations:
            key = resolver.target(resolver.name(affiliation_name(affiliation)))
            organization = node_id(*key)
            author.keys[organization] = key
            author.namings.append((organization, place, _shown(affiliation)))
            known = author.edges.get((EdgeKind.AFFILIATED_WITH, organization))
            author.edges[EdgeKind.AFFILIATED_WITH, organization] = Edge(
                kind=EdgeKind.AFFILIATED_WITH,
                source=author.id,
                target=organization,
                support=known.support + 1 if known else 1,
            )
    return author


def affiliation_name(affiliation: Affiliation) -> LocalName:
    """Give the local name of the organisation that an affiliation names."""
    return organization_local_name(affiliation.name, affiliation.identifiers)


def organizations_of(slots: Iterable[Slot]) -> set[LocalName]:
    return {affiliation_name(one) for slot in slots for one in slot.author.affiliations}


def _shown(affiliation: Affiliation) -> str:
    """Give the organisation's own name out of what is printed."""
    return organization_name(affiliation.name) or affiliation.name
