"""Which authors a change cannot concern, though their names are those of authors it does.

A paper of one J. Wang meets the places of every J. Wang. Where each of them has an id of the same
scheme, as OpenAlex gives them, and no other id contradicts it, ids alone tell who is who
(`Component.is_decided`), and nothing follows for those whose ids are not among the changed ones.

To see that takes the blocks of all of them, of which there are the more the larger the graph. So it
is kept, in `namesakes`: for a name whose bearers are told apart by ids of a scheme, with all whom
blocks join to them, the scheme. All names that blocks join have such a row, with the same scheme,
or none has. Then the places that ids join to the changed ones, and their names, say enough. A row
that is missing does no harm but for time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from citeweave_graph.derivation.reaching import Chains
from citeweave_graph.identity.author_slots import NAMED
from citeweave_graph.tables import Row
from citeweave_schema.ids import Scheme

__all__ = [
    "Near",
    "Place",
    "Places",
    "ids_of",
    "names_of",
    "namesake_rows",
    "namesakes",
    "scheme_of",
    "sort_out",
    "unconcerned",
]

Place = tuple[str, int]
"""A paper, and an author's position on it."""

Places = Mapping[Place, Collection[str]]
"""Places, each with its blocks."""

_SELDOM = Scheme.ORCID
"""The scheme that most authors lack, so that the next paper's would have no id of it."""


def ids_of(blocks: Iterable[str]) -> set[str]:
    """Give the blocks that are ids."""
    return {one for one in blocks if not one.startswith(NAMED)}


def names_of(blocks: Iterable[str]) -> set[str]:
    """Give the blocks that follow from names."""
    return {one for one in blocks if one.startswith(NAMED)}


def scheme_of(one: str) -> str:
    """Give the scheme of a block that is an id."""
    return one.partition(":")[0]


@dataclass(slots=True)
class Near:
    """What the places that ids join to changed ones say.

    Attributes:
        open: blocks of those about whom places far off may have a say.
        new: names that ids tell apart and that were nobody's before, each with the scheme.
    """

    open: set[str] = field(default_factory=set)
    new: dict[str, str] = field(default_factory=dict)


def sort_out(near: Places, former: Places, kept: Mapping[str, str], new: Collection[str]) -> Near:
    """Find those of changed places about whom nothing but what ids join to them has a say.

    Args:
        near: the changed places, and all that ids join to them, or did.
        former: the places, before the change, on papers that changed.
        kept: the rows of `namesakes` for their names.
        new: those of the names that were nobody's before.

    >>> near = {("P1", 1): {"openalex:a1001", "name:wang j"}}
    >>> sort_out(near, {}, {"name:wang j": "openalex"}, ()).open
    set()
    >>> sorted(sort_out(near, {}, {}, ()).open)
    ['name:wang j', 'openalex:a1001']
    """
    every = [*near.values(), *former.values()]
    chains = _chains(every)
    said: dict[int, set[str]] = {}
    for blocks in every:
        known = {kept.get(name, "") for name in names_of(blocks).difference(new)}
        said.setdefault(chains.root(_number(blocks)), set()).update(known)
    schemes = {root: next(iter(some)) for root, some in said.items() if len(some) == 1}
    told = {root: scheme for root, scheme in schemes.items() if scheme}
    open_ = said.keys() - told.keys() | _open(near, chains, told)
    found = Near()
    for blocks in every:
        root = chains.root(_number(blocks))
        if root in open_:
            found.open.update(blocks)
        else:
            found.new.update((name, told[root]) for name in names_of(blocks).intersection(new))
    return found


def namesakes(places: Places) -> dict[str, str]:
    """Give the names of places that ids tell apart, each with the scheme.

    Args:
        places: each with its blocks, and all that blocks join to them.

    >>> namesakes({("P1", 1): {"openalex:a1001", "name:wang j"}, ("P2", 1): {"name:curie m"}})
    {'name:wang j': 'openalex'}
    """
    chains = _chains(places.values())
    schemes = _common(places, chains)
    open_ = _open(places, chains, schemes)
    return {
        name: schemes[root]
        for blocks in places.values()
        if (root := chains.root(_number(blocks))) not in open_
        for name in names_of(blocks)
    }


def namesake_rows(schemes: Mapping[str, str]) -> list[Row]:
    """Give the rows of `namesakes` from the scheme of each name."""
    return [{"block": name, "scheme": scheme} for name, scheme in schemes.items()]


def unconcerned(places: Places, former: Places, changed: Collection[str]) -> set[Place]:
    """Give the places of authors that are as they were, whatever else changed.

    None of those that blocks join, now or before the change, to a place without an id of the
    scheme that the others have, with two ids of a scheme, or with ids that stand with others
    elsewhere; or to a paper that has an id twice. It holds only where nobody judged any author.

    Args:
        places: all places that a change reaches, each with its blocks.
        former: the places, before the change, on papers that changed, each with its blocks.
        changed: the blocks of all places that changed, as they are and as they were.

    >>> places = {(one, 1): {id_, "name:wang j"} for one, id_ in
    ...           (("P1", "openalex:a1001"), ("P2", "openalex:a1002"))}
    >>> unconcerned(places, {}, {"openalex:a1002", "name:wang j"})
    {('P1', 1)}
    >>> unconcerned({**places, ("P3", 1): {"name:wang j"}}, {}, {"openalex:a1002", "name:wang j"})
    set()
    """
    chains = _chains([*places.values(), *former.values()])
    papers = {paper for paper, _ in former}
    left = {place: blocks for place, blocks in places.items() if place[0] not in papers}
    before = {**left, **former}
    open_ = _open(places, chains, _common(places, chains))
    open_ |= _open(before, chains, _common(before, chains))
    known = set(changed)
    return {
        place
        for place, blocks in places.items()
        if chains.root(_number(blocks)) not in open_ and known.isdisjoint(ids_of(blocks))
    }


def _chains(every: Iterable[Collection[str]]) -> Chains:
    chains = Chains()
    for blocks in every:
        first, *others = map(hash, blocks)
        for other in others:
            chains.join(first, other)
    return chains


def _common(places: Places, chains: Chains) -> dict[int, str]:
    """Give, of joined places that all have an id of one scheme, that scheme."""
    common: dict[int, set[str]] = {}
    for blocks in places.values():
        schemes = set(map(scheme_of, ids_of(blocks)))
        root = chains.root(_number(blocks))
        common[root] = common.get(root, schemes) & schemes
    return {
        root: min(schemes, key=lambda one: (one == _SELDOM, one))
        for root, schemes in common.items()
        if schemes
    }


def _open(places: Places, chains: Chains, schemes: Mapping[int, str]) -> set[int]:
    """Give what stands for those among joined places whom ids of a scheme may not tell apart."""
    found: set[int] = set()
    told: dict[tuple[str, str], str] = {}
    for place, blocks in places.items():
        root = chains.root(_number(blocks))
        if root in found:
            continue
        ids = sorted(ids_of(blocks))
        scheme = schemes.get(root)
        own = next((one for one in ids if scheme_of(one) == scheme), None)
        if own is None:
            found.add(root)
            continue
        # One paper has it once, it goes with one id of each other scheme, and that one with it.
        claims = [((place[0], own), str(place[1]))]
        claims += [((own, scheme_of(one)), one) for one in ids]
        claims += [(("", one), own) for one in ids]
        if any(told.setdefault(what, said) != said for what, said in claims):
            found.add(root)
    return found


def _number(blocks: Collection[str]) -> int:
    return hash(next(iter(blocks)))
