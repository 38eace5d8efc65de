"""Which authors a change cannot concern, though their names are those of authors it does.

A paper of one J. Wang meets the places of every J. Wang. Where each of them has an id of the same
scheme, as OpenAlex gives them, and no other id contradicts it, ids alone tell who is who
(`Component.is_decided`), and nothing follows for those whose ids are not among the changed ones.
To see that takes the blocks alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from citeweave_graph.derivation.reaching import Chains
from citeweave_graph.identity.author_slots import NAMED

__all__ = ["Place", "unconcerned"]

Place = tuple[str, int]
"""A paper, and an author's position on it."""


def unconcerned(
    places: Mapping[Place, Collection[str]],
    former: Mapping[Place, Collection[str]],
    changed: Collection[str],
) -> set[Place]:
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
    chains = Chains()
    for blocks in (*places.values(), *former.values()):
        first, *others = map(hash, blocks)
        for other in others:
            chains.join(first, other)
    papers = {paper for paper, _ in former}
    left = {place: blocks for place, blocks in places.items() if place[0] not in papers}
    open_ = _open(places, chains) | _open({**left, **former}, chains)
    known = set(changed)
    return {
        place
        for place, blocks in places.items()
        if chains.root(_number(blocks)) not in open_ and known.isdisjoint(_ids(blocks))
    }


def _open(places: Mapping[Place, Collection[str]], chains: Chains) -> set[int]:
    """Give what stands for those among joined places whom ids alone may not tell apart."""
    ids_of = {place: sorted(_ids(blocks)) for place, blocks in places.items()}
    root_of = {place: chains.root(_number(blocks)) for place, blocks in places.items()}
    common: dict[int, set[str]] = {}
    for place, ids in ids_of.items():
        schemes = set(map(_scheme, ids))
        common[root_of[place]] = common.get(root_of[place], schemes) & schemes
    found = {root for root, schemes in common.items() if not schemes}
    told: dict[tuple[str, str], str] = {}
    for place, ids in ids_of.items():
        root = root_of[place]
        if root in found:
            continue
        first = min(common[root])
        own = next(one for one in ids if _scheme(one) == first)
        # One paper has it once, it goes with one id of each other scheme, and that one with it.
        claims = [((place[0], own), str(place[1]))]
        claims += [((own, _scheme(one)), one) for one in ids]
        claims += [(("", one), own) for one in ids]
        if any(told.setdefault(what, said) != said for what, said in claims):
            found.add(root)
    return found


def _ids(blocks: Collection[str]) -> set[str]:
    return {one for one in blocks if not one.startswith(NAMED)}


def _scheme(one: str) -> str:
    return one.partition(":")[0]


def _number(blocks: Collection[str]) -> int:
    return hash(next(iter(blocks)))
